"""The prices of a plan one after another: what is cancelled is left out, what falls due is made.

Agreement: 11(b);11(c);11(d);11(f).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from agreement.adjusting.price import Carried, PriceChange, PriceRule, change_price, last_day_to_make
from agreement.refusals import refuse


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """An event that changes the price by a factor, on its record or effective date.

    `is_cancelled` where the rights were not issued or the distribution not made after all.

    Agreement: 11(b);11(c).
    """

    name: str
    section: str
    on: date
    factor: Fraction
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class PriceOfDay:
    """The price from a day on, the change that led to it, and by which event; none where it fell due.

    Agreement: 11(d).
    """

    on: date
    change: PriceChange
    event: PriceEvent | None


def price_series(
    price: Fraction,
    events: Iterable[PriceEvent],
    *,
    rule: PriceRule,
    expiration_date: date,
    until: date | None = None,
) -> tuple[PriceOfDay, ...]:
    """The price after each event that was not cancelled, in the order of their days.

    What was cancelled counts as if its record date had not been fixed, and later events are applied to the
    price that is then in force. A carried change is made on its last day at the latest, also when no event
    comes; `until` is the day up to which that is looked at.

    Agreement: 11(b);11(c);11(d).
    """
    days: list[PriceOfDay] = []
    carried: tuple[Carried, ...] = ()

    def due() -> date:
        return min(
            last_day_to_make(one.transaction_date, years=rule.years, expiration_date=expiration_date)
            for one in carried
        )

    def change(event: PriceEvent | None, on: date, *, is_due: bool) -> None:
        nonlocal price, carried
        moved = (
            Carried(event.factor, on, event.section, event.name) if event else Carried(Fraction(1), on, "")
        )
        found = change_price(price, moved, carried=carried, rule=rule, is_due=is_due)
        price, carried = found.price, found.carried
        days.append(PriceOfDay(on, found, event))

    for event in sorted((one for one in events if not one.is_cancelled), key=lambda one: one.on):
        if carried and due() < event.on:
            change(None, due(), is_due=True)
        change(event, event.on, is_due=bool(carried) and due() <= event.on)
    if carried and until is not None and due() <= until:
        change(None, due(), is_due=True)
    return tuple(days)


@dataclass(frozen=True, slots=True)
class FiguresFrom:
    """The figures of a Right from a day on, and by which document.

    Agreement: 7(b);11(f);12.
    """

    effective_from: date
    price_of_unit: Decimal
    units_per_right: Fraction
    source: str


def figures_on(day: date, figures: Sequence[FiguresFrom]) -> FiguresFrom:
    """The figures in force on a day: a Right issued then is issued with them, whenever others were.

    Raises TERMS_NOT_IN_FORCE where none are.

    Agreement: 7(b);11(a)(i);11(f);11(n).
    """
    in_force = [one for one in figures if one.effective_from <= day]
    if not in_force:
        raise refuse("TERMS_NOT_IN_FORCE", at=day.isoformat())
    return max(reversed(in_force), key=lambda one: one.effective_from)
