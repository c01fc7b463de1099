"""Refusals about amended terms, queried notices, forms and the standing of an installation."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    CodeEntry,
    Conflict,
    InvalidRequest,
    by_agreement,
    by_policy,
)

_HOLD, _QUERY, _CURE = Effect.HOLD, Effect.QUERY, Effect.CURE
_DOCUMENTS = "policy on documents received"
_DEMONSTRATIONS = "policy on demonstrations"
_INSTALLATION = "policy on productive installations"
_FORMS = "policy on form versions"

STANDING_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "AMENDMENT_REQUIRED",
        "27",
        _HOLD,
        "The file changes the terms of {agreement} on file, and no amendment is cited",
        "file the amendment and name it with the changed file",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "NOTICE_QUERIED",
        "20(g)",
        _QUERY,
        "Notice {number} waits for the answer to an application for instructions",
        "file an officer's certificate, an instruction in answer, or a determination of the Board",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "INFORMATION_ALREADY_ANSWERED",
        "5(b)(ii)",
        _HOLD,
        "Request for information {request} was answered already",
        "ask again if the answer does not do",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_policy(
        "FORM_ALREADY_APPROVED",
        _FORMS,
        "Form version {form} was approved and signed off already",
        "add changed words as another version",
        error=Conflict,
    ),
    by_policy(
        "FORM_ALREADY_ON_FILE",
        _FORMS,
        "Form version {form} is on file already",
        "give other words another name",
        error=Conflict,
    ),
    by_agreement(
        "CLOSURE_ALREADY_RECORDED",
        "1(e)",
        _HOLD,
        "{place} is recorded as closed on {date} already",
        "none needed",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_policy(
        "CALL_BACK_NOT_RECORDED",
        _DOCUMENTS,
        "Notice {number} has no record of a call-back to its officer",
        "call the officer on a number of record and note whom, on which number and when",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "ALREADY_PRODUCTIVE",
        _INSTALLATION,
        "The installation was marked productive at {since}",
        "none needed",
        error=Conflict,
    ),
    by_policy(
        "CLOCK_MOVED",
        "policy on the clock",
        "CLOCK_OFFSET moves the clock by {offset}, which only a plan marked demo allows",
        "set CLOCK_OFFSET to 0",
        error=Conflict,
    ),
    by_policy(
        "DEMO_USER_OUTSIDE_DEMO",
        _DEMONSTRATIONS,
        "{person} is a demo user, and this installation is no demonstration",
        "sign in as yourself; demo users act only where DEMO=1 and every plan is marked demo",
        error=Conflict,
    ),
    by_policy(
        "DEMO_USERS_ACTIVE",
        _DEMONSTRATIONS,
        "A plan that is not marked demo cannot be taken on while demo users are active: {people}",
        "deactivate them, or take the plan on in another database",
        error=Conflict,
    ),
)
