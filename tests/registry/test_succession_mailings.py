"""What is mailed when the office of the Rights Agent changes: how each notice went, and its defects (21)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agreement.errors import RightsError
from registry.models import (
    NoticeDue,
    NoticeKind,
)
from registry.services.succession import record_mailed
from tests.registry.company_desk import Desk
from tests.registry.test_succession import APPOINTED, RESIGNATION, SUCCESSOR, desk, office_on, record

__all__ = ["desk"]


def due_to(words: str) -> NoticeDue:
    return NoticeDue.objects.get(addressees__contains=words)


@pytest.mark.row("R-21-1", "R-21-10")
def test_a_person_records_how_each_notice_went_and_a_defect_is_kept_and_undoes_nothing(desk: Desk) -> None:
    record(desk, RESIGNATION)
    day = {"mailed_on": date(2004, 1, 15), "by": desk.maker}
    right = record_mailed(
        due_to("Quill"), channel="REGISTERED_MAIL", document=desk.paper(), at=desk.later(), **day
    )
    wrong = record_mailed(
        due_to("registered holders"), channel="EMAIL", document=desk.paper(), at=desk.later(), **day
    )
    assert (right.grounds, [one["code"] for one in wrong.grounds]) == ([], ["MAIL_CLASS_WRONG"])
    assert office_on(desk, date(2004, 2, 14)) is None
    with pytest.raises(RightsError) as again:
        record_mailed(due_to("Quill"), channel="EMAIL", document=desk.paper(), at=desk.later(), **day)
    assert again.value.code == "REQUEST_ALREADY_DECIDED"


@pytest.mark.refusal("APPOINTMENT_NOTICE_LATE")
@pytest.mark.row("R-21-9", "R-21-10")
def test_a_notice_of_appointment_mailed_late_is_told_and_the_appointment_stands(desk: Desk) -> None:
    record(desk, RESIGNATION)
    desk.apply(NoticeKind.AGENT_APPOINTED, APPOINTED)
    desk.at = datetime(2004, 2, 16, 18, tzinfo=UTC)
    told = {"channel": "FIRST_CLASS_MAIL", "by": desk.maker}
    due = NoticeDue.objects.get(mailing_kind="AGENT_APPOINTED", addressees__contains="holders")
    late = record_mailed(due, mailed_on=date(2004, 2, 16), document=desk.paper(), at=desk.later(), **told)
    assert [one["code"] for one in late.grounds] == ["APPOINTMENT_NOTICE_LATE"]
    assert office_on(desk, date(2004, 2, 16)) == SUCCESSOR
    filed = NoticeDue.objects.get(mailing_kind="AGENT_APPOINTED", addressees__contains="filed")
    in_time = record_mailed(
        filed, mailed_on=date(2004, 2, 13), document=desk.paper(), at=desk.later(), **told
    )
    assert in_time.grounds == []


def test_a_mailing_on_a_day_to_come_or_of_nothing_due_is_refused(desk: Desk) -> None:
    record(desk, RESIGNATION)
    told = {"channel": "CERTIFIED_MAIL", "by": desk.maker, "document": desk.paper()}
    with pytest.raises(RightsError) as early:
        record_mailed(due_to("Quill"), mailed_on=date(2004, 1, 16), at=desk.later(), **told)
    assert early.value.code == "INSTRUCTION_PART_MISSING"
    NoticeDue.objects.update(mailing_kind="M-02")
    with pytest.raises(RightsError) as other:
        record_mailed(due_to("Quill"), mailed_on=date(2004, 1, 15), at=desk.later(), **told)
    assert other.value.code == "NOT_FOUND"


@pytest.mark.row("R-21-2")
def test_a_corrected_removal_makes_its_own_mailings_due_and_no_others(desk: Desk) -> None:
    desk.at = datetime(2004, 3, 3, 18, tzinfo=UTC)
    facts = {"mailed_on": "2004-03-01", "effective_on": "2004-03-31"}
    first = desk.apply(NoticeKind.AGENT_REMOVED, facts, channel="CERTIFIED_MAIL")
    corrected = {"mailed_on": "2004-03-02", "effective_on": "2004-04-15", "supersedes": first.number}
    desk.apply(NoticeKind.AGENT_REMOVED, corrected, channel="CERTIFIED_MAIL")
    due = NoticeDue.objects.filter(mailing_kind="AGENT_REMOVED")
    assert list(due.values_list("due_by", flat=True)) == [date(2004, 3, 2), date(2004, 3, 2)]
    depositories = NoticeDue.objects.get(mailing_kind="AGENT_DEPOSITORY")  # ten days before, by the second
    assert (depositories.section, depositories.due_by) == ("17 CFR 240.17Ad-16", date(2004, 4, 5))
    assert office_on(desk, date(2004, 4, 14)) is not None
    assert office_on(desk, date(2004, 4, 15)) is None
