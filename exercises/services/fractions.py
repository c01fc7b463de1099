"""Cash for the part of a unit that an exercise leaves: on the Company's certificate and funds (§14(e)).

The figure computed here stands beside the certificate; what the certificate states is paid, once, by two.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from agreement.arithmetic import to_decimal
from agreement.errors import RefusedByGround
from agreement.fractional import FractionBatch, payment_grounds
from agreement.funds import FundsPurpose
from agreement.grounds import Effect
from agreement.refusals import refuse
from agreement.requisition import cash_computed
from exercises.models import DueBill, FractionCertified, SecuritiesDue
from exercises.selectors.deliveries import bought_of, due_of
from exercises.selectors.elections import election_of
from exercises.selectors.fractions import payout_standing
from exercises.selectors.funds import funds_standing
from exercises.services.arrangements import Signed
from exercises.services.deliveries import must_have_due_bill, must_not_be_restrained
from exercises.services.funds import PayoutTold, ask_for_payout
from registry.models import Approval, Item, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import terms_in_force
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.officers import must_certify
from registry.services.company_account.common import day_not_to_come
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class CertificateTold:
    """The Company's certificate: the close of a Common Share on the Trading Day before, and the cash."""

    closing_price: Decimal
    trading_day: date
    amount: Decimal


@transaction.atomic(durable=True)
def record_certificate(
    item: Item,
    told: CertificateTold,
    *,
    of: DueBill | None = None,
    signed: Signed,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> FractionCertified:
    """Record the Company's certificate of the cash for the fraction of an exercise; ours stands beside it.

    With `of` it is the fraction that a due bill leaves once its event occurred.

    Raises MAKER_NOT_PERMITTED, NO_FRACTION_DUE, FRACTION_CERTIFIED_ALREADY, OFFICER_NOT_AUTHORISED,
    ACCOUNT_DAY_IMPOSSIBLE, NO_SUPPORTING_DOCUMENT.

    Agreement: 14(e)(i);20(b).
    """
    must_be_staff(by, act="recording a certificate of the Company")
    agreement = lock_books(RightsAgreement(pk=item.agreement_id))
    due = _with_fraction(item, of)
    earlier = FractionCertified.objects.filter(due=due).first()
    if earlier is not None:
        raise refuse("FRACTION_CERTIFIED_ALREADY", item=item.number, amount=f"{earlier.amount:,.2f}")
    day_not_to_come(agreement, told.trading_day, what="The Trading Day", at=at)
    must_certify(
        agreement,
        name=signed.officer_name,
        title=signed.officer_title,
        day=signed.signed_on,
        words="cash in the place of fractions",
        at=at,
    )
    made = FractionCertified.objects.create(
        due=due,
        closing_price=told.closing_price,
        trading_day=told.trading_day,
        amount=told.amount,
        computed=computed_cash(due, close=told.closing_price, on=told.trading_day),
        **signed.as_row(),
        document=require_document(agreement, document),
        recorded_at=at,
        recorded_by=by,
    )
    details = {"item": item.number, "amount": str(made.amount), "computed": str(made.computed)}
    append_audit(agreement, actor=by, act="FRACTION_CERTIFIED", subject=str(made), details=details, at=at)
    return made


def computed_cash(due: SecuritiesDue, *, close: Decimal, on: date) -> Decimal:
    """Our figure for the fraction of an exercise, by the terms in force when it was complete.

    Agreement: 14(b);14(c).
    """
    completed_at = election_of(due.item).completed_at
    assert completed_at is not None  # it is posted
    terms = terms_in_force(due.agreement, known_at=completed_at)
    cash, _ = cash_computed(bought_of(due), close=Fraction(close), on=on, terms=terms)
    return to_decimal(cash.value, places=2)


@transaction.atomic(durable=True)
def request_fraction_payment(item: Item, *, of: DueBill | None = None, maker: User, at: datetime) -> Approval:
    """Ask a second person to pay the fraction of an exercise, as the Company certified it, out of its funds.

    With `of` it is the fraction that a due bill leaves. Raises MAKER_NOT_PERMITTED, NO_FRACTION_DUE,
    FRACTION_ASKED_OR_PAID, and RefusedByGround with FRACTION_CERTIFICATE_MISSING, FUNDS_NOT_RECEIVED,
    DUE_BILL_MISSING or RESTRAINED_BY_ORDER while they are.

    Agreement: 7(c)(iv);11(k);14(e).
    """
    must_be_staff(maker, act="paying cash for a fraction")
    agreement = lock_books(RightsAgreement(pk=item.agreement_id))
    due = _with_fraction(item, of)
    if of is None:
        must_have_due_bill(item)
    certified = FractionCertified.objects.filter(due=due).first()
    standing = payout_standing(certified) if certified else None
    if standing is not None:
        payout, words = standing
        raise refuse("FRACTION_ASKED_OR_PAID", payment=payout.number, item=item.number, stands=words)
    collected = funds_standing(agreement, purpose=FundsPurpose.FRACTIONS, order=None).left
    held = [
        one for one in payment_grounds(_batch(due, certified, collected)) if one.effect is not Effect.WARN
    ]
    if certified is None or held:
        raise RefusedByGround.by(held)
    must_not_be_restrained(due.item, at=at)
    holder = due.item.holder
    assert holder is not None  # it is posted
    told = PayoutTold(
        FundsPurpose.FRACTIONS,
        None,
        payee=" ".join(holder.registration.split()),
        amount=certified.amount,
        about=f"Cash for a fraction, item {item.number}",
    )
    return ask_for_payout(agreement, told, fraction=certified, maker=maker, at=at)


def _with_fraction(item: Item, of: DueBill | None) -> SecuritiesDue:
    due = due_of(item) if of is None else SecuritiesDue.objects.filter(due_bill=of).first()
    if due is None or not bought_of(due).fraction:
        raise refuse("NO_FRACTION_DUE", item=item.number)
    return due


def _batch(due: SecuritiesDue, certified: FractionCertified | None, collected: Decimal) -> FractionBatch:
    name = f"of item {due.item.number}"
    if certified is None:
        return FractionBatch(name, Decimal(0))
    return FractionBatch(name, certified.computed, certified.amount, collected)
