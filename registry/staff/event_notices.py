"""The notice of an event to the holders on the page of the Company's notice; recorded as mailed (§25)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry import clock
from registry.models import Notice
from registry.selectors.agreements import local_day
from registry.selectors.event_notices import EVENT_KINDS, event_notice_due
from registry.services.event_notices import record_event_notice_mailed, short_notice
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.adjustment_forms import SummaryMailedForm
from registry.staff.uploads import paper_of


class EventNoticeMailedForm(SummaryMailedForm):
    """How the Company's notice went, by its evidence."""

    section = "25"


def told_of_event(notice: Notice, *, at: datetime) -> dict[str, Any]:
    """What became due to the holders by a notice of an event, and whether today it would be short (§25)."""
    due = event_notice_due(notice) if notice.kind in EVENT_KINDS else None
    if due is None or hasattr(due, "mailed"):
        return {"event_due": due, "short": ()}
    today = local_day(notice.agreement, at=at)
    kept = {one.get("message") for one in notice.grounds}
    short = [one for one in short_notice(notice, mailed_on=today) if one.message not in kept]
    return {"event_due": due, "short": short}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_mailed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the Company itself mailed the notice to the holders."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    notice = Notice.objects.filter(agreement=agreement, number=number, kind__in=EVENT_KINDS).first()
    due = event_notice_due(notice) if notice is not None else None
    if notice is None or due is None:
        raise Http404
    form = EventNoticeMailedForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        said = form.cleaned_data
        with paper_of(
            request, form, kind="MAILING_RECEIPT", title="Notice of an event, as mailed", at=at
        ) as paper:
            record_event_notice_mailed(
                due, mailed_on=said["mailed_on"], defect=said["defect"], document=paper,
                by=signed_in(request), at=at,
            )  # fmt: skip
        return "The mailing of the notice is recorded."

    page = ActPage(
        heading="Record the notice of the event as mailed",
        section=f"{due.section};26",
        button="Record it",
        back=reverse("notice", args=[code, number]),
        crumbs=(
            ("Notices", reverse("notices", args=[code])),
            (str(notice), reverse("notice", args=[code, number])),
        ),
        about="For a notice that the Company itself mailed first-class to the holders. One that the Rights "
        "Agent mails is recorded by the post's receipt of its mailing.",
    )
    return act_page(request, agreement, form, page=page, act=act)
