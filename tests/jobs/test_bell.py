"""The bell of the queue: rung when it can be reached, given up at once when not; no work depends on it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.conf import settings

from registry.services import jobs


@pytest.fixture
def queue_at() -> Iterator[Any]:
    """Let the product ring at another address."""
    conf, before = current_app.conf, current_app.conf.broker_write_url

    def at(url: str) -> None:
        conf.broker_write_url = url

    yield at
    conf.broker_write_url = before


@pytest.fixture
def silent_server() -> Iterator[tuple[int, list[socket.socket]]]:
    """A server that takes connections and never says a word: its port, and the connections it took."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield server.getsockname()[1], taken
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
    for one in taken:
        one.close()


def test_a_queue_nobody_serves_is_given_up_and_logged(
    queue_at: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    queue_at(f"redis://127.0.0.1:{port}/0")
    assert jobs.wake(7, rings=8) is False
    (record,) = [one for one in caplog.records if one.name == "registry.services.jobs"]
    told = record.getMessage()
    assert "Job 7 could not be rung for, the sweeper will find it: " in told
    assert f"127.0.0.1:{port}" not in told  # no words of the library, which may quote an address with its key


def test_a_queue_that_never_answers_is_asked_once_and_not_again(
    queue_at: Any, silent_server: tuple[int, list[socket.socket]]
) -> None:
    port, taken = silent_server
    queue_at(f"redis://127.0.0.1:{port}/0")
    assert jobs.wake(7, rings=8) is False
    assert 1 <= len(taken) <= 2
    waits = settings.JOB_BELL_OPTIONS["socket_timeout"] + settings.JOB_BELL_OPTIONS["socket_connect_timeout"]
    assert waits <= 2


@pytest.mark.servers
def test_every_ring_reaches_a_queue_that_answers(transactional_db: None) -> None:
    with current_app.connection_for_write() as queue:
        client = queue.default_channel.client
        client.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
        assert jobs.wake(7, rings=3) is True
        assert client.llen(settings.CELERY_TASK_DEFAULT_QUEUE) == 3
        client.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
