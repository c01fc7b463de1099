"""The calculator: a topic computed on an input of terms, facts and readings, and told step by step.

The same functions serve the command line, the staff's calculators and the interface for machines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from agreement.agreement_file import terms_with
from agreement.business_days import Closure
from agreement.calculation import Calculation
from agreement.closing_price import EXCHANGES
from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.terms import Terms
from agreement.topics import TOPICS, Topic
from agreement.topics.kinds import malformed, read_record
from agreement.topics.schema import schema_of
from agreement.trading_day import exchange_days

__all__ = ["TOPICS", "Topic", "calculate", "schema_of", "topic_named"]

_PARTS = ("terms", "facts", "readings")
_STATED = "the input of the calculation"


def topic_named(name: str) -> Topic:
    """A topic by its name. Raises TOPIC_UNKNOWN."""
    if name not in TOPICS:
        raise refuse("TOPIC_UNKNOWN", topic=name, topics=", ".join(TOPICS))
    return TOPICS[name]


def calculate(
    topic: str, given: Mapping[str, object], *, terms: Terms, closures: Iterable[Closure]
) -> Calculation:
    """Compute a topic on an input: `terms` (a part of an agreement file), `facts`, `readings`.

    What the agreement, the law or the Company sets against a result stands in `grounds`, the result empty
    where it hinges on it. Under each other reading of what was used the topic is computed again, and what
    differs is told. Raises TOPIC_UNKNOWN, and for the input FACT_UNKNOWN, FACT_MISSING, FACT_MALFORMED and
    NAIVE_TIMESTAMP with the path of the field.
    """
    found = topic_named(topic)
    parts = _parts_of(given)
    stated = _with_readings(terms_with(terms, parts["terms"]), found, parts["readings"])
    facts = read_record(parts["facts"], "facts", found.fields)
    rows = tuple(closures)
    done = _compute(found, facts, stated, rows)
    for name in done.used:
        done.others[name] = _otherwise(done, found, name, rows)
    return done


def _parts_of(given: object) -> dict[str, Mapping[str, object]]:
    if not isinstance(given, Mapping):
        raise malformed("input", given, "an object")
    for name in given:
        if name not in _PARTS:
            raise refuse("FACT_UNKNOWN", name=str(name), names=", ".join(_PARTS))
    parts: dict[str, Mapping[str, object]] = {}
    for name in _PARTS:
        part = given.get(name, {})
        if not isinstance(part, Mapping):
            raise malformed(name, part, "an object")
        parts[name] = part
    return parts


def _with_readings(terms: Terms, topic: Topic, stated: Mapping[str, object]) -> Terms:
    for name, value in stated.items():
        if name not in topic.readings:
            names = ", ".join(topic.readings) or "no reading: the topic uses none"
            raise refuse("FACT_UNKNOWN", name=f"readings.{name}", names=names)
        possible = terms.readings[name].possible
        if value not in possible:
            raise malformed(f"readings.{name}", value, f"one of {', '.join(possible)}")
        terms = _with_reading(terms, name, str(value))
    return terms


def _with_reading(terms: Terms, name: str, in_use: str) -> Terms:
    reading = replace(terms.readings[name], in_use=in_use, decided_by=_STATED)
    changed = replace(terms, readings=MappingProxyType({**terms.readings, name: reading}))
    if name == "final_expiration_close":
        return replace(changed, roll_close_of_business=in_use == "ROLLED_FORWARD")
    return changed


def _compute(
    topic: Topic, facts: Mapping[str, object], terms: Terms, closures: tuple[Closure, ...]
) -> Calculation:
    known = exchange_days(closures, exchanges=EXCHANGES)
    done = Calculation(topic.name, facts, terms, terms.calendar(closures), known)
    try:
        topic.calculate(done)
    except RefusedByGround as refused:
        done.result = {}
        done.add(refused.grounds)
    undeclared = set(done.used) - set(topic.readings)
    if undeclared:
        raise AssertionError(f"{topic.name} uses readings that it does not name: {sorted(undeclared)}")
    return done


def _otherwise(
    done: Calculation, topic: Topic, name: str, closures: tuple[Closure, ...]
) -> dict[str, object]:
    """What the result would be under each other reading of a question, as far as it differs."""
    told: dict[str, object] = {}
    reading = done.terms.readings[name]
    for other in reading.possible:
        if other == reading.in_use:
            continue
        again = _compute(topic, done.facts, _with_reading(done.terms, name, other), closures)
        if again.result != done.result:
            told[other] = {
                key: again.result.get(key)
                for key in dict.fromkeys((*done.result, *again.result))
                if again.result.get(key) != done.result.get(key)
            }
    return told
