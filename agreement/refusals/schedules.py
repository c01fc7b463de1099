"""Refusals of nominee schedules: of a line alone, of all lines together, of acts that a schedule excludes."""

from agreement.grounds import Effect
from agreement.refusals.entry import NOBODY, CodeEntry, Conflict, InvalidRequest, by_agreement, by_policy

SCHEDULE_POLICY = "policy on schedules of nominees"
_NOMINEE = "the nominee, with a later file or other papers"

SCHEDULE_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "SCHEDULE_LINE_MALFORMED",
        SCHEDULE_POLICY,
        "Line {line}, {field}: {reason}",
        "correct the line and send it in a later file",
        error=InvalidRequest,
        effect=Effect.CURE,
        lifted_by=_NOMINEE,
    ),
    by_agreement(
        "MIXED_TAINT",
        "7(e);4(b)",
        Effect.WARN,
        "{void} of {presented} Rights are null and void; they come back on a certificate of their own",
        "nothing is to be done: the certificate is divided, and the others go as asked",
        NOBODY,
    ),
    by_agreement(
        "NAME_OF_A_PERSON_NAMED",
        "6(a);7(e)",
        Effect.HOLD,
        "Line {line}: notice {notices} of the Company names a person of this name; a name alone makes no "
        "Rights void",
        "record who it is, on evidence or on the word of the Company",
        "whoever records on a paper that it is another person",
    ),
    by_policy(
        "NO_NAME_TO_FIND_OUT",
        SCHEDULE_POLICY,
        "Line {line} of item {item} bears no name of a person whom a notice names",
        "name a line that is held for its name",
        error=Conflict,
        lifted_by=NOBODY,
    ),
    by_agreement(
        "SCHEDULE_EXCEEDS_VALID_RIGHTS",
        "6(a);7(e)",
        Effect.CURE,
        "The lines that are not void ask {asked} Rights; {valid} of those presented are not void",
        "send a schedule whose lines ask no more than the Rights that are not void",
        _NOMINEE,
    ),
    by_agreement(
        "SCHEDULE_NOTHING_TO_POST",
        "6(a)",
        Effect.CURE,
        "No line of the schedule assigns Rights that can be transferred",
        "correct the lines in a later file, or have the certificate returned",
        _NOMINEE,
    ),
    by_policy(
        "ITEM_HAS_SCHEDULE",
        SCHEDULE_POLICY,
        "Item {item} was presented with a schedule, whose lines are decided one by one",
        "act on the page of its schedule",
        error=Conflict,
        lifted_by=NOBODY,
    ),
    by_policy(
        "SCHEDULE_TAKEN_IN_BEFORE",
        SCHEDULE_POLICY,
        "The file {file} was taken in with item {item} already",
        "send a file with the corrected or the further lines only",
        error=Conflict,
        lifted_by=_NOMINEE,
    ),
)
