"""What a list is held against while it is read: plain values that can travel to another process."""

from dataclasses import dataclass
from datetime import date

from registry.imports.coverage import Coverage

FRACTIONS_AGGREGATED = "AGGREGATED_AND_CASHED"
FRACTIONS_REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class ListRules:
    """The agreement's terms and the typefaces that one list is examined by.

    `last_issued` is the last day on which shares on the list can have been issued, `last_day_name` its name.
    `fractional_shares` is the reading of 14(a) in force: AGGREGATED_AND_CASHED (ordinary) or REFUSED.
    """

    agreement_code: str
    record_date: date
    last_issued: date
    coverage: Coverage
    fractional_shares: str = FRACTIONS_AGGREGATED
    last_day_name: str = "Distribution Date"


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
