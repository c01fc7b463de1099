"""One catalogue of refusals: every code that anything raises is in it, and its page is current."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agreement.refusals import CODES
from agreement.workflow import TABLES
from config.refusals_page import PAGE, write_refusals
from tests.form.tree import APPLICATIONS, ROOT, files_named, parsed, text_of

SQL = Path("registry/sql")
NAMES_A_CODE = {"refuse", "ground", "effect_of"}
ERRORS = {"InvalidRequest", "NotOnTheBooks", "Conflict", "RefusedByGround", "ListDoesNotReconcile", "Ground"}
SQL_CALL = re.compile(r"\brefuse\(\s*([^,)\s]+)")


def sql_refusals() -> Iterator[tuple[Path, str]]:
    """Yield every first argument of refuse() in the SQL of the books, but for its own definition."""
    for path in files_named(".sql", under=("registry",)):
        lines = (line.split("--")[0] for line in text_of(path).splitlines())
        for argument in SQL_CALL.findall("\n".join(lines)):
            if argument != "code":  # its definition
                yield path, argument


def python_codes(*, named_to: set[str]) -> Iterator[tuple[str, str]]:
    """Yield where a code is named, written out, to one of these functions or classes, and the code."""
    for path in files_named(".py", under=APPLICATIONS):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if called in named_to and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{path}:{node.lineno}", first.value


def test_every_code_that_the_database_raises_is_in_the_catalogue() -> None:
    raised = list(sql_refusals())
    assert len({code for _, code in raised}) > 60
    assert [f"{path} raises {code}" for path, code in raised if code.strip("'") not in CODES] == []


def test_the_database_refuses_through_one_function_only() -> None:
    raising = [str(path) for path in files_named(".sql", under=("registry",)) if "'RA001'" in text_of(path)]
    assert raising == [str(SQL / "refusals.sql")]


def test_every_code_that_python_names_is_in_the_catalogue() -> None:
    named = list(python_codes(named_to=NAMES_A_CODE))
    assert len(named) > 150
    assert [f"{where} names {code}" for where, code in named if code not in CODES] == []


def test_no_error_is_made_beside_the_catalogue() -> None:
    assert [f"{where} makes {code}" for where, code in python_codes(named_to=ERRORS)] == []


def test_the_code_of_every_table_of_moves_is_in_the_catalogue() -> None:
    assert [table.code for table in TABLES if table.code not in CODES] == []


def test_the_page_of_refusals_is_current() -> None:
    if (ROOT / PAGE).read_text(encoding="utf-8") != write_refusals(ROOT):
        pytest.fail(f"{PAGE} is stale: make map writes it again")
