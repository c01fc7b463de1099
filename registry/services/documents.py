"""The evidence store: every paper an act relies on, with its hash, its receiver and its instants (§18(b)).

A paper that comes with an act is in hand until the act's service files it, last of all and in its own
transaction: an act that is refused leaves neither its row nor its file.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from agreement.errors import BooksOutOfBalance
from agreement.refusals import refuse
from registry.models import Document, RightsAgreement, User
from registry.services.document_files import ReceivedFile, StoredFile, hash_of, received_file
from registry.services.sealed_files import is_sealed, open_sealed

__all__ = [
    "Evidence",
    "PaperInHand",
    "file_document",
    "may_be_handed_out",
    "open_document",
    "paper_in_hand",
    "record_document",
    "require_document",
]


@dataclass(frozen=True, slots=True)
class PaperInHand:
    """A paper that was read and recognised and is not on file: whoever requires it puts it there."""

    file: ReceivedFile
    kind: str
    title: str
    original_name: str
    signed_on: date | None
    received_at: datetime
    received_by: User
    at: datetime
    genuineness_check: str


# What an act relies on: a paper on file, or one that comes with the act.
Evidence = Document | PaperInHand


@contextmanager
def paper_in_hand(
    *,
    content: BinaryIO | bytes,
    kind: str,
    title: str,
    original_name: str,
    content_type: str,
    signed_on: date | None,
    received_at: datetime,
    received_by: User,
    at: datetime,
    genuineness_check: str = "",
) -> Iterator[PaperInHand]:
    """Read a paper that comes with an act; nothing of it is left at the end unless a service required it.

    Enter it outside any transaction. Raises DOCUMENT_UNREADABLE.

    Agreement: 18(b).
    """
    with received_file(content, original_name=original_name, content_type=content_type) as file:
        yield PaperInHand(
            file,
            kind=kind,
            title=title,
            original_name=original_name,
            signed_on=signed_on,
            received_at=received_at,
            received_by=received_by,
            at=at,
            genuineness_check=genuineness_check,
        )


def file_document(agreement: RightsAgreement | None, **paper: Any) -> Document:
    """File a received paper, told as to `paper_in_hand`, which no other act waits for. The row never changes.

    Raises RECEIVED_AFTER_RECORDED, SIGNED_AFTER_RECEIVED, DOCUMENT_UNREADABLE.

    Agreement: 18(b).
    """
    with paper_in_hand(**paper) as in_hand:
        return _put_on_file(agreement, in_hand)


def _put_on_file(agreement: RightsAgreement | None, paper: PaperInHand) -> Document:
    """The row first, which may be refused; then the rename; the transaction is committed after both."""
    with transaction.atomic():
        document = record_document(
            agreement,
            stored=paper.file.stored,
            kind=paper.kind,
            title=paper.title,
            original_name=paper.original_name,
            signed_on=paper.signed_on,
            received_at=paper.received_at,
            received_by=paper.received_by,
            at=paper.at,
            genuineness_check=paper.genuineness_check,
        )
        paper.file.keep()
    return document


def record_document(
    agreement: RightsAgreement | None,
    *,
    stored: StoredFile,
    kind: str,
    title: str,
    original_name: str,
    signed_on: date | None,
    received_at: datetime,
    received_by: User,
    at: datetime,
    genuineness_check: str = "",
) -> Document:
    """Write the row of a paper whose bytes are in the store before the caller's transaction is committed.

    Agreement: 18(b).
    """
    check_instants(signed_on=signed_on, received_at=received_at, at=at)
    return Document.objects.create(
        agreement=agreement,
        kind=kind,
        title=title,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        content_type=stored.content_type,
        original_name=Path(original_name).name,
        stored_as=stored.stored_as,
        signed_on=signed_on,
        # As the database gives it back, so that a request says the same before and after it is read again.
        received_at=received_at.astimezone(UTC),
        received_by=received_by,
        recorded_at=at,
        genuineness_check=genuineness_check,
    )


def check_instants(*, signed_on: date | None, received_at: datetime, at: datetime) -> None:
    """Nothing is received later than it is recorded, or signed after it was received.

    A day of signing is a day somewhere on earth: it may be one day ahead of the instant in UTC.

    Agreement: 18(b).
    """
    if received_at.tzinfo is None:
        raise refuse("NAIVE_TIMESTAMP", value=received_at)
    if received_at > at:
        raise refuse("RECEIVED_AFTER_RECORDED", received=received_at.isoformat(), recorded=at.isoformat())
    if signed_on is not None and (signed_on - received_at.date()).days > 1:
        raise refuse("SIGNED_AFTER_RECEIVED", signed=signed_on.isoformat(), received=received_at.isoformat())


def require_document(agreement: RightsAgreement, document: Evidence | None) -> Document:
    """The document an act relies on; absent is refused, that of another agreement is not on the books.

    A paper in hand is filed by this: call it once, in the transaction of the act, after all that may be
    refused.

    Agreement: 18(b).
    """
    if document is None:
        raise refuse("NO_SUPPORTING_DOCUMENT")
    if isinstance(document, PaperInHand):
        return _put_on_file(agreement, document)
    if document.agreement_id != agreement.pk:
        raise refuse("NOT_FOUND", what=f"Document {document.pk}")
    return document


def may_be_handed_out(document: Document) -> bool:
    """Whether readers are given a copy: not of a list that is sealed for its taxpayer numbers.

    Agreement: 5(b).
    """
    return document.agreement_id is not None and not is_sealed(document.stored_as)


def open_document(document: Document) -> BinaryIO:
    """Open the plain bytes of a paper, sealed on disk or not, after comparing them with the hash on its row.

    Raises NOT_FOUND where the file is gone, BooksOutOfBalance where it is another than the one received.

    Agreement: 18(b).
    """
    place = Path(settings.FILES_ROOT) / document.stored_as
    with ExitStack() as opened:
        try:
            file: BinaryIO = opened.enter_context(place.open("rb"))
        except FileNotFoundError:
            raise refuse("NOT_FOUND", what=f"The file of document {document.pk}") from None
        try:
            if is_sealed(document.stored_as):
                file = opened.enter_context(open_sealed(file, sha256=document.sha256))
            differs = "" if hash_of(file) == document.sha256 else "Its bytes have another hash."
        except BooksOutOfBalance as error:
            differs = str(error)
        if differs:
            raise BooksOutOfBalance(
                f"The file of document {document.pk} is not the one that was received. {differs}",
                document=document.pk,
            )
        opened.pop_all()  # whoever asked closes it
    return file
