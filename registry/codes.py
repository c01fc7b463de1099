"""Codes that people copy from paper: drawn at random, shown in groups of four, read as they are mistaken.

The signs are the thirty-two of Crockford: no I, L, O or U, which are taken for others or make words.
"""

import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\t": "", "–": "", "\u00a0": ""})


def draw_code(length: int) -> str:
    """A new code of so many signs, five random bits in each."""
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def plain_code(typed: str) -> str:
    """A code as drawn, from what somebody typed or scanned: capitals, no groups, O is 0, I and L are 1."""
    return typed.strip().upper().translate(_MISTAKEN)


def shown_code(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))
