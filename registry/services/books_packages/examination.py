"""Examining a package before anything of it is believed: names, files, hashes, keys, version (§21)."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from agreement.refusals import refuse
from registry.services.books_packages import layout
from registry.services.books_packages.tables import packaged_tables

# Files of the store, and the words of an agreement's own forms.
KEPT_IN = (("files",), ("forms",))
OWN_FILES = frozenset({layout.MANIFEST, layout.SUMS, layout.README})


def examine_package(folder: Path, *, expected: str = "") -> dict[str, Any]:
    """The manifest of a package all of whose files are those that were handed over.

    `expected` is the manifest's hash as on the receipt, or its first digits. Raises PACKAGE_UNREADABLE,
    PACKAGE_NOT_THE_RECEIPTED, PACKAGE_PATH_UNSAFE, PACKAGE_FILE_UNKNOWN, PACKAGE_FILE_MISSING,
    PACKAGE_FILE_CHANGED with file and line, PACKAGE_OF_ANOTHER_VERSION, PACKAGE_KEY_DIFFERS.

    Agreement: 21.
    """
    present = dict(_files_in(folder))
    manifest = layout.read_manifest(folder)
    found = layout.sha256_of(folder / layout.MANIFEST)
    if expected and not found.startswith("".join(expected.split()).lower()):
        raise refuse("PACKAGE_NOT_THE_RECEIPTED", found=found, expected=expected)
    _must_be_of_this_version(manifest)
    sums = {layout.MANIFEST: found, **_sums_told(manifest)}
    for name in sorted(present.keys() - sums.keys() - OWN_FILES):
        raise refuse("PACKAGE_FILE_UNKNOWN", file=name)
    for name in sorted((sums.keys() | OWN_FILES) - present.keys()):
        raise refuse("PACKAGE_FILE_MISSING", file=name)
    _must_have_keys(manifest)
    # The README is known to the sums alone.
    sums[layout.README] = layout.sha256_of(folder / layout.README)
    _must_be_as_handed_over(folder, manifest, sums)
    return manifest


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the package by its name below the folder; only plain files and folders are let in."""
    if not folder.is_dir() or folder.is_symlink():
        raise refuse("PACKAGE_UNREADABLE", file=str(folder), reason="it is no folder")
    for place in sorted(folder.rglob("*")):
        name = place.relative_to(folder).as_posix()
        if place.is_symlink() or not (place.is_dir() or place.is_file()):
            raise refuse("PACKAGE_PATH_UNSAFE", path=name)
        if place.is_file():
            yield name, place


def _sums_told(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The hash of each file as the manifest tells it; a name that leads anywhere else is refused."""
    told: dict[str, str] = {}
    for part in manifest["tables"]:
        told |= {part["file"]: part["sha256"], part["lines_file"]: part["lines_sha256"]}
    for part in manifest["files"]:
        name = part["file"]
        path = PurePosixPath(name)
        is_plain = path.as_posix() == name and path.parts[:1] in KEPT_IN and len(path.parts) >= 3
        if not is_plain or ".." in path.parts or "\\" in name or "\x00" in name:
            raise refuse("PACKAGE_PATH_UNSAFE", path=name)
        told[name] = part["sha256"]
    return told


def _must_be_of_this_version(manifest: Mapping[str, Any]) -> None:
    """Tables, their files and their columns are those of this version, each once."""
    known = {table.name: table for table in packaged_tables()}
    for part in manifest["tables"]:
        table = known.pop(part.get("name"), None)
        if table is None:
            raise refuse(
                "PACKAGE_OF_ANOTHER_VERSION", table=part.get("name"), what="this version has no such table"
            )
        if (part["file"], part.get("lines_file")) != (table.file, table.lines_file):
            raise refuse("PACKAGE_PATH_UNSAFE", path=part["file"])
        columns = [(column.get("name"), column.get("type")) for column in part.get("columns", ())]
        if columns != [(column.name, column.kind) for column in table.columns]:
            raise refuse("PACKAGE_OF_ANOTHER_VERSION", table=table.name, what="the columns differ")
    for name in known:
        raise refuse("PACKAGE_OF_ANOTHER_VERSION", table=name, what="the package lacks it")


def _must_have_keys(manifest: Mapping[str, Any]) -> None:
    """The words of registrations are committed to under a key; without it no replay can compare them."""
    marks = manifest.get("keys", {})
    for name in ("COMMITMENT_KEY", "BLIND_INDEX_KEY"):
        if marks.get(name) != layout.key_mark(name):
            raise refuse("PACKAGE_KEY_DIFFERS", key=name)


def taxpayer_keys_lacking(manifest: Mapping[str, Any]) -> list[str]:
    """The names of keys of taxpayer numbers that this installation lacks: such numbers stay sealed."""
    own = layout.ring_marks()
    ring = manifest.get("keys", {}).get("TAXPAYER_KEY_RING", {})
    return sorted(name for name, mark in ring.items() if own.get(name) != mark)


def _must_be_as_handed_over(folder: Path, manifest: Mapping[str, Any], sums: Mapping[str, str]) -> None:
    """Every file has its hash; of a table that was changed the first line that differs is named."""
    for part in manifest["tables"]:
        for name, digest in ((part["lines_file"], part["lines_sha256"]), (part["file"], part["sha256"])):
            if layout.sha256_of(folder / name) != digest:
                where = _line_that_differs(folder, part) if name == part["file"] else "its hash differs"
                raise refuse("PACKAGE_FILE_CHANGED", file=name, where=where)
    for part in manifest["files"]:
        if layout.sha256_of(folder / part["file"]) != part["sha256"]:
            raise refuse("PACKAGE_FILE_CHANGED", file=part["file"], where="its hash differs")
    written = (folder / layout.SUMS).read_bytes()
    if written != layout.sums_of(sums):
        told: dict[str, str] = {}
        for line in written.decode(errors="replace").splitlines():
            digest, _, name = line.partition("  ")
            told[name] = digest
        wrong = next((name for name in sorted(sums) if told.get(name) != sums[name]), layout.SUMS)
        raise refuse("PACKAGE_FILE_CHANGED", file=wrong, where=f"its hash is not the one in {layout.SUMS}")


def _line_that_differs(folder: Path, part: Mapping[str, Any]) -> str:
    """The first line of a table that is not the one handed over, and the key of the row that begins on it."""
    with (folder / part["file"]).open("rb") as rows, (folder / part["lines_file"]).open("rb") as lines:
        number = 0
        for number, line in enumerate(rows, start=1):
            if layout.line_hash(line.removesuffix(b"\n")) != lines.readline():
                key = line.split(b",", 1)[0].decode(errors="replace")
                row = f", row {key}" if key.isascii() and key.isdigit() else ""
                return f"line {number}{row} differs"
        rest = lines.readline()
    return f"it ends after line {number}" if rest else "its end differs"
