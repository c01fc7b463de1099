"""Money of the Company by purpose: recorded from its paper, paid out by two people, never beyond it (§20(j)).

The Rights Agent pays with what the Company gave for the very purpose, under the lock of the books, so that
two payments at once never spend the same money. Checks and wires are made by hand from what is approved.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from agreement.funds import OF_EXERCISES, SECTIONS, FundsPurpose, payout_refusal
from agreement.refusals import refuse
from exercises.models import FractionCertified, FundsReceived, Payout, SecuritiesDue
from exercises.selectors.funds import APPROVE_PAYOUT, PURPOSES, funds_standing, words_of_payout
from registry.models import Approval, Notice, NoticeKind, NoticeState, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.board_orders import endings
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.commitments import commit_words
from registry.services.company_account.common import (
    day_not_to_come,
    money_text,
    next_number,
    sum_given,
    words_given,
)
from registry.services.documents import Evidence, require_document
from registry.services.refusals import told_as_errors


@dataclass(frozen=True, slots=True)
class FundsTold:
    """Money as its paper has it: for what, from whom, how much in US dollars, on which day collected."""

    purpose: FundsPurpose
    order: Notice | None
    received_from: str
    received_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PayoutTold:
    """A payment to be made: for what, to whom, how much in US dollars, and what it is about."""

    purpose: FundsPurpose
    order: Notice | None
    payee: str
    amount: Decimal
    about: str


@transaction.atomic(durable=True)
def record_funds(
    agreement: RightsAgreement, told: FundsTold, *, document: Evidence | None, by: User, at: datetime
) -> FundsReceived:
    """A person records money of the Company once it is collected, from its paper.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, ACCOUNT_DAY_IMPOSSIBLE, COMPANY_NOTICE_REQUIRED,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 14(e);20(j);23(a).
    """
    must_be_staff(by, act="recording money of the Company")
    locked = lock_books(agreement)
    _order_on_file(locked, told.purpose, told.order)
    return _recorded(
        locked,
        told,
        received_from=words_given(told.received_from, name="payer"),
        amount=sum_given(told.amount, name="sum"),
        received_on=day_not_to_come(locked, told.received_on, what="The receipt", at=at),
        document=require_document(locked, document),
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def take_funds_back(funds: FundsReceived, *, reason: str, by: User, at: datetime) -> FundsReceived:
    """Take money recorded in error back by another row; never what is paid out already.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING without a reason, RECEIPT_TAKEN_BACK, OWN_FUNDS_RISK.

    Agreement: 20(j).
    """
    must_be_staff(by, act="taking back money of the Company")
    locked = lock_books(funds.agreement)
    why = words_given(reason, name="reason")
    wrong = FundsReceived.objects.select_related("order", "document").get(pk=funds.pk)
    if wrong.reverses_id is not None or FundsReceived.objects.filter(reverses=wrong).exists():
        raise refuse("RECEIPT_TAKEN_BACK", receipt=wrong.number)
    purpose = FundsPurpose(wrong.purpose)
    told = FundsTold(purpose, wrong.order, wrong.received_from, wrong.received_on, wrong.amount)
    _must_be_covered(locked, purpose, wrong.order, amount=wrong.amount)
    return _recorded(
        locked,
        told,
        received_from=wrong.received_from,
        amount=-wrong.amount,
        received_on=wrong.received_on,
        document=wrong.document,
        reverses=wrong,
        reason=why,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def request_payout(agreement: RightsAgreement, told: PayoutTold, *, maker: User, at: datetime) -> Approval:
    """Draft a payment out of the Company's money, and ask a second person to approve it.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, COMPANY_NOTICE_REQUIRED while no accepted order stands,
    OWN_FUNDS_RISK.

    Agreement: 20(j);23(a);24(d).
    """
    must_be_staff(maker, act="paying out money of the Company")
    return ask_for_payout(lock_books(agreement), told, maker=maker, at=at)


def ask_for_payout(
    locked: RightsAgreement,
    told: PayoutTold,
    *,
    fraction: FractionCertified | None = None,
    substitute: SecuritiesDue | None = None,
    maker: User,
    at: datetime,
) -> Approval:
    """Draft a payment under the lock of the books, and ask for it.

    `fraction` or `substitute` names what of an exercise it pays. Raises ACCOUNT_PART_MISSING,
    COMPANY_NOTICE_REQUIRED while no accepted order stands, OWN_FUNDS_RISK.

    Agreement: 11(a)(iii);14(e);20(j).
    """
    draft = Payout(
        agreement=locked,
        number=next_number(Payout, locked),
        purpose=told.purpose.value,
        order=told.order,
        payee=words_given(told.payee, name="payee"),
        about=words_given(told.about, name="words for what is paid"),
        amount=sum_given(told.amount, name="sum"),
        fraction=fraction,
        substitute=substitute,
        recorded_at=at,
    )
    _must_be_payable(draft)
    with told_as_errors():
        draft.save()
    of_order = f" of notice {told.order.number}" if told.order else ""
    return approvals.request_approval(
        locked,
        kind=APPROVE_PAYOUT,
        request=_request(draft),
        summary=f"Payment {draft.number}: ${draft.amount:,.2f} out of the Company's money for the "
        f"{told.purpose.words}{of_order}",
        maker=maker,
        at=at,
    )


def perform_payout(approval: Approval, *, at: datetime) -> Payout:
    """The payment as approved, looked at again under the lock: what others paid meanwhile is gone.

    Raises OWN_FUNDS_RISK, COMPANY_NOTICE_REQUIRED, REQUEST_CHANGED_AFTER_APPROVAL.

    Agreement: 20(j).
    """
    assert approval.agreement is not None
    agreement = lock_books(approval.agreement)
    payout = Payout.objects.select_related("order").get(pk=approval.request["payout"], agreement=agreement)
    payout.agreement = agreement
    _must_be_payable(payout)
    if _request(payout) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    payout.approval, payout.approved_at = approval, at
    with told_as_errors():
        payout.save(update_fields=["approval", "approved_at"])
    details = {"purpose": payout.purpose, "amount": money_text(payout.amount)}
    append_audit(
        agreement,
        actor=approval.approver,
        act="PAYOUT_APPROVED",
        subject=str(payout),
        details=details,
        at=at,
    )
    return payout


def _request(payout: Payout) -> dict[str, Any]:
    """What the second person approves; who is paid stands in the draft, and is bound by a commitment."""
    purpose = FundsPurpose(payout.purpose)
    return {
        "act": APPROVE_PAYOUT,
        "agreement": payout.agreement.code,
        "payout": payout.pk,
        "purpose": purpose.value,
        "section": SECTIONS[purpose],
        "order": payout.order.number if payout.order else None,
        "amount": money_text(payout.amount),
        "committed": {"payee": commit_words(words_of_payout(payout), bound_to=f"payout {payout.pk}")},
    }


def _must_be_payable(payout: Payout) -> None:
    """Nothing is paid on an order that is asked back about, not accepted by two, or ended; nor too much."""
    agreement, purpose, order = payout.agreement, FundsPurpose(payout.purpose), payout.order
    _order_on_file(agreement, purpose, order)
    if order is not None:
        stands = Notice.objects.filter(pk=order.pk, state=NoticeState.APPLIED).exists()
        if not stands or order.number in endings(agreement):
            raise refuse("COMPANY_NOTICE_REQUIRED", clause=SECTIONS[purpose])
    _must_be_covered(agreement, purpose, order, amount=payout.amount)


def _must_be_covered(
    agreement: RightsAgreement, purpose: FundsPurpose, order: Notice | None, *, amount: Decimal
) -> None:
    standing = funds_standing(agreement, purpose=purpose, order=order)
    refused = payout_refusal(purpose=purpose, collected=standing.collected, paid=standing.paid, amount=amount)
    if refused is not None:
        raise refused


def _order_on_file(agreement: RightsAgreement, purpose: FundsPurpose, order: Notice | None) -> None:
    """Money for a redemption or an exchange is for an order of that kind that is on file."""
    if purpose in OF_EXERCISES and order is None:
        return
    if (
        order is None
        or order.agreement_id != agreement.pk
        or PURPOSES.get(NoticeKind(order.kind)) is not purpose
    ):
        raise refuse("COMPANY_NOTICE_REQUIRED", clause=SECTIONS[purpose])


def _recorded(
    agreement: RightsAgreement, told: FundsTold, *, by: User, at: datetime, **row: Any
) -> FundsReceived:
    with told_as_errors():
        made = FundsReceived.objects.create(
            agreement=agreement,
            number=next_number(FundsReceived, agreement),
            purpose=told.purpose.value,
            order=told.order,
            recorded_at=at,
            recorded_by=by,
            **row,
        )
    append_audit(
        agreement,
        actor=by,
        act="COMPANY_FUNDS_TAKEN_BACK" if made.reverses_id else "COMPANY_FUNDS_RECORDED",
        subject=str(made),
        details={"purpose": made.purpose, "amount": str(made.amount), "document": made.document_id},
        at=at,
    )
    return made
