"""The calculator's topics on prices, ownership, flip-over, what holders receive, amendments, the series."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from agreement.business_days import Closure
from agreement.calculation import Calculation
from agreement.calculator import TOPICS, calculate
from agreement.errors import InvalidRequest
from agreement.terms import Terms

Ask = Callable[..., Calculation]


@pytest.fixture
def ask(terms: Terms, closures: tuple[Closure, ...]) -> Ask:
    def asked(topic: str, facts: dict[str, Any] | None = None, **parts: object) -> Calculation:
        given = TOPICS[topic].example["facts"] if facts is None else facts
        return calculate(topic, {"facts": given, **parts}, terms=terms, closures=closures)

    return asked


def example(topic: str, **changed: object) -> dict[str, Any]:
    """The facts of a topic's example, copied, with some of them changed; None takes one out."""
    facts = json.loads(json.dumps(TOPICS[topic].example["facts"])) | changed
    return {name: value for name, value in facts.items() if value is not None}


def codes(done: Calculation) -> list[str]:
    return [found.code for found in done.grounds]


@pytest.mark.row("R-1j-2")
def test_a_price_is_averaged_day_by_day_and_a_preferred_share_is_its_multiple(ask: Ask) -> None:
    done = ask("market-price", example("market-price", split_factor="1"))
    assert done.result["current_per_share_market_price"] == "11.00"
    assert (done.result["first_day"], done.result["last_day"]) == ("2003-05-23", "2003-06-06")
    assert done.result["preferred_market_price"] == "11000.00"
    assert sum(step.name.startswith("close of") for step in done.steps) == 10
    split = ask("market-price", example("market-price", split_factor="2"))
    assert (split.result["preferred_market_price"], codes(split)) == (None, ["PRICE_MULTIPLE_UNCONFIRMED"])
    assert split.result["preferred_by_price_brought_back"] == "22000.00"


@pytest.mark.refusal("PRICE_HISTORY_INCOMPLETE")
def test_a_price_with_a_gap_has_no_result_and_names_the_day(ask: Ask) -> None:
    thirty = ask("market-price", example("market-price", section="11(b)"))
    assert (thirty.result, codes(thirty)) == ({}, ["PRICE_HISTORY_INCOMPLETE"])
    assert "10 of 30" in thirty.grounds[0].message
    facts = example("market-price")
    facts["quotations"][3] |= {"source": "BOARD_VALUE", "value": "11", "last_sale": None}
    unsigned = ask("market-price", facts)
    assert codes(unsigned) == ["BOARD_VALUE_UNSIGNED", "PRICE_HISTORY_INCOMPLETE"]
    assert "2003-05-29" in unsigned.grounds[1].message
    listed = [{"listing": "NEW_YORK_STOCK_EXCHANGE", "since": "2003-06-01"}]
    assert codes(ask("market-price", example("market-price", listings=listed))) == [
        "CALENDAR_YEAR_NOT_LOADED"
    ]


def test_closes_before_a_split_are_told_raw_and_restated(ask: Ask) -> None:
    facts = example(
        "market-price",
        events=[
            {
                "kind": "SUBDIVISION",
                "announced_on": "2003-05-01",
                "from_date": "2003-06-02",
                "shares_after": "2",
            }
        ],
    )
    for place, quotation in enumerate(facts["quotations"]):
        quotation["last_sale"] = "22" if place < 5 else "11"
    done = ask("market-price", facts)
    assert done.result["current_per_share_market_price"] == "11.00"
    assert done.result["without_restatement"] == "16.50"
    assert sum("restated" in step.name for step in done.steps) == 5


@pytest.mark.row("R-29-1")
def test_a_worksheet_shows_the_indicator_and_the_holders_own_denominator(ask: Ask) -> None:
    done = ask("ownership")
    assert (done.result["indicator"], done.result["percent"]) == ("ON", "16.0000000%")
    facts = example("ownership", person="X", relations=None)
    facts["holdings"] = [
        {"person": "X", "shares": 5800000, "source": "Schedule 13D"},
        {
            "person": "X",
            "shares": 500000,
            "source": "Schedule 13D",
            "arrangement": "OPTION",
            "is_unissued": True,
            "exercisable_on": "2005-01-03",
        },
    ]
    own = ask("ownership", facts).result
    assert (own["denominator"], own["percent"]) == (40500000, "15.5555555%")
    assert own["percent_by_sixty_days"] == "15.7500000%"


