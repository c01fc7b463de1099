"""The calculator in the console: each topic from its example, fields, JSON, errors by path, downloads."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreement.calculator import TOPICS, schema_of
from registry.models import AuditRecord, BookEntry, Document, NoticeKind
from registry.staff.calculator_fields import FieldShown, fields_shown, values_said
from tests.registry.company_desk import Desk
from tests.registry.console import Console, make_desk_console

ROOT = Path(__file__).parents[2]
DAYS_AFTER = "facts.business_days_after"


def said(fields: tuple[FieldShown, ...]) -> dict[str, str]:
    """What a browser sends of fields as they are shown."""
    sent: dict[str, str] = {}
    for field in fields:
        if field.parts:
            sent |= said(field.parts)
        elif field.kind in ("rows", "table"):
            for row in field.rows:
                sent |= said(row)
        else:
            sent[field.path] = field.value
    return sent


@pytest.mark.parametrize("name", TOPICS)
def test_what_is_shown_of_an_example_is_read_back_as_the_example(name: str) -> None:
    schema: Any = schema_of(TOPICS[name])
    facts = schema["properties"]["facts"]
    example: Any = TOPICS[name].example
    shown = fields_shown(facts, example["facts"], path="facts")
    assert values_said(facts, said(shown), path="facts") == example["facts"]


def test_a_list_too_long_for_fields_is_told_as_json_and_read_back() -> None:
    schema: Any = schema_of(TOPICS["exchange"])
    facts = schema["properties"]["facts"]
    given = {"holders": {f"A-{number}": number for number in range(1, 60)}}
    shown = fields_shown(facts, given, path="facts")
    (holders,) = [field for field in shown if field.path == "facts.holders"]
    assert holders.kind == "json"
    assert values_said(facts, said(shown), path="facts") == given


def test_signs_of_dollars_and_thousands_are_taken_off_numbers_and_left_in_words() -> None:
    schema: Any = schema_of(TOPICS["flip-in"])
    typed = {"facts.current_per_share_market_price": "$1,250.50", "facts.rights": "1,000"}
    assert values_said(schema["properties"]["facts"], typed, path="facts") == {
        "current_per_share_market_price": "1250.50",
        "rights": 1000,
    }
    schema = schema_of(TOPICS["market-price"])
    typed = {"facts.security": "Common, $0.001 par"}
    assert values_said(schema["properties"]["facts"], typed, path="facts") == {
        "security": "Common, $0.001 par"
    }


@pytest.fixture
def told(db: None, settings: Any) -> tuple[Desk, Console]:
    """The console of a plan that is attached."""
    return make_desk_console(settings)


def counted() -> tuple[int, int, int]:
    """What a calculation must not add to."""
    return BookEntry.objects.count(), Document.objects.count(), AuditRecord.objects.count()


def test_the_list_names_every_topic_to_everybody_of_the_plan(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    for by in ("maker", "approver", "ines", "rowan"):
        page = console.see("calculator", by=by)
        for name in TOPICS:
            assert reverse("calculator_topic", args=[console.code, name]) in page


def test_every_example_is_filled_in_and_computes_for_everybody_and_writes_nothing(
    told: tuple[Desk, Console],
) -> None:
    _desk, console = told
    before = counted()
    for place, (name, topic) in enumerate(TOPICS.items()):
        by = ("maker", "ines", "rowan")[place % 3]
        page = console.see("calculator_topic", name, by=by, example="")
        assert "For information: the Company’s certificate governs" in page
        schema: Any = schema_of(topic)
        example: Any = topic.example
        form = said(fields_shown(schema["properties"]["facts"], example["facts"], path="facts"))
        form |= {f"readings.{one}": value for one, value in example.get("readings", {}).items()}
        if "terms" in example:
            form["terms"] = json.dumps(example["terms"])
        answer = console.post("calculator_topic", name, by=by, **form)
        page = answer.content.decode()
        assert answer.status_code == 200, (name, page)
        assert '<h2 id="result">Result</h2>' in page, name
    assert counted() == before


def test_steps_readings_and_sections_stand_with_the_result(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    form = {"facts.distribution_date": "2003-06-16", "facts.at": "2010-10-25T16:59:59-07:00"}
    page = console.post("calculator_topic", "windows", **form).content.decode()
    for words in (
        "2010-10-25T17:00:00-07:00",
        "Readings used",
        "The Final Expiration Date is no Business Day",
        "Rolled forward",
        "Date as printed",
        "2010-10-23T17:00:00-07:00",
        "<h3>Steps</h3>",
    ):
        assert words in page, words
    chosen = console.post(
        "calculator_topic", "windows", **form, **{"readings.final_expiration_close": "DATE_AS_PRINTED"}
    )
    assert 'value="DATE_AS_PRINTED" selected' in chosen.content.decode()


@pytest.mark.parametrize(
    ("form", "path", "code"),
    [
        ({}, "facts.date", "FACT_MISSING"),
        ({"facts.date": "soon"}, "facts.date", "FACT_MALFORMED"),
        ({"facts.date": "2003-06-02", "facts.business_days_after": "0"}, DAYS_AFTER, "FACT_MALFORMED"),
        ({"facts.date": "2003-06-02", "terms": "[]"}, "terms", "FACT_MALFORMED"),
        ({"facts.date": "2003-06-02", "terms": '{"no": 1}'}, "terms.no", "FACT_UNKNOWN"),
        ({"json": "{"}, "input", "FACT_MALFORMED"),
        ({"json": "[1]"}, "input", "FACT_MALFORMED"),
        ({"json": '{"facts": {"date": "\\ud800"}}'}, "input", "FACT_MALFORMED"),
        ({"json": '{"facts": {"date": "2003-06-02", "day": 1}}'}, "facts.day", "FACT_UNKNOWN"),
        ({"json": "[" * 5000}, "input", "FACT_MALFORMED"),
    ],
)  # fmt: skip
def test_an_error_names_the_path_the_code_and_the_cure(
    told: tuple[Desk, Console], form: dict[str, str], path: str, code: str
) -> None:
    _desk, console = told
    answer = console.post("calculator_topic", "business-day", **form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f"<code>{path}</code>" in page
    assert f"<code>{code}</code>" in page
    assert "To put it right:" in page


PARTIES = [{"name": "X", "market_value": "2"}, {"name": "SubCo", "market_value": "3"}]
MERGED = {"transaction": "MERGER", "date": "2004-03-31", "issuers": ["X", "SubCo"], "parties": PARTIES}
HALVES = {"interests": {"A": "0.6", "B": "0.3"}, "market_prices": {"A": "1.00", "B": "1.00"}}


@pytest.mark.refusal("RIGHT_PRICE_MISSING", "REGISTRATION_HISTORY_MISSING", "INTERESTS_NOT_100")
def test_what_no_paper_states_is_not_computed_and_its_code_is_told(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    for topic, facts, code in (
        ("fraction-cash", {"fraction": "0.2"}, "RIGHT_PRICE_MISSING"),
        ("principal-party", MERGED, "REGISTRATION_HISTORY_MISSING"),
        ("flip-over", HALVES, "INTERESTS_NOT_100"),
    ):
        answer = console.post("calculator_topic", topic, json=json.dumps({"facts": facts}))
        assert code in answer.content.decode(), (topic, answer.status_code)


def test_an_error_in_a_row_is_told_beside_its_cell(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    form = {
        "facts.holders.0.account": "A-1",
        "facts.holders.0.valid": "100",
        "facts.holders.1.account": "A-2",
        "facts.holders.1.valid": "many",
    }
    page = console.refused("calculator_topic", "redemption", **form)
    assert "<code>facts.holders[1].valid</code>" in page
    assert ">§23(a)</a>" in page.split('role="alert"')[1].split("</div>")[0]
    cell = page.split('name="facts.holders.1.valid"')[1].split(">")[0]
    assert 'value="many"' in cell
    assert 'aria-invalid="true"' in cell


def test_more_rows_computes_nothing_and_keeps_what_was_typed(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    form = {"facts.holders.0.account": "A-1", "do": "more"}
    page = console.post("calculator_topic", "redemption", **form).content.decode()
    assert 'value="A-1"' in page
    assert 'name="facts.holders.5.account"' in page
    assert '<h2 id="result">' not in page


def test_an_unknown_topic_is_refused(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    answer = console.get("calculator_topic", "no-such-topic")
    assert answer.status_code == 400
    assert "TOPIC_UNKNOWN" in answer.content.decode()


def test_input_and_output_are_taken_and_an_auditor_gets_the_same_result_from_the_files(
    told: tuple[Desk, Console], tmp_path: Path
) -> None:
    desk, console = told
    desk.apply(NoticeKind.ONE_DATE_APPROVAL, {})
    sent = {"json": json.dumps(dict(TOPICS["flip-in"].example))}
    given = console.post("calculator_topic", "flip-in", by="ines", **sent, do="input")
    output = console.post("calculator_topic", "flip-in", by="ines", **sent, do="output")
    terms = console.get("calculator_terms", by="ines")
    assert given["Content-Disposition"] == 'attachment; filename="flip-in-input.json"'
    assert json.loads(given.content)["readings"]["rounding_mode"] == "HALF_UP"
    (tmp_path / "plan.toml").write_bytes(terms.content)
    again = subprocess.run(
        [sys.executable, "-m", "agreement", "flip-in", "--agreement", str(tmp_path / "plan.toml")],
        input=given.content, capture_output=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert json.loads(again.stdout) == json.loads(output.content)


def test_a_file_that_is_sent_is_computed_and_its_fields_are_filled_in(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    file = io.BytesIO(json.dumps({"facts": {"date": "2003-07-04"}}).encode())
    file.name = "in.json"
    page = console.post("calculator_topic", "business-day", file=file).content.decode()
    assert 'value="2003-07-04"' in page
    assert "Independence Day" in page
    large = io.BytesIO(b" " * 300_000)
    large.name = "large.json"
    assert console.post("calculator_topic", "business-day", file=large).status_code == 400


def test_nobody_without_the_plan_computes_on_it(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    address = reverse("calculator_topic", args=[console.code, "business-day"])
    assert Client().post(address, {}).status_code == 302
    assert console.client("rowan").get(reverse("calculator", args=["NO-SUCH"])).status_code == 404
