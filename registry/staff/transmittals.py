"""Transmittals of cancelled certificates: the list, one made, its sheet, its delivery and receipt (§8)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.cancellation import KEEPER_BY_READING, Keeper
from agreement.errors import RightsError
from registry import clock
from registry.models import Approval, RightsAgreement, Transmittal
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import transmittals as reads
from registry.selectors.agreements import local_day
from registry.selectors.cancelled import deliveries_of_company, retention_on
from registry.selectors.ranges import joined, told
from registry.services import transmittals
from registry.services.audit import append_audit
from registry.services.transmittal_facts import sheet_facts
from registry.services.unreceived import record_not_received
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    STAFF,
    for_roles,
    signed_in,
    visible_agreement,
)
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.cancellation_forms import (
    NotReceivedForm,
    ReceiptForm,
    SentForm,
    TransmittalForm,
    WithdrawForm,
)
from registry.staff.items import told_refusal
from registry.staff.papers import drawn_paper
from registry.staff.uploads import paper_of

SHOWN, ROWS_SHOWN, DELIVERIES_SHOWN = 50, 200, 50
# How a state is coloured and named.
STATE_TAGS = {
    reads.MADE: ("PENDING", "Not delivered yet"),
    reads.SENT: ("PENDING", "Receipt awaited"),
    reads.RECEIVED: ("DONE", "Received by the Company"),
    reads.WITHDRAWN: ("WITHDRAWN", "Withdrawn"),
    reads.NOT_RECEIVED: ("WITHDRAWN", "Not received"),
    reads.LOST: ("REFUSED", "Lost"),
    reads.KEPT_UNSIGNED: ("PENDING", "The Company's signature awaited"),
    reads.KEPT: ("DONE", "Kept here for the Company"),
}


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_transmittals(request: HttpRequest, code: str) -> HttpResponse:
    """List the transmittals, and what the Company delivered for cancellation."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    page = Paginator(reads.transmittals_of(agreement), SHOWN).get_page(request.GET.get("page"))
    context = {
        "agreement": agreement,
        "page": page,
        "rows": [(one, *STATE_TAGS[reads.shown_state(one)]) for one in page],
        "deliveries": deliveries_of_company(agreement)[:DELIVERIES_SHOWN],
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/transmittals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def make(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a transmittal would list, and make it."""
    agreement, at, by = visible_agreement(signed_in(request), code), clock.now(), signed_in(request)
    asked = request.GET if "numbers" in request.GET else None
    form = TransmittalForm(request.POST if request.method == "POST" else asked, agreement=agreement, now=at)
    refusal: RightsError | None = None
    seen: transmittals.Listed | None = None
    if not form.is_bound or form.is_valid():
        said = form.cleaned_data if form.is_bound else {}
        try:
            if request.method == "POST" and "make" in request.POST:
                made = transmittals.make_transmittal(agreement, **said, maker=by, at=at)
                return redirect("transmittal", code=code, number=made.number)
            seen = transmittals.preview_transmittal(agreement, **said)
        except RightsError as error:
            refusal = error
    status = refusal.status if refusal and request.method == "POST" else 200
    if form.errors:
        status = 422
    context: dict[str, Any] = {
        "agreement": agreement,
        "form": form,
        "seen": seen,
        "seen_numbers": told(joined((one, one) for one in seen.numbers)) if seen else "",
        "left_numbers": told(joined((one, one) for one in seen.left_behind)) if seen else "",
        **told_refusal(refusal),
    }
    return render(request, "staff/transmittal_new.html", context, status=status)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a transmittal: what it lists, how it left or stays, who keeps it, the Company's receipt."""
    user, transmittal = signed_in(request), find_transmittal(request, code, number)
    agreement, state = transmittal.agreement, reads.state_of(transmittal)
    rows = reads.papers_listed(transmittal)
    waiting = reads.receipt_waiting(transmittal)
    may_act = has_any_role(user, STAFF_ROLES)
    tag, words = STATE_TAGS[reads.shown_state(transmittal)]
    reading = transmittals.reading_in_use(agreement, at=clock.now())
    context = {
        "agreement": agreement,
        "transmittal": transmittal,
        "tag": tag,
        "state_words": words,
        "rows": rows[:ROWS_SHOWN],
        "more": max(len(rows) - ROWS_SHOWN, 0),
        "left_off": told(joined((one, one) for one in reads.left_off(transmittal))),
        "without_image": sum(1 for one in rows if not one.images),
        "delivery": getattr(transmittal, "delivery", None),
        "kept_by": reads.kept_by(transmittal),
        "stays_here": reads.shown_state(transmittal) in (reads.KEPT_UNSIGNED, reads.KEPT),
        "receipt": getattr(transmittal, "receipt", None),
        "waiting": waiting if has_any_role(user, READER_ROLES) else None,
        "reading": KEEPER_BY_READING[reading].words,
        "rule": retention_on(local_day(agreement, at=clock.now())),
        "may_take": has_any_role(user, READER_ROLES),
        "may_send": may_act and state == reads.MADE,
        "may_receive": may_act and state == reads.SENT and waiting is None,
        "unreceived": getattr(transmittal, "unreceived", None),
        "asked_for": told(reads.ranges_on(transmittal), most=len(rows))
        if may_act and reads.shown_state(transmittal) in (reads.KEPT, reads.LOST)
        else "",
    }
    return render(request, "staff/transmittal.html", context)


@require_safe
@for_roles(*READERS)
def take_sheet(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out the list of a transmittal for signing; who took it is recorded."""
    transmittal = find_transmittal(request, code, number)
    drawn = drawn_paper("transmittal", sheet_facts(transmittal), name=f"{code}-transmittal-{number}.pdf")
    append_audit(
        transmittal.agreement,
        actor=signed_in(request),
        act="TRANSMITTAL_TAKEN",
        subject=str(transmittal),
        details={},
        at=clock.now(),
    )
    return drawn


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def sent(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record how a transmittal left and who keeps its paper."""
    transmittal, at = find_transmittal(request, code, number), clock.now()
    agreement = transmittal.agreement
    today = local_day(agreement, at=at)
    form = SentForm(*typed(request), agreement=agreement, now=at, initial={"delivered_on": today})

    def act() -> str:
        transmittals.record_delivery(transmittal, form.told, by=signed_in(request), at=at)
        return "Recorded. File the list as the Company signed it when it comes."

    rule, in_use = retention_on(today), KEEPER_BY_READING[transmittals.reading_in_use(agreement, at=at)]
    about = (
        f"Section 8 delivers cancelled certificates to the Company; {rule.rule} have them kept for "
        f"{rule.figure} {rule.unit}. By the reading in use {_lower(in_use)}. "
        "Record and image stay here in either case."
    )
    page = _page_about(transmittal, "Record the delivery", button="Record it", about=about)
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def received(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to record the Company's signed receipt."""
    transmittal, at = find_transmittal(request, code, number), clock.now()
    form = ReceiptForm(*typed(request), agreement=transmittal.agreement, now=at)

    def act() -> Approval:
        said = form.told
        title, day = f"The Company's receipt for {str(transmittal).lower()}", said.received_on
        with paper_of(
            request, form, kind="TRANSMITTAL_RECEIPT", title=title, signed_on=day, at=at
        ) as document:
            return transmittals.request_receipt(
                transmittal, said, document=document, maker=signed_in(request), at=at
            )

    page = _page_about(transmittal, "Record the Company's receipt", button="Ask a second person")
    return act_page(request, transmittal.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def not_received(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the Company received nothing of a transmittal, and where its paper is."""
    transmittal, at = find_transmittal(request, code, number), clock.now()
    form = NotReceivedForm(*typed(request), agreement=transmittal.agreement, now=at)

    def act() -> str:
        told, title = form.told, f"On what {str(transmittal).lower()} was not received"
        with paper_of(request, form, kind="TRANSMITTAL_NOT_RECEIVED", title=title, at=at) as document:
            record_not_received(transmittal, told, document=document, by=signed_in(request), at=at)
        return "Recorded. What is in the vault waits for another list; what is lost is shown as lost."

    about = (
        "Where the Company received nothing there is no receipt. What is in the vault goes on a later list; "
        "what is lost stays recorded as lost, and goes on a later list by its number if it is found. The "
        "books show the certificates as cancelled and not delivered; record and image stay."
    )
    page = _page_about(transmittal, "Nothing was received", button="Record it", about=about)
    return act_page(request, transmittal.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Withdraw a transmittal that was not delivered."""
    transmittal, at = find_transmittal(request, code, number), clock.now()
    form = WithdrawForm(*typed(request), agreement=transmittal.agreement, now=at)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        transmittals.withdraw_transmittal(transmittal, reason=reason, by=signed_in(request), at=at)
        return "Withdrawn. Its certificates are on no transmittal."

    page = _page_about(transmittal, "Withdraw the list", button="Withdraw it")
    return act_page(request, transmittal.agreement, form, page=page, act=act)


def find_transmittal(request: HttpRequest, code: str, number: int) -> Transmittal:
    """A transmittal of an agreement that the person may see; absent and foreign are the same 404."""
    agreement: RightsAgreement = visible_agreement(signed_in(request), code)
    found = reads.transmittals_of(agreement).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _page_about(transmittal: Transmittal, heading: str, *, button: str, about: str = "") -> ActPage:
    code = transmittal.agreement.code
    back = reverse("transmittal", args=[code, transmittal.number])
    crumbs = (("Transmittals", reverse("transmittals", args=[code])), (str(transmittal), back))
    return ActPage(heading, "8", button, back, crumbs, about)


def _lower(keeper: Keeper) -> str:
    return keeper.words[0].lower() + keeper.words[1:]
