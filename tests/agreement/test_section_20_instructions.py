"""20(b), 20(g), 26: officers by purpose, channels, parts of a notice, applications for instructions."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.choices import Channel
from agreement.decisions import Approved, Held, Refused
from agreement.notice import (
    NOTICE_FORMS,
    ApplicationFacts,
    NoticeKind,
    NoticeReceived,
    Purpose,
    application_grounds,
    conflict_grounds,
    decide_notice,
    earliest_date_of_application,
    form_grounds,
    may_act_unanswered,
    titles_for,
)
from agreement.officers import is_title_among
from agreement.refusals import ground
from agreement.terms import Terms

from .moments import NOTICE_RECEIVED, pacific

DISTRIBUTION = NoticeReceived(
    kind=NoticeKind.DISTRIBUTION_DATE,
    officer_title="Chief Financial Officer",
    channel=Channel.FACSIMILE,
    signed_on=date(2003, 6, 16),
    received_at=NOTICE_RECEIVED,
    stated={"distribution_date", "limb"},
)


def codes(notice: NoticeReceived, terms: Terms) -> list[str]:
    return [found.code for found in form_grounds(notice, terms=terms)]


@pytest.mark.row("R-3a-3", "R-20b-1", "R-26-3")
def test_a_notice_in_form_is_accepted(terms: Terms) -> None:
    decision = decide_notice(DISTRIBUTION, terms=terms)
    assert isinstance(decision, Approved)
    assert decision.posting.section == "3(a)"


@pytest.mark.row("R-20b-2", "R-3a-3")
@pytest.mark.parametrize(
    ("title", "is_authorised"),
    [
        ("Chairman of the Board", True),
        ("chief  executive officer", True),
        ("President and Chief Executive Officer", True),
        ("Senior Vice President, Finance", True),
        ("Assistant Secretary", True),
        ("Treasurer", False),
        ("Director", False),
        ("Vice Chairman", False),
        ("Acting Secretary", False),
    ],
)
def test_seven_titles_may_certify_facts(terms: Terms, title: str, is_authorised: bool) -> None:
    assert len(titles_for(Purpose.FACTS, terms=terms)) == 7
    found = codes(replace(DISTRIBUTION, officer_title=title), terms)
    assert found == ([] if is_authorised else ["OFFICER_NOT_AUTHORISED"])


@pytest.mark.row("R-20b-2")
def test_the_lists_differ_by_purpose(terms: Terms, other_terms: Terms) -> None:
    assert titles_for(Purpose.CERTIFICATE_SIGNATURE_2, terms=terms) == ("Secretary", "Assistant Secretary")
    assert not is_title_among("Assistant Secretary", titles=["Secretary"])
    request = replace(DISTRIBUTION, kind=NoticeKind.MAILING_REQUEST, officer_title="Treasurer", stated=())
    facts = replace(
        request, kind=NoticeKind.SHARES_ISSUED, channel=Channel.HAND, stated={"shares", "issued_on"}
    )
    assert codes(facts, other_terms) == []
    assert codes(replace(request, channel=Channel.HAND), other_terms) == ["OFFICER_NOT_AUTHORISED"]


@pytest.mark.row("R-26-3")
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TELEPHONE, Channel.PORTAL_MESSAGE, Channel.HAND])
def test_another_channel_gives_no_formal_notice(terms: Terms, channel: Channel) -> None:
    decision = decide_notice(replace(DISTRIBUTION, channel=channel), terms=terms)
    assert isinstance(decision, Refused)
    assert [found.code for found in decision.grounds] == ["CHANNEL_NOT_FORMAL"]
    assert "§26" in str(decision.grounds[0])


def test_a_missing_part_is_named_and_everything_wrong_is_told_at_once(terms: Terms) -> None:
    bare = replace(DISTRIBUTION, officer_title="Treasurer", channel=Channel.EMAIL, stated={"limb"})
    assert codes(bare, terms) == [
        "OFFICER_NOT_AUTHORISED",
        "CHANNEL_NOT_FORMAL",
        "INSTRUCTION_PART_MISSING",
    ]
    assert "distribution date" in str(form_grounds(bare, terms=terms)[-1])


def test_every_kind_of_notice_has_a_form_with_a_section() -> None:
    assert set(NOTICE_FORMS) == set(NoticeKind)


@pytest.mark.row("R-3c-1", "R-20g-1")
def test_the_substance_of_a_notice_is_queried_and_never_refused(terms: Terms) -> None:
    outside = ground("RESOLUTION_AFTER_ISSUE", adopted_on="2002-05-02", issued_on="2002-05-01")
    decision = decide_notice(DISTRIBUTION, terms=terms, substance=[outside])
    assert decision == Held((outside,))
    with pytest.raises(ValueError, match="queried"):
        decide_notice(DISTRIBUTION, terms=terms, substance=[ground("OUTSIDE_TRANSFER_WINDOW")])


@pytest.mark.row("R-20g-1")
def test_instructions_that_conflict_hold_the_matter() -> None:
    (found,) = conflict_grounds({"CEO": "release", "CFO": "hold"})
    assert (found.code, found.effect) == ("INSTRUCTIONS_CONFLICT", "HOLD")
    assert conflict_grounds({"CEO": "release", "CFO": "release"}) == ()


RECEIVED = date(2003, 7, 3)
PROPOSED = ApplicationFacts(stated_date=date(2003, 7, 11), received_by_officer_on=RECEIVED)


def application(facts: ApplicationFacts, calendar: BusinessDayCalendar) -> list[str]:
    return [found.code for found in application_grounds(facts, business_days=5, calendar=calendar)]


@pytest.mark.row("R-20g-2")
def test_the_stated_date_is_five_business_days_after_actual_receipt(calendar: BusinessDayCalendar) -> None:
    found = earliest_date_of_application(RECEIVED, business_days=5, calendar=calendar)
    assert found.earliest == date(2003, 7, 11)
    assert [day.day for day in found.counted] == [7, 8, 9, 10, 11]
    assert application(PROPOSED, calendar) == []
    too_early = replace(PROPOSED, stated_date=date(2003, 7, 10))
    assert application(too_early, calendar) == ["APPLICATION_DATE_TOO_EARLY"]
    assert application(replace(PROPOSED, received_by_officer_on=None), calendar) == [
        "APPLICATION_NOT_RECEIVED"
    ]


@pytest.mark.row("R-20g-3")
def test_an_earlier_date_needs_written_consent(calendar: BusinessDayCalendar) -> None:
    spoken = replace(PROPOSED, stated_date=date(2003, 7, 8), consent_to_earlier_date=True)
    assert application(spoken, calendar) == ["CONSENT_NOT_WRITTEN"]
    assert application(replace(spoken, consent_is_written=True), calendar) == []


@pytest.mark.row("R-20g-2", "R-20g-3")
def test_the_agent_may_act_from_the_stated_date_unless_an_instruction_came_before(
    calendar: BusinessDayCalendar,
) -> None:
    def may_act(facts: ApplicationFacts, at: datetime) -> bool:
        return may_act_unanswered(facts, at=at, business_days=5, calendar=calendar)

    assert not may_act(PROPOSED, pacific("2003-07-10T23:59"))
    assert may_act(PROPOSED, pacific("2003-07-11T00:00"))
    assert not may_act(PROPOSED, datetime(2003, 7, 11, 6, 0, tzinfo=UTC))
    answered = replace(PROPOSED, answered_at=pacific("2003-07-11T09:00"))
    assert not may_act(answered, pacific("2003-07-11T09:00"))
    assert not may_act(replace(PROPOSED, stated_date=date(2003, 7, 10)), pacific("2003-07-15T12:00"))
