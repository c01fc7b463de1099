"""What a list is held against while it is read: plain values that can travel to another process."""

from dataclasses import dataclass
from datetime import date

from registry.imports.coverage import Coverage

FRACTIONS_AGGREGATED = "AGGREGATED_AND_CASHED"
FRACTIONS_REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class ListRules:
    """The agreement's terms and the typefaces that one list is examined by.

    `fractional_shares` is the reading of 14(a) in force: AGGREGATED_AND_CASHED (ordinary) or REFUSED.
    """

    agreement_code: str
    record_date: date
    distribution_date: date
    coverage: Coverage
    fractional_shares: str = FRACTIONS_AGGREGATED


@dataclass(frozen=True, slots=True)
class ListRow:
    """One good row: an account's shares issued on one date, in millionths of a Common Share."""

    account: str
    registration: str
    address: str
    city: str
    region: str
    postal_code: str
    country: str
    account_type: str
    email: str
    taxpayer_id: str
    shares_issued_on: str
    shares_millionths: int
