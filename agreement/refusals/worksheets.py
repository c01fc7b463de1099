"""What worksheets of adjustments find: beside the Company's certificate, binding nobody (11, 12)."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, by_agreement

_HOLD, _QUERY, _WARN = Effect.HOLD, Effect.QUERY, Effect.WARN


def _found(code: str, clause: str, effect: Effect, message: str, cure: str) -> CodeEntry:
    return by_agreement(code, clause, effect, message, cure, COMPANY_OFFICER)


WORKSHEET_CODES: tuple[CodeEntry, ...] = (
    _found(
        "COUNT_BEFORE_ZERO",
        "11(a)(i);11(b);11(n)",
        _HOLD,
        "No {shares} were outstanding before the event, so that no ratio follows from the counts",
        "ask the Company to state the ratio in its certificate",
    ),
    _found(
        "PAR_FLOOR_APPLIED",
        "11(a)(i);11(b);11(c);11(n)",
        _WARN,
        "The price computed, {computed}, lies below the par value of {par} for a unit; {floor}, the lowest "
        "price not below it, was taken",
        "ask the Company for its instruction and for the action its counsel thinks necessary",
    ),
    _found(
        "BELOW_PAR_ACTION_REQUIRED",
        "11(j)",
        _HOLD,
        "The price computed, {computed} a unit, lies below the par value of {par}, and no statement on the "
        "corporate action is on file",
        "file the Company's statement that the action necessary in its counsel's opinion was taken",
    ),
    _found(
        "DOUBLE_ADJUSTMENT",
        "11(a)(i)",
        _WARN,
        "The event of the Preferred Shares mirrors one of the Common Shares, whose adjustment covers it",
        "adjust once, for the event of the Common Shares",
    ),
    _found(
        "NOT_11B_EVENT",
        "11(b)",
        _WARN,
        "The offer calls for no adjustment under this clause: {reason}",
        "nothing, if the facts are right; an offer outside this clause may be a distribution",
    ),
    _found(
        "NOT_11C_EVENT",
        "11(c)",
        _WARN,
        "The distribution calls for no adjustment under this clause: {reason}",
        "nothing, if the facts are right",
    ),
    _found(
        "UNITS_COARSELY_ROUNDED",
        "11(d);11(g)",
        _WARN,
        "The grid moves the units of a Right from {exact} to {rounded}, by {part} per cent of them",
        "show the exact figure to the Company, which may state more in its certificate",
    ),
    _found(
        "CARRY_OVERDUE",
        "11(d)",
        _WARN,
        "The carried adjustment of {date} must be made by {due}, however small",
        "ask the Company for its certificate of the adjustment",
    ),
    _found(
        "ELECTION_TOO_EARLY",
        "11(h)",
        _QUERY,
        "The election of {elected} precedes the adjustment of the price on {adjusted}",
        "ask for an election made on or after the date of the adjustment",
    ),
    _found(
        "ELECTION_NOT_AVAILABLE",
        "11(h)",
        _QUERY,
        "The number of Rights may be changed instead after an adjustment under 11(b) or 11(c), not under "
        "{section}",
        "leave the number of Rights as it is",
    ),
    _found(
        "RECORD_DATE_TOO_EARLY",
        "11(h)",
        _QUERY,
        "The record date {date} comes too early; the first possible one is {earliest}",
        "ask the Company for a record date on or after {earliest}",
    ),
    _found(
        "OPTION_NOT_STATED",
        "11(h)",
        _HOLD,
        "It is not stated whether certificates for the additional Rights or replacements for all are sent",
        "ask the Company to state one of the two",
    ),
    _found(
        "DEFERRAL_NOT_ELECTED",
        "11(k)",
        _WARN,
        "No election to defer is on file, so that everything is delivered at once",
        "file the Company's notice of its election, if it has elected",
    ),
    _found(
        "DUE_BILL_MISSING",
        "11(k)",
        _HOLD,
        "What is deferred has no due bill, and the item cannot close without one",
        "produce or record the due bill with holder, quantity and event",
    ),
    _found(
        "AFTER_DISTRIBUTION",
        "11(l)",
        _QUERY,
        "The Company may reduce the price of its own accord before the Distribution Date {date} only",
        "ask the Company under which provision the price is to change",
    ),
    _found(
        "NOT_A_REDUCTION",
        "11(l)",
        _QUERY,
        "The new price {new} is not below the price in force {in_force}",
        "ask the Company for a price below it",
    ),
    _found(
        "AFTER_SEPARATION_REVIEW",
        "11(n)",
        _HOLD,
        "After the Distribution Date Rights are not attached to shares, and no figure follows from a split",
        "ask the Company for a certificate that states Rights, price and units",
    ),
    _found(
        "ORDER_11N_FIRST",
        "11(n)",
        _QUERY,
        "An event of the Common Shares on {date} comes after the flip-in of that day, and belongs before it",
        "compute the event of the Common Shares first",
    ),
    _found(
        "RESERVE_SHORT",
        "9(a)",
        _WARN,
        "{needed} {shares} are needed and {reserved} are reserved: {short} short",
        "tell the Company, which covenants to reserve enough",
    ),
    _found(
        "RESERVE_NEARLY_USED",
        "9(a)",
        _WARN,
        "{needed} {shares} are needed of {reserved} reserved, above nine tenths",
        "tell the Company, so that it can reserve more",
    ),
    _found(
        "TRIGGER_NOT_NOTICED",
        "11(a)(ii)",
        _HOLD,
        "No Triggering Event has been notified",
        "file the Company's notice of the Triggering Event",
    ),
    _found(
        "TRIGGER_DATE_OPEN",
        "11(a)(iii)",
        _HOLD,
        "The right of redemption has not expired, so that the Section 11(a)(ii) Trigger Date is not fixed",
        "compute again when the right of redemption has expired",
    ),
    _found(
        "SUBSTITUTION_GROUND_MISSING",
        "11(a)(iii)",
        _HOLD,
        "It is not stated on which ground the Company substitutes for Common Shares",
        "ask the Company: the Board's determination, too few shares, or an approval that is missing",
    ),
    _found(
        "APPROVAL_MISSING_FOR_COMPONENT",
        "11(a)(iii)",
        _QUERY,
        "{component} needs an approval of stockholders or a regulator that is not on file",
        "file the approval, or ask for another component",
    ),
    _found(
        "PACKAGE_ADVICE_MISSING",
        "11(a)(iii)",
        _QUERY,
        "The value of the package does not name the investment banking firm that advised the Board",
        "ask the Company for the firm on whose advice the Board determined the value",
    ),
    _found(
        "PACKAGE_NOT_UNIFORM",
        "11(a)(iii)",
        _QUERY,
        "{component} is meant for {who} only, and all outstanding Rights must be treated alike",
        "ask the Company for one package for every valid Right",
    ),
    _found(
        "SUBSTITUTION_PERIOD_LAPSED",
        "11(a)(iii)",
        _WARN,
        "No adequate provision was made by {date}: shares and cash worth the Spread are due without payment",
        "apply to the Company for its instruction, and show the default delivery",
    ),
    _found(
        "SUBSTITUTION_EXTENSION_TOO_LONG",
        "11(a)(iii)",
        _QUERY,
        "The Substitution Period cannot end on {date}; the latest end is {latest}",
        "ask the Company for an end on or before {latest}",
    ),
    _found(
        "SUSPENSION_BEYOND_PERIOD",
        "11(a)(iii)",
        _QUERY,
        "Exercise is suspended until {date}, beyond the end of the Substitution Period on {latest}",
        "ask the Company for an end on or before {latest}",
    ),
)
