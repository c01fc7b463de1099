"""The functions of the books as they stand in the database, against registry/sql: name, text and rights.

PostgreSQL keeps the text of a function between its quotes as it was written, in every version alike; its own
rendering of the whole definition differs between versions, so the text is what is compared.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "sql"
_CREATED = re.compile(
    r"^CREATE FUNCTION (?P<name>\w+)\s*\((?P<head>.*?)\bAS \$\$(?P<body>.*?)\$\$", re.DOTALL | re.MULTILINE
)
_STANDING_SQL = """
    SELECT proname, prosrc, prosecdef FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)
"""


class Written(NamedTuple):
    """A function as registry/sql defines it: its text, and whether it runs with its owner's rights."""

    body: str
    runs_as_owner: bool


@cache
def written_functions() -> Mapping[str, Written]:
    """Every function of registry/sql by its name; no two share one."""
    return {
        found["name"]: Written(found["body"], "SECURITY DEFINER" in found["head"])
        for path in sorted(FOLDER.glob("*.sql"))
        for found in _CREATED.finditer(path.read_text(encoding="utf-8"))
    }


def changed_functions(cursor: Any) -> Iterator[str]:
    """Name each function that is absent, has another text or rights, or has one of its name beside it."""
    written = written_functions()
    cursor.execute(_STANDING_SQL, [sorted(written)])
    standing: dict[str, list[Written]] = {}
    for name, body, runs_as_owner in cursor.fetchall():
        standing.setdefault(name, []).append(Written(body, runs_as_owner))
    for name, as_written in sorted(written.items()):
        match standing.get(name, []):
            case []:
                yield f"The function {name} is missing."
            case [one] if one.body != as_written.body:
                yield f"The function {name} is not the one of registry/sql: its text was changed."
            case [one] if one.runs_as_owner != as_written.runs_as_owner:
                yield f"The function {name} runs with other rights than registry/sql gives it."
            case [_]:
                pass
            case _:
                yield f"Several functions are called {name}."
