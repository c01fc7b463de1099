"""The rows that the posting of a transfer leaves, each saved by itself through the ORM, for bench.posting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

TABLES = (
    "book_entry",
    "rights_certificate",
    "lot",
    "certificate_event",
    "number_counter",
    "registry_approval",
    "registry_item",
    "registry_paperdue",
)
HASH = bytes(32)


@contextmanager
def bare_tables() -> Iterator[None]:
    """Copies of the tables, which the owner's connection finds before the tables themselves."""
    from django.conf import settings
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA bare")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)")
            cursor.execute(f"INSERT INTO bare.{table} SELECT * FROM public.{table}")
            cursor.execute(f"ALTER TABLE bare.{table} ALTER id DROP IDENTITY IF EXISTS")
            cursor.execute(f"CREATE SEQUENCE bare.{table}_key")
            cursor.execute(f"SELECT setval('bare.{table}_key', (SELECT max(id) FROM bare.{table}) + 1)")
            cursor.execute(f"ALTER TABLE bare.{table} ALTER id SET DEFAULT nextval('bare.{table}_key')")
        for statement in _foreign_keys(cursor):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    held = settings.DATABASES["owner"]["OPTIONS"]
    connections["owner"].close()
    before = held.get("options", "")
    held["options"] = f"{before} -c search_path=bare,public".strip()
    try:
        yield
    finally:
        connections["owner"].close()
        held["options"] = before
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP SCHEMA bare CASCADE")


def _foreign_keys(cursor: Any) -> list[str]:
    """The foreign keys of the tables, to be made on the copies: between two copies where both are copied."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])",
        [[f"public.{table}" for table in TABLES]],
    )
    found = cursor.fetchall()
    copied = [(table, name, _to_copies(rule)) for table, name, rule in found]
    return [f"ALTER TABLE bare.{table} ADD CONSTRAINT {name} {rule}" for table, name, rule in copied]


def _to_copies(rule: str) -> str:
    for table in TABLES:
        rule = rule.replace(f"REFERENCES {table}(", f"REFERENCES bare.{table}(")
    return rule


def save_transfer(request_hash: str, *, approver: Any, at: datetime) -> None:
    """Save what the approval of a transfer leaves, by the entry that was asked for: one transaction."""
    from django.db import transaction

    from registry.models import Approval, Item, RightsAgreement

    with transaction.atomic(using="owner"):
        approval = Approval.objects.using("owner").get(request_hash=request_hash)
        agreement = RightsAgreement.objects.using("owner").select_for_update().get(pk=approval.agreement_id)
        approval.approver_id, approval.approved_at = approver.pk, at
        approval.save(using="owner")
        asked = approval.request["entry"]
        entry = _entry(agreement, approval, asked, at=at)
        certificates = _certificates(entry, asked["certificates"])
        _lots(entry, asked, certificates)
        _events(entry, asked["events"])
        entry.content_hash = entry.entry_hash = HASH
        _save(entry)
        approval.consumed_at = at
        approval.save(using="owner")
        item = Item.objects.using("owner").get(pk=approval.request["item"])
        item.state, item.entry_id, item.ended_at = "POSTED", entry.pk, at
        item.save(using="owner")
        _letter(item, entry, certificates, by=approver, at=at)


def _save(row: Any) -> None:
    """Save a row of the books, whose models refuse it."""
    from django.db.models import Model

    Model.save(row, using="owner")


def _next_number(agreement: Any, kind: str) -> int:
    from registry.models import NumberCounter

    counter = NumberCounter.objects.using("owner").get(agreement=agreement, kind=kind)
    counter.last_number += 1
    _save(counter)
    return int(counter.last_number)


def _entry(agreement: Any, approval: Any, asked: dict[str, Any], *, at: datetime) -> Any:
    from registry.models import BookEntry

    number = _next_number(agreement, "ENTRY")
    previous = BookEntry.objects.using("owner").get(agreement=agreement, number=number - 1)
    rights = sum(lot["rights"] for lot in asked["open"])
    entry = BookEntry(
        agreement_id=agreement.pk,
        number=number,
        kind=asked["kind"],
        section=asked["section"],
        document_id=asked["document"],
        item_number=asked["item"],
        effective_at=datetime.fromisoformat(asked["effective_at"]),
        received_at=datetime.fromisoformat(asked["received_at"]),
        recorded_at=at,
        maker_id=approval.maker_id,
        approver_id=approval.approver_id,
        approval_id=approval.pk,
        request_hash=bytes.fromhex(approval.request_hash),
        memorandum="",
        rights_created=0,
        rights_closed=rights,
        rights_opened=rights,
        rights_retired=0,
        leaf_hash=HASH,
        content_hash=b"",
        previous_hash=previous.entry_hash,
        entry_hash=b"",
    )
    _save(entry)
    return entry


def _certificates(entry: Any, asked: list[dict[str, Any]]) -> list[Any]:
    from registry.models import RegisteredHolder, RightsCertificate

    issued = []
    for one in asked:
        holder = RegisteredHolder.objects.using("owner").get(pk=one["holder"])
        certificate = RightsCertificate(
            agreement_id=entry.agreement_id,
            number=_next_number(entry.agreement_id, "CERTIFICATE"),
            rights=one["rights"],
            holder_id=holder.pk,
            registration=holder.registration,
            registration_commitment=HASH,
            dated=date.fromisoformat(one["dated"]),
            form_version_id=one["form_version"],
            legend_class=one["legend_class"],
            taint_class=one["taint_class"],
            verification_code=f"{entry.pk:012x}{len(issued):012x}",
            issued_by_id=entry.pk,
            leaf_hash=HASH,
        )
        _save(certificate)
        issued.append(certificate)
    return issued


def _lots(entry: Any, asked: dict[str, Any], certificates: list[Any]) -> None:
    from registry.models import Lot

    for one in asked["close"]:
        lot = Lot.objects.using("owner").get(pk=one["lot"])
        lot.closed_by_id, lot.retired_as, lot.closing_hash = entry.pk, one["retired_as"], HASH
        _save(lot)
    for one in asked["open"]:
        lot = Lot(
            agreement_id=entry.agreement_id,
            rights=one["rights"],
            holder_id=one["holder"],
            certificate_id=certificates[one["certificate"]].pk,
            parent_id=one["parent"],
            opened_by_id=entry.pk,
            retired_as="",
            leaf_hash=HASH,
        )
        _save(lot)


def _events(entry: Any, asked: list[dict[str, Any]]) -> None:
    from registry.models import CertificateEvent

    for one in asked:
        event = CertificateEvent(
            agreement_id=entry.agreement_id,
            kind=one["kind"],
            first_number=one["first"],
            last_number=one["last"],
            happened_on=date.fromisoformat(one["happened_on"]),
            reason=one["reason"],
            entry_id=entry.pk,
            leaf_hash=HASH,
        )
        _save(event)


def _letter(item: Any, entry: Any, certificates: list[Any], *, by: Any, at: datetime) -> None:
    from registry.models import PaperDue

    issued = [
        {"number": one.number, "rights": one.rights, "registration": one.registration} for one in certificates
    ]
    facts = {"item": item.number, "entry": entry.number, "posted_at": at.isoformat(), "issued": issued}
    PaperDue.objects.using("owner").create(
        agreement_id=item.agreement_id,
        paper_kind="CONFIRMATION",
        facts=facts,
        section="6(a)",
        item_id=item.pk,
        recorded_at=at,
        recorded_by_id=by.pk,
    )
