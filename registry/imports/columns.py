"""The columns of a list of record holders, which of them a list needs, and how long each may be.

The lengths are those of the fields a certificate, an envelope or a table of the books has room for.
"""

from typing import Final

ACCOUNT_LENGTH: Final = 40
REGISTRATION_LINE_LENGTH: Final = 60
ADDRESS_LINE_LENGTH: Final = 60
CITY_LENGTH: Final = 40
REGION_LENGTH: Final = 40
POSTAL_CODE_LENGTH: Final = 20
TAXPAYER_ID_LENGTH: Final = 30
EMAIL_LENGTH: Final = 254
ACCOUNT_TYPE_LENGTH: Final = 24
SHARES_LENGTH: Final = 30
SHARES_DECIMALS: Final = 6
MILLIONTHS: Final = 10**SHARES_DECIMALS
SHARES_LIMIT: Final = 10**12  # no issuer has a trillion Common Shares

REGISTRATION: Final = ("registration_1", "registration_2", "registration_3", "registration_4")
ADDRESS: Final = ("address_1", "address_2", "address_3")
COLUMNS: Final = (
    "account",
    *REGISTRATION,
    *ADDRESS,
    "city",
    "region",
    "postal_code",
    "country",
    "taxpayer_id",
    "email",
    "account_type",
    "shares_issued_on",
    "common_shares",
)
REQUIRED: Final = ("account", "registration_1", "address_1", "city", "country", "common_shares")
PRINTED: Final = (*REGISTRATION, *ADDRESS, "city", "region", "postal_code")
"""Columns whose words come to stand on a certificate or an envelope."""

LENGTHS: Final = {
    "account": ACCOUNT_LENGTH,
    **dict.fromkeys(REGISTRATION, REGISTRATION_LINE_LENGTH),
    **dict.fromkeys(ADDRESS, ADDRESS_LINE_LENGTH),
    "city": CITY_LENGTH,
    "region": REGION_LENGTH,
    "postal_code": POSTAL_CODE_LENGTH,
    "country": 2,
    "taxpayer_id": TAXPAYER_ID_LENGTH,
    "email": EMAIL_LENGTH,
    "account_type": ACCOUNT_TYPE_LENGTH,
    "shares_issued_on": 10,
    "common_shares": SHARES_LENGTH,
}
