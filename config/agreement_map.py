"""`make map`: writes docs/agreement-map.md, which section is carried out by what and shown by which tests.

It writes docs/refusals.md too (config.refusals_page).

Everything is read from the files: rules by the last line of their docstrings (`Agreement: 7(e)(i).`),
services by the rules they name, printed words by the sections they name, tests by their row marks. A section
of the specification that has a rule and a test leaves docs/specification/not_yet.toml, which only shrinks.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config.refusals_page import PAGE, write_refusals

ROOT = Path(__file__).resolve().parent.parent
SPECIFICATION = Path("docs/specification/rights_agreement.md")
NOT_YET = Path("docs/specification/not_yet.toml")
MAP = Path("docs/agreement-map.md")
SERVICE_FOLDERS = ("registry/services", "certificates/services", "exercises/services")

ROW_LINE = re.compile(r"^\| (R-\S+) \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
CITATION = re.compile(r"Agreement:\s*(.+?)\.?\s*\Z", re.DOTALL)
PRINTED_SECTION = re.compile(r"(?:Section|§)\s*(\d{1,2}(?:\([a-z]{1,2}\))?)")
NO_SOFTWARE = "no software"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Row:
    """A row of the specification."""

    id: str
    sections: tuple[str, ...]
    kind: str
    title: str


@dataclass
class Evidence:
    """What carries out one section and what shows it."""

    rows: list[Row] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)
    tests: set[str] = field(default_factory=set)

    @property
    def is_complete(self) -> bool:
        """Tell whether a rule (or a service) carries the section out and a test shows it."""
        return bool((self.rules or self.services or self.printed) and self.tests)

    @property
    def needs_software(self) -> bool:
        """Tell whether any of the section's rows asks for software."""
        return any(row.kind != NO_SOFTWARE for row in self.rows)


def coarse(section: str) -> str:
    """Cut a section to its number and first letter, an exhibit to its name: the grain of the map."""
    text = section.strip().removeprefix("§")
    found = re.match(r"\d{1,2}(\([a-z]{1,2}\))?", text)
    if found:
        return found[0]
    exhibit = re.match(r"(?:Exhibit|Ex\.?)\s*([ABC])", text)
    return f"Exhibit {exhibit[1]}" if exhibit else text.split(",")[0].strip()


def order_of(section: str) -> tuple[int, str]:
    """Sort sections as the agreement does: recitals, numbers, the signature page, exhibits."""
    number = re.match(r"\d+", section)
    if number:
        letters = section[number.end() :].strip("()")
        return int(number[0]), f"{len(letters)}{letters}"
    return (100 if section.startswith("Exhibit") else 0 if section.startswith("Recital") else 99), section


def read_rows(root: Path) -> list[Row]:
    """Read the index of the specification."""
    text = (root / SPECIFICATION).read_text(encoding="utf-8")
    return [
        Row(found[1], tuple(part.strip() for part in found[2].split(";")), found[3].strip(), found[4])
        for found in ROW_LINE.finditer(text)
    ]


def read_not_yet(root: Path) -> list[str]:
    """Read the sections whose rules come later."""
    return list(tomllib.loads((root / NOT_YET).read_text(encoding="utf-8"))["sections"])


def python_files(root: Path, folders: Iterable[str]) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the parsed Python files of some folders."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root), ast.parse(path.read_text(encoding="utf-8"))


def named_functions(tree: ast.Module) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Yield the public functions, classes and methods of a module with their names."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            if not node.name.startswith("_"):
                yield node.name, node
            if isinstance(node, ast.ClassDef):
                methods = (child for child in node.body if isinstance(child, Function))
                yield from ((f"{node.name}.{child.name}", child) for child in methods)


def citations_of(node: Function | ast.ClassDef | ast.Module) -> list[str]:
    """Return the sections that a docstring's last line cites."""
    paragraphs = (ast.get_docstring(node) or "").strip().splitlines()
    found = CITATION.search(paragraphs[-1]) if paragraphs else None
    return [part.strip() for part in found[1].split(";") if part.strip()] if found else []


def module_name(path: Path) -> str:
    """Return the dotted name of a file."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def rule_citations(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (section, dotted name, bare name) for every rule of the agreement that cites one."""
    for path, tree in python_files(root, ["agreement"]):
        for name, node in named_functions(tree):
            for section in citations_of(node):
                yield section, f"{module_name(path)}.{name}", name.split(".")[-1]


def names_from_agreement(tree: ast.Module) -> set[str]:
    """Return the names that a module imports from the agreement."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "agreement"
        for alias in node.names
    }


def names_in(node: ast.AST, imported: set[str]) -> set[str]:
    """Return what a function mentions of the names imported, and every attribute (methods of rules)."""
    walked = list(ast.walk(node))
    plain = {child.id for child in walked if isinstance(child, ast.Name)}
    return plain & imported | {child.attr for child in walked if isinstance(child, ast.Attribute)}


def row_marks(root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each test that marks rows, with the rows it marks."""
    for path, tree in python_files(root, ["tests"]):
        for node in ast.walk(tree):
            if isinstance(node, Function) and node.name.startswith("test_"):
                rows = tuple(row for mark in node.decorator_list for row in rows_of_mark(mark))
                if rows:
                    yield f"{path.as_posix()}::{node.name}", rows


