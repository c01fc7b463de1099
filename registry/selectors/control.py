"""Reads of the Rights that travel with the shares, before separation (§3)."""

from django.db.models import Sum

from agreement.separation import AttachedLot
from registry.models import Lot, RightsAgreement


def attached_lots(agreement: RightsAgreement) -> tuple[AttachedLot, ...]:
    """The open lots of Rights attached to Common Shares, those opened first before the others."""
    rows = Lot.objects.filter(agreement=agreement, holder__isnull=True, closed_by__isnull=True).order_by("id")
    return tuple(AttachedLot(str(key), rights) for key, rights in rows.values_list("id", "rights"))


def attached_rights(agreement: RightsAgreement) -> int:
    """The number of Rights attached to Common Shares."""
    lots = Lot.objects.filter(agreement=agreement, holder__isnull=True, closed_by__isnull=True)
    return lots.aggregate(total=Sum("rights"))["total"] or 0
