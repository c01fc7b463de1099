"""Every refusal that rows of certificates, items and nullity name is met in a test, books unchanged."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from agreement.refusals import CODES

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = ROOT / "docs" / "specification" / "rights_agreement.md"
FAMILIES = re.compile(
    r"R-(?:4b|6[a-z]?|7e|7f|8|9e|15[a-z]?|16[a-z]?|18[a-z]?|19[a-z]?|20[a-z]?|21|22|26|XB)-\d+$"
)
REFUSED = re.compile(r"- \*\*Refuse:\*\*(.*?)(?=\n- \*\*|\n\n|\Z)", re.DOTALL)
CODE = re.compile(r"`([A-Z][A-Z0-9_]+)`")
# Codes of the rows that nothing can meet yet: the day of the note, and what they wait for.
LATER: dict[str, str] = {}


def codes_of_rows() -> dict[str, list[str]]:
    """Each code that a row of these sections refuses with, and the rows that name it."""
    found: dict[str, list[str]] = {}
    for row in re.split(r"^### ", SPECIFICATION.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        number = row.split(" ", 1)[0]
        told = REFUSED.search(row)
        if FAMILIES.match(number) and told is not None:
            for code in CODE.findall(told[1]):
                found.setdefault(code, []).append(number)
    return found


def marked(path: Path) -> Iterator[str]:
    """The codes that the tests of a file are marked with: `@pytest.mark.refusal(CODE, …)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.refusal":
            for argument in node.args:
                yield ast.literal_eval(argument)


def shown() -> set[str]:
    """Every code that some test is marked with."""
    return {code for path in (ROOT / "tests").rglob("test_*.py") for code in marked(path)}


def test_every_code_that_a_row_refuses_with_is_met_in_a_test_that_leaves_the_books() -> None:
    rows = codes_of_rows()
    assert len(rows) > 70
    lacking = {code: rows[code] for code in sorted(rows.keys() - shown() - LATER.keys())}
    assert lacking == {}


def test_what_is_marked_is_in_the_catalogue_and_nothing_waits_that_is_shown() -> None:
    assert shown() - CODES.keys() == set()
    assert LATER.keys() & shown() == set()
    assert LATER.keys() - codes_of_rows().keys() == set()
