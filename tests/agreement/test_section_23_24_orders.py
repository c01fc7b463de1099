"""Orders of the Board: what they end, and when, what is asked back, what a redemption costs (§23, §24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from agreement.board_orders import (
    BoardOrder,
    ExchangedFor,
    ExchangeFacts,
    Extent,
    OrderKind,
    RedemptionFacts,
    exchange_query_grounds,
    exercise_ended_grounds,
    notice_due_by,
    redemption_query_grounds,
    redemption_total,
    redemption_window_end,
    transfer_ended_grounds,
)
from agreement.business_days import BusinessDayCalendar
from agreement.terms import Terms

PACIFIC = ZoneInfo("America/Los_Angeles")


def local(day: int, hour: int = 12, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2003, month, day, hour, minute, tzinfo=PACIFIC)


REDEMPTION = BoardOrder(7, OrderKind.REDEMPTION, local(10, 14), local(10, 16, 10), local(10, 17))
EXCHANGE = BoardOrder(8, OrderKind.EXCHANGE, local(10, 14), local(10, 16, 10), local(10, 17))
PART = replace(EXCHANGE, extent=Extent.PART, rights_count=1_000)


def codes(grounds: object) -> list[str]:
    return [one.code for one in grounds]  # type: ignore[attr-defined]


@pytest.mark.row("R-7a-5", "R-23b-1")
def test_exercise_complete_before_the_action_goes_on_and_at_its_instant_has_ended() -> None:
    assert exercise_ended_grounds([REDEMPTION], completed_at=local(10, 13, 59)) == ()
    for completed_at in (local(10, 14), local(10, 15), local(11), None):
        (found,) = exercise_ended_grounds([REDEMPTION], completed_at=completed_at)
        assert (found.code, found.clause) == ("EXERCISE_ENDED_REDEMPTION", "7(a);23(b)")
    assert "2003-07-10 14:00 PDT (notice 7)" in found.message


@pytest.mark.row("R-24b-1", "R-24f-1")
def test_an_exchange_of_all_ends_exercise_under_its_own_section() -> None:
    (found,) = exercise_ended_grounds([EXCHANGE], completed_at=local(10, 15))
    assert (found.code, found.clause) == ("EXERCISE_ENDED_EXCHANGE", "7(a);24(b)")
    rights = replace(EXCHANGE, exchanged_for=ExchangedFor.EQUIVALENT_RIGHTS)
    (found,) = exercise_ended_grounds([rights], completed_at=local(10, 15))
    assert found.clause == "7(a);24(f)"


@pytest.mark.row("R-6a-12", "R-24b-1")
def test_a_transfer_of_rights_exchanged_is_refused_after_the_day_and_waits_on_it() -> None:
    assert codes(transfer_ended_grounds([EXCHANGE], received_at=local(10, 17))) == ["EXCHANGE_DAY_TRANSFER"]
    assert codes(transfer_ended_grounds([EXCHANGE], received_at=local(10, 17, 1))) == ["RIGHTS_EXCHANGED"]
    assert codes(transfer_ended_grounds([EXCHANGE], received_at=local(3))) == ["EXCHANGE_DAY_TRANSFER"]


def test_a_redemption_leaves_transfers_open_until_the_redemption_date() -> None:
    assert transfer_ended_grounds([REDEMPTION], received_at=local(20)) == ()
    dated = replace(REDEMPTION, transfers_end_at=local(15, 17))
    assert transfer_ended_grounds([dated], received_at=local(15, 17)) == ()
    assert codes(transfer_ended_grounds([dated], received_at=local(15, 17, 1))) == ["RIGHTS_REDEEMED"]


def test_a_part_that_is_not_shared_out_holds_exercise_and_transfer_alike() -> None:
    (exercise,) = exercise_ended_grounds([PART], completed_at=None)
    (transfer,) = transfer_ended_grounds([PART], received_at=local(20))
    assert exercise == transfer
    assert (exercise.code, exercise.effect) == ("EXCHANGE_NOT_SHARED_OUT", "HOLD")
    assert "1,000 Rights" in exercise.message


def redemption(**facts: object) -> RedemptionFacts:
    told = {
        "ordered_at": local(9, 16, 59, month=6),
        "received_at": local(9, 18, month=6),
        "extent": Extent.ALL,
        "price": None,
        "redemption_date": None,
        "shares_acquired_on": date(2003, 6, 2),
        "extended_to": None,
        "extension_announced_on": None,
        **facts,
    }
    return RedemptionFacts(**told)  # type: ignore[arg-type]


def asked(facts: RedemptionFacts, *, terms: Terms, calendar: BusinessDayCalendar) -> list[str]:
    final = datetime(2010, 10, 25, 17, tzinfo=PACIFIC)
    return codes(redemption_query_grounds(facts, final_close=final, terms=terms, calendar=calendar))


@pytest.mark.row("R-23a-1")
def test_the_window_ends_at_the_rolled_close_of_the_fifth_day(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    final = datetime(2010, 10, 25, 17, tzinfo=PACIFIC)
    end = redemption_window_end(redemption(), final_close=final, terms=terms, calendar=calendar)
    assert end == datetime(2003, 6, 9, 17, tzinfo=PACIFIC)  # the fifth day is Saturday, June 7
    assert asked(redemption(), terms=terms, calendar=calendar) == []
    late = redemption(ordered_at=local(9, 17, month=6))
    assert asked(late, terms=terms, calendar=calendar) == ["REDEMPTION_WINDOW_CLOSED"]
    free = redemption(shares_acquired_on=None, ordered_at=local(9, 17, month=6))
    assert asked(free, terms=terms, calendar=calendar) == []


@pytest.mark.row("R-23a-1")
def test_a_later_day_counts_once_it_was_announced(terms: Terms, calendar: BusinessDayCalendar) -> None:
    later = redemption(
        ordered_at=local(12, month=6), received_at=local(13, month=6), extended_to=date(2003, 6, 13)
    )
    assert asked(later, terms=terms, calendar=calendar) == [
        "EXTENSION_NOT_ANNOUNCED",
        "REDEMPTION_WINDOW_CLOSED",
    ]
    announced = replace(later, extension_announced_on=date(2003, 6, 6))
    assert asked(announced, terms=terms, calendar=calendar) == []


@pytest.mark.row("R-23a-2")
def test_a_part_another_price_and_an_earlier_date_are_asked_back(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    odd = redemption(extent=Extent.PART, price=Decimal("0.002"), redemption_date=date(2003, 6, 6))
    assert asked(odd, terms=terms, calendar=calendar) == [
        "PARTIAL_REDEMPTION",
        "INSTRUCTION_OUTSIDE_AGREEMENT",
        "INSTRUCTION_OUTSIDE_AGREEMENT",
    ]
    future = redemption(received_at=local(8, month=6))
    assert asked(future, terms=terms, calendar=calendar) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]


@pytest.mark.row("R-23a-2", "R-23b-3")
def test_what_a_redemption_comes_to_and_until_when_it_is_told(terms: Terms) -> None:
    price = terms.redemption_price
    for rights, told in ((40_000_000, "40000.00"), (33_600_000, "33600.00"), (250, "0.25")):
        assert redemption_total(rights, price=price, terms=terms) == Decimal(told)
    assert notice_due_by(date(2003, 6, 5), terms=terms) == date(2003, 6, 15)  # a Sunday: it does not roll


def exchange(**facts: object) -> ExchangeFacts:
    told = {
        "ordered_at": local(20, month=6),
        "received_at": local(21, month=6),
        "extent": Extent.ALL,
        "rights_count": None,
        "valid_rights": 33_600_000,
        "exchanged_for": ExchangedFor.COMMON_SHARES,
        "triggered_on": date(2003, 5, 30),
        "nobody_holds_half": True,
        "half_held_since": None,
        "by_majority": False,
        **facts,
    }
    return ExchangeFacts(**told)  # type: ignore[arg-type]


@pytest.mark.row("R-24a-1", "R-24a-2")
def test_an_exchange_needs_the_event_before_it_and_nobody_with_half_of_the_shares(terms: Terms) -> None:
    assert exchange_query_grounds(exchange(), terms=terms) == ()
    assert codes(exchange_query_grounds(exchange(triggered_on=None), terms=terms)) == ["NO_TRIGGERING_EVENT"]
    barred = exchange(nobody_holds_half=False, half_held_since=date(2003, 6, 18))
    (found,) = exchange_query_grounds(barred, terms=terms)
    assert (found.code, "since 2003-06-18" in found.message) == ("EXCHANGE_BARRED_50", True)
    silent = exchange_query_grounds(exchange(nobody_holds_half=None), terms=terms)
    assert codes(silent) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]


@pytest.mark.row("R-24e-1")
def test_equivalent_rights_come_before_any_acquiring_person_and_by_a_majority(terms: Terms) -> None:
    early = exchange(exchanged_for=ExchangedFor.EQUIVALENT_RIGHTS, triggered_on=None, nobody_holds_half=None)
    assert codes(exchange_query_grounds(early, terms=terms)) == ["BOARD_MAJORITY_MISSING"]
    assert exchange_query_grounds(replace(early, by_majority=True), terms=terms) == ()
    late = replace(early, by_majority=True, triggered_on=date(2003, 5, 30))
    assert codes(exchange_query_grounds(late, terms=terms)) == ["AP_EXISTS"]


def test_a_part_says_how_many_and_no_more_than_there_are(terms: Terms) -> None:
    unsaid = exchange_query_grounds(exchange(extent=Extent.PART), terms=terms)
    too_many = exchange_query_grounds(exchange(extent=Extent.PART, rights_count=33_600_001), terms=terms)
    assert codes(unsaid) == codes(too_many) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert "33,600,001" in too_many[0].message


@pytest.mark.row("R-24a-1")
def test_another_ratio_than_that_of_the_terms_is_asked_back(terms: Terms) -> None:
    assert exchange_query_grounds(exchange(ratio=terms.exchange_ratio), terms=terms) == ()
    (found,) = exchange_query_grounds(exchange(ratio=terms.exchange_ratio * 2), terms=terms)
    assert "2 Common Shares for a Right; by the terms 1" in found.message
