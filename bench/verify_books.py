"""Proving the books on a million lots: seconds, rows a second, memory.

    python -m bench.verify_books               # 1,000,000 holders
    python -m bench.verify_books --rows 100000

The books are opened from a list as bench.opening does; the verifier then replays them with its own SQL and
hashes every row again in Python. It must find nothing.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from bench.opened_books import Timed, durable_database, open_books, peak_megabytes, stage_list, timed

MEMORY_GOAL = 500


def main() -> int:
    """Run the benchmark; 1 when the books are not clean or the memory goal is missed."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--rows", type=int, default=1_000_000, help="holders on the list")
    options = parser.parse_args()
    console = Console(width=110)
    with durable_database():
        from django.db import connection

        from registry.verifier import verify

        plan, holder_list = stage_list("FIRST", rows=options.rows, fractions=True)
        open_books(plan, holder_list)
        before, taken = peak_megabytes(), Timed()
        with timed(taken, backend=connection.connection.info.backend_pid):
            report = verify([plan.agreement.code])
        memory = peak_megabytes()
    console.print(f"{report.rows:,} rows in {taken}: {report.rows / taken.wall:,.0f} rows a second")
    for finding in report.findings[:10]:
        console.print(str(finding))
    is_small = memory < MEMORY_GOAL
    console.print(f"{'PASS' if report.is_clean else 'FAIL'}: {len(report.findings)} findings")
    held = f"{memory:.0f} MB of memory ({before:.0f} MB before), under {MEMORY_GOAL}"
    console.print(f"{'PASS' if is_small else 'FAIL'}: {held}")
    return 0 if report.is_clean and is_small else 1


if __name__ == "__main__":
    sys.exit(main())
