"""Refusals about the post: who mails, what goes, the receipt, what comes back, the Summary of Rights."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    CodeEntry,
    Conflict,
    InvalidRequest,
    ListDoesNotReconcile,
    NotOnTheBooks,
    by_agreement,
    by_policy,
)

_HOLD, _CURE, _WARN = Effect.HOLD, Effect.CURE, Effect.WARN
_POST = "policy on mailings"

POST_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "MAILING_NOT_FOUND",
        _POST,
        "No mailing {mailing} of {agreement} is on file",
        "check the number of the mailing",
        error=NotOnTheBooks,
    ),
    by_policy(
        "MAILING_NOT_READY",
        _POST,
        "Mailing {mailing} is not ready: {missing}",
        "complete what is missing",
    ),
    by_policy(
        "NOTHING_TO_MAIL",
        _POST,
        "Nothing is to be mailed: {reason}",
        "settle what is set aside, or wait for the next papers",
    ),
    by_agreement(
        "OFFICE_NOT_DESIGNATED",
        "5(b);26",
        _HOLD,
        "No office of the Rights Agent is designated on {date}: the envelopes would bear no return address",
        "file the Company's notice that designates an office of the agent",
        COMPANY_OFFICER,
    ),
    by_policy(
        "ADDRESS_NOT_SHOWN",
        _POST,
        "The address of holder {holder} cannot be shown in the window of the envelope: {reason}",
        "have the registered address shortened or spelt anew on the holder's signed request",
        effect=_HOLD,
    ),
    by_policy(
        "MAIL_CAME_BACK",
        _POST,
        "Mail to holder {holder} came back on {date}, and the address has not changed since",
        "find the holder and file a change of address",
    ),
    by_policy(
        "ADDRESS_CHANGED_LATELY",
        _POST,
        "The address of holder {holder} was changed on {date}; what is of value waits until {until}, so "
        "that the letters to the address before and to the new one come first",
        "mail it from {until} on",
    ),
    by_policy(
        "STOP_KEEPS_FROM_MAIL",
        _POST,
        "A stop stands on certificate {number}; it is set aside, neither mailed nor handed over",
        "release the stop, or obtain the Company's instruction",
        lifted_by=COMPANY_OFFICER,
    ),
    by_agreement(
        "MAIL_CLASS_DIFFERS",
        "3(a);26",
        _CURE,
        "Mailing {mailing} goes by {asked}, and the receipt states {received}",
        "file the post's receipt for the class of mail that was approved",
        COMPANY_OFFICER,
    ),
    by_policy(
        "MAILING_COUNT_DIFFERS",
        _POST,
        "The receipt is for {received} pieces and names {named}",
        "count again with the post and name exactly the pieces it took",
        error=ListDoesNotReconcile,
    ),
    by_policy(
        "PIECE_NOT_IN_MAILING",
        _POST,
        "Piece {piece} does not belong to mailing {mailing}",
        "check the numbers on the address sheets",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "PIECE_NOT_PRODUCED",
        _POST,
        "Pieces {pieces} of mailing {mailing} are not waiting for the post",
        "name the pieces that were produced and that no receipt names yet",
        error=Conflict,
    ),
    by_policy(
        "MAILING_DAY_IMPOSSIBLE",
        _POST,
        "The post cannot have handled mailing {mailing} on {date}: {reason}",
        "state the day on the post's paper",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_agreement(
        "SUMMARY_HEADING_MISSING",
        "Exhibit C",
        _HOLD,
        "The Summary of Rights {summary} has no words under: {headings}",
        "add the missing headings",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUMMARY_DIFFERS_FROM_AGREEMENT",
        "Exhibit C",
        _WARN,
        "The Summary of Rights {summary} differs from the agreement, which governs: {statements}",
        "have the statements brought into line, or mail it as the Company approved it",
        COMPANY_OFFICER,
    ),
)
