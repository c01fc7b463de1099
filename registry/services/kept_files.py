"""Files that are whole or not there: written beside, forced to disk, renamed, and only then named by a row.

A killed process leaves a spare file at most, never a row without its file or half a file under its name.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


class NewFile:
    """A file that is being written; whoever does not keep it loses it."""

    def __init__(self, file: BinaryIO, *, temporary: Path, root: Path) -> None:
        self.file = file
        self._temporary, self._root = temporary, root

    def force_to_disk(self) -> None:
        """Force what was written to disk: the slow part, for callers who keep the file in a transaction."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def keep_as(self, stored_as: str) -> None:
        """Keep what was written at a place below FILES_ROOT; the same content twice is one file."""
        self.force_to_disk()
        _put_in_place(self._temporary, place=self._root / stored_as)


@contextmanager
def new_file(folder: str, *, prefix: str) -> Iterator[NewFile]:
    """Open a temporary file in a folder below FILES_ROOT, which is removed at the end unless it was kept.

    A transaction that is rolled back afterwards leaves a spare file, sealed or named by its content, which no
    row names: it does no harm, and the same content written again takes its place.
    """
    root = Path(settings.FILES_ROOT)
    _make_folder(root / folder)
    descriptor, name = tempfile.mkstemp(dir=root / folder, prefix=prefix)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield NewFile(file, temporary=temporary, root=root)
    finally:
        temporary.unlink(missing_ok=True)


def _put_in_place(temporary: Path, *, place: Path) -> None:
    """Rename, and force the folder to disk."""
    _make_folder(place.parent)
    temporary.chmod(0o440)
    temporary.replace(place)
    _force_to_disk(place.parent)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it; each new name is forced to disk where it stands."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _force_to_disk(folder.parent)


def _force_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
