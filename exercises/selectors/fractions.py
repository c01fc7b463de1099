"""Reads of cash for fractions of exercises: certified, asked for, paid (§14(e))."""

from exercises.models import FractionCertified, Payout, SecuritiesDue
from exercises.selectors.funds import requests_of

ASKED, PAID = "waits for a second person", "is paid"


def certificate_of(due: SecuritiesDue | None) -> FractionCertified | None:
    """The Company's certificate of the cash for the fraction of an exercise."""
    if due is None:
        return None
    found = FractionCertified.objects.filter(due=due)
    return found.select_related("document", "recorded_by").first()


def payout_standing(paid: FractionCertified | SecuritiesDue) -> tuple[Payout, str] | None:
    """The payment of a fraction, or of cash in substitution, that stands, and how.

    None where there is none, or it was rejected.
    """
    drafts = list(paid.payouts.select_related("approval").order_by("-number"))
    asked = requests_of(drafts)
    for one in drafts:
        if one.approved_at is not None:
            return one, PAID
        request = asked.get(one.pk)
        if request is not None and request.rejected_at is None:
            return one, ASKED
    return None
