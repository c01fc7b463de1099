"""What a person records of letters: handed to the post, such a record taken back, a tax asked for (§26)."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from certificates.models import MailClass
from certificates.selectors.letters import letters_numbered
from certificates.services.letters import Handed, record_mailed, take_back
from certificates.staff.letters import find_letter, row_of
from registry import clock
from registry.models import RightsAgreement
from registry.services.taxes import TaxAsked, demand_tax
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.items import find_item, page_of
from registry.staff.uploads import paper_of

CHOSEN_MOST = 500
MAILED_PAGE = "staff/certificates/letters_mailed.html"


class MailedForm(PartForm):
    """When, by which class of mail and by whom letters were handed to the post."""

    mailed_on = day_picked("Handed to the post on")
    mail_class = forms.ChoiceField(
        label="Class of mail", choices=MailClass.choices, initial=MailClass.FIRST_CLASS
    )
    mailed_by = forms.CharField(
        label="Handed over by", help_text="The person who took them to the post.", max_length=200
    )
    document = forms.FileField(
        label="Paper of the post", help_text="A certificate of mailing or a receipt, if there is one.",
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mailed_on"].initial = _today(self.agreement)

    @property
    def told(self) -> Handed:
        """What the person states."""
        said = self.cleaned_data
        return Handed(said["mailed_on"], MailClass(said["mail_class"]), said["mailed_by"])


class TakenBackForm(PartForm):
    """Why a record was wrong."""

    reason = forms.CharField(
        label="What was wrong with the record", max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class TaxForm(PartForm):
    """What the Company requires for a tax or charge, on its paper."""

    tax = forms.CharField(
        label="Tax or charge", help_text="In full, as the Company names it.", max_length=200
    )
    amount = forms.DecimalField(label="Sum in US dollars", max_digits=20, decimal_places=2)
    payable_to = forms.CharField(
        label="Payable to the order of", help_text="If the demand says so.", required=False, max_length=200
    )
    demanded_on = day_picked("The Company's demand is dated")
    document = forms.FileField(label="The Company's demand")

    @property
    def told(self) -> TaxAsked:
        """The demand as it stands on the paper."""
        said = self.cleaned_data
        return TaxAsked(said["tax"], said["amount"], said["payable_to"], said["demanded_on"])


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def mailed(request: HttpRequest, code: str) -> HttpResponse:
    """Record the letters chosen by the address as handed to the post; all of them or none."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    chosen = _chosen(request)
    rows = [row_of(paper) for paper in letters_numbered(agreement, chosen)]
    form = MailedForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        by, now = signed_in(request), clock.now()
        if form.cleaned_data["document"] is None:
            records = record_mailed(agreement, chosen, form.told, by=by, at=now)
        else:
            title = f"Paper of the post for letters {chosen[0]} to {chosen[-1]}" if chosen else "Paper"
            with paper_of(request, form, kind="MAILING_RECEIPT", title=title, at=at) as paper:
                records = record_mailed(agreement, chosen, form.told, document=paper, by=by, at=now)
        return f"Recorded as mailed: {len(records)} letter{'' if len(records) == 1 else 's'}."

    page = ActPage(
        heading="Record letters as mailed",
        section="26",
        button="Record them as mailed",
        back=reverse("letters", args=[code]),
        crumbs=_crumbs(agreement),
        about="State what you know from the post's paper or from whoever handed them over.",
    )
    more = {"rows": rows}
    return act_page(request, agreement, form, page=page, act=act, more=more, template=MAILED_PAGE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def taken_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back a wrong record of a letter; the letter waits for the post again."""
    paper, at = find_letter(request, code, number), clock.now()
    form = TakenBackForm(*typed(request), agreement=paper.agreement, now=at)

    def act() -> str:
        take_back(paper, reason=form.cleaned_data["reason"], by=signed_in(request), at=clock.now())
        return f"Taken back. Letter {paper.pk} waits for the post again; both records stay."

    page = ActPage(
        heading=f"Take back the record of letter {paper.pk}",
        section="26",
        button="Take it back",
        back=reverse("letters", args=[code]),
        crumbs=_crumbs(paper.agreement),
        about=f"{paper.kind_words} to {row_of(paper).to}.",
    )
    return act_page(request, paper.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def ask_tax(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the Company requires a tax or charge for an item, and write the demand."""
    item, at = find_item(request, code, number), clock.now()
    form = TaxForm(*typed(request), agreement=item.agreement, now=at)

    def act() -> str:
        title = f"The Company's demand of a tax or charge on item {number}"
        by = signed_in(request)
        with paper_of(request, form, kind="INSTRUCTION", title=title, at=at) as paper:
            written = demand_tax(item, form.told, document=paper, by=by, at=at)
        return (
            f"Asked. The item is held until it is shown to be paid; letter {written.pk} waits for the post."
        )

    page = ActPage(
        heading="Ask for a tax or charge",
        section="6(a)",
        button="Ask for it",
        back=page_of(item),
        crumbs=(("Items", reverse("items", args=[code])), (str(item), page_of(item))),
        about="The sum is the Company's, as it demands it; the Rights Agent adds nothing.",
    )
    return act_page(request, item.agreement, form, page=page, act=act)


def _chosen(request: HttpRequest) -> list[int]:
    """The numbers of the letters in the address. Raises 404 for what is no number."""
    told = request.GET.getlist("letter")[:CHOSEN_MOST]
    if not all(number.isascii() and number.isdigit() and len(number) < 19 for number in told):
        raise Http404
    return sorted({int(number) for number in told})


def _today(agreement: RightsAgreement) -> date:
    return clock.now().astimezone(ZoneInfo(agreement.time_zone)).date()


def _crumbs(agreement: RightsAgreement) -> tuple[tuple[str, str], ...]:
    return (("Letters", reverse("letters", args=[agreement.code])),)
