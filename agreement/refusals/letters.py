"""Refusals about letters: whether they can be printed, what a person records of their sending, inquiries."""

from agreement.grounds import Effect
from agreement.refusals.entry import CodeEntry, Conflict, InvalidRequest, NotOnTheBooks, by_policy

_CURE = Effect.CURE
_LETTERS = "policy on letters"

LETTER_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "LETTER_NOT_FOUND",
        _LETTERS,
        "No letter {letter} of {agreement} is on file",
        "check the number on the letter",
        error=NotOnTheBooks,
    ),
    by_policy(
        "LETTER_NOT_PRINTABLE",
        _LETTERS,
        "Letter {letter} cannot be printed: {reason}",
        "print the others without it; have its words or the registered name and address put right",
    ),
    by_policy(
        "LETTER_MAILED_ALREADY",
        _LETTERS,
        "Letter {letter} is on record as mailed on {date}",
        "look at the record; take it back first where it is wrong",
        error=Conflict,
    ),
    by_policy(
        "LETTER_NOT_MAILED",
        _LETTERS,
        "Letter {letter} is not on record as mailed",
        "look at its present state",
        error=Conflict,
    ),
    by_policy(
        "LETTER_SENT_ELSEWHERE",
        _LETTERS,
        "Letter {letter} is an application for instructions; its sending is a step of the application",
        "record it on the page of the application",
        error=Conflict,
    ),
    by_policy(
        "LETTER_DAY_IMPOSSIBLE",
        _LETTERS,
        "Letter {letter} was written on {written}; it cannot have been mailed on {date}",
        "state the day on which a person handed it to the post",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "LETTER_PART_MISSING",
        _LETTERS,
        "The record states no {missing}",
        "state it",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "INQUIRY_ANSWERED_ALREADY",
        _LETTERS,
        "The inquiry received on {date} is answered by letter {letter}",
        "look at that letter; record a further inquiry where one came",
        error=Conflict,
    ),
)
