"""What went wrong with a piece of work, as it is kept and logged: never the words of people.

The text of an error from the database or a library may quote a whole row. Kept are its class, the code and
names it carries, and where it arose; only our own refusals are kept in their own words.
"""

import os
import traceback
from pathlib import Path

import psycopg

from agreement.errors import BooksOutOfBalance, RightsError

LENGTH = 4000
PLACES = 6


def describe(error: BaseException) -> str:
    """An error in one line with what caused it, then the last places it came through."""
    told, cause, seen = [_named(error)], error.__cause__ or error.__context__, {id(error)}
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        told.append(_named(cause))
        cause = cause.__cause__ or cause.__context__
    places = traceback.extract_tb(error.__traceback__)[-PLACES:]
    lines = [f"{Path(place.filename).name}:{place.lineno} in {place.name}" for place in places]
    return "\n".join([", from ".join(told), *lines])[:LENGTH]


def _named(error: BaseException) -> str:
    """The class of an error with what tells no words of people: our sentence, a code, a constraint."""
    name = type(error).__name__
    if isinstance(error, RightsError | BooksOutOfBalance):
        return f"{name} {error.code}: {error}"
    if isinstance(error, psycopg.Error):
        found = (error.sqlstate, error.diag.table_name, error.diag.constraint_name)
        return " ".join([name, *(part for part in found if part)])
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: {os.strerror(error.errno)}"
    return name
