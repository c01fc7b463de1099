"""Checks as their papers show them: payee, sum, and how it is computed, as plain values (§23(a), §24(d))."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from agreement.arithmetic import as_text, to_decimal
from agreement.board_orders import OrderKind
from agreement.carrying_out import given_by
from agreement.workflow.checks import CheckState
from exercises.models import OrderList, OrderPayment, PaymentRun
from exercises.selectors.checks import checks_numbered, states_of_checks
from exercises.selectors.order_lists import (
    LineProof,
    kind_of,
    order_figures,
    prove_line,
    terms_of_order,
)
from registry.selectors.agreements import is_productive

CHECKS_IN_A_FILE = 1_000
_FILES = """
    SELECT (number - %(first)s) / %(most)s + 1, min(number), max(number), count(*), sum(amount)
      FROM order_payment WHERE run_id = %(run)s GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class CheckFile:
    """One print file of a run: its place, the numbers of its checks, how many, for how much."""

    place: int
    first: int
    last: int
    count: int
    amount: Decimal


def check_print_files(run: PaymentRun) -> list[CheckFile]:
    """The print files of a run: a thousand numbers each, so that a check that comes later moves no other.

    Agreement: 23(a).
    """
    with connection.cursor() as cursor:
        cursor.execute(_FILES, {"run": run.pk, "most": CHECKS_IN_A_FILE, "first": run.first_number})
        return [CheckFile(*row) for row in cursor.fetchall()]


def check_papers(run: PaymentRun, file: CheckFile) -> dict[str, Any]:
    """A print file as plain values: its checks that stand as issued, with the proof of each on its stub.

    What the bank paid, what was stopped or replaced is left out: nothing of it is printed again.

    Agreement: 23(a);24(d).
    """
    made = run.order_list
    agreement = made.agreement
    payments = list(checks_numbered(run, file.first, file.last).select_related("holder").order_by("number"))
    states = states_of_checks(run, numbers=[one.number for one in payments])
    issued = [one for one in payments if states[one.number] is CheckState.ISSUED]
    return {
        "title": f"Checks {file.first} to {file.last} of {agreement.code}",
        "drawer": agreement.agent_name,
        "on_behalf_of": agreement.company_name,
        "memo": memo_of(made),
        "notes": notes_of(made),
        "is_demo": agreement.is_demo or not is_productive(),
        "checks": list(_checks(made, issued)),
    }


def memo_of(made: OrderList) -> str:
    """For what a check is: the order, and the section under which it is paid."""
    what, section = "Redemption of Rights", "23(a)"
    if kind_of(made.order) is OrderKind.EXCHANGE:
        what, section = "Exchange of Rights, cash", "24(d)"
    return f"{what}, notice {made.order.number}, Section {section}"


def notes_of(made: OrderList) -> list[str]:
    """Where the sum of a stub stands: the list with the hash of its file, and the entry of the books."""
    entry = f", entry {made.entry.number} of the registration books" if made.entry else ""
    return [
        f"The sum stands on list {made.number} of the order in notice {made.order.number}{entry}. SHA-256 of "
        f"the file of the list: {made.sha256}",
        "It is paid out of money of the Company (Section 20(j)). Ask the Rights Agent about any step.",
    ]


def _checks(made: OrderList, payments: list[OrderPayment]) -> Iterator[dict[str, Any]]:
    lines = {one.line: one for one in made.lines.filter(line__in=[one.line for one in payments])}
    terms = terms_of_order(made.order)
    given = given_by(order_figures(kind_of(made.order), made.figures, certified=True))
    for payment in payments:
        holder, proof = payment.holder, prove_line(lines[payment.line], given=given, terms=terms)
        yield {
            "number": payment.number,
            "dated": payment.dated.isoformat(),
            "registration": holder.registration,
            "address": (holder.address, holder.city, holder.region, holder.postal_code, holder.country),
            "amount": f"{payment.amount:f}",
            "facts": [*_facts(proof), *_this_check(payment)],
        }


def _facts(proof: LineProof) -> Iterator[tuple[str, str]]:
    """The steps from the Rights of a holder to its cash, each sum rounded once."""
    line, given, due = proof.line, proof.given, proof.computed
    yield "Account", line.account
    yield "Registered in the name of", ", ".join(line.holder.registration.split("\n"))
    yield "Rights held that are not void", f"{line.valid:,}"
    if line.void:
        yield "Rights null and void (Section 7(e))", f"{line.void:,}"
    yield "Rights taken by the order", f"{line.taken:,}"
    if given.cash_each:
        yield "Cash for each Right", f"${as_text(given.cash_each)}"
        yield f"{line.taken:,} × ${as_text(given.cash_each)}", f"${as_text(due.cash.raw)}"
        yield "Rounded once, to the cent", f"${to_decimal(due.cash.value, places=2):,.2f}"
    if given.shares_each:
        yield "Common Shares for each Right", as_text(given.shares_each)
        yield "Common Shares due, of them whole", f"{as_text(due.shares.due)}, {due.shares.whole:,}"
    if due.shares.fraction and given.close is not None:
        close = as_text(given.close)
        yield "Fraction of a share, at the close of", f"{as_text(due.shares.fraction)}, ${close}"
        yield (
            "Cash for the fraction, rounded to the cent",
            f"${to_decimal(due.shares.cash.value, places=2):,.2f}",
        )


def _this_check(payment: OrderPayment) -> Iterator[tuple[str, str]]:
    yield "This check", f"${payment.amount:,.2f}"
    if payment.replaces is not None:
        yield "In the place of check", f"{payment.replaces}, which was stopped"
