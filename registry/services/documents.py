"""The evidence store: every paper an act relies on, with its hash, its receiver and its instants (§18(b))."""

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from agreement.errors import BooksOutOfBalance
from agreement.refusals import refuse
from registry.models import Document, RightsAgreement, User
from registry.services.document_files import StoredFile, hash_of, store_file
from registry.services.sealed_files import is_sealed, open_sealed

__all__ = ["file_document", "open_document", "record_document", "require_document", "store_file"]


def file_document(
    agreement: RightsAgreement | None,
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
) -> Document:
    """File a received paper: first its bytes by their SHA-256, then its row. The row never changes.

    Raises RECEIVED_AFTER_RECORDED, SIGNED_AFTER_RECEIVED, DOCUMENT_UNREADABLE.

    Agreement: 18(b).
    """
    check_instants(signed_on=signed_on, received_at=received_at, at=at)
    stored = store_file(content, original_name=original_name, content_type=content_type)
    with transaction.atomic():
        return record_document(
            agreement,
            stored=stored,
            kind=kind,
            title=title,
            original_name=original_name,
            signed_on=signed_on,
            received_at=received_at,
            received_by=received_by,
            at=at,
            genuineness_check=genuineness_check,
        )


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
    """Write the row of a paper whose bytes are in the store already: for callers inside a transaction.

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
        received_at=received_at,
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


def require_document(agreement: RightsAgreement, document: Document | None) -> Document:
    """The document an act relies on; absent is refused, that of another agreement is not on the books.

    Agreement: 18(b).
    """
    if document is None:
        raise refuse("NO_SUPPORTING_DOCUMENT")
    if document.agreement_id != agreement.pk:
        raise refuse("NOT_FOUND", what=f"Document {document.pk}")
    return document


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
