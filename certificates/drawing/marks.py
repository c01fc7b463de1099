"""Machine-readable marks from tables: Code 128 of a number, QR of a text. Equal to the libraries' own.

A QR symbol of one version, level and mask is affine over GF(2): the symbol of a text is the symbol of a base
text, exclusive-or one table entry for each character that differs. The tables come from segno.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import segno
from reportlab.graphics.barcode.code128 import Code128

from certificates.faces import NUMBER_DIGITS, VERIFICATION_CODE_LENGTH

MODULE_WIDTH = 1.1  # points, of the narrowest bar of the Code 128
BAR_HEIGHT = 20.0
QR_MODULE = 1.5
QR_LEVEL = "M"
_HEXADECIMAL = "0123456789abcdef"
_START_C, _STOP = 105, 106


@cache
def _patterns() -> tuple[str, ...]:
    """The 107 bar patterns by value, from ReportLab's table: capitals are bars, small letters spaces."""
    from reportlab.graphics.barcode.code128 import _patterns as by_value

    return tuple(by_value[value] for value in range(_STOP + 1))


def code128_modules(number: int) -> str:
    """The Code 128 of a certificate number, set C, as a string of 1 (bar) and 0 (space)."""
    digits = f"{number:0{NUMBER_DIGITS}d}"
    pairs = [int(digits[place : place + 2]) for place in range(0, NUMBER_DIGITS, 2)]
    check = (_START_C + sum(place * pair for place, pair in enumerate(pairs, start=1))) % 103
    return "".join(_modules(value) for value in (_START_C, *pairs, check, _STOP))


@cache
def _modules(value: int) -> str:
    bars = _patterns()[value]
    return "".join(("1" if bar.isupper() else "0") * (ord(bar.lower()) - ord("a") + 1) for bar in bars)


@cache
def _bars(value: int, place: int) -> bytes:
    """The rectangles of one symbol character at its place, as path operators."""
    start, ops = place * 11, []
    modules = _modules(value)
    at = 0
    while at < len(modules):
        run = len(modules[at:]) - len(modules[at:].lstrip(modules[at]))
        if modules[at] == "1":
            x, width = (start + at) * MODULE_WIDTH, run * MODULE_WIDTH
            ops.append(b"%.5g 0 %.5g %.4g re" % (x, width, BAR_HEIGHT))
        at += run
    return b" ".join(ops) + b"\n"


CODE128_WIDTH = (11 * (NUMBER_DIGITS // 2 + 2) + 13) * MODULE_WIDTH


def code128_path(number: int) -> bytes:
    """The Code 128 of a certificate number as path operators from the origin; the caller fills them."""
    high, low = divmod(number, 10_000)
    first, second = divmod(high, 100)
    third, fourth = divmod(low, 100)
    check = (_START_C + first + 2 * second + 3 * third + 4 * fourth) % 103
    return (
        _bars(_START_C, 0)
        + _bars(first, 1)
        + _bars(second, 2)
        + _bars(third, 3)
        + _bars(fourth, 4)
        + _bars(check, 5)
        + _bars(_STOP, 6)
    )


def code128_widget(number: int) -> Code128:
    """ReportLab's own barcode of the same number, for comparison."""
    return Code128(f"{number:0{NUMBER_DIGITS}d}", barWidth=MODULE_WIDTH, barHeight=BAR_HEIGHT, quiet=0)


@dataclass(frozen=True, slots=True)
class QrTables:
    """The symbols of every text with one prefix: side in modules, the base, one table for each character."""

    prefix: str
    side: int
    version: int
    mask: int
    base: int
    number: tuple[tuple[int, ...], ...]
    code: tuple[dict[str, int], ...]

    @property
    def row_bytes(self) -> int:
        """Bytes of one row of the bitmap."""
        return (self.side + 7) // 8

    def bitmap(self, number: int, verification_code: str) -> int:
        """The symbol as one integer, row by row, each row filled up to whole bytes; 1 is dark."""
        symbol = self.base
        for table, digit in zip(self.number, b"%08d" % number, strict=True):
            symbol ^= table[digit - 48]
        for entries, character in zip(self.code, verification_code, strict=True):
            symbol ^= entries[character]
        return symbol


@lru_cache(maxsize=64)
def qr_tables(agreement_code: str) -> QrTables:
    """Build the tables for one agreement's certificates: about two hundred symbols by segno."""
    prefix = f"RC1:{agreement_code}:"
    base_text = f"{prefix}{'0' * NUMBER_DIGITS}:{'0' * VERIFICATION_CODE_LENGTH}".encode("ascii")
    model = segno.make(base_text, error=QR_LEVEL, mode="byte", micro=False, boost_error=False)
    version, mask = int(model.version), int(model.mask)
    base = _bitmap(base_text, version, mask)
    starts = range(len(prefix), len(prefix) + NUMBER_DIGITS)
    code_start = len(prefix) + NUMBER_DIGITS + 1

    def table(position: int, alphabet: str) -> dict[str, int]:
        flips = {}
        for bit in range(7):
            changed = bytearray(base_text)
            changed[position] ^= 1 << bit
            flips[bit] = base ^ _bitmap(bytes(changed), version, mask)
        return {c: _combined(flips, ord(c) ^ ord("0")) for c in alphabet}

    return QrTables(
        prefix,
        len(model.matrix),
        version,
        mask,
        base,
        tuple(tuple(table(position, "0123456789").values()) for position in starts),
        tuple(table(code_start + place, _HEXADECIMAL) for place in range(VERIFICATION_CODE_LENGTH)),
    )


def _combined(flips: dict[int, int], difference: int) -> int:
    symbol = 0
    for bit, flip in flips.items():
        if difference >> bit & 1:
            symbol ^= flip
    return symbol


def _bitmap(text: bytes, version: int, mask: int) -> int:
    symbol = segno.make(
        text, version=version, error=QR_LEVEL, mask=mask, mode="byte", micro=False, boost_error=False
    )
    padded = (len(symbol.matrix) + 7) // 8 * 8
    value = 0
    for row in symbol.matrix:
        bits = int("".join(map(str, row)), 2)
        value = value << padded | bits << padded - len(row)
    return value
