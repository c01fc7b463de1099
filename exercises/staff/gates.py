"""What exercises wait for: suspensions, the registration statement, jurisdictions, and the papers of each."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exercises.selectors.gates import exercises_waiting, gate_desk, gate_notice
from exercises.services.gates import file_announcement
from registry import clock
from registry.models import NoticeKind
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.items import page_of
from registry.staff.uploads import paper_of


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_gates(request: HttpRequest, code: str) -> HttpResponse:
    """Show what exercises wait for today, since when and until when, each paper of it, the items waiting."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    waiting = exercises_waiting(agreement, at=at)
    may_read = has_any_role(user, READER_ROLES)
    context = {
        "agreement": agreement,
        "desk": gate_desk(agreement, at=at),
        "waiting": [(one, page_of(one.item)) for one in waiting] if may_read else [],
        "waiting_count": len(waiting),
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/exercise_gates.html", context)


class AnnouncementForm(PartForm):
    """The day of a public announcement, and its paper."""

    section = "9(c)"
    announced_on = day_picked("Announced on")
    document = forms.FileField(label="The announcement, as published")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def announce(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """File the public announcement of a suspension or of its end."""
    at = clock.now()
    agreement = visible_agreement(signed_in(request), code)
    notice = gate_notice(agreement, number)
    if notice is None:
        raise Http404
    form = AnnouncementForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        title = f"Public announcement to notice {notice.number}"
        with paper_of(request, form, kind="ANNOUNCEMENT", title=title, at=at) as paper:
            file_announcement(
                notice,
                announced_on=form.cleaned_data["announced_on"],
                document=paper,
                by=signed_in(request),
                at=at,
            )
        return f"The public announcement to notice {notice.number} is filed."

    of_what = (
        "the suspension" if notice.kind == NoticeKind.EXERCISE_SUSPENDED else "the end of the suspension"
    )
    back = reverse("exercise_gates", args=[code])
    page = ActPage(
        heading=f"Public announcement of {of_what}",
        section="9(c)",
        button="File the announcement",
        back=back,
        crumbs=(("What exercises wait for", back),),
        about=f"It is filed beside notice {notice.number}, which alone suspends or releases.",
    )
    return act_page(request, agreement, form, page=page, act=act)
