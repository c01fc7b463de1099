"""New forms of certificate: what is in use, what the Company ordered, the run over what is out (§22)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from agreement.new_form import Manner
from agreement.refusals import refuse
from registry import clock
from registry.models import Approval, NoticeKind, NoticeState, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.adjustments import form_changes, terms_on_form
from registry.selectors.agreements import approved_form, terms_in_force
from registry.selectors.new_forms import LEFT_OUT_SHOWN, outstanding_by_form, preview_run, run_desk
from registry.selectors.notices import notices
from registry.services.new_form_runs import request_run
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import performed
from registry.staff.items import told_refusal
from registry.staff.terms import money

_GONE = (NoticeState.APPLIED, NoticeState.REJECTED, NoticeState.SUPERSEDED)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_forms(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form in use with the figures it shows, the certificates of each form, and a run's preview."""
    return _page(request, visible_agreement(signed_in(request), code))


@require_POST
@for_roles(*STAFF)
def ask_for_run(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to replace every certificate of another form, as the Company ordered."""
    agreement = visible_agreement(signed_in(request), code)
    change = form_changes(agreement).filter(notice__number=number).first()
    if change is None:
        raise refuse("NOT_FOUND", what=f"An order of a new form in notice {number}")

    def act() -> Approval:
        return request_run(change, maker=signed_in(request), at=clock.now())

    def page(*, answered: None, refusal: RightsError | None, status: int) -> HttpResponse:
        return _page(request, agreement, refusal=refusal, status=status)

    return performed(request, form=None, act=act, back=reverse("new_forms", args=[code]), page=page)


def _page(
    request: HttpRequest,
    agreement: RightsAgreement,
    *,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    user, at = signed_in(request), clock.now()
    form, terms = approved_form(agreement), terms_in_force(agreement, known_at=at)
    changed = list(form_changes(agreement))
    ordered = next((one for one in changed if one.form_version == form), None)
    shown = terms_on_form(form, terms=terms) if form else None
    is_run = ordered is not None and ordered.manner == Manner.BULK_RUN
    desk = run_desk(ordered, at=at) if ordered is not None and is_run else None
    may_act = has_any_role(user, STAFF_ROLES)
    context = {
        "agreement": agreement,
        "form": form,
        "ordered": ordered,
        "shown_price": money(shown.initial_exercise_price) if shown else "–",
        "price": money(terms.price_of_unit),
        "changed": [(one, Manner(one.manner).words) for one in changed],
        "waiting": notices(agreement).filter(kind=NoticeKind.NEW_FORM).exclude(state__in=_GONE),
        "by_form": outstanding_by_form(agreement),
        "run": preview_run(agreement, form, at=at) if form else None,
        "desk": desk,
        "left_out_shown": LEFT_OUT_SHOWN,
        "may_act": may_act,
        "may_run": may_act and desk is not None and desk.waiting is None and not desk.grounds,
        **told_refusal(refusal),
    }
    return render(request, "staff/new_forms.html", context, status=status)
