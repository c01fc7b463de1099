"""Makes .venv from a hash-locked requirements file: by uv where it can be had, else by pip.

Runs before anything is installed, as a file and not as a module: the standard library is all it has. A stamp
of the lock file and the Python in use makes a second call free.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / ".installed"
QUIET_INSTALL = (
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--no-input",
    "--no-compile",
    "--require-hashes",
)


def succeeds(*words: str | Path, is_quiet: bool = False) -> bool:
    """Run a command and tell whether it succeeded."""
    sink = subprocess.DEVNULL if is_quiet else None
    environment = {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "UV_SYSTEM_CERTS": "true",
    }
    command = [str(word) for word in words]
    try:
        return subprocess.run(command, env=environment, stdout=sink, stderr=sink, check=False).returncode == 0
    except OSError:
        return False


def stamp_of(lock: Path) -> str:
    """Return what the stamp holds when this lock was installed for this Python."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def make_environment() -> None:
    """Make .venv unless one is there whose Python still runs."""
    if PYTHON.exists() and succeeds(PYTHON, "-c", "", is_quiet=True):
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    venv.create(FOLDER, with_pip=False, symlinks=True)


def pip_succeeds(*words: str | Path, is_quiet: bool = False) -> bool:
    """Run pip for .venv: its own, one made now, or this Python's where Debian left ensurepip out."""
    has_pip = succeeds(PYTHON, "-m", "pip", "--version", is_quiet=True) or succeeds(
        PYTHON, "-m", "ensurepip", is_quiet=True
    )
    command = (PYTHON, "-m", "pip") if has_pip else (sys.executable, "-m", "pip", "--python", PYTHON)
    return succeeds(*command, *words, is_quiet=is_quiet)


def install(lock: Path) -> bool:
    """Install a lock file by uv, or by pip when uv cannot be had or fails."""
    boot = ROOT / "requirements" / "boot.txt"
    uv = FOLDER / "bin" / "uv"
    is_uv_wanted = os.environ.get("BOOTSTRAP_PIP") != "1"
    if is_uv_wanted and pip_succeeds(*QUIET_INSTALL, "-r", boot, is_quiet=True):
        words = ("pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock)
        if succeeds(uv, *words):
            return True
        print("uv could not install; trying pip", flush=True)
    return pip_succeeds(*QUIET_INSTALL, "-r", lock)


def main(lock: Path) -> None:
    """Install a lock file once."""
    stamp = stamp_of(lock)
    if PYTHON.exists() and STAMP.exists() and stamp in STAMP.read_text().split():
        return
    make_environment()
    print(f"Installing {lock.name}", flush=True)
    if not install(lock):
        sys.exit("The packages could not be installed: the lines above say why.")
    with STAMP.open("a") as stamps:
        stamps.write(f"{stamp}\n")


if __name__ == "__main__":
    main(ROOT / sys.argv[1])
