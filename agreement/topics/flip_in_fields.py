"""The topics on a Triggering Event by name, with their fields and examples."""

from agreement.substitution import ComponentKind, SubstitutionGround
from agreement.topics import flip_in
from agreement.topics.figures import EXERCISE_PRICE, UNITS_PER_RIGHT
from agreement.topics.kinds import (
    ABOVE_ZERO,
    COUNT,
    DAY,
    MONEY,
    NUMBER,
    PRICE,
    TEXT,
    TRUTH,
    Field,
    choice_of,
    list_of,
    record_of,
)
from agreement.topics.topic import Topic

_COMMON_EVENT = Field(
    "common_event",
    record_of(
        Field("common_before", NUMBER, "Common Shares outstanding just before", "11(n)"),
        Field("common_after", ABOVE_ZERO, "Common Shares outstanding just after", "11(n)"),
        Field("effective_on", DAY, "its record or effective date", "11(n)"),
        Field(
            "price_is_adjusted",
            TRUTH,
            "whether the price given is that after the event",
            "11(n)",
            required=False,
        ),
    ),
    "an event of the Common Shares on the same day, which is adjusted first",
    "11(n)",
    required=False,
    when_absent="there is none",
)
_FLIP_IN = Topic(
    "flip-in",
    "the Common Shares that a Right buys after a Triggering Event, and what a presentation yields",
    "11(a)(ii)",
    (
        Field(
            "trigger_noticed",
            TRUTH,
            "whether the Company has given notice of a Triggering Event",
            "11(a)(ii)",
        ),
        Field(
            "current_per_share_market_price",
            PRICE,
            "the Current Per Share Market Price of a Common Share on the day of the event (30 Trading Days)",
            "1(j);11(a)(ii)",
            "dollars",
        ),
        EXERCISE_PRICE,
        UNITS_PER_RIGHT,
        _COMMON_EVENT,
        Field("is_void", TRUTH, "whether the Rights are void", "7(e)", required=False),
        Field("is_exchanged", TRUTH, "whether their exchange has been ordered", "24(b)", required=False),
        Field("rights", COUNT, "Rights of one presentation", "11(a)(ii)", "Rights", required=False),
        Field(
            "closing_price",
            MONEY,
            "closing price of a Common Share on the Trading Day before the exercise",
            "14(c)",
            "dollars",
            required=False,
            when_absent="the cash is not computed",
        ),
    ),
    {
        "facts": {
            "trigger_noticed": True,
            "exercise_price": "250.00",
            "units_per_right": "1",
            "current_per_share_market_price": "12.34",
            "rights": 30,
            "closing_price": "12.00",
        }
    },
    flip_in.flip_in,
    readings=("rounding_mode", "exercise_price_of_a_right"),
)
_COMPONENTS = Field(
    "components",
    list_of(
        record_of(
            Field("kind", choice_of(*(one.value for one in ComponentKind)), "what it is", "11(a)(iii)"),
            Field("value", MONEY, "its value for a Right", "11(a)(iii)", "dollars", required=False),
            Field(
                "shares",
                NUMBER,
                "Common Shares or Common Stock Equivalents for a Right",
                "11(a)(iii)",
                "shares",
                required=False,
            ),
            Field(
                "approval_missing",
                TRUTH,
                "whether an approval it needs is missing",
                "11(a)(iii)",
                required=False,
            ),
            Field("only_for", TEXT, "for whom alone it is meant, if so", "11(a)(iii)", required=False),
        )
    ),
    "the substitute package for a Right",
    "11(a)(iii)",
    required=False,
    when_absent="no provision has been made",
)
_SUBSTITUTION = Topic(
    "substitution",
    "Current Value, Spread, package, periods and default where Common Shares do not suffice",
    "11(a)(iii)",
    (
        Field("first_event_on", DAY, "first occurrence of a Triggering Event", "11(a)(iii)"),
        Field(
            "redemption_expired_on",
            DAY,
            "the day on which the right of redemption expired",
            "23(a)",
            required=False,
            when_absent="it has not",
        ),
        Field("shares_per_right", ABOVE_ZERO, "Common Shares of a Right", "11(a)(ii)", "shares"),
        Field(
            "current_per_share_market_price",
            PRICE,
            "price of a Common Share on the Trigger Date (10 Trading Days)",
            "1(j);11(a)(iii)",
            "dollars",
        ),
        EXERCISE_PRICE,
        UNITS_PER_RIGHT,
        Field(
            "ground",
            choice_of(*(one.value for one in SubstitutionGround)),
            "on which ground the Company substitutes",
            "11(a)(iii)",
            required=False,
        ),
        Field("valid_rights", NUMBER, "Rights that are not void", "9(a)", "Rights", required=False),
        Field(
            "available_shares",
            NUMBER,
            "Common Shares authorised, and neither outstanding nor reserved for others",
            "11(a)(iii)",
            "shares",
            required=False,
        ),
        _COMPONENTS,
        Field("advised_by", TEXT, "the investment banking firm that advised", "11(a)(iii)", required=False),
        Field(
            "available_shares_per_right",
            NUMBER,
            "Common Shares for a Right that are available and approved, for the default",
            "11(a)(iii)",
            "shares",
            required=False,
            when_absent="the default is not computed",
        ),
        Field("extended_to", DAY, "the end to which the period is extended", "11(a)(iii)", required=False),
        Field("suspended_until", DAY, "until when exercise is suspended", "11(a)(iii)", required=False),
        Field("on", DAY, "the day on which it is looked at", "11(a)(iii)", required=False),
    ),
    {
        "facts": {
            "first_event_on": "2003-05-30",
            "redemption_expired_on": "2003-06-09",
            "shares_per_right": "50",
            "current_per_share_market_price": "11.00",
            "exercise_price": "250.00",
            "units_per_right": "1",
            "valid_rights": "33600000",
            "available_shares": "60000000",
            "components": [
                {"kind": "PRICE_REDUCTION", "value": "150.00"},
                {"kind": "COMMON_SHARES", "shares": "20"},
                {"kind": "CASH", "value": "180.00"},
            ],
            "advised_by": "Harbor & Finch, Inc.",
            "available_shares_per_right": "20",
        }
    },
    flip_in.substitution,
    readings=("rounding_mode", "exercise_price_of_a_right"),
)

FLIP_IN_TOPICS = (_FLIP_IN, _SUBSTITUTION)
