"""Notices of a Triggering Event or Section 13 Event: before it, after it, and to the holders (§25)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from agreement.errors import RefusedByGround, RightsError
from config.home.due import events
from registry.models import Notice, NoticeDue, NoticeKind, NoticeState, OfficeMailing
from registry.selectors.agreements import local_day
from registry.selectors.event_notices import event_notice_due, event_notices_to_mail
from registry.selectors.timeline import end_of_day, timeline
from registry.services.event_notices import record_event_notice_mailed
from tests.registry.company_desk import Desk, codes
from tests.registry.console import make_desk_console, paper

FLIP_IN = {
    "event_kind": "TRIGGERING_EVENT",
    "event": "A Person became an Acquiring Person by the purchase of 30 May 2003",
    "occurred_on": "2003-05-30",
    "consequences": "50 Common Shares for $250.00 per Right",
}


def proposed(desk: Desk, *, in_days: int, **changed: Any) -> dict[str, Any]:
    """A merger proposed for so many days from today."""
    day = local_day(desk.agreement, at=desk.at) + timedelta(days=in_days)
    facts = {"event_kind": "SECTION_13_EVENT", "event": "A merger into Quarry", "proposed_for": str(day)}
    return facts | changed


def due_of(notice: Notice) -> NoticeDue:
    due = event_notice_due(notice)
    assert due is not None
    return due


def mailed(desk: Desk, notice: Notice, *, on: date, document: Any = ..., defect: str = "") -> OfficeMailing:
    document = desk.paper() if document is ... else document
    return record_event_notice_mailed(
        due_of(notice), mailed_on=on, defect=defect, document=document, by=desk.maker, at=desk.later()
    )


@pytest.mark.row("R-25b-1")
@pytest.mark.refusal("EVENT_NOTICE_INCOMPLETE")
@pytest.mark.parametrize("left_out", ["event", "consequences"])
def test_a_notice_after_the_event_without_one_of_its_two_parts_is_refused(desk: Desk, left_out: str) -> None:
    with pytest.raises(RefusedByGround) as refused:
        desk.receive(NoticeKind.EVENT_OCCURRED, FLIP_IN | {left_out: ""})
    assert codes(refused) == ["EVENT_NOTICE_INCOMPLETE"]
    told = {"event": "the event", "consequences": "the consequences for holders of Rights"}[left_out]
    assert told in str(refused.value)
    assert refused.value.grounds[0].clause == "25(b)"
    assert not Notice.objects.exists()
    assert not NoticeDue.objects.exists()


@pytest.mark.row("R-25b-1")
def test_a_notice_that_states_event_and_consequences_makes_one_to_each_holder_due(desk: Desk) -> None:
    notice = desk.apply(NoticeKind.EVENT_OCCURRED, FLIP_IN)
    assert notice.state == NoticeState.APPLIED
    due = due_of(notice)
    assert (due.section, due.due_by, due.as_of) == ("25(b)", None, notice.received_at)
    assert (
        due.addressees
        == f"each holder of a Rights Certificate: notice of the event in notice {notice.number}"
    )
    [task] = list(events(desk.maker))
    assert (task.section, task.detail) == ("25(b)", "as soon as practicable")
    today = local_day(desk.agreement, at=desk.at)
    mailed(desk, notice, on=today)
    assert list(events(desk.maker)) == []


def test_an_event_of_a_day_that_had_not_come_is_asked_back(desk: Desk) -> None:
    tomorrow = local_day(desk.agreement, at=desk.at) + timedelta(days=1)
    notice = desk.authenticate(
        desk.receive(NoticeKind.EVENT_OCCURRED, FLIP_IN | {"occurred_on": str(tomorrow)})
    )
    assert notice.state == NoticeState.QUERIED
    assert [one["code"] for one in notice.grounds] == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert not NoticeDue.objects.exists()


@pytest.mark.row("R-25a-1")
def test_notice_of_a_proposed_event_is_due_to_the_holders_twenty_days_before_it(desk: Desk) -> None:
    notice = desk.apply(NoticeKind.EVENT_PROPOSED, proposed(desk, in_days=30))
    due = due_of(notice)
    today = local_day(desk.agreement, at=desk.at)
    assert (due.section, due.due_by) == ("25(a)", today + timedelta(days=10))
    assert due.addressees.startswith("each holder of Rights: ")
    lines = timeline(desk.agreement, on=today, known_at=end_of_day(desk.agreement, today)).events
    assert [one.at for one in lines if one.section == "25(a)" and one.name.startswith("To be mailed")] == [
        due.due_by
    ]
    made = mailed(desk, notice, on=today)
    assert made.grounds == []


@pytest.mark.row("R-25a-1")
@pytest.mark.refusal("EVENT_NOTICE_SHORT")
def test_a_short_notice_is_told_at_its_receipt_and_at_its_mailing_and_stops_nothing(desk: Desk) -> None:
    from registry.services.company.previews import preview_acceptance

    taken = desk.receive(NoticeKind.EVENT_PROPOSED, proposed(desk, in_days=19))
    seen = preview_acceptance(taken, at=desk.at)
    assert [one.code for one in seen.warned] == ["EVENT_NOTICE_SHORT"]
    assert seen.queried == ()
    notice = desk.apply(NoticeKind.EVENT_PROPOSED, proposed(desk, in_days=20))
    desk.later(days=1)
    made = mailed(desk, notice, on=local_day(desk.agreement, at=desk.at), defect="Two pieces failed")
    assert [one["code"] for one in made.grounds] == ["EVENT_NOTICE_SHORT", "DEFECT"]
    assert "19 days before it" in made.grounds[0]["message"]
    with pytest.raises(RightsError) as again:
        mailed(desk, notice, on=local_day(desk.agreement, at=desk.at))
    assert again.value.code == "REQUEST_ALREADY_DECIDED"


def test_a_mailing_is_recorded_from_its_evidence_of_a_day_that_has_come(desk: Desk) -> None:
    notice = desk.apply(NoticeKind.EVENT_OCCURRED, FLIP_IN)
    today = local_day(desk.agreement, at=desk.at)
    with pytest.raises(RightsError) as tomorrow:
        mailed(desk, notice, on=today + timedelta(days=1))
    assert tomorrow.value.code == "INSTRUCTION_PART_MISSING"
    with pytest.raises(RightsError) as bare:
        mailed(desk, notice, on=today, document=None)
    assert bare.value.code == "NO_SUPPORTING_DOCUMENT"
    assert not OfficeMailing.objects.exists()


def test_a_notice_that_replaces_one_takes_its_place_among_what_is_due(desk: Desk) -> None:
    first = desk.apply(NoticeKind.EVENT_PROPOSED, proposed(desk, in_days=30))
    later = desk.apply(NoticeKind.EVENT_PROPOSED, proposed(desk, in_days=60, supersedes=first.number))
    assert list(event_notices_to_mail(desk.agreement)) == [due_of(later)]


def test_the_page_of_the_notice_tells_what_is_due_and_takes_its_mailing(db: None, settings: Any) -> None:
    desk, console = make_desk_console(settings)
    notice = desk.apply(NoticeKind.EVENT_PROPOSED, proposed(desk, in_days=21))
    words = " ".join(console.see("notice", notice.number).split())
    for told in ("Notice to the holders", "To be mailed by", "Record it as mailed", "A merger into Quarry"):
        assert told in words, told
    assert "To be mailed to each holder of Rights" in console.home()
    assert "Record it as mailed" not in console.see("notice", notice.number, by="ines")
    today = local_day(desk.agreement, at=desk.at)
    console.done("event_notice_mailed", notice.number, mailed_on=str(today), defect="", document=paper())
    words = console.see("notice", notice.number)
    assert "and given on that day" in words
    assert "Record it as mailed" not in words
    assert "To be mailed to each holder of Rights" not in console.home()


SALE = {"transaction": "SALE", "other_side": "ANOTHER"}


@pytest.mark.row("R-13a-1")
@pytest.mark.refusal("NO_TRIGGERING_EVENT", "BELOW_50_PERCENT", "NOT_A_SECTION_13_EVENT")
def test_what_is_no_section_13_event_is_asked_back_and_a_sale_of_half_is_taken_in(desk: Desk) -> None:
    def asked(**told: Any) -> list[str]:
        facts = proposed(desk, in_days=30, **(SALE | told))
        notice = desk.authenticate(desk.receive(NoticeKind.EVENT_PROPOSED, facts))
        assert not NoticeDue.objects.filter(mailing_kind=NoticeKind.EVENT_PROPOSED).exists()
        assert notice.state == (NoticeState.QUERIED if notice.grounds else NoticeState.AUTHENTICATED)
        return [str(one["code"]) for one in notice.grounds]

    assert asked(part_sold="0.5") == ["NO_TRIGGERING_EVENT"]
    assert asked(part_sold="0.5", triggered_on="2003-05-30") == []
    desk.apply(NoticeKind.EVENT_OCCURRED, FLIP_IN)
    assert asked(part_sold="0.499") == ["BELOW_50_PERCENT"]
    assert asked(part_sold="1.5") == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert asked(part_sold="0.5", other_side="WHOLLY_OWNED") == ["NOT_A_SECTION_13_EVENT"]
    stays = {"transaction": "MERGED_INTO_COMPANY", "common_shares": "UNCHANGED"}
    assert asked(**stays) == ["NOT_A_SECTION_13_EVENT"]
    notice = desk.apply(NoticeKind.EVENT_PROPOSED, proposed(desk, in_days=30, **SALE, part_sold="1/2"))
    assert notice.state == NoticeState.APPLIED
    assert due_of(notice).section == "25(a)"
