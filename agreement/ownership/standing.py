"""How a holder stands over time: below, at the limit, protected by a buy-back, grandfathered.

Only what the holder itself acquires costs a protection; a dividend in Common Shares or a split does not.

Agreement: 1(a).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground, refuse


class Cause(Worded):
    """What changed a holding or the number of shares outstanding.

    Agreement: 1(a).
    """

    FIRST_REPORT = "FIRST_REPORT", "first report of a holding"
    ACQUISITION = "ACQUISITION", "acquisition by the holder"
    SALE = "SALE", "sale by the holder"
    COMPANY_PURCHASE = "COMPANY_PURCHASE", "acquisition of Common Shares by the Company"
    DIVIDEND_OR_SPLIT = "DIVIDEND_OR_SPLIT", "dividend in Common Shares, split or subdivision"
    ISSUE_OF_SHARES = "ISSUE_OF_SHARES", "issue of Common Shares by the Company to others"


class Standing(Worded):
    """How a holder stands; for information, the Company determines.

    Agreement: 1(a).
    """

    BELOW = "BELOW", "below the limit"
    INDICATED = "INDICATED", "at or above the limit"
    BUYBACK_PROTECTED = "BUYBACK_PROTECTED", "at or above it by the Company's purchases alone"
    GRANDFATHERED = "GRANDFATHERED", "at or above it on the agreement's day, nothing acquired since"


@dataclass(frozen=True, slots=True)
class OwnershipEvent:
    """What a holder had, and how many shares were outstanding for it, after an event on a day.

    Agreement: 1(a);29.
    """

    on: date
    cause: Cause | None
    shares: int
    outstanding: int
    source: str = ""

    def __post_init__(self) -> None:
        if self.outstanding <= 0:
            raise refuse("OUTSTANDING_MISSING", date=self.on)

    @property
    def part(self) -> Fraction:
        """The part held, unrounded."""
        return Fraction(self.shares, self.outstanding)


@dataclass(frozen=True, slots=True)
class StandingStep:
    """How a holder stood after an event, with the part held before and after, and why.

    Agreement: 1(a).
    """

    event: OwnershipEvent
    before: Fraction | None
    standing: Standing
    reason: str
    grounds: tuple[Ground, ...] = ()


def standing_over_time(
    events: Sequence[OwnershipEvent], *, limit: Fraction, grandfather_date: date | None = None
) -> tuple[StandingStep, ...]:
    """How a holder stood after each event, in the order given for one day, by days otherwise.

    `grandfather_date` is the agreement's day for a holder whose holding on that day is proven, else None.
    Raises CAUSE_REQUIRED for more shares without a cause.

    Agreement: 1(a).
    """
    steps: list[StandingStep] = []
    last: OwnershipEvent | None = None
    protection: Standing | None = None
    in_order = sorted(events, key=lambda one: one.on)
    proven = _held_on_the_day(in_order, day=grandfather_date)
    for event in in_order:
        kept, reason, grounds = _after(event, last=last, limit=limit, protection=protection)
        if event is proven and event.part >= limit:
            kept, reason = Standing.GRANDFATHERED, "held on the agreement's day"
        protection = kept
        standing = Standing.BELOW if event.part < limit else kept or Standing.INDICATED
        steps.append(StandingStep(event, last.part if last else None, standing, reason, grounds))
        last = event
    return tuple(steps)


def _held_on_the_day(events: Sequence[OwnershipEvent], *, day: date | None) -> OwnershipEvent | None:
    """The last event up to a day: what was held on it."""
    return next((one for one in reversed(events) if day is not None and one.on <= day), None)


def _after(
    event: OwnershipEvent, *, last: OwnershipEvent | None, limit: Fraction, protection: Standing | None
) -> tuple[Standing | None, str, tuple[Ground, ...]]:
    """The protection that is left after an event, why, and what is asked."""
    if last is None:
        return None, "first report", ()
    rose = event.shares > last.shares
    if rose and event.cause is None:
        raise refuse("CAUSE_REQUIRED", date=event.on, more=event.shares - last.shares)
    reached = event.part >= limit > last.part
    if event.cause is Cause.COMPANY_PURCHASE:
        if rose:
            also = (ground("HOLDING_ALSO_ROSE", date=event.on, more=event.shares - last.shares),)
            return None, "the holding rose with the Company's purchase", also
        if reached:
            return Standing.BUYBACK_PROTECTED, "only the shares outstanding fell", ()
        return protection, "the Company purchased", ()
    if event.cause is Cause.DIVIDEND_OR_SPLIT or not rose:
        told = event.cause.words if event.cause else "no shares more"
        return protection, told, ()
    if event.part >= limit:
        return None, "acquired more and is at or above the limit", ()
    return protection, "acquired more and stays below the limit", ()


def part_shown(part: Fraction) -> str:
    """A part as a percentage with seven decimals, cut off and never rounded up to a limit.

    Agreement: 1(a).
    """
    whole, rest = divmod(part * 10**9, 10**7)
    return f"{int(whole)}.{int(rest):07d}%"
