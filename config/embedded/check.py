"""`make check`: lint, types, layers, migrations, pictured pages, then the tests; tells what failed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from config.embedded.surroundings import ROOT, new_key

PROGRAMS = Path(sys.executable).parent
STEPS: dict[str, tuple[str, ...]] = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy", "agreement", "config", "registry", "certificates", "exercises"),
    "layers": ("lint-imports",),
    "migrations": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "screens": ("python", "manage.py", "screens", "--complete"),
    "tests": ("python", "-m", "pytest", "-n", "2", "--dist", "loadfile"),
}


def harmless_environment() -> dict[str, str]:
    """Return an environment with which the settings load and no server can be reached."""
    stand_in = {
        "SECRET_KEY": new_key(),
        "TAXPAYER_KEY_RING": f"check:{new_key()}",
        "BLIND_INDEX_KEY": new_key(),
        "COMMITMENT_KEY": new_key(),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PYTHONWARNINGS": "ignore::RuntimeWarning:django.core.management.commands.makemigrations",
    }
    return {**os.environ, **stand_in}


def run_step(name: str, words: Sequence[str]) -> bool:
    """Run one step and tell whether it succeeded."""
    print(f"--- {name}", flush=True)
    begun = time.monotonic()
    environment = dict(os.environ) if name == "tests" else harmless_environment()
    command = [str(PROGRAMS / words[0]), *words[1:]]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    print(f"--- {name}: {'ok' if code == 0 else 'failed'} in {time.monotonic() - begun:.0f} s", flush=True)
    return code == 0


def main(wanted: Sequence[str]) -> int:
    """Run the steps named, all if none is; 1 when any failed."""
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        print(f"There is no step {', '.join(unknown)}; there are {', '.join(STEPS)}.")
        return 2
    failed = [name for name in wanted or STEPS if not run_step(name, STEPS[name])]
    print(f"Failed: {', '.join(failed)}." if failed else "All is well.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
