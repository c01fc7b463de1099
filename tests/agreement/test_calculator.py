"""The calculator: its topics, its input and output, on the command line and as a function."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from agreement.agreement_file.keys import KEYS
from agreement.business_days import Closure
from agreement.calculation import money, told
from agreement.calculator import TOPICS, calculate, schema_of
from agreement.clauses import CLAUSES
from agreement.errors import InvalidRequest
from agreement.readings import QUESTIONS
from agreement.terms import Terms
from agreement.topics.kinds import NUMBER, list_of
from agreement.topics.reference import calculator_reference
from tests.agreement.asking import Ask

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("topic", TOPICS)
def test_each_example_runs_and_tells_steps_of_known_sections(
    topic: str, terms: Terms, closures: tuple[Closure, ...]
) -> None:
    done = calculate(topic, TOPICS[topic].example, terms=terms, closures=closures).as_json()
    assert set(done) == {"topic", "result", "steps", "readings_used", "grounds"}
    assert done["result"]
    assert done["steps"]
    for step in done["steps"]:  # type: ignore[attr-defined]
        assert {"name", "formula", "exact", "rounded", "section"} <= set(step)
        assert (step["rounded"] is None) == ("rounding" not in step)
        assert {part.strip("§ ") for part in step["section"].split(",")} <= set(CLAUSES)
    assert "." not in re.sub(r'"(\\.|[^"\\])*"', "", json.dumps(done)), "a number that is not exact"


@pytest.mark.parametrize("topic", TOPICS)
def test_each_schema_is_one_and_holds_what_the_topic_reads(topic: str) -> None:
    schema = schema_of(TOPICS[topic])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    validator.validate(dict(TOPICS[topic].example))
    assert not validator.is_valid({"facts": {"astrology": 1}})
    facts = schema["properties"]["facts"]  # type: ignore[index]
    assert set(facts["properties"]) == {field.name for field in TOPICS[topic].fields}
    assert all(one["description"] and one["x-section"] for one in facts["properties"].values())
    terms = schema["properties"]["terms"]["properties"]  # type: ignore[index]
    assert all(key.name in terms[key.table]["properties"] for key in KEYS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_field_that_must_be_given_is_missed_by_its_path(topic: str, ask: Ask) -> None:
    facts = dict(TOPICS[topic].example["facts"])  # type: ignore[call-overload]
    for field in TOPICS[topic].fields:
        if field.required:
            with pytest.raises(InvalidRequest) as refused:
                ask(topic, {name: value for name, value in facts.items() if name != field.name})
            assert (refused.value.code, refused.value.facts["name"]) == (
                "FACT_MISSING",
                f"facts.{field.name}",
            )


def test_the_page_on_the_calculator_is_that_of_the_topics() -> None:
    page = (ROOT / "docs" / "calculator.md").read_text(encoding="utf-8")
    assert page == calculator_reference(TOPICS.values()), (
        "python -m agreement --reference > docs/calculator.md"
    )


@pytest.mark.row("R-1e-1")
def test_business_days_are_counted_one_by_one(ask: Ask) -> None:
    done = ask("business-day", {"date": "2003-06-02", "business_days_after": 10})
    assert done.result == {"date": "2003-06-02", "is_business_day": True, "reached": "2003-06-16"}


def test_dates_are_computed_by_the_clause(ask: Ask) -> None:
    close = ask("close-of-business", {"date": "2010-10-23"})
    assert close.result == {"close_of_business": "2010-10-25T17:00:00-07:00"}
    projected = ask("distribution-date", {"offer_published_on": "2003-07-03"})
    assert projected.result["projected"] == "2003-07-18T17:00:00-07:00"
    assert (
        ask("application-date", {"received_by_officer_on": "2003-07-03"}).result["earliest"] == "2003-07-11"
    )
    assert ask("asset-sale", {"part_sold": "1/2"}).result == {"is_section_13_event": True}
    assert ask("asset-sale", {"part_sold": "49.99%"}).result == {"is_section_13_event": False}


def test_shares_of_several_dates_are_told_by_date(ask: Ask) -> None:
    done = ask("separation", {"shares": {"": "200", "2002-05-01": "50"}})
    assert done.result["by_date"] == {"2000-10-23": 200, "2002-05-01": 50}
    whole = ask("separation", {"shares": "250", "rights_per_share": "1.05263"})
    assert (whole.result["whole"], whole.result["fraction"]) == (263, "0.1575")


@pytest.mark.row("R-1r-1")
def test_a_reading_that_was_used_is_named_with_what_the_others_would_give(ask: Ask) -> None:
    facts: dict[str, object] = {"distribution_date": "2003-06-16"}
    (used,) = ask("windows", facts).as_json()["readings_used"]  # type: ignore[misc, attr-defined]
    assert (used["name"], used["in_use"]) == ("final_expiration_close", "ROLLED_FORWARD")
    other = used["otherwise"]["DATE_AS_PRINTED"]
    assert other["exercise"]["end"] == "2010-10-23T17:00:00-07:00"
    assert "with the shares" not in other, "what does not differ is not told"
    printed = ask("windows", facts, readings={"final_expiration_close": "DATE_AS_PRINTED"})
    assert printed.result["exercise"] == other["exercise"]


def test_a_rounding_is_told_with_its_grid_and_what_the_other_modes_give(ask: Ask) -> None:
    done = ask("fraction-cash", {"fraction": "0.1", "price": "0.85"})
    assert done.result["amount"] == "0.09"
    amount = done.as_json()["steps"][-1]  # type: ignore[index]
    assert (amount["exact"], amount["rounded"]) == ("0.085", "0.09")
    assert amount["rounding"] == {
        "name": "cash for a fraction of a Right", "grid": "0.01", "mode": "HALF_UP", "section": "§14(a)",
    }  # fmt: skip
    assert done.others["rounding_mode"] == {"HALF_EVEN": {"amount": "0.08"}, "DOWN": {"amount": "0.08"}}
    same = ask("fraction-cash", {"fraction": "0.63", "price": "1.00"})
    assert same.others["rounding_mode"] == {}


@pytest.mark.row("R-14e-1", "R-14e-2")
def test_payments_for_fractions_wait_for_certificate_and_funds(ask: Ask) -> None:
    facts: dict[str, object] = {"payments": {"A-1": "0.54", "A-2": "60.88"}}
    held = ask("fraction-payment", facts)
    assert held.result == {"computed_total": "61.42", "may_be_paid": False, "amount": None}
    assert [one.code for one in held.grounds] == ["FRACTION_CERTIFICATE_MISSING", "FUNDS_NOT_RECEIVED"]
    paid = ask("fraction-payment", {**facts, "certified_total": "61.40", "collected_funds": "61.40"})
    assert paid.result["amount"] == "61.40"
    assert [one.code for one in paid.grounds] == ["FRACTION_CERTIFICATE_DIFFERS"]


@pytest.mark.row("R-3a-2")
def test_rights_travel_with_the_shares_until_the_earlier_of_separation_and_expiration(ask: Ask) -> None:
    at = "2003-06-16T16:59:59-07:00"
    done = ask("windows", {"distribution_date": "2003-06-16", "at": at})
    assert done.result["with the shares"] == {
        "start": "2000-10-23T17:00:00-07:00", "end": "2003-06-16T17:00:00-07:00",
        "start_inclusive": True, "end_inclusive": False, "contains": True,
    }  # fmt: skip
    early = {"distribution_date": "2003-06-16", "redemption_at": "2003-06-06T12:00:00-07:00"}
    ended = ask("windows", early).result["with the shares"]
    assert isinstance(ended, dict)
    assert ended["end"] == "2003-06-06T12:00:00-07:00"


def test_a_reading_that_is_not_possible_is_refused(ask: Ask) -> None:
    with pytest.raises(InvalidRequest) as refused:
        ask("windows", {"distribution_date": "2003-06-16"}, readings={"final_expiration_close": "LATER"})
    assert refused.value.facts["name"] == "readings.final_expiration_close"


def test_any_part_of_an_agreement_file_may_stand_for_that_of_the_plan(ask: Ask) -> None:
    states = {"business_day_states": ["NEW_YORK"], "business_day_policy": "NEW_YORK"}
    reagan_day = {"date": "2004-06-11"}  # closed in neither state, and open in New York
    assert ask("business-day", reagan_day, terms={"business_days": states}).result["is_business_day"] is True
    ends = {"dates": {"final_expiration_date": "2009-10-23"}}
    done = ask("windows", {"distribution_date": "2003-06-16"}, terms=ends)
    assert done.result["exercise"]["end"] == "2009-10-23T17:00:00-07:00"  # type: ignore[index]
    still = {"business_days": {"roll_close_of_business": False}}
    done = ask("windows", {"distribution_date": "2003-06-16"}, terms=still)
    assert done.as_json()["readings_used"][0]["in_use"] == "DATE_AS_PRINTED"  # type: ignore[index]
    groups = [
        {
            "name": "Elm",
            "members": ["Elm LP"],
            "threshold": "20%",
            "ratchet_armed_at": "",
            "ratchet_threshold": "",
        }
    ]
    assert (
        ask("business-day", {"date": "2003-06-02"}, terms={"special_groups": groups})
        .terms.special_groups[0]
        .name
        == "Elm"
    )


@pytest.mark.row("R-14a-1", "R-1l-1")
@pytest.mark.parametrize(
    ("topic", "facts", "code"),
    [
        ("fraction-cash", {"fraction": "0.2"}, "RIGHT_PRICE_MISSING"),
        ("distribution-date", {}, "SAD_NOT_NOTICED"),
        ("business-day", {"date": "1999-12-31"}, "CALENDAR_YEAR_NOT_LOADED"),
    ],
)
def test_what_no_document_states_is_not_computed_and_the_ground_is_told(
    topic: str, facts: dict[str, object], code: str, ask: Ask
) -> None:
    done = ask(topic, facts)
    assert (done.result, [one.code for one in done.grounds]) == ({}, [code])
    (told_ground,) = done.as_json()["grounds"]  # type: ignore[misc, attr-defined]
    assert told_ground["section"].startswith("AGREEMENT §")
    assert told_ground["cure"]


def test_values_are_told_exactly_and_dollars_with_two_places_at_least() -> None:
    assert (told(Fraction(100000, 629)), told(3)) == ("100000/629", "3")
    assert (money(Fraction(125)), money(Fraction("0.0005")), money(Fraction(1, 3))) == (
        "125.00",
        "0.0005",
        "1/3",
    )
    assert list_of(NUMBER).read(["1", 2], "x") == [1, 2]


def test_topics_name_only_open_questions_and_each_line_is_short() -> None:
    for topic in TOPICS.values():
        assert set(topic.readings) <= set(QUESTIONS)
        assert len(topic.answers) <= 100


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-S", "-m", "agreement", *words],  # no installed package is seen
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_lists_tells_and_computes_with_nothing_installed() -> None:
    listed = run("--list")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(TOPICS)
    example = run("--example", "fraction-cash")
    computed = run("fraction-cash", given=example.stdout)
    assert (computed.returncode, json.loads(computed.stdout)["result"]["amount"]) == (0, "0.13")
    assert json.loads(run("--schema", "fraction-cash").stdout)["title"] == "fraction-cash"


@pytest.fixture(scope="module")
def bare_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rules in it and nothing else."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "agreement", folder / "agreement", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_is_computed_from_a_bare_checkout_by_python_alone(
    topic: str, bare_checkout: Path, ask: Ask
) -> None:
    given = dict(TOPICS[topic].example)
    # Without installed packages and without the environment of the person.
    computed = subprocess.run(
        [sys.executable, "-E", "-s", "-S", "-m", "agreement", topic],
        cwd=bare_checkout,
        env={"PATH": os.defpath},
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (computed.returncode, computed.stderr) == (0, "")
    told = json.loads(computed.stdout)
    assert told["topic"] == topic
    assert told["result"] == json.loads(json.dumps(ask(topic, **given).result))  # type: ignore[arg-type]
    assert told["steps"]
    assert {path.name for path in bare_checkout.iterdir()} == {"agreement"}


def test_the_command_refuses_with_one_object_that_names_the_path() -> None:
    malformed = run("business-day", given='{"facts": {"date": "soon"}}')
    assert (malformed.returncode, malformed.stdout) == (2, "")
    assert malformed.stderr.count("\n") == 1
    told_error = json.loads(malformed.stderr)
    assert (told_error["error"], told_error["path"]) == ("FACT_MALFORMED", "facts.date")
    assert json.loads(run("business-day", given="no json").stderr)["path"] == "input"
    # A number too long to be read is told as well, and a key that stands twice: of two values none is meant.
    endless = run("business-day", given='{"facts": {"business_days_after": ' + "9" * 5000 + "}}")
    assert (endless.returncode, json.loads(endless.stderr)["path"]) == (2, "input")
    twice = run("business-day", given='{"facts": {"date": "2003-06-02", "date": "2003-06-03"}}')
    assert (twice.returncode, json.loads(twice.stderr)["path"]) == (2, "date")
    assert json.loads(run("astrology", given="{}").stderr)["error"] == "TOPIC_UNKNOWN"


def test_the_command_reads_another_agreement_and_refuses_a_file_that_is_none() -> None:
    told_terms = run("--describe", "--agreement", "northfold_2004")
    assert "Northfold Mills Corporation" in told_terms.stdout
    missing = run("business-day", "--agreement", "nowhere.toml", given="{}")
    told = json.loads(missing.stderr)
    assert (missing.returncode, told["path"]) == (2, "--agreement")
    assert ("nowhere.toml" in told["message"], "northfold_2004" in told["cure"]) == (True, True)
