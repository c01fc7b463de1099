"""The desk of requisitions: what is reserved, asked of whom, received and delivered (§7(c), §9(a))."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.requisition import Recipient, securities_bought
from agreement.workflow.items import ReturnMeans
from exercises.models import Requisition
from exercises.selectors import deliveries as reads
from exercises.selectors.deferrals import deferred, deferred_in
from exercises.services import arrangements, deliveries, requisition_files
from exercises.services.arrangements import RouteTold
from exercises.staff.delivery_forms import DeliveredForm, ReceivedForm, ReservedForm, RouteForm, signed_of
from exercises.staff.exercises import exercise_page, find_exercise
from registry import clock
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.agreements import terms_in_force
from registry.services.audit import append_audit
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.items import told_refusal
from registry.staff.uploads import paper_of, papers_of

SHOWN = 50


@require_safe
@for_roles(*READERS)
def list_requisitions(request: HttpRequest, code: str) -> HttpResponse:
    """Show every posted exercise on its way out, the reserve, the arrangements and the files."""
    return _desk(request, code)


def _desk(
    request: HttpRequest, code: str, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    terms = terms_in_force(agreement, known_at=at)
    page = Paginator(reads.posted_exercises(agreement), SHOWN).get_page(request.GET.get("page"))
    rows = reads.deliveries(list(page.object_list), agreement=agreement, at=at)
    security = securities_bought(1, terms=terms).security
    context = {
        "agreement": agreement,
        "page": page,
        "rows": [(one, reads.recipient_words(one)) for one in rows],
        "target": terms.service_target_business_days,
        "reserves": reads.reserve_standing(agreement, at=at),
        "security": security,
        "route": reads.route_of(agreement, security=security),
        "deferred": deferred(deferred_in(agreement)[:SHOWN], at=at),
        "files": reads.requisition_files(agreement)[:SHOWN],
        "waiting": reads.not_in_a_file(agreement).count(),
        "may_act": has_any_role(user, STAFF_ROLES),
        **told_refusal(refusal),
    }
    return render(request, "staff/requisitions.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_reserved(request: HttpRequest, code: str) -> HttpResponse:
    """Record the Company's certificate of shares reserved."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    security = securities_bought(1, terms=terms_in_force(agreement, known_at=at)).security
    form = ReservedForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        said, signed = form.cleaned_data, signed_of(form)
        title = "Certificate of shares reserved"
        with paper_of(
            request, form, kind="SHARES_RESERVED", title=title, signed_on=signed.signed_on, at=at
        ) as paper:
            arrangements.record_reserved(
                agreement,
                security=security,
                shares=Fraction(said["shares"]),
                signed=signed,
                document=paper,
                by=signed_in(request),
                at=at,
            )
        return f"{said['shares']:,f} shares of {security} are recorded as reserved."

    about = (
        f"What a Right buys now: {security}. The number is that of all exercises from the first on, "
        "those posted already included; the certificate recorded last counts."
    )
    page = _page(code, heading="Record shares reserved", section="9(a)", button="Record it", about=about)
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_route(request: HttpRequest, code: str) -> HttpResponse:
    """Record of whom the Company has the securities requisitioned."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    security = securities_bought(1, terms=terms_in_force(agreement, known_at=at)).security
    form = RouteForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        said, signed = form.cleaned_data, signed_of(form)
        told = RouteTold(security, Recipient(said["recipient"]), said["name"], said["address"])
        more: dict[str, Any] = {"kind": "DELIVERY_ARRANGED", "title": "How securities are made available"}
        deposit = "Depositary agreement"
        with (
            paper_of(request, form, signed_on=signed.signed_on, at=at, **more) as paper,
            papers_of(
                request, form, field="depositary_agreement", kind="DEPOSITARY", title=deposit, at=at
            ) as filed,
        ):
            arrangements.record_route(
                agreement,
                told,
                signed=signed,
                document=paper,
                depositary_agreement=filed[0] if filed else None,
                by=signed_in(request),
                at=at,
            )
        return f"{security} is requisitioned from {said['name']} from now on."

    about = (
        f"What a Right buys now: {security}. The transfer agent of the Preferred Shares is authorised by the "
        "agreement itself; for other securities nothing is requisitioned before the Company says of whom."
    )
    page = _page(
        code, heading="Record of whom securities are had", section="7(c)", button="Record it", about=about
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_POST
@for_roles(*STAFF)
def requisition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Requisition the securities of a posted exercise."""
    item, at = find_exercise(request, code, number), clock.now()
    try:
        deliveries.requisition(item, by=signed_in(request), at=at)
    except RightsError as refusal:
        return exercise_page(
            request, find_exercise(request, code, number), refusal=refusal, status=refusal.status
        )
    return redirect("exercise", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_received(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the securities of a requisition came."""
    asked, at = find_requisition(request, code, number), clock.now()
    form = ReceivedForm(*typed(request), agreement=asked.agreement, now=at)

    def act() -> str:
        title = f"Securities of {asked}"
        with paper_of(request, form, kind="SECURITIES_RECEIVED", title=title, at=at) as paper:
            deliveries.record_received(
                asked,
                received_on=form.cleaned_data["received_on"],
                document=paper,
                by=signed_in(request),
                at=at,
            )
        return f"The securities of {asked} are recorded as received."

    page = _page_of(asked, heading=f"Securities of requisition {number} came", button="Record the receipt")
    return act_page(request, asked.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_delivered(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the securities of a requisition went to the holder or to its order."""
    asked, at = find_requisition(request, code, number), clock.now()
    form = DeliveredForm(*typed(request), agreement=asked.agreement, now=at)

    def act() -> str:
        said, title = form.cleaned_data, f"Delivery of {asked}"
        with paper_of(request, form, kind="SECURITIES_DELIVERED", title=title, at=at) as paper:
            deliveries.record_delivered(
                asked,
                delivered_on=said["delivered_on"],
                means=ReturnMeans(said["means"]),
                document=paper,
                by=signed_in(request),
                at=at,
            )
        return f"The securities of {asked} are recorded as delivered."

    page = _page_of(
        asked, heading=f"Securities of requisition {number} went out", button="Record the delivery"
    )
    return act_page(request, asked.agreement, form, page=page, act=act)


@require_POST
@for_roles(*STAFF)
def write_file(request: HttpRequest, code: str) -> HttpResponse:
    """Write the requisitions that no file has yet into one, for the gateway."""
    agreement = visible_agreement(signed_in(request), code)
    try:
        requisition_files.write_file(agreement, by=signed_in(request), at=clock.now())
    except RightsError as refusal:
        return _desk(request, code, refusal=refusal, status=refusal.status)
    return redirect("requisitions", code)


@require_safe
@for_roles(*READERS)
def take_file(request: HttpRequest, code: str, number: int) -> FileResponse:
    """Hand out a file of requisitions; that it was taken is recorded."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    made = reads.requisition_files(agreement).filter(number=number).first()
    if made is None:
        raise Http404
    content = requisition_files.open_file(made)
    append_audit(agreement, actor=user, act="REQUISITION_FILE_TAKEN", subject=str(made), at=clock.now())
    answer = FileResponse(
        content, as_attachment=True, filename=f"{code}-requisitions-{number}.csv", content_type="text/csv"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def find_requisition(request: HttpRequest, code: str, number: int) -> Requisition:
    """A requisition that the person may see; absent and foreign are the same 404."""
    found = reads.requisition_numbered(visible_agreement(signed_in(request), code), number)
    if found is None:
        raise Http404
    return found


def _page(code: str, *, heading: str, section: str, button: str, about: str) -> ActPage:
    """The frame of an act on the desk, with the way back to it."""
    back = reverse("requisitions", args=[code])
    crumbs = (("Requisitions", back),)
    return ActPage(heading=heading, section=section, button=button, back=back, crumbs=crumbs, about=about)


def _page_of(asked: Requisition, *, heading: str, button: str) -> ActPage:
    """The frame of an act about a requisition, with the way back to its exercise."""
    code, item = asked.agreement.code, asked.due.item
    address = reverse("exercise", args=[code, item.number])
    crumbs = (("Requisitions", reverse("requisitions", args=[code])), (f"Item {item.number}", address))
    section = "7(c)(iii)"
    return ActPage(heading=heading, section=section, button=button, back=address, crumbs=crumbs)
