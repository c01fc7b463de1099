"""What is wrong with a file or with a row, in the words of the catalogue of refusals.

A file that cannot be believed as a whole is refused at once and leaves nothing behind; a bad row is reported
with its line, column, value, reason and cure, and the reading goes on.
"""

import re
from typing import Any, Final, NamedTuple

from agreement.errors import RightsError
from agreement.refusals import ground, refuse

SHOWN_LENGTH: Final = 80
LIKE_A_TAXPAYER_ID: Final = re.compile(r"\b\d{3}-\d{2}-(?=\d{4}\b)|\b\d{2}-\d{3}(?=\d{4}\b)")
UNMASKED_LENGTH: Final = 4


class Problem(NamedTuple):
    """One thing wrong with one field of one line, as staff and the Company read it."""

    line: int
    column: str
    value: str
    code: str
    reason: str
    cure: str


class FileRefused(Exception):
    """The whole file is refused: a code of the catalogue and its facts, able to travel between processes."""

    def __init__(self, code: str, facts: dict[str, object] | None = None) -> None:
        super().__init__(code, facts or {})
        self.code = code
        self.facts = facts or {}

    def as_refusal(self, *, file: str) -> RightsError:
        """The error of the catalogue, naming the file."""
        named: dict[str, Any] = {"file": file, **self.facts}
        return refuse(self.code, **named)


def show_last_signs(taxpayer_id: str) -> str:
    """A taxpayer number as it may be shown: its last four signs, and nothing of a short one."""
    signs = re.sub(r"[^0-9A-Za-z]", "", taxpayer_id)
    if len(signs) < 2 * UNMASKED_LENGTH:
        return "•" * len(signs)
    return "•" * (len(signs) - UNMASKED_LENGTH) + signs[-UNMASKED_LENGTH:]


def shown(value: str, *, column: str) -> str:
    """A field's value as a report may show it: a taxpayer number masked, also in a column it strayed into."""
    if column == "taxpayer_id":
        return show_last_signs(value[:SHOWN_LENGTH])
    text = LIKE_A_TAXPAYER_ID.sub("•••", value[: SHOWN_LENGTH + 1])
    text = "".join(sign if sign.isprintable() else f"⟨U+{ord(sign):04X}⟩" for sign in text)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def problem(
    code: str, *, line: int, column: str, value: str, reason: str = "", cure: str = "", **facts: object
) -> Problem:
    """One problem; reason and cure are the catalogue's unless a nearer one is given."""
    value = shown(value, column=column)
    named: dict[str, Any] = {"line": line, "row": line, "column": column, "value": value, **facts}
    known = ground(code, **named)
    return Problem(line, column, value, code, reason or known.message, cure or known.cure)
