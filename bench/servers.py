"""A durable PostgreSQL of its own for one benchmark, migrated, with Django set up on its two roles."""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def new_key() -> str:
    """A random 256-bit key in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


@contextmanager
def throw_away_database() -> Iterator[None]:
    """Start a server with the settings of production, migrate as the owner, remove everything at the end.

    With DATABASE_URL and DATABASE_OWNER_URL set, that server is used instead; its database must be empty.
    """
    with tempfile.TemporaryDirectory(prefix="rights-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        for name in ("BLIND_INDEX_KEY", "COMMITMENT_KEY"):
            os.environ.setdefault(name, new_key())
        os.environ.setdefault("TAXPAYER_KEY_RING", f"bench:{new_key()}")
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())
        os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
        os.environ["RIGHTS_VAR"] = str(Path(folder) / "var")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        if os.environ.get("DATABASE_URL"):
            yield from _migrated()
            return
        yield from _on_own_server(Path(folder) / "postgres")


def _on_own_server(state: Path) -> Iterator[None]:
    from config.embedded.postgres import Postgres
    from config.embedded.roles import DATABASE

    state.mkdir()
    server = Postgres(state).start()
    try:
        pair = server.ensure_roles()
        os.environ["DATABASE_URL"] = server.address(pair.runtime, database=DATABASE)
        os.environ["DATABASE_OWNER_URL"] = server.address(pair.owner, database=DATABASE)
        yield from _migrated()
    finally:
        server.destroy()


def _migrated() -> Iterator[None]:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        connections.close_all()
