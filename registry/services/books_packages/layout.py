"""How a package looks: its names, its manifest, its sums, and the hashes of the lines of its tables."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from agreement.refusals import refuse

FORMAT = "rights-books-1"
MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "README.md"
PIECE_BYTES = 1024 * 1024
LINE_DIGITS = 16


class LineHashes:
    """The hash of each line of a file, as it is written or read: by them one changed byte is found."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> bytes:
        """Take in more of the file; returns the lines that ended, hashed, one a line."""
        *ended, self._rest = (self._rest + piece).split(b"\n")
        return b"".join(line_hash(line) for line in ended)

    def end(self) -> bytes:
        """What stands after the last end of line, hashed."""
        rest, self._rest = self._rest, b""
        return line_hash(rest) if rest else b""


def line_hash(line: bytes) -> bytes:
    """The first digits of the SHA-256 of a line without its end, and an end of line."""
    return hashlib.sha256(line).hexdigest()[:LINE_DIGITS].encode() + b"\n"


class HashedFile:
    """A file being written into a package: counts its bytes, and knows its hash at the end."""

    def __init__(self, place: Path) -> None:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    def write(self, piece: bytes) -> None:
        """Write more."""
        self._file.write(piece)
        self._digest.update(piece)
        self.size_bytes += len(piece)

    def close(self) -> str:
        """Force the file to disk and give its SHA-256."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._digest.hexdigest()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file piece by piece."""
    while piece := file.read(PIECE_BYTES):
        yield piece


def sha256_of(place: Path) -> str:
    """The SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with place.open("rb") as file:
        for piece in pieces(file):
            digest.update(piece)
    return digest.hexdigest()


def write_whole(place: Path, content: bytes) -> str:
    """Write a small file and give its SHA-256."""
    file = HashedFile(place)
    file.write(content)
    return file.close()


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as it stands in a package."""
    return (json.dumps(manifest, indent=1, ensure_ascii=False, default=str) + "\n").encode()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a package. Raises PACKAGE_UNREADABLE with what is wrong."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        found = manifest["format"]
        shape = (manifest["tables"], manifest["files"], manifest["books"], manifest["agreement"])
        entries = [*manifest["tables"], *manifest["files"]]
        parts = [(part["file"], part["sha256"]) for part in entries]
    except OSError as error:
        raise refuse("PACKAGE_UNREADABLE", file=MANIFEST, reason=(error.strerror or "").lower()) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise refuse(
            "PACKAGE_UNREADABLE", file=MANIFEST, reason="it is not the manifest of a package"
        ) from None
    if found != FORMAT:
        raise refuse("PACKAGE_UNREADABLE", file=MANIFEST, reason=f"its format is {found}, not {FORMAT}")
    if not all(shape) or not all(isinstance(word, str) for part in parts for word in part):
        raise refuse("PACKAGE_UNREADABLE", file=MANIFEST, reason="it names no agreement, tables or files")
    return dict(manifest)


def key_mark(name: str) -> str:
    """What tells one key of an installation from another without telling anything of the key.

    `name` is that of a setting which holds 32 bytes.
    """
    return _mark(getattr(settings, name))


def ring_marks() -> dict[str, str]:
    """The marks of the keys under which taxpayer numbers are sealed, by the keys' names."""
    return {name: _mark(key) for name, key in settings.TAXPAYER_KEY_RING.items()}


def _mark(key: bytes) -> str:
    return hashlib.blake2b(FORMAT.encode(), key=key, digest_size=8, person=b"mark-of-a-key").hexdigest()


def sums_of(sums: Mapping[str, str]) -> bytes:
    """The file of sums, as `sha256sum --check` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
