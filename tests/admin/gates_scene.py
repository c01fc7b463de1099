"""Rows of a suspension announced for the walk over the model pages."""

from __future__ import annotations

from exercises.services.gates import file_announcement
from registry.models import NoticeKind
from registry.selectors.agreements import local_day
from tests.books.books import make_notice
from tests.certificates.runs import Press


def announced_in(press: Press) -> None:
    """A suspension on file with its public announcement."""
    plan, today = press.plan, local_day(press.agreement, at=press.plan.at).isoformat()
    facts = {"basis": "SECTION_9C", "starts_on": today, "limit_from": today}
    notice = make_notice(plan, NoticeKind.EXERCISE_SUSPENDED, effective_at=plan.at, facts=facts)
    file_announcement(
        notice,
        announced_on=local_day(press.agreement, at=plan.at),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
