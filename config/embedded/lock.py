"""`make lock`: resolves requirements/*.in into hash-locked files without any host address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "requirements"
FLAGS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def lock(name: str, *, beside: str | None = None) -> None:
    """Resolve one file, at the versions of another lock where both name a package."""
    constraint = ["--constraint", f"{beside}.txt"] if beside else []
    command = [str(Path(sys.executable).parent / "uv"), "pip", "compile", *FLAGS, *constraint]
    environment = {**os.environ, "UV_SYSTEM_CERTS": "true", "UV_PYTHON_DOWNLOADS": "never"}
    subprocess.run(
        [*command, f"{name}.in", "--output-file", f"{name}.txt"], cwd=FOLDER, env=environment, check=True
    )


def main() -> None:
    """Lock the widest set first, so that all files agree."""
    lock("dev")
    lock("embedded", beside="dev")
    lock("prod", beside="dev")
    lock("boot")


if __name__ == "__main__":
    main()
