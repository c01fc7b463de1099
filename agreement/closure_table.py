"""The closures of a year as a table: each weekday, what closes the banks, under which policies, by which law.

Agreement: 1(e).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from agreement.business_days import POLICIES, CalendarPolicy, Closure
from agreement.refusals import refuse

_OPEN = "–"


def closure_table(
    closures: Iterable[Closure],
    *,
    year: int,
    policies: Mapping[str, CalendarPolicy] = POLICIES,
) -> str:
    """The closures of a year as a table in Markdown, a line for each day and a column for each policy.

    A policy's cell says `closed` where one of its places lists the day; the numbers in the last cell are
    those of the sources below. Raises CALENDAR_YEAR_NOT_LOADED
    where a place of a policy lists nothing in that year.

    Agreement: 1(e).
    """
    by_day: dict[date, list[Closure]] = {}
    for closure in closures:
        if closure.day.year == year:
            by_day.setdefault(closure.day, []).append(closure)
    listed = {closure.place for found in by_day.values() for closure in found}
    for policy in policies.values():
        for place in policy.places:
            if place not in listed:
                raise refuse("CALENDAR_YEAR_NOT_LOADED", place=place, year=year)
    sources = {source: number for number, source in enumerate(_sources(by_day), start=1)}
    heads = ["Day", "Closure", *(f"`{name}`" for name in policies), "Source"]
    rows = [_row(day, by_day[day], policies.values(), sources) for day in sorted(by_day)]
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]
    return "\n".join([*lines, "", *(f"{number}. {source}" for source, number in sources.items())]) + "\n"


def _sources(by_day: Mapping[date, Sequence[Closure]]) -> list[str]:
    found = [closure for day in sorted(by_day) for closure in by_day[day]]
    return list(dict.fromkeys(closure.source for closure in found))


def _row(
    day: date, found: Sequence[Closure], policies: Iterable[CalendarPolicy], sources: Mapping[str, int]
) -> list[str]:
    places = {closure.place for closure in found}
    marks = ["closed" if places.intersection(policy.places) else _OPEN for policy in policies]
    names = dict.fromkeys(closure.name for closure in found)
    cited = sorted({sources[closure.source] for closure in found})
    return [f"{day:%a} {day.isoformat()}", " / ".join(names), *marks, ", ".join(map(str, cited))]
