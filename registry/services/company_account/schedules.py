"""The fees agreed with the Company: filed by two people with the paper they stand in (§18(a))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from agreement.fees import CountedAct
from agreement.refusals import refuse
from registry.models import Approval, Document, FeeSchedule, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.company_account import standing_invoices
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import money_text, next_number
from registry.services.documents import Evidence, require_document

FILE_FEE_SCHEDULE = "FILE_FEE_SCHEDULE"


@dataclass(frozen=True, slots=True)
class FeesAgreed:
    """The fees as the paper has them: from which day, of a year, of each unit that is priced."""

    in_force_from: date
    annual_fee: Decimal
    fee_per_unit: Mapping[CountedAct, Decimal]


@transaction.atomic(durable=True)
def request_schedule(
    agreement: RightsAgreement, agreed: FeesAgreed, *, document: Evidence | None, maker: User, at: datetime
) -> Approval:
    """Ask a second person to file the fees agreed with the Company.

    Raises MAKER_NOT_PERMITTED, FEE_SCHEDULE_EMPTY, FEE_SCHEDULE_TOO_EARLY for one that reaches into days that
    are billed, NO_SUPPORTING_DOCUMENT.

    Agreement: 18(a).
    """
    must_be_staff(maker, act="filing a fee schedule")
    locked = lock_books(agreement)
    _must_be_possible(locked, agreed)
    request: dict[str, Any] = {
        "act": FILE_FEE_SCHEDULE,
        "agreement": locked.code,
        "number": next_number(FeeSchedule, locked),
        "in_force_from": agreed.in_force_from.isoformat(),
        "annual_fee": money_text(agreed.annual_fee),
        "fees": {one.value: money_text(fee) for one, fee in agreed.fee_per_unit.items() if fee > 0},
        "document": require_document(locked, document).pk,
    }
    return approvals.request_approval(
        locked,
        kind=FILE_FEE_SCHEDULE,
        request=request,
        summary=f"File fee schedule {request['number']}, in force from {agreed.in_force_from}",
        maker=maker,
        at=at,
    )


def perform_schedule(approval: Approval, *, at: datetime) -> FeeSchedule:
    """It is filed, and invoices of its days are made by it.

    Raises REQUEST_CHANGED_AFTER_APPROVAL where another was filed since, FEE_SCHEDULE_TOO_EARLY.

    Agreement: 18(a).
    """
    assert approval.agreement is not None
    agreement, asked = lock_books(approval.agreement), approval.request
    agreed = FeesAgreed(
        date.fromisoformat(asked["in_force_from"]),
        Decimal(asked["annual_fee"]),
        {CountedAct(one): Decimal(fee) for one, fee in asked["fees"].items()},
    )
    if asked["number"] != next_number(FeeSchedule, agreement):
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    _must_be_possible(agreement, agreed)
    approvals.consume(approval, at=at)
    made = FeeSchedule.objects.create(
        agreement=agreement,
        number=asked["number"],
        in_force_from=agreed.in_force_from,
        annual_fee=agreed.annual_fee,
        fees=asked["fees"],
        document=Document.objects.get(pk=asked["document"], agreement=agreement),
        approval=approval,
        recorded_at=at,
    )
    details = {"document": asked["document"], "in_force_from": asked["in_force_from"]}
    append_audit(
        agreement,
        actor=approval.approver,
        act="FEE_SCHEDULE_FILED",
        subject=str(made),
        details=details,
        at=at,
    )
    return made


def _must_be_possible(agreement: RightsAgreement, agreed: FeesAgreed) -> None:
    if agreed.annual_fee <= 0 and not any(fee > 0 for fee in agreed.fee_per_unit.values()):
        raise refuse("FEE_SCHEDULE_EMPTY")
    billed = standing_invoices(agreement).filter(last_day__gte=agreed.in_force_from).last()
    if billed is not None:
        raise refuse(
            "FEE_SCHEDULE_TOO_EARLY",
            invoice=billed.number,
            billed=billed.last_day,
            date=agreed.in_force_from,
        )
