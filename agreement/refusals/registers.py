"""Refusals about the registers that staff keep by hand: who acts for whom, where, and who may sign in."""

from agreement.errors import NotPermitted
from agreement.grounds import Effect
from agreement.refusals.entry import CodeEntry, Conflict, InvalidRequest, by_policy

_REGISTERS = "policy on registers"
_ACCESS = "policy on access"

REGISTER_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "REGISTER_ROW_KNOWN",
        _REGISTERS,
        "{row} is on the register from {start} already",
        "end the row that stands, or enter another day",
        error=Conflict,
    ),
    by_policy(
        "REGISTER_TERM_INVALID",
        _REGISTERS,
        "The term of {row} from {start} cannot end on {until}",
        "give a day on or after the first; a row entered by mistake ends on the day before its first",
        error=InvalidRequest,
        effect=Effect.CURE,
    ),
    by_policy(
        "REGISTER_ROW_RELIED_ON",
        _REGISTERS,
        "{row} cannot end on {until}: {what} of {day} rests on it",
        "end it on {day} or later",
        error=Conflict,
    ),
    by_policy(
        "OWN_ACCESS_UNCHANGED",
        _ACCESS,
        "{person} cannot change the roles or the standing of {person}",
        "have another administrator do it",
        error=NotPermitted,
    ),
    by_policy(
        "ACCESS_NOT_FOR_OFFICER",
        _ACCESS,
        "{person} is no officer of a Company, and an agreement is opened by name to those alone",
        "give the role of an issuer's officer first",
        error=Conflict,
    ),
    by_policy(
        "ACCESS_ALREADY_GIVEN",
        _ACCESS,
        "{person} has access to {agreement} already",
        "none needed",
        error=Conflict,
    ),
)
