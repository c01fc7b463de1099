"""As whom PostgreSQL runs, and where its files may lie, when the command itself runs as root.

PostgreSQL refuses to run as root. Root therefore starts it as `postgres` or `nobody`; where the account may
not be changed (a container without that capability), inside a user namespace. Files such an account cannot
reach are copied to a folder of root's own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APPLICATION = "rights-agent"
NAMESPACE_PREFIX = ("unshare", "-U", "--map-user=65534")
# Root's own place first: /var/tmp is writable by everybody, so there names can be taken by others.
PLACES_OF_ROOT = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108


@dataclass(frozen=True)
class Account:
    """The account that runs the database: arguments for subprocess, words before the command."""

    user_id: int
    group_id: int
    is_changed: bool = False
    prefix: tuple[str, ...] = ()

    @property
    def arguments(self) -> dict[str, Any]:
        """Arguments for subprocess that change the account."""
        if not self.is_changed:
            return {}
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []}

    def can(self, *words: str | Path) -> bool:
        """Tell whether this account runs a command successfully."""
        command = [*self.prefix, *map(str, words)]
        try:
            return (
                subprocess.run(
                    command, capture_output=True, cwd="/", check=False, **self.arguments
                ).returncode
                == 0
            )
        except OSError:
            return False

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this account reaches a folder."""
        return self.can("/bin/ls", folder)


def choose_account() -> Account:
    """Choose who runs the database; ends with one sentence when nobody can."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in filter(None, (os.environ.get("EMBEDDED_PG_USER"), "postgres", "nobody")):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(entry.pw_uid, entry.pw_gid, is_changed=True)
        if account.can("/bin/sh", "-c", "exit 0"):
            return account
    account = Account(0, 0, prefix=NAMESPACE_PREFIX)
    if shutil.which("unshare") and account.can("/bin/sh", "-c", "exit 0"):
        return account
    raise SystemExit(
        "PostgreSQL refuses to run as root and no other account can be used here: "
        "run the command as an ordinary user, or set DATABASE_URL to a running server."
    )


def own_folder(folder: Path) -> Path:
    """Create a folder that only this user can write, or check that an existing one is such a folder."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o755)
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022
    if not is_ours:
        raise SystemExit(
            f"{folder} belongs to somebody else or can be written by others, so it is not used: "
            "remove it, or set DATABASE_URL to a running server."
        )
    folder.chmod(0o755)
    return folder


def place_of_root() -> Path:
    """Return a folder of root's own that every account may enter."""
    for parent in PLACES_OF_ROOT:
        if os.access(parent, os.W_OK):
            return own_folder(parent / APPLICATION)
    raise SystemExit("Neither /var/lib nor /var/tmp can be written: set DATABASE_URL to a running server.")


def place_for_state(state: Path) -> Path:
    """Name the folder that stands in for a state folder which the database's account cannot enter."""
    return place_of_root() / f"state-{state_digest(state)}"


def state_digest(state: Path) -> str:
    """Return a short name for the path of a state folder."""
    return hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:16]


def copy_installation(binaries: Path) -> Path:
    """Copy a PostgreSQL installation to where every account may read it, once; return its bin folder."""
    marker = binaries / "postgres"
    found = marker.stat()
    digest = hashlib.sha256(f"{marker} {found.st_size} {found.st_mtime_ns}".encode()).hexdigest()[:16]
    target = place_of_root() / f"postgres-{digest}"
    copied = target / "installation" / binaries.parent.name / "bin"
    if target.exists():
        own_folder(target)
        return copied
    making = Path(tempfile.mkdtemp(prefix="making-", dir=target.parent))
    shutil.copytree(binaries.parent, making / "installation" / binaries.parent.name, symlinks=True)
    for libraries in binaries.parent.parent.parent.glob("*.libs"):
        shutil.copytree(libraries, making / libraries.name, symlinks=True)
    subprocess.run(["chmod", "-R", "u+rwX,go+rX,go-w", str(making)], check=True)
    making.rename(target)
    return copied
