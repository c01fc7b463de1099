"""The pieces of a mailing as rows, streamed in; and the hash over them that is approved (26)."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from agreement.grounds import Ground
from certificates.models import Mailing, MailingPiece, PieceStep
from certificates.services.mailing_pieces import FrozenPiece

ROWS_AT_ONCE = 5000
PIECES = """
    COPY mailing_piece (agreement_id, mailing_id, number, holder_id, account, first_certificate,
                        last_certificate, rights, registration, address, city, region, postal_code, country,
                        address_version_id, mark, state, ground) FROM STDIN
"""
HASHED = (
    "number",
    "state",
    "account",
    "first_certificate",
    "last_certificate",
    "rights",
    "registration",
    "address",
    "city",
    "region",
    "postal_code",
    "country",
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """How many pieces were frozen, how many set aside, and the hash over all of them."""

    pieces: int
    aside: int
    hash: str


def freeze_pieces(mailing: Mailing, pieces: Iterable[FrozenPiece]) -> Frozen:
    """Write the pieces of a mailing: those that go from number one on, those set aside after them.

    Agreement: 26.
    """
    rest = iter(pieces)
    aside: list[FrozenPiece] = []
    count = 0
    # Read and written by turns: one connection does one of them at a time.
    while batch := list(islice(rest, ROWS_AT_ONCE)):
        mailed = [piece for piece in batch if piece.aside is None]
        aside += [piece for piece in batch if piece.aside is not None]
        _write(mailing, mailed, first=count + 1)
        count += len(mailed)
    _write(mailing, aside, first=count + 1)
    return Frozen(count, len(aside), snapshot_hash(mailing))


def snapshot_hash(mailing: Mailing) -> str:
    """SHA-256, in hex, over every piece in the order of the numbers, names and addresses included.

    Agreement: 26.
    """
    digest = hashlib.sha256(b"mailing-1\n")
    rows = MailingPiece.objects.filter(mailing=mailing).order_by("number").values_list(*HASHED)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        digest.update(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def told_ground(found: Ground) -> dict[str, str]:
    """A ground as kept with a piece: code, basis, section, sentence and cure."""
    return {
        "code": found.code,
        "basis": str(found.basis),
        "clause": found.clause,
        "message": found.message,
        "cure": found.cure,
    }


def _write(mailing: Mailing, pieces: Sequence[FrozenPiece], *, first: int) -> None:
    if not pieces:
        return
    with connection.cursor() as cursor, cursor.copy(PIECES) as copy:
        for number, piece in enumerate(pieces, start=first):
            copy.write_row(_row(mailing, piece, number=number))


def _row(mailing: Mailing, piece: FrozenPiece, *, number: int) -> tuple[Any, ...]:
    state = PieceStep.QUEUED if piece.aside is None else PieceStep.EXCLUDED
    return (
        mailing.agreement_id,
        mailing.pk,
        number,
        piece.holder,
        piece.account,
        piece.first_certificate,
        piece.last_certificate,
        piece.rights,
        piece.registration,
        *piece.address,
        piece.address_version,
        piece.first_certificate or number,
        state.value,
        Jsonb(told_ground(piece.aside) if piece.aside else {}),
    )
