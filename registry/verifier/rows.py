"""The rows an entry wrote: every leaf recomputed, every total built up again."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from registry.verifier import canonical
from registry.verifier.canonical import LeafGroup, LeafTable
from registry.verifier.entries import EntryRow
from registry.verifier.findings import Finding, Totals
from registry.verifier.reading import Reading, Row, RowsByEntry


@dataclass(slots=True)
class Written:
    """Rights that the rows of one entry opened, closed and created."""

    opened: int = 0
    closed: int = 0
    created: int = 0


GROUPS = ("certificates", "opened", "closed", "marked", "ended", "events", "control")


def rows_by_entry(table: LeafTable, key: str, further: str = "") -> str:
    """A query for rows as entries wrote them: entry, columns of the leaf, leaf, further columns."""
    return f"""
        SELECT written.{key}, {table.select_list("written")}, written.leaf_hash {further}
          FROM {table.name} written JOIN book_entry entry ON entry.id = written.{key}
         WHERE entry.agreement_id = %s ORDER BY written.{key}, written.id
    """  # noqa: S608  the columns are the program's own


QUERIES = {
    "certificates": rows_by_entry(canonical.CERTIFICATE, "issued_by_id", ", written.registration"),
    "opened": f"""
        SELECT written.opened_by_id, {canonical.LOT.select_list("written")}, written.leaf_hash,
               parent.closed_by_id, written.closed_by_id, written.retired_as, written.closing_hash
          FROM lot written JOIN book_entry entry ON entry.id = written.opened_by_id
          LEFT JOIN lot parent ON parent.id = written.parent_id
         WHERE entry.agreement_id = %s ORDER BY written.opened_by_id, written.id
    """,  # noqa: S608
    "closed": """
        SELECT lot.closed_by_id, lot.id, lot.leaf_hash, lot.retired_as, lot.closing_hash, lot.rights,
               lot.holder_id, lot.opened_by_id, coalesce(passed.rights, 0)::bigint
          FROM lot JOIN book_entry entry ON entry.id = lot.closed_by_id
          LEFT JOIN (SELECT parent_id, sum(rights) AS rights FROM lot WHERE parent_id IS NOT NULL
                      GROUP BY parent_id) AS passed ON passed.parent_id = lot.id
         WHERE entry.agreement_id = %s ORDER BY lot.closed_by_id, lot.id
    """,
    "marked": rows_by_entry(
        canonical.LOT_TAINT, "marked_by_id", ", written.ended_by_id, written.ending_hash"
    ),
    "ended": """
        SELECT mark.ended_by_id, mark.id, mark.leaf_hash, mark.ending_hash
          FROM lot_taint mark JOIN book_entry entry ON entry.id = mark.ended_by_id
         WHERE entry.agreement_id = %s ORDER BY mark.ended_by_id, mark.id
    """,
    "events": rows_by_entry(canonical.CERTIFICATE_EVENT, "entry_id"),
    "control": rows_by_entry(canonical.CONTROL_ACCOUNT, "entry_id"),
}


# What an entry that ends a whole class retires valid Rights as.
RETIRED_BY_CLASS = {"REDEEM": "REDEEMED", "EXCHANGE_RIGHTS": "EXCHANGED", "EXPIRE": "EXPIRED"}
# The void Rights that stood before an entry. Nothing is marked, divided or closed after an end of the class.
VOID_BEFORE = """
    SELECT coalesce(sum(lot.rights), 0)::bigint FROM lot
      JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
     WHERE lot.agreement_id = %s AND lot.opened_by_id < %s AND coalesce(lot.closed_by_id > %s, true)
       AND mark.void_from <= %s
       AND NOT EXISTS (SELECT 1 FROM book_entry earlier
                        WHERE earlier.agreement_id = lot.agreement_id AND earlier.ended_class <> ''
                          AND earlier.id > lot.opened_by_id AND earlier.id < %s)
