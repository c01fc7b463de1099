"""`make reset`: removes the state of `make run`, its database included, after asking."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path

from config.embedded.surroundings import var_folder
from config.embedded.unprivileged import APPLICATION, PLACES_OF_ROOT, state_digest


def places_of_state(var: Path) -> list[Path]:
    """Return the folders that hold the state, also the one that stands in for an unreachable folder."""
    stand_in = f"state-{state_digest(var / 'postgres')}"
    found = [var] + [place / APPLICATION / stand_in for place in PLACES_OF_ROOT]
    return [folder for folder in found if folder.exists()]


def is_agreed(var: Path) -> bool:
    """Ask a person at a terminal; a script says yes by --yes."""
    if "--yes" in sys.argv[1:]:
        return True
    if not sys.stdin.isatty():
        return False
    return input(f"Remove {var} with its database, files and keys? [y/N] ").strip().lower() in {"y", "yes"}


def main() -> None:
    """Remove the state unless it is in use."""
    var = var_folder()
    if not places_of_state(var):
        print("There is nothing to remove.")
        return
    var.mkdir(parents=True, exist_ok=True)
    with (var / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit("It runs: stop it by Ctrl-C first.") from None
        if not is_agreed(var):
            raise SystemExit(
                "Nothing was removed; `make reset` asks at a terminal, `./run reset --yes` does not."
            )
        for folder in places_of_state(var):
            shutil.rmtree(folder)
            print(f"Removed {os.path.relpath(folder)}")


if __name__ == "__main__":
    main()
