"""Files of a run: kept under their SHA-256, and only then named by a row."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from django.conf import settings

from registry.services.kept_files import new_file

Told = TypeVar("Told")

FOLDER = "print_runs"
WRITING = ".writing-"
SPARE_AFTER_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeptFile(Generic[Told]):
    """A file in the store: its hash, its size, its place below FILES_ROOT, and what its writer told."""

    sha256: str
    size_bytes: int
    stored_as: str
    told: Told


class _HashingSink:
    """Writes through to a file and hashes what passes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest, self.size_bytes = file, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        self.size_bytes += len(piece)
        return self._file.write(piece)


def keep_file(write: Callable[[BinaryIO], Told], *, suffix: str) -> KeptFile[Told]:
    """Let `write` fill a file and keep it under its SHA-256; the same content twice is one file."""
    with new_file(FOLDER, prefix=WRITING) as new:
        sink = _HashingSink(new.file)
        told = write(sink)  # type: ignore[arg-type]  # a writer only writes
        sha256 = sink.digest.hexdigest()
        stored_as = f"{FOLDER}/{sha256[:2]}/{sha256}{suffix}"
        new.keep_as(stored_as)
    return KeptFile(sha256, sink.size_bytes, stored_as, told)


def remove_spare_files(*, beside: str) -> int:
    """Remove temporary files a day older than a file just kept: their writers are dead. Returns how many."""
    root = Path(settings.FILES_ROOT)
    oldest = (root / beside).stat().st_ctime - SPARE_AFTER_SECONDS
    spare = [path for path in (root / FOLDER).glob(f"{WRITING}*") if path.stat().st_mtime < oldest]
    for path in spare:
        path.unlink(missing_ok=True)
    return len(spare)


def open_kept(stored_as: str) -> BinaryIO:
    """A kept file, open for reading."""
    return (Path(settings.FILES_ROOT) / stored_as).open("rb")
