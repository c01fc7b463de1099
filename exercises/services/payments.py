"""Payments of the Exercise Price: received for one exercise, held against what is due, used once (§7(c))."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from agreement.custody import LAWFUL_MONEY, must_be_lawful_money
from agreement.exercise_price import Payee, TenderedMeans
from agreement.refusals import refuse
from agreement.workflow.items import ItemKind
from exercises.models import Payment
from exercises.services import elections
from registry.models import Item, RightsAgreement, User
from registry.services import items
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class PaymentReceived:
    """A payment as it came in: the amount on it, the bank, the number, to whose order.

    `currency` has the three letters of the money in which it is drawn.
    """

    means: TenderedMeans
    amount: Decimal
    drawer_bank: str
    instrument_number: str
    payee: Payee
    received_at: datetime
    currency: str = LAWFUL_MONEY


@transaction.atomic(durable=True)
def receive_payment(
    item: Item, payment: PaymentReceived, *, document: Evidence | None, by: User, at: datetime
) -> Payment:
    """Record a payment for an exercise and examine the exercise anew.

    What is short, over, or by means that are not accepted is recorded all the same, and told by the checks;
    what is not in US dollars has no amount that could be.

    Raises CURRENCY_NOT_ACCEPTED, INSTRUMENT_USED, ITEM_ALREADY_ASKED, ITEM_PART_MISSING,
    RECEIVED_AFTER_RECORDED, NO_SUPPORTING_DOCUMENT.

    Agreement: 7(a);7(b);7(c).
    """
    must_be_lawful_money(payment.currency)
    held = items.held_item(item)
    _must_take_money(held)
    _must_be_whole(held.agreement, payment, at=at)
    received = Payment.objects.create(
        agreement=held.agreement,
        item=held,
        means=payment.means.value,
        amount=payment.amount,
        drawer_bank=_bank(payment),
        instrument_number=payment.instrument_number.strip(),
        payee=payment.payee.value,
        document=require_document(held.agreement, document),
        received_at=payment.received_at,
        recorded_at=at,
        recorded_by=by,
    )
    append_audit(
        held.agreement,
        actor=by,
        act="PAYMENT_RECEIVED",
        subject=f"item {held.number}",
        details={"payment": received.pk, "amount": str(received.amount), "means": received.means},
        at=at,
    )
    if held.state != "HELD_20K":
        elections.settle(held, by=by, at=at)
    return received


def _must_take_money(item: Item) -> None:
    """Money is for an exercise that is neither ended nor asked to be posted; a hold does not refuse it."""
    if item.kind != ItemKind.EXERCISE or item.ended_at is not None:
        raise refuse("ITEM_NOT_FOUND", number=item.number, agreement=item.agreement.code)
    if item.posting is not None and items.is_undecided(item.posting):
        raise refuse("ITEM_ALREADY_ASKED", item=item.number)


def _must_be_whole(agreement: RightsAgreement, payment: PaymentReceived, *, at: datetime) -> None:
    if payment.received_at > at:
        raise refuse(
            "RECEIVED_AFTER_RECORDED", received=payment.received_at.isoformat(), recorded=at.isoformat()
        )
    if payment.means is TenderedMeans.CASH:
        return
    for name, said in (("bank", payment.drawer_bank), ("number", payment.instrument_number)):
        if not said.strip():
            raise refuse("ITEM_PART_MISSING", missing=f"{name} of the instrument")
    used = Payment.objects.filter(
        agreement=agreement,
        drawer_bank=_bank(payment),
        instrument_number=payment.instrument_number.strip(),
        part_of__isnull=True,
    ).select_related("item")
    for earlier in used[:1]:
        raise refuse("INSTRUMENT_USED", number=earlier.instrument_number, item=earlier.item.number)


def _bank(payment: PaymentReceived) -> str:
    """The bank by one spelling of its blanks, so that one instrument is not taken twice."""
    return " ".join(payment.drawer_bank.split())
