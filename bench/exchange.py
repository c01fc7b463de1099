"""A partial exchange over a million holders, against CREATE TABLE AS of the same rows.

    python -m bench.exchange                   # 1,000,000 holders, one round
    python -m bench.exchange --rows 50000 --rounds 3

Timed: the whole list from the books to COMMIT: the books counted and hashed, the part shared out by the
largest remainders, shares and cash for fractions, totals, every different line held against the rule, the
kept file with its hash. The limit: CREATE TABLE AS of the finished lines, and its COMMIT, done twice and its
mean taken. Shown apart: the lines alone, shared out, written and committed, and the entry of the part, asked
and approved. The Rights taken are those of a search in Python, one by one; a second run must write
nothing and give the same bytes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from rich.console import Console

from bench.opened_books import Timed, durable_database, peak_megabytes, timed
from bench.ordered import backend, ordered_books

GOAL, MEMORY_GOAL = 5.0, 300
VERIFIED_AT_MOST = 100_000  # holders up to which the books are also replayed by the verifier


def create_table_as() -> Timed:
    """The limit: the finished lines written by one statement."""
    from django.db import connections, transaction

    taken, owner = Timed(), connections["owner"]
    owner.ensure_connection()
    with (
        timed(taken, backend=owner.connection.info.backend_pid),
        transaction.atomic(using="owner"),
        owner.cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE bare_line AS SELECT * FROM order_line")
    with owner.cursor() as cursor:
        cursor.execute("DROP TABLE bare_line")
    return taken


def is_exact(made: Any, *, ordered: int) -> bool:
    """Whether every holder gave what the largest remainders give, computed apart with whole numbers."""
    rows = list(made.lines.values_list("account", "valid", "taken"))
    total = sum(valid for _, valid, _ in rows)
    shared = [(valid * ordered // total, valid * ordered % total, account) for account, valid, _ in rows]
    missing = ordered - sum(whole for whole, _, _ in shared)
    by_rest = sorted(range(len(rows)), key=lambda place: (-shared[place][1], int(shared[place][2])))
    raised = set(by_rest[:missing])
    return all(rows[place][2] == shared[place][0] + (place in raised) for place in range(len(rows)))


def timing(act: Callable[..., None], taken: Timed) -> Callable[..., None]:
    """The same act, its time added to what it takes."""

    def timed_act(*words: Any, **named: Any) -> None:
        with timed(taken, backend=backend()):
            act(*words, **named)

    return timed_act


@contextmanager
def committing(taken: Timed) -> Iterator[None]:
    """Add what COMMIT takes, wherever it comes."""
    from django.db import connection

    commit = connection._commit
    connection._commit = timing(commit, taken)
    try:
        yield
    finally:
        connection._commit = commit


def over(taken: Timed, limits: list[Timed]) -> tuple[float, float]:
    """How many times the mean of the limits something took: by the clock, and by CPU."""
    by_clock = taken.wall / statistics.mean(one.wall for one in limits)
    return by_clock, taken.all_cpu / (statistics.mean(one.all_cpu for one in limits) or 1.0)


def post(plan: Any, made: Any) -> Timed:
    """Every certificate signed by hand, then the entry that takes the part, asked and approved by two."""
    from exercises.services import carrying_out
    from registry.models import RightsCertificate
    from registry.services import approvals

    last = RightsCertificate.objects.order_by("-number")[0].number
    signed = {
        "kind": "COUNTERSIGNED", "first": 1, "last": last, "signatory": plan.signatory.pk,
        "happened_on": (plan.at - timedelta(days=2)).date().isoformat(),
    }  # fmt: skip
    plan.post(plan.entry("PAPER", "5(a)", events=[signed]))
    entry = Timed()
    with timed(entry, backend=backend()):
        asked = carrying_out.request_carrying_out(made, maker=plan.maker, at=plan.tick())
        approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick())
    return entry


def measure(rows: int) -> tuple[float, bool, float]:
    """One exchange in a database of its own: its ratio, whether all is right, the peak of memory."""
    from exercises.models import OrderLine
    from exercises.services import order_lists
    from registry.models import Lot
    from registry.verifier import verify

    facts = {"extent": "PART", "ratio": "1.5", "exchanged_for": "COMMON_SHARES", "rights": 700 * rows}
    plan, order = ordered_books(rows, kind="EXCHANGE_ORDERED", facts=facts)
    sharing, listing, again = Timed(), Timed(), Timed()
    order_lists.write_lines = timing(order_lists.write_lines, sharing)
    asked = {"papers": order_lists.ListPapers(certificate=plan.document), "by": plan.maker}
    stated = {"close": "12.00", "close_on": "2003-06-20"}
    before = peak_megabytes()
    with timed(listing, backend=backend()), committing(sharing):
        made = order_lists.make_list(order, stated, **asked, at=plan.tick())
    memory = peak_megabytes()
    with timed(again, backend=backend()):
        same = order_lists.make_list(order, stated, **asked, at=plan.tick())
    limits = [create_table_as() for _ in range(2)]
    ratio, by_cpu = over(sharing, limits)
    held = Lot.objects.filter(closed_by__isnull=True).count()
    print(
        f"  {held:,} lots, shared out, written and committed {sharing}: {ratio:.2f} ×, by CPU {by_cpu:.2f} ×"
    )
    print(f"  CREATE TABLE AS {limits[0]} and {limits[1]}")
    ratio_of_list, by_cpu = over(listing, limits)
    print(f"  the whole list {listing}: {ratio_of_list:.2f} ×, by CPU {by_cpu:.2f} ×; a second run {again}")
    is_right = same == made and OrderLine.objects.count() == rows and is_exact(made, ordered=700 * rows)
    print(f"  the entry that takes the part, asked and approved: {post(plan, made)}")
    memory = max(memory, peak_megabytes())
    print(f"  memory {before:.0f} MB before, {memory:.0f} MB at its peak")
    found = [str(one) for one in verify([plan.agreement.code]).findings] if rows <= VERIFIED_AT_MOST else []
    for one in found[:10]:
        print(f"  {one}")
    return ratio_of_list, is_right and not found, memory


def main() -> int:
    """Run the benchmark; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="holders")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    console, ratios, all_right, memory = Console(), [], True, 0.0
    for _ in range(options.rounds):
        with durable_database():
            ratio, is_right, peak = measure(options.rows)
        ratios.append(ratio)
        all_right, memory = all_right and is_right, max(memory, peak)
    ratio = statistics.median(ratios)
    verdicts = {
        f"{ratio:.2f} × CREATE TABLE AS (median of {options.rounds} rounds), at most {GOAL}": ratio <= GOAL,
        f"{memory:.0f} MB, at most {MEMORY_GOAL}": memory <= MEMORY_GOAL,
        "exact to the Right; the second run wrote nothing, the same list": all_right,
    }
    for told, is_met in verdicts.items():
        console.print(f"{'PASS' if is_met else 'FAIL'}: {told}")
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
