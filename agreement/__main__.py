"""The calculator on the command line: `python -m agreement TOPIC < in.json > out.json`.

`--list` names the topics, `--schema TOPIC` gives the JSON Schema of an input, `--example TOPIC` an input that
runs, `--closures YEAR` the bank closures of a year with their sources. Bad input is told as one JSON object
on the standard error, with the path of the field; exit 2.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from agreement.agreement_file import describe, read_agreement_file
from agreement.calculator import TOPICS, calculate, schema_of, topic_named
from agreement.closure_table import closure_table
from agreement.errors import RightsError
from agreement.importer import (
    SHIPPED_AGREEMENTS,
    shipped_agreement,
    shipped_closures,
    shipped_exchange_closures,
)
from agreement.refusals import refuse
from agreement.terms import Terms
from agreement.topics.reference import calculator_reference


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m agreement", description="Compute by the Rights Agreement: JSON in, JSON out."
    )
    parser.add_argument("topic", nargs="?", help="what to compute; see --list")
    parser.add_argument("--list", action="store_true", help="name the topics, one a line")
    parser.add_argument("--schema", metavar="TOPIC", help="print the JSON Schema of a topic's input")
    parser.add_argument("--example", metavar="TOPIC", help="print an input of a topic that runs")
    parser.add_argument("--reference", action="store_true", help="print the page on the calculator")
    parser.add_argument("--closures", metavar="YEAR", type=int, help="print the bank closures of a year")
    parser.add_argument(
        "--describe", action="store_true", help="tell the terms of the agreement in plain words"
    )
    parser.add_argument(
        "--agreement",
        default=SHIPPED_AGREEMENTS[0],
        help=f"an agreement file, or one of {', '.join(SHIPPED_AGREEMENTS)}",
    )
    return parser.parse_args(words)


def _terms(name: str) -> Terms:
    if name in SHIPPED_AGREEMENTS:
        return shipped_agreement(name)
    try:
        return read_agreement_file(Path(name).read_bytes())
    except OSError as error:
        known = ", ".join(SHIPPED_AGREEMENTS)
        wanted = f"a file that can be read ({error.strerror or 'it cannot be opened'}), or one of {known}"
        raise refuse("FACT_MALFORMED", name="--agreement", value=name, wanted=wanted) from None


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of the input, whose keys stand in it once: of two values none is the one meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise refuse("FACT_MALFORMED", name=twice, value="given twice", wanted="each key once")
    return found


def _given() -> dict[str, object]:
    try:
        given = json.load(sys.stdin, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise refuse("FACT_MALFORMED", name="input", value=str(error), wanted="a JSON object") from None
    if not isinstance(given, dict):
        raise refuse("FACT_MALFORMED", name="input", value=type(given).__name__, wanted="a JSON object")
    return given


def _answer(arguments: argparse.Namespace) -> object:
    if arguments.schema:
        return schema_of(topic_named(arguments.schema))
    if arguments.example:
        return dict(topic_named(arguments.example).example)
    terms = _terms(arguments.agreement)
    if arguments.describe:
        return [{"term": term, "value": value, "clause": clause} for term, value, clause in describe(terms)]
    topic = topic_named(arguments.topic or "nothing")
    closures = (*shipped_closures(), *shipped_exchange_closures())
    return calculate(topic.name, _given(), terms=terms, closures=closures).as_json()


def _refusal(error: RightsError) -> dict[str, object]:
    return {
        "error": error.code,
        "path": str(error.facts.get("name", "")),
        "message": error.message,
        "section": error.citation,
        "cure": error.cure,
    }


def main(words: Sequence[str] | None = None) -> int:
    """Answer on the standard output and return 0; an error goes to the standard error and returns 2."""
    arguments = _arguments(words)
    if arguments.list:
        width = max(map(len, TOPICS))
        sys.stdout.write("".join(f"{name:{width}}  {topic.answers}\n" for name, topic in TOPICS.items()))
        return 0
    if arguments.reference:
        sys.stdout.write(calculator_reference(TOPICS.values()))
        return 0
    try:
        if arguments.closures is not None:
            sys.stdout.write(closure_table(shipped_closures(), year=arguments.closures))
            return 0
        answer = _answer(arguments)
    except RightsError as refusal:
        sys.stderr.write(json.dumps(_refusal(refusal), ensure_ascii=False) + "\n")
        return 2
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
