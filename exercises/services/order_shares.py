"""Common Shares that a list gives, requisitioned in the names of its holders by two people (§23(a), §24(b)).

The second person approves the very bytes of the file, by their hash. Nothing is sent by the program: a person
takes the file to whom the Company names, and what became of the shares is told by its paper.
"""

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from agreement.errors import BooksOutOfBalance, RefusedByGround
from agreement.refusals import refuse
from agreement.requisition import DeliveryStep
from agreement.workflow.items import ReturnMeans
from exercises.models import OrderDelivery, OrderList, OrderRequisition
from exercises.selectors.order_deposits import restrained
from exercises.selectors.order_lists import terms_of_order
from exercises.selectors.order_shares import (
    REQUISITION_ORDER_SHARES,
    latest_requisition,
    nothing_goes_to,
    share_lines,
    waits_for_requisition,
)
from exercises.services.order_files import FOLDER
from exercises.services.requisition_files import TOTAL, plain_cell
from registry.models import Approval, Document, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import day_not_to_come, words_given
from registry.services.document_files import hash_of
from registry.services.documents import Evidence, require_document
from registry.services.kept_files import new_file
from registry.services.refusals import told_as_errors

COLUMNS = (
    "agreement", "list", "requisition", "security", "line", "account", "shares", "registration", "address",
    "city", "region", "postal_code", "country",
)  # fmt: skip
_LINES_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class AskedOf:
    """Of whom the shares are had, by name and address, as the Company's paper says."""

    name: str
    address: str


@transaction.atomic(durable=True)
def request_requisition(
    made: OrderList, told: AskedOf, *, document: Evidence | None, maker: User, at: datetime
) -> Approval:
    """Ask a second person to requisition the shares of a list for every holder to whom they may go now.

    Raises MAKER_NOT_PERMITTED, SHARES_NOT_REQUISITIONED, ACCOUNT_PART_MISSING, NO_SUPPORTING_DOCUMENT,
    RefusedByGround with RESTRAINED_BY_ORDER while a court's order restrains all Rights.

    Agreement: 7(e);15(b);23(a);24(b).
    """
    must_be_staff(maker, act="requisitioning the shares of a list")
    listed = _locked(made)
    asked_of = AskedOf(words_given(told.name, name="name"), words_given(told.address, name="address"))
    _must_be_due(listed, at=at)
    paper = require_document(listed.agreement, document)
    request = _request(listed, asked_of, paper, made_at=at)
    out = f"; {len(request['left_out']):,} lines are left out" if request["left_out"] else ""
    return approvals.request_approval(
        listed.agreement,
        kind=REQUISITION_ORDER_SHARES,
        request=request,
        summary=f"Requisition {request['shares']:,} Common Shares for the {request['lines']:,} lines of list "
        f"{listed.number} from {asked_of.name}{out}",
        maker=maker,
        at=at,
    )


def perform_requisition(approval: Approval, *, at: datetime) -> OrderRequisition:
    """The requisition as approved, byte by byte, kept under its hash; once for each line.

    What stands against a line is looked at again. Raises REQUEST_CHANGED_AFTER_APPROVAL, and as
    `request_requisition`.

    Agreement: 7(e);15(b);23(a);24(b).
    """
    asked = approval.request
    listed = _locked(OrderList(pk=asked["list"], agreement=approval.agreement))
    _must_be_due(listed, at=at)
    asked_of, paper = AskedOf(**asked["asked_of"]), Document.objects.get(pk=asked["document"])
    made_at = datetime.fromisoformat(asked["asked_at"])
    if _request(listed, asked_of, paper, made_at=made_at, now=at) != asked:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    stored_as, size = _keep(listed, asked, made_at=made_at)
    with told_as_errors():
        made = OrderRequisition.objects.create(
            order_list=listed,
            number=asked["number"],
            approval=approval,
            asked_of=asked_of.name,
            address=asked_of.address,
            instruction=paper,
            line_count=asked["lines"],
            share_count=asked["shares"],
            left_out=asked["left_out"],
            sha256=asked["file_sha256"],
            size_bytes=size,
            stored_as=stored_as,
            made_at=at,
        )
    details = {"lines": made.line_count, "shares": made.share_count, "sha256": made.sha256}
    _note(made, "ORDER_SHARES_REQUISITIONED", by=approval.approver, at=at, **details)
    return made


def open_file(made: OrderRequisition, *, by: User, at: datetime) -> BinaryIO:
    """The file, for whom it is meant; who took it and when is recorded. Raises BooksOutOfBalance, NOT_FOUND.

    Agreement: 24(b).
    """
    try:
        file = (Path(settings.FILES_ROOT) / made.stored_as).open("rb")
    except FileNotFoundError:
        raise refuse("NOT_FOUND", what=str(made)) from None
    if hash_of(file) != made.sha256:
        file.close()
        raise BooksOutOfBalance(f"{made} is not the one that was made.", file=made.pk)
    with transaction.atomic():
        _note(made, "ORDER_SHARES_FILE_TAKEN", by=by, at=at)
    return file


@transaction.atomic(durable=True)
def record_received(
    asked: OrderRequisition, *, on: date, document: Evidence | None, by: User, at: datetime
) -> OrderDelivery:
    """A person records that the shares came, or were registered in the names of the holders, with its paper.

    Raises MAKER_NOT_PERMITTED, SHARES_STEP_IMPOSSIBLE, ACCOUNT_DAY_IMPOSSIBLE, NO_SUPPORTING_DOCUMENT.

    Agreement: 24(b).
    """
    return _step(asked, DeliveryStep.RECEIVED, on, means="", document=document, by=by, at=at)


