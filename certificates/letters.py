"""A letter about one matter, as plain values: to whom, about what, in which words, with which tables.

No database, no drawing, no clock. Texts are printed exactly as given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, and whether it holds figures."""

    heading: str
    share: float
    is_figures: bool = False


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Rows below their headings; no row is parted by the end of a page. A line break parts paragraphs."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says. `words` are those of its kind, with names of values and of tables in braces.

    A paragraph that is only a name in braces is the table of that name, or the value; without rows, or empty,
    it is left out with the heading before it. `facts` are the lines that say what the letter is about.
    """

    number: int
    agreement_code: str
    agent_name: str
    return_lines: tuple[str, ...]
    address_lines: tuple[str, ...]
    date_text: str
    facts: tuple[tuple[str, str], ...]
    words: str
    values: Mapping[str, str] = field(hash=False)
    tables: Mapping[str, LetterTable] = field(hash=False, default_factory=dict)
    copies: tuple[str, ...] = ()
    notice_address: str = ""
    is_demo: bool = True
