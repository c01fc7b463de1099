"""An entry's own row: its leaf, its place in the chain, its two people and the request they agreed on."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from registry.verifier import canonical
from registry.verifier.findings import Finding
from registry.verifier.reading import Reading

ENTRIES = f"""
    SELECT {canonical.BOOK_ENTRY.select_list("entry")},
           entry.leaf_hash, entry.content_hash, entry.previous_hash, entry.entry_hash,
           approval.request::text, approval.request_hash, approval.maker_id, approval.approver_id,
           approval.consumed_at, approval.agreement_id, entry.document_agreement, approval.kind,
           approval.summary
      FROM (SELECT posted.*, document.sha256 AS document_sha256, document.agreement_id AS document_agreement
              FROM book_entry posted LEFT JOIN registry_document document ON document.id = posted.document_id
             WHERE posted.agreement_id = %s) AS entry
      LEFT JOIN registry_approval approval ON approval.id = entry.approval_id
     ORDER BY entry.id
"""  # noqa: S608  the columns are the program's own


class EntryRow(NamedTuple):
    """A row of ENTRIES: the columns of the leaf first, in their order."""

    id: int
    agreement_id: int
    number: int
    kind: str
    section: str
    document_id: int
    item_number: int | None
    effective_at: datetime
    received_at: datetime
    recorded_at: datetime
    maker_id: int
    approver_id: int
    approval_id: int
    request_hash: Any
    corrects_id: int | None
    memorandum: str
    rights_created: int
    rights_closed: int
    rights_opened: int
    rights_retired: int
    ended_class: str
    document_sha256: str | None
    leaf_hash: Any
    content_hash: Any
    previous_hash: Any
    entry_hash: Any
    request: str | None
    approved_hash: str
    asked_by: int
    approved_by: int | None
    consumed_at: datetime | None
    approval_agreement: int | None
    document_agreement: int | None
    approval_kind: str
    approval_summary: str

    def finding(self, column: str, message: str) -> Finding:
        """A finding about this entry."""
        return Finding("book_entry", str(self.id), column, f"{message} (entry {self.number})")


def check_chain(entry: EntryRow, *, previous: bytes) -> Iterator[Finding]:
    """The row is what its leaf says, and stands where the chain puts it."""
    if canonical.BOOK_ENTRY.leaf(entry) != bytes(entry.leaf_hash):
        yield entry.finding("leaf_hash", "is not the hash of the row and its document: one was changed")
    if bytes(entry.previous_hash) != previous:
        yield entry.finding("previous_hash", "is not its predecessor's hash: the chain is broken")
    expected = canonical.chain_hash(
        leaf=bytes(entry.leaf_hash), content=bytes(entry.content_hash), previous=bytes(entry.previous_hash)
    )
    if bytes(entry.entry_hash) != expected:
        yield entry.finding("entry_hash", "is not the hash of leaf, content and predecessor")


def check_sense(entry: EntryRow) -> Iterator[Finding]:
    """Rights balance, instants are in order, the document is on file under this agreement."""
    if entry.rights_closed + entry.rights_created != entry.rights_opened + entry.rights_retired:
        yield entry.finding("rights_retired", "closed and created Rights are not opened and retired")
    if entry.received_at > entry.recorded_at:
        yield entry.finding("received_at", "lies after the instant of record")
    if entry.document_agreement != entry.agreement_id:
        yield entry.finding("document_id", "names no document of this agreement")
    if (entry.kind == "CORRECT") != (entry.corrects_id is not None and entry.memorandum != ""):
        yield entry.finding(
            "corrects_id", "a correction names what it corrects and explains it, nothing else does"
        )


def check_people(entry: EntryRow) -> Iterator[Finding]:
    """Two people, and the approval used for exactly the request it was given for."""
    if entry.maker_id == entry.approver_id:
        yield entry.finding("approver_id", "is the maker")
    if entry.request is None:
        yield entry.finding("approval_id", "names no approval")
        return
    key = str(entry.approval_id)
    asked = canonical.request_hash(
        kind=entry.approval_kind,
        agreement=entry.approval_agreement,
        summary=entry.approval_summary,
        request=entry.request,
    )
    if asked != entry.approved_hash:
        yield Finding("registry_approval", key, "request", "is not what its hash was made of")
    if entry.approved_hash != bytes(entry.request_hash).hex():
        yield entry.finding("request_hash", "is not the hash that was approved")
    yield from _check_head(entry, entry.request)
    if (entry.maker_id, entry.approver_id) != (entry.asked_by, entry.approved_by):
        yield Finding("registry_approval", key, "approver_id", "names other people than the entry")
    if entry.consumed_at != entry.recorded_at:
        yield Finding("registry_approval", key, "consumed_at", "is not the instant of the entry")
    if entry.approval_agreement != entry.agreement_id:
        yield Finding("registry_approval", key, "agreement_id", "is another agreement than the entry's")


def _check_head(entry: EntryRow, request: str) -> Iterator[Finding]:
    """What stands at the head of the entry is what two people agreed on."""
    asked = json.loads(request)
    asked = asked.get("entry", asked)
    kind = asked.get("kind") or ("ISSUE" if asked.get("supplementary") else "OPEN")
    agreed = {
        "kind": (entry.kind, kind),
        "section": (entry.section, asked.get("section")),
        "document_id": (entry.document_id, asked.get("document")),
        "item_number": (entry.item_number, asked.get("item")),
        "effective_at": (entry.effective_at, _instant(asked.get("effective_at"))),
        "received_at": (entry.received_at, _instant(asked.get("received_at"))),
        "corrects_id": (entry.corrects_id, asked.get("corrects")),
        "memorandum": (entry.memorandum, asked.get("memorandum") or ""),
    }
    for column, (stands, approved) in agreed.items():
        if stands != approved:
            yield entry.finding(column, "is not what was approved")


def _instant(written: object) -> datetime | None:
    """An instant of a request; None where none can be read."""
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None


APPROVALS = """
    SELECT approval.id, approval.request::text, approval.request_hash,
           approval.maker_id, approval.approver_id,
           approval.requested_at, approval.approved_at, approval.consumed_at, approval.rejected_at,
           entry.id IS NOT NULL, approval.kind IN ('POST_ENTRY', 'OPEN_BOOKS') OR approval.request ? 'entry',
           approval.kind, approval.agreement_id, approval.summary, approval.lapses_at
      FROM registry_approval approval LEFT JOIN book_entry entry ON entry.approval_id = approval.id
     ORDER BY approval.id
