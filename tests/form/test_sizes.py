"""Modules and functions stay small enough to be read at once, and say what they are for."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.form.tree import APPLICATIONS, files_named, parsed, text_of

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "handler", "info"}
DOCUMENTED = ("agreement", "registry/services", "certificates/services", "exercises/services", "config")


def own_modules(*beside: str) -> Iterator[Path]:
    under = (*APPLICATIONS, *beside)
    yield from (path for path in files_named(".py", under=under) if "migrations" not in path.parts)


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path): count
        for path in own_modules("tests", "bench")
        if (count := text_of(path).count("\n")) > LONGEST_MODULE
    }
    assert not long


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {
        f"{path}::{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in own_modules()
        for node in functions_of(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long


def test_modules_are_named_for_what_they_hold() -> None:
    assert not [path for path in own_modules() if path.stem in FORBIDDEN_NAMES]


def test_rules_and_services_say_what_they_do() -> None:
    silent = [
        f"{path}::{node.name}"
        for path in own_modules()
        if any(path.is_relative_to(folder) for folder in DOCUMENTED)
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_no_rule_knows_binary_fractions() -> None:
    for path in files_named(".py", under=("agreement",)):
        floats = [
            node.lineno
            for node in ast.walk(parsed(path))
            if (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.Name) and node.id == "float")
        ]
        assert not floats, f"{path} uses float in lines {floats}"
