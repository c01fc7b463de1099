"""Functions of registry/sql put in the place of those that stand, for migrations."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "sql"


def anew(name: str, *, file: str) -> str:
    """The function of this name as a file of registry/sql defines it, in the place of the one that stands."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    found = re.search(rf"^CREATE FUNCTION ({name}\s*\(.*?\bAS \$\$.*?\$\$;)", text, re.DOTALL | re.MULTILINE)
    if found is None:
        raise LookupError(f"{file} defines no function {name}.")
    return f"CREATE OR REPLACE FUNCTION {found[1]}"
