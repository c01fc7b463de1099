"""Filed papers with taxpayer numbers in them: sealed on disk, known by content, opened by one function.

AES-256-GCM in frames of one mebibyte under a key of the file's own, derived (HKDF-SHA-256) from a key of the
taxpayer key ring and a random salt. The nonce is the number of the frame; the SHA-256 of the plain content,
that number and whether the frame is the last are bound to each, so that a frame left out, moved, altered or
taken from another file does not open. Memory is bounded by a frame.
"""

import hashlib
import io
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from agreement.errors import BooksOutOfBalance
from agreement.refusals import refuse
from registry.services.document_files import FOLDER, RECEIVING, StoredFile
from registry.services.kept_files import new_file

SUFFIX: Final = ".sealed"
MARK: Final = b"SEALED-1"
SALT_BYTES: Final = 16
FRAME_BYTES: Final = 1024 * 1024
TAG_BYTES: Final = 16
PURPOSE: Final = b"filed-document-1"


def store_sealed(content: BinaryIO, *, sha256: str, original_name: str, content_type: str) -> StoredFile:
    """Seal a paper of any size into the store in one pass, by the SHA-256 its reader found.

    Raises FILE_UNREADABLE when the content is not, or no longer, the one with this hash.
    """
    digest, size = hashlib.sha256(), 0
    with new_file(FOLDER, prefix=RECEIVING) as new:
        frames, head = _new_frames(sha256)
        new.file.write(head)
        for number, piece, is_last in _pieces(content):
            digest.update(piece)
            size += len(piece)
            new.file.write(frames.seal(piece, number=number, last=is_last))
        if digest.hexdigest() != sha256:
            raise refuse("FILE_UNREADABLE", file=original_name, reason="it changed while it was read")
        stored_as = f"{FOLDER}/{sha256[:2]}/{sha256}{SUFFIX}"
        new.keep_as(stored_as)
    return StoredFile(sha256, size, content_type, stored_as)


def is_sealed(stored_as: str) -> bool:
    """Whether a file of the store is sealed, by its name on the document's row, which never changes."""
    return Path(stored_as).suffix == SUFFIX


def open_sealed(file: BinaryIO, *, sha256: str) -> BinaryIO:
    """The plain content of a sealed file, to be read from anywhere in it; closing it closes the file.

    Raises BooksOutOfBalance at once where the file is not sealed or its key is not on the ring, and while
    reading where a frame is missing, moved or altered.
    """
    return io.BufferedReader(_PlainContent(file, sha256=sha256), buffer_size=FRAME_BYTES)


class _Frames:
    """The cipher of one file's frames."""

    def __init__(self, ring_key: bytes, *, salt: bytes, sha256: str) -> None:
        derived = HKDF(hashes.SHA256(), length=32, salt=salt, info=PURPOSE).derive(ring_key)
        self._cipher, self._content = AESGCM(derived), bytes.fromhex(sha256)

    def seal(self, piece: bytes, *, number: int, last: int) -> bytes:
        """A piece of plain content as a frame."""
        return self._cipher.encrypt(_nonce(number), piece, self._bound(number, last))

    def open(self, frame: bytes, *, number: int, last: int) -> bytes:
        """The piece of a frame. Raises InvalidTag."""
        return self._cipher.decrypt(_nonce(number), frame, self._bound(number, last))

    def _bound(self, number: int, last: int) -> bytes:
        return self._content + struct.pack(">QB", number, last)


class _PlainContent(io.RawIOBase):
    """Reads the frames of a sealed file as the content they hold, one frame in memory."""

    def __init__(self, file: BinaryIO, *, sha256: str) -> None:
        self._file, self._sha256 = file, sha256
        self._frames, self._begin = self._read_head()
        sealed_bytes = file.seek(0, os.SEEK_END) - self._begin
        self._count = -(-sealed_bytes // (FRAME_BYTES + TAG_BYTES))
        self._size = sealed_bytes - self._count * TAG_BYTES
        if self._size < 1:
            raise self._broken()
        self._position, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(start + offset, 0)
        return self._position

    def readinto(self, buffer: object, /) -> int:
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # whatever bytes can be put into
        if self._position >= self._size:
            return 0
        number, within = divmod(self._position, FRAME_BYTES)
        found = self._frame(number)[within : within + len(target)]
        target[: len(found)] = found
        self._position += len(found)
        return len(found)

    def _frame(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(self._begin + number * (FRAME_BYTES + TAG_BYTES))
            frame = self._file.read(FRAME_BYTES + TAG_BYTES)
            try:
                self._piece = self._frames.open(frame, number=number, last=number == self._count - 1)
            except InvalidTag:
                raise self._broken() from None
            self._number = number
        return self._piece

    def _read_head(self) -> tuple[_Frames, int]:
        head = self._file.read(len(MARK) + 1)
        if len(head) <= len(MARK) or not head.startswith(MARK):
            raise self._broken()
        name = self._file.read(head[-1]).decode(errors="replace")
        salt = self._file.read(SALT_BYTES)
        ring_key = settings.TAXPAYER_KEY_RING.get(name)
        if ring_key is None:
            raise BooksOutOfBalance(
                f"The key {name} of a sealed file is not on the ring.", sha256=self._sha256
            )
        return _Frames(ring_key, salt=salt, sha256=self._sha256), self._file.tell()

    def _broken(self) -> BooksOutOfBalance:
        return BooksOutOfBalance(
            "A sealed file is not the one that was received: a part is missing, moved or altered.",
            sha256=self._sha256,
        )


def _new_frames(sha256: str) -> tuple[_Frames, bytes]:
    """The frames of a new file under the newest key of the ring, and the head that names it."""
    name, ring_key = list(settings.TAXPAYER_KEY_RING.items())[-1]
    salt, key_name = os.urandom(SALT_BYTES), name.encode()
    head = MARK + bytes([len(key_name)]) + key_name + salt
    return _Frames(ring_key, salt=salt, sha256=sha256), head


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _pieces(content: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """The content in pieces of one frame: number, bytes, and one for the last or zero."""
    number, piece = 0, _whole_piece(content)
    while following := _whole_piece(content):
        yield number, piece, 0
        number, piece = number + 1, following
    yield number, piece, 1


def _whole_piece(content: BinaryIO) -> bytes:
    """As many bytes as a frame holds; fewer only at the end, however few a read returns."""
    piece = content.read(FRAME_BYTES)
    while len(piece) < FRAME_BYTES and (more := content.read(FRAME_BYTES - len(piece))):
        piece += more
    return piece
