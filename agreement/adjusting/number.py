"""After a change of price under 11(b) or 11(c): more units for a Right, or, if elected, more Rights.

Agreement: 11(g);11(h).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from agreement.adjusting.grids import Grids
from agreement.adjusting.price import PriceChange
from agreement.arithmetic import Rounded, Rounding, as_text, round_to, split_whole
from agreement.grounds import Ground
from agreement.refusals import ground

_COARSE_FROM = 1000
_SHOWN = Rounding("units as they are shown", Fraction(1, 10**7), "11(d)")
_PER_CENT = Rounding("part moved, in per cent", Fraction(1, 100), "11(d)")


def units_after(units: Fraction, *, price_before: Fraction, price_after: Fraction, grids: Grids) -> Rounded:
    """The units that a Right buys after a change of price, so that it costs as much as before in all.

    Agreement: 11(g).
    """
    return round_to(units * price_before / price_after, grids.units)


def units_following(units: Fraction, found: PriceChange, *, grids: Grids, of_event: Fraction) -> Rounded:
    """The units of a Right after an event: by its own factor, and by what was made under 11(b) and 11(c).

    `of_event` is the Adjustment Fraction of an event of the Preferred Shares, by which units move at once,
    whether the price is changed or the change carried.

    Agreement: 11(a)(i);11(g).
    """
    if not found.moves_units:
        return round_to(units * of_event, grids.units)
    return units_after(
        units * of_event,
        price_before=found.price_before_for_units,
        price_after=found.price,
        grids=grids,
    )


def coarse_grounds(units: Rounded) -> tuple[Ground, ...]:
    """That the grid moves what a Right buys by a thousandth or more: a step is a hundredth of a unit.

    Agreement: 11(d);11(g).
    """
    moved = abs(units.value - units.raw)
    if moved * _COARSE_FROM < units.raw:
        return ()
    part = round_to(100 * moved / units.raw, _PER_CENT)
    return (
        ground(
            "UNITS_COARSELY_ROUNDED",
            exact=as_text(round_to(units.raw, _SHOWN).value),
            rounded=as_text(units.value),
            part=as_text(part.value),
        ),
    )


def rights_for_a_right(*, price_before: Fraction, price_after: Fraction, grids: Grids) -> Rounded:
    """The Rights that each Right becomes where the Company elects to change their number instead.

    Agreement: 11(h).
    """
    return round_to(price_before / price_after, grids.rights)


@dataclass(frozen=True, slots=True)
class HolderOfMoreRights:
    """What a holder of record gets when the number of Rights changes: whole Rights more, and a fraction.

    Agreement: 11(h);14(a).
    """

    before: Fraction
    in_all: Fraction
    additional: int
    fraction: Fraction


def rights_of_record(rights: Fraction, *, ratio: Fraction) -> HolderOfMoreRights:
    """The Rights of a holder after the change: those for which a certificate is made, the fraction in cash.

    Where the number falls, the additional Rights are negative: so many fewer whole Rights are left.

    Agreement: 11(h);14(a).
    """
    in_all = rights * ratio
    whole, fraction = split_whole(in_all)
    return HolderOfMoreRights(rights, in_all, whole - int(rights), fraction)


def election_grounds(
    *, adjusted_under: str, adjusted_on: date, elected_on: date, option: str | None
) -> tuple[Ground, ...]:
    """What stands against an election: another clause, a day before the adjustment, no option stated.

    Agreement: 11(h).
    """
    found = []
    if adjusted_under not in ("11(b)", "11(c)"):
        found.append(ground("ELECTION_NOT_AVAILABLE", section=adjusted_under))
    if elected_on < adjusted_on:
        found.append(ground("ELECTION_TOO_EARLY", elected=elected_on, adjusted=adjusted_on))
    if option is None:
        found.append(ground("OPTION_NOT_STATED"))
    return tuple(found)


def earliest_record_date(
    *, adjusted_on: date, announced_on: date, certificates_issued: bool, notice_days: int
) -> date:
    """The first possible record date: the day of the adjustment, or, with certificates out, days later.

    The days run from the public announcement.

    Agreement: 11(h).
    """
    if not certificates_issued:
        return adjusted_on
    return max(adjusted_on, announced_on + timedelta(days=notice_days))


def record_date_grounds(record_date: date, *, earliest: date) -> tuple[Ground, ...]:
    """Whether a record date comes too early.

    Agreement: 11(h).
    """
    if record_date >= earliest:
        return ()
    return (ground("RECORD_DATE_TOO_EARLY", date=record_date, earliest=earliest),)
