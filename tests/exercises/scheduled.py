"""A nominee with a large certificate that is presented for exercise with schedules."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agreement.exercise_price import Payee, TenderedMeans
from exercises.models import Payment
from exercises.services import schedules
from exercises.services.payments import PaymentReceived, receive_payment
from registry.models import Approval, BookEntry, Schedule
from registry.services import schedules as registry_schedules
from tests.exercises.delivered import arrange, reserve
from tests.registry.presented import NUMBER
from tests.registry.scheduled import NomineeDesk, file_of, line, make_nominee_desk, stays

PRICE = 250
HEAD = (
    "reference", "rights", "statement_1", "statement_2", "answered_by", "stays_with_nominee", "corrects_line",
    "registration_1", "address_1", "city", "region", "postal_code", "country",
    "payment_amount", "payment_means", "delivery",
)  # fmt: skip


def paid_line(reference: str, rights: int, **changed: str) -> dict[str, str]:
    """A clean line whose price is paid, its shares for a customer, unless told otherwise."""
    money = {
        "payment_amount": f"{rights * PRICE}.00",
        "payment_means": "CASHIERS_CHECK",
        "delivery": "COURIER",
    }
    return line(reference, rights, **{**money, **changed})


def kept_line(reference: str, rights: int, **changed: str) -> dict[str, str]:
    """A clean line whose shares are asked for in the nominee's name."""
    money = {"payment_amount": f"{rights * PRICE}.00", "payment_means": "CASHIERS_CHECK"}
    return stays(reference, rights, **{**money, **changed})


def exercise_file(*lines: dict[str, str]) -> bytes:
    """A CSV file of lines of an exercise."""
    return file_of(*lines, head=HEAD)


@dataclass
class ExerciseDesk:
    """The desk at which a nominee exercises with a schedule."""

    desk: NomineeDesk

    @property
    def plan(self) -> Any:
        return self.desk.plan

    def receive(self, content: bytes, *numbers: int, name: str = "exercise.csv", **reverse: Any) -> Schedule:
        """A schedule taken in; in other names no tax is due."""
        return schedules.receive_schedule(
            self.desk.agreement,
            self.desk.counter.presentation(*(numbers or (self.desk.number,)), **reverse),
            file=self.desk.file(content, name),
            numbers=(NUMBER, NUMBER),
            document=self.plan.document,
            by=self.plan.maker,
            at=self.plan.tick(),
        )

    def correct(self, schedule: Schedule, content: bytes) -> Schedule:
        """A later file taken in."""
        return registry_schedules.correct_lines(
            schedule,
            file=self.desk.file(content, "later.csv"),
            received_at=self.plan.at,
            by=self.plan.maker,
            at=self.plan.tick(),
        )

    def pay(self, schedule: Schedule, amount: str, *, number: str = "1") -> Payment:
        """A cashier's check for the whole."""
        told = PaymentReceived(
            TenderedMeans.CASHIERS_CHECK, Decimal(amount), "Harbor Bank", number, Payee.COMPANY, self.plan.at
        )
        return receive_payment(
            schedule.item, told, document=self.plan.document, by=self.plan.maker, at=self.plan.tick()
        )

    def ask(self, schedule: Schedule) -> Approval:
        """Ask the second person."""
        return schedules.request_posting(schedule, maker=self.plan.maker, at=self.plan.tick())

    def post(self, schedule: Schedule) -> BookEntry:
        """Ask, and have the second person approve."""
        return self.desk.counter.press.approve(self.ask(schedule))

    def reserved(self, shares: str = "1000") -> None:
        """The Company reserved shares and said of whom they are asked."""
        reserve(self.desk.counter, shares)
        arrange(self.desk.counter)


def make_exercise_desk(*, rights: int = 1_000) -> ExerciseDesk:
    """A nominee's certificate of so many Rights, countersigned; exercise is permitted."""
    return ExerciseDesk(make_nominee_desk(rights=rights))
