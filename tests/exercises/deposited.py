"""Holders paid by deposit: a run of six lines, three of them set apart, and the acts about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from agreement.errors import RightsError
from agreement.stops import ReporterCapacity, StopKind
from exercises.models import (
    DepositFile,
    DepositReturn,
    OrderDeposit,
    OrderPayment,
    PaymentRun,
)
from exercises.services import deposit_files, order_deposits
from exercises.services.deposit_files import SenderTold
from registry.models import Approval, RegisteredHolder, Stop
from registry.selectors.agreements import local_day
from registry.services import jobs, stops
from registry.services.stops import StopAsked
from tests.exercises.ordered_books import OrderedBooks, make_ordered_books
from tests.exercises.test_deposits import bank, in_force

HOLDERS = 6
BY_DEPOSIT = ("0002", "0003", "0005")


def holder(account: str) -> RegisteredHolder:
    """The holder of an account."""
    return RegisteredHolder.objects.select_related("agreement").get(account=account)


def instructed(books: OrderedBooks, *accounts: str) -> None:
    """Holders with an instruction in force and past its hold."""
    for account in accounts:
        in_force(books.plan, holder(account), bank(holder(account)))
    books.plan.at += timedelta(days=11)


def make_deposited_books() -> OrderedBooks:
    """Six holders of 1 to 6 Rights at $0.0125: 1, 3, 4, 5, 6 and 8 cents; three with a bank account."""
    made = make_ordered_books(holders=HOLDERS)
    instructed(made, *BY_DEPOSIT)
    return made


def begun(books: OrderedBooks) -> PaymentRun:
    """The run has begun, its job did nothing yet."""
    made = books.carried_out()
    books.funded(made)
    books.approved(made)
    run = books.started(made)
    return PaymentRun.objects.select_related("order_list__agreement", "order_list__order", "job").get(
        pk=run.pk
    )


def paid(books: OrderedBooks) -> PaymentRun:
    """The run with its checks made."""
    run = begun(books)
    jobs.run_available("cashier", clock=books.plan.tick)
    run.job.refresh_from_db()
    return run


def today(books: OrderedBooks) -> date:
    """The day on the wall of the agreement."""
    return local_day(books.plan.agreement, at=books.plan.at)


def bank_day(books: OrderedBooks) -> date:
    """A banking day to come."""
    day = today(books) + timedelta(days=1)
    while day.weekday() > 3 or (day.month, day.day) == (7, 4):
        day += timedelta(days=1)
    return day


def sender(books: OrderedBooks, **changed: Any) -> SenderTold:
    """Who sends the file, and a banking day."""
    told = {
        "bank_routing": "021000021",
        "bank_name": "Harbor Bank",
        "company_name": "Quay Trust",
        "company_id": "1990000001",
        "settles_on": bank_day(books),
        **changed,
    }
    return SenderTold(**told)


def asked(books: OrderedBooks, run: PaymentRun, **changed: Any) -> Approval:
    """One person asks for the file."""
    plan = books.plan
    return deposit_files.request_file(run, sender(books, **changed), maker=plan.maker, at=plan.tick())


def filed(books: OrderedBooks, run: PaymentRun) -> DepositFile:
    """The file, by two people."""
    made = books.approve(asked(books, run))
    assert isinstance(made, DepositFile)
    return made


def text_of(books: OrderedBooks, made: DepositFile) -> list[str]:
    """The records of the file."""
    file = deposit_files.open_file(made, by=books.plan.maker, at=books.plan.tick())
    return file.read().decode("ascii").splitlines()


def returned(books: OrderedBooks, run: PaymentRun, trace: str, **changed: Any) -> DepositReturn:
    """A deposit that the bank sent back."""
    plan = books.plan
    said = {
        "code": "R03",
        "returned_on": today(books),
        "check_dated": today(books) + timedelta(days=2),
        "document": plan.document,
        **changed,
    }
    return order_deposits.record_return(run, trace, **said, by=plan.maker, at=plan.tick())


def held_back(books: OrderedBooks, run: PaymentRun, account: str, **changed: Any) -> DepositReturn:
    """A deposit held back before the file."""
    plan = books.plan
    said = {"check_dated": today(books), "reason": "The court ordered it", **changed}
    return order_deposits.hold_back(run, account, **said, by=plan.maker, at=plan.tick())


def stopped(books: OrderedBooks, **on: Any) -> Stop:
    """An order of a court, on an account or on all Rights."""
    plan = books.plan
    told = StopAsked(
        StopKind.COURT_ORDER,
        reason="Injunction of the Superior Court",
        reported_by="The clerk of the court",
        reported_at=plan.at,
        capacity=ReporterCapacity.COURT_OR_AUTHORITY,
        dated_on=today(books) - timedelta(days=1),
        **on,
    )
    return stops.place_stop(plan.agreement, told, document=plan.document, by=plan.maker, at=plan.tick())


def released(books: OrderedBooks, stop: Stop) -> None:
    """The court lifts its order; two people record it."""
    plan = books.plan
    lifted = stops.request_release(
        stop, reason="Lifted by the court", document=plan.document, maker=plan.maker, at=plan.tick()
    )
    books.approve(lifted)


def counted() -> tuple[int, ...]:
    """What a refused act leaves as it is."""
    models = (PaymentRun, OrderDeposit, DepositFile, DepositReturn, Approval, OrderPayment)
    return tuple(one.objects.count() for one in models)


def refused(act: Any) -> RightsError:
    """What an act is refused with; nothing is written."""
    before = counted()
    with pytest.raises(RightsError) as found:
        act()
    assert counted() == before
    return found.value


def accounts(run: PaymentRun) -> list[str]:
    """The accounts set apart, in their order."""
    return [one.instruction.holder.account for one in run.deposits.select_related("instruction__holder")]
