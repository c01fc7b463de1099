"""The calculator for programs: topics in pages, schema and example of each, the same answer, nothing kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agreement.calculator import TOPICS
from registry.models import AuditRecord, BookEntry, IdempotentCall
from tests.journeys.stage import INES, MARA, ROWAN
from tests.registry.api.callers import MACHINE, PLAN, Callers

ROOT = Path(__file__).parents[3]
AT = f"{PLAN}calculations"


def computed(callers: Callers, topic: str, body: dict[str, Any], *, by: str = MACHINE) -> Any:
    """What a program gets for a calculation, sent without any key."""
    return callers.client(by).post(f"{AT}/{topic}", body, content_type="application/json")


def test_the_topics_come_in_pages_by_their_names(callers: Callers) -> None:
    first = callers.get(MACHINE, AT, limit=20).json()
    rest = callers.get(MACHINE, AT, limit=20, cursor=first["next_cursor"]).json()
    names = [line["name"] for line in (*first["items"], *rest["items"])]
    assert names == sorted(TOPICS)
    assert rest["next_cursor"] is None
    flip_in = next(line for line in first["items"] if line["name"] == "flip-in")
    assert flip_in["section"] == "§11(a)(ii)"
    assert flip_in["readings"] == ["rounding_mode", "exercise_price_of_a_right"]


def test_every_example_computes_as_its_schema_says_and_nothing_is_kept(callers: Callers) -> None:
    before = BookEntry.objects.count(), AuditRecord.objects.count()
    for place, name in enumerate(TOPICS):
        by = (MACHINE, MARA, INES, ROWAN)[place % 4]
        told = callers.get(by, f"{AT}/{name}").json()
        assert told["schema"]["title"] == name
        answer = computed(callers, name, told["example"], by=by)
        assert answer.status_code == 200, (name, answer.content)
        assert answer.json()["topic"] == name
        assert answer.json()["steps"] or answer.json()["grounds"] or answer.json()["result"], name
    assert (BookEntry.objects.count(), AuditRecord.objects.count()) == before
    assert IdempotentCall.objects.count() == 0


def test_the_answer_is_that_of_the_command_line(callers: Callers) -> None:
    example = dict(TOPICS["flip-in"].example)
    answer = computed(callers, "flip-in", example)
    again = subprocess.run(
        [sys.executable, "-m", "agreement", "flip-in", "--agreement", "alder_harbor_2003"],
        input=json.dumps(example).encode(), capture_output=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert answer.json() == json.loads(again.stdout)


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({}, "FACT_MISSING", "facts.date"),
        ({"facts": {"date": "soon"}}, "FACT_MALFORMED", "facts.date"),
        ({"facts": {"date": "2003-06-02", "day": 1}}, "FACT_UNKNOWN", "facts.day"),
        ({"facts": {"date": "2003-06-02"}, "readings": {"no": "X"}}, "FACT_UNKNOWN", "readings.no"),
        ({"facts": {"date": "2003-06-02"}, "terms": {"dates": 3}}, "FACT_MALFORMED", "terms.dates"),
        ({"facts": []}, "FIELD_INVALID", None),
        ({"figures": {}}, "FIELD_NOT_DECLARED", None),
    ],
)
def test_bad_input_is_a_problem_with_the_path_of_the_field(
    callers: Callers, body: dict[str, Any], code: str, path: str | None
) -> None:
    answer = computed(callers, "business-day", body)
    assert answer.status_code == 400
    told = answer.json()
    assert code in {told["code"], *(ground["code"] for ground in told["grounds"])}
    if path is not None:
        assert told["facts"]["name"] == path
        assert told["cure"]


def test_a_topic_that_is_none_is_told_with_those_there_are(callers: Callers) -> None:
    for answer in (callers.get(MACHINE, f"{AT}/no-such"), computed(callers, "no-such", {})):
        assert (answer.status_code, answer.json()["code"]) == (400, "TOPIC_UNKNOWN")
        assert "windows" in answer.json()["cure"]
