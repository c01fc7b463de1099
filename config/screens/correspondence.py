"""The letters of the scene of the screens: mailed, taken back, an inquiry answered, a tax asked for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agreement.stops import ReporterCapacity, StopKind
from certificates.models import MailClass
from certificates.selectors.letters import LetterStanding, letters, letters_standing
from certificates.services import inquiries
from certificates.services.inquiries import InquiryReceived
from certificates.services.letters import Handed, record_mailed, take_back
from config.demo.people import MAKER, user_of
from config.demo.story import approve
from config.screens.counter import CEDAR, paper, today
from registry import clock
from registry.models import BookEntry, Item, RightsAgreement, Stop
from registry.services import item_work
from registry.services.stops import StopAsked, place_stop
from registry.services.taxes import TaxAsked, demand_tax


def _report_a_loss(agreement: RightsAgreement, *, entry: BookEntry) -> None:
    """A certificate is reported lost by telephone: stopped at once, and acknowledged by a letter."""
    if Stop.objects.filter(agreement=agreement).exists():
        return
    reported = StopAsked(
        StopKind.LOSS_REPORTED,
        reason="not found after a removal",
        reported_by="the registered holder, by telephone",
        reported_at=clock.now(),
        capacity=ReporterCapacity.REGISTERED_HOLDER,
        certificate=entry.certificates.latest("number").number,
    )
    place_stop(agreement, reported, document=None, by=user_of(MAKER), at=clock.now())


def write_letters(agreement: RightsAgreement, *, entry: BookEntry, taxed: Item, refused: Item) -> None:
    """Refuse an item, tax another, answer an inquiry, mail the oldest two letters, take one record back."""
    maker, day = user_of(MAKER), today(agreement)
    posted = Item.objects.get(entry=entry)
    asked_back = paper(agreement, "The registered holder asks for the papers back")
    approve(
        item_work.request_withdrawal(refused, document=asked_back, maker=maker, at=clock.now()),
        at=clock.now(),
    )
    demand = TaxAsked("stock transfer tax of the State of New York", Decimal("12.50"), "the Company", day)
    told = paper(agreement, "Demand of a transfer tax", amount="12.50")
    demand_tax(taxed, demand, document=told, by=maker, at=clock.now())
    for about, number in ((f"the transfer of item {posted.number}", posted.number), ("a transfer", None)):
        asked = InquiryReceived(
            "Cedar Brokers Inc.", CEDAR, day - timedelta(days=1), about, clock.now(), number
        )
        written = paper(agreement, "Status inquiry", about=about)
        made = inquiries.record_inquiry(agreement, asked, document=written, by=maker, at=clock.now())
        if number is not None:
            inquiries.answer_inquiry(made, by=maker, at=clock.now())
    _report_a_loss(agreement, entry=entry)
    waiting = letters_standing(letters(agreement), standing=LetterStanding.WAITING).order_by("pk")
    oldest = list(waiting[:2])
    handed = Handed(day, MailClass.FIRST_CLASS, "Mara Lindqvist")
    record_mailed(agreement, [one.pk for one in oldest], handed, by=maker, at=clock.now())
    take_back(oldest[-1], reason="It was still in the tray", by=maker, at=clock.now())
