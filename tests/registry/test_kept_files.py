"""Files that are whole or not there: what is forced to disk, and in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from registry.services.kept_files import new_file

FORCE_TO_DISK = os.fsync


def test_the_file_is_forced_to_disk_before_its_name_and_every_folder_after_it(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    kept = tmp_path / "files" / "papers" / "ab" / "abcd"
    forced: list[tuple[str, bool]] = []

    def told(descriptor: int) -> None:
        """The true call, written down: what is forced, and whether the file has its name by then."""
        place = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        forced.append(
            ("the file" if place.is_file() else place.relative_to(tmp_path).as_posix(), kept.exists())
        )
        FORCE_TO_DISK(descriptor)

    monkeypatch.setattr(os, "fsync", told)
    with new_file("papers", prefix=".new-") as new:
        new.file.write(b"whole")
        new.keep_as("papers/ab/abcd")
    assert forced == [
        (".", False),  # which has the name of files
        ("files", False),  # of files/papers
        ("the file", False),
        ("files/papers", False),  # of files/papers/ab
        ("files/papers/ab", True),
    ]
    assert kept.read_bytes() == b"whole"


def test_what_is_not_kept_leaves_no_file(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_ROOT = tmp_path
    with new_file("papers", prefix=".new-") as new:
        new.file.write(b"half")
        assert len(list((tmp_path / "papers").iterdir())) == 1
    assert list((tmp_path / "papers").iterdir()) == []
