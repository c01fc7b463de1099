"""Names and addresses as lines for the window of an envelope, and what keeps one from being shown (26)."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from certificates.drawing.envelope import window_fault

HOME = "US"
PLAIN_LINE = 30  # of letters that the typeface has, however wide they are
PLAIN_LINES = 6
# Names for which the list of countries has a form that no post office uses.
_AS_WRITTEN = MappingProxyType(
    {
        "GB": "United Kingdom",
        "KR": "South Korea",
        "KP": "North Korea",
        "VA": "Vatican City",
        "MM": "Myanmar",
        "AS": "American Samoa",
        "CC": "Cocos (Keeling) Islands",
        "CD": "Democratic Republic of the Congo",
        "CG": "Republic of the Congo",
        "MF": "Saint Martin",
        "SX": "Sint Maarten",
        "VG": "British Virgin Islands",
        "VI": "U.S. Virgin Islands",
    }
)


def window_lines(registration: str, address: Sequence[str]) -> tuple[str, ...]:
    """The lines of an address: names, street, place, and abroad the country in capitals.

    `address` is street, city, region, postal code and country, as the register has them.
    """
    street, city, region, postal_code, country = (part.strip() for part in address)
    behind = " ".join(part for part in (region, postal_code) if part)
    place = ", ".join(part for part in (city, behind) if part)
    lines = [*registration.split("\n"), *street.split("\n"), place]
    if country and country != HOME:
        lines.append(country_name(country).upper())
    return tuple(line.strip() for line in lines if line.strip())


def is_whole(registration: str, address: Sequence[str]) -> bool:
    """Whether there is a name, a street, a place and a country to mail to."""
    street, city, _, _, country = address
    return all(part.strip() for part in (registration, street, city, country))


def shown_fault(lines: Sequence[str]) -> str:
    """What keeps lines from being shown in the window, empty when nothing does; plain ones need no trial."""
    if len(lines) <= PLAIN_LINES and all(
        len(line) <= PLAIN_LINE and line.isascii() and line.isprintable() for line in lines
    ):
        return ""
    return window_fault(lines)


def country_name(code: str) -> str:
    """The name of a country by its two letters; the letters where the list has none."""
    return _AS_WRITTEN.get(code) or _countries().get(code, code)


@cache
def _countries() -> Mapping[str, str]:
    """ISO 3166 as the time zone data carry it: two letters, a tab, the name."""
    told = (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in told.splitlines() if line and not line.startswith("#"))
    return MappingProxyType({code: name.partition(" (")[0] for code, name in rows})
