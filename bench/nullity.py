"""Nullity over a million lots fifty deep, against an UPDATE of the very lots by their known ids.

    python -m bench.nullity                    # 1,000,000 lots, three rounds
    python -m bench.nullity --rows 20000 --rounds 1

Timed: from the second approval to COMMIT, through the service: the closure found over the lineage, marks
with their hashes and keys, the entry sealed. The limit: an UPDATE that sets class and instant on the lots by
ids that are given, in a table of the same rows and indexes without triggers, and its COMMIT. The lots marked
are held against a search in Python.

Most lots stand: each of the fifty steps passes one lot in twenty on to the next.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import defaultdict
from typing import Any

from rich.console import Console

from bench.opened_books import Timed, durable_database, timed

GOAL, DEPTH, PER_STEP = 1.7, 50, 20
LOTS = """
    INSERT INTO lot (id, agreement_id, rights, holder_id, parent_id, opened_by_id, closed_by_id, retired_as,
                     leaf_hash, closing_hash)
    SELECT made.id, %(agreement)s, 100, %(holder)s, made.parent, %(entry)s, made.closed_by, '',
           lot_leaf(made.id, %(agreement)s, 100, %(holder)s, NULL, made.parent, %(entry)s),
           CASE WHEN made.closed_by IS NOT NULL THEN sha256('') END
      FROM (SELECT %(base)s + chain * %(per)s + place AS id,
                   CASE WHEN %(step)s > 0
                        THEN %(base)s - %(chains)s * %(per)s + chain * %(per)s END AS parent,
                   CASE WHEN place = 0 AND %(step)s < %(last)s THEN %(entry)s + 1 END AS closed_by
              FROM generate_series(0, %(chains)s - 1) AS chain,
                   generate_series(0, %(per)s - 1) AS place) AS made
"""


def build_books(rows: int) -> tuple[Any, Any]:
    """A plan with so many lots, opened step by step; the holder of the first step is an Acquiring Person."""
    from django.db import connections

    from registry.models import BookEntry, NoticeKind, RightsAgreement
    from tests.books.books import make_notice, make_plan

    plan = make_plan()
    plan.attach(10**9)
    plan.separate()
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    plan.agreement.refresh_from_db()
    holders = [plan.holder(f"H{step:02d}") for step in range(DEPTH)]
    first = plan.issue((holders[0], 1))
    for _ in range(DEPTH):
        plan.post(plan.entry("PAPER", "5(a)", events=[_stop(plan)]))
    entries = list(BookEntry.objects.filter(pk__gte=first.pk).order_by("pk").values_list("pk", flat=True))
    chains = max(1, rows // (DEPTH * PER_STEP))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE lot DISABLE TRIGGER USER")
        for step, holder in enumerate(holders):
            told = {"agreement": plan.agreement.pk, "holder": holder.pk, "entry": entries[step], "step": step}
            told |= {"base": 1_000_000 + step * chains * PER_STEP, "per": PER_STEP, "chains": chains}
            cursor.execute(LOTS, told | {"last": DEPTH - 1})
        cursor.execute("SELECT setval('lot_id_seq', (SELECT max(id) FROM lot))")
        cursor.execute("ALTER TABLE lot ENABLE TRIGGER USER")
        cursor.execute("ANALYZE lot")
    said = {
        "person_name": "Oak", "named_as": "ACQUIRING_PERSON", "taint_class": "I", "account": "H00",
        "certificate": None, "extent": "ALL", "rights": None,
    }  # fmt: skip
    facts = {"persons": [said], "event_at": "2003-06-20T00:00:00+00:00", "transferees": "ALL"}
    return plan, make_notice(plan, NoticeKind.NULLITY, effective_at=plan.at, facts=facts)


def _stop(plan: Any) -> dict[str, Any]:
    day = {"happened_on": "2003-06-20", "reason": "step"}
    return {"kind": "RELEASED", "first": 1, "last": 1, "signatory": None, "manifest_hash": None, **day}


def search(agreement: int) -> set[int]:
    """The open lots that came from the first holder, found by walking down from parent to child."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, parent_id, closed_by_id FROM lot WHERE agreement_id = %s", [agreement])
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT lot.id FROM lot JOIN registered_holder holder ON holder.id = lot.holder_id"
            " WHERE holder.account = 'H00'"
        )
        waiting = [key for (key,) in cursor.fetchall()]
    below: dict[int, list[int]] = defaultdict(list)
    is_open = {}
    for key, parent, closed_by in rows:
        is_open[key] = closed_by is None
        if parent is not None:
            below[parent].append(key)
    reached: set[int] = set()
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += below[key]
    return {key for key in reached if is_open[key]}


def update_known(ids: set[int]) -> Timed:
    """The limit: class and instant set on the lots of these ids, in a copy of the table with its indexes."""
    from django.db import connections, transaction

    taken, owner = Timed(), connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_lot (LIKE lot INCLUDING INDEXES)")
        cursor.execute("INSERT INTO bare_lot SELECT * FROM lot")
        cursor.execute("ALTER TABLE bare_lot ADD taint_class text, ADD void_from timestamptz")
        cursor.execute("CREATE TABLE known_lot (id bigint PRIMARY KEY)")
        with cursor.copy("COPY known_lot FROM STDIN") as copy:
            for key in ids:
                copy.write_row([key])
        cursor.execute("ANALYZE bare_lot, known_lot")
    with (
        timed(taken, backend=owner.connection.info.backend_pid),
        transaction.atomic(using="owner"),
        owner.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE bare_lot SET taint_class = 'IV', void_from = '2003-06-20T00:00:00Z'"
            "  FROM known_lot WHERE known_lot.id = bare_lot.id"
        )
    with owner.cursor() as cursor:
        cursor.execute("DROP TABLE bare_lot, known_lot")
    return taken


def measure(rows: int) -> tuple[Timed, Timed, int, bool]:
    """One nullification and its limit in a database of their own; how many lots, whether they are right."""
    from django.db import connection

    from registry.models import LotTaint
    from registry.services import approvals, nullity

    plan, notice = build_books(rows)
    approval = nullity.request_nullification(notice, maker=plan.maker, at=plan.tick())
    connection.ensure_connection()
    taken = Timed()
    with timed(taken, backend=connection.connection.info.backend_pid):
        approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    expected = search(plan.agreement.pk)
    marked = set(LotTaint.objects.values_list("lot_id", flat=True))
    return taken, update_known(expected), len(marked), marked == expected


def main() -> int:
    """Run the benchmark; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="lots in the lineage")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    console, ratios, all_right = Console(), [], True
    for place in range(options.rounds):
        with durable_database():
            taken, limit, count, is_right = measure(options.rows)
        ratios.append(taken.wall / limit.wall)
        all_right = all_right and is_right
        console.print(f"round {place + 1}: {count:,} of {options.rows:,} lots marked in {taken}")
        console.print(f"  UPDATE of known ids {limit}\n  {ratios[-1]:.2f} × UPDATE")
    ratio = statistics.median(ratios)
    verdicts = {
        f"{ratio:.2f} × UPDATE (median of {options.rounds} rounds), at most {GOAL}": ratio <= GOAL,
        "the lots marked are those of an independent search": all_right,
    }
    for told, is_met in verdicts.items():
        console.print(f"{'PASS' if is_met else 'FAIL'}: {told}")
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
