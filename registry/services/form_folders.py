"""Folders of form versions: where they lie, and the hash that fixes their words (§4(a)).

The hash is the one the drawing recomputes before it prints, so a changed word stops the press.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from agreement.refusals import refuse
from registry.models import FormVersion

WORDS = (".txt", ".toml")


@dataclass(frozen=True, slots=True)
class FormFolder:
    """One folder of words: its name, its place, its hash, and whether the words are only a model."""

    name: str
    folder: Path
    hash: str
    is_model: bool


def form_folders() -> tuple[Path, ...]:
    """Where form versions are looked up: the shipped models, then the operator's own outside the code."""
    return tuple(Path(folder) for folder in settings.FORM_FOLDERS)


def folder_hash(folder: Path | str) -> str:
    """SHA-256, in hex, over the sorted names and bytes of a folder's text and TOML files.

    Agreement: 4(a).
    """
    digest = hashlib.sha256()
    for path in sorted(_words_of(Path(folder)), key=lambda path: path.name):
        name, raw = path.name.encode(), path.read_bytes()
        digest.update(b"%d %d " % (len(name), len(raw)) + name + raw)
    return digest.hexdigest()


def find_form_folder(name: str) -> FormFolder:
    """The folder of a form version by its name; read whole and examined, so that an unfit one is refused now.

    Raises NOT_FOUND where no folder has the name, and what the examination of the words refuses.

    Agreement: 4(a).
    """
    if Path(name).name != name or name.startswith("."):
        raise refuse("NOT_FOUND", what=f"Form version {name}")
    for root in form_folders():
        folder = root / name
        if (folder / "form.toml").is_file():
            import_string(settings.FORM_EXAMINER)(folder)
            return FormFolder(name, folder, folder_hash(folder), _is_model(folder))
    raise refuse("NOT_FOUND", what=f"Form version {name}")


def place_of(form: FormVersion) -> Path:
    """The folder of a form version on file, wherever it is kept now. Raises NOT_FOUND."""
    for root in form_folders():
        if (root / form.folder / "form.toml").is_file():
            return root / form.folder
    raise refuse("NOT_FOUND", what=f"The folder of form version {form.name}")


def _words_of(folder: Path) -> list[Path]:
    if not (folder / "form.toml").is_file():
        raise refuse("NOT_FOUND", what=f"The folder of form version {folder.name}")
    return [path for path in folder.iterdir() if path.suffix in WORDS]


def _is_model(folder: Path) -> bool:
    try:
        outline = tomllib.loads((folder / "form.toml").read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse("FORM_UNREADABLE", file=f"form.toml of {folder.name}", reason=error) from error
    return bool(outline.get("mark", "") == "MODEL")