@pytest.mark.row("R-1a-6")
def test_history_and_determination_are_read(ask: Ask, terms: Terms) -> None:
    bought = [
        {"date": "2003-04-01", "shares": 5800000, "common_outstanding": 40000000, "cause": "FIRST_REPORT"},
        {
            "date": "2003-04-02",
            "shares": 5800000,
            "common_outstanding": 38500000,
            "cause": "COMPANY_PURCHASE",
        },
    ]
    facts = example(
        "ownership",
        person="Elm",
        relations=None,
        common_outstanding=38500000,
        holdings=[{"person": "Elm", "shares": 5800000, "source": "Schedule 13G"}],
        history=bought,
    )
    assert ask("ownership", facts).result["indicator"] == "BUYBACK_PROTECTED"
    member = terms.special_groups[0].members[0]
    facts |= {
        "person": member,
        "common_outstanding": 40000000,
        "holdings": [{"person": member, "shares": 6400000, "source": "Schedule 13D"}],
        "history": [bought[0] | {"shares": 6400000, "cause": "ACQUISITION"}],
    }
    done = ask("ownership", facts)
    assert (done.result["limit_state"], done.result["limit"]) == ("ARMED", "20.0000000%")
    told = {
        "notice": "CN-9",
        "determined_on": "2003-05-30",
        "is_in_good_faith": True,
        "is_without_intent": True,
        "divested_on": "2003-05-29",
        "part_left": "14.8%",
    }
    assert ask("ownership", example("ownership", inadvertence=told)).result["indicator"] == "INADVERTENT"


def test_everything_that_is_known_of_persons_reaches_the_worksheet(ask: Ask) -> None:
    facts = example("ownership", person="Chief", relations=None)
    facts["holdings"] = [
        {"person": "Chief", "shares": 1200000, "source": "proxy statement"},
        {"person": "Finance", "shares": 800000, "source": "proxy statement"},
        {
            "person": "Chief",
            "shares": 4800000,
            "source": "proxy statement",
            "arrangement": "PLAN_INFLUENCE",
        },
    ]
    facts["persons"] = [
        {"name": "Chief", "is_officer_or_director": True},
        {"name": "Finance", "is_officer_or_director": True},
    ]
    facts["understandings"] = [
        {
            "first": "Chief",
            "second": "Finance",
            "purpose": "vote",
            "source": "proxy statement",
            "is_act_of_office": True,
        }
    ]
    assert ask("ownership", facts).result["percent"] == "3.0000000%"
    facts["persons"] = []
    joined = ask("ownership", facts).result
    assert (joined["acting_together"], joined["shares"]) == (["Finance"], 6800000)


@pytest.mark.row("R-13a-2", "R-13a-6", "R-13b-4")
@pytest.mark.refusal("PRINCIPAL_PARTY_OPEN")
def test_flip_over_tells_each_principal_party_and_later_transactions(ask: Ask) -> None:
    done = ask("flip-over")
    assert done.result["shares_per_right"] == {"BigCo": "25"}
    assert done.result["per_right"] == {"US dollars": "450.00", "NewCo": "12.5"}
    venture = ask(
        "flip-over",
        {"market_prices": {"V1": "20.00", "V2": "50.00"}, "interests": {"V1": "60%", "V2": "40%"}},
    )
    assert venture.result["shares_per_right"] == {"V1": "15", "V2": "4"}
    assert venture.result["price_paid"] == {"V1": "150.00", "V2": "100.00"}
    unnamed = ask("flip-over", {"market_prices": {"V1": "20.00", "V2": "50.00"}})
    assert (unnamed.result, codes(unnamed)) == ({}, ["PRINCIPAL_PARTY_OPEN"])
    whole_price = ask(
        "flip-over", {"market_prices": {"B": "20.00"}}, terms={"adjustment": {"flip_over_discount": "100%"}}
    )
    assert whole_price.result["shares_per_right"] == {"B": "12.5"}


