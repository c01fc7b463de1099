"""Reads of checks: how each stands, what is out and how old it is, the lines of their files (§23(a))."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet

from agreement.workflow.checks import CHECK, CheckEvent, CheckState
from agreement.workflow.moves import move
from exercises.bank.check_files import CheckLine
from exercises.models import OrderPayment, PaymentEvent, PaymentRun

_STANDING = """
    SELECT coalesce(latest.kind, 'ISSUED'), count(*), sum(payment.amount)
      FROM order_payment payment
      LEFT JOIN LATERAL (SELECT kind FROM exercises_paymentevent event
                          WHERE event.run_id = payment.run_id AND event.number = payment.number
                          ORDER BY event.id DESC LIMIT 1) AS latest ON true
     WHERE payment.run_id = %s GROUP BY 1 ORDER BY 1
"""
_OUT = """
    SELECT width_bucket(%(today)s::date - payment.dated, ARRAY[30, 90, 180, 365, 1095]), count(*),
           sum(payment.amount)
      FROM order_payment payment
     WHERE payment.run_id = %(run)s
       AND NOT EXISTS (SELECT 1 FROM exercises_paymentevent event
                        WHERE event.run_id = payment.run_id AND event.number = payment.number
                          AND event.kind IN ('PAID', 'REISSUED'))
     GROUP BY 1 ORDER BY 1
"""
AGES = ("up to 30 days", "30 to 90 days", "90 to 180 days", "180 days to a year", "one to three years",
        "three years and more")  # fmt: skip
_LINES = """
    SELECT payment.number, payment.dated, payment.amount, holder.registration, holder.address, holder.city,
           holder.region, holder.postal_code, holder.country, holder.account, payment.line,
           EXISTS (SELECT 1 FROM exercises_paymentevent event
                    WHERE event.run_id = payment.run_id AND event.number = payment.number
                      AND event.kind = 'STOPPED')
      FROM order_payment payment JOIN registered_holder holder ON holder.id = payment.holder_id
     WHERE payment.run_id = %s ORDER BY payment.number
"""
READ_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class ChecksCounted:
    """Checks that stand alike: how, how many, for how much."""

    told: str
    count: int
    amount: Decimal


def checks_numbered(run: PaymentRun, first: int, last: int) -> QuerySet[OrderPayment]:
    """The checks of a run with these numbers, looked for only among the lines that can be theirs.

    At least as many lines as checks come before a check, and after it: where every line is paid, the range
    of lines is exact.
    """
    made = run.order_list
    first_paid, last_paid = first - run.first_number + 1, last - run.first_number + 1
    lines = (first_paid, last_paid + made.line_count - made.payment_count)
    anew = run.replacements.filter(number__range=(first, last)).values_list("line", flat=True)
    return OrderPayment.objects.filter(
        Q(line__range=lines) | Q(line__in=list(anew)), run=run, number__range=(first, last)
    )


def state_of_check(run: PaymentRun, number: int) -> CheckState:
    """How a check stands, by its events in their order."""
    return states_of_checks(run, numbers=[number])[number]


def states_of_checks(run: PaymentRun, *, numbers: Sequence[int]) -> dict[int, CheckState]:
    """How checks of a run stand, by their numbers."""
    states = dict.fromkeys(numbers, CheckState.ISSUED)
    events = PaymentEvent.objects.filter(run=run, number__in=numbers).order_by("id")
    for number, kind in events.values_list("number", "kind"):
        states[number] = move(CHECK, states[number], CheckEvent(kind).value.lower())
    return states


def checks_standing(run: PaymentRun) -> list[ChecksCounted]:
    """The checks of a run by how they stand."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [run.pk])
        words = {state.value: state.value.lower() for state in CheckState}
        return [ChecksCounted(words[kind], count, amount) for kind, count, amount in cursor.fetchall()]


def checks_out(run: PaymentRun, *, today: date) -> list[ChecksCounted]:
    """The checks that the bank has not paid and that no other stands for, by their age (§23(a))."""
    with connection.cursor() as cursor:
        cursor.execute(_OUT, {"run": run.pk, "today": today})
        return [ChecksCounted(AGES[age], count, amount) for age, count, amount in cursor.fetchall()]


def check_lines(run: PaymentRun) -> Iterator[CheckLine]:
    """The checks of a run as their files tell them, payees by the register, in the order of numbers."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINES, [run.pk])
        while rows := cursor.fetchmany(READ_AT_ONCE):
            for number, dated, amount, registration, *place, account, line, is_void in rows:
                address = ", ".join(" ".join(str(part).split()) for part in place if part)
                payee = " ".join(registration.split("\n"))
                yield CheckLine(
                    run.bank_account, number, dated, amount, payee, address, account, line, is_void
                )
