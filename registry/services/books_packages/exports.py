"""Handing the whole books over: two people's leave, one package of open files, its receipt (§21)."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from agreement.refusals import refuse
from registry.models import Approval, BooksExport, BooksPackage, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.books_packages import layout
from registry.services.books_packages.readme import readme_of
from registry.services.books_packages.tables import PackagedTable, copy_of, files_named, packaged_tables
from registry.services.books_packages.totals import proven_books
from registry.services.documents import Evidence, require_document
from registry.services.form_folders import WORDS

EXPORT_BOOKS = "EXPORT_BOOKS"
Tell = Callable[[str, int], None]


def request_export(
    agreement: RightsAgreement, *, recipient: str, reason: str, maker: User, at: datetime
) -> Approval:
    """Ask a second person for leave to hand the whole books, names and addresses included, to a recipient.

    Raises INSTRUCTION_PART_MISSING without recipient or reason, MAKER_NOT_PERMITTED, ALREADY_REQUESTED.

    Agreement: 21.
    """
    must_be_staff(maker, act="handing over the books")
    lacking = [name for name, said in (("recipient", recipient), ("reason", reason)) if not said.strip()]
    if lacking:
        raise refuse("INSTRUCTION_PART_MISSING", kind="hand-over of the books", missing=", ".join(lacking))
    request = {
        "act": EXPORT_BOOKS,
        "agreement": agreement.code,
        "number": _next_number(agreement),
        "recipient": recipient.strip(),
        "reason": reason.strip(),
    }
    return approvals.request_approval(
        agreement,
        kind=EXPORT_BOOKS,
        request=request,
        summary=f"Hand the whole books of {agreement.code}, with names and addresses of holders, to "
        f"{recipient.strip()}: {reason.strip()}",
        maker=maker,
        at=at,
    )


def perform_leave(approval: Approval, *, at: datetime) -> BooksExport:
    """Leave is given: one package may be made by it.

    Agreement: 21.
    """
    assert approval.agreement is not None
    agreement = lock_books(approval.agreement)
    asked = approval.request
    if asked["number"] != _next_number(agreement):
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    return BooksExport.objects.create(
        agreement=agreement,
        number=asked["number"],
        recipient=asked["recipient"],
        reason=asked["reason"],
        approval=approval,
        recorded_at=at,
    )


def export_books(
    leave: BooksExport, *, folder: Path, by: User, at: datetime, tell: Tell = lambda _name, _rows: None
) -> BooksPackage:
    """Make the package of a leave: every table of the books as CSV, every paper, manifest, sums and README.

    All is read in one snapshot, streamed, and put under its name by a rename once it is whole and on disk.
    `tell` hears of each table and its rows. Raises BOOKS_EXPORT_USED, OUTPUT_FILE_EXISTS,
    OUTPUT_NOT_WRITABLE, BOOKS_NOT_PROVEN, HANDOVER_OUT_OF_BALANCE, FILE_LOST_FROM_STORE.

    Agreement: 21.
    """
    must_be_staff(by, act="handing over the books")
    _must_be_unused(leave)
    with _folder_beside(folder) as beside:
        # Whoever takes names and addresses out is on the record before the first is read.
        _begin(leave, by=by, at=at)
        package = _Package(leave, beside, tell)
        with _snapshot():
            books = proven_books(leave.agreement)
            for table in packaged_tables():
                package.add_table(table)
        for name in sorted(package.named_files):
            package.add_file(name)
        for place in _own_words(leave.agreement):
            package.add_copy(place, f"forms/{place.parent.name}/{place.name}")
        manifest_sha256 = package.close(books, by=by, at=at)
        return _record(package, folder, books=books, manifest_sha256=manifest_sha256, by=by, at=at)


def record_receipt(
    package: BooksPackage, *, document: Evidence | None, received_on: date, by: User, at: datetime
) -> BooksPackage:
    """Put the recipient's signed receipt on file beside the package, once.

    Raises REQUEST_ALREADY_DECIDED, NO_SUPPORTING_DOCUMENT, INSTRUCTION_PART_MISSING for a day to come.

    Agreement: 21.
    """
    must_be_staff(by, act="recording a receipt")
    with transaction.atomic(durable=True):
        agreement = lock_books(package.export.agreement)
        locked = BooksPackage.objects.select_for_update(of=("self",), no_key=True).get(pk=package.pk)
        if locked.receipt_id is not None:
            raise refuse("REQUEST_ALREADY_DECIDED", what="package", state="receipted")
        if not package.made_at.date() <= received_on <= at.date():
            missing = "a day between the making of the package and today"
            raise refuse("INSTRUCTION_PART_MISSING", kind="receipt", missing=missing)
        locked.receipt, locked.received_on = require_document(agreement, document), received_on
        locked.save(update_fields=["receipt", "received_on"])
        append_audit(
            agreement,
            actor=by,
            act="BOOKS_RECEIPTED",
            subject=package.export.recipient,
            details={"number": package.export.number, "received_on": received_on.isoformat()},
            at=at,
        )
    return locked


def leave_numbered(agreement: RightsAgreement, number: int) -> BooksExport:
    """The leave of a number. Raises PACKAGE_NOT_FOUND."""
    found = BooksExport.objects.filter(agreement=agreement, number=number).select_related("agreement").first()
    if found is None:
        raise refuse("PACKAGE_NOT_FOUND", number=number, agreement=agreement.code)
    return found


def _next_number(agreement: RightsAgreement) -> int:
    last = BooksExport.objects.filter(agreement=agreement).order_by("-number").first()
    return last.number + 1 if last else 1


def _must_be_unused(leave: BooksExport) -> None:
    made = BooksPackage.objects.filter(export=leave).first()
    if made is not None:
        raise refuse("BOOKS_EXPORT_USED", number=leave.number, day=made.made_at.date())


@contextmanager
def _folder_beside(folder: Path) -> Iterator[Path]:
    """A folder beside the one to be made, gone at the end unless it was renamed."""
    if folder.exists():
        raise refuse("OUTPUT_FILE_EXISTS", file=folder.name)
    try:
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".books-"))
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
        raise refuse("OUTPUT_NOT_WRITABLE", file=str(folder), reason=reason) from None
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _snapshot() -> Iterator[None]:
    """One unchanging view of the books for everything that is read within."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _begin(leave: BooksExport, *, by: User, at: datetime) -> None:
    with transaction.atomic():
        agreement = lock_books(leave.agreement)
        _must_be_unused(leave)
        details = {"number": leave.number, "reason": leave.reason}
        append_audit(
            agreement, actor=by, act="BOOKS_EXPORT_BEGUN", subject=leave.recipient, details=details, at=at
        )


