"""Calls are counted by all processes together, go on without the shared count; old answers are forgotten."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.core.management import call_command
from pytest_django import Settings

from registry import clock
from registry.models import IdempotentCall, Job, User
from registry.services.calls import forget_calls
from tests.journeys.stage import MARA
from tests.registry.api.callers import PLAN, Callers

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def shared(settings: Settings) -> str:
    """A count on Redis that no other test has, and five calls a minute."""
    prefix = f"test-{uuid.uuid4()}"
    counting = {**shared_backend(), "LOCATION": settings.REDIS_URL, "KEY_PREFIX": prefix}
    settings.CACHES = {**settings.CACHES, "calls": counting}
    return prefix


def shared_backend() -> dict[str, Any]:
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    }


def test_what_another_process_counted_counts_here_too(
    callers: Callers, settings: Settings, shared: str
) -> None:
    settings.API_RATE = "5/minute"
    assert [callers.get(MARA, "agreements").status_code for _ in range(2)] == [200, 200]
    other = redis.Redis.from_url(settings.REDIS_URL)
    (key,) = other.scan_iter(f"{shared}:*")
    assert int(other.get(key) or 0) == 2  # type: ignore[arg-type]
    assert 0 < int(other.ttl(key)) <= 60  # type: ignore[arg-type]
    other.incrby(key, 2)
    answers = [callers.get(MARA, "agreements") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60


def test_calls_go_on_when_the_shared_count_is_gone_and_the_log_says_so_once(
    callers: Callers, settings: Settings, shared: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.API_RATE = "5/minute"
    gone = {**shared_backend(), "LOCATION": NOWHERE}
    settings.CACHES = {**settings.CACHES, "calls": gone}
    caches["process"].clear()
    with caplog.at_level(logging.WARNING, logger="registry.api.access"):
        answers = [callers.get(MARA, "agreements").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429], "each process still counts for itself"
    assert [record.name for record in caplog.records].count("registry.api.access") == 1


def test_an_answer_is_given_again_within_its_days_and_forgotten_after_them(
    callers: Callers, settings: Settings
) -> None:
    settings.API_KEYS_KEPT = timedelta(days=30)
    first = callers.post(MARA, f"{PLAN}proofs", {}, key="proof-kept")
    assert first.status_code == 202
    called = IdempotentCall.objects.get(key="proof-kept")
    assert forget_calls(at=called.called_at + timedelta(days=30)) == 0
    again = callers.post(MARA, f"{PLAN}proofs", {}, key="proof-kept")
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert Job.objects.filter(kind="proof").count() == 1
    assert forget_calls(at=called.called_at + timedelta(days=30, seconds=1)) == 1
    anew = callers.post(MARA, f"{PLAN}proofs", {}, key="proof-kept")
    assert (anew.status_code, "Idempotency-Replayed" in anew) == (202, False)


def test_beat_and_the_command_forget_the_old_answers_alone(callers: Callers, settings: Settings) -> None:
    maker = User.objects.get(username=MARA)
    at = clock.now()
    for age in (1, 89, 91, 400):
        IdempotentCall.objects.create(
            user=maker, key=f"aged-{age:03d}", method="POST", path="/", request_hash="0" * 64, status=200,
            called_at=at - timedelta(days=age),
        )  # fmt: skip
    due = settings.CELERY_BEAT_SCHEDULE["forget-calls"]
    assert due["task"] == "registry.forget_calls"
    call_command("forget_calls", "--json")
    left = IdempotentCall.objects.filter(key__startswith="aged-").order_by("key")
    assert list(left.values_list("key", flat=True)) == ["aged-001", "aged-089"]
