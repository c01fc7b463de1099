"""Requisitions as a file for the transfer agent or the depositary: each in one, handed to a gateway (§7(c)).

The file is CSV in UTF-8 by RFC 4180, its columns those of COLUMNS, its last line a count. The gateway of
settings.REQUISITION_GATEWAY takes it away; the one shipped keeps it below FILES_ROOT for a person to fetch,
and a person sends it: nothing leaves the office by itself.
"""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from agreement.errors import BooksOutOfBalance
from agreement.refusals import refuse
from exercises.models import Requisition, RequisitionFile
from exercises.selectors.deliveries import bought_of, not_in_a_file
from registry.models import RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import next_number
from registry.services.document_files import hash_of
from registry.services.kept_files import new_file

FOLDER = "requisitions"
COLUMNS = (
    "agreement", "requisition", "item", "recipient", "security", "units", "unit_of_share", "shares",
    "registration", "address", "city", "region", "postal_code", "country", "record_date", "account",
)  # fmt: skip
TOTAL = "TOTAL"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class FileTaken:
    """A file that a gateway took: where it lies, its hash and size."""

    stored_as: str
    sha256: str
    size_bytes: int


class RequisitionGateway(Protocol):
    """What takes a file of requisitions away, under its name; the same bytes twice are one file."""

    def __call__(self, content: bytes, *, name: str) -> FileTaken: ...


def keep_file(content: bytes, *, name: str) -> FileTaken:
    """The gateway that is shipped: the file is kept below FILES_ROOT, by its hash, for a person to fetch.

    Agreement: 7(c).
    """
    sha256 = hashlib.sha256(content).hexdigest()
    stored_as = f"{FOLDER}/{sha256[:2]}/{sha256}.csv"
    with new_file(FOLDER, prefix=f".{name}-") as new:
        new.file.write(content)
        new.keep_as(stored_as)
    return FileTaken(stored_as, sha256, len(content))


@transaction.atomic(durable=True)
def write_file(agreement: RightsAgreement, *, by: User, at: datetime) -> RequisitionFile:
    """Write every requisition that stands in no file yet into one, and hand it to the gateway.

    Raises MAKER_NOT_PERMITTED, NOTHING_TO_WRITE.

    Agreement: 7(c).
    """
    must_be_staff(by, act="writing a file of requisitions")
    locked = lock_books(agreement)
    waiting = list(not_in_a_file(locked))
    if not waiting:
        raise refuse("NOTHING_TO_WRITE")
    number = next_number(RequisitionFile, locked)
    content = file_of(locked, waiting)
    gateway: RequisitionGateway = import_string(settings.REQUISITION_GATEWAY)
    taken = gateway(content, name=f"{locked.code}-{number}")
    made = RequisitionFile.objects.create(
        agreement=locked,
        number=number,
        row_count=len(waiting),
        unit_count=sum(one.due.whole_units for one in waiting),
        sha256=taken.sha256,
        size_bytes=taken.size_bytes,
        stored_as=taken.stored_as,
        made_at=at,
        made_by=by,
    )
    written = Requisition.objects.filter(pk__in=[one.pk for one in waiting], file__isnull=True)
    written.update(file=made)
    details = {"rows": made.row_count, "units": made.unit_count, "sha256": made.sha256}
    append_audit(locked, actor=by, act="REQUISITION_FILE_MADE", subject=str(made), details=details, at=at)
    return made


def open_file(made: RequisitionFile) -> BinaryIO:
    """Open the bytes of a file of requisitions, once they are found to be those of its hash.

    Raises NOT_FOUND where the file is gone, BooksOutOfBalance where it is another than the one made.

    Agreement: 7(c).
    """
    try:
        file = (Path(settings.FILES_ROOT) / made.stored_as).open("rb")
    except FileNotFoundError:
        raise refuse("NOT_FOUND", what=str(made)) from None
    if hash_of(file) != made.sha256:
        file.close()
        raise BooksOutOfBalance(f"{made} is not the one that was made.", file=made.pk)
    return file


def file_of(agreement: RightsAgreement, requisitions: Iterable[Requisition]) -> bytes:
    """The bytes of a file of requisitions: the columns, a line for each, the count of lines and of units.

    Agreement: 7(c).
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    count = units = 0
    for one in requisitions:
        rows.writerow([plain_cell(cell) for cell in _cells(agreement, one)])
        count, units = count + 1, units + one.due.whole_units
    rows.writerow([TOTAL, count, "", "", "", units, *[""] * (len(COLUMNS) - 6)])
    return text.getvalue().encode("utf-8")


def _cells(agreement: RightsAgreement, one: Requisition) -> tuple[object, ...]:
    due, item = one.due, one.due.item
    election = item.election
    assert item.holder is not None  # a posted exercise has one
    assert election.record_date is not None
    return (
        agreement.code, one.number, item.number, one.recipient, due.security, due.whole_units,
        f"1/{due.unit_denominator}", bought_of(due).shares_words, election.securities_registration,
        election.address, election.city, election.region, election.postal_code, election.country,
        election.record_date.isoformat(), item.holder.account,
    )  # fmt: skip


def plain_cell(cell: object) -> str:
    """A cell that no program of tables takes for a formula; its lines are one.

    Agreement: 7(c).
    """
    words = " ".join(str(cell).split())
    return f"'{words}" if words.startswith(_FORMULA) else words
