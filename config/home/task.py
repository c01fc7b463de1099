"""One thing to do, as the pages of people list it."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN_OF_A_KIND = 10


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: in words, where it is done, for which agreement, under which section."""

    words: str
    address: str
    agreement: str
    detail: str = ""
    section: str = ""
