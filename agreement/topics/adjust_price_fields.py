"""The topics on the Exercise Price by name, with their fields and examples."""

from agreement.adjusting.events import Distributed
from agreement.topics import adjust_price
from agreement.topics.figures import (
    ADJUSTING_CLAUSE,
    CARRIED,
    EXERCISE_PRICE,
    STATEMENT_ON_ACTION,
    UNITS_PER_RIGHT,
)
from agreement.topics.kinds import (
    ABOVE_ZERO,
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

_IN_FORCE = (EXERCISE_PRICE, UNITS_PER_RIGHT, CARRIED, STATEMENT_ON_ACTION)
_MARKET_PRICE = Field(
    "current_per_share_market_price",
    PRICE,
    "the Current Per Share Market Price of a Preferred or Equivalent Share on the record date",
    "1(j)",
    unit="dollars",
)
_RECORD_DATE = Field("record_date", DAY, "the record date of the event", "11(b);11(c)")
_STATEMENT = Field(
    "statement_filed",
    TRUTH,
    "whether the Board's written statement of the value is filed with the Rights Agent",
    "11(b);11(c)",
    required=False,
    when_absent="it is not",
)
_EXPIRATION_DATE = Field(
    "expiration_date",
    DAY,
    "the Expiration Date",
    "1(q)",
    required=False,
    when_absent="the Final Expiration Date of the terms",
)
_EQUIVALENT_SHARES = Field(
    "equivalent_shares",
    list_of(
        record_of(
            Field("series", TEXT, "the class or series that ranks equally in every respect", "1(m)"),
            Field("outstanding", NUMBER, "its shares outstanding on the record date", "11(b)"),
            Field(
                "company_held",
                NUMBER,
                "those of them that the Company owns or that are held for it",
                "11(b)",
                required=False,
                when_absent="none",
            ),
        )
    ),
    "Equivalent Shares by class or series, counted together with the Preferred Shares",
    "1(m);11(b)",
    required=False,
    when_absent="none",
)
_COMMON_EVENT = Field(
    "common_event",
    record_of(
        Field("common_before", NUMBER, "Common Shares outstanding just before", "11(n)"),
        Field("common_after", ABOVE_ZERO, "Common Shares outstanding just after", "11(n)"),
    ),
    "a simultaneous event of the Common Shares that is adjusted for itself",
    "11(a)(i)",
    required=False,
    when_absent="there is none",
)
_PREFERRED_SPLIT = Topic(
    "adjust-preferred-split",
    "price and units after a dividend, split, combination or reclassification of Preferred Shares",
    "11(a)(i)",
    (
        Field("preferred_before", NUMBER, "Preferred Shares just before", "11(a)(i)", unit="shares"),
        Field("preferred_after", ABOVE_ZERO, "Preferred Shares just after", "11(a)(i)", unit="shares"),
        Field("effective_on", DAY, "record date of the dividend, or effective date", "11(a)(i)"),
        _COMMON_EVENT,
        *_IN_FORCE,
    ),
    {
        "facts": {
            "preferred_before": "10000",
            "preferred_after": "20000",
            "effective_on": "2004-05-03",
            "exercise_price": "250.00",
        }
    },
    adjust_price.adjust_preferred_split,
    readings=("rounding_mode",),
)
_RIGHTS_ISSUE = Topic(
    "adjust-rights-issue",
    "price and units after an offer to holders of Preferred Shares below the market price",
    "11(b)",
    (
        _RECORD_DATE,
        Field("expires_on", DAY, "last day on which the offer may be taken up", "11(b)"),
        Field(
            "preferred_outstanding",
            NUMBER,
            "Preferred Shares outstanding on the record date, with Equivalent Shares that are not listed",
            "11(b)",
            unit="shares",
        ),
        Field(
            "company_held",
            NUMBER,
            "those of them that the Company owns or that are held for it",
            "11(b)",
            unit="shares",
            required=False,
            when_absent="none",
        ),
        _EQUIVALENT_SHARES,
        Field(
            "offered_shares",
            ABOVE_ZERO,
            "shares offered, or into which the securities offered are initially convertible",
            "11(b)",
            unit="shares",
        ),
        Field("offering_price", MONEY, "price in cash of each share offered", "11(b)", unit="dollars"),
        Field(
            "other_consideration_value",
            MONEY,
            "the Board's value of all consideration other than cash, for all shares offered",
            "11(b)",
            unit="dollars",
            required=False,
            when_absent="there is none",
        ),
        _STATEMENT,
        _MARKET_PRICE,
        *_IN_FORCE,
    ),
    {
        "facts": {
            "record_date": "2004-05-03",
            "expires_on": "2004-06-17",
            "preferred_outstanding": "52000",
            "company_held": "2000",
            "offered_shares": "10000",
            "offering_price": "8000.00",
            "current_per_share_market_price": "10000.00",
        }
    },
    adjust_price.adjust_rights_issue,
    readings=("rounding_mode",),
    version=2,
)
_DISTRIBUTION = Topic(
    "adjust-distribution",
    "price and units after a distribution to holders of Preferred Shares",
    "11(c)",
    (
        _RECORD_DATE,
        Field("distributed", choice_of(*(one.value for one in Distributed)), "what is distributed", "11(c)"),
        Field(
            "fair_value",
            MONEY,
            "fair value, by the Board's statement, of what is distributed on a share",
            "11(c)",
            unit="dollars",
        ),
        _STATEMENT,
        _MARKET_PRICE,
        *_IN_FORCE,
    ),
    {
        "facts": {
            "record_date": "2004-05-03",
            "distributed": "SPECIAL_CASH",
            "fair_value": "500.00",
            "statement_filed": True,
            "current_per_share_market_price": "10000.00",
        }
    },
    adjust_price.adjust_distribution,
    readings=("rounding_mode",),
)
_CARRY_FORWARD = Topic(
    "carry-forward",
    "whether a change of price is made or carried, and what must be made by now",
    "11(d)",
    (
        Field("on", DAY, "the day of the event, or on which it is looked at", "11(d)"),
        Field(
            "factor",
            ABOVE_ZERO,
            "the factor of the event by which the price is multiplied",
            "11(d)",
            required=False,
            when_absent="no event: only what was carried is looked at",
        ),
        Field(
            "section",
            ADJUSTING_CLAUSE,
            "the clause of the event",
            "11",
            required=False,
            when_absent="11(c)",
        ),
        EXERCISE_PRICE,
        CARRIED,
        STATEMENT_ON_ACTION,
        _EXPIRATION_DATE,
    ),
    {
        "facts": {
            "on": "2004-08-02",
            "factor": "0.993",
            "section": "11(c)",
            "exercise_price": "250.00",
            "carried": [{"factor": "0.995", "transaction_date": "2004-02-02", "section": "11(c)"}],
        }
    },
    adjust_price.carry_forward,
    readings=("rounding_mode",),
)
_SERIES = Topic(
    "adjust-series",
    "the prices that follow from a list of events, with cancelled ones taken out",
    "11(b);11(c);11(d)",
    (
        Field(
            "events",
            list_of(
                record_of(
                    Field("name", TEXT, "the event by name", "12"),
                    Field(
                        "section",
                        choice_of("11(a)(i)", "11(a)(ii)", "11(b)", "11(c)", "11(n)"),
                        "the clause under which it adjusts; a flip-in only has its place in the order",
                        "11",
                    ),
                    Field("on", DAY, "its record or effective date", "11"),
                    Field("factor", ABOVE_ZERO, "by what it multiplies the price", "11", required=False),
                    Field("is_cancelled", TRUTH, "whether it did not come about", "11(b)", required=False),
                ),
                at_least=1,
            ),
            "the events, those of one day in the order in which they are computed",
            "11",
        ),
        Field("until", DAY, "day up to which what was carried is looked at", "11(d)", required=False),
        EXERCISE_PRICE,
        STATEMENT_ON_ACTION,
        _EXPIRATION_DATE,
    ),
    {
        "facts": {
            "exercise_price": "250.00",
            "events": [
                {
                    "name": "offer",
                    "section": "11(b)",
                    "on": "2004-05-03",
                    "factor": "29/30",
                    "is_cancelled": True,
                },
                {"name": "special dividend", "section": "11(c)", "on": "2004-09-01", "factor": "0.95"},
            ],
        }
    },
    adjust_price.adjust_series,
    readings=("rounding_mode",),
)

PRICE_TOPICS = (_PREFERRED_SPLIT, _RIGHTS_ISSUE, _DISTRIBUTION, _CARRY_FORWARD, _SERIES)
