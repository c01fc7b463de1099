"""Today: what waits for this person, and how the books stand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from config.home.tasks import asked_by, tasks_for
from registry import clock
from registry.roles import STAFF, Role, has_any_role
from registry.selectors.register import control_total
from registry.staff.access import signed_in, visible_agreements


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Show what needs doing, and the control book of each agreement the person may see."""
    user = signed_in(request)
    if has_any_role(user, {Role.HOLDER}) and not has_any_role(user, frozenset(Role) - {Role.HOLDER}):
        return redirect("portal")
    agreements = list(visible_agreements(user))
    zone = ZoneInfo(agreements[0].time_zone if agreements else "UTC")
    local = clock.now().astimezone(zone)
    context = {
        "today": f"{local:%A}, {local.day} {local:%B %Y}",
        "tasks": tasks_for(user),
        "asked": asked_by(user),
        "is_staff": has_any_role(user, STAFF),
        "agreements": [(agreement, control_total(agreement)) for agreement in agreements],
    }
    return render(request, "staff/home.html", context)
