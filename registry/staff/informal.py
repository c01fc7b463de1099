"""What came by no formal channel, and the addresses for notices: logged, tied, filed (§26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreement.channels import channel_grounds
from agreement.choices import CHANNEL_WORDS
from agreement.grounds import Ground
from agreement.notice_addresses import AddressStated
from registry import clock
from registry.models import Approval, InformalNotice, RightsAgreement
from registry.selectors.agreements import terms_in_force
from registry.selectors.notice_addresses import addresses_in_force, addresses_stated, printed_lines
from registry.selectors.notices import informal_notices, notices
from registry.services import company
from registry.services.company.addresses import PARTIES, ROLES
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import InstantField, PartForm
from registry.staff.uploads import paper_of

NO_EFFECT = (
    "Nothing follows from it: it opens no gate, starts no clock and is not put before a second person. What"
    " the Company says takes effect by a notice in writing, through a channel that the agreement names. A"
    " removal of the Rights Agent by registered or certified mail is taken in as a notice (§21)."
)


class InformalForm(PartForm):
    """A message as it came."""

    channel = forms.ChoiceField(label="It came by")
    sender = forms.CharField(label="From", help_text="Who said it, and for whom.", max_length=300)
    said = forms.CharField(label="What was said", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    received_at = InstantField(label="Received")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = terms_in_force(self.agreement, known_at=self.now)
        informal = [(one, words) for one, words in CHANNEL_WORDS.items() if channel_grounds(one, terms=terms)]
        self.fields["channel"].choices = informal  # type: ignore[attr-defined]


class FollowedForm(PartForm):
    """The formal notice that came of it."""

    notice = forms.ChoiceField(
        label="Notice",
        help_text="The message stays as it is, and without effect.",
        widget=forms.Select(attrs={"class": "long"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.number), str(one)) for one in notices(self.agreement)]
        self.fields["notice"].choices = known  # type: ignore[attr-defined]


class AddressFilingForm(PartForm):
    """An address for notices as a signed paper states it."""

    party = forms.ChoiceField(label="Notices to", choices=list(PARTIES.items()))
    role = forms.ChoiceField(label="Which address", choices=list(ROLES.items()))
    lines = forms.CharField(
        label="Address", help_text="As it is printed, line by line, the name first.", max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    attention = forms.CharField(label="Attention", required=False, max_length=120)
    facsimile = forms.CharField(label="Facsimile", required=False, max_length=40)
    signed_on = forms.DateField(label="Paper signed on", widget=forms.DateInput(attrs={"type": "date"}))
    received_at = InstantField(label="Paper received", help_text="The address is used from then on.")
    document = forms.FileField(label="The signed filing")


def told_informally(agreement: RightsAgreement) -> list[tuple[InformalNotice, tuple[Ground, ...]]]:
    """The messages of an agreement, each with the ground on which it has no effect."""
    logged = list(informal_notices(agreement))
    if not logged:
        return []
    terms = terms_in_force(agreement, known_at=clock.now())
    return [(one, channel_grounds(one.channel, terms=terms)) for one in logged]


@dataclass(frozen=True, slots=True)
class AddressTold:
    """The address of a party and role in force, and those it superseded, with their dates."""

    name: str
    lines: tuple[str, ...]
    since: datetime
    source: str
    before: tuple[tuple[str, datetime], ...]


def told_addresses(agreement: RightsAgreement, *, at: datetime) -> list[AddressTold]:
    """The address book of an agreement, each address with what it superseded."""
    stated = addresses_stated(agreement)
    told = []
    for one in addresses_in_force(agreement, at=at):
        earlier = [other for other in stated if other.place == one.place and other.since < one.since]
        before = tuple((", ".join(_lines(other)), other.since) for other in earlier if other.addresses)
        name = f"{PARTIES[one.place[0]]}, {ROLES[one.place[1]]}"
        told.append(AddressTold(name[0].upper() + name[1:], _lines(one), one.since, one.source, before))
    return told


def _lines(stated: AddressStated) -> tuple[str, ...]:
    return tuple(line for address in stated.addresses for line in printed_lines(address))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def log(request: HttpRequest, code: str) -> HttpResponse:
    """Log what came by a channel that gives no notice."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = InformalForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        logged = company.log_informal(agreement, **form.cleaned_data, by=signed_in(request), at=at)
        return f"Informal message {logged.number} is logged. It has no effect."

    page = ActPage(
        heading="Log an informal message",
        section="26",
        button="Log it, without effect",
        back=reverse("notices", args=[code]),
        crumbs=(("Notices", reverse("notices", args=[code])),),
        about=NO_EFFECT,
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def followed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say which notice followed an informal message."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    logged = informal_notices(agreement).filter(number=number).first()
    if logged is None:
        raise Http404
    form = FollowedForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        notice = notices(agreement).get(number=int(form.cleaned_data["notice"]))
        company.tie_to_notice(logged, notice=notice, by=signed_in(request), at=at)
        return f"Informal message {number} was followed by notice {notice.number}, which alone has effect."

    page = ActPage(
        heading=f"The notice that followed message {number}",
        section="26",
        button="Record it",
        back=reverse("notices", args=[code]),
        crumbs=(("Notices", reverse("notices", args=[code])),),
        about=logged.said,
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def file_address(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a second person to record another address for notices, on its signed paper."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = AddressFilingForm(*typed(request), agreement=agreement, now=at)

    def act() -> Approval:
        said = form.cleaned_data
        with paper_of(
            request, form, kind="NOTICE_ADDRESS", title="Filing of an address for notices",
            signed_on=said["signed_on"], received_at=said["received_at"], at=at,
        ) as paper:  # fmt: skip
            return company.request_address_filing(
                agreement,
                party=said["party"],
                role=said["role"],
                lines=said["lines"].splitlines(),
                facsimile=said["facsimile"],
                attention=said["attention"],
                document=paper,
                maker=signed_in(request),
                at=at,
            )

    page = ActPage(
        heading="File an address for notices",
        section="26",
        button="Ask for approval of the filing",
        back=reverse("agreement", args=[code]),
        about="An address changes only by a signed writing. The one before stays on the record.",
    )
    return act_page(request, agreement, form, page=page, act=act)
