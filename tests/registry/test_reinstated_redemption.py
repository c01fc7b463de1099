"""The right to redeem reinstated after a severance: the notice, two people, the line, the order (31)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agreement.errors import RefusedByGround
from registry.models import Notice, NoticeState
from registry.models import NoticeKind as Kind
from registry.selectors.timeline import timeline
from registry.services import company
from tests.registry.company_desk import Desk, make_desk

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
ACQUIRED = {"limb": "SHARES_ACQUISITION", "announced_on": "2005-01-10"}
SEVERED = {
    "holding": "The Court of Chancery held Section 24(e) unenforceable on February 24, 2005",
    "determination": "Severance would adversely affect the purpose of the agreement",
    "determined_on": "2005-03-01",
}
END = "Redemption, reinstated, may be ordered before"


def pacific(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PACIFIC)  # type: ignore[arg-type, misc]


@pytest.fixture
def desk() -> Desk:
    """An Acquiring Person was announced in January, and the right to redeem has ended."""
    made = make_desk(at=pacific(2005, 1, 10, 12))
    made.apply(Kind.ANNOUNCEMENT, ACQUIRED)
    made.at = pacific(2005, 3, 2, 10)
    return made


def seen(desk: Desk) -> dict[str, tuple[object, str]]:
    line = timeline(desk.agreement, on=desk.at.astimezone(PACIFIC).date(), known_at=desk.at)
    return {one.name: (one.at, one.source) for one in line.events}


def asked(desk: Desk, ordered_at: datetime) -> list[str]:
    """What is asked back about an order of redemption that is filed an hour after the Board's action."""
    desk.at = ordered_at.replace(hour=ordered_at.hour + 1)
    told = {
        "ordered_at": ordered_at.isoformat(),
        "method": "by check",
        "announced_on": str(ordered_at.date()),
    }
    notice = desk.authenticate(desk.receive(Kind.REDEMPTION_ORDERED, told))
    found = [one["code"] for one in notice.grounds]
    return [code for code in found if code != "INSTRUCTIONS_CONFLICT"]


@pytest.mark.row("R-31-1", "R-23a-1")
@pytest.mark.refusal("REDEMPTION_WINDOW_CLOSED")
def test_once_two_people_accepted_the_notice_redemption_is_open_for_ten_days(desk: Desk) -> None:
    assert asked(desk, pacific(2005, 3, 2, 11)) == ["REDEMPTION_WINDOW_CLOSED"]
    received = desk.authenticate(desk.receive(Kind.REDEMPTION_REINSTATED, SEVERED))
    assert received.state == NoticeState.AUTHENTICATED
    # What it releases waits for the second person.
    assert END not in seen(desk)
    assert asked(desk, pacific(2005, 3, 2, 14)) == ["REDEMPTION_WINDOW_CLOSED"]
    notice = desk.approve(desk.request(received))
    assert notice.state == NoticeState.APPLIED
    assert seen(desk)[END] == (pacific(2005, 3, 11, 17), "10 days after the Board’s determination")
    line = seen(desk)["The Board determined that the right to redeem is reinstated"]
    assert line == (date(2005, 3, 1), f"notice {notice.number}")
    assert asked(desk, pacific(2005, 3, 11, 16)) == []
    assert asked(desk, pacific(2005, 3, 11, 17)) == ["REDEMPTION_WINDOW_CLOSED"]
    assert asked(desk, pacific(2005, 3, 14, 9)) == ["REDEMPTION_WINDOW_CLOSED"]
    closed = Notice.objects.order_by("-number")[0].grounds[0]
    assert "2005-03-11 17:00 PST" in closed["message"]


@pytest.mark.row("R-31-1")
@pytest.mark.refusal("REINSTATEMENT_GROUNDS_MISSING")
@pytest.mark.parametrize("left_out", sorted(SEVERED))
def test_a_notice_without_holding_determination_or_its_day_is_refused(desk: Desk, left_out: str) -> None:
    before = Notice.objects.count()
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(Kind.REDEMPTION_REINSTATED, SEVERED | {left_out: ""})
    (found,) = refused.value.grounds
    assert (found.code, found.clause) == ("REINSTATEMENT_GROUNDS_MISSING", "31")
    assert Notice.objects.count() == before
    assert END not in seen(desk)


@pytest.mark.row("R-31-1")
@pytest.mark.refusal("INSTRUCTION_OUTSIDE_AGREEMENT", "NOTICE_QUERIED")
@pytest.mark.parametrize("determined_on", ["2005-03-03", "2005-02-18"])
def test_a_determination_to_come_or_over_is_asked_back_and_reinstates_nothing(
    desk: Desk, determined_on: str
) -> None:
    told = SEVERED | {"determined_on": determined_on}
    queried = desk.authenticate(desk.receive(Kind.REDEMPTION_REINSTATED, told, effective_at=desk.at))
    assert (queried.state, [one["code"] for one in queried.grounds]) == (
        NoticeState.QUERIED,
        ["INSTRUCTION_OUTSIDE_AGREEMENT"],
    )
    with pytest.raises(RefusedByGround):
        desk.request(queried)
    assert END not in seen(desk)


@pytest.mark.row("R-31-1")
def test_the_preview_says_what_the_notice_opens(desk: Desk) -> None:
    notice = desk.authenticate(desk.receive(Kind.REDEMPTION_REINSTATED, SEVERED))
    preview = company.preview_acceptance(notice, at=desk.at)
    assert "order redemption again" in str(preview)
