"""Grounds as they are kept beside a notice, and which of them an answer settled (§20(g))."""

from collections.abc import Mapping
from typing import Any

from agreement.grounds import Ground
from agreement.workflow import ApplicationStatus
from registry.models import Notice

_OF_LATER_SHARES = {
    "BOOKS_NOT_OPEN",
    "GROUND_22_REQUIRED",
    "SECTION22_STATEMENT_MISSING",
    "SECTION22_BAR",
    "RECIPIENTS_DO_NOT_TIE",
    "RIGHTS_PER_SHARE_NOT_WHOLE",
    "BOOK_ENTRY_INCOMPLETE",
    "ACCOUNT_NAMED_OTHERWISE",
    "GLYPH_NOT_IN_FONT",
    "TEMPLATE_NOT_APPROVED",
    "RIGHTS_REDEEMED",
    "RIGHTS_EXCHANGED",
    "RIGHTS_NAMED_VOID",
}
BEYOND_ANSWER = frozenset(
    {"NOTICE_EFFECT_STANDS", "RECORD_COUNT_MISSING", "NEW_FORM_CANNOT_STAND", *_OF_LATER_SHARES}
)
OF_THE_BOARD = "BOARD_DETERMINATION_REQUIRED"
Asked = tuple[str, frozenset[tuple[str, str]]]
"""A ground as it was asked about: its code, and its facts in words."""


def told(one: Ground) -> dict[str, object]:
    """A ground as it is kept on a notice: code, sentence, basis, section, cure, effect."""
    return {
        "code": one.code,
        "message": one.message,
        "basis": str(one.basis),
        "clause": one.clause,
        "citation": one.citation,
        "cure": one.cure,
        "effect": str(one.effect),
        "facts": {name: str(value) for name, value in one.facts.items()},
    }


def answered_grounds(notice: Notice) -> set[Asked]:
    """The grounds that answered applications settled, each with its facts; they stay on the record.

    An answer settles what was asked and nothing that came up since under the same code, nor what the books
    cannot hold: that needs an act of its own. Where a determination of the Board is asked for, an answer
    settles it only with the day of the determination.

    Agreement: 20(g);29.
    """
    answered = notice.applications.filter(
        state=ApplicationStatus.ANSWERED, answer_document__isnull=False, answer_confirms=True
    )
    kept = [
        one
        for application in answered
        for one in application.grounds
        if one["code"] != OF_THE_BOARD or application.board_determined_on is not None
    ]
    return {(str(one["code"]), _facts_of(one["facts"])) for one in kept if one["code"] not in BEYOND_ANSWER}


def asked_as(one: Ground) -> Asked:
    """A ground as an application keeps it: its code and its facts in words."""
    return one.code, _facts_of(one.facts)


def _facts_of(facts: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((name, str(value)) for name, value in facts.items())
