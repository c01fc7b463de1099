"""The calculator: on the command line and as functions."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.calculator import TOPICS, calculate
from agreement.clauses import CLAUSES
from agreement.errors import InvalidRequest, RightsError
from agreement.terms import Terms

ROOT = Path(__file__).parents[2]
EXAMPLES: dict[str, tuple[dict[str, object], str, object]] = {
    "business-day": ({"date": "2003-06-02", "business_days_after": 10}, "reached", "2003-06-16"),
    "close-of-business": ({"date": "2010-10-23"}, "close_of_business", "2010-10-25T17:00:00-07:00"),
    "distribution-date": ({"offer_published_on": "2003-07-03"}, "projected", "2003-07-18T17:00:00-07:00"),
    "separation": ({"shares": "250", "rights_per_share": "1.05263"}, "fraction", "0.1575"),
    "fraction-cash": ({"fraction": "0.1575", "price": "0.85"}, "amount", "0.13"),
    "application-date": ({"received_by_officer_on": "2003-07-03"}, "earliest", "2003-07-11"),
    "windows": ({"distribution_date": "2003-06-16"}, "exercise", None),
    "asset-sale": ({"part_sold": "0.5"}, "is_section_13_event", True),
    "fraction-payment": (
        {"payments": {"A-1": "0.54", "A-2": "60.88"}, "certified_total": "61.42", "collected_funds": "61.42"},
        "amount",
        "61.42",
    ),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_gives_its_result_with_steps_and_sections(
    topic: str, terms: Terms, calendar: BusinessDayCalendar
) -> None:
    facts, name, wanted = EXAMPLES[topic]
    told = calculate(topic, facts, terms=terms, calendar=calendar).as_json()
    result = told["result"]
    assert isinstance(result, dict)
    assert wanted is None or result[name] == wanted
    assert told["steps"]
    cited = [part.strip("§ ") for clause in told["clauses"] for part in clause.split(",")]  # type: ignore[attr-defined]
    assert set(cited) <= set(CLAUSES)
    json.dumps(told)


def test_shares_of_several_dates_are_told_by_date(terms: Terms, calendar: BusinessDayCalendar) -> None:
    facts = {"shares": {"": "200", "2002-05-01": "50"}}
    told = calculate("separation", facts, terms=terms, calendar=calendar)
    assert told.result["by_date"] == {"2000-10-23": 200, "2002-05-01": 50}


@pytest.mark.row("R-1r-1")
def test_a_reading_that_was_used_is_named_with_what_the_others_would_give(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    facts = {"distribution_date": "2003-06-16"}
    (used,) = calculate("windows", facts, terms=terms, calendar=calendar).readings
    assert used["in_use"] == "ROLLED_FORWARD"
    assert used["with DATE_AS_PRINTED"] == "2010-10-23T17:00:00-07:00"
    cash = calculate("fraction-cash", {"fraction": "0.1", "price": "0.85"}, terms=terms, calendar=calendar)
    assert cash.result["amount"] == "0.09"
    assert (cash.readings[0]["with DOWN"], cash.readings[0]["with HALF_EVEN"]) == ("0.08", "0.08")


@pytest.mark.row("R-14e-1", "R-14e-2")
def test_payments_for_fractions_wait_for_certificate_and_funds(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    facts: dict[str, object] = {"payments": {"A-1": "0.54", "A-2": "60.88"}}
    held = calculate("fraction-payment", facts, terms=terms, calendar=calendar).result
    assert (held["computed_total"], held["may_be_paid"], held["amount"]) == ("61.42", False, None)
    assert held["grounds"] == ["FRACTION_CERTIFICATE_MISSING", "FUNDS_NOT_RECEIVED"]
    certified = {**facts, "certified_total": "61.40", "collected_funds": "61.40"}
    paid = calculate("fraction-payment", certified, terms=terms, calendar=calendar).result
    assert (paid["amount"], paid["grounds"]) == ("61.40", ["FRACTION_CERTIFICATE_DIFFERS"])


@pytest.mark.row("R-3a-2")
def test_rights_travel_with_the_shares_until_the_earlier_of_separation_and_expiration(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    facts = {"distribution_date": "2003-06-16", "at": "2003-06-16T16:59:59-07:00"}
    told = calculate("windows", facts, terms=terms, calendar=calendar).result
    assert told["with the shares"] == {
        "start": "2000-10-23T17:00:00-07:00", "end": "2003-06-16T17:00:00-07:00",
        "start_inclusive": True, "end_inclusive": False, "contains": True,
    }  # fmt: skip
    early = {"distribution_date": "2003-06-16", "redemption_at": "2003-06-06T12:00:00-07:00"}
    ended = calculate("windows", early, terms=terms, calendar=calendar).result["with the shares"]
    assert isinstance(ended, dict)
    assert ended["end"] == "2003-06-06T12:00:00-07:00"


@pytest.mark.parametrize(
    ("topic", "facts", "code"),
    [
        ("astrology", {}, "TOPIC_UNKNOWN"),
        ("fraction-payment", {"payments": "61.42"}, "FACT_MALFORMED"),
        ("fraction-payment", {"payments": {"A-1": 0.54}}, "FACT_MALFORMED"),
        ("business-day", {}, "FACT_MISSING"),
        ("business-day", {"date": "soon"}, "FACT_MALFORMED"),
        ("business-day", {"date": "2003-06-02", "days": 1}, "FACT_UNKNOWN"),
        ("business-day", {"date": "2003-06-02", "business_days_after": 0}, "FACT_MALFORMED"),
        ("windows", {"distribution_date": "2003-06-16", "at": "2003-06-17T09:00"}, "NAIVE_TIMESTAMP"),
        ("separation", {"shares": 1.5}, "FACT_MALFORMED"),
        ("fraction-cash", {"fraction": "1.2", "price": "0.85"}, "FACT_MALFORMED"),
        ("fraction-cash", {"fraction": "0.2", "price": "free"}, "FACT_MALFORMED"),
    ],
)
def test_bad_facts_are_refused_by_name(
    topic: str, facts: dict[str, object], code: str, terms: Terms, calendar: BusinessDayCalendar
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        calculate(topic, facts, terms=terms, calendar=calendar)
    assert refused.value.code == code


@pytest.mark.row("R-14a-1", "R-1l-1")
@pytest.mark.parametrize(
    ("topic", "facts", "code"),
    [
        ("fraction-cash", {"fraction": "0.2"}, "RIGHT_PRICE_MISSING"),
        ("distribution-date", {}, "SAD_NOT_NOTICED"),
    ],
)
def test_what_no_document_states_is_not_computed(
    topic: str, facts: dict[str, object], code: str, terms: Terms, calendar: BusinessDayCalendar
) -> None:
    with pytest.raises(RightsError) as refused:
        calculate(topic, facts, terms=terms, calendar=calendar)
    assert refused.value.code == code


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agreement", *words],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_lists_topics_computes_and_refuses_with_one_sentence() -> None:
    listed = run("--list")
    assert (listed.returncode, set(json.loads(listed.stdout))) == (0, set(TOPICS))
    computed = run("fraction-cash", given='{"fraction": "0.63", "price": "0.85"}')
    assert json.loads(computed.stdout)["result"]["amount"] == "0.54"
    refused = run("business-day", given='{"date": "1999-12-31"}')
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert "§1(e)" in refused.stderr


def test_the_command_reads_another_agreement_and_refuses_a_file_that_is_none() -> None:
    told = run("--describe", "--agreement", "northfold_2004")
    assert "Northfold Mills Corporation" in told.stdout
    missing = run("business-day", "--agreement", "nowhere.toml", given="{}")
    assert (missing.returncode, "nowhere.toml" in missing.stderr) == (2, True)
    assert run("business-day", given="no json").returncode == 2
