"""Taxpayer numbers: encrypted at rest, found again by a keyed index, shown by their last four signs.

AES-256-GCM with the agreement, the account and the key's name as associated data, so that a number moved to
another account does not decrypt. The index is HMAC-SHA-256 under a key of its own: a plain hash of a billion
possible numbers is guessed in seconds. Neither key lies in the database.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from agreement.errors import BooksOutOfBalance
from registry.imports.taxpayer_numbers import compact

SCHEME = b"\x01"
NONCE_BYTES = 12
NONCES_DRAWN = 1024
LAST_FOUR = 4
PURPOSE = "taxpayer-id-1"


class SealedTaxpayerId(NamedTuple):
    """What the tables hold of a number: its ciphertext, its keyed index, its last four signs."""

    encrypted: bytes
    keyed_index: bytes
    last_four: str


Sealer = Callable[[str, str], tuple[bytes, bytes, str]]
"""Seals a number (first) of an account (second) of one agreement: ciphertext, index, last four signs."""


class TaxpayerIdVault:
    """Encrypts under the newest key of a ring and decrypts under any; pickles as its keys alone.

    `key_ring` maps a key's name to 32 bytes, the newest last. Numbers sealed for another `purpose` neither
    decrypt as taxpayer numbers nor are found by the same index.
    """

    def __init__(self, key_ring: Mapping[str, bytes], *, index_key: bytes, purpose: str = PURPOSE) -> None:
        if not key_ring:
            raise ValueError("The key ring is empty.")
        self.key_ring = dict(key_ring)
        self.index_key, self.purpose = index_key, purpose
        self.current = list(self.key_ring)[-1]
        self.ciphers = {name: AESGCM(key) for name, key in self.key_ring.items()}
        self._encrypt = self.ciphers[self.current].encrypt
        self._head = SCHEME + bytes([len(self.current.encode())]) + self.current.encode()
        self._index = hmac.HMAC(index_key, hashes.SHA256())
        if purpose != PURPOSE:
            self._index.update(f"{purpose}|".encode())

    def __reduce__(self) -> tuple[object, ...]:
        return _restore_vault, (self.key_ring, self.index_key, self.purpose)

    def seal(self, taxpayer_id: str, *, agreement_code: str, account: str) -> SealedTaxpayerId:
        """Encrypt a number and index it."""
        return SealedTaxpayerId(*self.sealer(agreement_code)(taxpayer_id, account))

    def sealer(self, agreement_code: str) -> Sealer:
        """What seals numbers of one agreement; made for each block of a list, where every microsecond counts.

        It draws its nonces some thousands at a time, so that it must not outlive a fork of its process.
        """
        head, keyed, encrypt = self._head, self._index, self._encrypt
        next_nonce = random_nonces().__next__
        before, after = f"{self.purpose}|{agreement_code}|", f"|{self.current}"

        def seal_one(taxpayer_id: str, account: str) -> tuple[bytes, bytes, str]:
            signs = compact(taxpayer_id)
            index = keyed.copy()
            index.update(f"{agreement_code}|{signs}".encode())
            nonce = next_nonce()
            bound = f"{before}{account}{after}".encode()
            return (
                head + nonce + encrypt(nonce, taxpayer_id.encode(), bound),
                index.finalize(),
                signs[-LAST_FOUR:] if len(signs) >= 2 * LAST_FOUR else "",
            )

        return seal_one

    def encrypt(self, taxpayer_id: str, *, agreement_code: str, account: str) -> bytes:
        """Scheme, key name, nonce and ciphertext in one string of bytes."""
        return self.seal(taxpayer_id, agreement_code=agreement_code, account=account).encrypted

    def decrypt(self, encrypted: bytes, *, agreement_code: str, account: str) -> str:
        """The number in clear. BooksOutOfBalance where it is another account's or was altered."""
        name, nonce, ciphertext = self._parts(encrypted)
        cipher = self.ciphers.get(name)
        bound = f"{self.purpose}|{agreement_code}|{account}|{name}".encode()
        if cipher is None:
            raise BooksOutOfBalance(f"The key {name} of a sealed number is not on the ring.", account=account)
        try:
            return cipher.decrypt(nonce, ciphertext, bound).decode()
        except InvalidTag:
            raise BooksOutOfBalance(
                "A sealed number does not belong to the account it stands with, or was altered.",
                agreement=agreement_code,
                account=account,
            ) from None

    def _parts(self, encrypted: bytes) -> tuple[str, bytes, bytes]:
        stored = bytes(encrypted)
        start = 2 + (stored[1] if len(stored) > 1 else 0)
        if stored[:1] != SCHEME or len(stored) <= start + NONCE_BYTES:
            raise BooksOutOfBalance("A sealed number has an unknown shape.")
        name = stored[2:start].decode(errors="replace")
        return name, stored[start : start + NONCE_BYTES], stored[start + NONCE_BYTES :]

    def index(self, taxpayer_id: str, *, agreement_code: str) -> bytes:
        """The keyed index by which a number is found again within one agreement; 32 bytes."""
        index = self._index.copy()
        index.update(f"{agreement_code}|{compact(taxpayer_id)}".encode())
        return index.finalize()


def random_nonces() -> Iterator[bytes]:
    """Nonces from the operating system, a page of them for each question; the first page is a single one."""
    count = 1
    while True:
        page = os.urandom(NONCE_BYTES * count)
        for start in range(0, len(page), NONCE_BYTES):
            yield page[start : start + NONCE_BYTES]
        count = NONCES_DRAWN


def _restore_vault(key_ring: dict[str, bytes], index_key: bytes, purpose: str) -> TaxpayerIdVault:
    return TaxpayerIdVault(key_ring, index_key=index_key, purpose=purpose)


def masked(last_four: str) -> str:
    """How a number is shown everywhere."""
    return f"•••••{last_four}" if last_four else "•••••"


def vault(*, purpose: str = PURPOSE) -> TaxpayerIdVault:
    """The vault of this installation, from the keys in its settings."""
    return TaxpayerIdVault(settings.TAXPAYER_KEY_RING, index_key=settings.BLIND_INDEX_KEY, purpose=purpose)


def encrypt(taxpayer_id: str, *, agreement_code: str, account: str) -> SealedTaxpayerId:
    """Seal one number of one account."""
    return vault().seal(taxpayer_id, agreement_code=agreement_code, account=account)
