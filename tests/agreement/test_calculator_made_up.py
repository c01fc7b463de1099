"""Made-up inputs of every topic are computed, or refused with the path of a field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreement.business_days import Closure
from agreement.calculator import TOPICS, calculate, schema_of
from agreement.errors import InvalidRequest
from agreement.terms import Terms

DAYS = st.dates(date(2001, 1, 1), date(2034, 12, 31)).map(date.isoformat)
INSTANTS = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001 the zone follows
    datetime(2034, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(datetime.isoformat)


def made_up(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a schema, as far as the calculator's schemas go."""
    if "anyOf" in schema:
        return st.one_of([made_up(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", 0), min(schema.get("maximum", 500), 500))
        case "array":
            items = made_up(schema["items"])
            return st.lists(items, min_size=schema.get("minItems", 0), max_size=4)
        case "object":
            return _object(schema)
        case _:
            return _text(schema)


def _object(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        return st.dictionaries(
            st.text("ABC-1", max_size=4), made_up(schema["additionalProperties"]), max_size=4
        )
    fields = {name: made_up(one) for name, one in schema["properties"].items()}
    needed = {name: fields.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(needed, optional=fields)


def _text(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True) | st.sampled_from(
            ["0", "1", "250.00", "0.01"]
        )
    if schema.get("format") == "date":
        return DAYS
    if schema.get("format") == "date-time":
        return INSTANTS
    return st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12)


@pytest.mark.parametrize("topic", TOPICS)
def test_made_up_facts_are_computed_or_refused_by_their_path(
    topic: str, terms: Terms, closures: tuple[Closure, ...]
) -> None:
    schema: Any = schema_of(TOPICS[topic])["properties"]

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(made_up(schema["facts"]))
    def compute(facts: dict[str, object]) -> None:
        path = "facts."
        try:
            done = calculate(topic, {"facts": facts}, terms=terms, closures=closures)
        except InvalidRequest as refused:
            path = str(refused.facts.get("name"))
        else:
            assert json.loads(json.dumps(done.as_json()))["topic"] == topic
            assert done.result or done.grounds
        assert path.startswith("facts.")

    compute()
