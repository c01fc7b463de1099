"""The closures of the banks computed afresh from the words of the statutes, without the files that ship.

California Civil Code 7.1; New Jersey R.S. 36:1-1 and 36:1-1.2; New York General Construction Law 24; the
standard holidays of the Federal Reserve Banks (5 U.S.C. 6103(a), a Saturday not moved).
"""

from collections.abc import Iterator
from datetime import date, timedelta

MONDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 3, 4, 5, 6
NEW_YEAR, LINCOLN, JUNETEENTH, INDEPENDENCE = (1, 1), (2, 12), (6, 19), (7, 4)
ADMISSION, VETERANS, CHRISTMAS = (9, 9), (11, 11), (12, 25)
EVERYWHERE = (NEW_YEAR, INDEPENDENCE, VETERANS, CHRISTMAS)

FIXED = {
    "CALIFORNIA": (*EVERYWHERE, LINCOLN, ADMISSION),
    "NEW_JERSEY": (*EVERYWHERE, LINCOLN),
    "NEW_YORK": (*EVERYWHERE, LINCOLN, JUNETEENTH),
    "FEDERAL_RESERVE": (*EVERYWHERE, JUNETEENTH),
}
JUNETEENTH_FROM = {"NEW_JERSEY": 2021, "NEW_YORK": 2021, "FEDERAL_RESERVE": 2022}
BEFORE_A_SATURDAY = {
    "CALIFORNIA": (INDEPENDENCE, ADMISSION, CHRISTMAS),
    "NEW_JERSEY": FIXED["NEW_JERSEY"],
    "NEW_YORK": (),
    "FEDERAL_RESERVE": (),
}


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The so-many-th such weekday of a month; a count of -1 is the last."""
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    found = [day for day in days if day.month == month and day.weekday() == weekday]
    return found[count - 1] if count > 0 else found[count]


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous rule of 1876."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, over = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarter, last = divmod(rest, 4)
    sunday = (32 + 2 * over + 2 * quarter - epact - last) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def exchange_days_closed(*, begins: int, until: int) -> set[date]:
    """The weekdays of some years on which the New York Stock Exchange was closed by its rule on holidays.

    Rule 51.10, later 7.2: a Sunday goes to the Monday, a Saturday to the Friday, but not the first of
    January, whose Friday ends an accounting period; Juneteenth from 2022. Special closings are no part of it.
    """
    found = set()
    for year in range(begins, until + 1):
        found |= {nth(year, 1, MONDAY, 3), nth(year, 2, MONDAY, 3), easter(year) - timedelta(days=2)}
        found |= {nth(year, 5, MONDAY, -1), nth(year, 9, MONDAY, 1), nth(year, 11, THURSDAY, 4)}
        for month, number in (NEW_YEAR, INDEPENDENCE, CHRISTMAS, *((JUNETEENTH,) if year > 2021 else ())):
            day = date(year, month, number)
            if day.weekday() == SUNDAY:
                day += timedelta(days=1)
            elif day.weekday() == SATURDAY and (month, number) != NEW_YEAR:
                day -= timedelta(days=1)
            found.add(day)
    return {day for day in found if day.weekday() < SATURDAY}


def by_rule(year: int, place: str) -> Iterator[date]:
    """The holidays that are named by a weekday."""
    yield nth(year, 1, MONDAY, 3)
    yield nth(year, 2, MONDAY, 3)
    yield nth(year, 5, MONDAY, -1)
    yield nth(year, 9, MONDAY, 1)
    yield nth(year, 10, MONDAY, 2)
    yield nth(year, 11, THURSDAY, 4)
    if place in ("NEW_JERSEY", "NEW_YORK"):
        yield nth(year, 11, MONDAY, 1) + timedelta(days=1)
    if place in ("CALIFORNIA", "NEW_JERSEY"):
        yield easter(year) - timedelta(days=2)
    if place == "NEW_JERSEY" and year >= JUNETEENTH_FROM[place]:
        yield nth(year, 6, FRIDAY, 3)


def by_date(year: int, place: str) -> Iterator[date]:
    """The holidays that are named by a date, moved off a weekend where the statute moves them."""
    for month, number in FIXED[place]:
        if (month, number) == JUNETEENTH and year < JUNETEENTH_FROM[place]:
            continue
        day = date(year, month, number)
        if day.weekday() == SUNDAY:
            day += timedelta(days=1)
        elif day.weekday() == SATURDAY and (month, number) in BEFORE_A_SATURDAY[place]:
            day -= timedelta(days=1)
        yield day


def closed_days(place: str, *, begins: int, until: int) -> set[date]:
    """The weekdays of some years on which the banks of a place may or must close."""
    found = {
        day
        for year in range(begins, until + 2)
        for days in (by_rule(year, place), by_date(year, place))
        for day in days
    }
    return {day for day in found if begins <= day.year <= until and day.weekday() < SATURDAY}
