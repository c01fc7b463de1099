"""Small list files for tests: one good line, altered where a test says so."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from registry.imports.columns import COLUMNS
from registry.imports.coverage import Coverage, read_coverage

GOOD: Mapping[str, str] = {
    "account": "A0001",
    "registration_1": "Alder Fund LP",
    "registration_2": "",
    "registration_3": "",
    "registration_4": "",
    "address_1": "1 Market St",
    "address_2": "",
    "address_3": "",
    "city": "San Francisco",
    "region": "CA",
    "postal_code": "94105",
    "country": "US",
    "taxpayer_id": "512-34-8765",
    "email": "",
    "account_type": "PARTNERSHIP",
    "shares_issued_on": "",
    "common_shares": "250",
}
COVERAGE_FILE = Path(__file__).resolve().parents[3] / "templates" / "certificates" / "coverage.txt"


def typefaces() -> Coverage:
    """The characters of the shipped typefaces."""
    return read_coverage(COVERAGE_FILE)


def field(text: str) -> str:
    """One field of CSV, in quotation marks where it needs them."""
    if any(sign in text for sign in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def line(columns: Iterable[str] = COLUMNS, **changes: str) -> str:
    """The good line with some columns changed."""
    row = {**GOOD, **changes}
    return ",".join(field(row[column]) for column in columns)


def list_text(*lines: str, columns: Iterable[str] = COLUMNS) -> str:
    """A list with its head."""
    return "\n".join([",".join(columns), *lines]) + "\n"
