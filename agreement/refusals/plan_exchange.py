"""Refusals and questions about what redemption and exchange give each holder."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    CodeEntry,
    ListDoesNotReconcile,
    by_agreement,
)

_QUERY, _HOLD, _WARN = Effect.QUERY, Effect.HOLD, Effect.WARN
_INSTRUCTION = "answer the application for instructions"

PLAN_EXCHANGE_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "REDEMPTION_TOTAL_MISMATCH",
        "23(a);23(b)",
        _HOLD,
        "{paid} Rights paid and {void} not paid are not the {outstanding} Rights in the books",
        "reconcile the list of payees with the books",
        COMPANY_OFFICER,
        error=ListDoesNotReconcile,
    ),
    by_agreement(
        "PARTIAL_EXCHANGE_TOO_LARGE",
        "24(b)",
        _QUERY,
        "The exchange of {ordered} Rights is ordered; {valid} are valid",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PRO_RATA_TOTAL_MISMATCH",
        "24(b)",
        _HOLD,
        "{allotted} Rights are shared out; {ordered} are ordered",
        "share them out anew",
        COMPANY_OFFICER,
        error=ListDoesNotReconcile,
    ),
    by_agreement(
        "PACKAGE_VALUE_MISMATCH",
        "24(c)",
        _QUERY,
        "The package comes to ${stated} a Right; the Current Value is ${wanted}",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
    by_agreement(
        "CURRENT_VALUE_DATE_OPEN",
        "24(a);24(c)",
        _QUERY,
        "No valuation date is stated; the price is taken as of the Triggering Event, {default}",
        "have the Company state the date",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUSPENSION_LIMIT_REACHED",
        "24(c)",
        _QUERY,
        "The suspension is to end on {end}; the last day allowed is {last}",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ANNOUNCEMENT_MISSING",
        "24(c)",
        _WARN,
        "No public announcement of the start of the suspension is filed",
        "file the announcement",
        COMPANY_OFFICER,
    ),
)
