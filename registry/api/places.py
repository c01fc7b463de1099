"""What the parts of an address may be; anything else is an address that does not exist."""

from __future__ import annotations

from django.urls.converters import StringConverter

PATTERNS = {
    "code": r"[A-Za-z0-9][A-Za-z0-9._-]{0,11}",
    "fact_type": r"[A-Z][A-Z0-9_]{2,39}",
    "account": r"[^\x00]{1,40}",
    "request_hash": r"[0-9a-f]{64}",
    "calculation": r"[a-z][a-z-]{1,39}",
}
KEY_MAXIMUM = 10**18 - 1


class Code(StringConverter):
    """The code of an agreement."""

    regex = PATTERNS["code"]


class FactType(StringConverter):
    """The name of a type of fact."""

    regex = PATTERNS["fact_type"]


class Calculation(StringConverter):
    """The name of a topic of the calculator."""

    regex = PATTERNS["calculation"]


class Hash(StringConverter):
    """A SHA-256 hash in hexadecimal."""

    regex = PATTERNS["request_hash"]


class Key:
    """A positive number that the database can hold."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digits."""
        return str(value)
