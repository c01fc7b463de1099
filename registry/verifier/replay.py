"""The replay of one agreement: entry after entry in the order of the books, then what holds of the whole."""

from collections.abc import Iterator
from datetime import datetime

from registry.verifier import canonical
from registry.verifier.accounts import check_accounts
from registry.verifier.certificate_lots import check_certificates_whole
from registry.verifier.deposits import check_deposits
from registry.verifier.entries import ENTRIES, EntryRow, check_chain, check_people, check_sense
from registry.verifier.findings import Finding, Totals
from registry.verifier.lists import check_lists
from registry.verifier.number_adjustments import check_number_adjustments
from registry.verifier.order_shares import check_order_shares
from registry.verifier.reading import Reading
from registry.verifier.rows import RowReplay
from registry.verifier.rules import check_rules

Figure = tuple[int, str]
LEAST_DIGITS = 16
# From the first of these on an agreement has holders and certificates on its books.
OPENING_KINDS = frozenset({"OPEN", "ISSUE", "TAKE_ON"})


def replay_agreement(
    reading: Reading, *, agreement: int, totals: Totals, commitment_key: bytes, expected: Figure | None = None
) -> Iterator[Finding]:
    """Replay an agreement's books into `totals`, yielding what is wrong.

    `expected` is a figure from paper: the number of an entry and the first digits of its hash.
    """
    rows = RowReplay(reading, agreement=agreement, totals=totals, commitment_key=commitment_key)
    previous = canonical.first_previous_hash(totals.agreement)
    recorded: datetime | None = None
    for row in reading.stream(ENTRIES, [agreement]):
        entry = EntryRow(*row)
        if entry.number != totals.head_number + 1:
            yield entry.finding("number", f"is {entry.number} where {totals.head_number + 1} follows")
        if recorded is not None and entry.recorded_at < recorded:
            yield entry.finding("recorded_at", "lies before its predecessor's")
        yield from check_chain(entry, previous=previous)
        yield from check_sense(entry)
        yield from check_people(entry)
        yield from rows.replay(entry)
        previous, recorded = bytes(entry.entry_hash), entry.recorded_at
        totals.head_number, totals.head_hash = entry.number, previous.hex()
        if not totals.opened_by and entry.kind in OPENING_KINDS:
            totals.opened_by = entry.number
        if expected is not None and entry.number == expected[0]:
            yield from _check_figure(entry, expected[1])
    if expected is not None and expected[0] > totals.head_number:
        yield Finding(
            "book_entry", "", "number", f"the books end at {totals.head_number}, before {expected[0]}"
        )
    yield from _check_counters(reading, agreement, totals, rows.highest_certificate)
    yield from check_certificates_whole(reading, agreement=agreement)
    yield from check_rules(reading, agreement=agreement)
    yield from check_lists(reading, agreement=agreement)
    yield from check_accounts(reading, agreement=agreement)
    yield from check_number_adjustments(reading, agreement=agreement)
    yield from check_deposits(reading, agreement=agreement)
    yield from check_order_shares(reading, agreement=agreement)


def read_figure(figure: str) -> Figure:
    """Read NUMBER:HASH as printed; blanks and capitals do not matter. Raises ValueError with a sentence."""
    number, colon, digits = figure.partition(":")
    digits = "".join(digits.split()).lower()
    if not colon or not number.strip().isdecimal() or int(number) < 1:
        raise ValueError("The figure is NUMBER:HASH, as printed on the control sheet.")
    if not LEAST_DIGITS <= len(digits) <= 64 or set(digits) - set("0123456789abcdef"):
        raise ValueError(f"The hash is {LEAST_DIGITS} to 64 hexadecimal digits.")
    return int(number), digits


def _check_figure(entry: EntryRow, digits: str) -> Iterator[Finding]:
    """The hash on paper is the hash in the books: history before it was not rewritten."""
    if not bytes(entry.entry_hash).hex().startswith(digits):
        yield entry.finding("entry_hash", "is not the hash on paper: history was rewritten")


def _check_counters(reading: Reading, agreement: int, totals: Totals, highest: int) -> Iterator[Finding]:
    """The counters stand at the last number given, so that a cut tail shows."""
    ((acts,),) = reading.rows_of("SELECT count(*) FROM audit_record WHERE agreement_id = %s", [agreement])
    expected = {"ENTRY": totals.head_number, "CERTIFICATE": highest, "AUDIT": acts}
    columns = canonical.NUMBER_COUNTER.select_list("counter")
    query = f"SELECT {columns}, leaf_hash FROM number_counter counter WHERE agreement_id = %s"  # noqa: S608
    for row in reading.rows_of(query, [agreement]):
        key, kind, last, stored = row[0], row[2], row[3], row[4]
        if canonical.NUMBER_COUNTER.leaf(row) != bytes(stored):
            yield Finding(
                "number_counter", str(key), "leaf_hash", "is not the hash of the row: a column was changed"
            )
        if last != expected.pop(kind, None):
            told = f"{kind} stands at {last}, which is not the last number given"
            yield Finding("number_counter", str(key), "last_number", told)
    for kind, last in expected.items():
        if last:
            yield Finding("number_counter", "", "kind", f"{totals.agreement} has no counter {kind}")
