"""The events that start the clock: announced, put off by the Board, deemed never to have occurred.

Agreement: 1(l);1(hh).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation.distribution import (
    DistributionFacts,
    Limb,
    Postponement,
    postponement_grounds,
    projected_limbs,
)
from agreement.terms import Terms


@dataclass(frozen=True, slots=True)
class AnnouncementTold:
    """What a notice says of an announcement: the limb, its day, and what the Board determined since.

    `postponed_to` is the later Distribution Date under the limb; `undone_on` the day of the determination by
    which the event is deemed never to have occurred.

    Agreement: 1(l);1(hh).
    """

    notice: int
    limb: Limb
    announced_on: date
    received_at: datetime
    postponed_to: date | None = None
    undone_on: date | None = None

    @property
    def event(self) -> tuple[Limb, date]:
        """Of which event it speaks."""
        return self.limb, self.announced_on


@dataclass(frozen=True, slots=True)
class Announced:
    """The events announced, by limb and day, and by which notices they are deemed never to have occurred.

    Agreement: 1(l);1(hh).
    """

    told: tuple[AnnouncementTold, ...]
    undone_by: dict[tuple[Limb, date], AnnouncementTold] = field(hash=False)

    def first_on(self, limb: Limb) -> date | None:
        """The first day announced under a limb that still counts; None while none does."""
        days = (one.announced_on for one in self.told if one.limb is limb and one.event not in self.undone_by)
        return min(days, default=None)

    def postponements(self) -> tuple[Postponement, ...]:
        """The later dates that the Board determined for the events that are counted, as received."""
        return tuple(
            Postponement(one.limb, one.postponed_to, one.received_at)
            for one in self.told
            if one.postponed_to is not None and one.announced_on == self.first_on(one.limb)
        )


def announced(told: Iterable[AnnouncementTold]) -> Announced:
    """What notices in the order of their receipt come to: an event undone counts no more.

    Agreement: 1(l);1(hh).
    """
    kept = tuple(told)
    return Announced(kept, {one.event: one for one in kept if one.undone_on is not None})


def distribution_facts_of(found: Announced, *, terms: Terms) -> DistributionFacts:
    """From what the Distribution Date is counted: the first event of each limb, and the Board's later dates.

    Agreement: 1(l).
    """
    return DistributionFacts(
        record_date=terms.record_date,
        business_days=terms.distribution_business_days,
        days_kind=terms.distribution_days_kind,
        shares_acquisition_date=found.first_on(Limb.SHARES_ACQUISITION),
        offer_published_on=found.first_on(Limb.TENDER_OFFER),
        postponements=found.postponements(),
    )


def determination_grounds(
    one: AnnouncementTold,
    *,
    on_file: Sequence[AnnouncementTold],
    terms: Terms,
    is_separated: bool,
    calendar: BusinessDayCalendar,
) -> tuple[Ground, ...]:
    """What is asked back about a determination of the Board on an event announced before.

    It speaks of an event that is counted; a later date comes in time and is later; an offer once published
    stays published, so that its withdrawal moves nothing unless the Board moves the date.

    Agreement: 1(l);1(hh).
    """
    if one.postponed_to is None and one.undone_on is None:
        return ()
    before = announced(on_file)
    if one.announced_on != before.first_on(one.limb):
        return _outside(f"no announcement of {one.announced_on} is on file from which it is counted")
    if is_separated:
        return _outside("the Distribution Date is noticed; it asks what becomes of the Rights that separated")
    if one.undone_on is not None:
        return _undoing_grounds(one)
    facts = distribution_facts_of(before, terms=terms)
    (present,) = (limb.at for limb in projected_limbs(facts, calendar=calendar) if limb.limb is one.limb)
    later = Postponement(one.limb, one.postponed_to or one.announced_on, one.received_at)
    return postponement_grounds(later, present=present, calendar=calendar)


def later_grounds(one: AnnouncementTold, *, on_file: Sequence[AnnouncementTold]) -> tuple[Ground, ...]:
    """What is told of an announcement where an earlier one is on file: the first day governs.

    Agreement: 1(hh).
    """
    first = announced(on_file).first_on(one.limb)
    is_plain = one.postponed_to is None and one.undone_on is None
    if one.limb is not Limb.SHARES_ACQUISITION or not is_plain or first is None or one.announced_on <= first:
        return ()
    return (ground("LATER_ANNOUNCEMENT", first=first),)


def _undoing_grounds(one: AnnouncementTold) -> tuple[Ground, ...]:
    if one.limb is Limb.TENDER_OFFER:
        return _outside("an offer that was published starts the clock; the Board may determine a later date")
    if one.postponed_to is not None:
        return _outside("it states a later date of what is deemed never to have occurred")
    return ()


def _outside(reason: str) -> tuple[Ground, ...]:
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)
