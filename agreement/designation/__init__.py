"""The series of Preferred Shares by its Certificate of Designation.

Agreement: Exhibit A.
"""

from agreement.designation.dividends import (
    CommonDividend,
    CommonDividendKind,
    DividendPaid,
    SeriesDividend,
    accrual_start,
    declaration_grounds,
    earliest_record_date,
    next_quarterly_date,
    of_position,
    quarterly_date_before,
    quarterly_dates,
    quarterly_dividend,
    record_date_grounds,
    shared_payment,
)
from agreement.designation.shares import (
    SeriesPool,
    SeriesVote,
    after_common_change,
    class_vote,
    issue_grounds,
    liquidation_amount,
    merger_consideration,
    redemption_grounds,
    retire,
    votes,
)

__all__ = [
    "CommonDividend",
    "CommonDividendKind",
    "DividendPaid",
    "SeriesDividend",
    "SeriesPool",
    "SeriesVote",
    "accrual_start",
    "after_common_change",
    "class_vote",
    "declaration_grounds",
    "earliest_record_date",
    "issue_grounds",
    "liquidation_amount",
    "merger_consideration",
    "next_quarterly_date",
    "of_position",
    "quarterly_date_before",
    "quarterly_dates",
    "quarterly_dividend",
    "record_date_grounds",
    "redemption_grounds",
    "retire",
    "shared_payment",
    "votes",
]
