"""PostgreSQL as a child process: started for anybody, stopped cleanly, never two on the same files."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.embedded import unprivileged
from config.embedded.postgres import THROW_AWAY, Postgres
from config.embedded.processes import command_of, free_port, hear_signals_again, wait_until
from config.embedded.roles import (
    DATABASE,
    Role,
    address_for,
    ensure_outside_database,
    prepare_outside_server,
    rename_database,
)

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp(prefix="rights-servers-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server(open_folder: Path) -> Iterator[Postgres]:
    postgres = Postgres(open_folder / "cluster", settings=THROW_AWAY)
    postgres.start()
    yield postgres
    postgres.destroy()


def test_the_two_roles_and_the_database_are_made_once_and_again(server: Postgres) -> None:
    server.ensure_roles()
    pair = server.ensure_roles()
    with psycopg.connect(server.address(pair.owner, database=DATABASE), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS of_the_owner (number integer)")
        owner.execute("SET ROLE rights_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("SELECT * FROM of_the_owner")
    with psycopg.connect(server.address(pair.runtime, database=DATABASE), autocommit=True) as runtime:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            runtime.execute("SET ROLE rights_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            runtime.execute("CREATE TABLE of_the_runtime_role (number integer)")


def test_an_administrator_of_an_outside_server_gets_roles_of_the_same_kind(server: Postgres) -> None:
    address = server.admin_address()
    pair = prepare_outside_server(address, prefix="outside")
    assert pair is not None
    assert prepare_outside_server(address, prefix="outside") == pair
    runtime = address_for(address, role=pair.runtime, database="postgres")
    assert prepare_outside_server(runtime, prefix="further") is None


def test_a_role_that_is_no_superuser_but_makes_roles_is_administrator_enough(server: Postgres) -> None:
    with psycopg.connect(server.admin_address(), autocommit=True) as admin:
        admin.execute("CREATE ROLE maker_of_roles LOGIN CREATEROLE CREATEDB PASSWORD 'secret of the test'")
    place = f"127.0.0.1:{server.port}"
    address = f"postgresql://maker_of_roles:secret%20of%20the%20test@{place}/postgres"
    pair = prepare_outside_server(address, prefix="by_maker")
    assert pair is not None
    with psycopg.connect(address, autocommit=True) as maker:
        maker.execute(f"CREATE DATABASE made_by_maker OWNER {pair.owner.name}")
    owner = address_for(address, role=pair.owner, database="made_by_maker")
    with psycopg.connect(owner) as connection:
        connection.execute(f"SET ROLE {pair.runtime.name}")


def test_a_database_of_somebody_else_is_left_alone(server: Postgres) -> None:
    server.ensure_roles()
    pair = prepare_outside_server(server.admin_address(), prefix="stranger")
    assert pair is not None
    with pytest.raises(SystemExit, match="belongs to rights_owner"):
        ensure_outside_database(server.admin_address(), pair)


def test_files_of_another_major_version_are_named_and_left(open_folder: Path) -> None:
    state = open_folder / "old"
    (state / "data").mkdir(parents=True)
    (state / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(SystemExit, match="made by PostgreSQL 9"):
        Postgres(state, settings=THROW_AWAY).start()
    assert (state / "data" / "PG_VERSION").read_text() == "9\n"


STARTER = """
import sys, time
from pathlib import Path
from config.embedded.postgres import THROW_AWAY, Postgres
postgres = Postgres(Path(sys.argv[1]), settings=THROW_AWAY).start()
print(postgres.process.pid, flush=True)
sys.stdin.read()
"""


def start_elsewhere(state: Path) -> tuple[subprocess.Popen[str], int]:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(state)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals_again,  # the tests may run in a shell's background
    )
    assert starter.stdout is not None
    return starter, int(starter.stdout.readline())


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux signals a child of a killed parent"
)
def test_a_server_ends_when_its_starter_is_killed(open_folder: Path) -> None:
    state = open_folder / "killed"
    starter, server_id = start_elsewhere(state)
    starter.kill()
    starter.wait()
    assert wait_until(lambda: not command_of(server_id), seconds=10)


def test_a_server_left_behind_is_stopped_by_the_next_start(open_folder: Path) -> None:
    state = open_folder / "orphan"
    first = Postgres(state, settings=THROW_AWAY).start()
    assert first.process is not None
    second = Postgres(state, settings=THROW_AWAY, port=free_port())
    try:
        second.start()
        assert first.process.wait(10) is not None
        with psycopg.connect(second.admin_address()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        first.stop()
        second.destroy()


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(SystemExit, match="belongs to somebody else or can be written by others"):
        unprivileged.own_folder(folder)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    with pytest.raises(SystemExit, match="belongs to somebody else"):
        unprivileged.own_folder(link)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_root_starts_the_server_from_a_folder_that_others_cannot_enter(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place = open_folder / "place"
    place.mkdir(mode=0o755)
    monkeypatch.setattr(unprivileged, "PLACES_OF_ROOT", (place,))
    postgres = Postgres(closed / "postgres", settings=THROW_AWAY)
    try:
        postgres.start()
        assert postgres.state.is_relative_to(place)
        with psycopg.connect(postgres.admin_address()) as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    finally:
        postgres.destroy()


def test_an_address_keeps_its_options_for_another_role_or_database() -> None:
    address = "postgresql://a:b%40c@db.example:5433/first?sslmode=verify-full&user=x"
    assert rename_database(address, name="second") == (
        "postgresql://a:b%40c@db.example:5433/second?sslmode=verify-full&user=x"
    )
    assert address_for(address, role=Role("r", "p@ss"), database="third") == (
        "postgresql://r:p%40ss@db.example:5433/third?sslmode=verify-full"
    )


def test_a_starter_that_ends_by_a_signal_of_the_terminal_leaves_no_server(open_folder: Path) -> None:
    state = open_folder / "interrupted"
    starter, server_id = start_elsewhere(state)
    while starter.poll() is None:  # one that comes just before the starter begins to read is not seen by it
        starter.send_signal(signal.SIGINT)
        wait_until(lambda: starter.poll() is not None, seconds=1)
    if not sys.platform.startswith("linux"):
        Postgres(state, settings=THROW_AWAY).start().stop()
    assert wait_until(lambda: not command_of(server_id), seconds=10)
