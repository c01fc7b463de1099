"""Reads of the Rights that travel with the shares, and of the control book, before separation (§3)."""

from django.db.models import Sum

from agreement.separation import AttachedLot
from registry.models import ControlAccount, Lot, RightsAgreement


def attached_lots(agreement: RightsAgreement) -> tuple[AttachedLot, ...]:
    """The open lots of Rights attached to Common Shares, those opened first before the others."""
    rows = Lot.objects.filter(agreement=agreement, holder__isnull=True, closed_by__isnull=True).order_by("id")
    return tuple(AttachedLot(str(key), rights) for key, rights in rows.values_list("id", "rights"))


def attached_rights(agreement: RightsAgreement) -> int:
    """The number of Rights attached to Common Shares."""
    lots = Lot.objects.filter(agreement=agreement, holder__isnull=True, closed_by__isnull=True)
    return lots.aggregate(total=Sum("rights"))["total"] or 0


def authorised_rights(agreement: RightsAgreement) -> int:
    """The total of the control book: Rights authorised after the last entry that changed it."""
    last = ControlAccount.objects.filter(agreement=agreement).order_by("-entry__number").first()
    return last.total if last else 0
