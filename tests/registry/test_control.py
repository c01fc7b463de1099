"""Rights that travel with the shares: the dividend, later shares, shares acquired (§3(c), §3(d))."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agreement.errors import Conflict, RefusedByGround
from registry.models import BookEntry, Lot, Notice, NoticeKind, NoticeState
from registry.selectors.control import attached_lots, attached_rights
from registry.selectors.register import control_total
from tests.registry.company_desk import Desk

ISSUE = {"shares": "1500000", "issued_on": "2002-05-01", "issue": "option exercises"}


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """The plan with 38,500,000 Rights attached."""
    desk.apply_record_count()
    return desk


def totals(desk: Desk) -> tuple[int, int]:
    return attached_rights(desk.agreement), control_total(desk.agreement).authorised


@pytest.mark.row("R-0-2", "R-3c-3")
def test_the_dividend_attaches_one_right_to_each_share_of_the_record_date(desk: Desk) -> None:
    notice = desk.apply_record_count()
    assert totals(desk) == (38_500_000, 38_500_000)
    entry = BookEntry.objects.get()
    assert (entry.kind, entry.section, entry.document) == ("ATTACH", "Recitals", notice.document)
    assert entry.effective_at == datetime(2000, 10, 24, 0, 0, tzinfo=UTC)  # 17:00 in San Francisco
    assert entry.received_at == notice.received_at
    assert {entry.maker, entry.approver} == {desk.maker, desk.approver}


@pytest.mark.row("R-0-2")
@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"shares": "0", "as_of": "2000-10-23", "source": "report"}, "number of Common Shares"),
        ({"shares": "1000", "as_of": "2000-10-23"}, "source"),
    ],
)
def test_a_count_without_its_number_or_source_is_refused(
    desk: Desk, facts: dict[str, Any], told: str
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.RECORD_COUNT, facts)
    assert told in str(refused.value)
    assert not BookEntry.objects.exists()


def test_a_count_of_another_day_or_a_second_count_is_asked_back(counted: Desk) -> None:
    other = {"shares": "38500000", "as_of": "2000-10-24", "source": "report"}
    again = {"shares": "38500000", "as_of": "2000-10-23", "source": "report"}
    for facts in (other, again):
        assert counted.authenticate(counted.receive(NoticeKind.RECORD_COUNT, facts)).state == "QUERIED"
    assert totals(counted) == (38_500_000, 38_500_000)


@pytest.mark.row("R-0-3")
def test_shares_issued_before_separation_bring_their_rights(counted: Desk) -> None:
    counted.apply(NoticeKind.SHARES_ISSUED, ISSUE)
    assert totals(counted) == (40_000_000, 40_000_000)
    assert BookEntry.objects.order_by("number").last().section == "3(c)"


@pytest.mark.row("R-0-3", "R-18b-2")
def test_shares_issued_before_separation_and_noticed_after_it_still_bring_their_rights(
    counted: Desk,
) -> None:
    counted.separate()
    counted.apply(NoticeKind.SHARES_ISSUED, ISSUE)
    assert totals(counted) == (40_000_000, 40_000_000)


@pytest.mark.row("R-0-3")
def test_shares_issued_after_separation_are_asked_back(counted: Desk) -> None:
    counted.separate()
    notice = counted.authenticate(
        counted.receive(NoticeKind.SHARES_ISSUED, {**ISSUE, "issued_on": "2003-06-17"})
    )
    assert (notice.state, notice.grounds[0]["code"]) == (NoticeState.QUERIED, "ISSUE_AFTER_SEPARATION")
    assert "§22" in notice.grounds[0]["citation"]


@pytest.mark.row("R-3c-1", "R-0-3")
def test_an_issue_from_which_the_board_withheld_rights_credits_nothing(counted: Desk) -> None:
    counted.apply(NoticeKind.SHARES_EXCLUDED, {**ISSUE, "resolution_on": "2002-05-01"})
    counted.apply(NoticeKind.SHARES_ISSUED, ISSUE)
    assert totals(counted) == (38_500_000, 38_500_000)
    assert Notice.objects.filter(kind=NoticeKind.SHARES_ISSUED).get().state == NoticeState.APPLIED


@pytest.mark.row("R-3d-1")
def test_shares_the_company_acquires_take_their_rights_with_them(counted: Desk) -> None:
    counted.apply(NoticeKind.SHARES_ISSUED, ISSUE)
    notice = counted.authenticate(
        counted.receive(NoticeKind.SHARES_ACQUIRED, {"shares": "1500000", "acquired_on": "2003-02-10"})
    )
    approval = counted.request(notice)
    assert "RETIRE_ATTACHED of -1,500,000" in approval.summary
    counted.approve(approval)
    assert totals(counted) == (38_500_000, 40_000_000)  # the control book keeps what left, by kind
    entry = BookEntry.objects.order_by("number").last()
    assert (entry.kind, entry.section, entry.rights_retired) == ("RETIRE_ATTACHED", "3(d)", 1_500_000)
    rest = Lot.objects.get(opened_by=entry)
    assert (rest.rights, rest.parent.retired_as) == (37_000_000, "CANCELLED")


@pytest.mark.row("R-3d-1")
@pytest.mark.parametrize("day", ["2000-10-23", "2000-01-03"])
def test_an_acquisition_by_the_record_date_is_asked_back(counted: Desk, day: str) -> None:
    notice = counted.authenticate(
        counted.receive(NoticeKind.SHARES_ACQUIRED, {"shares": "100", "acquired_on": day})
    )
    assert notice.grounds[0]["code"] == "REPURCHASE_DATE_INVALID"


@pytest.mark.row("R-3d-2")
def test_an_acquisition_after_separation_cancels_nothing(counted: Desk) -> None:
    counted.separate()
    counted.at = datetime(2003, 7, 16, 18, 0, tzinfo=UTC)
    notice = counted.authenticate(
        counted.receive(NoticeKind.SHARES_ACQUIRED, {"shares": "100", "acquired_on": "2003-07-15"})
    )
    assert notice.grounds[0]["code"] == "RIGHTS_ALREADY_SEPARATE"
    assert totals(counted) == (38_500_000, 38_500_000)


def test_more_shares_than_rights_attached_is_asked_back(counted: Desk) -> None:
    notice = counted.authenticate(
        counted.receive(NoticeKind.SHARES_ACQUIRED, {"shares": "38500001", "acquired_on": "2003-02-10"})
    )
    assert notice.grounds[0]["code"] == "RETIREMENT_EXCEEDS_ATTACHED"


def test_an_approval_is_for_the_lots_as_they_stood_when_it_was_asked(counted: Desk) -> None:
    """Two acquisitions asked for on the same lots: the second approval no longer says what would happen."""
    wanted = [
        counted.request(
            counted.authenticate(
                counted.receive(NoticeKind.SHARES_ACQUIRED, {"shares": shares, "acquired_on": "2003-02-10"})
            )
        )
        for shares in ("100", "200")
    ]
    counted.approve(wanted[0])
    with pytest.raises(Conflict, match=r"not the request [0-9a-f]{64} that was approved"):
        counted.approve(wanted[1])
    assert totals(counted)[0] == 38_499_900
    assert len(attached_lots(counted.agreement)) == 1
