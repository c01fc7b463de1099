"""`make run` for real: it serves, restarts what dies, refuses a second start, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.embedded.processes import command_of, free_port, wait_until
from config.environment import read_env_file

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.servers, pytest.mark.skipif(os.name != "posix", reason="POSIX only")]
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CLOCK_OFFSET", "SECRET_KEY", "TAXPAYER_KEY_RING")
SLOW = 240


def ignore_interrupts() -> None:
    """A shell without job control starts what it puts in the background like this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass
class Run:
    """One `make run` on a state folder."""

    var: Path
    port: int
    process: subprocess.Popen[bytes]

    def told(self) -> str:
        return (self.var.parent / "told").read_text()

    def health(self) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return f"{error.code}: {error.read().decode()}"
        except OSError:
            return ""

    def is_well(self) -> bool:
        health = self.health()
        return '"database": "ok"' in health and '"broker": "ok"' in health

    def services(self) -> dict[str, int]:
        lines = (self.var / "processes").read_text().splitlines()
        return {name: int(number) for number, _, name in (line.partition(" ") for line in lines)}

    def postgres(self) -> int:
        (pid_file,) = [
            path / "postmaster.pid" for path in self.var.rglob("data") if (path / "postmaster.pid").exists()
        ]
        return int(pid_file.read_text().split("\n")[0])


def environment_of(var: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "RIGHTS_VAR": str(var), "PORT": str(port), "DEMO": "0"}


def start(var: Path) -> Run:
    port = free_port()
    with (var.parent / "told").open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.embedded.runner"],
            cwd=ROOT,
            env=environment_of(var, port),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            preexec_fn=ignore_interrupts,
        )
    return Run(var, port, process)


def is_gone(number: int) -> bool:
    state = Path(f"/proc/{number}/stat")
    if state.exists() and ") Z " in state.read_text():  # ended, and waits for a parent that is not ours
        return True
    return not command_of(number)


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rights-runner-"))
    folder.chmod(0o755)
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def run(state: Path) -> Iterator[Run]:
    started = start(state)
    wait_until(lambda: started.is_well() or started.process.poll() is not None, seconds=SLOW)
    assert started.is_well(), f"{started.health()}\n{started.told()}"
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(30)


def test_it_serves_and_says_where(run: Run) -> None:
    assert wait_until(lambda: f"http://127.0.0.1:{run.port}/ is ready" in run.told(), seconds=SLOW)


def test_a_second_start_on_the_same_state_is_refused_in_one_sentence(run: Run) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "config.embedded.runner"],
        cwd=ROOT,
        env=environment_of(run.var, free_port()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert f"It already runs at http://127.0.0.1:{run.port}/" in second.stderr
    assert run.is_well()


def test_a_command_in_another_terminal_finds_the_live_database(run: Run) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "shell",
            "-c",
            "from registry.models import User; print(User.objects.count())",
        ],
        cwd=ROOT,
        env=environment_of(run.var, run.port),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    live = run.var / "embedded.env"
    assert live.stat().st_mode & 0o077 == 0
    assert (run.var / "secrets.env").stat().st_mode & 0o077 == 0


def test_what_is_killed_is_restarted_at_the_same_place(run: Run) -> None:
    before = run.services()
    assert set(before) == {"Valkey", "web", "worker", "beat"}
    broker = read_env_file(run.var / "embedded.env")["REDIS_URL"]
    for number in before.values():
        os.kill(number, signal.SIGKILL)

    def are_all_new() -> bool:
        after = run.services()
        return set(after) == set(before) and not set(after.values()) & set(before.values())

    assert wait_until(are_all_new, seconds=SLOW), run.told()
    assert wait_until(run.is_well, seconds=SLOW), run.told()
    assert read_env_file(run.var / "embedded.env")["REDIS_URL"] == broker


def test_an_interrupt_stops_everything_also_when_it_was_inherited_as_ignored(run: Run) -> None:
    numbers = [*run.services().values(), run.postgres()]
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(60) == 0
    assert all(is_gone(number) for number in numbers)
    assert not (run.var / "embedded.env").exists()
    assert "stopped in" in run.told()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux signals a child of a killed parent"
)
def test_a_killed_runner_leaves_nothing_behind_and_the_next_start_serves(run: Run, state: Path) -> None:
    assert run.process.poll() is not None
    killed = start(state)
    assert wait_until(lambda: (state / "processes").exists() and len(killed.services()) == 4, seconds=SLOW)
    numbers = [*killed.services().values(), killed.postgres()]
    killed.process.kill()
    killed.process.wait()
    assert wait_until(lambda: all(is_gone(number) for number in numbers), seconds=20)


def test_the_end_of_the_database_ends_the_run(run: Run, state: Path) -> None:
    assert run.process.poll() is not None
    again = start(state)
    try:
        assert wait_until(again.is_well, seconds=SLOW), again.told()
        numbers = list(again.services().values())
        os.kill(again.postgres(), signal.SIGKILL)
        assert again.process.wait(60) == 1
        assert all(is_gone(number) for number in numbers)
        assert "PostgreSQL ended" in again.told()
    finally:
        again.process.kill()
