"""Jurisdictions by short names: a state of the United States as US-NV, any other country by its two letters.

Agreement: 9(c).
"""

from collections.abc import Mapping
from types import MappingProxyType

UNITED_STATES = "US"
_STATES = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas
KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi
MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York
NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island
SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|GU Guam|VI Virgin Islands|AS American Samoa
MP Northern Mariana Islands
"""
STATES: Mapping[str, str] = MappingProxyType(
    dict(one.split(" ", 1) for line in _STATES.strip().splitlines() for one in line.split("|"))
)
# Letters of states that are those of no country.
_ONLY_STATES = frozenset(
    "AK CT DC FL HI IA KS MI ND NH NJ NM NV NY OH OK OR RI TX UT VT WA WI WV WY".split(" ")  # noqa: SIM905
)
_CODES = {name.casefold(): code for code, name in STATES.items()}


def state_code(region: str) -> str | None:
    """The two letters of a state of the United States, from them or from its name; None for no such state."""
    told = " ".join(region.replace(".", "").split())
    if told.upper() in STATES:
        return told.upper()
    return _CODES.get(told.casefold())


def jurisdiction_of(country: str, region: str) -> str:
    """The jurisdiction of an address: the state within the United States, elsewhere the country.

    An address in the United States whose state cannot be read is in the United States and no more.

    Agreement: 9(c).
    """
    land = country.strip().upper()
    state = state_code(region) if land == UNITED_STATES else None
    return land if state is None else f"{land}-{state}"


def jurisdiction_named(words: str) -> str:
    """A jurisdiction as a list names it: US-NV, Nevada, or the two letters of a country.

    Two letters that are those of a state and of a country mean the country: CA is Canada. Raises ValueError
    for anything else.

    Agreement: 9(c).
    """
    told = " ".join(words.split())
    land, _, state = told.upper().partition("-")
    if land == UNITED_STATES and state in STATES:
        return f"{land}-{state}"
    if told.casefold() in _CODES:
        return f"{UNITED_STATES}-{_CODES[told.casefold()]}"
    if told.upper() in _ONLY_STATES:
        return f"{UNITED_STATES}-{told.upper()}"
    if len(told) == 2 and told.isascii() and told.isalpha():
        return told.upper()
    raise ValueError(words)


def place_words(code: str) -> str:
    """A jurisdiction as a person reads it: Nevada (US-NV), or the letters of a country."""
    land, _, state = code.partition("-")
    return f"{STATES[state]} ({code})" if land == UNITED_STATES and state in STATES else code
