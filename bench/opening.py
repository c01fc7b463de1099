"""Opening the books for a million holders, against a plain COPY of the finished rows.

    python -m bench.opening                    # 1,000,000 holders, three rounds and one into books in use
    python -m bench.opening --rows 100000 --first-only

Timed: from the accepted staging table to COMMIT, through the service that a second person's approval calls:
numbering, holders, certificates, lots, fractions, leaf hashes, the entry's hash, every index and every key.
The limit: a binary COPY by psycopg of the finished rows of holders, certificates and lots, row by row, into
unindexed logged tables, in the same run on the same server. The names' search index is filled afterwards.

Each round has a server and a database of its own; a machine whose speed changes from one minute to the next
favours now the one and now the other, so the COPY, the shorter of the two, is done twice and its mean taken,
and the verdict is the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from rich.console import Console
from rich.table import Table

from bench.opened_books import BATCH, Timed, durable_database, open_books, peak_megabytes, stage_list, timed

GOAL, MEMORY_GOAL = 3.5, 300
TABLES = ("registered_holder", "rights_certificate", "lot")


def copy_finished_rows(agreement: Any) -> Timed:
    """The limit: the very rows, read in batches (not timed), written by binary COPY (timed) and committed."""
    import psycopg
    from django.db import connections, transaction

    taken = Timed()
    owner = connections["owner"]
    owner.ensure_connection()
    backend = owner.connection.info.backend_pid
    with psycopg.connect(**_address(owner), row_factory=psycopg.rows.tuple_row) as source:
        for table in TABLES:
            with owner.cursor() as cursor:
                cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} LIMIT 0")
                cursor.execute(f"SELECT * FROM bare_{table}")
                types = [column.type_code for column in cursor.description]
            rows = source.cursor(name=f"finished_{table}", binary=True)
            rows.execute(f"SELECT * FROM {table} WHERE agreement_id = %s", [agreement.pk])
            with timed(taken, backend=backend):
                block = transaction.atomic(using="owner")
                block.__enter__()
                cursor = owner.cursor().__enter__()
                copying = cursor.copy(f"COPY bare_{table} FROM STDIN (FORMAT binary)")
                copy = copying.__enter__()
                copy.set_types(types)
            while batch := rows.fetchmany(BATCH):
                with timed(taken, backend=backend):
                    for row in batch:
                        copy.write_row(row)
            with timed(taken, backend=backend):
                copying.__exit__(None, None, None)
                block.__exit__(None, None, None)
            rows.close()
    with owner.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE bare_{table}")
    return taken


def _address(owner: Any) -> dict[str, Any]:
    settings = owner.settings_dict
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return {name: settings[key] for name, key in names.items()}


def index_names(agreement: Any) -> Timed:
    """The job that makes names searchable, chunk after chunk."""
    from django.db import connection, transaction

    from registry.models import Job
    from registry.services.holder_search import run_chunk

    taken = Timed()
    job = Job.objects.get(agreement=agreement, kind="search_index")
    with timed(taken, backend=connection.connection.info.backend_pid):
        for chunk in job.chunks.all():
            with transaction.atomic():
                run_chunk(job, chunk.first_item, chunk.last_item, fence=lambda: None)
    return taken


@dataclass(frozen=True, kw_only=True)
class Round:
    """One opening and its limit on a server of their own; the last round also goes into books in use."""

    before: float  # MB of Python memory before the opening
    memory: float  # and at its peak
    preview: Timed
    first: Timed
    limit: Timed
    search: Timed | None = None
    second: Timed | None = None

    @property
    def ratio(self) -> float:
        """How many times the COPY of the same rows the opening took."""
        return self.first.wall / self.limit.wall

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A round as its process printed it."""
        told = json.loads(text)
        return cls(
            **{name: Timed(**value) if isinstance(value, dict) else value for name, value in told.items()}
        )


def main() -> int:
    """Run the benchmark; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="holders on the list")
    parser.add_argument("--whole", action="store_true", help="no fractions of shares on the list")
    parser.add_argument("--first-only", action="store_true", help="leave out the run into books in use")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-round", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_round:
        with durable_database():
            print(json.dumps(asdict(measure_round(options))))
        return 0
    console = Console()
    return show(
        console, options.rows, [run_round(console, place, options) for place in range(options.rounds)]
    )


def measure_round(options: argparse.Namespace) -> Round:
    """One opening and its limit in a new database; the last way, books in use, where it is asked for."""
    plan, holder_list = stage_list("FIRST", rows=options.rows, fractions=not options.whole)
    before = peak_megabytes()
    preview, first = open_books(plan, holder_list)
    memory = peak_megabytes()
    once, again = (asdict(copy_finished_rows(plan.agreement)) for _ in range(2))
    taken = Round(
        before=before,
        memory=memory,
        preview=preview,
        first=first,
        limit=Timed(**{name: statistics.mean((once[name], again[name])) for name in once}),
    )
    if options.first_only:
        return taken
    search = index_names(plan.agreement)
    other, other_list = stage_list("OTHER", rows=options.rows, fractions=not options.whole)
    return replace(taken, search=search, second=open_books(other, other_list)[1])


def run_round(console: Console, place: int, options: argparse.Namespace) -> Round:
    """A round in a process of its own; what comes after the first opening only in the last one."""
    words = [sys.executable, "-m", "bench.opening", "--only-round", f"--rows={options.rows}"]
    words += ["--whole"] if options.whole else []
    words += ["--first-only"] if options.first_only or place < options.rounds - 1 else []
    printed = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    taken = Round.from_json(printed.splitlines()[-1])
    console.print(f"round {place + 1}: preview {taken.preview}")
    console.print(f"  opening {taken.first}\n  COPY    {taken.limit}\n  {taken.ratio:.2f} × COPY")
    return taken


def show(console: Console, rows: int, rounds: Sequence[Round]) -> int:
    """Print the round of the median ratio, and the verdicts; 1 when one is missed."""
    ratio = statistics.median(taken.ratio for taken in rounds)
    shown = min(rounds, key=lambda taken: abs(taken.ratio - ratio))
    ways = {
        "binary COPY, bare logged tables": shown.limit,
        "opening, empty books": shown.first,
        "opening, books of another agreement": rounds[-1].second,
        "search index (apart)": rounds[-1].search,
    }
    table = Table("Way", "wall s", "Python CPU s", "server CPU s", "holders/s", "× COPY")
    for name, taken in ways.items():
        if taken is not None:
            figures = (f"{figure:.1f}" for figure in (taken.wall, taken.cpu, taken.server_cpu))
            table.add_row(name, *figures, f"{rows / taken.wall:,.0f}", f"{taken.wall / shown.limit.wall:.2f}")
    console.print(table)
    memory, before = max((taken.memory, taken.before) for taken in rounds)
    verdicts = {
        f"{ratio:.2f} × COPY (median of {len(rounds)} rounds), at most {GOAL}": ratio <= GOAL,
        f"{memory:.0f} MB of Python memory ({before:.0f} MB before), under {MEMORY_GOAL}": memory
        < MEMORY_GOAL,
    }
    for told, is_met in verdicts.items():
        console.print(f"{'PASS' if is_met else 'FAIL'}: {told}")
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
