"""Money of exercises for programs: received for one exercise, held against what is due, gone (§7(c))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.custody import LAWFUL_MONEY, MoneyState, MovedTo
from agreement.exercise_price import Payee, TenderedMeans
from agreement.refusals import refuse
from exercises.api.elections import exercise_numbered
from exercises.models import Payment
from exercises.selectors import custody as reads
from exercises.services import custody, payments
from exercises.services.custody import MovementTold
from exercises.services.payments import PaymentReceived
from registry import clock
from registry.api.access import READING
from registry.api.operations import Read, ReadPage
from registry.api.paging import LARGEST_KEY, Page, PageQuery, WholeNumber, cut
from registry.api.taken import Day, Instant, PaperAct, PaperTaken, Text
from registry.roles import STAFF
from registry.services.calls import within_call

SUM: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}


class MovementLine(serializers.Serializer):
    """Where money of a payment went."""

    number = serializers.IntegerField()
    to = serializers.CharField(source="kind")
    amount = serializers.DecimalField(**SUM)
    moved_on = serializers.DateField()
    given_to = serializers.CharField()
    sha256 = serializers.CharField(source="document.sha256", help_text="Of its proof.")
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(source="recorded_by.username")


class PaymentLine(serializers.Serializer):
    """A payment for an exercise: what came in, whether it counts, what is to become of it."""

    id = serializers.IntegerField(source="payment.pk")
    item = serializers.IntegerField(source="payment.item.number")
    means = serializers.CharField(source="payment.means")
    amount = serializers.DecimalField(source="payment.amount", **SUM)
    drawer_bank = serializers.CharField(source="payment.drawer_bank", allow_blank=True)
    instrument_number = serializers.CharField(source="payment.instrument_number", allow_blank=True)
    payee = serializers.CharField(source="payment.payee")
    received_at = serializers.DateTimeField(source="payment.received_at")
    recorded_by = serializers.CharField(source="payment.recorded_by.username")
    sha256 = serializers.CharField(source="payment.document.sha256", help_text="Of its copy.")
    state = serializers.ChoiceField(choices=[state.value for state in MoneyState])
    counts = serializers.BooleanField(
        source="held.counts", help_text="Its means and its payee are those of the agreement."
    )
    to_forward = serializers.DecimalField(source="to.to_forward", **SUM)
    to_return = serializers.DecimalField(source="to.to_return", **SUM)
    movements = MovementLine(many=True)


class PaymentQuery(PageQuery):
    """Which payments."""

    item = WholeNumber(
        min_value=1, max_value=LARGEST_KEY, required=False, default=None, help_text="Of this exercise alone."
    )


class ListPayments(ReadPage):
    """List the payments received for exercises, the latest first, each with where it stands."""

    name, topic = "listPayments", "Exercises"
    roles, query, gives = READING, PaymentQuery, PaymentLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = reads.payments_at(self.agreement(place["code"]))
        if asked["item"] is not None:
            found = found.filter(item__number=asked["item"])
        page = cut(found, key="-id", after=after, size=size)
        return Page(reads.standings(page.rows), page.next_after)


class DeskTold(serializers.Serializer):
    """The money of all exercises together, in dollars."""

    received = serializers.DecimalField(**SUM)
    forwarded = serializers.DecimalField(**SUM)
    returned = serializers.DecimalField(**SUM)
    held = serializers.DecimalField(**SUM)
    to_forward = serializers.DecimalField(help_text="The Company's, and still here.", **SUM)
    to_return = serializers.DecimalField(help_text="To go back to who paid it.", **SUM)


class ShowCashDesk(Read):
    """Show the money of all exercises: received, gone, due to the Company, to go back."""

    name, topic = "showCashDesk", "Exercises"
    roles, gives = READING, DeskTold

    def read(self, *, code: str) -> Any:
        return reads.cash_desk(self.agreement(code))


class PaymentTaken(serializers.Serializer):
    """A payment as it came in; bank and number stand on every instrument but cash."""

    received_at = Instant(help_text="In hand at the designated office.")
    means = serializers.ChoiceField(choices=[means.value for means in TenderedMeans])
    amount = serializers.DecimalField(help_text="In the currency named.", min_value=0, **SUM)
    currency = serializers.CharField(
        max_length=3, default=LAWFUL_MONEY, help_text="As the instrument says; US dollars alone are accepted."
    )
    drawer_bank = Text(max_length=200)
    instrument_number = Text(max_length=40)
    payee = serializers.ChoiceField(choices=[payee.value for payee in Payee])
    paper = PaperTaken(help_text="Its copy, both sides, or the receipt of cash.")

    def validate_amount(self, amount: Any) -> Any:
        """More than nothing."""
        return above_nothing(amount)


class ReceivePayment(PaperAct):
    """Record a payment for one exercise, which is examined anew; short or over is told by its checks."""

    name, topic, paper_kind = "receivePayment", "Exercises", "PAYMENT"
    roles, takes, gives, success = STAFF, PaymentTaken, PaymentLine, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = exercise_numbered(self.agreement(code), number)
        payment = PaymentReceived(
            TenderedMeans(told["means"]),
            told["amount"],
            told["drawer_bank"],
            told["instrument_number"],
            Payee(told["payee"]),
            told["received_at"],
            told["currency"].upper(),
        )
        document, at = self.evidence(told, item.agreement), clock.now()
        made = within_call(payments.receive_payment)(
            item, payment, document=document, by=self.request.user, at=at
        )
        return reads.standings([made])[0]


class MovementTaken(serializers.Serializer):
    """Money of a payment that went out: forwarded to the Company, or returned to who paid it."""

    to = serializers.ChoiceField(choices=["FORWARDED", "RETURNED"])
    amount = serializers.DecimalField(help_text="In dollars.", min_value=0, **SUM)
    moved_on = Day()
    given_to = serializers.CharField(max_length=300, help_text="To whom, and how.")
    paper = PaperTaken(help_text="A receipt, or the advice of the bank.")

    def validate_amount(self, amount: Any) -> Any:
        """More than nothing."""
        return above_nothing(amount)


class RecordMovement(PaperAct):
    """Record that money of a payment went to the Company or back, with its proof, as a person knows it."""

    name, topic, paper_kind = "recordPaymentMovement", "Exercises", "PAYMENT_MOVED"
    roles, takes, gives, success = STAFF, MovementTaken, PaymentLine, 201

    def act(self, told: dict[str, Any], *, code: str, payment: int) -> Any:
        agreement = self.agreement(code)
        found = reads.payments_at(agreement).filter(pk=payment).first()
        if found is None:
            raise refuse("NOT_FOUND", what=f"Payment {payment}")
        moved = MovementTold(MovedTo(told["to"]), told["amount"], told["moved_on"], told["given_to"])
        document, at = self.evidence(told, agreement), clock.now()
        within_call(custody.record_movement)(found, moved, document=document, by=self.request.user, at=at)
        return reads.standings([Payment.objects.select_related("item__agreement").get(pk=payment)])[0]


def above_nothing(amount: Any) -> Any:
    """A sum that is more than nothing. Raises ValidationError."""
    if not amount:
        raise serializers.ValidationError("Name a sum above nothing.")
    return amount
