"""Arrows point down only, and each library stays where it belongs."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.form.tree import APPLICATIONS, ROOT, files_named, parsed


def imported_roots(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_contracts_between_layers_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    told = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_the_agreement_imports_the_standard_library_alone() -> None:
    for path in files_named(".py", under=("agreement",)):
        foreign = imported_roots(path) - sys.stdlib_module_names - {"agreement"}
        assert not foreign, f"{path} imports {foreign}"


def test_reportlab_is_imported_only_where_certificates_are_drawn() -> None:
    for path in files_named(".py", under=APPLICATIONS):
        if not path.is_relative_to("certificates/drawing"):
            assert "reportlab" not in imported_roots(path), path


def test_the_agreement_reads_no_clock_and_draws_no_lots() -> None:
    for path in files_named(".py", under=("agreement",)):
        if path.name == "__main__.py":
            continue
        assert not {"random", "secrets", "time", "uuid"} & imported_roots(path), path
        calls = {
            node.attr
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
        }
        assert not calls, f"{path} reads a clock by {calls}"
