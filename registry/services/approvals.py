"""Two people for everything that binds: request, approve, reject, consume (9).

The rows are written by database functions alone; approving performs the act in the same transaction.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from psycopg.types.json import Jsonb

from agreement.errors import RightsError
from agreement.refusals import refuse
from registry.models import Approval, RightsAgreement, User
from registry.services.refusals import told_as_errors

# What the door says to an entry whose instant lies before that of the entry before it; how often it is met.
OVERTAKEN, TURNS = "RECORDED_BEFORE_PREVIOUS", 3


def request_approval(
    agreement: RightsAgreement | None,
    *,
    kind: str,
    request: dict[str, Any],
    summary: str,
    maker: User,
    at: datetime,
) -> Approval:
    """Freeze a request under its hash, for another person to approve.

    `kind` must be a key of settings.APPROVAL_KINDS; `request` is plain JSON and is what binds, `summary` is
    one sentence for people. After settings.APPROVAL_DAYS nobody approves it any more: it is rejected and
    asked again, for what it rests on may have changed. Raises Conflict when the maker has no such role or
    the same request waits.
    """
    perform_for(kind)
    lapses_at = at + timedelta(days=settings.APPROVAL_DAYS)
    of_agreement = agreement.pk if agreement else None
    arguments: list[Any] = [of_agreement, kind, Jsonb(request), summary, maker.pk, at, lapses_at]
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM request_approval(%s, %s, %s, %s, %s, %s, %s)", arguments)
        (approval_id,) = cursor.fetchone()
    return Approval.objects.get(pk=approval_id)


@transaction.atomic(durable=True)
def approve(request_hash: str, *, approver: User, at: datetime) -> Any:
    """Approve the request of this hash as its second person and perform it, all in one transaction.

    Returns what the act returns. Raises NotOnTheBooks for an unknown hash, Conflict for the maker's own,
    answered or unentitled, and whatever refuses the act itself; then nothing is approved either.
    """
    approval = _approved(request_hash, approver=approver, at=at)
    outcome = perform_for(approval.kind)(approval, at=at)
    if approval.consumed_at is None:  # not by consume nor by a posting of this very object
        approval.refresh_from_db(fields=["consumed_at"])
    if approval.consumed_at is None:
        raise RuntimeError(f"{approval.kind} was performed without using its approval.")
    return outcome


def approve_now(request_hash: str, *, approver: User, now: Callable[[], datetime]) -> Any:
    """Approve at the present instant; asked the time anew where somebody posted while this one waited.

    Entries of the books follow one another in time, and the instant is taken before the lock of the books is.
    Raises as `approve`.

    Agreement: 5(b).
    """
    for _ in range(TURNS):
        try:
            return approve(request_hash, approver=approver, at=now())
        except RightsError as refusal:
            if refusal.code != OVERTAKEN:
                raise
    return approve(request_hash, approver=approver, at=now())


def _approved(request_hash: str, *, approver: User, at: datetime) -> Approval:
    """The request of this hash, found and approved in one round trip. Raises NotOnTheBooks for none."""
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM approve_waiting(%s, %s, %s)", [request_hash, approver.pk, at])
        names = [column.name for column in cursor.description or ()]
        row = dict(zip(names, cursor.fetchone() or (), strict=False))
    if not row.get("id"):
        raise refuse("APPROVAL_NOT_FOUND", request_hash=request_hash)
    row["request"] = json.loads(row["request"])
    names = [field.attname for field in Approval._meta.concrete_fields]
    approval = Approval.from_db(connection.alias, names, [row[name] for name in names])
    approval.approver = approver
    return approval


@transaction.atomic
def reject(request_hash: str, *, rejecter: User, reason: str, at: datetime) -> Approval:
    """End a request for good, with the reason; its maker may withdraw it, anybody else needs the role.

    What was only noted for this request is given up with it, by settings.REJECTION_KINDS.
    """
    approval = waiting_request(request_hash)
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute("SELECT reject_request(%s, %s, %s, %s)", [approval.pk, rejecter.pk, reason, at])
    approval.refresh_from_db()
    if approval.kind in settings.REJECTION_KINDS:
        import_string(settings.REJECTION_KINDS[approval.kind])(approval, at=at)
    return approval


def consume(approval: Approval, *, at: datetime) -> None:
    """Use an approval for an act outside the books; the database compares the request's hash once more."""
    arguments: list[Any] = [approval.pk, approval.kind, Jsonb(approval.request), at]
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute("SELECT consume_approval(%s, %s, %s, %s)", arguments)
    approval.consumed_at = at


def waiting_request(request_hash: str) -> Approval:
    """The request of this hash that waits, else the latest one answered; NotOnTheBooks when there is none."""
    known = Approval.objects.filter(request_hash=request_hash).order_by("-id")
    waiting = known.filter(approved_at__isnull=True, rejected_at__isnull=True).first()
    approval = waiting or known.first()
    if approval is None:
        raise refuse("APPROVAL_NOT_FOUND", request_hash=request_hash)
    return approval


def perform_for(kind: str) -> Callable[..., Any]:
    """The function that performs requests of a kind, by the settings' table; each names its provision.

    Raises NO_CLAUSE_FOR_ACTION for a kind that is not among them.

    Agreement: 20.
    """
    if kind not in settings.APPROVAL_KINDS:
        raise refuse("NO_CLAUSE_FOR_ACTION", action=kind)
    performer: Callable[..., Any] = import_string(settings.APPROVAL_KINDS[kind])
    return performer
