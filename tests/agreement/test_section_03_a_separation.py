"""3(a): nothing before the notice; who gets how many Rights; opening and first issue."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.decisions import Approved, Held, Refused
from agreement.errors import BooksOutOfBalance, ListDoesNotReconcile
from agreement.posting import TaintClass
from agreement.separation import (
    FirstIssueFacts,
    ListTotals,
    OpeningFacts,
    OpeningPosting,
    OpeningTotals,
    TaintedQuantity,
    certificates_of_holder,
    decide_opening,
    first_issue_grounds,
    fractional_share_grounds,
    issue_gate,
    list_grounds,
    mailing_grounds,
    must_reconcile,
    rights_of_holder,
    severance_grounds,
)

from .moments import DISTRIBUTION_CLOSE, NOTICE_RECEIVED, pacific

RATIO = Fraction("1.05263")
MAY_2002 = date(2002, 5, 1)
TICK = timedelta(microseconds=1)


def codes(grounds: tuple) -> list[str]:
    return [found.code for found in grounds]


@pytest.mark.row("R-3a-1", "R-3a-4")
def test_until_the_notice_is_received_no_clock_separates_the_rights() -> None:
    after_projection = pacific("2003-06-17T08:00")
    assert codes(issue_gate(notice_received_at=None, at=after_projection)) == ["RIGHTS_NOT_SEPARATED"]
    assert codes(issue_gate(notice_received_at=NOTICE_RECEIVED, at=NOTICE_RECEIVED - TICK)) == [
        "RIGHTS_NOT_SEPARATED"
    ]
    assert issue_gate(notice_received_at=NOTICE_RECEIVED, at=NOTICE_RECEIVED) == ()


@pytest.mark.row("R-3a-2", "R-16a-1")
def test_rights_alone_do_not_move_before_the_separation() -> None:
    at = pacific("2003-05-02T12:00")
    assert codes(severance_grounds(notice_received_at=None, at=at)) == ["RIGHTS_NOT_SEVERABLE"]
    assert severance_grounds(notice_received_at=NOTICE_RECEIVED, at=NOTICE_RECEIVED) == ()


@pytest.mark.row("R-3a-7", "R-3a-8")
def test_a_holder_gets_one_right_for_each_share_and_the_fraction_in_cash() -> None:
    assert rights_of_holder({None: Fraction(250)}, rights_per_share=Fraction(1)).whole == 250
    adjusted = rights_of_holder({None: Fraction(250)}, rights_per_share=RATIO)
    assert (adjusted.whole, adjusted.fraction) == (263, Fraction("0.1575"))


SHARES = st.fractions(min_value=0, max_value=10**7, max_denominator=10**6)
DATES = st.one_of(st.none(), st.dates(date(2000, 10, 24), date(2003, 6, 16)))


@pytest.mark.row("R-3a-7", "R-3a-8", "R-3a-11")
@given(
    holdings=st.dictionaries(DATES, SHARES, max_size=6),
    ratio=st.fractions(min_value=Fraction(1, 100), max_value=10, max_denominator=10**5),
)
def test_whole_rights_and_fraction_are_the_shares_times_the_ratio(
    holdings: Mapping[date | None, Fraction], ratio: Fraction
) -> None:
    rights = rights_of_holder(holdings, rights_per_share=ratio)
    total = sum(holdings.values(), Fraction(0)) * ratio
    assert rights.whole == total.numerator // total.denominator
    assert rights.whole + rights.fraction == total
    assert rights.whole_by_date == naive_allocation(holdings, ratio)
    must_reconcile(
        shares=sum(holdings.values(), Fraction(0)),
        rights_per_share=ratio,
        whole=rights.whole,
        fractions=rights.fraction,
    )


def naive_allocation(holdings: Mapping[date | None, Fraction], ratio: Fraction) -> dict[date | None, int]:
    """One whole Right at a time to whoever is owed most, the earliest date first among equals."""
    order = sorted(holdings, key=lambda day: day or date.min)
    given_out = {day: int(holdings[day] * ratio) for day in order}
    left = int(sum(holdings.values(), Fraction(0)) * ratio) - sum(given_out.values())
    while left:
        owed = max(order, key=lambda day: (holdings[day] * ratio - given_out[day], -order.index(day)))
        given_out[owed] += 1
        left -= 1
    return {day: count for day, count in given_out.items() if count}


def test_ties_go_to_the_earliest_date_and_the_record_date_is_before_all() -> None:
    half = Fraction(1, 2)
    rights = rights_of_holder({MAY_2002: half, None: half}, rights_per_share=Fraction(1))
    assert dict(rights.whole_by_date) == {None: 1}


@pytest.mark.parametrize(("shares", "ratio"), [("-1", "1"), ("1", "0"), ("1", "-2")])
def test_negative_shares_and_ratios_not_above_zero_are_faults(shares: str, ratio: str) -> None:
    with pytest.raises(ValueError, match="negative"):
        rights_of_holder({None: Fraction(shares)}, rights_per_share=Fraction(ratio))


@pytest.mark.row("R-3a-6")
def test_a_list_out_of_balance_is_not_accepted_and_tells_the_difference() -> None:
    totals = ListTotals(Fraction(39_999_000), Fraction(40_000_000), 2431, 2431)
    (found,) = list_grounds(totals)
    assert (found.code, found.facts["difference"]) == ("LIST_OUT_OF_BALANCE", "-1000")
    assert list_grounds(replace(totals, listed_shares=Fraction(40_000_000))) == ()
    holders = replace(totals, listed_shares=Fraction(40_000_000), listed_holders=2430)
    assert "record holders" in str(list_grounds(holders)[0])


def test_a_plan_may_refuse_fractional_shares_on_its_list() -> None:
    refuses = {"fractional_shares_on_list": "REFUSED"}
    assert codes(fractional_share_grounds("A-1", Fraction("10.5"), **refuses)) == [
        "FRACTIONAL_SHARES_REFUSED"
    ]
    assert fractional_share_grounds("A-1", Fraction(10), **refuses) == ()
    ordinary = {"fractional_shares_on_list": "AGGREGATED_AND_CASHED"}
    assert fractional_share_grounds("A-1", Fraction("10.5"), **ordinary) == ()


@pytest.mark.row("R-3a-11")
def test_totals_that_differ_by_anything_stop_the_opening() -> None:
    shares, whole = Fraction(40_000_000), 42_105_100
    must_reconcile(shares=shares, rights_per_share=RATIO, whole=whole, fractions=Fraction(100))
    with pytest.raises(ListDoesNotReconcile) as refused:
        must_reconcile(shares=shares, rights_per_share=RATIO, whole=whole, fractions=Fraction("99.99999"))
    assert refused.value.code == "SEPARATION_TOTAL_MISMATCH"
    assert refused.value.facts["expected"] == "42105200"


READY = OpeningFacts(
    at=pacific("2003-06-19T10:00"),
    notice_received_at=NOTICE_RECEIVED,
    distribution_close=DISTRIBUTION_CLOSE,
    list_as_of=DISTRIBUTION_CLOSE,
    list_is_accepted=True,
    open_information_requests=0,
    approved_form="model-2003-1",
    agent="Meridian Transfer & Trust LLC",
    agent_in_office="Meridian Transfer & Trust LLC",
    totals=OpeningTotals(Fraction(40_000_000), RATIO, 42_105_200, 42_105_100, Fraction(100), 2431, 2431),
)


@pytest.mark.row("R-5b-1", "R-3a-11")
def test_the_opening_closes_what_is_attached_and_opens_whole_rights() -> None:
    decision = decide_opening(READY)
    assert isinstance(decision, Approved)
    posting = decision.posting
    assert isinstance(posting, OpeningPosting)
    assert (posting.attached_closed, posting.whole_opened, posting.rights_retired) == (
        42_105_200,
        42_105_100,
        100,
    )


@pytest.mark.row("R-5b-1", "R-3a-5", "R-4a-1", "R-2-1")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agent_in_office": None}, "NO_AGENT_IN_OFFICE"),
        ({"agent_in_office": "Another Trust Company"}, "NO_AGENT_IN_OFFICE"),
        ({"notice_received_at": None}, "RIGHTS_NOT_SEPARATED"),
        ({"list_is_accepted": False}, "LIST_NOT_ACCEPTED"),
        ({"list_as_of": DISTRIBUTION_CLOSE - TICK}, "LIST_AS_OF_MISMATCH"),
        ({"open_information_requests": 1}, "INFORMATION_OUTSTANDING"),
        ({"approved_form": None}, "TEMPLATE_NOT_APPROVED"),
        ({"opened_by_entry": 7}, "ALREADY_OPENED"),
        (
            {"totals": OpeningTotals(Fraction(10), Fraction(1), 9, 10, Fraction(0), 1, 1)},
            "ATTACHED_TOTAL_MISMATCH",
        ),
    ],
)
def test_each_thing_missing_stops_the_opening_under_its_section(change: dict[str, object], code: str) -> None:
    decision = decide_opening(replace(READY, **change))  # type: ignore[arg-type]
    assert isinstance(decision, (Held, Refused))
    assert codes(decision.grounds) == [code]
    assert "§" in str(decision.grounds[0])


def test_everything_missing_is_told_at_once_in_the_order_of_the_checks() -> None:
    nothing = replace(
        READY,
        agent_in_office=None,
        notice_received_at=None,
        list_is_accepted=False,
        open_information_requests=2,
        approved_form=None,
    )
    decision = decide_opening(nothing)
    assert isinstance(decision, Refused)
    assert codes(decision.grounds) == [
        "NO_AGENT_IN_OFFICE",
        "RIGHTS_NOT_SEPARATED",
        "LIST_NOT_ACCEPTED",
        "INFORMATION_OUTSTANDING",
        "TEMPLATE_NOT_APPROVED",
    ]


def test_an_opening_that_does_not_balance_is_never_made() -> None:
    with pytest.raises(BooksOutOfBalance):
        OpeningPosting(10, 9, 0, Fraction(0), 1, 1)
    with pytest.raises(BooksOutOfBalance):
        OpeningPosting(9, 10, -1, Fraction(0), 1, 1)


@pytest.mark.row("R-3a-5", "R-3a-10")
def test_the_first_issue_lists_what_it_lacks_and_mailing_needs_a_written_request() -> None:
    ready = FirstIssueFacts(READY.at, NOTICE_RECEIVED, True, 0, True)
    assert first_issue_grounds(ready) == ()
    bare = FirstIssueFacts(READY.at, None, False, 1, False)
    (found,) = first_issue_grounds(bare)
    assert found.code == "INITIAL_ISSUE_NOT_READY"
    assert str(found.facts["missing"]).count(",") == 3
    assert codes(mailing_grounds(request=None)) == ["MAILING_NOT_REQUESTED"]
    assert mailing_grounds(request="N-3") == ()


@pytest.mark.row("R-3a-9")
def test_a_certificate_without_countersignature_is_not_mailed() -> None:
    assert codes(mailing_grounds(request="N-3", uncountersigned=("R-1001",))) == ["NOT_COUNTERSIGNED"]


@pytest.mark.row("R-4b-1", "R-4a-3")
def test_a_nominee_gets_clean_and_marked_certificates_by_quantity_and_date() -> None:
    rights = rights_of_holder(
        {None: Fraction(2_500_000), MAY_2002: Fraction(500_000)}, rights_per_share=Fraction(1)
    )
    marked = [TaintedQuantity(TaintClass.I, 2_400_000)]
    certificates = certificates_of_holder(rights, tainted=marked)
    assert [(c.issue_date, c.rights_count, c.taint) for c in certificates] == [
        (None, 100_000, None),
        (MAY_2002, 500_000, None),
        (None, 2_400_000, TaintClass.I),
    ]
    assert all(certificate.is_certificated for certificate in certificates)


def test_a_plan_that_certificates_no_restricted_rights_keeps_them_on_the_books() -> None:
    rights = rights_of_holder({None: Fraction(100)}, rights_per_share=Fraction(1))
    whole = [TaintedQuantity(TaintClass.II, None)]
    (only,) = certificates_of_holder(rights, tainted=whole, restricted_rights_at_issue="NOT_CERTIFICATED")
    assert (only.rights_count, only.is_certificated) == (100, False)
    with pytest.raises(ValueError, match="101 Rights are named"):
        certificates_of_holder(rights, tainted=[TaintedQuantity(TaintClass.I, 101)])
