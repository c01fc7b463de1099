"""The vault of cancelled certificates in the scene of the screens: images, transmittals, a purchase."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from agreement.cancellation import BroughtAs, Keeper
from config.demo.people import MAKER, user_of
from config.demo.story import approve
from config.screens import counter
from config.screens.counter import paper, today
from registry import clock
from registry.models import Approval, RightsAgreement, Transmittal
from registry.selectors import transmittals as reads
from registry.services import cancellations, transmittals
from registry.services.cancellations import Delivered
from registry.services.cancelled_images import KIND, attach_images
from registry.services.documents import paper_in_hand
from registry.services.transmittals import Receipted, Sent

SENDER = "The Company, by its Secretary"


def fill_vault(agreement: RightsAgreement) -> None:
    """One transmittal receipted, one delivered, one not yet; what the Company acquired, one still asked."""
    bought, also, asked = counter.certificates_of_some_rights(agreement, most=60)[-3:]
    for number in reads.numbers_waiting(agreement)[:2]:
        _scan(agreement, number)
    _receive(_send(_make(agreement), "Courier, waybill 7711-0042"))
    _acquire(agreement, bought.number)
    _scan(agreement, bought.number)
    _send(_make(agreement), "By hand to the Secretary")
    _acquire(agreement, also.number)
    _make(agreement)
    _ask(agreement, asked.number)  # waits for the second person


def _make(agreement: RightsAgreement) -> Transmittal:
    return transmittals.make_transmittal(agreement, maker=user_of(MAKER), at=clock.now())


def _send(made: Transmittal, means: str) -> Transmittal:
    sent = Sent(today(made.agreement), Keeper.COMPANY, means)
    transmittals.record_delivery(made, sent, by=user_of(MAKER), at=clock.now())
    return made


def _receive(made: Transmittal) -> None:
    signed = paper(made.agreement, f"Receipt of transmittal {made.number}", transmittal=made.number)
    count = reads.standing_lines(made).count()
    said = Receipted("Maren K. Osgood, Secretary", today(made.agreement), Keeper.COMPANY, count)
    asked = transmittals.request_receipt(made, said, document=signed, maker=user_of(MAKER), at=clock.now())
    approve(asked, at=clock.now())


def _ask(agreement: RightsAgreement, number: int) -> Approval:
    letter = paper(agreement, "Letter of the Company on a certificate it acquired", certificate=number)
    delivered = Delivered(BroughtAs.ACQUIRED, SENDER, (number,))
    return cancellations.request_cancellation(
        agreement, delivered, document=letter, maker=user_of(MAKER), at=clock.now()
    )


def _acquire(agreement: RightsAgreement, number: int) -> None:
    approve(_ask(agreement, number), at=clock.now())


def _scan(agreement: RightsAgreement, number: int) -> None:
    at, by = clock.now(), user_of(MAKER)
    with paper_in_hand(
        content=_drawn(number),
        kind=KIND,
        title=f"Cancelled certificate R-{number:07d}",
        original_name=f"R-{number:07d}.png",
        content_type="image/png",
        signed_on=None,
        received_at=at,
        received_by=by,
        at=at,
    ) as scan:
        attach_images(agreement, [scan], by=by, at=at)


def _drawn(number: int) -> bytes:
    """A scan as it would come from the desk: the number, and the mark across it."""
    picture = Image.new("L", (850, 550), 245)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((30, 30, 820, 520), outline=90, width=3)
    pen.text((60, 60), f"R-{number:07d}", fill=40, font_size=40)
    pen.text((170, 230), "CANCELLED", fill=60, font_size=90)
    sink = io.BytesIO()
    picture.save(sink, format="PNG")
    return sink.getvalue()
