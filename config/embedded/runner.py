"""`make run`: database, broker, migrations, workers, web server, the demo; Ctrl-C stops all of it.

Web, worker, scheduler and Valkey are restarted when they die. The end of PostgreSQL ends the runner: books
whose server keeps dying want a person. With DATABASE_URL or REDIS_URL set the servers there are used instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO

from config.embedded.postgres import Postgres
from config.embedded.processes import is_port_free, stop_left_behind, wait_until
from config.embedded.roles import DATABASE, address_for, ensure_outside_database, prepare_outside_server
from config.embedded.services import (
    Service,
    describe_end,
    launch,
    left_behind_path,
    note_processes,
    tail_of,
    turn_log,
)
from config.embedded.surroundings import ROOT, ensure_demo_clock, ensure_secrets, var_folder, write_env_file
from config.embedded.valkey import Valkey
from config.environment import read_env_file

LOOK_EVERY_SECONDS = 0.2
HEALTHY_WITHIN_SECONDS = 180.0
WEB_POOL = 4
LIVE_FILES = ("embedded.env", "processes")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(*words: object) -> None:
    """Print a line of the runner; a terminal that went away is no reason to fail."""
    with suppress(OSError):
        print("run  |", *words, flush=True)


def static_stamp(root: Path) -> str:
    """Return what changes when a static file or the installed packages change."""
    sources = [*(root / "static").rglob("*"), root / "requirements" / "embedded.txt"]
    facts = sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in sources)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def read_port(text: str) -> int:
    """Read the number of a TCP port; end with one sentence when it is none."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SystemExit(f"PORT is {text}: it must be a number from 1 to 65535.")
    return int(text)


