"""Rows of the work on items for the walk over the model pages."""

from __future__ import annotations

from registry.models import EvidenceRequest, Item, ItemPause, RoutineFinding, StandingInstruction
from tests.certificates.runs import Press


def work_on(item: Item, press: Press) -> None:
    """A finding, a rest, evidence asked for about an item, and a standing instruction."""
    plan, at = press.plan, item.received_at
    assert at is not None
    RoutineFinding.objects.create(item=item, exclusion="REORGANISATION", clock_from=at, found_at=at)
    ItemPause.objects.create(item=item, reason="COMPANY", began_at=at)
    EvidenceRequest.objects.create(
        item=item,
        asked_by="AGENT",
        asked_at=at,
        evidence="Who holds the interest",
        reason="A nominee's name",
        recorded_at=at,
        recorded_by=plan.maker,
    )
    StandingInstruction.objects.create(
        agreement=press.agreement,
        held_class="BLANK",
        answer="PROCEED",
        in_force_from=at.date(),
        officer_name="M. Osgood",
        officer_title="Secretary",
        said="Go on",
        document=plan.document,
        recorded_at=at,
        recorded_by=plan.maker,
    )
