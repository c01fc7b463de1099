"""Refusals and questions about the series of Preferred Shares."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, NOBODY, CodeEntry, by_agreement

_QUERY, _HOLD, _WARN = Effect.QUERY, Effect.HOLD, Effect.WARN

SERIES_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "OVER_ISSUE",
        "Exhibit A 1",
        Effect.REFUSE,
        "The issue of {shares} shares would exceed the {authorised} authorised of the series; {issued} "
        "are issued",
        "have the Company authorise more, or requisition less",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NOT_REISSUABLE",
        "Exhibit A 6",
        Effect.REFUSE,
        "Only {available} shares of the series are left, not {shares}: retired ones are not issued "
        "again as it",
        "requisition what is left",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SERIES_NOT_REDEEMABLE",
        "Exhibit A 9",
        Effect.REFUSE,
        "Shares of the series are not redeemable",
        "nothing: only the Rights may be redeemed",
        NOBODY,
    ),
    by_agreement(
        "NOT_A_QUARTERLY_DATE",
        "Exhibit A 3(a)",
        _HOLD,
        "{date} is no Quarterly Dividend Payment Date after the first issue of the series",
        "name one of those dates",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "DIVIDEND_SOURCE_MISSING",
        "Exhibit A 3(a)",
        _HOLD,
        "No dividend on the Common Shares is recorded as declared from {since} to {until}",
        "record what was declared, or the Company's statement that nothing was",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SERIES_DECLARATION_MISSING",
        "Exhibit A 3(b)",
        _WARN,
        "A dividend on the Common Shares of {date} has no matching declaration on the series",
        "ask the Company for the declaration",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "DIVIDEND_RECORD_DATE_TOO_EARLY",
        "Exhibit A 3(c)",
        _QUERY,
        "The record date {stated} lies too long before the payment; the earliest is {earliest}",
        "answer the application for instructions with another date",
        COMPANY_OFFICER,
    ),
)
