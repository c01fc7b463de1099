"""The calendar of an agreement: closures ordered by authority, and the clocks that they move (§1(e))."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agreement.errors import Conflict, InvalidRequest, RightsError
from registry.models import Approval, AuditRecord, BankClosure, InstructionApplication, NoticeKind
from registry.selectors import agreements as reads
from registry.services import approvals, company
from registry.services.agreements import request_closure
from tests.registry.company_desk import Desk, codes, make_desk


def close(desk: Desk, day: date, *, place: str = "NEW_JERSEY", **changed: Any) -> Approval:
    told: dict[str, Any] = {
        "name": "Closure ordered by the Governor",
        "source": "Executive Order 1 of 2003",
        "document": desk.paper(),
    } | changed
    return request_closure(
        desk.agreement,
        place=place,
        closed_on=day,
        maker=desk.maker,
        at=desk.later(),
        **told,
    )


@pytest.mark.row("R-1e-2", "R-1l-1")
def test_an_ordered_closure_moves_the_clocks_that_still_run(db: None) -> None:
    desk = make_desk(at=datetime(2003, 6, 9, 16, 0, tzinfo=UTC))
    desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-06-02"})
    report = desk.approve(close(desk, date(2003, 6, 10)))
    assert [(one.clock, one.before, one.after) for one in report.clocks] == [
        ("projected Distribution Date", "2003-06-16", "2003-06-17")
    ]
    projected = reads.projected_distribution(desk.agreement, known_at=desk.at)
    assert projected is not None
    assert projected.at.date() == date(2003, 6, 17)
    kept = AuditRecord.objects.get(act="ADD_CLOSURE")
    assert kept.details["clocks"][0][2:] == ["2003-06-16", "2003-06-17"]


@pytest.mark.row("R-1e-2")
def test_a_closure_ordered_afterwards_moves_no_clock_that_has_run_out(desk: Desk) -> None:
    desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-06-02"})
    report = desk.approve(close(desk, date(2003, 6, 10)))
    assert report.clocks == ()
    projected = reads.projected_distribution(desk.agreement, known_at=desk.at)
    assert projected is not None
    assert projected.at.date() == date(2003, 6, 16)


@pytest.mark.row("R-1e-2", "R-20g-2")
def test_a_closure_moves_the_earliest_date_of_an_application(desk: Desk) -> None:
    facts = {"shares": "5", "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    application = desk.send(notice.applications.get())
    company.record_receipt(application, officer="President", received_at=desk.at, by=desk.maker, at=desk.at)
    report = desk.approve(close(desk, date(2003, 6, 20)))
    assert [(one.before, one.after) for one in report.clocks] == [("2003-06-24", "2003-06-25")]
    assert InstructionApplication.objects.get().earliest_date == date(2003, 6, 25)


@pytest.mark.row("R-1e-2")
def test_a_closure_needs_its_order_its_place_and_a_second_person(desk: Desk) -> None:
    closures = BankClosure.objects.count()
    for changed in ({"document": None}, {"source": " "}):
        with pytest.raises(InvalidRequest) as refused:
            close(desk, date(2003, 6, 20), **changed)
        assert codes(refused) == ["CALENDAR_ENTRY_UNSUPPORTED"]
    with pytest.raises(RightsError) as elsewhere:
        close(desk, date(2003, 6, 20), place="TEXAS")
    assert codes(elsewhere) == ["NOT_FOUND"]
    with pytest.raises(Conflict) as known:
        close(desk, date(2003, 7, 4))
    assert codes(known) == ["CLOSURE_ALREADY_RECORDED"]
    asked = close(desk, date(2003, 6, 20))
    with pytest.raises(Conflict):
        approvals.approve(asked.request_hash, approver=desk.maker, at=desk.later())
    assert BankClosure.objects.count() == closures
