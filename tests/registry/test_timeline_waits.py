"""What waits for its day on a plan's line: proposed actions of applications, changes carried forward."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from agreement.adjustment import AdjustingSection
from registry.models import InstructionApplication, NoticeKind
from registry.selectors.timeline import timeline
from registry.selectors.timeline_parts import PlanEvent, Standing
from registry.services import company
from registry.services.worksheets import WorksheetTold, lay_beside, record_worksheet
from tests.registry.adjusted import certified, make_may
from tests.registry.company_desk import Desk
from tests.registry.console import make_desk_console

EXCLUDED = {"shares": "5", "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}


def waiting(agreement: Any, section: str, *, known_at: Any, on: date | None = None) -> list[PlanEvent]:
    line = timeline(agreement, on=on or known_at.date(), known_at=known_at)
    return [one for one in line.events if one.section == section]


def sent(desk: Desk) -> InstructionApplication:
    """An application about a queried notice, received by an officer on Tuesday, 17 June 2003."""
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, EXCLUDED))
    application = desk.send(notice.applications.get())
    return company.record_receipt(
        application, officer="President", received_at=desk.at, by=desk.maker, at=desk.later()
    )


@pytest.mark.row("R-20g-2")
def test_the_date_of_a_proposed_action_stands_on_the_line_once_it_is_stated(desk: Desk) -> None:
    application = sent(desk)
    before = desk.at
    [earliest] = waiting(desk.agreement, "20(g)", known_at=before)
    assert (earliest.at, earliest.standing) == (date(2003, 6, 24), Standing.PROJECTED)
    desk.later(hours=1)
    company.state_date(application, day=date(2003, 6, 30), by=desk.maker, at=desk.at)
    [stated] = waiting(desk.agreement, "20(g)", known_at=desk.at)
    assert (stated.at, stated.standing) == (date(2003, 6, 30), Standing.DUE)
    assert stated.name == "Action proposed in the application about notice 1"
    assert "the day itself does nothing" in stated.remark
    assert [one.name for one in waiting(desk.agreement, "20(g)", known_at=before)] == [earliest.name]
    desk.answer(application, "It stands", "CONFIRMED")
    [answered] = waiting(desk.agreement, "20(g)", known_at=desk.later())
    assert answered.remark.startswith("Answered on 2003-06-17")


def test_an_application_that_is_not_sent_or_was_withdrawn_proposes_no_day(desk: Desk) -> None:
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, EXCLUDED))
    assert waiting(desk.agreement, "20(g)", known_at=desk.at) == []
    desk.answer(desk.send(notice.applications.get()), "It falls", "WITHDRAWN")
    InstructionApplication.objects.update(state="WITHDRAWN", stated_date=date(2003, 6, 30))
    assert waiting(desk.agreement, "20(g)", known_at=desk.later()) == []


@pytest.mark.row("R-11d-2", "R-11d-4")
def test_a_change_carried_forward_stands_on_the_line_by_the_day_it_is_made(db: None) -> None:
    desk = make_may()
    plan = desk.plan
    before = plan.tick()
    told = WorksheetTold(
        AdjustingSection.RIGHTS_OFFERED,
        "A small offer",
        "0.4 %",
        "249.00",
        None,
        carried_since=date(2004, 2, 2),
    )
    sheet = record_worksheet(desk.agreement, told, by=plan.maker, at=plan.tick())
    kept = plan.tick()
    assert waiting(desk.agreement, "11(d)", known_at=before) == []
    [one] = waiting(desk.agreement, "11(d)", known_at=kept)
    assert (one.at, one.standing, one.source) == (date(2007, 2, 2), Standing.DUE, "Worksheet 1")
    [on_the_day] = waiting(desk.agreement, "11(d)", known_at=kept, on=date(2007, 2, 2))
    [after] = waiting(desk.agreement, "11(d)", known_at=kept, on=date(2007, 2, 3))
    assert ("overdue" in on_the_day.remark, "overdue" in after.remark) == (False, True)
    lay_beside(sheet, certified(desk), by=plan.maker, at=plan.tick())
    assert waiting(desk.agreement, "11(d)", known_at=plan.tick()) == []
    assert [one.source for one in waiting(desk.agreement, "11(d)", known_at=kept)] == ["Worksheet 1"]


def test_the_page_shows_both_in_the_table_and_on_the_line(db: None, settings: Any) -> None:
    desk, console = make_desk_console(settings)
    application = sent(desk)
    company.state_date(
        application, day=application.earliest_date + timedelta(days=7), by=desk.maker, at=desk.at
    )
    page = console.see("timeline")
    assert "Action proposed in the application about notice 1" in page
    assert page.count("Action proposed") == 3  # the table, the line as it lies and as it stands
    assert "the day itself does nothing" in page
