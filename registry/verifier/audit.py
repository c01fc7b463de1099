"""The record of acts outside the books: every hash and every chain."""

from collections.abc import Iterator

from registry.verifier import canonical
from registry.verifier.findings import Finding
from registry.verifier.reading import Reading


def check_audit(reading: Reading) -> Iterator[Finding]:
    """The record of acts outside the books: every hash and every chain."""
    previous: dict[int | None, bytes] = {}
    query = """
        SELECT id, agreement_id, actor_id, act, subject, details::text, happened_at,
               previous_hash, record_hash
          FROM audit_record ORDER BY id
    """
    for row in reading.stream(query):
        key, agreement, stored_previous, stored = row[0], row[1], bytes(row[7]), bytes(row[8])
        start = canonical.hash_of(f"audit-1|{canonical.plain(agreement)}")
        if stored_previous != previous.get(agreement, start):
            yield Finding("audit_record", str(key), "previous_hash", "the chain is broken before this record")
        if canonical.audit_hash(row[:7], stored_previous) != stored:
            yield Finding("audit_record", str(key), "record_hash", "is not the hash of the row")
        previous[agreement] = stored
