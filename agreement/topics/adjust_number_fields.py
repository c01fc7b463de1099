"""The topics on the number of Rights and what stands round an adjustment, with their fields and examples."""

from agreement.topics import adjust_number
from agreement.topics.figures import EXERCISE_PRICE, UNITS_PER_RIGHT
from agreement.topics.kinds import (
    ABOVE_ZERO,
    AMOUNT,
    DAY,
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

_RECORD_DATE = "the record date of the adjustment"
_NUMBER_OF_RIGHTS = Topic(
    "adjust-number-of-rights",
    "the Rights that each becomes on the Company's election, and the record date",
    "11(g);11(h)",
    (
        Field("price_before", PRICE, "Exercise Price of a unit before the adjustment", "11(h)", "dollars"),
        Field("price_after", PRICE, "Exercise Price of a unit after it", "11(h)", "dollars"),
        Field(
            "adjusted_under",
            choice_of("11(a)(i)", "11(b)", "11(c)", "11(l)", "11(n)"),
            "the clause of the adjustment",
            "11(h)",
        ),
        Field("adjusted_on", DAY, "the day of the adjustment of the price", "11(h)"),
        Field("elected_on", DAY, "the day of the Company's election", "11(h)"),
        Field("announced_on", DAY, "the day of the public announcement", "11(h)"),
        Field("record_date", DAY, _RECORD_DATE, "11(h)"),
        Field(
            "certificates_issued",
            TRUTH,
            "whether Rights Certificates have been issued",
            "11(h)",
            required=False,
            when_absent="none have",
        ),
        Field(
            "distribution_option",
            choice_of("ADDITIONAL", "REPLACEMENT"),
            "certificates for the additional Rights, or replacements for all",
            "11(h)",
            required=False,
            when_absent="not stated",
        ),
        Field("rights_held", NUMBER, "Rights of a holder of record", "11(h)", "Rights", required=False),
        UNITS_PER_RIGHT,
    ),
    {
        "facts": {
            "price_before": "250.00",
            "price_after": "237.50",
            "adjusted_under": "11(c)",
            "adjusted_on": "2004-05-03",
            "elected_on": "2004-05-03",
            "announced_on": "2004-05-03",
            "record_date": "2004-05-13",
            "certificates_issued": True,
            "distribution_option": "ADDITIONAL",
            "rights_held": "1000",
        }
    },
    adjust_number.adjust_number_of_rights,
    readings=("rounding_mode",),
)
_FIGURES = Topic(
    "figures-in-force",
    "the price and the units with which a Right is issued or exercised on a day",
    "7(b);11(a)(i);11(f);11(n)",
    (
        Field(
            "figures",
            list_of(
                record_of(
                    Field("effective_from", DAY, "from when they are in force", "12"),
                    Field("exercise_price", AMOUNT, "Exercise Price of a unit", "7(b)", "dollars"),
                    Field("units_per_right", ABOVE_ZERO, "units of a Right", "11", "units"),
                    Field("source", TEXT, "the agreement, or the certificate that states them", "12"),
                ),
                at_least=1,
            ),
            "the figures of the signing and of each certificate",
            "7(b);12",
        ),
        Field("on", DAY, "the day asked about", "11(f)"),
    ),
    {
        "facts": {
            "figures": [
                {
                    "effective_from": "2000-09-15",
                    "exercise_price": "250.00",
                    "units_per_right": "1",
                    "source": "the agreement",
                },
                {
                    "effective_from": "2004-05-03",
                    "exercise_price": "241.67",
                    "units_per_right": "1.03",
                    "source": "certificate of 2004-05-03",
                },
            ],
            "on": "2004-06-01",
        }
    },
    adjust_number.figures_in_force,
    readings=("rounding_mode",),
)
_DEFERRAL = Topic(
    "deferral",
    "what an exercise after the record date delivers at once, and what a due bill stands for",
    "11(k)",
    (
        Field("record_date", DAY, _RECORD_DATE, "11(k)"),
        Field("exercised_on", DAY, "the record date of the exercise", "11(k)"),
        Field("rights", NUMBER, "Rights exercised", "11(k)", "Rights"),
        Field("units_before", ABOVE_ZERO, "units of a Right before the adjustment", "11(k)", "units"),
        Field("units_after", ABOVE_ZERO, "units of a Right after it", "11(k)", "units"),
        Field("election_filed", TRUTH, "whether the Company's election is on file", "11(k)", required=False),
        Field("due_bill_recorded", TRUTH, "whether a due bill is on file", "11(k)", required=False),
        Field("event_occurred_on", DAY, "the day on which the event occurred", "11(k)", required=False),
        Field("event_cancelled", TRUTH, "whether the event will not occur", "11(k)", required=False),
    ),
    {
        "facts": {
            "record_date": "2004-05-03",
            "exercised_on": "2004-05-10",
            "rights": "30",
            "units_before": "1",
            "units_after": "1.03",
            "election_filed": True,
            "due_bill_recorded": True,
        }
    },
    adjust_number.deferral,
)
_REDUCTION = Topic(
    "voluntary-reduction",
    "whether a reduction of the price of the Company's own accord is open to it",
    "11(l)",
    (
        Field("new_price", PRICE, "the price of a unit that the Company certifies", "11(l)", "dollars"),
        Field("certified_on", DAY, "the day of the reduction", "11(l)"),
        Field(
            "distribution_date",
            DAY,
            "the Distribution Date",
            "1(l)",
            required=False,
            when_absent="none has been noticed",
        ),
        EXERCISE_PRICE,
    ),
    {"facts": {"new_price": "245.00", "certified_on": "2003-05-01", "distribution_date": "2003-06-16"}},
    adjust_number.voluntary_reduction,
)
_RESERVATION = Topic(
    "reservation",
    "whether enough shares are reserved for all Rights that are not void",
    "9(a)",
    (
        Field("valid_rights", NUMBER, "Rights that are not void", "9(a)", "Rights"),
        Field("reserved_shares", NUMBER, "shares reserved, or authorised and free", "9(a)", "shares"),
        Field(
            "shares_per_right",
            ABOVE_ZERO,
            "Common Shares of a Right after a Triggering Event",
            "11(a)(ii)",
            "shares",
            required=False,
            when_absent="Preferred Shares are looked at",
        ),
        UNITS_PER_RIGHT,
    ),
    {"facts": {"valid_rights": "40000000", "reserved_shares": "100000"}},
    adjust_number.reservation,
)

NUMBER_TOPICS = (_NUMBER_OF_RIGHTS, _FIGURES, _DEFERRAL, _REDUCTION, _RESERVATION)
