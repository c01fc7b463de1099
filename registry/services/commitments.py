"""Keyed commitments: what stands in the books' hashes in place of personal data.

Whoever holds the key can show that a registration is the one committed to; without it the hash tells nothing,
and the registration can be disposed of without breaking the chain.
"""

import hashlib
import json
from typing import Protocol

from django.conf import settings

COMMITMENT_BYTES = 32
REGISTRATION = b"registration-1"
WORDS_BESIDE = b"words-beside-1"


class KeyedHash(Protocol):
    """A hash that already holds its key."""

    def copy(self) -> "KeyedHash":
        """Begin another with the same key."""

    def update(self, text: bytes, /) -> None:
        """Take in more bytes."""

    def digest(self) -> bytes:
        """The result."""


def registration_hash(key: bytes) -> KeyedHash:
    """The keyed hash (BLAKE2b, 32 bytes) of registrations, empty yet: copy it for each."""
    return hashlib.blake2b(key=key, digest_size=COMMITMENT_BYTES, person=REGISTRATION)


def commit_registration(registration: str) -> bytes:
    """Commit to a registration: its exact words, lines joined by a line feed. 32 bytes.

    Agreement: 5(b).
    """
    keyed = registration_hash(settings.COMMITMENT_KEY).copy()
    keyed.update(registration.encode())
    return keyed.digest()


def commit_words(words: object, *, bound_to: str) -> str:
    """Commit to words about people that a row which never changes relies on and must not hold. Hex.

    `words` is plain JSON; `bound_to` names the row the words stand in, so that the same words of two rows
    cannot be recognised as the same.
    """
    canonical = json.dumps([bound_to, words], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.blake2b(
        canonical.encode(), key=settings.COMMITMENT_KEY, digest_size=COMMITMENT_BYTES, person=WORDS_BESIDE
    ).hexdigest()
