"""Another number of Rights: what the holders of record get by the Company's election (§11(h))."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.adjustment import Distributed, Surrender
from agreement.arithmetic import as_text
from agreement.errors import RightsError
from registry import clock
from registry.models import Approval, Notice
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.adjustments import certificates_of_adjustment
from registry.selectors.number_adjustments import (
    LISTED,
    certificates_given,
    fractions_priced,
    holders_of_record,
    is_number_election,
    number_desk,
    price_in_force,
    told_fraction,
)
from registry.services.number_adjustments import request_number_adjustment
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import performed
from registry.staff.items import told_refusal


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show an election: ratio, record date, what each holder of record gets, what stands in the way."""
    return _page(request, _election(request, code, number))


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to give the holders of record the additional Rights."""
    notice = _election(request, code, number)

    def act() -> Approval:
        return request_number_adjustment(notice, maker=signed_in(request), at=clock.now())

    def page(*, answered: None, refusal: RightsError | None, status: int) -> HttpResponse:
        return _page(request, notice, refusal=refusal, status=status)

    back = reverse("number_adjustment", args=[code, number])
    return performed(request, form=None, act=act, back=back, page=page)


def _page(
    request: HttpRequest, notice: Notice, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    user, at = signed_in(request), clock.now()
    desk = number_desk(notice, at=at)
    may_act, is_reader = has_any_role(user, STAFF_ROLES), has_any_role(user, READER_ROLES)
    said, agreement = notice.facts, notice.agreement
    holders = holders_of_record(desk) if is_reader and desk.entry is None else []
    context = {
        "agreement": agreement,
        "notice": notice,
        "desk": desk,
        "days": [date.fromisoformat(said[name]) for name in ("elected_on", "announced_on", "record_date")],
        "option": Distributed(said["distributed"]).words if said.get("distributed") else "",
        "surrender": Surrender(said["surrender"]).words if said.get("surrender") else "",
        "ratio": as_text(desk.ratio) if desk.ratio else "",
        "computed": as_text(desk.computed) if desk.computed else "",
        "differs": bool(desk.ratio and desk.computed and desk.ratio != desk.computed),
        "fractions": told_fraction(desk.totals, desk.ratio),
        "holders": [(one, as_text(one.fraction)) for one in holders],
        "given": list(certificates_given(desk.entry)) if is_reader and desk.entry else [],
        "listed": LISTED,
        "unpriced": fractions_priced(agreement, election=notice.number).filter(amount=None).count(),
        "price": price_in_force(agreement, election=notice.number),
        "may_act": may_act,
        "may_ask": may_act and desk.waiting is None and not desk.grounds,
        **told_refusal(refusal),
    }
    return render(request, "staff/number_adjustment.html", context, status=status)


def _election(request: HttpRequest, code: str, number: int) -> Notice:
    """An election that the person may see; another certificate, absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = certificates_of_adjustment(agreement).filter(number=number).first()
    if found is None or not is_number_election(found):
        raise Http404
    return found