@pytest.mark.row("R-13b-2", "R-13b-3")
@pytest.mark.refusal("MARKET_VALUE_MISSING")
def test_a_principal_party_is_proposed_by_its_branch(ask: Ask) -> None:
    done = ask("principal-party")
    assert done.result == {"principal_parties": {"Parent Inc.": "1"}, "is_determined": False}
    assert [step.section for step in done.steps][:2] == ["§13(b)(i)", "§13(b)(ii)"]
    since = [{"since": "1999-01-04"}]
    sale = {
        "transaction": "SALE",
        "date": "2004-03-31",
        "recipients": [{"name": "A", "portion": "30%"}, {"name": "B", "portion": "30%"}],
        "parties": [
            {"name": "A", "market_value": "1000000000", "registered": since},
            {"name": "B", "market_value": "4000000000", "registered": since},
        ],
    }
    assert ask("principal-party", sale).result["principal_parties"] == {"B": "1"}
    del sale["parties"][1]["market_value"]  # type: ignore[attr-defined, union-attr, index]
    assert codes(ask("principal-party", sale)) == ["MARKET_VALUE_MISSING"]


@pytest.mark.row("R-14b-1", "R-14b-3", "R-14c-1")
@pytest.mark.refusal("FRACTION_FACTOR_UNCONFIRMED", "CLOSE_MISSING")
def test_fractions_of_units_show_both_readings_and_those_of_shares_the_close(ask: Ask) -> None:
    assert ask("fractions").result == {"common_shares": 50, "fraction": "0.558", "cash": "6.70"}
    whole = ask("fractions", {"rights": 3})
    assert whole.result == {"units": 3, "fraction_of_preferred_share": "0", "cash": "0.00"}
    part = ask("fractions", {"rights": 30, "units_per_right": "1.03", "common_close": "10.00"})
    assert part.result == {"units": 30, "fraction_of_preferred_share": "0.0009", "cash": "9.00"}
    assert part.others["preferred_fraction_value"] == {"PART_OF_COMMON": {"cash": "0.00"}}
    assert codes(part) == ["FRACTION_FACTOR_UNCONFIRMED"]
    waiting = ask("fractions", {"rights": 1, "shares_per_right": "0.5"})
    assert (waiting.result, codes(waiting)) == ({}, ["CLOSE_MISSING"])


@pytest.mark.row("R-23a-2", "R-23a-3", "R-23b-4")
def test_redemption_tells_payees_drift_and_shares(ask: Ask) -> None:
    done = ask("redemption")
    assert (done.result["paid_total"], done.result["drift"], codes(done)) == ("33600.01", "0.01", [])
    assert done.others["void_rights_on_redemption"]["PAID"]["rights_not_paid"] == 0  # type: ignore[index]
    shares = {
        "holders": [{"account": "A-1", "valid": 1000000}],
        "current_per_share_market_price": "10.00",
        "rights_outstanding": 1000001,
    }
    given = ask("redemption", shares)
    assert codes(given) == ["REDEMPTION_TOTAL_MISMATCH"]
    assert given.result["in_common_shares"] == {
        "A-1": {"common_shares": 100, "fraction": "0", "cash": "0.00"}
    }
    halved = ask("redemption", {"holders": [{"account": "A-1", "valid": 1000}], "split_factor": "2"})
    assert (halved.result["redemption_price"], halved.result["paid_total"]) == ("0.0005", "0.50")


@pytest.mark.row("R-24a-2", "R-24b-4", "R-24c-1", "R-24d-1")
def test_exchange_gives_the_same_for_every_right(ask: Ask) -> None:
    short = ask("exchange").result
    assert (short["shares_per_right"], short["cash_per_right"]) == ("0.8928", "1.072")
    assert short["common_shares"] <= 30_000_000  # type: ignore[operator]
    facts = {"holders": {"A-1": 31}, "exchange_ratio": "1.5", "common_close": "12.00"}
    assert ask("exchange", facts).result["holders"] == {
        "A-1": {"common_shares": 46, "fraction": "0.5", "cash": "6.00"}
    }
    assert codes(ask("exchange", {**facts, "largest_holder_part": "50%"})) == ["EXCHANGE_BARRED_50"]
    assert codes(ask("exchange", {**facts, "largest_holder_part": "49.9%"})) == []
    with pytest.raises(InvalidRequest) as refused:
        ask("exchange", {"holders": {"A-1": 31}, "available_shares": 30})
    assert refused.value.facts["name"] == "facts.current_per_share_market_price"
    early = ask("exchange", {"holders": {"A-1": 30, "A-2": 0}, "new_rights_each": "1"})
    assert early.result == {"holders": {"A-1": "30"}, "new_rights": "30"}


