"""The topics on what holders receive by name, with their fields and examples."""

from agreement.topics import endings
from agreement.topics.kinds import (
    ABOVE_ZERO,
    COUNT,
    COUNT_OR_NONE,
    DAY,
    INSTANT,
    MONEY,
    PART,
    PRICE,
    TEXT,
    Field,
    list_of,
    record_of,
    table_of,
)
from agreement.topics.redemption_window import REDEMPTION_FIELDS
from agreement.topics.topic import Topic

_OF_THE_TERMS = "that of the terms"
_COMMON_CLOSE = Field(
    "common_close",
    MONEY,
    "closing price of a Common Share on the Trading Day before",
    "14(c);24(d)",
    unit="dollars",
    required=False,
    when_absent="a fraction waits for it",
)
_TRADING_DAY = Field(
    "trading_day", DAY, "that Trading Day", "14(c);24(d)", required=False, when_absent="not named"
)
_RATIO = Field(
    "exchange_ratio",
    ABOVE_ZERO,
    "Common Shares for a Right",
    "24(a)",
    unit="Common Shares",
    required=False,
    when_absent=_OF_THE_TERMS,
)
_VALID = Field(
    "holders",
    table_of(COUNT_OR_NONE, keys="account"),
    "valid Rights of each registered holder",
    "24(b)",
    unit="Rights",
)
_MARKET_PRICE = Field(
    "current_per_share_market_price",
    PRICE,
    "Current Per Share Market Price of a Common Share",
    "1(j)",
    unit="dollars",
    required=False,
)
_HOLDER = record_of(
    Field("account", TEXT, "the holder's account", "23(a)"),
    Field("valid", COUNT_OR_NONE, "its valid Rights", "23(a)", "Rights"),
    Field("void", COUNT_OR_NONE, "its Rights that are null and void", "7(e)", "Rights", required=False),
)

_FRACTIONS = Topic(
    "fractions",
    "what a presentation gives in whole units or shares, and the cash for the rest",
    "14(b);14(c)",
    (
        Field("rights", COUNT, "Rights presented together", "14(b)", "Rights"),
        Field(
            "shares_per_right",
            ABOVE_ZERO,
            "Common Shares that a Right buys",
            "14(c)",
            unit="Common Shares",
            required=False,
            when_absent="a Right buys units of Preferred Shares",
        ),
        Field(
            "units_per_right",
            ABOVE_ZERO,
            "units that a Right buys, as certified last",
            "14(b)",
            unit="units",
            required=False,
            when_absent=_OF_THE_TERMS,
        ),
        _COMMON_CLOSE,
        _TRADING_DAY,
    ),
    {"facts": {"rights": 1, "shares_per_right": "50.558", "common_close": "12.00"}},
    endings.fractions_of_shares,
    readings=("rounding_mode", "preferred_fraction_value"),
)
_REDEMPTION = Topic(
    "redemption",
    "what each holder is paid on a redemption, and how far the roundings drift",
    "23(a)",
    (
        Field("holders", list_of(_HOLDER, at_least=1), "the register at the Redemption Date", "23(a)"),
        Field(
            "redemption_price",
            PRICE,
            "Redemption Price of a Right",
            "23(a)",
            unit="dollars",
            required=False,
            when_absent=_OF_THE_TERMS,
        ),
        Field(
            "split_factor",
            ABOVE_ZERO,
            "Rights that one Right has become since the price was fixed",
            "23(a)",
            unit="Rights",
            required=False,
            when_absent="the price stands",
        ),
        Field(
            "rights_outstanding",
            COUNT,
            "Rights in the books, to prove the list by",
            "23(b)",
            unit="Rights",
            required=False,
            when_absent="nothing is compared",
        ),
        _MARKET_PRICE,
        _COMMON_CLOSE,
        Field(
            "ordered_at",
            INSTANT,
            "the instant of the Board's action, to be held against its window",
            "23(a)",
            required=False,
            when_absent="the window is not told",
        ),
        *REDEMPTION_FIELDS,
    ),
    {
        "facts": {
            "holders": [
                {"account": "A-1", "valid": 250},
                {"account": "A-2", "valid": 33599705},
                {"account": "A-3", "valid": 45},
                {"account": "Oak", "valid": 0, "void": 6400000},
            ],
            "rights_outstanding": 40000000,
        }
    },
    endings.redemption,
    readings=("rounding_mode", "void_rights_on_redemption"),
)
_EXCHANGE = Topic(
    "exchange",
    "what each holder receives when all valid Rights are exchanged, also where shares lack",
    "24",
    (
        _VALID,
        _RATIO,
        _COMMON_CLOSE,
        _TRADING_DAY,
        Field(
            "available_shares",
            COUNT_OR_NONE,
            "Common Shares authorised and free for it",
            "24(c)",
            unit="Common Shares",
            required=False,
            when_absent="they suffice",
        ),
        _MARKET_PRICE,
        Field(
            "securities_value",
            MONEY,
            "value of other securities given for a Right, by the investment bank",
            "24(c)",
            unit="dollars",
            required=False,
            when_absent="none are given",
        ),
        Field(
            "largest_holder_part",
            PART,
            "the greatest part of the Common Shares that a Person of no exempt kind holds",
            "24(a)",
            unit="part of 1",
            required=False,
            when_absent="nothing bars it",
        ),
        Field(
            "new_rights_each",
            ABOVE_ZERO,
            "rights of equivalent value for a Right, before there is an Acquiring Person",
            "24(e)",
            unit="rights",
            required=False,
            when_absent="Common Shares are given",
        ),
    ),
    {
        "facts": {
            "holders": {"A-1": 30000000, "A-2": 3600000},
            "available_shares": 30000000,
            "current_per_share_market_price": "10.00",
        }
    },
    endings.exchange,
    readings=("rounding_mode",),
)
_PARTIAL = Topic(
    "partial-exchange",
    "how many Rights of each holder a partial exchange takes, pro rata",
    "24(b)",
    (
        _VALID,
        Field("rights_to_exchange", COUNT, "Rights that the order exchanges", "24(b)", "Rights"),
        _RATIO,
        _COMMON_CLOSE,
        _TRADING_DAY,
    ),
    {"facts": {"holders": {"A-1": 100, "A-2": 55, "A-3": 45}, "rights_to_exchange": 100}},
    endings.part_exchanged,
    readings=("rounding_mode", "partial_exchange_expiry"),
)
ENDING_TOPICS = (_FRACTIONS, _REDEMPTION, _EXCHANGE, _PARTIAL)
