"""Recitals: the record, the dividend, later shares, the predecessor."""

from datetime import date
from fractions import Fraction

import pytest

from agreement.decisions import Approved, Held
from agreement.posting import EntryKind, Posting
from agreement.separation import (
    RecordDateCount,
    ShareIssue,
    decide_dividend,
    decide_issue_of_shares,
    takeover_grounds,
)
from agreement.terms import Terms

RECORD_DATE = date(2000, 10, 23)


def issue(**changes: object) -> ShareIssue:
    """1,500,000 option shares issued on 1 May 2002, unless a test says otherwise."""
    facts: dict[str, object] = {
        "issued_on": date(2002, 5, 1),
        "shares": Fraction(1_500_000),
        "rights_per_share": Fraction(1),
        "record_date": RECORD_DATE,
    }
    return ShareIssue(**(facts | changes))  # type: ignore[arg-type]


@pytest.mark.row("R-0-1", "R-SIG-1")
def test_the_record_holds_parties_dates_exhibits_and_who_signed(terms: Terms) -> None:
    assert (terms.code, terms.agreement_date, terms.original_agreement_date) == (
        "DT-2003",
        date(2003, 3, 31),
        date(2000, 9, 15),
    )
    assert (terms.company.jurisdiction, terms.rights_agent.jurisdiction) == ("Delaware", "New Jersey")
    assert [signatory.title for signatory in terms.signatories] == [
        "President and Chief Executive Officer",
        "Assistant Vice President",
    ]
    assert all((terms.exhibit_a, terms.exhibit_b, terms.exhibit_c, terms.predecessor_code))


@pytest.mark.row("R-0-2")
def test_one_right_for_each_share_outstanding_on_the_record_date() -> None:
    decision = decide_dividend(RecordDateCount(Fraction(38_500_000), True, Fraction(1)))
    assert isinstance(decision, Approved)
    posting = decision.posting
    assert (posting.kind, posting.section, posting.opened) == (EntryKind.ATTACH, "Recitals", 38_500_000)
    assert posting.lots_opened[0].holder is None
    assert posting.certificates == ()


@pytest.mark.row("R-0-2")
@pytest.mark.parametrize(("shares", "has_source"), [(None, True), (Fraction(1), False), (Fraction(0), True)])
def test_without_a_count_and_its_source_nothing_is_created(shares: Fraction | None, has_source: bool) -> None:
    decision = decide_dividend(RecordDateCount(shares, has_source, Fraction(1)))
    assert isinstance(decision, Held)
    assert [found.code for found in decision.grounds] == ["RECORD_COUNT_MISSING"]


@pytest.mark.row("R-0-3")
def test_later_shares_carry_the_rights_in_force() -> None:
    decision = decide_issue_of_shares(issue())
    assert isinstance(decision, Approved)
    assert isinstance(decision.posting, Posting)
    assert decision.posting.opened == 1_500_000


@pytest.mark.row("R-0-3")
def test_shares_issued_after_the_distribution_date_need_a_ground_of_section_22() -> None:
    after = {"issued_on": date(2003, 7, 1), "separated_on": date(2003, 6, 16)}
    decision = decide_issue_of_shares(issue(**after))
    assert isinstance(decision, Held)
    assert [found.code for found in decision.grounds] == ["ISSUE_AFTER_SEPARATION"]
    with_ground = decide_issue_of_shares(issue(**after, section_22_ground="option plan"))
    assert with_ground == Approved(None)


def test_shares_outstanding_on_the_record_date_are_not_counted_twice() -> None:
    decision = decide_issue_of_shares(issue(issued_on=RECORD_DATE))
    assert isinstance(decision, Held)
    assert [found.code for found in decision.grounds] == ["ISSUE_BEFORE_RECORD_DATE"]


@pytest.mark.row("R-3c-1")
def test_a_resolution_in_time_withholds_and_one_too_late_is_asked_back() -> None:
    in_time = decide_issue_of_shares(issue(withholding_resolution_on=date(2002, 5, 1)))
    assert in_time == Approved(None)
    too_late = decide_issue_of_shares(issue(withholding_resolution_on=date(2002, 5, 2)))
    assert isinstance(too_late, Held)
    assert [found.code for found in too_late.grounds] == ["RESOLUTION_AFTER_ISSUE"]


def test_a_number_of_rights_that_is_not_whole_is_asked_back() -> None:
    decision = decide_issue_of_shares(issue(shares=Fraction(3), rights_per_share=Fraction(1, 2)))
    assert isinstance(decision, Held)
    assert [found.code for found in decision.grounds] == ["RIGHTS_PER_SHARE_NOT_WHOLE"]


@pytest.mark.row("R-0-4")
def test_inherited_totals_that_differ_stay_closed_until_explained(terms: Terms) -> None:
    totals = {"inherited": Fraction(40_000_000), "stated": Fraction(39_999_900)}
    (found,) = takeover_grounds(**totals, explanation="")
    assert (found.code, found.facts["difference"]) == ("TAKEOVER_NOT_RECONCILED", "-100")
    assert takeover_grounds(**totals, explanation="a cancelled option issue") == ()
    assert terms.agent_in_office(date(2003, 2, 1)) == "Wells Fargo & Company"
