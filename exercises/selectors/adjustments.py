"""Elections that were complete at a price which a certificate, received later, replaced (§12)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from agreement.arithmetic import exact, round_to, to_decimal
from exercises.selectors.elections import price_facts
from exercises.selectors.schedules import beside_the_whole
from registry.models import RightsAgreement
from registry.selectors.adjustments import ElectionCaught
from registry.selectors.agreements import terms_in_force


def elections_caught(
    agreement: RightsAgreement, *, since: datetime, before: datetime, price: Decimal
) -> Iterator[ElectionCaught]:
    """Every election complete from `since` and before `before` at another price of a Right than `price`.

    Agreement: 12.
    """
    complete = (
        beside_the_whole()
        .filter(item__agreement=agreement, completed_at__gte=since, completed_at__lt=before)
        .exclude(price_per_right=price)
    )
    rounding = None
    for election in complete.select_related("item").order_by("completed_at", "pk"):
        assert election.completed_at is not None
        assert election.amount_due is not None  # fixed with it
        assert election.item.number is not None  # it was taken in
        if rounding is None:
            rounding = price_facts(agreement, terms=terms_in_force(agreement, known_at=before)).rounding
        due = to_decimal(round_to(election.rights_exercised * exact(price), rounding).value, places=2)
        yield ElectionCaught(
            item_number=election.item.number,
            rights=election.rights_exercised,
            completed_at=election.completed_at,
            paid=election.amount_due,
            due=due,
        )
