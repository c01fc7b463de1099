"""The lists from which the books were opened: their rows are those that two people accepted (5(b)(ii)).

The hash of a list is computed here a second time, in Python, from its staged rows as they are read: 10,000
lines make a part, the parts make the list, so that memory does not grow with the list.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from registry.verifier.canonical import hash_of
from registry.verifier.findings import Finding
from registry.verifier.reading import Reading, Row

LINES_IN_A_PART = 10_000

# One row for each entry that opened the books or supplemented them, and the acceptance of its list.
OPENINGS = """
    SELECT entry.id, entry.recorded_at, posted.request ->> 'holder_list', posted.request ->> 'content_hash',
           list.id, list.content_hash, list.agreement_id, acceptance.kind, acceptance.agreement_id,
           acceptance.consumed_at, acceptance.request ->> 'holder_list', acceptance.request ->> 'content_hash'
      FROM book_entry entry
      JOIN registry_approval posted ON posted.id = entry.approval_id AND posted.kind = 'OPEN_BOOKS'
      LEFT JOIN registry_holderlist list ON list.id::text = posted.request ->> 'holder_list'
      LEFT JOIN registry_approval acceptance ON acceptance.id = list.acceptance_id
     WHERE entry.agreement_id = %s ORDER BY entry.id
"""
ROWS = """
    SELECT line, account, registration, encode(registration_commitment, 'hex'), address, city, region,
           postal_code, country, account_type, email, encode(taxpayer_id_encrypted, 'hex'),
           encode(taxpayer_id_index, 'hex'), taxpayer_id_last_four, shares_issued_on::text, shares_millionths
      FROM holder_list_row WHERE holder_list_id = %s ORDER BY line
"""
_written = json.JSONEncoder(ensure_ascii=False).encode


def check_lists(reading: Reading, *, agreement: int) -> Iterator[Finding]:
    """Every list the books were opened from was accepted by two people, and its rows have not changed."""
    for row in reading.rows_of(OPENINGS, [agreement]):
        entry, named, approved_hash, key, content_hash, owner = row[0], row[2], row[3], *row[4:7]
        if key is None or owner != agreement:
            yield Finding(
                "book_entry", str(entry), "approval_id", f"was opened from list {named}, not on file"
            )
            continue
        if not _is_accepted(row, agreement=agreement):
            told = "was not accepted by two people before the books were opened from it (5(b)(ii))"
            yield Finding("registry_holderlist", str(key), "acceptance_id", told)
        if content_hash != approved_hash:
            told = f"is not the hash from which entry key {entry} was approved"
            yield Finding("registry_holderlist", str(key), "content_hash", told)
        elif hash_of_list(reading, holder_list=key) != content_hash:
            yield Finding(
                "registry_holderlist", str(key), "content_hash", "is not the hash of its staged rows"
            )


def _is_accepted(row: Row, *, agreement: int) -> bool:
    """Whether a used approval of acceptance names the list and its hash, earlier than the entry."""
    recorded_at, key, content_hash = row[1], row[4], row[5]
    kind, of_agreement, consumed_at, accepted, accepted_hash = row[7:12]
    return (
        (kind, of_agreement) == ("ACCEPT_LIST", agreement)
        and consumed_at is not None
        and consumed_at <= recorded_at
        and (accepted, accepted_hash) == (str(key), content_hash)
    )


def hash_of_list(reading: Reading, *, holder_list: int) -> str:
    """The hash of the staged rows of a list, one pass in the order of the lines."""
    whole = hashlib.sha256(b"holder_list-1")
    for _, part in groupby(reading.stream(ROWS, [holder_list]), key=_part_of):
        lines = hashlib.sha256()
        for row in part:
            lines.update(hash_of(_written(row)))
        whole.update(lines.digest())
    return whole.hexdigest()


def _part_of(row: tuple[Any, ...]) -> int:
    return int(row[0]) // LINES_IN_A_PART
