"""Refusals about orders of the Board: what redemption and exchange end, what is asked back about an order."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, NOBODY, CodeEntry, Conflict, by_agreement

_QUERY, _HOLD, _REFUSE, _WARN = Effect.QUERY, Effect.HOLD, Effect.REFUSE, Effect.WARN
_BOARD = "a determination of the Board"

BOARD_ORDER_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "EXERCISE_ENDED_REDEMPTION",
        "7(a);23(b)",
        _REFUSE,
        "The Board ordered the redemption of the Rights at {ordered} (notice {notice}); only the Redemption "
        "Price remains",
        "wait for the notice of redemption, which says how it is paid",
        "the Company's written notice that the order has no effect any more",
    ),
    by_agreement(
        "EXERCISE_ENDED_EXCHANGE",
        "7(a);24(b)",
        _REFUSE,
        "The Board ordered the exchange of the Rights at {ordered} (notice {notice}); only what the exchange "
        "gives remains",
        "wait for the notice of exchange, which says how it is carried out",
        "the Company's written notice that the order has no effect any more",
    ),
    by_agreement(
        "RIGHTS_EXCHANGED",
        "6(a);24(b)",
        _REFUSE,
        "The Board ordered the exchange of all Rights at {ordered} (notice {notice}); only what the exchange "
        "gives remains",
        "wait for the notice of exchange, which says how it is carried out",
        "the Company's written notice that the order has no effect any more",
    ),
    by_agreement(
        "RIGHTS_REDEEMED",
        "6(a);23(a)",
        _REFUSE,
        "Transfers ended at {end}, with the Redemption Date (notice {notice})",
        "wait for the notice of redemption, which says how it is paid",
        NOBODY,
    ),
    by_agreement(
        "EXCHANGE_DAY_TRANSFER",
        "6(a);24(b)",
        _HOLD,
        "It came on or before {day}, the day on which the Board ordered the exchange of all Rights (notice "
        "{notice}); it is a transfer of what the exchange gives",
        "have the Company say in writing whether it is registered",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "EXCHANGE_NOT_SHARED_OUT",
        "24(b)",
        _HOLD,
        "The Board ordered the exchange of {rights} pro rata (notice {notice}), and which of these Rights it "
        "takes is not on the books yet",
        "wait until the exchange is shared out over all holders",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "REDEMPTION_WINDOW_CLOSED",
        "23(a)",
        _QUERY,
        "By what is on file the right to redeem ended at {end}",
        "answer the application for instructions, or certify the later date and its announcement",
        _BOARD,
    ),
    by_agreement(
        "EXTENSION_NOT_ANNOUNCED",
        "23(a)",
        _QUERY,
        "The notice says that the Board set the later date {day}, and not that it was publicly announced",
        "state the day of the announcement",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PARTIAL_REDEMPTION",
        "23(a)",
        _QUERY,
        "The notice orders the redemption of a part; all Rights are redeemed or none",
        "answer the application for instructions",
        _BOARD,
    ),
    by_agreement(
        "PAYMENT_METHOD_MISSING",
        "23(b)",
        _WARN,
        "It does not say how the Redemption Price will be paid; the notice mailed to the holders must",
        "have the Company state the method before the notice is mailed",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PUBLIC_NOTICE_MISSING",
        "23(b);24(b)",
        _WARN,
        "No public notice of the order is on file; the order stands without it",
        "have the Company say on which day public notice was given",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "REDEMPTION_EVIDENCE_MISSING",
        "23(b)",
        Effect.REFUSE,
        "No evidence of the action of the Board ordering the redemption came with the notice",
        "file evidence of the Board's action: exercise stops from its filing",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "REDEMPTION_NOTICE_LATE",
        "23(b)",
        _WARN,
        "The mailed notice of redemption was due on {due}",
        "mail it at once; the redemption stands",
        NOBODY,
    ),
    by_agreement(
        "EXCHANGE_METHOD_MISSING",
        "24(b)",
        _WARN,
        "It does not say how the exchange will be carried out; the notice mailed to the holders must",
        "have the Company state the method before the notice is mailed",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NO_TRIGGERING_EVENT",
        "24(a)",
        _QUERY,
        "No notice on file says that a Triggering Event has occurred",
        "answer the application for instructions with the day of the event",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "EXCHANGE_BARRED_50",
        "24(a)",
        _QUERY,
        "A Person holds half of the Common Shares or more, {since}; the Board may not order an exchange then",
        "answer the application for instructions",
        _BOARD,
    ),
    by_agreement(
        "AP_EXISTS",
        "24(e)",
        _QUERY,
        "By what is on file there is an Acquiring Person since {day}; Rights are exchanged for equivalent "
        "rights only before",
        "answer the application for instructions",
        _BOARD,
    ),
    by_agreement(
        "OWN_FUNDS_RISK",
        "20(j)",
        _REFUSE,
        "This payment of ${amount} exceeds funds received from the Company: of ${collected} collected for "
        "{purpose}, ${left} is left",
        "have the Company pay in the rest first",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "BOARD_MAJORITY_MISSING",
        "24(e)",
        _QUERY,
        "The notice does not state a majority vote of the Board",
        "state the vote",
        _BOARD,
    ),
)