"""


def check_approvals(reading: Reading) -> Iterator[Finding]:
    """Every approval, of entries and other acts: the request as asked, another person, step after step."""
    for row in reading.stream(APPROVALS):
        key, request, request_hash, maker, approver, asked, approved, used, rejected, is_posted, posts = row[
            :11
        ]
        kind, agreement, summary, lapses = row[11:]
        if used is not None and posts and not is_posted:
            yield Finding("registry_approval", str(key), "consumed_at", "was used for an entry that is gone")
        hashed = canonical.request_hash(kind=kind, agreement=agreement, summary=summary, request=request)
        if not is_posted and hashed != request_hash:
            yield Finding("registry_approval", str(key), "request", "is not what its hash was made of")
        if approver is not None and approver == maker:
            yield Finding("registry_approval", str(key), "approver_id", "is the maker")
        if (approver is None) != (approved is None) or (approved is not None and approved < asked):
            yield Finding("registry_approval", str(key), "approved_at", "does not follow the request")
        if approved is not None and lapses is not None and approved > lapses:
            yield Finding("registry_approval", str(key), "approved_at", "lies after the request had lapsed")
        if used is not None and (approved is None or used < approved):
            yield Finding("registry_approval", str(key), "consumed_at", "does not follow the approval")
        if rejected is not None and approved is not None:
            yield Finding("registry_approval", str(key), "rejected_at", "stands beside an approval")
