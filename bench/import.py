"""Reading a holder list against the plainest copy of the same file: rows per second, ratio, memory.

    python -m bench.import                 # 100,000 lines, three rounds
    python -m bench.import --rows 1000000

Each round copies the file with `COPY … (FORMAT csv)` through psycopg into an unindexed logged table, then
reads it as the product does: every row examined, taxpayer numbers encrypted and indexed, registrations
committed to, staged under a primary key, accounts and totals held against the certificate, the file filed.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

GOAL = 8.0
PIECE_BYTES = 1024 * 1024
LATER = (date(2001, 5, 1), date(2002, 2, 4))
START = datetime(2000, 10, 23, 21, tzinfo=UTC)
DISTRIBUTION = datetime(2003, 6, 17, 0, tzinfo=UTC)
AT = datetime(2003, 6, 18, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Timed:
    """Wall seconds, and CPU seconds of this process, of the readers it started and of the server for it."""

    wall: float
    cpu: float


class Stopwatch:
    """Measures one piece of work."""

    def __enter__(self) -> Stopwatch:
        self.wall, self.cpu = time.perf_counter(), cpu_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self.taken = Timed(time.perf_counter() - self.wall, cpu_seconds() - self.cpu)


def cpu_seconds() -> float:
    """User and system time of this process, its ended children, and the server's processes for it."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used) + sum(
        map(server_seconds, ("default", "owner"))
    )


def server_seconds(alias: str) -> float:
    """CPU time of the server's process behind a connection; zero where the server is on another machine."""
    from django.db import connections

    connection = connections[alias]
    connection.ensure_connection()
    try:
        words = (
            Path(f"/proc/{connection.connection.info.backend_pid}/stat")
            .read_text()
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def write_list(path: Path, *, rows: int) -> tuple[int, int]:
    """A synthetic list of about so many lines; returns its lines and its shares."""
    from registry.imports.synthetic import synthetic_list

    shares = 400 * rows + 3_000_000
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(synthetic_list(rows, total_shares=shares, later_dates=LATER))
    return rows, shares


def plan(rows: int, shares: int) -> Any:
    """A plan whose list is certified with these totals; returns its notice."""
    from agreement.importer import shipped_agreement_text
    from registry.models import Document, Notice, RightsAgreement, TermsVersion, User

    maker = User.objects.create(username="bench.maker")
    agreement = RightsAgreement.objects.create(
        code="BENCH",
        title="Rights Agreement",
        company_name="Alder Harbor Inc.",
        company_jurisdiction="Delaware",
        agent_name="Harbor Transfer",
        agent_jurisdiction="New Jersey",
        agreement_date=date(2003, 3, 31),
        time_zone="America/Los_Angeles",
        separation_state="SEPARATED_PENDING_LIST",
        distribution_effective_at=DISTRIBUTION,
        distribution_known_from=AT,
        created_at=START,
    )
    received = {"received_at": AT, "recorded_at": AT}
    document = Document.objects.create(
        agreement=agreement, kind="NOTICE", title="Certificate", sha256="0" * 64, size_bytes=1,
        content_type="text/plain", original_name="c.txt", stored_as="none", received_by=maker, **received,
    )  # fmt: skip
    TermsVersion.objects.create(
        agreement=agreement, version=1, effective_from=START, known_from=START, recorded_at=START,
        file_text=shipped_agreement_text("alder_harbor_2003"), sha256="0" * 64, document=document,
    )  # fmt: skip
    facts = {"as_of": DISTRIBUTION.isoformat(), "shares": str(shares), "holders": rows}
    return Notice.objects.create(
        agreement=agreement, number=1, kind="LIST_CERTIFIED", state="ACCEPTED", officer_name="Ada Ashgrove",
        officer_title="Secretary", channel="first-class mail", signed_on=date(2003, 6, 17),
        effective_at=DISTRIBUTION, recorded_by=maker, document=document, facts=facts, **received,
    )  # fmt: skip


def copy_plainly(path: Path) -> Timed:
    """The limit: the same bytes through psycopg into a bare table."""
    from django.db import connections

    from registry.imports.columns import COLUMNS

    kinds = {"shares_issued_on": "date", "common_shares": "numeric"}
    columns = ", ".join(f"{column} {kinds.get(column, 'text')}" for column in COLUMNS)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_list")
        cursor.execute(f"CREATE TABLE bare_list ({columns})")
        statement = "COPY bare_list FROM STDIN (FORMAT csv, HEADER)"
        with Stopwatch() as watch, path.open("rb") as file, cursor.copy(statement) as copy:
            while piece := file.read(PIECE_BYTES):
                copy.write(piece)
        cursor.execute("DROP TABLE bare_list")
    return watch.taken


def read_as_product(path: Path, notice: Any) -> Timed:
    """The product's reading, to COMMIT."""
    from registry.services.holder_lists import import_holder_list

    with Stopwatch() as watch:
        listed = import_holder_list(
            notice.agreement, path=path, notice=notice, imported_by=notice.recorded_by, received_at=AT, at=AT
        )
    if listed.state != "STAGED":
        raise SystemExit(f"The list was not staged: {listed.grounds}")
    return watch.taken


def rounds(path: Path, *, notice: Any, count: int) -> Iterator[tuple[Timed, Timed]]:
    """The two ways in turn."""
    for number in range(1, count + 1):
        plain, product = copy_plainly(path), read_as_product(path, notice)
        times = f"COPY {plain.wall:.2f} s, product {product.wall:.2f} s, {product.wall / plain.wall:.2f} ×"
        Console(stderr=True).print(f"round {number}: {times}")
        yield plain, product


def show(measured: list[tuple[Timed, Timed]], *, rows: int, size_bytes: int) -> bool:
    """Print the table; returns whether the goal is met."""
    ratio = statistics.median(product.wall / plain.wall for plain, product in measured)
    table = Table("Way", "wall s", "CPU s", "rows/s", "× COPY")
    for name, column in (("COPY csv, bare table", 0), ("import_holder_list", 1)):
        wall = statistics.median(each[column].wall for each in measured)
        cpu = statistics.median(each[column].cpu for each in measured)
        times = f"{ratio:.2f}" if column else "1"
        table.add_row(name, f"{wall:.2f}", f"{cpu:.2f}", f"{rows / wall:,.0f}", times)
    peak = {
        "this process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "largest reader": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }
    console = Console()
    console.print(f"{rows:,} accounts, {size_bytes / 1e6:.0f} MB, medians of {len(measured)} rounds")
    console.print(table)
    console.print("Peak memory: " + ", ".join(f"{name} {size:.0f} MB" for name, size in peak.items()))
    cpu_ratio = statistics.median(product.cpu / plain.cpu for plain, product in measured)
    console.print(f"CPU, server included: {cpu_ratio:.2f} ×")
    console.print(f"{'PASS' if ratio <= GOAL else 'FAIL'}: {ratio:.2f} × against at most {GOAL:.0f} ×")
    return ratio <= GOAL


def main() -> int:
    """Run the benchmark; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000, help="accounts on the list")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    from bench.servers import throw_away_database

    with tempfile.TemporaryDirectory() as folder, throw_away_database():
        path = Path(folder) / "list.csv"
        rows, shares = write_list(path, rows=options.rows)
        notice = plan(rows, shares)
        measured = list(rounds(path, notice=notice, count=options.rounds))
        is_met = show(measured, rows=rows, size_bytes=path.stat().st_size)
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
