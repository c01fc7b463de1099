"""What the database refuses, told as errors of the catalogue (agreement.refusals); one place maps them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError

from agreement.errors import BooksOutOfBalance
from agreement.refusals import refuse

REFUSAL_STATE = "RA001"
# Constraints whose breach means that the books themselves would be wrong.
BALANCE_CONSTRAINTS = frozenset({"entry_in_balance", "entry_balances", "control_total_not_negative"})
BUSY_STATES = frozenset({"40001", "40P01", "55P03"})
# Class 22 of the SQLSTATEs: a value that is not of its type.
VALUE_STATES = "22"


@contextmanager
def told_as_errors() -> Iterator[None]:
    """Run database functions so that their refusals arrive as errors of agreement.errors.

    BooksOutOfBalance when an invariant of the books broke; Conflict when the books were busy too long;
    InvalidRequest when a value was not of its type. A code that the catalogue does not have is a fault of the
    program (KeyError). Everything else passes as it is.
    """
    try:
        yield
    except DatabaseError as error:
        told = error_for(error)
        if told is None:
            raise
        raise told from error


def error_for(error: DatabaseError) -> Exception | None:
    """The error of agreement.errors for what the database raised, or None when it is not a refusal."""
    cause = error.__cause__
    diagnostics = getattr(cause, "diag", None)
    state = getattr(cause, "sqlstate", None) or ""
    if diagnostics is None:
        return None
    if state == REFUSAL_STATE:
        return refuse(diagnostics.message_primary or "", **facts_of(diagnostics.message_detail))
    if state == "23514" and diagnostics.constraint_name in BALANCE_CONSTRAINTS:
        return BooksOutOfBalance(
            diagnostics.message_primary or "An entry is out of balance.",
            **facts_of(diagnostics.message_detail),
        )
    if state in BUSY_STATES:
        return refuse("BOOKS_BUSY")
    if state.startswith(VALUE_STATES):
        return refuse("REQUEST_ILL_FORMED", reason=diagnostics.message_primary or "")
    return None


def facts_of(detail: str | None) -> dict[str, Any]:
    """The facts of a refusal from its detail; a detail that is no JSON object tells nothing."""
    try:
        facts = json.loads(detail or "{}")
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