class Runner:
    """Everything one `make run` started, and how it ends."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.host = os.environ.get("BIND", "127.0.0.1")
        self.port = read_port(os.environ.get("PORT") or "8000")
        self.environment: dict[str, str] = {**read_env_file(ROOT / ".env"), **os.environ}
        self.postgres: Postgres | None = None
        self.services: list[Service] = []
        self.last_health = ""
        self.stopping = threading.Event()
        self.started_at = time.monotonic()

    # ------------------------------------------------------------------------------------------ the start
    def hear_signals(self) -> None:
        """Stop on Ctrl-C and the like, also where the signal was inherited as ignored."""

        def note(_number: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        for number in STOP_SIGNALS:
            signal.signal(number, note)

    def take_lock(self) -> IO[str]:
        """Make sure that nobody else runs on this state."""
        lock = (self.var / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            running = read_env_file(self.var / "embedded.env")
            where = f" at {running['ADDRESS']}" if "ADDRESS" in running else ""
            raise SystemExit(
                f"It already runs{where}: stop that one by Ctrl-C, or set RIGHTS_VAR to another folder."
            ) from None
        return lock

    def clean_up_after_killed(self) -> None:
        """Stop processes of a runner that was killed, on systems where they outlive it."""
        with suppress(OSError):
            for line in left_behind_path(self.var).read_text().splitlines():
                process_id, _, name = line.partition(" ")
                word = {"Valkey": "valkey.conf"}.get(name, sys.executable)
                if stop_left_behind(int(process_id), word=word, number=signal.SIGTERM, seconds=10):
                    say(f"stopped a {name} that an earlier run left behind")
        for name in LIVE_FILES:
            (self.var / name).unlink(missing_ok=True)

    def start_database(self) -> None:
        """Use the database that is given, or start one whose data is the demo's."""
        given = self.environment.get("DATABASE_URL")
        if not given:
            self.postgres = Postgres(self.var / "postgres").start()
            pair = self.postgres.ensure_roles()
            self.environment["DATABASE_OWNER_URL"] = self.postgres.address(pair.owner, database=DATABASE)
            self.environment["DATABASE_URL"] = self.postgres.address(pair.runtime, database=DATABASE)
            self.environment.setdefault("DEMO", "1")
            say(f"PostgreSQL {self.postgres.version()} on 127.0.0.1:{self.postgres.port}")
        elif not self.environment.get("DATABASE_OWNER_URL"):
            self.use_administrator(given)
        if self.environment.get("DEMO") == "1":
            self.environment["CLOCK_OFFSET"] = ensure_demo_clock(self.var)

    def use_administrator(self, address: str) -> None:
        """Make the two roles and the database on the server whose administrator's address was given."""
        pair = prepare_outside_server(address)
        if pair is None:
            say("DATABASE_OWNER_URL is not set: one role owns the tables and runs (docs/operations.md)")
            return
        ensure_outside_database(address, pair)
        self.environment["DATABASE_OWNER_URL"] = address_for(address, role=pair.owner, database=DATABASE)
        self.environment["DATABASE_URL"] = address_for(address, role=pair.runtime, database=DATABASE)
        say(f"made the roles {pair.owner.name} and {pair.runtime.name} and the database {DATABASE}")

    def start_broker(self) -> None:
        """Use the broker that is given, or keep one alive."""
        if self.environment.get("REDIS_URL"):
            return
        valkey = Valkey(self.var / "valkey").start()
        service = Service("Valkey", valkey.launch, grace_seconds=5)
        service.process, service.started_at = valkey.process, time.monotonic()
        self.services.append(service)
        self.environment["REDIS_URL"] = valkey.address()
        say(f"Valkey on 127.0.0.1:{valkey.port}")

    def manage(self, *words: str, environment: Mapping[str, str] | None = None) -> int:
        """Run a command of manage.py to its end, or stop it when we are asked to stop."""
        process = launch(
            [sys.executable, "manage.py", *words], folder=ROOT, environment=environment or self.environment
        )
        while process.poll() is None and not self.stopping.is_set():
            self.look_after_services()
            time.sleep(LOOK_EVERY_SECONDS / 4)
        if process.poll() is None:
            process.terminate()
            process.wait()
        return process.returncode

    def prepare(self) -> None:
        """Bring the database up to date, and the static files if they changed since they were collected."""
        self.manage_or_end("migrate", "--noinput", "-v0")
        stamp, collected = static_stamp(ROOT), self.var / "static" / ".stamp"
        if self.stopping.is_set() or (collected.exists() and collected.read_text() == stamp):
            return
        self.manage_or_end("collectstatic", "--noinput", "--clear", "-v0")
        if not self.stopping.is_set():
            collected.write_text(stamp)

    def manage_or_end(self, *words: str) -> None:
        """Run a command of manage.py; end with one sentence when it fails."""
        code = self.manage(*words, environment={**self.environment, "STATIC_MANIFEST": "1"})
        if code != 0 and not self.stopping.is_set():
            raise SystemExit(f"manage.py {words[0]} failed: the lines above say why.")

    def start_services(self) -> None:
        """Start the web server, the worker and the scheduler, and keep them alive."""
        python = sys.executable
        web = (
            *(python, "-m", "gunicorn", "config.wsgi", "-b", f"{self.host}:{self.port}"),
            *("-k", "gthread", "-w", "2", "--threads", "4", "--graceful-timeout", "5"),
            *("--access-logfile", "-", "--no-control-socket"),
        )
        celery = (python, "-m", "celery", "-A", "config")
        worker = (*celery, "worker", "-c", "2", "-l", "INFO", "--without-gossip", "--without-mingle")
        schedule = self.var / "schedule"
        schedule.mkdir(exist_ok=True)
        beat = (*celery, "beat", "-l", "WARNING", "-s", str(schedule / "beat"), "--pidfile=")
        web_environment = {
            **self.environment,
            "DATABASE_POOL": str(WEB_POOL),
            "STATIC_MANIFEST": "1",
        }
        self.keep("web", web, web_environment)
        # A killed runner ends its worker at once, for one that waits for a dead broker hears nothing else: a
        # chunk is one transaction, another worker does it again.
        self.keep("worker", worker, self.environment, end_signal=signal.SIGKILL)
        self.keep("beat", beat, self.environment, end_signal=signal.SIGKILL)
        self.note()

    def keep(
        self,
        name: str,
        words: tuple[str, ...],
        environment: Mapping[str, str],
        *,
        end_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        """Start a service and add it to those that are kept alive."""
        log = self.var / "log" / f"{name}.log"

        def start() -> subprocess.Popen[bytes]:
            turn_log(log)
            return launch(words, folder=ROOT, environment=environment, log=log, end_signal=end_signal)

        service = Service(name, start)
        service.begin()
        self.services.append(service)

    def write_live_addresses(self) -> None:
        """Let manage.py in a second terminal find the live servers."""
        names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DEMO", "CLOCK_OFFSET")
        values = {name: self.environment[name] for name in names if self.environment.get(name)}
        live = {**values, "RUNNER_PID": str(os.getpid()), "ADDRESS": self.address()}
        write_env_file(self.var / "embedded.env", live)

    def address(self) -> str:
        """Return where the console is."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}/"

    def note(self) -> None:
        """Write down what was started."""
        note_processes(self.var, {service.name: service.process for service in self.services})

    # ------------------------------------------------------------------------------------------- the watch
    def look_after_services(self) -> None:
        """Restart what died; stop everything when the database did."""
        if self.postgres and self.postgres.process and self.postgres.process.poll() is not None:
            say(f"PostgreSQL ended ({describe_end(self.postgres.process)}): stopping everything")
            say(tail_of(self.postgres.log))
            self.stopping.set()
            return
        for service in self.services:
            if told := service.look():
                say(told)
                if service.wait_seconds > 4:
                    log = tail_of(self.var / "log" / f"{service.name}.log")
                    say(f"the end of {service.name}'s log:\n{log}")
                self.note()

    def is_healthy(self) -> bool:
        """Tell whether the web server answers for itself and the database."""
        self.look_after_services()
        try:
            with urllib.request.urlopen(f"{self.address()}healthz", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            self.last_health = error.read().decode(errors="replace")
        except OSError as error:
            self.last_health = str(error)
        return False

    def run_demo(self) -> None:
        """Prepare the demo where it belongs; on a state that has it this only tells where things are."""
        if self.environment.get("DEMO") != "1" or not (ROOT / "config/management/commands/demo.py").exists():
            return
        served = {**self.environment, "ADDRESS": self.address()}  # the demo's letter and its box name it
        if self.manage("demo", environment=served) != 0 and not self.stopping.is_set():
            raise SystemExit("The demo could not be prepared: the lines above say why.")
        if not self.stopping.is_set():
            self.manage("demo", "--box", environment=served)

    def serve(self) -> int:
        """Start everything, serve until asked to stop; return the exit code."""
        self.start_database()
        self.start_broker()
        self.write_live_addresses()
        self.prepare()
        if self.stopping.is_set():
            return self.exit_code()
        self.start_services()
        if not wait_until(
            lambda: self.stopping.is_set() or self.is_healthy(), seconds=HEALTHY_WITHIN_SECONDS
        ):
            log = tail_of(self.var / "log" / "web.log")
            raise SystemExit(f"{self.address()}healthz does not answer ({self.last_health}):\n{log}")
        if not self.stopping.is_set():
            seconds = time.monotonic() - self.started_at
            say(f"serving {self.address()} after {seconds:.1f} s; logs in {self.var / 'log'}")
            self.run_demo()
            say(f"{self.address()} is ready; Ctrl-C stops everything")
        while not self.stopping.wait(LOOK_EVERY_SECONDS):
            self.look_after_services()
        return self.exit_code()

    def exit_code(self) -> int:
        """Return 1 when the database ended by itself, else 0."""
        is_dead = self.postgres and self.postgres.process and self.postgres.process.poll() is not None
        return 1 if is_dead else 0

    # --------------------------------------------------------------------------------------------- the end
    def stop(self) -> None:
        """Stop all: web, worker and scheduler side by side, then the broker, the database last."""
        begun = time.monotonic()
        broker = [service for service in self.services if service.name == "Valkey"]
        others = [service for service in self.services if service.name != "Valkey"]
        for group in (others, broker):
            for service in group:
                service.ask_to_stop()
            for service in group:
                service.stop()
        if self.postgres:
            self.postgres.stop()
        for name in LIVE_FILES:
            (self.var / name).unlink(missing_ok=True)
        say(f"stopped in {time.monotonic() - begun:.1f} s")


def main() -> int:
    """Run until stopped."""
    var = var_folder()
    (var / "log").mkdir(parents=True, exist_ok=True)
    runner = Runner(var)
    runner.hear_signals()
    lock = runner.take_lock()
    runner.clean_up_after_killed()
    if not is_port_free(runner.host, runner.port):
        raise SystemExit(f"Port {runner.port} is in use: PORT={runner.port + 1} make run takes another.")
    runner.environment.update(ensure_secrets(var))
    runner.environment["RIGHTS_VAR"] = str(var)
    try:
        return runner.serve()
    finally:
        runner.stop()
        lock.close()


if __name__ == "__main__":
    sys.exit(main())
