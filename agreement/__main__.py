"""The calculator on the command line: `python -m agreement TOPIC < facts.json`, or `--list`.

Prints the result, every step, the roundings and the sections as JSON; a refusal as one sentence, exit 2.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from agreement.agreement_file import describe, read_agreement_file
from agreement.calculator import TOPICS, calculate
from agreement.errors import RightsError
from agreement.importer import SHIPPED_AGREEMENTS, shipped_agreement, shipped_closures
from agreement.refusals import refuse
from agreement.terms import Terms


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m agreement", description="Compute by the Rights Agreement."
    )
    parser.add_argument("topic", nargs="?", help="what to compute; see --list")
    parser.add_argument("--list", action="store_true", help="name the topics and the facts each needs")
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
        raise refuse("FILE_UNREADABLE", file=name, reason=error.strerror or "it cannot be opened") from None


def _facts() -> dict[str, object]:
    try:
        facts = json.load(sys.stdin)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise refuse("FACT_MALFORMED", name="input", value=str(error), wanted="a JSON object") from None
    if not isinstance(facts, dict):
        raise refuse("FACT_MALFORMED", name="input", value=type(facts).__name__, wanted="a JSON object")
    return facts


def _answer(arguments: argparse.Namespace) -> object:
    if arguments.list:
        return {
            topic.name: {"answers": topic.answers, "facts": dict(topic.facts)} for topic in TOPICS.values()
        }
    terms = _terms(arguments.agreement)
    if arguments.describe:
        return [{"term": term, "value": value, "clause": clause} for term, value, clause in describe(terms)]
    if arguments.topic not in TOPICS:
        raise refuse("TOPIC_UNKNOWN", topic=arguments.topic or "nothing", topics=", ".join(TOPICS))
    calendar = terms.calendar(shipped_closures())
    return calculate(arguments.topic, _facts(), terms=terms, calendar=calendar).as_json()


def main(words: Sequence[str] | None = None) -> int:
    """Answer on the standard output and return 0; a refusal goes to the standard error and returns 2."""
    arguments = _arguments(words)
    try:
        answer = _answer(arguments)
    except RightsError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
