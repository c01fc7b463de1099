"""What was mailed in a period, counted from the receipts of the post and the records of letters (§18(a))."""

from datetime import date

from django.db.models import Count, Max, Min, Sum

from certificates.models import MailingReceipt
from certificates.selectors.letters import standing_mailings
from registry.models import RightsAgreement
from registry.selectors.fee_counts import instants_of


def pieces_mailed(agreement: RightsAgreement, *, first: date, last: date) -> tuple[int, str]:
    """Pieces of mailings that the post took, by its receipts recorded in the period."""
    since, until = instants_of(agreement, first=first, last=last)
    told = MailingReceipt.objects.filter(
        mailing__agreement=agreement, recorded_at__gte=since, recorded_at__lt=until
    ).aggregate(
        count=Sum("piece_count"),
        receipts=Count("pk"),
        low=Min("mailing__number"),
        high=Max("mailing__number"),
    )
    if not told["count"]:
        return 0, ""
    mailings = f"mailing {told['low']}"
    if told["low"] != told["high"]:
        mailings = f"mailings {told['low']} to {told['high']}"
    receipts = "1 receipt" if told["receipts"] == 1 else f"{told['receipts']:,} receipts"
    return int(told["count"]), f"Post: {receipts} of {mailings}"


def letters_mailed(agreement: RightsAgreement, *, first: date, last: date) -> tuple[int, str]:
    """Letters recorded in the period as handed to the post, but for records that were taken back."""
    since, until = instants_of(agreement, first=first, last=last)
    told = (
        standing_mailings()
        .filter(paper__agreement=agreement, recorded_at__gte=since, recorded_at__lt=until)
        .aggregate(count=Count("pk"), low=Min("paper"), high=Max("paper"))
    )
    if not told["count"]:
        return 0, ""
    if told["count"] == 1:
        return 1, f"Post: letter {told['low']}"
    return told["count"], f"Post: {told['count']:,} letters, {told['low']} to {told['high']}"
