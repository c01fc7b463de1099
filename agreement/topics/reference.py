"""The page on the calculator, made from the topics: `python -m agreement --reference` prints it."""

import json
from collections.abc import Iterable

from agreement.clauses import cite_all
from agreement.topics.kinds import Field
from agreement.topics.topic import Topic

_HEAD = """# The calculator

`python -m agreement TOPIC < in.json > out.json` computes by the Rights Agreement. It needs Python and nothing
else. What it tells is for information: what belongs to the Company, its Board or a court stands in their
certificates and notices, and the books follow those.

    python -m agreement --list                 # the topics, one a line
    python -m agreement --schema windows       # JSON Schema (draft 2020-12) of a topic's input
    python -m agreement --example windows      # an input that runs
    python -m agreement --example windows | python -m agreement windows

## Input

One JSON object:

- `terms`: any part of an agreement file (`docs/agreement-file.md`), its tables as objects, dates in quotes.
  What is left out is as in the agreement; `--agreement FILE` takes another one.
- `facts`: the fields of the topic, below.
- `readings`: for an open question that the topic uses, the reading to take instead of the one in use.

A number that must be exact stands in quotes (`"1.05263"`, `"15%"`, `"2/3"`), dollars in quotes (`"250.00"`),
dates as `"2003-06-16"`, instants with their zone. A key that is not known is an error. An error is one JSON
object on the standard error with the code, the `path` of the field (lists count from 0), the sentence and the
cure; the command then ends with 2. A change of keys makes a new version of the topic.

## Output

- `result`: what was asked for; empty where a ground stands against it.
- `steps`: `name`, `formula`, `exact` (the value before any rounding, `100000/629` where no decimal is exact),
  `rounded` (null where nothing is rounded) and `section`; a rounded one names its `rounding` with grid, mode
  and section.
- `readings_used`: the open questions met, the reading in use, by whose decision, and under `otherwise` what
  each other reading changes in the result; nothing stands there where it changes nothing.
- `grounds`: what the agreement sets against the result, or what is to be seen beside it, each with its code
  (`docs/refusals.md`), effect, section and cure.

The console and the API compute the same on a plan's own terms (docs/timeline.md).

This page is made from the topics (`python -m agreement --reference`); a test holds it to that and runs each
example.
"""


def calculator_reference(topics: Iterable[Topic]) -> str:
    """The page on the calculator, as `docs/calculator.md` holds it."""
    return "\n".join([_HEAD, *(_section_of(topic) for topic in topics)])


def _section_of(topic: Topic) -> str:
    about = f"{topic.answers[0].upper()}{topic.answers[1:]} ({cite_all(*topic.section.split(';'))})."
    version = f" Version {topic.version}."
    readings = f" Readings: {', '.join(f'`{name}`' for name in topic.readings)}." if topic.readings else ""
    example = json.dumps(dict(topic.example), indent=2, ensure_ascii=False)
    rows = "\n".join(_row(field) for field in topic.fields)
    table = f"| Fact | Value | Section | Meaning |\n|---|---|---|---|\n{rows}\n"
    return f"## {topic.name}\n\n{about}{version}{readings}\n\n{table}\n```json\n{example}\n```\n"


def _row(field: Field) -> str:
    optional = "" if field.required else "; optional"
    absent = f" Left out: {field.when_absent}." if field.when_absent else ""
    unit = f", in {field.unit}" if field.unit else ""
    meaning = f"{field.meaning[0].upper()}{field.meaning[1:]}{unit}.{absent}"
    section = cite_all(*field.section.split(";"))
    return f"| `{field.name}` | {field.kind.words}{optional} | {section} | {meaning} |"
