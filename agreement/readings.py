"""Questions the agreement leaves open: the readings possible, and the one a plan uses, by whose decision.

A rule takes the reading as an argument; what used one says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the text that a rule of ours depends on, with the readings it can have."""

    name: str
    section: str
    question: str
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of a question in use, who decided it by which document, since when."""

    name: str
    section: str
    question: str
    possible: tuple[str, ...]
    in_use: str
    decided_by: str
    since: date


_QUESTIONS = (
    OpenQuestion(
        "final_expiration_close",
        "1(f);1(r)",
        "The Final Expiration Date is no Business Day: when does its Close of Business fall?",
        ("ROLLED_FORWARD", "DATE_AS_PRINTED"),
    ),
    OpenQuestion(
        "exercise_price_of_a_right",
        "7(b);11(a)(ii)",
        "Is the Exercise Price paid for a Right that of one unit or of all its units?",
        ("TOTAL_EXERCISE_PRICE", "PRICE_OF_ONE_UNIT"),
    ),
    OpenQuestion(
        "partial_exchange_expiry",
        "1(q)(iii);24(b)",
        "Does an order to exchange a part of the Rights end all of them?",
        ("EXCHANGED_RIGHTS_ONLY", "ALL_RIGHTS"),
    ),
    OpenQuestion(
        "void_rights_on_redemption",
        "7(e);23(a)",
        "Are void Rights paid the Redemption Price?",
        ("NOT_PAID", "PAID"),
    ),
    OpenQuestion(
        "certification_in_the_same_name",
        "6(a)",
        "Is the certification needed for a split up, combination or exchange in the same name?",
        ("OPTIONAL", "REQUIRED"),
    ),
    OpenQuestion(
        "preferred_fraction_value",
        "1(j);14(b)",
        "Is a Preferred Share valued at a multiple of a Common Share or at a part of it?",
        ("MULTIPLE_OF_COMMON", "PART_OF_COMMON"),
    ),
    OpenQuestion(
        "rounding_mode",
        "11(d);14(a)",
        "How is a number in the middle between two neighbours rounded?",
        ("HALF_UP", "HALF_EVEN", "DOWN"),
    ),
    OpenQuestion(
        "payment_in_cash",
        "7(c)",
        "Is a wire transfer a payment in cash?",
        ("LISTED_MEANS_ONLY", "WIRES_ON_INSTRUCTION"),
    ),
    OpenQuestion(
        "suspended_days",
        "9(c)",
        "Do days of suspension move the Expiration Date?",
        ("NOT_ADDED", "ADDED"),
    ),
    OpenQuestion(
        "combined_date_rule",
        "4(a)",
        "Which date does a certificate bear that combines several dates?",
        ("LATEST", "EARLIEST"),
    ),
    OpenQuestion(
        "notice_effect",
        "26",
        "When does a notice to the agent take effect?",
        ("ON_RECEIPT", "AT_DISPATCH"),
    ),
    OpenQuestion(
        "after_hours_rule",
        "10",
        "To which date does a presentation after the hour of business belong?",
        ("SAME_DATE", "NEXT_BUSINESS_DAY"),
    ),
    OpenQuestion(
        "ten_day_periods",
        "23(b)",
        "Does a period of days that ends on no Business Day move on?",
        ("NOT_MOVED", "MOVED"),
    ),
    OpenQuestion(
        "lot_selection",
        "6(a);7(e)",
        "Which Rights leave a certificate with several histories?",
        ("LOWEST_OPENING_NUMBER", "NAMED_BY_HOLDER"),
    ),
    OpenQuestion(
        "separate_election_form",
        "7(a)",
        "Is an election on a separate sheet accepted?",
        ("NOT_ACCEPTED", "ACCEPTED"),
    ),
    OpenQuestion(
        "fractional_shares_on_list",
        "3(a);14(a)",
        "What becomes of fractions of shares on the list of record holders?",
        ("AGGREGATED_AND_CASHED", "REFUSED"),
    ),
    OpenQuestion(
        "restricted_rights_at_issue",
        "4(b)",
        "Are certificates issued for Rights of a class at separation?",
        ("LEGENDED", "NOT_CERTIFICATED"),
    ),
    OpenQuestion(
        "exchange_delivery",
        "24(b)",
        "To whom are shares delivered in an exchange?",
        ("REGISTERED_HOLDERS", "AS_THE_NOTICE_SAYS"),
    ),
    OpenQuestion(
        "cancelled_paper",
        "8",
        "Cancelled certificates go to the Company, and a rule has them kept for six years "
        "(17 CFR 240.17Ad-6(c), 240.17Ad-7(d)): who keeps them?",
        ("TO_COMPANY", "KEEP"),
    ),
    OpenQuestion(
        "one_certificate_date",
        "4(a)",
        "Does a holder of shares of several issue dates get one certificate or one for each date?",
        ("ONE_FOR_EACH_DATE", "RECORD_DATE_FOR_ALL"),
    ),
)

QUESTIONS: Mapping[str, OpenQuestion] = MappingProxyType({question.name: question for question in _QUESTIONS})