"""


class RowReplay:
    """Replays the rows of one agreement's entries, in the entries' order, into totals."""

    def __init__(self, reading: Reading, *, agreement: int, totals: Totals, commitment_key: bytes) -> None:
        self.agreement = agreement
        self._reading = reading
        self.totals = totals
        self.highest_certificate = 0
        self._keyed = hashlib.blake2b(key=commitment_key, digest_size=32, person=b"registration-1")
        self._streams = {
            name: RowsByEntry(reading.stream(query, [agreement])) for name, query in QUERIES.items()
        }

    def replay(self, entry: EntryRow) -> Iterator[Finding]:
        """The rows of the next entry: leaves, totals, content hash, conservation at its number."""
        groups = {name: LeafGroup(name) for name in GROUPS}
        written = Written()
        yield from self._certificates(entry, groups["certificates"])
        yield from self._lots_opened(entry, groups["opened"], written)
        yield from self._lots_closed(entry, groups["closed"], written)
        yield from self._marks(entry, groups["marked"], groups["ended"])
        yield from self._events(entry, groups["events"])
        yield from self._control(entry, groups["control"], written)
        yield from self._conservation(entry, written)
        if canonical.content_hash(list(groups.values())) != bytes(entry.content_hash):
            counts = ", ".join(f"{group.count} {group.name}" for group in groups.values() if group.count)
            yield entry.finding("content_hash", f"is not the hash of its rows ({counts or 'none left'})")

    def _leaf(self, table: LeafTable, row: Row, group: LeafGroup) -> Finding | None:
        """Recompute a leaf; the stored one goes into the entry's content either way."""
        stored = row[len(table.columns)]
        group.add(stored)
        if table.leaf(row) != stored:
            return Finding(
                table.name, str(row[0]), "leaf_hash", "is not the hash of the row: a column was changed"
            )
        if row[1] != self.agreement:
            return Finding(table.name, str(row[0]), "agreement_id", "is another agreement than its entry's")
        return None

    def _certificates(self, entry: EntryRow, group: LeafGroup) -> Iterator[Finding]:
        for row in self._streams["certificates"].of(entry.id):
            key, number, commitment, registration = row[1], row[3], row[6], row[-1]
            if finding := self._leaf(canonical.CERTIFICATE, row[1:], group):
                yield finding
            self.totals.certificates += 1
            # A predecessor's certificates keep their numbers: what lies between was given before.
            is_gap = entry.kind == "TAKE_ON" and number > self.highest_certificate
            if number != self.highest_certificate + 1 and not is_gap:
                told = f"is {number} where {self.highest_certificate + 1} follows"
                yield Finding("rights_certificate", str(key), "number", told)
            self.highest_certificate = max(number, self.highest_certificate)
            keyed = self._keyed.copy()
            keyed.update(registration.encode())
            if keyed.digest() != commitment:
                yield Finding("rights_certificate", str(key), "registration", "is not what was committed to")

    def _lots_opened(self, entry: EntryRow, group: LeafGroup, written: Written) -> Iterator[Finding]:
        for row in self._streams["opened"].of(entry.id):
            if finding := self._leaf(canonical.LOT, row[1:], group):
                yield finding
            key, rights, holder, parent = row[1], row[3], row[4], row[6]
            parent_closed_by, closed_by, retired_as, closing = row[9:13]
            written.opened += rights
            if holder is None:
                self.totals.attached += rights
            else:
                self.totals.held += rights
            if rights < 1:
                yield Finding("lot", str(key), "rights", "is not a whole Right")
            if parent is not None and parent_closed_by != entry.id:
                yield Finding("lot", str(key), "parent_id", "was not closed by the entry that opened the lot")
            if closed_by is None and (retired_as or closing is not None):
                yield Finding("lot", str(key), "retired_as", "is set on a lot that no entry closed")

    def _lots_closed(self, entry: EntryRow, group: LeafGroup, written: Written) -> Iterator[Finding]:
        for _, key, leaf, retired_as, closing, rights, holder, opened_by, passed in self._streams[
            "closed"
        ].of(entry.id):
            group.add(closing or b"")
            if closing != canonical.lot_closing_hash(
                lot=key, leaf=leaf, closed_by=entry.id, retired_as=retired_as
            ):
                yield Finding(
                    "lot", str(key), "closing_hash", "is not the hash of who closed it, and as what"
                )
            if opened_by >= entry.id:
                yield Finding("lot", str(key), "closed_by_id", "is not an entry after the one that opened it")
            if (retired_as == "") != (passed == rights) or passed > rights:
                told = (
                    f"{passed} of {rights} Rights were passed on, the rest left as {retired_as or 'nothing'}"
                )
                yield Finding("lot", str(key), "retired_as", told)
            if holder is None:
                self.totals.attached -= rights
            else:
                self.totals.held -= rights
            if retired_as:
                gone = self.totals.retired.get(retired_as, 0)
                self.totals.retired[retired_as] = gone + rights - passed
            written.closed += rights

    def _marks(self, entry: EntryRow, marked: LeafGroup, ended: LeafGroup) -> Iterator[Finding]:
        for row in self._streams["marked"].of(entry.id):
            if finding := self._leaf(canonical.LOT_TAINT, row[1:], marked):
                yield finding
            if (row[-2] is None) != (row[-1] is None):
                yield Finding("lot_taint", str(row[1]), "ended_by_id", "does not go with its ending hash")
        for _, key, leaf, ending in self._streams["ended"].of(entry.id):
            ended.add(ending or b"")
            if ending != canonical.taint_ending_hash(taint=key, leaf=leaf, ended_by=entry.id):
                yield Finding("lot_taint", str(key), "ending_hash", "is not the hash of who ended the mark")

    def _events(self, entry: EntryRow, group: LeafGroup) -> Iterator[Finding]:
        for row in self._streams["events"].of(entry.id):
            if finding := self._leaf(canonical.CERTIFICATE_EVENT, row[1:], group):
                yield finding
            key, first, last = row[1], row[4], row[5]
            if not 1 <= first <= last <= self.highest_certificate:
                told = f"{first} to {last} are not numbers given so far"
                yield Finding("certificate_event", str(key), "last_number", told)

    def _control(self, entry: EntryRow, group: LeafGroup, written: Written) -> Iterator[Finding]:
        for row in self._streams["control"].of(entry.id):
            if finding := self._leaf(canonical.CONTROL_ACCOUNT, row[1:], group):
                yield finding
            key, change, total = row[1], row[4], row[5]
            written.created += change
            self.totals.authorised += change
            if total != self.totals.authorised:
                yield Finding("control_account", str(key), "total", f"is not {self.totals.authorised}")

    def _end_class(self, entry: EntryRow) -> int:
        """All that stood leaves with the entry that ends it: void Rights as void, others by its kind."""
        ended = self.totals.live
        asked = [self.agreement, entry.id, entry.id, entry.effective_at, entry.id]
        ((void,),) = self._reading.rows_of(VOID_BEFORE, asked)
        for name, rights in ((RETIRED_BY_CLASS.get(entry.kind, entry.kind), ended - void), ("VOID", void)):
            if rights:
                self.totals.retired[name] = self.totals.retired.get(name, 0) + rights
        self.totals.attached = self.totals.held = 0
        return ended

    def _conservation(self, entry: EntryRow, written: Written) -> Iterator[Finding]:
        """The entry's totals are those of its rows, and the control book is conserved at this number."""
        if entry.ended_class:
            written.closed += self._end_class(entry)
        made = {
            "rights_opened": (entry.rights_opened, written.opened),
            "rights_closed": (entry.rights_closed, written.closed),
            "rights_created": (entry.rights_created, written.created),
        }
        for column, (declared, rows) in made.items():
            if declared != rows:
                yield entry.finding(column, f"is {declared} where its rows make {rows}")
        gone = sum(self.totals.retired.values())
        if self.totals.authorised != self.totals.live + gone:
            told = f"authorised {self.totals.authorised} is not live {self.totals.live} + retired {gone}"
            yield entry.finding("rights_retired", told)
