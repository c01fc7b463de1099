"""Services the runner keeps alive: a process, its log, and a wait that doubles while it keeps dying."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded.processes import die_with_parent, end_group, stop_process

SHORTEST_WAIT = 0.5
LONGEST_WAIT = 30.0
SETTLED_AFTER = 30.0
LARGEST_LOG = 10 * 1024 * 1024


def turn_log(path: Path) -> None:
    """Keep one older log when a log has grown large."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))


def tail_of(path: Path, *, lines: int = 15) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def launch(
    words: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    log: Path | None = None,
    end_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own that ends with us; without a log it speaks on our screen."""
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            list(words),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            preexec_fn=die_with_parent(end_signal),
        )
    finally:
        if output:
            output.close()


@dataclass
class Service:
    """Something that is started, watched, restarted when it dies, and stopped."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 15
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float | None = None
    wait_seconds: float = SHORTEST_WAIT

    def begin(self) -> None:
        """Start the process."""
        self.process = self.start()
        self.started_at = time.monotonic()
        self.restart_at = None

    def look(self) -> str | None:
        """Notice a death and plan a restart, or restart when it is time; return what to say, if anything."""
        now = time.monotonic()
        if self.restart_at is not None:
            if now < self.restart_at:
                return None
            self.begin()
            return f"{self.name} restarted"
        if self.process is None or self.process.poll() is None:
            return None
        end_group(self.process)  # what a killed parent leaves of its own children
        if now - self.started_at > SETTLED_AFTER:
            self.wait_seconds = SHORTEST_WAIT
        self.restart_at = now + self.wait_seconds
        told = f"{self.name} ended ({describe_end(self.process)}); restarting in {self.wait_seconds:g} s"
        self.wait_seconds = min(self.wait_seconds * 2, LONGEST_WAIT)
        return told

    def ask_to_stop(self) -> None:
        """Ask the process to end, without waiting, so that all end side by side."""
        self.restart_at = None
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Wait for the end, and force it when the grace is over."""
        if self.process is not None:
            stop_process(self.process, number=self.stop_signal, seconds=self.grace_seconds)
            end_group(self.process)


def describe_end(process: subprocess.Popen[bytes]) -> str:
    """Say how a process ended."""
    code = process.returncode
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"


def left_behind_path(var: Path) -> Path:
    """Name the file that lists what a runner started, for the next one to clean up after."""
    return var / "processes"


def note_processes(var: Path, processes: Mapping[str, subprocess.Popen[bytes] | None]) -> None:
    """Write down the numbers of the processes started, for systems that leave orphans alive."""
    lines = [f"{process.pid} {name}\n" for name, process in processes.items() if process is not None]
    making = left_behind_path(var).with_suffix(".making")
    making.write_text("".join(lines), encoding="utf-8")
    os.replace(making, left_behind_path(var))
