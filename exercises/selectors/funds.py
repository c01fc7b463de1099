"""Reads of the Company's money by purpose: collected, paid out, left (§20(j))."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from agreement.funds import FundsPurpose
from exercises.models import FundsReceived, Payout
from registry.models import Approval, Notice, NoticeKind, RightsAgreement

APPROVE_PAYOUT = "APPROVE_PAYOUT"
PURPOSES = {
    NoticeKind.REDEMPTION_ORDERED: FundsPurpose.REDEMPTION,
    NoticeKind.EXCHANGE_ORDERED: FundsPurpose.EXCHANGE,
}


@dataclass(frozen=True, slots=True)
class FundsStanding:
    """What the Company paid in for a purpose, and what was paid out of it."""

    collected: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be paid."""
        return self.collected - self.paid


def funds_received(
    agreement: RightsAgreement, *, purpose: FundsPurpose, order: Notice | None
) -> QuerySet[FundsReceived]:
    """The money collected for a purpose, what was taken back among it, in its order."""
    found = FundsReceived.objects.filter(agreement=agreement, purpose=purpose.value, order=order)
    return found.select_related("agreement", "document", "recorded_by", "reverses", "reversed_by")


def payouts(agreement: RightsAgreement, *, purpose: FundsPurpose, order: Notice | None) -> QuerySet[Payout]:
    """The payments out of it, drafts among them, in their order."""
    found = Payout.objects.filter(agreement=agreement, purpose=purpose.value, order=order)
    return found.select_related("agreement", "approval__maker", "approval__approver")


def funds_standing(
    agreement: RightsAgreement, *, purpose: FundsPurpose, order: Notice | None
) -> FundsStanding:
    """What is collected for a purpose, and what is paid of it.

    Agreement: 20(j).
    """
    given = funds_received(agreement, purpose=purpose, order=order).aggregate(summed=Sum("amount"))
    approved = payouts(agreement, purpose=purpose, order=order).filter(approved_at__isnull=False)
    paid = approved.aggregate(summed=Sum("amount"))
    return FundsStanding(given["summed"] or Decimal("0.00"), paid["summed"] or Decimal("0.00"))


def requests_of(drafts: Iterable[Payout]) -> dict[int, Approval]:
    """The requests by which payments were asked for, by the keys of the payments."""
    asked = Approval.objects.filter(kind=APPROVE_PAYOUT, request__payout__in=[one.pk for one in drafts])
    return {int(one.request["payout"]): one for one in asked}


def words_beside(request: dict[str, Any]) -> dict[str, object]:
    """To whom a payment is made and about what, as its draft says it."""
    draft = Payout.objects.get(pk=request["payout"])
    return {"payee": words_of_payout(draft)}


def words_of_payout(payout: Payout) -> dict[str, str]:
    """Who is paid, and what the payment is about."""
    return {"payee": payout.payee, "about": payout.about}
