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

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.kept_as = ""

    def keep_as(self, stored_as: str) -> None:
        """Keep what was written at a place below FILES_ROOT; the same content twice is one file."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.kept_as = stored_as


@contextmanager
def new_file(folder: str, *, prefix: str) -> Iterator[NewFile]:
    """Open a temporary file in a folder below FILES_ROOT, and rename it at the end if it is to be kept.

    Call it outside any transaction that may still be refused, or remove the file when it is.
    """
    root = Path(settings.FILES_ROOT)
    (root / folder).mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=root / folder, prefix=prefix)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            new = NewFile(file)
            yield new
        if new.kept_as:
            _put_in_place(temporary, place=root / new.kept_as)
    finally:
        temporary.unlink(missing_ok=True)


def _put_in_place(temporary: Path, *, place: Path) -> None:
    """Rename, and force the folder to disk."""
    place.parent.mkdir(exist_ok=True)
    temporary.chmod(0o440)
    temporary.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
