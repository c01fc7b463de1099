"""A vault: certificates cancelled by items and deliveries, their images, transmittals and receipts."""

from __future__ import annotations

import itertools
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from agreement.cancellation import BroughtAs, Keeper, Unreceived
from registry.models import (
    Approval,
    CancelledImage,
    CompanyDelivery,
    RightsAgreement,
    Transmittal,
    TransmittalReceipt,
    UnreceivedTransmittal,
)
from registry.selectors.agreements import local_day
from registry.selectors.transmittals import kept_by, transmittal_numbered
from registry.services import cancellations, cancelled_images, transmittals
from registry.services.cancellations import Delivered
from registry.services.documents import paper_in_hand
from registry.services.transmittals import Receipted, Sent
from registry.services.unreceived import NotReceived, record_not_received
from tests.certificates.runs import make_press
from tests.registry.presented import Counter, countersigned
from tests.registry.test_items_transfer import second_paper

SENDER = "Alder Harbor Systems, Inc., by its secretary"
SEPTEMBER = datetime(2003, 9, 2, 19, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"
_scans = itertools.count(1)


def vault_of(certificates: int = 8) -> Counter:
    """A plan with certificates that are countersigned and out, its books open."""
    press = make_press(certificates=certificates)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def ask_delivery(
    counter: Counter, *numbers: int, brought_as: BroughtAs = BroughtAs.ACQUIRED, **parts: Any
) -> Approval:
    """What the Company delivered, asked for."""
    told = {"maker": counter.plan.maker, "at": counter.plan.tick()} | parts
    if "document" not in told:
        told["document"] = second_paper(counter)
    delivered = Delivered(brought_as, told.pop("sender", SENDER), numbers)
    return cancellations.request_cancellation(counter.press.agreement, delivered, **told)


def deliver(counter: Counter, *numbers: int, brought_as: BroughtAs = BroughtAs.ACQUIRED) -> CompanyDelivery:
    """What the Company delivered, cancelled by two people."""
    made: CompanyDelivery = counter.press.approve(ask_delivery(counter, *numbers, brought_as=brought_as))
    return made


def image(
    counter: Counter, *names: str, number: int | None = None, content: bytes = b""
) -> list[CancelledImage]:
    """Scans attached, each with bytes of its own unless told."""
    plan, at = counter.plan, counter.plan.tick()
    with ExitStack() as read:
        scans = [
            read.enter_context(
                paper_in_hand(
                    content=content or PNG + f"scan {next(_scans)}".encode(),
                    kind=cancelled_images.KIND,
                    title=f"Image {name}",
                    original_name=name,
                    content_type="",
                    signed_on=None,
                    received_at=at,
                    received_by=plan.maker,
                    at=at,
                )
            )
            for name in names
        ]
        return cancelled_images.attach_images(plan.agreement, scans, number=number, by=plan.maker, at=at)


def make(counter: Counter, *numbers: int, why: str = "") -> Transmittal:
    """A transmittal of what waits, or of the numbers named."""
    return transmittals.make_transmittal(
        counter.plan.agreement,
        numbers=numbers,
        why_not_all=why,
        maker=counter.plan.maker,
        at=counter.plan.tick(),
    )


def send(counter: Counter, transmittal: Transmittal, **parts: Any) -> Any:
    """A transmittal delivered by courier today for the Company to keep, without images on its word."""
    at = counter.plan.tick()
    told = {
        "delivered_on": local_day(counter.plan.agreement, at=at),
        "keeper": Keeper.COMPANY,
        "means": "Courier",
        "said": "M. K. Osgood, by telephone",
    } | parts
    return transmittals.record_delivery(transmittal, Sent(**told), by=counter.plan.maker, at=at)


def ask_receipt(counter: Counter, transmittal: Transmittal, count: int, **parts: Any) -> Approval:
    """The Company's receipt of today, asked for."""
    at = counter.plan.tick()
    told = {
        "received_by": "M. K. Osgood, Secretary",
        "received_on": local_day(counter.plan.agreement, at=at),
        "keeper": kept_by(transmittal_numbered(transmittal.agreement, transmittal.number)) or Keeper.COMPANY,
        "certificate_count": count,
    }
    evidence = parts.pop("document", None) or second_paper(counter)
    return transmittals.request_receipt(
        transmittal, Receipted(**(told | parts)), document=evidence, maker=counter.plan.maker, at=at
    )


def receive(counter: Counter, transmittal: Transmittal, count: int, **parts: Any) -> TransmittalReceipt:
    """The Company's receipt recorded by two people."""
    made: TransmittalReceipt = counter.press.approve(ask_receipt(counter, transmittal, count, **parts))
    return made


def miss(
    counter: Counter, transmittal: Transmittal, outcome: Unreceived, **told: Any
) -> UnreceivedTransmittal:
    """That nothing of a transmittal was received, on a paper of today."""
    document = told.pop("document", None) or second_paper(counter)
    at = counter.plan.tick()
    found_on = local_day(counter.plan.agreement, at=at)
    said = {"found_on": found_on, "reason": "The courier found no trace of it"} | told
    not_received = NotReceived(outcome, **said)
    return record_not_received(transmittal, not_received, document=document, by=counter.plan.maker, at=at)
