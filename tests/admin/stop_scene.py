"""Rows of stops and replacements for the walk over the model pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from agreement.stops import ReporterCapacity, StopKind
from registry.models import (
    Item,
    Replacement,
    ReplacementRecord,
    RightsCertificate,
    StopRecord,
)
from registry.services import stops
from registry.services.stops import StopAsked
from tests.certificates.runs import Press


def stops_of(press: Press, item: Item) -> None:
    """A stop that was recorded about and released, and a claim with its expenses."""
    plan, day = press.plan, date(2003, 6, 22)
    asked = StopAsked(
        StopKind.LOSS_REPORTED,
        reason="Not found",
        reported_by="The holder",
        reported_at=plan.at,
        capacity=ReporterCapacity.REGISTERED_HOLDER,
        certificate=2,
    )
    stop = stops.place_stop(press.agreement, asked, document=None, by=plan.maker, at=plan.tick())
    noted = {"kind": "NOTED", "happened_on": day, "said": "Looked again"}
    StopRecord.objects.create(stop=stop, recorded_at=plan.at, recorded_by=plan.maker, **noted)
    press.approve(
        stops.request_release(stop, reason="Found", document=plan.document, maker=plan.maker, at=plan.tick())
    )
    claim = Replacement.objects.create(
        item=item,
        certificate=RightsCertificate.objects.get(agreement=press.agreement, number=1),
        cause="MUTILATED",
        discovered_on=day,
        circumstances="Torn",
    )
    ReplacementRecord.objects.create(
        replacement=claim,
        kind="EXPENSES_ASKED",
        person="The Rights Agent",
        amount=Decimal("40.00"),
        happened_on=day,
        recorded_at=plan.at,
        recorded_by=plan.maker,
    )
