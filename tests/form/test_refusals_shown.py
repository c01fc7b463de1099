"""Every refusal that rows of certificates, items, exercises and orders name is met, books unchanged."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from agreement.refusals import CODES

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = ROOT / "docs" / "specification" / "rights_agreement.md"
FAMILIES = re.compile(
    r"R-(?:4b|6[a-z]?|7[a-f]|8|9[a-e]|10|11a[23]|11k|12|13[a-f]?|14[a-e]|15[a-z]?|16[a-z]?|17|18[a-z]?"
    r"|19[a-z]?|20[a-z]?|21|22|23[ab]|24[a-f]|25[ab]|26|30|XB)-\d+$"
)
REFUSED = re.compile(r"- \*\*Refuse:\*\*(.*?)(?=\n- \*\*|\n\n|\Z)", re.DOTALL)
CODE = re.compile(r"`([A-Z][A-Z0-9_]+)`")
# Codes of the rows that no request can meet, and why.
LATER: dict[str, str] = {
    "COMPANY_ROLE_OVERLAP": "the Company is the one of the terms in force, of which there is one",
}
# Codes of the rows whose refusal is told under another one, which says more or is about more.
TOLD_AS = {
    "RECORD_DATE_OPEN": "PAYMENT_SHORT",
    "SUMMARY_NOT_APPROVED": "MAILING_NOT_APPROVED",
}


def codes_of_rows() -> dict[str, list[str]]:
    """Each code that a row of these sections refuses with, and the rows that name it."""
    found: dict[str, list[str]] = {}
    for row in re.split(r"^### ", SPECIFICATION.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        number = row.split(" ", 1)[0]
        told = REFUSED.search(row)
        if FAMILIES.match(number) and told is not None:
            for code in CODE.findall(told[1]):
                found.setdefault(TOLD_AS.get(code, code), []).append(number)
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
    assert len(rows) > 140
    lacking = {code: rows[code] for code in sorted(rows.keys() - shown() - LATER.keys())}
    assert lacking == {}


def test_what_is_marked_is_in_the_catalogue_and_nothing_waits_that_is_shown() -> None:
    assert shown() - CODES.keys() == set()
    assert LATER.keys() & shown() == set()
    assert LATER.keys() - codes_of_rows().keys() == set()
