"""`make map` also writes docs/refusals.md: every code of the catalogue, and which tests meet it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from agreement.refusals.reference import refusals_reference

PAGE = Path("docs/refusals.md")
CODE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
# These look at the catalogue as a whole; they show no refusal.
OF_THE_CATALOGUE = ("agreement/test_refusals.py", "form/")


def tests_by_code(root: Path) -> dict[str, list[str]]:
    """Return for every code the test files in which it is met, as paths under tests/."""
    met: dict[str, list[str]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        name = path.relative_to(root / "tests").as_posix()
        if not name.startswith(OF_THE_CATALOGUE):
            for code in sorted(set(CODE.findall(path.read_text(encoding="utf-8")))):
                met[code].append(name)
    return met


def write_refusals(root: Path) -> str:
    """Write the page of refusals as text."""
    return refusals_reference(shown_by=tests_by_code(root))