def _own_words(agreement: RightsAgreement) -> Iterator[Path]:
    """The words of forms that are the agreement's own: the models come with the product everywhere."""
    for name in sorted(set(agreement.form_versions.values_list("folder", flat=True))):
        folder = Path(settings.FORMS_ROOT) / name
        if name and folder.is_dir():
            yield from sorted(place for place in folder.iterdir() if place.suffix in WORDS)


@dataclass
class _Package:
    """A package being written in a folder."""

    leave: BooksExport
    folder: Path
    tell: Tell
    tables: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    named_files: set[str] = field(default_factory=set)
    size_bytes: int = 0

    def add_table(self, table: PackagedTable) -> None:
        """Stream the rows of one table, and the hashes of its lines beside them."""
        rows, lines = (
            layout.HashedFile(self.folder / table.file),
            layout.HashedFile(self.folder / table.lines_file),
        )
        hashes = layout.LineHashes()
        key = self.leave.agreement.pk
        with connection.cursor() as cursor:
            with cursor.copy(copy_of(table, agreement=key)) as copy:
                for piece in copy:
                    block = bytes(piece)
                    rows.write(block)
                    lines.write(hashes.feed(block))
            count = cursor.rowcount
            lines.write(hashes.end())
            for query in files_named(table, agreement=key):
                cursor.execute(query)
                self.named_files.update(name for (name,) in cursor.fetchall())
        self.size_bytes += rows.size_bytes + lines.size_bytes
        part = {"name": table.name, "meaning": table.meaning, "rows": count, "bytes": rows.size_bytes}
        part |= {"file": table.file, "sha256": rows.close()}
        part |= {"lines_file": table.lines_file, "lines_sha256": lines.close()}
        part["columns"] = [{"name": column.name, "type": column.kind} for column in table.columns]
        self.tables.append(part)
        self.sums |= {table.file: part["sha256"], table.lines_file: part["lines_sha256"]}
        self.tell(table.name, count)

    def add_file(self, name: str) -> None:
        """Copy one file of the store, whose name tells its hash unless it lies sealed."""
        digest = self.add_copy(Path(settings.FILES_ROOT) / name, f"files/{name}")
        told = Path(name)
        if told.suffix != ".sealed" and len(told.stem) == len(digest) and told.stem != digest:
            raise refuse("FILE_LOST_FROM_STORE", file=name, what="another than the one that was kept")

    def add_copy(self, place: Path, name: str) -> str:
        """Copy a file under a name of the package; gives its hash."""
        kept = layout.HashedFile(self.folder / name)
        try:
            with place.open("rb") as file:
                for piece in layout.pieces(file):
                    kept.write(piece)
        except OSError:
            raise refuse("FILE_LOST_FROM_STORE", file=name, what="not in the store") from None
        digest = kept.close()
        self.files.append({"file": name, "bytes": kept.size_bytes, "sha256": digest})
        self.sums[name] = digest
        self.size_bytes += kept.size_bytes
        return digest

    def close(self, books: dict[str, Any], *, by: User, at: datetime) -> str:
        """Write manifest, README and sums, force the folders to disk; gives the manifest's hash."""
        manifest = {
            "format": layout.FORMAT,
            "agreement": self.leave.agreement.code,
            "title": self.leave.agreement.title,
            "company": self.leave.agreement.company_name,
            "rights_agent": self.leave.agreement.agent_name,
            "recipient": self.leave.recipient,
            "reason": self.leave.reason,
            "leave": self.leave.number,
            "request": self.leave.approval.request_hash,
            "made_by": by.username,
            "made_at": at.isoformat(),
            "books": books,
            "keys": {
                "COMMITMENT_KEY": layout.key_mark("COMMITMENT_KEY"),
                "BLIND_INDEX_KEY": layout.key_mark("BLIND_INDEX_KEY"),
                "TAXPAYER_KEY_RING": layout.ring_marks(),
            },
            "tables": self.tables,
            "files": self.files,
        }
        told = readme_of(manifest).encode()
        self.sums[layout.README] = layout.write_whole(self.folder / layout.README, told)
        digest = layout.write_whole(self.folder / layout.MANIFEST, layout.manifest_bytes(manifest))
        self.sums[layout.MANIFEST] = digest
        layout.write_whole(self.folder / layout.SUMS, layout.sums_of(self.sums))
        for place in (*(path for path in self.folder.rglob("*") if path.is_dir()), self.folder):
            _force_to_disk(place)
        return digest


def _record(
    package: _Package,
    folder: Path,
    *,
    books: dict[str, Any],
    manifest_sha256: str,
    by: User,
    at: datetime,
) -> BooksPackage:
    """The row and the record of the act first; then the rename; the transaction is committed after both."""
    leave = package.leave
    with transaction.atomic():
        agreement = lock_books(leave.agreement)
        _must_be_unused(leave)
        made = BooksPackage.objects.create(
            export=leave,
            made_by=by,
            made_at=at,
            manifest_sha256=manifest_sha256,
            head_number=books["head_number"],
            head_hash=books["head_hash"],
            totals=books,
            row_count=sum(part["rows"] for part in package.tables),
            file_count=len(package.sums) + 1,
            size_bytes=package.size_bytes,
        )
        append_audit(
            agreement,
            actor=by,
            act="BOOKS_EXPORTED",
            subject=leave.recipient,
            details={"number": leave.number, "manifest_sha256": manifest_sha256, "head": books["head_hash"]},
            at=at,
        )
        if folder.exists():
            raise refuse("OUTPUT_FILE_EXISTS", file=folder.name)
        package.folder.rename(folder)
        _force_to_disk(folder.parent)
    return made


def _force_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
