"""Reads of records taken over from a predecessor: totals, difference, inherited papers (Recitals)."""

from fractions import Fraction

from django.db.models import QuerySet

from agreement.grounds import Ground
from agreement.separation import sign_off_grounds
from registry.models import Approval, Document, RightsAgreement, TakeOver


def take_overs(agreement: RightsAgreement) -> QuerySet[TakeOver]:
    """The take-overs of an agreement, newest first, with their papers and people."""
    return (
        TakeOver.objects.filter(agreement=agreement)
        .select_related("document", "recorded_by", "reconciliation__approver")
        .order_by("-id")
    )


def undecided_sign_offs(agreement: RightsAgreement) -> dict[int, Approval]:
    """The requests to sign totals off that nobody decided, by the key of their take-over."""
    asked = Approval.objects.filter(
        agreement=agreement,
        kind="RECONCILE_TAKE_OVER",
        approver__isnull=True,
        rejected_by__isnull=True,
    ).select_related("maker", "agreement")
    return {int(one.request["take_over"]): one for one in asked}


def grounds_of_take_overs(agreement: RightsAgreement) -> list[Ground]:
    """What keeps posting closed: totals taken over that two people have not signed off (Recitals)."""
    waiting = TakeOver.objects.filter(agreement=agreement, reconciled_at__isnull=True).order_by("id")
    return [
        found
        for taken in waiting
        for found in sign_off_grounds(
            predecessor=taken.predecessor,
            inherited=Fraction(taken.inherited_total),
            stated=Fraction(taken.company_total),
            is_signed_off=False,
        )
    ]


def inherited_papers(agreement: RightsAgreement) -> QuerySet[Document]:
    """The letters and notices that came from a predecessor, marked so by standing in its take-over."""
    return (
        Document.objects.filter(taken_over_by__agreement=agreement).distinct().order_by("received_at", "id")
    )
