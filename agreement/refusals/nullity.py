"""Refusals about nullity: what is asked back about the Company's notice, and what stands against marking."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, Conflict, by_agreement, by_policy

_QUERY, _HOLD = Effect.QUERY, Effect.HOLD
_BOARD = "a determination of the Board"
_BOOKS = "policy on the registration books"

NULLITY_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "RIGHTS_NAMED_VOID",
        "7(e)",
        _HOLD,
        "Notice {notice} of the Company, received {received}, names Rights of certificate {number} as null "
        "and void, and they are not marked yet",
        "mark what the notice makes void, or have the Company end or withdraw it",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "BOARD_DETERMINATION_REQUIRED",
        "7(e)(iii)(B);29",
        _QUERY,
        "What is said of {person}, {position}, needs a determination of the Board; the notice has none",
        "answer the application for instructions with the determination and its date",
        _BOARD,
    ),
    by_agreement(
        "TAINT_PATH_MISSING",
        "7(e)(iv)",
        _QUERY,
        "By the books no Right of {position} ({person}) came from a person whom the notice names",
        "name the number of Rights, or the persons through whose hands they came",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NULLITY_QUANTITY_MISSING",
        "7(e)(i)",
        _QUERY,
        "The notice does not say how many Rights of {position} are meant, which stands in the name of "
        "{registration} and not of {person}",
        "name the number of Rights beneficially owned by the person, or say that all of them are",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NULLITY_POSITION_SHORT",
        "7(e)",
        _QUERY,
        "The notice names {named} Rights of {position} ({person}), which holds {held} that are not void yet",
        "name those who hold the rest or correct the number; where Rights of it are void already, answer "
        "that they are among those named, or name the others by certificate",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NULLITY_POSITION_UNKNOWN",
        "7(e)",
        _QUERY,
        "The books know no {position}, which the notice names for {person}",
        "name the account or certificate as it stands on the books",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "DIVESTITURE_NOT_STATED",
        "1(a)(i)",
        _QUERY,
        "The notice does not say that enough shares were divested, and when",
        "answer the application for instructions with the day",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NOTHING_TO_NULLIFY",
        "7(e)",
        _HOLD,
        "By the lineage no open Right that is not void already is covered by notice {number}",
        "none is needed; another notice may name other persons",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "NULLITY_ENDED",
        "7(e)",
        _HOLD,
        "The nullity of notice {number} was ended by the Company's determination in notice {determination}",
        "file another notice of the Company",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "NOTHING_TO_RESTORE",
        "7(e)",
        _HOLD,
        "No mark of notice {number} is in force on open Rights",
        "name the notice whose marks stand",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_policy(
        "NULLITY_CHANGED",
        _BOOKS,
        "The Rights concerned are no longer those that were shown and approved",
        "look at them again and ask anew",
        error=Conflict,
    ),
    by_policy(
        "NOTHING_CAUGHT",
        "policy on caught items",
        "Nothing that is not listed already was done with the void Rights of notice {number}",
        "none is needed",
        error=Conflict,
    ),
)
