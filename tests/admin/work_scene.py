"""Rows of the work on items for the walk over the model pages."""

from __future__ import annotations

from typing import Any

from registry.models import (
    CertificateInquiry,
    DeliveryDirection,
    EvidenceReply,
    EvidenceRequest,
    Item,
    ItemPause,
    ItemReturn,
    RightsCertificate,
    RoutineFinding,
    SavedView,
    StandingInstruction,
    StandingInstructionEnd,
)
from tests.certificates.runs import Press


def work_on(item: Item, press: Press) -> None:
    """A finding, a rest, evidence asked for about an item, and a standing instruction."""
    plan, at = press.plan, item.received_at
    assert at is not None
    RoutineFinding.objects.create(item=item, exclusion="REORGANISATION", clock_from=at, found_at=at)
    SavedView.objects.create(
        user=plan.maker, name="Late transfers", query="kind=TRANSFER&clock=late", saved_at=at
    )
    ItemPause.objects.create(item=item, reason="COMPANY", began_at=at)
    request = EvidenceRequest.objects.create(
        item=item,
        asked_by="AGENT",
        asked_at=at,
        evidence="Who holds the interest",
        reason="A nominee's name",
        recorded_at=at,
        recorded_by=plan.maker,
    )
    filed: dict[str, Any] = {"document": plan.document, "recorded_at": at, "recorded_by": plan.maker}
    EvidenceReply.objects.create(request=request, **filed)
    ItemReturn.objects.create(item=item, returned_at=at, means="HAND", handed_over_by="P. Clerk", **filed)
    CertificateInquiry.objects.create(
        item=item,
        certificate=RightsCertificate.objects.filter(agreement=press.agreement)[0],
        result="CLEAN",
        inquired_by="P. Clerk",
        answered_at=at,
        confirmation="C-1",
        **filed,
    )
    DeliveryDirection.objects.create(
        item=item,
        place=0,
        source="LETTER",
        deliver_to="Cedar Fund LP",
        address="9 Cedar Road",
        city="Portland",
        country="US",
        **filed,
    )
    instruction = StandingInstruction.objects.create(
        agreement=press.agreement,
        signed_on=at.date(),
        held_class="BLANK",
        answer="PROCEED",
        in_force_from=at.date(),
        officer_name="M. Osgood",
        officer_title="Secretary",
        said="Go on",
        **filed,
    )
    StandingInstructionEnd.objects.create(
        instruction=instruction,
        ends_on=at.date(),
        signed_on=at.date(),
        officer_name="M. Osgood",
        officer_title="Secretary",
        said="No more",
        **filed,
    )
