"""Notices asked back about: conflicts, applications for instructions, answers, silence (§20(g))."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agreement.errors import Conflict, RefusedByGround, RightsError
from registry.models import BookEntry, InstructionApplication, NoticeKind, NoticeState
from registry.selectors.notices import mailing_request, standing_stops
from registry.services import company
from registry.services.agreements.closures import request_closure
from registry.services.letters import date_letters, letter_of_application
from tests.registry.company_desk import DISTRIBUTION, FINANCE, PRESIDENT, SHARES, Desk, codes, company_reply


@pytest.mark.parametrize("day", ["2003-06-18", "2000-10-01"])
def test_a_distribution_date_that_cannot_be_is_asked_back(desk: Desk, day: str) -> None:
    desk.apply_record_count()
    notice = desk.authenticate(
        desk.receive(NoticeKind.DISTRIBUTION_DATE, {**DISTRIBUTION, "distribution_date": day})
    )
    assert notice.state == NoticeState.QUERIED
    assert notice.grounds[0]["code"] == "INSTRUCTION_OUTSIDE_AGREEMENT"
    with pytest.raises(RefusedByGround) as held:
        desk.request(notice)
    assert codes(held)[0] == "NOTICE_QUERIED"


@pytest.mark.row("R-20g-1")
def test_two_instructions_that_differ_hold_each_other(desk: Desk) -> None:
    release = desk.authenticate(desk.receive(NoticeKind.MAILING_REQUEST, {"mailer": "AGENT"}))
    assert release.state == NoticeState.AUTHENTICATED
    hold = desk.receive(
        NoticeKind.MAILING_REQUEST,
        {"mailer": "COMPANY"},
        officer_name=FINANCE[0],
        officer_title=FINANCE[1],
        effective_at=release.effective_at,
    )
    hold = desk.authenticate(hold)
    release.refresh_from_db()
    assert (release.state, hold.state) == (NoticeState.QUERIED, NoticeState.QUERIED)
    assert hold.grounds[0]["code"] == "INSTRUCTIONS_CONFLICT"
    assert "President" in hold.grounds[0]["message"]
    assert FINANCE[1] in hold.grounds[0]["message"]
    assert [stop.act for stop in standing_stops(desk.agreement, act="MAIL")] == ["MAIL", "MAIL"]
    assert not mailing_request(desk.agreement)


def test_a_notice_that_says_which_one_it_replaces_conflicts_with_nothing(desk: Desk) -> None:
    first = desk.authenticate(desk.receive(NoticeKind.MAILING_REQUEST, {"mailer": "AGENT"}))
    second = desk.apply(NoticeKind.MAILING_REQUEST, {"mailer": "COMPANY", "supersedes": first.number})
    first.refresh_from_db()
    assert (first.state, second.state) == (NoticeState.SUPERSEDED, NoticeState.APPLIED)


@pytest.mark.row("R-3c-1", "R-20g-1")
def test_a_resolution_after_the_issue_is_asked_back_and_an_answer_lifts_the_query(desk: Desk) -> None:
    facts = {**SHARES, "issued_on": "2002-05-01", "issue": "options", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    assert notice.state == NoticeState.QUERIED
    assert [one["code"] for one in notice.grounds] == ["RESOLUTION_AFTER_ISSUE"]
    application = InstructionApplication.objects.get(notice=notice)
    assert application.state == "DRAFT"
    assert "§20(g)" in application.letter
    assert "5 Business Days" in application.letter
    assert "on June 17, 2003" in application.letter
    assert "May 2, 2002" in application.letter  # the day of the resolution, in the words of the ground
    assert "2002-" not in application.letter
    desk.send(application)
    with pytest.raises(RightsError) as bare:
        company.answer_application(
            application,
            company_reply("It stands", "CONFIRMED", at=desk.at),
            document=None,
            by=desk.maker,
            at=desk.later(),
        )
    assert codes(bare) == ["NO_SUPPORTING_DOCUMENT"]
    desk.answer(application, "The Board determined that the exclusion stands", "CONFIRMED")
    applied = desk.approve(desk.request(notice))
    assert applied.state == NoticeState.APPLIED
    assert [one["code"] for one in applied.grounds] == ["RESOLUTION_AFTER_ISSUE"]


def test_an_answer_that_withdraws_the_notice_supersedes_it(desk: Desk) -> None:
    facts = {**SHARES, "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    application = notice.applications.get()
    desk.send(application)
    desk.answer(application, "Withdrawn", "WITHDRAWN")
    notice.refresh_from_db()
    assert notice.state == NoticeState.SUPERSEDED


@pytest.fixture
def application(desk: Desk) -> InstructionApplication:
    """An application sent on 3 July 2003."""
    facts = {**SHARES, "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts))
    desk.at = datetime(2003, 7, 3, 18, 0, tzinfo=UTC)
    return company.send_application(notice.applications.get(), sent_at=desk.at, by=desk.maker, at=desk.at)


@pytest.mark.refusal("APPLICATION_DATE_TOO_EARLY")
@pytest.mark.row("R-20g-2")
def test_the_stated_date_is_five_business_days_after_actual_receipt(
    desk: Desk, application: InstructionApplication
) -> None:
    with pytest.raises(RightsError) as unreceived:
        company.state_date(application, day=date(2003, 7, 11), by=desk.maker, at=desk.at)
    assert codes(unreceived) == ["APPLICATION_NOT_RECEIVED"]
    received = company.record_receipt(
        application, officer="Rowan T. Ellery, President", received_at=desk.at, by=desk.maker, at=desk.at
    )
    assert received.earliest_date == date(2003, 7, 11)
    with pytest.raises(RightsError) as early:
        company.state_date(received, day=date(2003, 7, 10), by=desk.maker, at=desk.at)
    assert codes(early) == ["APPLICATION_DATE_TOO_EARLY"]
    assert "2003-07-11" in str(early.value)
    stated = company.state_date(received, day=date(2003, 7, 11), by=desk.maker, at=desk.at)
    assert stated.stated_date == date(2003, 7, 11)
    letter = date_letters(stated).get()
    assert letter.paper_kind == "APPLICATION_DATE"
    assert letter.facts["date"] == "2003-07-11"


@pytest.mark.row("R-20g-2")
def test_silence_authorises_the_proposal_posts_nothing_and_lifts_no_query(
    desk: Desk, application: InstructionApplication
) -> None:
    company.record_receipt(
        application, officer="Rowan T. Ellery", received_at=desk.at, by=desk.maker, at=desk.at
    )
    with pytest.raises(RightsError) as unstated:
        company.attest_unanswered(application, by=desk.maker, at=datetime(2003, 7, 14, 18, 0, tzinfo=UTC))
    assert codes(unstated) == ["APPLICATION_DATE_NOT_STATED"]
    dated(desk, application, date(2003, 7, 11))
    with pytest.raises(RightsError) as early:
        company.attest_unanswered(application, by=desk.maker, at=datetime(2003, 7, 11, 6, 0, tzinfo=UTC))
    assert codes(early) == ["APPLICATION_DATE_NOT_COME"]
    desk.at = datetime(2003, 7, 11, 18, 0, tzinfo=UTC)
    attested = company.attest_unanswered(application, by=desk.maker, at=desk.at)
    assert attested.state == "DEEMED_AUTHORISED"
    assert not BookEntry.objects.exists()
    with pytest.raises(RefusedByGround) as held:
        desk.request(attested.notice)
    assert codes(held)[0] == "NOTICE_QUERIED"


@pytest.mark.refusal("CONSENT_NOT_WRITTEN")
@pytest.mark.row("R-20g-3")
def test_an_officer_consents_in_writing_to_an_earlier_date(
    desk: Desk, application: InstructionApplication
) -> None:
    company.record_receipt(
        application, officer="Rowan T. Ellery", received_at=desk.at, by=desk.maker, at=desk.at
    )
    consent = {"day": date(2003, 7, 8), "officer_name": FINANCE[0], "officer_title": FINANCE[1]}
    for document in (None, desk.paper()):  # nothing on paper, and a paper nobody signed
        with pytest.raises(RightsError) as oral:
            company.consent_to_date(application, document=document, **consent, by=desk.maker, at=desk.at)
        assert codes(oral) == ["CONSENT_NOT_WRITTEN"]
    signed = desk.paper(signed_on=date(2003, 7, 3))
    consented = company.consent_to_date(application, document=signed, **consent, by=desk.maker, at=desk.at)
    assert consented.stated_date == date(2003, 7, 8)
    with pytest.raises(RightsError) as soon:
        company.attest_unanswered(application, by=desk.maker, at=datetime(2003, 7, 7, 18, 0, tzinfo=UTC))
    assert codes(soon) == ["APPLICATION_DATE_NOT_COME"]
    desk.at = datetime(2003, 7, 7, 18, 0, tzinfo=UTC)
    assert desk.answer(application, "Do not", "WITHDRAWN").state == "ANSWERED"
    with pytest.raises(Conflict):
        company.attest_unanswered(application, by=desk.maker, at=datetime(2003, 7, 9, 18, 0, tzinfo=UTC))
    with pytest.raises(Conflict) as late:
        company.state_date(application, day=date(2003, 7, 15), by=desk.maker, at=desk.at)
    assert codes(late) == ["REQUEST_ALREADY_DECIDED"]


@pytest.mark.row("R-20g-3")
def test_a_consent_filed_before_the_receipt_is_recorded_stays_the_earliest_date(
    desk: Desk, application: InstructionApplication
) -> None:
    signed = desk.paper(signed_on=date(2003, 7, 3))
    company.consent_to_date(
        application,
        day=date(2003, 7, 8),
        document=signed,
        officer_name=FINANCE[0],
        officer_title=FINANCE[1],
        by=desk.maker,
        at=desk.at,
    )
    received = company.record_receipt(
        application, officer="R. Ellery", received_at=desk.at, by=desk.maker, at=desk.at
    )
    assert received.earliest_date == date(2003, 7, 8)


@pytest.mark.row("R-20g-2", "R-1e-2")
@pytest.mark.parametrize(
    ("ordered_at", "code"),
    [
        (datetime(2003, 7, 9, 18, 0, tzinfo=UTC), "APPLICATION_DATE_TOO_EARLY"),
        (datetime(2003, 7, 14, 18, 0, tzinfo=UTC), ""),  # the count had run out
    ],
)
def test_a_closure_ordered_while_the_days_are_counted_makes_a_stated_date_too_early(
    desk: Desk, application: InstructionApplication, ordered_at: datetime, code: str
) -> None:
    company.record_receipt(application, officer="R. Ellery", received_at=desk.at, by=desk.maker, at=desk.at)
    dated(desk, application, date(2003, 7, 11))
    desk.at = ordered_at
    desk.approve(
        request_closure(
            desk.agreement,
            place="NEW_JERSEY",
            closed_on=date(2003, 7, 10),
            name="Storm",
            source="Executive Order 14",
            document=desk.paper(),
            maker=desk.maker,
            at=desk.later(),
        )
    )
    desk.at = datetime(2003, 7, 15, 18, 0, tzinfo=UTC)
    if not code:
        attested = company.attest_unanswered(application, by=desk.maker, at=desk.at)
        assert attested.state == "DEEMED_AUTHORISED"
        return
    with pytest.raises(RightsError) as early:
        company.attest_unanswered(application, by=desk.maker, at=desk.at)
    assert codes(early) == [code]
    assert "2003-07-14" in str(early.value)
    with pytest.raises(RightsError) as soon:  # a letter of today cannot state a date five days too near
        company.state_date(application, day=date(2003, 7, 15), by=desk.maker, at=desk.at)
    assert codes(soon) == [code]
    dated(desk, application, date(2003, 7, 22))
    desk.at = datetime(2003, 7, 22, 18, 0, tzinfo=UTC)
    assert company.attest_unanswered(application, by=desk.maker, at=desk.at).state == "DEEMED_AUTHORISED"


def dated(desk: Desk, application: InstructionApplication, day: date) -> InstructionApplication:
    """A letter states the date, and an officer receives it at once."""
    company.state_date(application, day=day, by=desk.maker, at=desk.at)
    officer = ", ".join(PRESIDENT)
    return company.record_date_receipt(
        application, officer=officer, received_at=desk.at, by=desk.maker, at=desk.at
    )


@pytest.mark.refusal("APPLICATION_DATE_NOT_RECEIVED", "DATE_RECEIVED_TOO_EARLY")
@pytest.mark.row("R-20g-2")
def test_a_date_counts_from_the_receipt_of_the_letter_that_states_it(
    desk: Desk, application: InstructionApplication
) -> None:
    company.record_receipt(application, officer="R. Ellery", received_at=desk.at, by=desk.maker, at=desk.at)
    company.state_date(application, day=date(2003, 7, 11), by=desk.maker, at=desk.at)
    late = datetime(2003, 7, 14, 18, 0, tzinfo=UTC)
    with pytest.raises(RightsError) as unknown:
        company.attest_unanswered(application, by=desk.maker, at=late)
    assert codes(unknown) == ["APPLICATION_DATE_NOT_RECEIVED"]
    received = {"officer": "R. Ellery", "received_at": datetime(2003, 7, 2, 18, 0, tzinfo=UTC)}
    with pytest.raises(RightsError) as before:
        company.record_date_receipt(application, **received, by=desk.maker, at=late)
    assert codes(before) == ["DATE_RECEIVED_TOO_EARLY"]
    monday = datetime(2003, 7, 7, 18, 0, tzinfo=UTC)
    told = company.record_date_receipt(
        application, officer="R. Ellery", received_at=monday, by=desk.maker, at=late
    )
    assert told.earliest_date == date(2003, 7, 14)
    with pytest.raises(RightsError) as soon:
        company.attest_unanswered(application, by=desk.maker, at=late)
    assert codes(soon) == ["APPLICATION_DATE_TOO_EARLY"]
    desk.at = late
    dated(desk, application, date(2003, 7, 21))
    former, letter = date_letters(application)
    assert (former.superseded_by, letter.closed_at) == (letter, None)
    done = company.attest_unanswered(application, by=desk.maker, at=datetime(2003, 7, 21, 18, 0, tzinfo=UTC))
    assert done.state == "DEEMED_AUTHORISED"


@pytest.mark.row("R-20g-2")
def test_a_date_known_at_drafting_is_printed_in_the_application(desk: Desk) -> None:
    desk.at = datetime(2003, 7, 3, 18, 0, tzinfo=UTC)
    facts = {**SHARES, "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
    draft = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, facts)).applications.get()
    former = letter_of_application(draft)
    with pytest.raises(RightsError) as soon:
        company.state_date(draft, day=date(2003, 7, 10), by=desk.maker, at=desk.later())
    assert codes(soon) == ["APPLICATION_DATE_TOO_EARLY"]
    for day in (date(2003, 7, 14), date(2003, 7, 15)):
        stated = company.state_date(draft, day=day, by=desk.maker, at=desk.later())
    assert "on or after July 15, 2003: no earlier than 5 Business Days" in stated.letter
    printed = letter_of_application(draft)
    assert (printed.facts["date"], printed.closed_at) == ("2003-07-15", None)
    former.refresh_from_db()
    assert former.closed_at is not None
    desk.send(draft)
    received = company.record_receipt(
        draft, officer="R. Ellery", received_at=desk.at, by=desk.maker, at=desk.later()
    )
    assert (received.earliest_date, received.date_received_at) == (
        date(2003, 7, 11),
        received.received_by_officer_at,
    )
    assert not date_letters(draft).exists()
    desk.at = datetime(2003, 7, 15, 18, 0, tzinfo=UTC)
    assert company.attest_unanswered(draft, by=desk.maker, at=desk.at).state == "DEEMED_AUTHORISED"


@pytest.mark.row("R-20g-1")
@pytest.mark.parametrize(
    ("told", "signed_on", "code"),
    [
        ({"officer_name": "Quill B. Stranger"}, date(2003, 7, 3), "OFFICER_NOT_AUTHORISED"),
        ({"officer_title": "Treasurer"}, date(2003, 7, 3), "OFFICER_NOT_AUTHORISED"),
        ({}, None, "INSTRUCTION_PART_MISSING"),
        ({}, date(2003, 7, 4), "DOCUMENT_DATED_LATER"),
        ({"board_determined_on": date(2003, 7, 4)}, date(2003, 7, 3), "DOCUMENT_DATED_LATER"),
        (
            {"received_at": datetime(2003, 7, 4, 18, 0, tzinfo=UTC)},
            date(2003, 7, 3),
            "RECEIVED_AFTER_RECORDED",
        ),
    ],
)
def test_an_answer_is_signed_by_an_officer_in_office_or_lifts_nothing(
    desk: Desk, application: InstructionApplication, told: dict[str, Any], signed_on: date | None, code: str
) -> None:
    reply = company_reply("It stands", "CONFIRMED", at=desk.at, **told)
    paper = desk.paper(signed_on=signed_on)
    with pytest.raises(RightsError) as refused:
        company.answer_application(application, reply, document=paper, by=desk.maker, at=desk.at)
    assert codes(refused) == [code]
    application.refresh_from_db()
    assert (application.state, application.answered_by) == ("SENT", "")
    desk.answer(application, "It stands", "CONFIRMED")
    application.refresh_from_db()
    assert (application.answered_by, application.answered_by_title) == PRESIDENT
