"""A holder follows its exercise from the posting to the delivery of the securities (§7(c))."""

from __future__ import annotations

from django.urls import reverse

from agreement.workflow.items import ReturnMeans
from exercises.services import deliveries
from registry.models import Item
from registry.selectors.agreements import local_day
from tests.exercises.delivered import posted
from tests.portal.desk import Desk, spaced


def followed(desk: Desk, item: Item) -> str:
    """The page on which the holder follows the exercise."""
    address = reverse("portal_exercise", args=[desk.access(1).pk, item.number])
    return spaced(desk.holders["alder"].get(address))


def test_the_stations_go_on_from_the_posting_to_the_delivery(desk: Desk) -> None:
    plan, item = desk.counter.plan, posted(desk.counter)
    desk.claimed(1)
    told = followed(desk, item)
    assert "The securities are requisitioned next." in told
    assert "0.030 shares of Series A Participating Preferred Stock" in told
    asked = deliveries.requisition(item, by=plan.maker, at=plan.tick())
    assert "They are awaited." in followed(desk, item)
    said = {"document": plan.document, "by": plan.maker}
    day = local_day(plan.agreement, at=plan.at)
    deliveries.record_received(asked, received_on=day, at=plan.tick(), **said)
    assert "are in hand and go out to you next" in followed(desk, item)
    deliveries.record_delivered(
        asked, delivered_on=day, means=ReturnMeans.FIRST_CLASS, at=plan.tick(), **said
    )
    told = followed(desk, item)
    assert "The securities went out to you, or to your order." in told
    assert "first-class mail" in told
