"""New forms of certificate: what is in use, what the Company ordered, what a run would replace (§22)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.new_form import Manner
from registry import clock
from registry.models import NoticeKind, NoticeState
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.adjustments import form_changes, terms_on_form
from registry.selectors.agreements import approved_form, terms_in_force
from registry.selectors.new_forms import LEFT_OUT_SHOWN, outstanding_by_form, preview_run
from registry.selectors.notices import notices
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.terms import money

_GONE = (NoticeState.APPLIED, NoticeState.REJECTED, NoticeState.SUPERSEDED)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_forms(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form in use with the figures it shows, the certificates of each form, and a run's preview."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    form, terms = approved_form(agreement), terms_in_force(agreement, known_at=at)
    changed = list(form_changes(agreement))
    ordered = next((one for one in changed if one.form_version == form), None)
    shown = terms_on_form(form, terms=terms) if form else None
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
        "left_out_shown": LEFT_OUT_SHOWN,
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/new_forms.html", context)