def rows_of_mark(mark: ast.expr) -> tuple[str, ...]:
    """Return the row ids of a `pytest.mark.row(...)` decorator, none of another."""
    is_row = isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "row"
    if not is_row:
        return ()
    assert isinstance(mark, ast.Call)
    return tuple(str(argument.value) for argument in mark.args if isinstance(argument, ast.Constant))


def gather(root: Path) -> dict[str, Evidence]:
    """Gather what is known of every section, in the order of the agreement."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    rows = {row.id: row for row in read_rows(root)}
    for row in rows.values():
        for section in {coarse(part) for part in row.sections}:
            found[section].rows.append(row)
    add_rules_and_services(root, found)
    for path in sorted((root / "templates").rglob("*.txt")):
        for section in PRINTED_SECTION.findall(path.read_text(encoding="utf-8")):
            found[coarse(section)].printed.add(path.relative_to(root).as_posix())
    for test, marked in row_marks(root):
        for section in {
            coarse(part) for row_id in marked if row_id in rows for part in rows[row_id].sections
        }:
            found[section].tests.add(test)
    return {section: found[section] for section in sorted(found, key=order_of)}


def add_rules_and_services(root: Path, found: dict[str, Evidence]) -> None:
    """Add the rules by their citations, and the services by citations of their own or by rules they name."""
    sections_of: dict[str, set[str]] = defaultdict(set)
    for section, dotted, bare in rule_citations(root):
        found[coarse(section)].rules.add(dotted)
        sections_of[bare].add(coarse(section))
    for path, tree in python_files(root, SERVICE_FOLDERS):
        imported = names_from_agreement(tree)
        for name, node in named_functions(tree):
            cited = {coarse(section) for section in citations_of(node)}
            named = names_in(node, imported) & sections_of.keys()
            used = {section for word in named for section in sections_of[word]}
            for section in cited | used:
                found[section].services.add(f"{module_name(path)}.{name}")


def join_names(names: Iterable[str]) -> str:
    """Show names in a cell of a table."""
    return "<br>".join(f"`{name}`" for name in sorted(names)) or "–"


def write_map(root: Path) -> str:
    """Write the map as text."""
    later = set(read_not_yet(root))
    tests_of: dict[str, list[str]] = defaultdict(list)
    for test, marked in row_marks(root):
        for row_id in marked:
            tests_of[row_id].append(test)
    evidence = gather(root)
    rows = read_rows(root)
    shown = sum(1 for row in rows if row.id in tests_of)
    lines = [
        "# The agreement and what carries it out",
        "",
        "Generated by `make map` from docstrings, printed words and row marks; a test fails when stale.",
        f"{shown} of {len(rows)} rows of the [specification](specification/rights_agreement.md) are shown",
        "by tests. “Later” marks sections of [not_yet.toml](specification/not_yet.toml).",
        "",
        "| Section | Rows shown | Rules | Services | Printed words | Tests |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for section, known in evidence.items():
        count = f"{sum(1 for row in known.rows if row.id in tests_of)} of {len(known.rows)}"
        label = f"{section} (later)" if section in later else section
        cells = (known.rules, known.services, known.printed)
        told = " | ".join(join_names(names) for names in cells)
        lines.append(f"| {label} | {count} | {told} | {len(known.tests) or '–'} |")
    lines += ["", "## Rows and their tests", "", "| Row | Title | Tests |", "| --- | --- | --- |"]
    lines += [
        f"| {row.id} | {row.title} | {join_names(tests_of[row.id])} |" for row in rows if row.id in tests_of
    ]
    return "\n".join(lines) + "\n"


def missing_sections(root: Path) -> list[str]:
    """Return the sections that ask for software, have no rule or no test, and are not put off."""
    later = set(read_not_yet(root))
    return [
        section
        for section, known in gather(root).items()
        if known.needs_software and not known.is_complete and section not in later
    ]


def shrink_not_yet(root: Path) -> None:
    """Take the sections that are complete off the list of those that come later."""
    known = gather(root)
    text = (root / NOT_YET).read_text(encoding="utf-8")
    done = [section for section in read_not_yet(root) if section in known and known[section].is_complete]
    for section in done:
        text = text.replace(f'    "{section}",\n', "")
    (root / NOT_YET).write_text(text, encoding="utf-8")


def main() -> int:
    """Write the map and the page of refusals again; with --check only tell whether they are current."""
    words = argparse.ArgumentParser(description="Write the map of the agreement and the page of refusals.")
    words.add_argument("--check", action="store_true", help="only tell whether they are current")
    if words.parse_args().check:
        pages = {MAP: write_map(ROOT), PAGE: write_refusals(ROOT)}
        stale = [str(page) for page, text in pages.items() if (ROOT / page).read_text("utf-8") != text]
        print(f"Stale: {', '.join(stale)}: make map." if stale else "The map is current.")
        return 1 if stale else 0
    shrink_not_yet(ROOT)
    (ROOT / MAP).write_text(write_map(ROOT), encoding="utf-8")
    (ROOT / PAGE).write_text(write_refusals(ROOT), encoding="utf-8")
    missing = missing_sections(ROOT)
    if missing:
        print(f"No rule or no test for: {', '.join(missing)}.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
