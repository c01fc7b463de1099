"""A redemption of a million holders: list and payment rows, against a binary COPY of the payment rows.

    python -m bench.redemption                 # 1,000,000 holders, one round
    python -m bench.redemption --rows 50000 --rounds 3

Timed: the list from the books to COMMIT (lines, totals, every different line held against the rule, the kept
file with its hash), and the payment rows made by the chunks of their job. Between the two stand the entry
that ends the Rights and the approval of the money, by two people each, shown apart. The limit: a binary COPY
by psycopg of the finished payment rows, row by row, into an unindexed logged table, done twice and its mean
taken. A second run of the list must write nothing and give the same bytes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from datetime import timedelta
from decimal import Decimal
from typing import Any

from rich.console import Console

from bench.opened_books import BATCH, Timed, durable_database, peak_megabytes, timed
from bench.ordered import backend, ordered_books

GOAL, MEMORY_GOAL = 4.0, 300
VERIFIED_AT_MOST = 100_000  # holders up to which the books are also replayed by the verifier


def copy_payments() -> Timed:
    """The limit: the very payment rows, read in batches (not timed), written by binary COPY and committed."""
    from django.db import connections, transaction

    from exercises.models import OrderPayment

    taken, owner = Timed(), connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_payment AS SELECT * FROM order_payment LIMIT 0")
        cursor.execute("SELECT * FROM bare_payment")
        types = [column.type_code for column in cursor.description]
    names = ("run_id", "number", "line", "holder_id", "amount", "dated", "replaces")
    rows = list(OrderPayment.objects.order_by("number").values_list(*names))
    with owner.cursor() as cursor:
        cursor.execute("SELECT * FROM bare_payment")
        order = [names.index(column.name) for column in cursor.description]
    rows = [tuple(row[place] for place in order) for row in rows]
    pid = owner.connection.info.backend_pid
    with (
        timed(taken, backend=pid),
        transaction.atomic(using="owner"),
        owner.cursor() as cursor,
        cursor.copy("COPY bare_payment FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.set_types(types)
        for begin in range(0, len(rows), BATCH):
            for row in rows[begin : begin + BATCH]:
                copy.write_row(row)
    with owner.cursor() as cursor:
        cursor.execute("DROP TABLE bare_payment")
    return taken


def pay(plan: Any, made: Any) -> Timed:
    """Entry, money and checks; timed are the checks, chunk by chunk as a worker does them."""
    from agreement.funds import FundsPurpose
    from exercises.services import carrying_out, funds, payment_runs
    from registry.services import approvals, jobs

    def approve(approval: Any) -> Any:
        return approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())

    entry = Timed()
    with timed(entry, backend=backend()):
        approve(carrying_out.request_carrying_out(made, maker=plan.maker, at=plan.tick()))
    made.refresh_from_db()
    print(f"  the entry that ends the Rights, asked and approved: {entry}")
    yesterday = plan.at.date() - timedelta(days=1)
    told = funds.FundsTold(FundsPurpose.REDEMPTION, made.order, "The Company", yesterday, made.cash)
    funds.record_funds(plan.agreement, told, document=plan.document, by=plan.maker, at=plan.tick())
    approve(payment_runs.request_payment(made, maker=plan.maker, at=plan.tick()))
    checks = payment_runs.ChecksTold("Account 1", 1001, plan.at.date() + timedelta(days=1))
    paying = Timed()
    with timed(paying, backend=backend()):
        run = payment_runs.start_run(made, checks, by=plan.maker, at=plan.tick())
        jobs.run_available("bench", clock=plan.tick, job_id=run.job_id)
    run.job.refresh_from_db()
    assert run.job.state == "FINISHED", run.job.state
    return paying


def measure(rows: int) -> tuple[float, bool, float]:
    """One redemption in a database of its own: its ratio, whether all is right, the peak of memory."""
    from exercises.models import OrderLine, OrderPayment
    from exercises.services import order_lists
    from registry.verifier import verify

    facts = {"extent": "ALL", "paid_in": "CASH", "price": "0.0125", "method": "by check"}
    plan, order = ordered_books(rows, kind="REDEMPTION_ORDERED", facts=facts)
    listing, again = Timed(), Timed()
    asked = {"papers": order_lists.ListPapers(), "by": plan.maker}
    before = peak_megabytes()
    with timed(listing, backend=backend()):
        made = order_lists.make_list(order, {}, **asked, at=plan.tick())
    with timed(again, backend=backend()):
        same = order_lists.make_list(order, {}, **asked, at=plan.tick())
    is_same = same == made and OrderLine.objects.count() == rows
    paying = pay(plan, made)
    memory = peak_megabytes()
    limits = [copy_payments() for _ in range(2)]
    paid = OrderPayment.objects.count()
    ratio = (listing.wall + paying.wall) / statistics.mean(one.wall for one in limits)
    by_cpu = (listing.all_cpu + paying.all_cpu) / (statistics.mean(one.all_cpu for one in limits) or 1.0)
    print(f"  {rows:,} holders, {paid:,} payments: list {listing}, payments {paying}")
    print(f"  a second run of the list {again}; COPY {limits[0]} and {limits[1]}")
    print(f"  {ratio:.2f} × COPY, by CPU {by_cpu:.2f} ×; memory {before:.0f} MB, at its peak {memory:.0f} MB")
    wrong = [
        told
        for told, is_so in {
            "the second run made another list": is_same,
            f"{paid:,} payments of {made.payment_count:,}": paid == made.payment_count,
            "not all Rights are taken": made.totals["taken"] == made.totals["valid"],
            "another sum of cash": Decimal(made.totals["cash"]) == made.cash,
        }.items()
        if not is_so
    ]
    if rows <= VERIFIED_AT_MOST:
        wrong += [str(one) for one in verify([plan.agreement.code]).findings]
    for one in wrong[:10]:
        print(f"  {one}")
    return ratio, not wrong, memory


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
        f"{ratio:.2f} × COPY (median of {options.rounds} rounds), at most {GOAL}": ratio <= GOAL,
        f"{memory:.0f} MB, at most {MEMORY_GOAL}": memory <= MEMORY_GOAL,
        "one payment for every payee; the second run wrote nothing, the same list": all_right,
    }
    for told, is_met in verdicts.items():
        console.print(f"{'PASS' if is_met else 'FAIL'}: {told}")
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
