"""Containers of the image without a daemon: buildah runs their processes in chroots, on our network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from config.embedded.image import Buildah
from config.embedded.processes import command_of, stop_process, wait_until
from config.embedded.services import launch, tail_of
from config.embedded.surroundings import ROOT

VOLUME = "/var/lib/rights"
SYSTEM_FOLDERS = ("tmp", "run", "proc", "sys", "dev", "var/lib/rights")
# A mount point that the engine itself puts into every container.
SYSTEM_FILES = ("etc/hosts", "etc/hostname", "etc/resolv.conf")


def children_of(process_id: int) -> Iterator[int]:
    """Yield every process below one, nearest first."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        parents.setdefault(parent, []).append(int(status.parent.name))
    waiting = [process_id]
    while waiting:
        found = parents.get(waiting.pop(0), [])
        yield from found
        waiting += found


def user_of(process_id: int) -> int:
    """Return the number of the user a process acts as."""
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Uid:")).split()[2])


@dataclass
class Container:
    """One container of an image; the volume of its files is a folder of this machine."""

    buildah: Buildah
    image: str
    environment: Mapping[str, str]
    files: Path
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(default_factory=Path)
    name: str = ""

    def __post_init__(self) -> None:
        """Make the container, with its environment."""
        self.name = self.buildah.answer("from", "--pull-never", self.image)
        told = [f"--env={name}={value}" for name, value in self.environment.items()]
        self.buildah.answer("config", *told, self.name)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What the image says about entry point, user and health check."""
        facts = json.loads(self.buildah.answer("inspect", "--type", "image", self.image))
        return dict(facts["Docker"]["config"])

    def words(self, *words: str) -> list[str]:
        """Return the command line that runs a program in the container, as the image's user."""
        mount = f"--volume={self.files}:{VOLUME}"
        return self.buildah.words("run", "--isolation=chroot", mount, self.name, "--", *words)

    def entry(self, *words: str) -> list[str]:
        """Return the command line that gives words to the image's entry point."""
        return self.words(*self.settings["Entrypoint"], *words)

    def start(self, *words: str, log: Path) -> None:
        """Start the container's service."""
        self.log = log
        self.process = launch(self.entry(*words), folder=ROOT, environment=os.environ, log=log)

    def run(self, command: Sequence[str]) -> str:
        """Run a command to its end and return what it printed; end with its last lines when it fails."""
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
            raise SystemExit(f"{' '.join(command[command.index('--') + 1 :])} failed in the image:\n{last}")
        return done.stdout.strip()

    def check_health(self) -> str:
        """Run the health check of the image as an engine would."""
        kind, *words = self.settings["Healthcheck"]["Test"]
        assert kind == "CMD"
        return self.run(self.words(*words))

    def processes(self) -> list[int]:
        """Return the product's processes in the container, the first of them first."""
        if self.process is None:
            return []
        return [
            found for found in children_of(self.process.pid) if not command_of(found).startswith("buildah")
        ]

    def stop(self) -> int | None:
        """Ask the first process to end, as an engine does; return how it ended, None if it ran no longer."""
        if self.process is None or self.process.poll() is not None:
            return None
        if found := self.processes():
            os.kill(found[0], signal.SIGTERM)
            wait_until(lambda: self.process is None or self.process.poll() is not None, seconds=30)
        code = self.process.poll()
        stop_process(self.process, number=signal.SIGTERM, seconds=5)
        return code

    def changed_files(self, *, since: float) -> list[str]:
        """Return what was written into the container since an instant, but for its volume and /tmp."""
        root = Path(self.buildah.answer("mount", self.name))
        try:
            return sorted(_newer(root, since=since))
        finally:
            self.buildah.answer("umount", self.name)

    def remove(self) -> None:
        """Stop and remove it."""
        self.stop()
        self.buildah.answer("rm", self.name)

    def last_words(self) -> str:
        """Return the end of its log."""
        return tail_of(self.log)


def _newer(root: Path, *, since: float) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        place = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if str(place / name) not in SYSTEM_FOLDERS]
        for name in files:
            if str(place / name) not in SYSTEM_FILES and (Path(folder) / name).lstat().st_mtime > since:
                yield str(place / name)