@transaction.atomic(durable=True)
def record_delivered(
    asked: OrderRequisition,
    *,
    on: date,
    means: ReturnMeans,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> OrderDelivery:
    """A person records that the shares went to the holders, by which means, with the proof of it.

    Raises MAKER_NOT_PERMITTED, SHARES_STEP_IMPOSSIBLE, ACCOUNT_DAY_IMPOSSIBLE, NO_SUPPORTING_DOCUMENT.

    Agreement: 24(b).
    """
    return _step(asked, DeliveryStep.DELIVERED, on, means=means.value, document=document, by=by, at=at)


def _step(
    asked: OrderRequisition,
    kind: DeliveryStep,
    day: date,
    *,
    means: str,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> OrderDelivery:
    must_be_staff(by, act="recording a delivery of shares")
    agreement = lock_books(asked.order_list.agreement)
    day_not_to_come(agreement, day, what="The step", at=at)
    steps = {one.kind: one.happened_on for one in OrderDelivery.objects.filter(requisition=asked)}
    came = steps.get(DeliveryStep.RECEIVED.value)
    reason = ""
    if kind.value in steps:
        reason = f"it is recorded already, on {steps[kind.value]}"
    elif day < local_day(agreement, at=asked.made_at):
        reason = f"it was made on {local_day(agreement, at=asked.made_at)}, after {day}"
    elif kind is DeliveryStep.DELIVERED and (came is None or came > day):
        reason = f"the shares had not come by {day}"
    if reason:
        raise refuse("SHARES_STEP_IMPOSSIBLE", requisition=asked.number, reason=reason)
    paper = require_document(agreement, document)
    with told_as_errors():
        made = OrderDelivery.objects.create(
            requisition=asked,
            kind=kind.value,
            happened_on=day,
            means=means,
            document=paper,
            recorded_at=at,
            recorded_by=by,
        )
    _note(asked, f"ORDER_SHARES_{kind.value}", by=by, at=at, document=paper.pk)
    return made


def _locked(made: OrderList) -> OrderList:
    """The list with its order, under the lock of the books."""
    agreement = lock_books(RightsAgreement(pk=made.agreement_id))
    listed = OrderList.objects.select_related("order").get(pk=made.pk)
    listed.agreement = listed.order.agreement = agreement
    return listed


def _must_be_due(made: OrderList, *, at: datetime) -> None:
    """The order is carried out by the list, lines of it have shares that nobody asked for yet."""
    reason = ""
    if made.entry_id is None:
        reason = "the order is not carried out by it"
    elif not waits_for_requisition(made)[0]:
        reason = "every line that has shares stands in a requisition, or none has any"
    if reason:
        raise refuse("SHARES_NOT_REQUISITIONED", list=made.number, reason=reason)
    if grounds := restrained(made.agreement, at=at):
        raise RefusedByGround.by(grounds)


def _request(
    made: OrderList, asked_of: AskedOf, paper: Document, *, made_at: datetime, now: datetime | None = None
) -> dict[str, Any]:
    """What the second person approves: the list, of whom, the lines left out, the count, the bytes."""
    former = latest_requisition(made)
    number = 1 if former is None else former.number + 1
    left_out = {str(line): why for line, why in nothing_goes_to(made, at=now or made_at).items()}
    digest = hashlib.sha256()
    lines, shares = _write(made, number, left_out, made_at=made_at, to=digest.update)
    if not lines:
        raise refuse("SHARES_NOT_REQUISITIONED", list=made.number, reason="nothing may go to any line now")
    return {
        "act": REQUISITION_ORDER_SHARES,
        "agreement": made.agreement.code,
        "list": made.pk,
        "list_sha256": made.sha256,
        "number": number,
        "asked_of": {"name": asked_of.name, "address": asked_of.address},
        "document": paper.pk,
        "document_sha256": paper.sha256,
        "asked_at": made_at.isoformat(),
        "left_out": left_out,
        "lines": lines,
        "shares": shares,
        "file_sha256": digest.hexdigest(),
    }


def _write(
    made: OrderList,
    number: int,
    left_out: dict[str, str],
    *,
    made_at: datetime,
    to: Callable[[bytes], object],
) -> tuple[int, int]:
    """Give the bytes of the file piece by piece; returns its count of lines and of shares."""
    security = terms_of_order(made.order).common_name
    lines = shares = 0
    piece = io.StringIO()
    rows = csv.writer(piece, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    without = [int(line) for line in left_out]
    for one in share_lines(made, number=number, without=without, at=made_at):
        cells = (made.agreement.code, made.number, number, security, *astuple(one))
        rows.writerow([plain_cell(cell) for cell in cells])
        lines, shares = lines + 1, shares + one.shares
        if lines % _LINES_AT_ONCE == 0:
            _flush(piece, to)
    rows.writerow([TOTAL, "", "", "", lines, "", shares, *[""] * (len(COLUMNS) - 7)])
    _flush(piece, to)
    return lines, shares


def _flush(piece: io.StringIO, to: Callable[[bytes], object]) -> None:
    to(piece.getvalue().encode("utf-8"))
    piece.seek(0)
    piece.truncate()


def _keep(made: OrderList, asked: dict[str, Any], *, made_at: datetime) -> tuple[str, int]:
    """The file on disk, under the hash that was approved: where it lies, and its size."""
    stored_as = f"{FOLDER}/{asked['file_sha256'][:2]}/{asked['file_sha256']}.csv"
    with new_file(FOLDER, prefix=".shares-") as new:
        _write(made, asked["number"], asked["left_out"], made_at=made_at, to=new.file.write)
        size = new.file.tell()
        new.keep_as(stored_as)
    return stored_as, size


def _note(made: OrderRequisition, act: str, *, by: User | None, at: datetime, **details: Any) -> None:
    append_audit(made.order_list.agreement, actor=by, act=act, subject=str(made), details=details, at=at)
