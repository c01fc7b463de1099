"""Which characters the typefaces of the certificates have.

The ranges are read from a text file that the drawing keeps beside its forms: one range or one character a
line in hexadecimal (`0020-007E`), `#` begins a comment.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

LINE = re.compile(r"(?:U\+)?([0-9A-Fa-f]{2,6})(?:\s*(?:-|\.\.)\s*(?:U\+)?([0-9A-Fa-f]{2,6}))?")
FAST_LIMIT = 0x250  # beyond Latin, words take the slower examination


@dataclass(frozen=True)
class Coverage:
    """The characters that can be printed, as closed ranges of code points."""

    ranges: tuple[tuple[int, int], ...]

    @cached_property
    def characters(self) -> frozenset[int]:
        """Every code point that can be printed."""
        return frozenset(code for first, last in self.ranges for code in range(first, last + 1))

    def first_missing(self, text: str) -> str | None:
        """The first character of a text that cannot be printed."""
        return next((sign for sign in text if ord(sign) not in self.characters), None)

    @cached_property
    def _plain_text(self) -> re.Pattern[str]:
        return re.compile(f"[ {self.plain_class()}]*")

    def is_plain_text(self, text: str) -> bool:
        """Whether a text has only plain signs and blanks, so that nothing about its signs can be wrong."""
        return self._plain_text.fullmatch(text) is not None

    @cached_property
    def _plain_codes(self) -> tuple[int, ...]:
        return tuple(
            code for code in sorted(self.characters) if 0x20 < code < FAST_LIMIT and is_plain(chr(code))
        )

    def plain_class(self, *, without: str = "") -> str:
        """The inside of a character class: signs of one code point that never change in NFC.

        As ranges, because a class of single signs takes long to compile.
        """
        codes = [code for code in self._plain_codes if chr(code) not in without]
        parts = []
        for _, run in groupby(enumerate(codes), key=lambda placed: placed[1] - placed[0]):
            found = [code for _, code in run]
            parts.append(f"\\u{found[0]:04x}-\\u{found[-1]:04x}")
        return "".join(parts)


def is_plain(sign: str) -> bool:
    """Whether a character is visible, stands alone and is its own normal form."""
    return (
        unicodedata.category(sign)[0] not in "CZM"
        and not unicodedata.combining(sign)
        and unicodedata.is_normalized("NFC", sign)
    )


def read_coverage(path: Path) -> Coverage:
    """Read the ranges. Raises OSError where the file is absent, ValueError for a line that is no range."""
    return Coverage(tuple(_ranges(path.read_text(encoding="utf-8").splitlines())))


def _ranges(lines: Iterable[str]) -> Iterable[tuple[int, int]]:
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        found = LINE.fullmatch(text)
        if found is None:
            raise ValueError(f"line {number} is not a range of characters: {text}")
        yield int(found[1], 16), int(found[2] or found[1], 16)
