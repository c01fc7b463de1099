"""Processes started here: they end with their parent, and what a killed parent left behind is found again."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.03


def package_folder(name: str) -> Path | None:
    """Find an installed package without importing it."""
    found = importlib.util.find_spec(name)
    places = list(found.submodule_search_locations or []) if found else []
    return Path(places[0]) if places else None


def free_port() -> int:
    """Return a TCP port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_port_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def hear_signals_again() -> None:
    """Give a child the ordinary signals back: a shell's background job inherits some of them as ignored."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program so that Linux signals it when its parent is killed.

    Elsewhere nothing can be asked of the kernel: `stop_left_behind` cleans up at the next start.
    """
    if not sys.platform.startswith("linux"):
        return hear_signals_again
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare_child() -> None:
        hear_signals_again()
        library.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # the parent died between the fork and the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare_child


def command_of(process_id: int) -> str:
    """Return the command line of a process, empty when there is none."""
    try:
        return Path(f"/proc/{process_id}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        pass
    if sys.platform.startswith("linux"):
        return ""
    told = subprocess.run(
        ["ps", "-o", "command=", "-p", str(process_id)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until something is so; False when it did not come about in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


def stop_left_behind(process_id: int, *, word: str, number: signal.Signals, seconds: float = 20) -> bool:
    """Stop a process that a killed runner left behind, if its command line holds the word; True when it did.

    Numbers of processes are used again, hence the word. Only a runner that holds the lock may call this.
    """
    if process_id <= 1 or word not in command_of(process_id):
        return False
    os.kill(process_id, number)
    if not wait_until(lambda: word not in command_of(process_id), seconds=seconds):
        os.kill(process_id, signal.SIGKILL)
        wait_until(lambda: word not in command_of(process_id), seconds=5)
    return True


def stop_process(process: subprocess.Popen[bytes], *, number: signal.Signals, seconds: float) -> None:
    """Ask a process to end, and end its whole group if it has not after some seconds."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the group of processes that one leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
