"""The rules are pure: the standard library only, no clock, no chance, no binary numbers, true citations."""

import ast
import re
import sys
from pathlib import Path

import pytest

from agreement.clauses import CLAUSES

FOLDER = Path(__file__).parents[2] / "agreement"
MODULES = sorted(FOLDER.rglob("*.py"))
DOORS = {"__main__.py", "importer.py"}
FORBIDDEN = {"random", "secrets", "socket", "os", "subprocess", "urllib", "http", "sqlite3", "uuid"}
IDS = [str(path.relative_to(FOLDER)) for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_a_module_imports_the_standard_library_and_the_rules_only(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for top in (name.split(".")[0] for name in names):
            assert top == "agreement" or (top in sys.stdlib_module_names and top not in FORBIDDEN), top


@pytest.mark.parametrize("path", [p for p in MODULES if p.name not in DOORS], ids=str)
def test_a_rule_reads_no_clock_no_file_and_no_binary_number(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"float", "open", "input", "print", "time.time"}, (path.name, called)
            assert called.split(".")[-1] not in {"now", "today", "utcnow"}, (path.name, called)


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_every_section_a_docstring_cites_exists_and_every_public_name_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            continue
        told = ast.get_docstring(node)
        name = getattr(node, "name", "module")
        assert told or name.startswith("_") or isinstance(parent_function(tree, node), ast.FunctionDef), name
        for cited in re.findall(r"^Agreement: (.+)\.$", told or "", flags=re.MULTILINE):
            assert all(number in CLAUSES for number in cited.split("; ")), cited


def parent_function(tree: ast.AST, node: ast.AST) -> ast.AST | None:
    for parent in ast.walk(tree):
        if isinstance(parent, ast.FunctionDef) and node in parent.body:
            return parent
    return None


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name
