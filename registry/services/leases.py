"""Leases on chunks: a beat on a connection of its own, and the fence that tells a late worker so."""

import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import psycopg
from django.conf import settings
from django.db import connection

from registry.models import JobChunk

logger = logging.getLogger(__name__)

BEAT = """
    UPDATE registry_jobchunk SET lease_until = clock_timestamp() + %s
     WHERE id = %s AND attempt = %s AND state = 'RUNNING'
"""


class LeaseLost(Exception):
    """The chunk belongs to a later attempt, or its job was cancelled: nothing of this attempt may be kept."""


class Lease:
    """Keeps a chunk while its worker lives: a thread beats three times a lease, and so does every fence.

    The thread alone would starve under work that keeps the interpreter to itself; the fence beats from within
    that work. Both use one connection of their own, since the chunk's rows stay unseen until it commits.
    """

    def __init__(self, chunk: JobChunk) -> None:
        self._chunk_id, self._attempt = chunk.pk, chunk.attempt
        self._seconds = settings.JOB_LEASE.total_seconds()
        self._address = connection.get_connection_params()
        self._gate = threading.Lock()
        self._is_over = threading.Event()
        self._is_lost = False
        self._beaten_at = time.monotonic()
        self._connection: psycopg.Connection[Any] | None = None
        self._thread = threading.Thread(target=self._beat_until_over, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the beat and its connection; called before the commit, which takes the row's lock itself."""
        self._is_over.set()
        self._thread.join()
        with self._gate:
            self._close()

    def check(self) -> None:
        """Beat if a beat is due; raise LeaseLost when the chunk is no longer this attempt's."""
        if time.monotonic() - self._beaten_at > self._seconds / 3:
            self._beat()
        if self._is_lost:
            raise LeaseLost

    def _beat_until_over(self) -> None:
        while not self._is_over.wait(self._seconds / 3):
            self._beat()

    def _beat(self) -> None:
        with self._gate:
            if self._is_over.is_set() or self._is_lost:
                return
            try:
                if self._connection is None:
                    self._connection = psycopg.connect(**self._address, autocommit=True)
                found = self._connection.execute(BEAT, [settings.JOB_LEASE, self._chunk_id, self._attempt])
                self._is_lost = found.rowcount != 1
                self._beaten_at = time.monotonic()
            except psycopg.Error as error:
                # The database may be restarting. If the lease runs out meanwhile, the commit will be refused.
                logger.warning("No beat for chunk %s: %s", self._chunk_id, error)
                self._close()

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True)
class Fence:
    """What work calls between its steps, often and cheaply; `at` is the instant its rows are dated with."""

    lease: Lease
    at: datetime

    def __call__(self) -> None:
        """Keep the lease, or raise LeaseLost."""
        self.lease.check()
