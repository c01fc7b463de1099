"""Refusals about what a list makes of Rights, and about a notice that replaces one something rests on."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    CodeEntry,
    Conflict,
    InvalidRequest,
    by_agreement,
    by_policy,
)

OPENING_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "NAMED_ACCOUNT_NOT_LISTED",
        "4(b);7(e)",
        Effect.HOLD,
        "Notice {notice} names account {account}, which is not on the list",
        "ask the Company which account it means, by an amended notice or list",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NAMED_RIGHTS_EXCEED_HOLDING",
        "4(b);7(e)",
        Effect.HOLD,
        "Notices name more Rights of account {account} than the {held} it gets",
        "ask the Company for the number of Rights it means",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUPPLEMENT_CHANGES_REGISTRATION",
        "5(b);6(a)",
        Effect.QUERY,
        "The amended list names account {account} otherwise than the books do",
        "present the Rights Certificate for transfer or exchange, or correct the list",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "LIST_AMENDS_ANOTHER",
        "3(a);5(b)(ii)",
        Effect.CURE,
        "The list does not amend the list from which the books were opened last",
        "import the amended list as an amendment of the list opened last",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "RATIO_TOO_FINE",
        "3(a)",
        Effect.HOLD,
        "The Rights per share, {ratio}, are finer than the books can count exactly",
        "state the Rights per share to five decimals",
        COMPANY_OFFICER,
        error=InvalidRequest,
    ),
    by_policy(
        "PREVIEW_CHANGED",
        "policy on the registration books",
        "What would be posted is no longer what the approved preview showed",
        "make a new preview and have it approved",
        error=Conflict,
    ),
    by_agreement(
        "RIGHT_PRICE_OF_ANOTHER_DAY",
        "14(a);1(nn)",
        Effect.QUERY,
        "The price is that of {stated}; fractions would have been issued on {issuable_on}, and the Trading "
        "Day immediately before that is {wanted}",
        "certify the price of {wanted}, or confirm the day in answer to the application",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "FRACTIONS_ALREADY_FUNDED",
        "14(e)(ii)",
        Effect.WARN,
        "{count} payment(s) for fractions were funded at an earlier price and keep their amount",
        "none needed; tell the Company",
        "stops nothing",
    ),
    by_agreement(
        "FALLS_WITH_DATE",
        "3(a);14(a)",
        Effect.WARN,
        "{what} rests on another Distribution Date and falls when this one is applied",
        "none needed; ask the Company for a price or a list of the new date",
        "stops nothing",
    ),
    by_policy(
        "NOTICE_EFFECT_STANDS",
        "policy on the registration books",
        "{act} rests on notice {number}, and no other notice undoes that",
        "withdraw the replacement; file a further notice of its own, or have the entry corrected",
    ),
)
