"""The Company removes the Rights Agent: by certified mail, and from its day on nobody is in office (§21)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from registry.models import AgentAppointment, AuditRecord, Notice, NoticeKind, NoticeState
from registry.selectors.agreements import agent_in_office
from registry.services import company
from tests.registry.company_desk import Desk, codes, make_desk

REMOVED = NoticeKind.AGENT_REMOVED
MAILED = {"mailed_on": "2004-03-01"}
ON_DAY = {**MAILED, "effective_on": "2004-03-31"}


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk(at=datetime(2004, 3, 3, 18, tzinfo=UTC))


def receive(desk: Desk, facts: dict[str, Any], channel: str = "CERTIFIED_MAIL") -> Notice:
    return desk.receive(REMOVED, facts, channel=channel)


def office(desk: Desk) -> AgentAppointment:
    return AgentAppointment.objects.filter(agreement=desk.agreement).latest("in_office_from")


def days_in_office(desk: Desk, *days: int) -> list[bool]:
    return [agent_in_office(desk.agreement, day=date(2004, 3, day)) is not None for day in days]


@pytest.mark.row("R-26-3")
@pytest.mark.parametrize("channel", ["FACSIMILE", "FIRST_CLASS_MAIL"])
def test_a_removal_by_a_channel_of_other_notices_is_on_file_and_asked_back(desk: Desk, channel: str) -> None:
    notice = desk.authenticate(receive(desk, ON_DAY, channel))
    assert (notice.state, [one["code"] for one in notice.grounds]) == (
        NoticeState.QUERIED,
        ["CHANNEL_NOT_REGISTERED"],
    )
    assert office(desk).in_office_until is None
    desk.let_stand(notice)  # a defect of the notice does not undo the removal: the Company confirms it
    desk.approve(desk.request(notice))
    assert office(desk).in_office_until == date(2004, 3, 30)


@pytest.mark.row("R-26-3")
def test_a_removal_by_e_mail_is_no_notice_and_is_logged_without_effect(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        receive(desk, ON_DAY, "EMAIL")
    assert codes(refused) == ["CHANNEL_NOT_FORMAL"]
    assert not Notice.objects.exists()
    said = {"channel": "EMAIL", "sender": "The President", "said": "You are removed.", "received_at": desk.at}
    company.log_informal(desk.agreement, **said, by=desk.maker, at=desk.later())
    assert office(desk).in_office_until is None


def test_removed_from_31_march_the_agent_is_in_office_through_the_30th(desk: Desk) -> None:
    notice = desk.authenticate(receive(desk, ON_DAY))
    assert days_in_office(desk, 30, 31) == [True, True]  # nothing ends before two people accepted it
    desk.approve(desk.request(notice))
    recorded = AuditRecord.objects.filter(act="REGISTER_ENDED").get()
    assert (recorded.actor, recorded.details["until_before"], recorded.details["until"]) == (
        desk.approver,
        None,
        "2004-03-30",
    )
    assert recorded.details["reason"] == f"notice {notice.number} of the Company"
    assert days_in_office(desk, 30, 31) == [True, False]
    assert office(desk).in_office_until == date(2004, 3, 30)


@pytest.mark.row("R-20g-1")
def test_a_day_too_soon_is_asked_back_with_the_earliest_day(desk: Desk) -> None:
    notice = desk.authenticate(receive(desk, {**MAILED, "effective_on": "2004-03-30"}))
    assert (notice.state, [one["code"] for one in notice.grounds]) == (
        NoticeState.QUERIED,
        ["REMOVAL_NOTICE_SHORT"],
    )
    assert "2004-03-31 at the earliest" in notice.grounds[0]["message"]
    assert office(desk).in_office_until is None
    desk.let_stand(notice)
    desk.approve(desk.request(notice))
    assert days_in_office(desk, 29, 30) == [True, False]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"mailed_on": "2004-03-04", "effective_on": "2004-04-30"}, "after it was received"),
        ({**MAILED, "effective_on": "2003-03-31"}, "at the earliest"),
    ],
)
def test_impossible_days_are_asked_back(desk: Desk, facts: dict[str, str], why: str) -> None:
    notice = desk.authenticate(receive(desk, facts))
    assert notice.state == NoticeState.QUERIED
    assert why in notice.grounds[0]["message"]


def test_a_corrected_day_takes_the_place_of_the_first_and_a_second_removal_is_asked_back(desk: Desk) -> None:
    first = desk.approve(desk.request(desk.authenticate(receive(desk, ON_DAY))))
    second = desk.authenticate(receive(desk, {**MAILED, "effective_on": "2004-04-15"}))
    assert [one["code"] for one in second.grounds] == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    later = {**MAILED, "effective_on": "2004-04-15", "supersedes": first.number}
    desk.answer(desk.send(second.applications.get()), "Take the corrected one", "WITHDRAWN")
    corrected = desk.authenticate(receive(desk, later))
    assert corrected.grounds == []
    desk.approve(desk.request(corrected))
    first.refresh_from_db()
    assert first.state == NoticeState.SUPERSEDED
    assert office(desk).in_office_until == date(2004, 4, 14)
