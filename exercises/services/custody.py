"""Money received for exercises: forwarded to the Company or returned, once, recorded by a person (§7(c))."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from agreement.custody import MovedTo
from agreement.refusals import refuse
from exercises.models import Payment, PaymentMovement
from exercises.selectors.custody import standings_of
from registry.models import Item, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import day_not_to_come, next_number, sum_given, words_given
from registry.services.documents import Evidence, require_document
from registry.services.refusals import told_as_errors


@dataclass(frozen=True, slots=True)
class MovementTold:
    """Where money of a payment went: how much in US dollars, on which day, to whom."""

    to: MovedTo
    amount: Decimal
    moved_on: date
    given_to: str


@transaction.atomic(durable=True)
def record_movement(
    payment: Payment, told: MovementTold, *, document: Evidence | None, by: User, at: datetime
) -> PaymentMovement:
    """A person records money forwarded to the Company, or returned to who paid it, with the proof.

    The price of a posted exercise is forwarded, up to what was due; what is over goes back, what does not
    count, and all of an exercise that ended unposted. Raises MAKER_NOT_PERMITTED, PAYMENT_MOVED_ALREADY,
    PRICE_NOT_THE_COMPANYS_YET, PAYMENT_NOT_TO_BE_RETURNED, ACCOUNT_PART_MISSING, ACCOUNT_DAY_IMPOSSIBLE,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 7(c).
    """
    must_be_staff(by, act="recording where money of an exercise went")
    agreement = lock_books(RightsAgreement(pk=payment.agreement_id))
    amount = sum_given(told.amount, name="sum")
    _must_be_destined(payment, told.to, amount=amount)
    with told_as_errors():
        made = PaymentMovement.objects.create(
            agreement=agreement,
            number=next_number(PaymentMovement, agreement),
            payment=payment,
            kind=told.to.value,
            amount=amount,
            moved_on=day_not_to_come(agreement, told.moved_on, what="The movement", at=at),
            given_to=words_given(told.given_to, name="name of whom it went to"),
            document=require_document(agreement, document),
            recorded_at=at,
            recorded_by=by,
        )
    append_audit(
        agreement,
        actor=by,
        act=f"PAYMENT_{made.kind}",
        subject=str(made),
        details={"payment": payment.pk, "amount": str(made.amount), "document": made.document_id},
        at=at,
    )
    return made


def _must_be_destined(payment: Payment, to: MovedTo, *, amount: Decimal) -> None:
    item = Item.objects.select_related("agreement").get(pk=payment.item_id)
    standing = next(one for one in standings_of(item) if one.payment.pk == payment.pk)
    told: dict[str, Any] = {"payment": payment.pk, "item": item.number}
    if amount > standing.held.left:
        raise refuse("PAYMENT_MOVED_ALREADY", payment=payment.pk, left=f"{standing.held.left:,.2f}")
    if to is MovedTo.FORWARDED and amount > standing.to.to_forward:
        raise refuse("PRICE_NOT_THE_COMPANYS_YET", left=f"{standing.to.to_forward:,.2f}", **told)
    if to is not MovedTo.FORWARDED and amount > standing.to.to_return:
        raise refuse("PAYMENT_NOT_TO_BE_RETURNED", left=f"{standing.to.to_return:,.2f}", **told)
