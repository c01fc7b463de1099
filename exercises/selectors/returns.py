"""What was paid for an exercise and goes back with its papers: the Company's money (§7(c))."""

from exercises.selectors.elections import payments_of
from registry.models import Item


def money_returned(item: Item) -> list[str]:
    """Each payment received for an exercise in words, as it goes back when the exercise is refused.

    Agreement: 7(c).
    """
    told = []
    for payment in payments_of(item):
        number = f" No. {payment.instrument_number}" if payment.instrument_number else ""
        drawn = f" drawn on {payment.drawer_bank}" if payment.drawer_bank else ""
        told.append(f"{payment.get_means_display()}{number}{drawn}, ${payment.amount:,.2f}")
    return told
