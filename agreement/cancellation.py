"""Cancelled paper: what the Company brings to be cancelled, who keeps it, what may be issued in its place.

Record and image of a cancelled certificate stay, whoever keeps the paper.

Agreement: 8.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from agreement.choices import Worded
from agreement.decisions import Approved, Ground, Held, Refused, decide_then
from agreement.portions import SurrenderedLot
from agreement.posting import EntryKind, LotClosed, Posting, RetiredAs
from agreement.refusals import ground
from agreement.stops import StopFacts, stop_ground

# Entries by which a certificate may be issued, and the sections that permit it. No other kind issues one.
REISSUE_PERMITTED = frozenset(
    {
        EntryKind.OPEN,  # 3(a)
        EntryKind.ISSUE,  # 3(a), 22
        EntryKind.TRANSFER,  # 6(a)
        EntryKind.SPLIT_UP,  # 6(a)
        EntryKind.COMBINE,  # 6(a)
        EntryKind.EXCHANGE_CERTIFICATES,  # 4(a), 6(a)
        EntryKind.REPLACE,  # 6(b)
        EntryKind.EXERCISE,  # 7(d)
        EntryKind.NULLIFY,  # 4(b): what bears the legend from now on
        EntryKind.RESTORE,  # 4(b), 7(e): what bears it no more
        EntryKind.ADJUST_NUMBER,  # 11(i)
        EntryKind.EXCHANGE_RIGHTS,  # 24(b)
        EntryKind.PAPER,  # 5(a): the next number for a sheet that was spoiled
        EntryKind.TAKE_ON,  # 19, 21
        EntryKind.CORRECT,  # 5(b)
    }
)


class BroughtAs(Worded):
    """As what the Company delivers certificates to the Rights Agent."""

    FORWARDED = "FORWARDED", "Surrendered to the Company or its agents, passed on for cancellation"
    ACQUIRED = "ACQUIRED", "Bought or acquired by the Company otherwise than upon exercise"


class Keeper(Worded):
    """Who keeps cancelled paper once it is on a transmittal."""

    COMPANY = "COMPANY", "The Company keeps the paper"
    AGENT = "AGENT", "The Rights Agent keeps the paper for the Company"

    @property
    def paper_event(self) -> str:
        """What the books show of the paper once the Company signed for the list: it went, or stayed."""
        return "DELIVERED_TO_COMPANY" if self is Keeper.COMPANY else "KEPT_FOR_COMPANY"


class Unreceived(Worded):
    """What became of the paper of a transmittal of which the Company received nothing."""

    IN_VAULT = "IN_VAULT", "The paper is in the vault of the Rights Agent"
    LOST = "LOST", "The paper is lost"


# What each reading of the question `cancelled_paper` says.
KEEPER_BY_READING = {"TO_COMPANY": Keeper.COMPANY, "KEEP": Keeper.AGENT}


@dataclass(frozen=True, slots=True)
class PaperBrought:
    """A certificate that the Company delivers, as the books know it.

    `cancelled_on` is the day on which its paper was cancelled before, `with_item` the number of an item with
    which it lies; `lots` are the Rights that stand on it.
    """

    number: int
    lots: tuple[SurrenderedLot, ...]
    is_countersigned: bool = True
    cancelled_on: date | None = None
    with_item: int | None = None
    stops: tuple[StopFacts, ...] = ()

    @property
    def rights_count(self) -> int:
        """Rights that stand on it."""
        return sum(lot.rights_count for lot in self.lots)


@dataclass(frozen=True, slots=True)
class CompanyDeliveryFacts:
    """What the Company delivers, as what, by whose letter; orders that restrain all Rights."""

    brought_as: BroughtAs
    sender: str
    papers: tuple[PaperBrought, ...]
    orders: tuple[StopFacts, ...] = ()


def examine_delivery(facts: CompanyDeliveryFacts) -> tuple[Ground, ...]:
    """Everything that stands against a delivery of the Company, and the warning that goes with a purchase.

    Agreement: 8;23(b).
    """
    return tuple(_grounds(facts))


def _grounds(facts: CompanyDeliveryFacts) -> Iterator[Ground]:
    if not facts.papers:
        yield ground("CANCELLATION_PART_MISSING", missing="the certificates")
    if not facts.sender.strip():
        yield ground("CANCELLATION_PART_MISSING", missing="who delivered them")
    if facts.brought_as is BroughtAs.ACQUIRED:
        for order in facts.orders:
            yield stop_ground(order, on="all Rights")
    for one in facts.papers:
        yield from paper_grounds(one, brought_as=facts.brought_as)
    if facts.brought_as is BroughtAs.ACQUIRED:
        yield ground("PURCHASE_RESTRICTED")


def paper_grounds(one: PaperBrought, *, brought_as: BroughtAs) -> Iterable[Ground]:
    """What stands against cancelling one certificate that the Company delivers.

    Rights on paper that was surrendered to the Company for a purpose are moved by the item of that purpose,
    which cancels the paper; those that the Company acquired are retired with it.

    Agreement: 8.
    """
    if one.cancelled_on is not None:
        yield ground("ALREADY_CANCELLED", number=one.number, date=one.cancelled_on)
        return
    if one.with_item is not None:
        yield ground("CERTIFICATE_WITH_ANOTHER_ITEM", number=one.number, item=one.with_item)
    if brought_as is BroughtAs.FORWARDED:
        if one.lots:
            yield ground("RIGHTS_STAND_ON_CERTIFICATE", number=one.number, rights=f"{one.rights_count:,}")
        return
    if not one.lots:
        yield ground("NO_RIGHTS_ON_CERTIFICATE", number=one.number)
    elif not one.is_countersigned:
        yield ground("NOT_COUNTERSIGNED", number=one.number)
    for stop in one.stops:
        yield stop_ground(stop, on=f"certificate {one.number}")


def decide_delivery(facts: CompanyDeliveryFacts) -> Approved[Posting] | Held | Refused:
    """The posting of a delivery that nothing stands against: Rights acquired are retired, paper is cancelled.

    Agreement: 8.
    """
    return decide_then(examine_delivery(facts), lambda: delivery_posting(facts))


def delivery_posting(facts: CompanyDeliveryFacts) -> Posting:
    """All lots on what the Company acquired closed and retired; of other paper the cancellation alone.

    Agreement: 8.
    """
    if facts.brought_as is BroughtAs.FORWARDED:
        return Posting(EntryKind.PAPER, "8")
    closed = tuple(LotClosed(lot.key, lot.rights_count) for one in facts.papers for lot in one.lots)
    retired = {RetiredAs.CANCELLED: sum(lot.rights_count for lot in closed)}
    return Posting(EntryKind.CANCEL, "8", lots_closed=closed, rights_retired=retired)


def reissue_grounds(kind: str, *, certificates: int) -> tuple[Ground, ...]:
    """No certificate is issued in lieu of a cancelled one except as the agreement expressly permits.

    `certificates` is how many an entry of the kind would issue.

    Agreement: 8.
    """
    is_barred = certificates > 0 and kind in set(EntryKind) - REISSUE_PERMITTED
    return (ground("NO_GROUND_FOR_REISSUE"),) if is_barred else ()


@dataclass(frozen=True, slots=True)
class TransmittalFacts:
    """A transmittal about to leave: who keeps the paper, the reading in use, what has no image yet.

    `said` is on whose word at the Company it departs from the reading, or leaves without images.
    """

    number: int
    keeper: Keeper
    reading: str
    without_image: int
    means: str = ""
    said: str = ""


def transmittal_grounds(facts: TransmittalFacts) -> tuple[Ground, ...]:
    """What holds the delivery of a transmittal until the Company's word is noted.

    Agreement: 8.
    """
    found: list[Ground] = []
    if facts.keeper is Keeper.COMPANY and not facts.means.strip():
        found.append(ground("CANCELLATION_PART_MISSING", missing="by which means it was delivered"))
    if facts.said.strip():
        return tuple(found)
    in_use = KEEPER_BY_READING[facts.reading]
    if facts.keeper is not in_use:
        found.append(ground("KEEPER_DEPARTS_FROM_READING", reading=in_use.words.lower()))
    if facts.keeper is Keeper.COMPANY and facts.without_image:
        found.append(ground("IMAGE_MISSING", count=facts.without_image, transmittal=facts.number))
    return tuple(found)


def kept_until(cancelled_on: date, *, years: int) -> date:
    """The day until which cancelled paper is kept: so many years after it was cancelled.

    Law: 17 CFR 240.17Ad-7(d).
    """
    try:
        return cancelled_on.replace(year=cancelled_on.year + years)
    except ValueError:  # the 29th of February of a year that has none
        return date(cancelled_on.year + years, 3, 1)
