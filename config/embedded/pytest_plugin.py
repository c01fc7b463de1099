"""Gives every test run its servers: one throw-away PostgreSQL and Valkey, unless addresses are given.

Loaded by `-p` before pytest-django reads the settings, because a conftest comes too late for that. Ports and
passwords are chosen first, so the settings are complete; the servers start only if a collected test may need
them: tests of the pure rules, of drawing and of form run without any. Workers of pytest-xdist share the
servers of the process that started them.

With DATABASE_URL set (REDIS_URL alike) nothing is started. If DATABASE_OWNER_URL is absent, the role of
DATABASE_URL must be allowed to make roles: `rights_test_owner` and `rights_test_app` are made for the tests.
"""

from __future__ import annotations

import atexit
import base64
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest

from config.embedded.postgres import THROW_AWAY, Postgres, read_pair
from config.embedded.processes import command_of, free_port
from config.embedded.roles import DATABASE, RolePair, address_for, prepare_outside_server
from config.embedded.valkey import Valkey

SERVERLESS = ("tests/agreement", "tests/certificates/drawing", "tests/form", "tests/docker")
ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER_PREFIX = "rights-tests-"
SECRETS = {
    "SECRET_KEY": secrets.token_urlsafe,
    "TAXPAYER_KEY_RING": lambda: f"tests:{new_key()}",
    "BLIND_INDEX_KEY": lambda: new_key(),
    "COMMITMENT_KEY": lambda: new_key(),
}


def new_key() -> str:
    """Return a random 256-bit key in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def remove_left_behind(parent: Path) -> None:
    """Remove the folders of test runs that were killed; their servers died with them."""
    for folder in parent.glob(f"{FOLDER_PREFIX}*"):
        found = re.fullmatch(rf"{FOLDER_PREFIX}(\d+)-.*", folder.name)
        is_ours = folder.lstat().st_uid == os.geteuid()
        if found and is_ours and not command_of(int(found[1])):
            shutil.rmtree(folder, ignore_errors=True)


def use_pair(server: str, pair: RolePair) -> None:
    """Put the addresses of both roles where the settings look."""
    os.environ["DATABASE_OWNER_URL"] = address_for(server, role=pair.owner, database=DATABASE)
    os.environ["DATABASE_URL"] = address_for(server, role=pair.runtime, database=DATABASE)


class ThrowAwayServers:
    """The servers of one test run, started at the first need and removed at its end."""

    def __init__(self) -> None:
        self.is_started = False
        self.folder: Path | None = None
        self.postgres_port = 0
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None

    def choose_addresses(self) -> None:
        """Complete the environment, so that settings can be read before any server runs."""
        for name, make in SECRETS.items():
            os.environ.setdefault(name, make())
        os.environ.setdefault("RIGHTS_VAR", str(self.make_folder() / "var"))
        os.environ["CLOCK_OFFSET"] = "0"
        if not os.environ.get("DATABASE_URL"):
            self.postgres_port = free_port()
            state = self.make_folder() / "postgres"
            state.mkdir()
            use_pair(f"postgresql://127.0.0.1:{self.postgres_port}", read_pair(state))
        elif not os.environ.get("DATABASE_OWNER_URL"):
            self.use_administrator(os.environ["DATABASE_URL"])
        if not os.environ.get("REDIS_URL"):
            self.valkey = Valkey(self.make_folder() / "valkey")
            os.environ["REDIS_URL"] = self.valkey.address()

    def use_administrator(self, address: str) -> None:
        """Make the two roles for tests on the server whose administrator's address was given."""
        pair = prepare_outside_server(address, prefix="rights_test")
        if pair is None:
            raise pytest.UsageError(
                "The role of DATABASE_URL may not make roles: set DATABASE_OWNER_URL too."
            )
        use_pair(address, pair)

    def make_folder(self) -> Path:
        """Make the run's folder, named after this process so that a later run can tell whether it lives."""
        if self.folder is None:
            remove_left_behind(Path(tempfile.gettempdir()))
            self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-"))
            self.folder.chmod(0o755)
            atexit.register(self.stop)
        return self.folder

    def start(self) -> None:
        """Start what was not given, once."""
        if self.is_started:
            return
        self.is_started = True
        if self.postgres_port:
            state = self.make_folder() / "postgres"
            self.postgres = Postgres(state, settings=THROW_AWAY, port=self.postgres_port).start()
            self.postgres.ensure_roles()
        if self.valkey is not None:
            self.valkey.start()

    def stop(self) -> None:
        """Stop the servers and remove their files."""
        if self.postgres is not None:
            self.postgres.destroy()
        if self.valkey is not None:
            self.valkey.stop()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


SERVERS = None if "PYTEST_XDIST_WORKER" in os.environ else ThrowAwayServers()


def needs_no_server(path: Path) -> bool:
    """Tell whether a test file runs without servers."""
    resolved = path.resolve()
    return any(resolved.is_relative_to(ROOT / folder) for folder in SERVERLESS)


def are_all_serverless(paths: Iterable[Path]) -> bool:
    """Tell whether none of these tests needs a server; no test named means all of them."""
    named = list(paths)
    return bool(named) and all(needs_no_server(path) for path in named)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Complete the environment before any plugin reads the settings."""
    if SERVERS is not None:
        SERVERS.choose_addresses()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """With workers the tests are collected elsewhere: decide by the arguments."""
    is_distributed = bool(getattr(session.config.option, "numprocesses", None))
    arguments = [Path(argument.partition("::")[0]) for argument in session.config.args]
    if SERVERS is not None and is_distributed and not are_all_serverless(arguments):
        SERVERS.start()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the servers if one of the collected tests may need them."""
    is_needed = any(not needs_no_server(item.path) for item in session.items)
    if SERVERS is not None and is_needed and not session.config.option.collectonly:
        SERVERS.start()
