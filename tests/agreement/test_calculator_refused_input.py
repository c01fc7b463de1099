"""The calculator: input that cannot be, refused with the path of the field."""

from __future__ import annotations

import pytest

from agreement.business_days import Closure
from agreement.calculator import TOPICS, calculate
from agreement.errors import InvalidRequest
from agreement.terms import Terms
from tests.agreement.asking import Ask


@pytest.mark.parametrize(
    ("topic", "given", "code", "path"),
    [
        ("astrology", {}, "TOPIC_UNKNOWN", None),
        ("windows", {"fact": {}}, "FACT_UNKNOWN", "fact"),
        ("windows", {"facts": []}, "FACT_MALFORMED", "facts"),
        ("business-day", {"facts": {}}, "FACT_MISSING", "facts.date"),
        ("business-day", {"facts": {"date": "soon"}}, "FACT_MALFORMED", "facts.date"),
        ("business-day", {"facts": {"date": "2003-06-02", "days": 1}}, "FACT_UNKNOWN", "facts.days"),
        (
            "business-day",
            {"facts": {"date": "2003-06-02", "business_days_after": 0}},
            "FACT_MALFORMED",
            "facts.business_days_after",
        ),
        (
            "windows",
            {"facts": {"distribution_date": "2003-06-16", "at": "2003-06-17T09:00"}},
            "NAIVE_TIMESTAMP",
            "facts.at",
        ),
        ("business-day", {"facts": {"date": "2003-W10-1"}}, "FACT_MALFORMED", "facts.date"),
        (
            "windows",
            {"facts": {"distribution_date": "2003-06-16", "at": "2010-10-25T17:00:00.0000001-07:00"}},
            "FACT_MALFORMED",
            "facts.at",
        ),
        (
            "windows",
            {"facts": {"distribution_date": "2003-06-16", "at": "2010-W43-1T17:00:00-07:00"}},
            "FACT_MALFORMED",
            "facts.at",
        ),
        (
            "market-price",
            {"facts": {**TOPICS["market-price"].example["facts"], "security": "\ud800"}},  # type: ignore[dict-item]
            "FACT_MALFORMED",
            "facts.security",
        ),
        ("fraction-payment", {"facts": {"payments": {"A\0": "0.54"}}}, "FACT_MALFORMED", "facts.payments"),
        ("separation", {"facts": {"shares": 1.5}}, "FACT_MALFORMED", "facts.shares"),
        ("separation", {"facts": {"shares": {"May": "1"}}}, "FACT_MALFORMED", "facts.shares.May"),
        ("separation", {"facts": {"shares": "1/0"}}, "FACT_MALFORMED", "facts.shares"),
        ("separation", {"facts": {"shares": "1e999999999"}}, "FACT_MALFORMED", "facts.shares"),
        ("fraction-cash", {"facts": {"fraction": "1.2"}}, "FACT_MALFORMED", "facts.fraction"),
        (
            "fraction-cash",
            {"facts": {"fraction": "0.2", "price": "free"}},
            "FACT_MALFORMED",
            "facts.price",
        ),
        ("fraction-payment", {"facts": {"payments": "61.42"}}, "FACT_MALFORMED", "facts.payments"),
        (
            "fraction-payment",
            {"facts": {"payments": {"A-1": 0.54}}},
            "FACT_MALFORMED",
            "facts.payments.A-1",
        ),
        ("asset-sale", {"facts": {"part_sold": "1.5"}}, "FACT_MALFORMED", "facts.part_sold"),
        (
            "adjust-series",
            {"facts": {"events": [{"name": "offer", "section": "11(b)", "on": "2004-05-03"}]}},
            "FACT_MISSING",
            "facts.events[0].factor",
        ),
        (
            "substitution",
            {
                "facts": {
                    "first_event_on": "2003-05-30",
                    "redemption_expired_on": "2003-06-09",
                    "shares_per_right": "50",
                    "current_per_share_market_price": "11.00",
                    "components": [{"kind": "CASH", "value": "1.00"}, {"kind": "COMMON_SHARES"}],
                }
            },
            "FACT_MISSING",
            "facts.components[1].shares",
        ),
    ],
)
def test_bad_input_is_refused_with_the_path_of_the_field(
    topic: str,
    given: dict[str, object],
    code: str,
    path: str | None,
    terms: Terms,
    closures: tuple[Closure, ...],
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        calculate(topic, given, terms=terms, closures=closures)
    assert (refused.value.code, refused.value.facts.get("name")) == (code, path)


DAY: dict[str, object] = {"date": "2003-06-02"}


@pytest.mark.parametrize(
    ("parts", "code", "path"),
    [
        ({"terms": {"dates": {"record": "2003-06-02"}}}, "FACT_UNKNOWN", "terms.dates.record"),
        ({"terms": {"stars": {}}}, "FACT_UNKNOWN", "terms.stars"),
        ({"terms": {"dates": []}}, "FACT_MALFORMED", "terms.dates"),
        ({"terms": {"dates": {"record_date": "May"}}}, "FACT_MALFORMED", "terms.dates.record_date"),
        ({"terms": {"exchange": {"exchange_bar": 0.5}}}, "FACT_MALFORMED", "terms.exchange.exchange_bar"),
        ({"terms": {"exchange": {"exchange_bar": "1%"}}}, "FACT_MALFORMED", "terms.exchange.exchange_bar"),
        (
            {"terms": {"special_groups": [{"name": "Elm"}]}},
            "FACT_MALFORMED",
            "terms.special_groups[0].members",
        ),
        ({"readings": {"notice_effect": "ON_RECEIPT"}}, "FACT_UNKNOWN", "readings.notice_effect"),
    ],
)
def test_bad_terms_and_readings_are_refused_with_the_path_of_the_key(
    parts: dict[str, object], code: str, path: str, ask: Ask
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        ask("business-day", DAY, **parts)
    assert (refused.value.code, refused.value.facts["name"]) == (code, path)
