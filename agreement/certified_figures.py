"""The figures of a Right as certificates of the Company have adjusted them, beside those of the signing.

Agreement: 11;12.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class CertifiedFigures:
    """What certificates of adjustment have fixed; None and an empty text where none has.

    `security` is the kind and class of what a Right buys, in words. Prices in US dollars. `cash_per_right` is
    the cash that a Right gives beside it in a substitution.

    Agreement: 11(a)(iii);12.
    """

    price_of_unit: Decimal | None = None
    units_per_right: Fraction | None = None
    security: str = ""
    redemption_price: Decimal | None = None
    exchange_ratio: Fraction | None = None
    cash_per_right: Decimal | None = None

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "CertifiedFigures":
        """The figures as a certificate states them, by their names, in exact text."""
        price, units = told.get("price_of_unit"), told.get("units_per_right")
        redemption, ratio = told.get("redemption_price"), told.get("exchange_ratio")
        cash = told.get("cash_per_right")
        return cls(
            price_of_unit=Decimal(price) if price else None,
            units_per_right=Fraction(units) if units else None,
            security=told.get("security", ""),
            redemption_price=Decimal(redemption) if redemption else None,
            exchange_ratio=Fraction(ratio) if ratio else None,
            cash_per_right=Decimal(cash) if cash else None,
        )


AT_SIGNING = CertifiedFigures()
