"""Reads settings from the environment with types, and names everything that is wrong at once.

Values are looked for in the process environment, then in `.env`, then in the files that a live runner
leaves in `var/` (`embedded.env`, `secrets.env`). A reader notes each missing or ill-formed variable and
goes on with a harmless stand-in; `finish()` then raises one error that lists them all, so nobody mends
an installation one restart at a time.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.dateparse import parse_duration

Value = TypeVar("Value")

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})


def read_env_file(path: Path) -> dict[str, str]:
    """Read NAME=value lines; `#` begins a comment line; quotes around a value fall away. No file: empty."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return {}
    pairs = (
        line.strip().partition("=") for line in lines if "=" in line and not line.lstrip().startswith("#")
    )
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def is_process_alive(process_id: str) -> bool:
    """Tell whether a process of that number exists; what a killed runner left behind is not believed."""
    try:
        os.kill(int(process_id), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


@dataclass(frozen=True)
class DatabaseAddress:
    """The parts of a postgresql:// address."""

    host: str
    port: str
    name: str
    user: str
    password: str
    options: Mapping[str, str]


def parse_database_address(text: str) -> DatabaseAddress:
    """Take a postgresql:// address apart; raises ValueError with a sentence when it is none."""
    parts = urlsplit(text)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("must begin with postgresql: (no other database is supported)")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ValueError("names no database after the host")
    options = dict(parse_qsl(parts.query))
    return DatabaseAddress(
        host=options.pop("host", "") or unquote(parts.hostname or ""),
        port=str(parts.port or ""),
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=options,
    )


def parse_seconds(text: str) -> timedelta:
    """Read `-90`, `3600` (seconds) or an ISO 8601 duration such as `-P8559DT6H`."""
    try:
        return timedelta(seconds=int(text))
    except ValueError:
        pass
    parsed = parse_duration(text) if "P" in text.upper() else None
    if parsed is None:
        raise ValueError("must be whole seconds or an ISO 8601 duration such as -P30DT6H")
    return parsed


def parse_key(text: str) -> bytes:
    """Read a 256-bit key from base64 (either alphabet)."""
    try:
        key = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ValueError("must be 32 random bytes in base64")
    return key


def parse_key_ring(text: str) -> dict[str, bytes]:
    """Read `name:key,name:key`; the last named key is the one that encrypts, the others still decrypt."""
    ring: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, colon, key = entry.partition(":")
        if not colon or not name or name in ring:
            raise ValueError("must be name:key pairs, separated by commas, each name once")
        ring[name] = parse_key(key)
    if not ring:
        raise ValueError("must hold at least one name:key pair")
    return ring


@dataclass
class Environment:
    """The settings' only reader of environment variables."""

    values: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    @classmethod
    def gather(cls, root: Path) -> Environment:
        """Merge the process environment over `.env` over the files of a live runner."""
        var = Path(os.environ.get("RIGHTS_VAR") or root / "var")
        running = read_env_file(var / "embedded.env")
        layers = [
            read_env_file(var / "secrets.env"),
            running if is_process_alive(running.get("RUNNER_PID", "")) else {},
            read_env_file(root / ".env"),
            os.environ,
        ]
        return cls({name: value for layer in layers for name, value in layer.items()})

    def read(
        self, name: str, parse: Callable[[str], Value], *, stand_in: Value, default: Value | None = None
    ) -> Value:
        """Parse one variable; absent gives the default; without a default its absence is a problem."""
        text = self.values.get(name, "").strip()
        if not text:
            if default is None:
                self.problems.append(f"{name} is not set")
                return stand_in
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.problems.append(f"{name} {error}")
            return stand_in

    def text(self, name: str, *, default: str | None = None) -> str:
        """Read a text."""
        return self.read(name, str, stand_in="", default=default)

    def integer(self, name: str, *, default: int | None = None, least: int = 0) -> int:
        """Read a whole number of at least `least`."""

        def parse(text: str) -> int:
            if not text.lstrip("-").isdecimal():
                raise ValueError("must be a whole number")
            if int(text) < least:
                raise ValueError(f"must be at least {least}")
            return int(text)

        return self.read(name, parse, stand_in=least, default=default)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read yes or no."""

        def parse(text: str) -> bool:
            if text.lower() not in TRUE_WORDS | FALSE_WORDS:
                raise ValueError("must be 1 or 0")
            return text.lower() in TRUE_WORDS

        return self.read(name, parse, stand_in=default, default=default)

    def words(self, name: str, *, default: Sequence[str] = ()) -> list[str]:
        """Read a list separated by commas."""
        return self.read(
            name,
            lambda text: [word for part in text.split(",") if (word := part.strip())],
            stand_in=[],
            default=list(default),
        )

    def duration(self, name: str, *, default: timedelta | None = None) -> timedelta:
        """Read seconds or an ISO 8601 duration."""
        return self.read(name, parse_seconds, stand_in=timedelta(0), default=default)

    def directory(self, name: str, *, default: Path) -> Path:
        """Read the path of a folder, absolute afterwards."""
        return self.read(
            name, lambda text: Path(text).expanduser().resolve(), stand_in=default, default=default
        )

    def key(self, name: str) -> bytes:
        """Read a 256-bit key."""
        return self.read(name, parse_key, stand_in=b"")

    def key_ring(self, name: str) -> dict[str, bytes]:
        """Read named 256-bit keys, the newest last."""
        return self.read(name, parse_key_ring, stand_in={})

    def database(self, name: str) -> DatabaseAddress:
        """Read a postgresql:// address that must be there."""
        return self.read(name, parse_database_address, stand_in=DatabaseAddress("", "", "", "", "", {}))

    def database_if_set(self, name: str) -> DatabaseAddress | None:
        """Read a postgresql:// address that may be absent."""
        return self.database(name) if self.values.get(name, "").strip() else None

    def redis(self, name: str) -> str:
        """Read a redis:// or rediss:// address."""

        def parse(text: str) -> str:
            if urlsplit(text).scheme not in {"redis", "rediss", "redis+socket"}:
                raise ValueError("must begin with redis: or rediss:")
            return text

        return self.read(name, parse, stand_in="")

    def finish(self) -> None:
        """Raise one error that lists every problem found; nothing wrong: return."""
        if not self.problems:
            return
        listed = "\n".join(f"  - {problem}" for problem in self.problems)
        raise ImproperlyConfigured(
            f"The environment is not complete:\n{listed}\n"
            "Cure: `make run` starts its own servers and writes what is needed to var/; for servers of your\n"
            "own, copy .env.example to .env and fill it in; docs/operations.md explains each variable."
        )
