"""Refusals and questions of a Section 13 Event, the Principal Party and what a Right buys of it."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, Conflict, by_agreement

_QUERY, _HOLD, _WARN, _REFUSE = Effect.QUERY, Effect.HOLD, Effect.WARN, Effect.REFUSE
_INSTRUCTION = "answer the application for instructions"

FLIP_OVER_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "BELOW_50_PERCENT",
        "13(a)(iii)",
        _QUERY,
        "The part sold, {part}, is below {threshold} of the assets or earning power",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NOT_A_SECTION_13_EVENT",
        "13(a)",
        _QUERY,
        "By what the notice says this is no Section 13 Event: {reason}",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
    by_agreement(
        "EVENT_NOTICE_SHORT",
        "25(a)",
        _WARN,
        "Notice of the event of {event} was given on {given}, {how}; {wanted} days before are asked",
        "tell the Company; the event is its own to say, and is not stopped",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "EVENT_NOTICE_INCOMPLETE",
        "25(b)",
        _REFUSE,
        "The notice of the event lacks {missing}",
        "have the Company state the event and its consequences for the holders",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PRINCIPAL_PARTY_OPEN",
        "13(b)",
        _HOLD,
        "Who the Principal Party is is open: {reason}",
        "have the Company name the Principal Party",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "MARKET_VALUE_MISSING",
        "13(b)",
        _HOLD,
        "No market value or price is stated of {parties}",
        "have the Company state it",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "REGISTRATION_HISTORY_MISSING",
        "13(b)",
        _HOLD,
        "Nothing says whether and since when the Common Shares of {party} are registered under section 12 of "
        "the Exchange Act",
        "state its registration over the preceding months, or that there was none",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "INTERESTS_NOT_100",
        "13(b)",
        _HOLD,
        "The interests of the Principal Parties total {total}%",
        "state interests that total 100%",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUPPLEMENT_MISSING",
        "13(c)",
        _WARN,
        "No supplemental agreement was delivered before the consummation of {consummated}; exercises after "
        "the flip-over are held pending instructions",
        "have the Company deliver it, or say how to proceed",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUPPLEMENT_INCOMPLETE",
        "13(c)",
        _WARN,
        "The supplemental agreement does not state: {lacking}",
        "have it completed, or have the Company say how to proceed",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PRINCIPAL_PARTY_SHARES_SHORT",
        "13(c)",
        _WARN,
        "The Principal Party has {have} authorised Common Shares that are neither issued nor reserved; the "
        "Rights need {need}",
        "have the Company state how the exercise in full is provided for",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "CONTRARY_PROVISION_OPEN",
        "13(d)",
        _WARN,
        "A contrary provision of the Principal Party is reported ({provision}), and no agreement on file "
        "cancels, waives, amends or redeems it",
        "have the second supplemental agreement delivered",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ENTITLEMENT_REPLACED",
        "13(c)",
        Effect.REFUSE,
        "What a Right bought before was replaced by the flip-over on {date}",
        "elect what a Right buys of the Principal Party",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "COMPANY_ROLE_OVERLAP",
        "1(i);13(a)(iii)(C)",
        _HOLD,
        "On {day} the Company would be: {names}; it is one",
        "have the Company state from which day on the Principal Party is the Company",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "NOT_THE_COMPANY_NOW",
        "13(a)(iii)(C)",
        _QUERY,
        "An event of {issuer} on {day} adjusts nothing: the Company is {company} since the Section 13 Event",
        _INSTRUCTION,
        COMPANY_OFFICER,
    ),
)
