"""An unsafe call is answered once: its answer is kept in the transaction of the act itself (8, 12)."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from agreement.errors import RightsError
from agreement.refusals import refuse
from registry.models import IdempotentCall, User
from registry.services.refusals import told_as_errors

Service = TypeVar("Service", bound=Callable[..., Any])
# What passes by itself: trying again under the same key is the very thing to do.
PASSING = frozenset({"BOOKS_BUSY"})
FORGOTTEN_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """One unsafe call: who, under which key, what is asked for. `body` is plain JSON."""

    user: User
    key: str
    method: str
    path: str
    body: Any

    @property
    def request_hash(self) -> str:
        """The hash that tells one request from another; the order of names does not matter."""
        told = json.dumps([self.method, self.path, self.body], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent: status and JSON text; `is_replay` when it was given before."""

    status: int
    body: str
    is_replay: bool = False


def answer_once(
    call: Call, *, act: Callable[[], Answer], tell_refusal: Callable[[RightsError], Answer], at: datetime
) -> Answer:
    """Act and keep the answer, or give the answer that was kept; a crash leaves both or neither.

    Two calls at once: the second waits for the first. A refusal is an answer too and is kept, with nothing
    else of what was refused; only what passes by itself (BOOKS_BUSY) is not. Raises CALL_KEY_REUSED.
    """
    with told_as_errors(), transaction.atomic(durable=True):
        kept, is_new = _claim(call, at=at)
        if not is_new:
            if kept.request_hash != call.request_hash:
                raise refuse("CALL_KEY_REUSED", key=call.key)
            return Answer(kept.status or 0, kept.body, is_replay=True)
        try:
            with transaction.atomic():
                answer = act()
        except RightsError as error:
            if error.code in PASSING:
                raise
            answer = tell_refusal(error)
        kept.status, kept.body = answer.status, answer.body
        kept.save(update_fields=["status", "body"])
        return answer


def forget_calls(*, at: datetime) -> int:
    """Delete the answers kept longer than settings.API_KEYS_KEPT, and tell how many they were.

    A younger key gives its answer again, whatever it was; one that was deleted acts anew. Some at a time, so
    that nobody who calls under one of the keys waits for all of them.
    """
    deleted = 0
    while True:
        with transaction.atomic(durable=True):
            stale = IdempotentCall.objects.filter(called_at__lt=at - settings.API_KEYS_KEPT).order_by("id")
            keys = list(stale.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
            gone, _ = IdempotentCall.objects.filter(pk__in=keys).delete()
        deleted += gone
        if len(keys) < FORGOTTEN_AT_ONCE:
            return deleted


def within_call(service: Service) -> Service:
    """A service without the durable transaction of its own: the call's is the edge, and holds the answer."""
    beneath: Service = inspect.unwrap(service)
    return beneath


def _claim(call: Call, *, at: datetime) -> tuple[IdempotentCall, bool]:
    """The row of a key, and whether this call made it; waits for a call under the same key to end."""
    fresh = IdempotentCall(
        user=call.user,
        key=call.key,
        method=call.method,
        path=call.path,
        request_hash=call.request_hash,
        called_at=at,
    )
    IdempotentCall.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = IdempotentCall.objects.select_for_update().get(user=call.user, key=call.key)
    return kept, kept.status is None
