"""Handing the books over and restoring them elsewhere: seconds, rows a second, memory, the same head.

    python -m bench.hand_over               # 1,000,000 holders
    python -m bench.hand_over --rows 100000

The books are opened from a list as bench.opening does, exported into a folder, examined, and restored into a
second database by the command, in a process of its own. Its head and totals must be those of the first.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.opened_books import durable_database, open_books, peak_megabytes, stage_list

MEMORY_GOAL = 500
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the benchmark; 1 when the head differs or the memory goal is missed."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--rows", type=int, default=1_000_000, help="holders on the list")
    options = parser.parse_args()
    console = Console(width=110)
    with durable_database(), tempfile.TemporaryDirectory(prefix="rights-books-") as place:
        plan, holder_list = stage_list("FIRST", rows=options.rows, fractions=True)
        open_books(plan, holder_list)
        folder = Path(place) / "package"
        package, seconds = _exported(plan, folder)
        told = f"{package.row_count:,} rows, {package.size_bytes / 1e6:,.0f} MB"
        console.print(f"exported {told} in {seconds:.1f} s: {package.row_count / seconds:,.0f} rows a second")
        answer, seconds = _restored(folder, place=Path(place))
        console.print(
            f"restored and replayed in {seconds:.1f} s: {answer['rows'] / seconds:,.0f} rows a second"
        )
        here, there = peak_megabytes(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    is_same = (answer["head_hash"], answer["held"]) == (package.head_hash, package.totals["held"])
    is_small = max(here, there) < MEMORY_GOAL
    console.print(f"{'PASS' if is_same else 'FAIL'}: the head and the Rights held are the same")
    held = f"{here:.0f} MB to export, {there:.0f} MB to restore, under {MEMORY_GOAL}"
    console.print(f"{'PASS' if is_small else 'FAIL'}: {held}")
    return 0 if is_same and is_small else 1


def _exported(plan: Any, folder: Path) -> tuple[Any, float]:
    from registry.services import approvals
    from registry.services.books_packages.exports import export_books, request_export
    from tests.registry.handed_over import keep_papers

    keep_papers(plan)
    asked = request_export(
        plan.agreement, recipient="Successor", reason="Measured", maker=plan.maker, at=plan.tick()
    )
    leave = approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    began = time.perf_counter()
    package = export_books(leave, folder=folder, by=plan.maker, at=plan.tick())
    return package, time.perf_counter() - began


def _restored(folder: Path, *, place: Path) -> tuple[dict[str, Any], float]:
    """A second database on the same server, migrated by the product; what its restoring says."""
    import psycopg

    from config.embedded.roles import rename_database

    name = f"rights_restored_{os.getpid()}"
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    elsewhere = {
        variable: rename_database(os.environ[variable], name=name)
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    environment = {**os.environ, **elsewhere, "RIGHTS_VAR": str(place / "var")}
    command = [sys.executable, "manage.py"]
    try:
        subprocess.run([*command, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        began = time.perf_counter()
        restoring = [*command, "import_books", str(folder), "--json"]
        told = subprocess.run(restoring, cwd=ROOT, env=environment, check=True, capture_output=True)
        return json.loads(told.stdout), time.perf_counter() - began
    finally:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}"')


if __name__ == "__main__":
    sys.exit(main())
