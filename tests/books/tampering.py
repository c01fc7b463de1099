"""What whoever owns the database can do: take the guards down, and change what they kept."""

from __future__ import annotations

from typing import Any

from registry.verifier import Finding, verify
from registry.verifier.guards import BOOK_TABLES, FILED_TABLES, KEPT_TABLES

LIST_TABLES = ("holder_list_row", "registry_holderlist")

# Every leaf of marks and events, right again; then the chain.
REHASH = """
    UPDATE lot_taint SET leaf_hash = lot_taint_leaf(id, agreement_id, lot_id, taint_class, notice_id,
                                                    effective_from, void_from, marked_by_id);
    UPDATE certificate_event SET leaf_hash = certificate_event_leaf(
        id, agreement_id, kind, first_number, last_number, happened_on, signatory_id, manifest_hash, reason,
        entry_id)
"""
RECHAIN = """
    DO $$
    DECLARE entry book_entry; previous bytea;
    BEGIN
        FOR entry IN SELECT * FROM book_entry ORDER BY number LOOP
            previous := coalesce(previous, entry.previous_hash);
            entry.leaf_hash := book_entry_leaf(entry);
            UPDATE book_entry SET leaf_hash = entry.leaf_hash, previous_hash = previous,
                   content_hash = entry_content_hash(id),
                   entry_hash = entry_chain_hash(entry.leaf_hash, entry_content_hash(id), previous)
             WHERE id = entry.id RETURNING entry_hash INTO previous;
        END LOOP;
    END $$
"""


def lift_guards(cursor: Any) -> None:
    """Switch the triggers off and drop every constraint of the books."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    kept = (*FILED_TABLES, *KEPT_TABLES, "registry_approval", "audit_record")
    for table in (*BOOK_TABLES, *kept, *LIST_TABLES):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint"
        " WHERE contype IN ('c', 'f', 'u', 'p')"
        "   AND (conrelid::regclass::text = ANY (%s) OR confrelid::regclass::text = ANY (%s))"
        " ORDER BY contype = 'p', contype = 'u'",
        [[*BOOK_TABLES, *LIST_TABLES], list(BOOK_TABLES)],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name} CASCADE")
    cursor.execute("DROP INDEX one_taint_in_force")
    for table in BOOK_TABLES:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnotnull AND attnum > 0"
            " AND attname <> 'id'",
            [table],
        )
        for (column,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")


def found() -> list[Finding]:
    """Findings about rows; the guards that the tamperer took down are another matter."""
    return [finding for finding in verify().findings if finding.table != "database"]
