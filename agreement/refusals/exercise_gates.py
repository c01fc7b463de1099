"""Holds and remarks about what exercise waits for: suspension, registration, jurisdiction, closed books."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, NOBODY, CodeEntry, Conflict, by_agreement

_HOLD, _WARN, _CURE = Effect.HOLD, Effect.WARN, Effect.CURE

EXERCISE_GATE_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "ASSIGN_NOT_AUTHORISED",
        "7(d)",
        _CURE,
        "The balance of {balance} Rights is asked in the name of {name}, without a completed assignment",
        "ask for the balance in the registered name, and present it with a completed assignment",
        "the registered holder, with other papers",
    ),
    by_agreement(
        "EXERCISE_SUSPENDED",
        "9(c)",
        _HOLD,
        "Exercise is temporarily suspended since {since} under §{section} (notice {notice}); limit {limit}",
        "wait for the Company's written notice that the suspension is no longer in effect",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NO_EFFECTIVE_REGISTRATION",
        "9(c)",
        _HOLD,
        "No registration statement is in effect for the securities to be delivered, {securities}: {standing}",
        "wait for the Company's written notice that one is effective, or that none is needed",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "JURISDICTION_NOT_CLEARED",
        "9(c)",
        _HOLD,
        "Rights are not exercisable in {place}: neither qualified nor exempt ({told})",
        "wait for the Company's written notice that it is qualified or exempt",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "BOOKS_CLOSURE_UNCONFIRMED",
        "10",
        _HOLD,
        "Surrender and payment were made by {date}; by notice {notice}, which is not accepted yet, the "
        "transfer books of the Company are closed from {first} through {last}",
        "confirm the period with the Company, and have its notice accepted by two people",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUSPENSION_LIMIT_NEAR",
        "9(c)",
        _WARN,
        "The limit of the suspension in notice {notice} is {limit}",
        "remind the Company that its notice of the end, and its announcement, are due",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUSPENSION_BEYOND_LIMIT",
        "9(c)",
        _WARN,
        "The end of the suspension on {end} lies beyond its limit of {limit}",
        "tell the Company; exercise opens on its notice all the same",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ANNOUNCEMENT_ON_FILE",
        "9(c)",
        Effect.REFUSE,
        "The public announcement to notice {notice} is on file already",
        "look at the paper on file",
        NOBODY,
        error=Conflict,
    ),
)
