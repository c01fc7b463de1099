"""What waits for its day on a plan's line: applications for instructions, adjustments carried forward.

Agreement: 11(d);20(g).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from registry.models import InstructionApplication, LetterKind, PaperDue
from registry.selectors.adjustments import carried_changes
from registry.selectors.notices import applications
from registry.selectors.timeline_parts import PlanEvent, Standing, View


def of_applications(view: View) -> Iterator[PlanEvent]:
    """The date of the action that an application proposes; before one is stated, the earliest it may state.

    One that was withdrawn proposes nothing.

    Agreement: 20(g).
    """
    sent = applications(view.agreement).filter(sent_at__lte=view.known_at).exclude(state="WITHDRAWN")
    written = _dates_written(view)
    for one in sent.order_by("id"):
        told = written.get(one.pk) or one.date_received_at or one.sent_at
        if one.stated_date is not None and told is not None and told <= view.known_at:
            yield PlanEvent(
                f"Action proposed in the application about {_about(one)}",
                one.stated_date,
                "20(g)",
                _about(one),
                Standing.DUE,
                known=told,
                remark=_answer(one, view=view),
            )
        elif one.earliest_date is not None and _is_received(one, view=view):
            yield PlanEvent(
                f"Earliest date that the application about {_about(one)} may state",
                one.earliest_date,
                "20(g)",
                f"{view.terms.instruction_business_days} Business Days after an officer received it",
                Standing.PROJECTED,
                known=one.received_by_officer_at,
                remark=_answer(one, view=view),
            )


def of_carried(view: View) -> Iterator[PlanEvent]:
    """The last day of each adjustment carried forward that stands beside no certificate.

    Agreement: 11(d).
    """
    for one in carried_changes(view.agreement, terms=view.terms, on=view.on, known_at=view.known_at):
        sheet = one.worksheet
        remark = "A change below one per cent waits; on this day it is made, however small."
        yield PlanEvent(
            f"Carried adjustment of {sheet.carried_since:%Y-%m-%d} is made by",
            one.due_by,
            "11(d)",
            str(sheet),
            Standing.DUE,
            known=sheet.recorded_at,
            remark=f"{remark} It is overdue." if one.is_overdue else remark,
        )


def _dates_written(view: View) -> dict[int, datetime]:
    """When the last letter that states a date was written, by the key of its application."""
    letters = PaperDue.objects.filter(
        agreement=view.agreement, paper_kind=LetterKind.APPLICATION_DATE.value
    ).order_by("pk")
    return {one.facts["application"]: one.recorded_at for one in letters}


def _about(one: InstructionApplication) -> str:
    """What an application is about."""
    if one.notice is not None:
        return f"notice {one.notice.number}"
    assert one.item is not None  # an application is about one of the two
    return f"item {one.item.number}"


def _is_received(one: InstructionApplication, *, view: View) -> bool:
    received = one.received_by_officer_at
    return received is not None and received <= view.known_at


def _answer(one: InstructionApplication, *, view: View) -> str:
    if one.answered_at is not None and one.answered_at <= view.known_at:
        return f"Answered on {view.local(one.answered_at):%Y-%m-%d}: the answer governs."
    return "Without an answer by then a person may act on it; the day itself does nothing."
