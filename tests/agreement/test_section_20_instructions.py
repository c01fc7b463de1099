"""20(b), 20(g), 26: officers by purpose, channels, parts of a notice, applications for instructions."""

from dataclasses import replace
from datetime import date

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.choices import Channel
from agreement.notice import (
    NOTICE_FORMS,
    ApplicationFacts,
    Consent,
    NoticeKind,
    NoticeReceived,
    Purpose,
    application_grounds,
    consent_grounds,
    earliest_date_of_application,
    form_grounds,
    instructing_grounds,
    titles_for,
    unanswered_grounds,
)
from agreement.officers import is_title_among
from agreement.terms import Terms

DISTRIBUTION = NoticeReceived(
    kind=NoticeKind.DISTRIBUTION_DATE,
    officer_name="Idris P. Vale",
    officer_title="Chief Financial Officer",
    held_title=True,
    signed_on=date(2003, 6, 16),
    channel=Channel.FACSIMILE,
)


def codes(notice: NoticeReceived, terms: Terms) -> list[str]:
    return [found.code for found in form_grounds(notice, terms=terms)]


@pytest.mark.row("R-3a-3", "R-20b-1", "R-26-3")
def test_a_notice_in_form_has_nothing_against_it(terms: Terms) -> None:
    assert form_grounds(DISTRIBUTION, terms=terms) == ()


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
    request = replace(DISTRIBUTION, kind=NoticeKind.MAILING_REQUEST, officer_title="Treasurer")
    facts = replace(request, kind=NoticeKind.SHARES_ISSUED, channel=Channel.HAND)
    assert codes(facts, other_terms) == []
    assert codes(replace(request, channel=Channel.HAND), other_terms) == ["OFFICER_NOT_AUTHORISED"]


@pytest.mark.row("R-20b-2")
def test_a_listed_title_counts_only_for_who_held_it_when_signing(terms: Terms) -> None:
    (found,) = form_grounds(replace(DISTRIBUTION, held_title=False), terms=terms)
    assert (found.code, found.clause) == ("OFFICER_NOT_AUTHORISED", "20(b)")
    assert "Idris P. Vale, by the register no Chief Financial Officer on 2003-06-16," in str(found)


@pytest.mark.row("R-26-3")
@pytest.mark.parametrize("channel", ["EMAIL", "TELEPHONE", "PORTAL_MESSAGE", "HAND", "carrier pigeon", ""])
def test_another_channel_gives_no_formal_notice(terms: Terms, channel: str) -> None:
    (found,) = form_grounds(replace(DISTRIBUTION, channel=channel), terms=terms)
    assert (found.code, found.effect) == ("CHANNEL_NOT_FORMAL", "REFUSE")
    assert "§26" in str(found)


def test_a_missing_part_is_named_and_everything_wrong_is_told_at_once(terms: Terms) -> None:
    lacking = ("the Distribution Date",)
    bare = replace(DISTRIBUTION, officer_title="Treasurer", channel=Channel.EMAIL, lacking=lacking)
    assert codes(bare, terms) == [
        "OFFICER_NOT_AUTHORISED",
        "CHANNEL_NOT_FORMAL",
        "INSTRUCTION_PART_MISSING",
    ]
    assert "the Distribution Date" in str(form_grounds(bare, terms=terms)[-1])


def test_every_kind_of_notice_has_a_form_with_a_section() -> None:
    assert set(NOTICE_FORMS) == set(NoticeKind)


RECEIVED = date(2003, 7, 3)
PROPOSED = ApplicationFacts(
    earliest_date=date(2003, 7, 11), stated_date=date(2003, 7, 11), is_date_received=True
)


def application(facts: ApplicationFacts) -> list[str]:
    return [found.code for found in application_grounds(facts, business_days=5)]


@pytest.mark.row("R-20g-2")
def test_the_stated_date_is_five_business_days_after_actual_receipt(calendar: BusinessDayCalendar) -> None:
    found = earliest_date_of_application(RECEIVED, business_days=5, calendar=calendar)
    assert found.earliest == date(2003, 7, 11)
    assert [day.day for day in found.counted] == [7, 8, 9, 10, 11]
    assert application(PROPOSED) == []
    (early,) = application_grounds(replace(PROPOSED, stated_date=date(2003, 7, 10)), business_days=5)
    assert early.code == "APPLICATION_DATE_TOO_EARLY"
    assert "2003-07-11, 5 Business Days" in str(early)
    assert application(replace(PROPOSED, earliest_date=None)) == ["APPLICATION_NOT_RECEIVED"]
    assert application(replace(PROPOSED, stated_date=None)) == ["APPLICATION_DATE_NOT_STATED"]


@pytest.mark.row("R-20g-3")
def test_an_earlier_date_needs_consent_in_writing_signed_by_an_officer(terms: Terms) -> None:
    signed = Consent(date(2003, 7, 3), officer_title="Chief Financial Officer", held_title=True)
    assert consent_grounds(signed, terms=terms) == ()
    for wrong in (
        replace(signed, signed_on=None),
        replace(signed, officer_title="Treasurer"),
        replace(signed, held_title=False),
    ):
        (found,) = consent_grounds(wrong, terms=terms)
        assert found.code == "CONSENT_NOT_WRITTEN"


@pytest.mark.row("R-20g-2")
@pytest.mark.parametrize(
    ("earliest", "stated", "today", "code"),
    [
        ("2003-07-11", "2003-07-11", "2003-07-10", "APPLICATION_DATE_NOT_COME"),
        ("2003-07-11", "2003-07-11", "2003-07-11", ""),
        ("2003-07-11", "2003-07-15", "2003-07-14", "APPLICATION_DATE_NOT_COME"),
        ("2003-07-11", "2003-07-10", "2003-07-15", "APPLICATION_DATE_TOO_EARLY"),  # never by itself
        ("2003-07-14", "2003-07-11", "2003-07-15", "APPLICATION_DATE_TOO_EARLY"),  # moved by a closure
        ("2003-07-11", "", "2003-07-15", "APPLICATION_DATE_NOT_STATED"),
        ("", "2003-07-11", "2003-07-15", "APPLICATION_NOT_RECEIVED"),
    ],
)
def test_the_agent_may_act_unanswered_from_a_date_that_was_stated_in_time(
    earliest: str, stated: str, today: str, code: str
) -> None:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    facts = ApplicationFacts(day(earliest), day(stated), is_date_received=True)
    found = unanswered_grounds(facts, today=date.fromisoformat(today), business_days=5)
    assert [one.code for one in found] == ([code] if code else [])


@pytest.mark.row("R-20g-2")
def test_a_date_that_no_officer_received_lets_nobody_act() -> None:
    (found,) = unanswered_grounds(
        replace(PROPOSED, is_date_received=False), today=date(2003, 7, 15), business_days=5
    )
    assert found.code == "APPLICATION_DATE_NOT_RECEIVED"
    assert "2003-07-11" in str(found)


@pytest.mark.row("R-20g-1")
def test_who_answers_held_a_listed_title_on_the_day(terms: Terms) -> None:
    told = {"day": date(2003, 7, 3), "words": "an answer", "terms": terms}
    assert instructing_grounds("Idris P. Vale", "Chief Financial Officer", held_title=True, **told) == ()
    for title, held in (("Treasurer", True), ("Chief Financial Officer", False)):
        (found,) = instructing_grounds("Idris P. Vale", title, held_title=held, **told)
        assert found.code == "OFFICER_NOT_AUTHORISED"
