"""Every citation leads somewhere: sections exist, rows exist, and the map of the agreement is current."""

import ast
from collections import Counter

import pytest

from agreement.clauses import CLAUSES
from config.agreement_map import (
    MAP,
    ROOT,
    citations_of,
    gather,
    missing_sections,
    named_functions,
    python_files,
    read_not_yet,
    read_rows,
    row_marks,
    write_map,
)
from config.tables import APPROVAL_KINDS, CAUGHT_SOURCES, JOB_FINISHERS, JOB_KINDS

APPLICATIONS = ("agreement", "registry", "certificates", "exercises", "config")
MOST_ROWS = 5
ROWS = [row.id for row in read_rows(ROOT)]


def test_the_specification_names_each_row_once() -> None:
    assert len(ROWS) > 370
    assert [row for row, count in Counter(ROWS).items() if count > 1] == []


def test_the_index_and_the_rows_of_the_specification_agree() -> None:
    text = (ROOT / "docs/specification/rights_agreement.md").read_text(encoding="utf-8")
    headings = [line.split()[1] for line in text.splitlines() if line.startswith("### R-")]
    assert sorted(headings) == sorted(ROWS)


def test_every_section_cited_in_a_docstring_exists() -> None:
    unknown = [
        f"{path}::{name} cites {section}"
        for path, tree in python_files(ROOT, APPLICATIONS)
        for name, node in named_functions(tree)
        for section in citations_of(node)
        if section not in CLAUSES
    ]
    assert not unknown


@pytest.mark.row("R-20-1")
def test_whatever_two_people_or_a_job_may_bring_about_names_its_provision() -> None:
    cited = {
        ".".join([*path.with_suffix("").parts, name]): any(citations_of(node))
        or "Law: " in (ast.get_docstring(node) or "")
        for path, tree in python_files(ROOT, APPLICATIONS)
        for name, node in named_functions(tree)
    }
    acts = [*APPROVAL_KINDS.values(), *JOB_KINDS.values(), *JOB_FINISHERS.values(), *CAUGHT_SOURCES]
    assert len(acts) > 40
    assert [act for act in acts if not cited.get(act, _is_gathered(act, cited))] == []


def _is_gathered(act: str, cited: dict[str, bool]) -> bool:
    """Whether a package gathers the act from one of its modules, where it names its provision."""
    package, name = act.rsplit(".", 1)
    return any(
        found for place, found in cited.items() if place.startswith(package) and place.endswith(f".{name}")
    )


def test_every_row_marked_by_a_test_exists_and_no_test_marks_more_than_five() -> None:
    marks = list(row_marks(ROOT))
    assert marks
    unknown = [f"{test}: {row}" for test, rows in marks for row in rows if row not in set(ROWS)]
    crowded = [test for test, rows in marks if len(rows) > MOST_ROWS]
    assert not unknown
    assert not crowded


def test_every_section_has_a_rule_and_a_test_or_comes_later() -> None:
    assert missing_sections(ROOT) == []


def test_what_comes_later_is_part_of_the_agreement() -> None:
    later = read_not_yet(ROOT)
    assert set(later) <= set(gather(ROOT))
    assert len(later) == len(set(later))


def test_what_is_complete_no_longer_stands_among_what_comes_later() -> None:
    known = gather(ROOT)
    done = [section for section in read_not_yet(ROOT) if known[section].is_complete]
    assert not done, "make map takes them off the list"


def test_the_map_of_the_agreement_is_current() -> None:
    if (ROOT / MAP).read_text(encoding="utf-8") != write_map(ROOT):
        pytest.fail(f"{MAP} is stale: make map writes it again")
