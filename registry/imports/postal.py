"""What makes an address one that the post can use: country, region and postal code."""

import re
from pathlib import Path
from typing import Final


def _read_countries() -> frozenset[str]:
    lines = (Path(__file__).parent / "countries.txt").read_text(encoding="ascii").splitlines()
    return frozenset(code for line in lines if not line.startswith("#") for code in line.split())


COUNTRIES: Final = _read_countries()
US_REGIONS: Final = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "AS",
        "GU",
        "MP",
        "PR",
        "VI",
        "FM",
        "MH",
        "PW",
        "AA",
        "AE",
        "AP",
    ]
)
CA_REGIONS: Final = frozenset(["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"])
POSTAL_CODES: Final = {
    "US": re.compile(r"[0-9]{5}(?:-[0-9]{4})?"),
    "CA": re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][A-Z] ?[0-9][A-Z][0-9]"),
}
REGIONS: Final = {"US": US_REGIONS, "CA": CA_REGIONS}


def is_region_usable(region: str, *, country: str) -> bool:
    """Whether a region is one of the country's; only the United States and Canada have a closed set here."""
    return country not in REGIONS or region in REGIONS[country]


def is_postal_code_usable(postal_code: str, *, country: str) -> bool:
    """Whether a postal code has the country's shape; many countries have none, and few are examined here."""
    return country not in POSTAL_CODES or POSTAL_CODES[country].fullmatch(postal_code) is not None
