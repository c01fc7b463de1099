"""Refusals about Rights issued with later Common Shares: the ground, the two bars, who got the shares."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, by_agreement

_QUERY = Effect.QUERY
_ANEW = "file a notice that replaces this one and states "

LATER_SHARES_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "GROUND_22_REQUIRED",
        "22(a);22(b)",
        _QUERY,
        "The notice does not state the ground on which shares issued after the separation carry Rights",
        _ANEW + "it: stock options, an employee plan, securities exercised, converted or exchanged, or "
        "another case with the Board's finding",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SECTION22_STATEMENT_MISSING",
        "22",
        _QUERY,
        "The Company has not stated {missing}",
        _ANEW + "both: the tax consequences and the adjustment",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SECTION22_BAR",
        "22",
        _QUERY,
        "The Company has reported {reported}; to that extent no Rights Certificate is issued",
        _ANEW + "the shares alone that the bar does not reach",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ISSUE_OUTSIDE_SECTION22",
        "22",
        _QUERY,
        "The shares were issued on {issued_on}; such certificates are for shares issued after the "
        "Distribution Date ({separated_on}) and before the Rights are redeemed or expire ({expires_on})",
        "correct the date; shares outstanding at the Distribution Date belong on the list of record holders",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ISSUE_UNDER_ORDER",
        "22;23(b);24(b)",
        _QUERY,
        "An order of the Board stands since {ordered} (notice {notice}: {told}); whether Rights are issued "
        "with these shares, and what they still give, is for the Company to say",
        "answer the application for instructions, or file a notice that the order has no effect any more",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SHARES_NOT_ISSUED_YET",
        "4(a);22",
        _QUERY,
        "The shares are to be issued on {issued_on}, after the notice came in on {told_on}; certificates "
        "bear the date of their issue",
        "file the notice when the shares are issued",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "RECIPIENTS_DO_NOT_TIE",
        "5(b);22",
        _QUERY,
        "The shares of the accounts listed add up to {listed}; the notice tells of {stated}",
        _ANEW + "every account with its shares",
        COMPANY_OFFICER,
    ),
)