@pytest.mark.row("R-24b-5", "R-1q-2")
@pytest.mark.refusal("PARTIAL_EXCHANGE_TOO_LARGE")
def test_a_part_exchanged_is_told_holder_by_holder_with_the_reading_of_what_is_left(ask: Ask) -> None:
    done = ask("partial-exchange")
    told: Any = done.result["holders"]
    assert [one["rights_exchanged"] for one in told.values()] == [50, 28, 22]
    assert (done.result["rights_exchanged"], done.result["rights_left"]) == (100, 100)
    assert done.others["partial_exchange_expiry"]["ALL_RIGHTS"]["rights_left"] == 0  # type: ignore[index]
    half = ask("partial-exchange", {"holders": {"A-1": 33600000}, "rights_to_exchange": 16800000})
    assert half.result["rights_left"] == 16800000
    assert codes(half) == ["PARTIAL_EXPIRY_NEEDS_INSTRUCTION"]
    whole = ask("partial-exchange", {"holders": {"A-1": 2, "A-2": 1}, "rights_to_exchange": 3})
    assert (whole.result["rights_left"], codes(whole)) == (0, [])
    many = ask("partial-exchange", {"holders": {"A-1": 1}, "rights_to_exchange": 2})
    assert codes(many) == ["PARTIAL_EXCHANGE_TOO_LARGE"]


@pytest.mark.row("R-27-2", "R-27-3")
def test_an_amendment_is_asked_about_by_what_stands_on_its_day(ask: Ask) -> None:
    late = ask("amendment")
    assert codes(late) == ["REDEMPTION_PERIOD_LAPSED"]
    assert late.result["rights_are_redeemable"] is False
    early = ask("amendment", example("amendment", at="2003-05-20T10:00:00-07:00"))
    assert (codes(early), early.result["nothing_is_asked"]) == ([], True)
    extended = example("amendment", redemption_extended_to="2003-06-30", extension_announced_on="2003-06-06")
    assert ask("amendment", extended).result["rights_are_redeemable"] is True


@pytest.mark.row("R-XA3a-1", "R-XA3c-2", "R-XA5-1")
def test_a_dividend_of_the_series_is_told_with_accrual_and_payment(ask: Ask) -> None:
    done = ask("preferred-dividend")
    assert (done.result["dividend_per_share"], done.result["payments"]) == ("12.50", {"A-1": "0.38"})
    assert (done.result["accrues_from"], done.result["earliest_record_date"]) == ("2004-02-29", "2004-05-01")
    short = ask(
        "preferred-dividend",
        example(
            "preferred-dividend",
            paid_in_all="199.80",
            series_outstanding="39.960",
            record_date="2004-04-30",
            series_declared_on=["2004-03-15"],
        ),
    )
    assert short.result["paid_per_share"] == "5.00"
    assert short.result["is_in_arrears"] is True
    assert codes(short) == ["DIVIDEND_RECORD_DATE_TOO_EARLY", "SERIES_DECLARATION_MISSING"]


@pytest.mark.row("R-XA2-1", "R-XA4-1", "R-XA7-1", "R-XA8-1")
def test_a_position_in_the_series_has_its_votes_and_its_part(ask: Ask) -> None:
    assert ask("preferred-rights").result == {
        "votes": "1245",
        "liquidation_per_share": "2012.50",
        "liquidation": "60.38",
        "merger": {"US dollars": "540", "NewCo": "15"},
        "series_shares_after": "0.06",
    }


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_a_date_from_which_no_days_can_be_counted_is_refused_by_its_path(day: str, ask: Ask) -> None:
    for topic, name in (
        ("ownership", "date"),
        ("principal-party", "date"),
        ("preferred-dividend", "payable_on"),
    ):
        with pytest.raises(InvalidRequest) as refused:
            ask(topic, example(topic, **{name: day}))
        assert (refused.value.code, refused.value.facts["name"]) == ("FACT_MALFORMED", f"facts.{name}")
    with pytest.raises(InvalidRequest) as refused:
        ask("amendment", example("amendment", at=f"{day}T12:00:00-08:00"))
    assert (refused.value.code, refused.value.facts["name"]) == ("FACT_MALFORMED", "facts.at")
