"""Free copies of the agreement that holders asked for: logged, given, never charged (§3(c))."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from registry import clock
from registry.models import (
    CopyRequest,
    CopyRequestState,
    RegisteredHolder,
    RightsAgreement,
    SeparationState,
)
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import holders as reads
from registry.selectors.agreements import calendar
from registry.services.copies import log_copy_request, means_offered, record_fulfilment
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import InstantField, PartForm, day_picked
from registry.staff.uploads import paper_of

COPIES_A_PAGE = 50


class CopyForm(PartForm):
    """A written request for the agreement."""

    received_at = InstantField(label="Received")
    name = forms.CharField(label="Who asks", help_text="As registered.", max_length=300)
    account = forms.CharField(
        label="Account", help_text="If the request states it.", required=False, max_length=40
    )
    address = forms.CharField(
        label="Where to mail it", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    holding_shown_by = forms.CharField(
        label="What shows the holding",
        help_text="Before the books are open, such as a word of the share transfer agent.",
        required=False,
        max_length=300,
    )
    document = forms.FileField(label="The written request")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.agreement.separation_state == SeparationState.BOOKS_OPEN:
            del self.fields["holding_shown_by"]  # the books show it


class GivenForm(PartForm):
    """How and when the copy was given."""

    means = forms.ChoiceField(label="How it was given", widget=forms.RadioSelect)
    fulfilled_on = day_picked("On which day")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["fulfilled_on"].initial = today
        self.fields["means"].choices = [  # type: ignore[attr-defined]
            (f"{means.value}|{office}", f"{means.label}{f': {office}' if office else ''}")
            for means, office in means_offered(self.agreement, day=today)
        ]

    def clean_fulfilled_on(self) -> date:
        """A copy was given on a day that has come."""
        day: date = self.cleaned_data["fulfilled_on"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day

    @property
    def told(self) -> dict[str, Any]:
        """Means, office and day."""
        means, _, office = self.cleaned_data["means"].partition("|")
        return {"means": means, "office": office, "fulfilled_on": self.cleaned_data["fulfilled_on"]}


@require_safe
@for_roles(*READERS)
def list_copies(request: HttpRequest, code: str) -> HttpResponse:
    """Show who asked for a copy, and what was given."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    page = Paginator(reads.copy_requests(agreement), COPIES_A_PAGE).get_page(request.GET.get("page"))
    context = {"agreement": agreement, "page": page, "may_act": has_any_role(user, STAFF_ROLES)}
    return render(request, "staff/copies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def log_copy(request: HttpRequest, code: str) -> HttpResponse:
    """Log a written request; one of a stranger is passed to the Company."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    # The account is in the address, the holder's name is not: addresses are kept in logs and histories.
    account = request.GET.get("account", "")[:40].replace("\0", "")
    holder = RegisteredHolder.objects.filter(agreement=agreement, account=account).first()
    initial = {"account": account, "name": str(holder or "")}
    form = CopyForm(*typed(request), agreement=agreement, now=at, initial=initial)

    def act() -> str:
        said = dict(form.cleaned_data)
        received_at, _ = said.pop("received_at"), said.pop("document")
        with paper_of(
            request,
            form,
            kind="COPY_REQUEST",
            title="Request for a copy of the agreement",
            received_at=received_at,
            at=at,
        ) as paper:
            logged = log_copy_request(agreement, **said, document=paper, by=signed_in(request), at=at)
        if logged.state == CopyRequestState.PASSED_ON:
            return f"{logged.name} is on no holding: the request is passed to the Company."
        return "Logged. The copy is free of charge."

    page = ActPage(
        heading="Log a request for a copy of the agreement",
        section="3(c)",
        button="Log it",
        back=reverse("copies", args=[code]),
        crumbs=_crumbs(agreement),
        about="",
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def give_copy(request: HttpRequest, code: str, request_id: int) -> HttpResponse:
    """Record that a copy was mailed or given, at no charge."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    asked: CopyRequest | None = reads.copy_requests(agreement).filter(pk=request_id).first()
    if asked is None:
        raise Http404
    form = GivenForm(*typed(request), agreement=agreement, now=at, today=_today(agreement, at=at))

    def act() -> str:
        record_fulfilment(asked, **form.told, by=signed_in(request), at=at)
        return "Recorded as given, at no charge."

    page = ActPage(
        heading="Record that the copy was given",
        section="3(c)",
        button="Record it as given",
        back=reverse("copies", args=[code]),
        crumbs=_crumbs(agreement),
        about=f"Asked for by {asked.name}.",
    )
    return act_page(request, agreement, form, page=page, act=act)


def _today(agreement: RightsAgreement, *, at: datetime) -> date:
    return calendar(agreement, at=at).local_date(at)


def _crumbs(agreement: RightsAgreement) -> tuple[tuple[str, str], ...]:
    return (
        ("Holders", reverse("holders", args=[agreement.code])),
        ("Copies", reverse("copies", args=[agreement.code])),
    )
