"""The files of the repository, as the tests of form read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPLICATIONS = ("agreement", "registry", "certificates", "exercises", "config")
NOT_OURS = (".git", ".venv", "var", "build", "dist")


@cache
def files() -> tuple[Path, ...]:
    """Return every file that is in the repository or would be, as paths from its root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.splitlines() if listed.returncode == 0 else None
    if names is None:  # an unpacked archive has no git
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        names = [
            str(path) for path in found if path.parts[0] not in NOT_OURS and "__pycache__" not in path.parts
        ]
    return tuple(path for path in map(Path, sorted(names)) if (ROOT / path).is_file())


def files_named(*suffixes: str, under: tuple[str, ...] = ()) -> Iterator[Path]:
    """Yield the files with one of these endings, under one of these folders if any are named."""
    for path in files():
        if path.suffix in suffixes and (not under or path.parts[0] in under):
            yield path


def text_of(path: Path) -> str:
    """Return the text of a file."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """Return the parsed Python file."""
    return ast.parse(text_of(path))
