"""The certified list of record holders: read, staged, examined; accepted by two people (3(a), 3(b), 5(b)).

Nothing opens from a list with rejects or with other totals than the Company certified, nor ever from a list
of the Record Date: that one tells to whom the Summary of Rights is mailed.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from agreement.arithmetic import as_text
from agreement.errors import BooksOutOfBalance
from agreement.refusals import refuse
from agreement.workflow import HOLDER_LIST, move
from registry.imports.columns import MILLIONTHS
from registry.imports.problems import FileRefused
from registry.imports.rules import ListRules
from registry.models import (
    BEFORE_SEPARATION,
    Approval,
    Document,
    HolderList,
    ListPurpose,
    ListState,
    Notice,
    NoticeKind,
    NoticeState,
    RightsAgreement,
    User,
)
from registry.selectors.agreements import calendar, local_day, terms_in_force
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import check_instants, record_document
from registry.services.list_examination import examine_accounts, grounds_against
from registry.services.list_reading import ListRead, Progress, coverage_of_typefaces, read_list
from registry.services.refusals import told_as_errors
from registry.services.sealed_files import store_sealed

ACCEPT_LIST = "ACCEPT_LIST"
IN_FORCE = (NoticeState.ACCEPTED, NoticeState.APPLIED)


@transaction.atomic(durable=True)
def import_holder_list(
    agreement: RightsAgreement,
    *,
    path: Path,
    notice: Notice,
    imported_by: User,
    received_at: datetime,
    at: datetime,
    purpose: ListPurpose = ListPurpose.DISTRIBUTION_DATE,
    progress: Progress | None = None,
) -> HolderList:
    """Read a certified list: every row staged or rejected, the totals held against the notice.

    The list comes back STAGED, or REJECTED with its grounds and rejects. A file that cannot be believed as a
    whole raises InvalidRequest and leaves nothing behind. Raises RIGHTS_NOT_SEPARATED for a list of the
    Distribution Date before it is noticed, LIST_NOT_CERTIFIED, LIST_AS_OF_MISMATCH, LIST_NOT_OF_RECORD_DATE.
    `progress` is told bytes and rows after each block.

    Agreement: 3(a); 3(b); 5(b).
    """
    check_instants(signed_on=None, received_at=received_at, at=at)
    holder_list = HolderList(
        agreement=agreement,
        purpose=purpose,
        notice=notice,
        imported_by=imported_by,
        received_at=received_at,
        recorded_at=at,
    )
    _begin(holder_list, path=path)
    rules = list_rules(agreement, purpose=purpose, at=at)
    try:
        read = read_list(path, rules=rules, list_id=holder_list.pk, progress=progress)
    except FileRefused as refusal:
        raise refusal.as_refusal(file=path.name) from None
    _examine(holder_list, read, rules=rules)
    holder_list.document = _file(holder_list, path=path, read=read, at=at)
    holder_list.save()
    _record(holder_list, act=f"LIST_{holder_list.state}", actor=imported_by, at=at)
    return holder_list


def list_rules(
    agreement: RightsAgreement, *, purpose: ListPurpose = ListPurpose.DISTRIBUTION_DATE, at: datetime
) -> ListRules:
    """What the rows of an agreement's list are held against."""
    terms = terms_in_force(agreement, known_at=at)
    is_of_record_date = purpose == ListPurpose.RECORD_DATE
    return ListRules(
        agreement_code=agreement.code,
        record_date=terms.record_date,
        last_issued=terms.record_date if is_of_record_date else _distribution_date(agreement, at=at),
        coverage=coverage_of_typefaces(),
        fractional_shares=terms.reading("fractional_shares_on_list"),
        last_day_name=str(purpose.label),
    )


def _distribution_date(agreement: RightsAgreement, *, at: datetime) -> date:
    if agreement.distribution_effective_at is None:
        raise refuse("RIGHTS_NOT_SEPARATED")
    return calendar(agreement, at=at).local_date(agreement.distribution_effective_at)


def _begin(begun: HolderList, *, path: Path) -> None:
    """Write the list down as one that is being read."""
    notice, agreement = begun.notice, begun.agreement
    begun.as_of = _certified_as_of(begun)
    begun.certified_shares_millionths = Decimal(notice.facts["shares"]) * MILLIONTHS
    begun.certified_holders = int(notice.facts["holders"])
    begun.file_name, begun.file_sha256, begun.state = path.name, "", ListState.STAGED
    if begun.purpose == ListPurpose.DISTRIBUTION_DATE:
        opened = HolderList.objects.filter(agreement=agreement, state=ListState.OPENED)
        begun.amends = opened.order_by("-id").first()
    begun.save(force_insert=True)


def _certified_as_of(begun: HolderList) -> datetime:
    """The instant the list is certified for: the Close of Business on the day that its purpose names.

    Agreement: 3(a); 3(b).
    """
    agreement, notice = begun.agreement, begun.notice
    is_of_record_date = begun.purpose == ListPurpose.RECORD_DATE
    noticed = agreement.distribution_effective_at
    is_noticed = agreement.separation_state not in BEFORE_SEPARATION and noticed is not None
    if not is_of_record_date and not is_noticed:
        raise refuse("RIGHTS_NOT_SEPARATED")
    is_certificate = notice.kind == NoticeKind.LIST_CERTIFIED and notice.agreement_id == agreement.pk
    if not is_certificate or notice.state not in IN_FORCE:
        raise refuse("LIST_NOT_CERTIFIED", notice=notice.number)
    as_of = datetime.fromisoformat(notice.facts["as_of"])
    if is_of_record_date:
        record_close = record_date_close(agreement, at=begun.recorded_at)
        if as_of != record_close:
            raise refuse(
                "LIST_NOT_OF_RECORD_DATE", as_of=as_of.isoformat(), record_date=record_close.isoformat()
            )
    elif noticed is not None and as_of != noticed:
        raise refuse("LIST_AS_OF_MISMATCH", as_of=as_of.isoformat(), distribution_date=noticed.isoformat())
    return as_of


def record_date_close(agreement: RightsAgreement, *, at: datetime) -> datetime:
    """The Close of Business on the Record Date, at which the holders of the Summary's mailing are taken.

    Agreement: 3(b).
    """
    terms = terms_in_force(agreement, known_at=at)
    return calendar(agreement, at=at).close_of_business(terms.record_date)


def _examine(holder_list: HolderList, read: ListRead, *, rules: ListRules) -> None:
    totals = examine_accounts(holder_list.pk, record_date=rules.record_date)
    holder_list.file_sha256 = read.sha256
    holder_list.row_count = read.row_count
    holder_list.reject_count = read.rejected_count + totals.rejected
    holder_list.account_count = totals.accounts
    holder_list.shares_millionths = Decimal(totals.shares_millionths)
    if totals.rows + holder_list.reject_count != read.row_count:
        raise BooksOutOfBalance("Rows staged and rejected are not the rows read.", list=holder_list.pk)
    holder_list.grounds = grounds_against(holder_list)
    holder_list.state = ListState.REJECTED if holder_list.grounds else ListState.STAGED


def _file(holder_list: HolderList, *, path: Path, read: ListRead, at: datetime) -> Document:
    """File the list as it was received, sealed, for it holds taxpayer numbers.

    Last of all, so that a refused file never comes into the store.
    """
    day = local_day(holder_list.agreement, at=holder_list.as_of)
    with path.open("rb") as content:
        stored = store_sealed(
            content, sha256=read.sha256, original_name=path.name, content_type=read.content_type
        )
    return record_document(
        holder_list.agreement,
        stored=stored,
        kind="HOLDER_LIST",
        title=f"List of record holders, {holder_list.get_purpose_display()} {day.day} {day:%B %Y}",
        original_name=path.name,
        signed_on=None,
        received_at=holder_list.received_at,
        received_by=holder_list.imported_by,
        at=at,
    )


def content_hash(holder_list: HolderList) -> str:
    """SHA-256 over the staged rows in the order of their lines, computed by the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT holder_list_content_hash(%s)", [holder_list.pk])
        return str(cursor.fetchone()[0])


@transaction.atomic
def request_acceptance(holder_list: HolderList, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to accept a list, by the hash of its staged rows.

    Raises LIST_HAS_REJECTS, LIST_OUT_OF_BALANCE, LIST_MOVE_NOT_ALLOWED.

    Agreement: 5(b).
    """
    listed = _locked(holder_list)
    _must_be_acceptable(listed)
    hashed = content_hash(listed)
    approval = approvals.request_approval(
        listed.agreement,
        kind=ACCEPT_LIST,
        request=acceptance_request(listed, hashed=hashed),
        summary=(
            f"Accept list {listed.pk} ({listed.get_purpose_display()}) of {listed.account_count:,} record "
            "holders with "
            f"{_shares(listed.shares_millionths)} Common Shares as of {listed.as_of.isoformat()}"
        ),
        maker=maker,
        at=at,
    )
    listed.acceptance, listed.content_hash = approval, hashed
    listed.save(update_fields=["acceptance", "content_hash"])
    return approval


def acceptance_request(holder_list: HolderList, *, hashed: str) -> dict[str, Any]:
    """The very words the second person approves."""
    return {
        "act": ACCEPT_LIST,
        "agreement": holder_list.agreement.code,
        "holder_list": holder_list.pk,
        "purpose": holder_list.purpose,
        "content_hash": hashed,
        "file_sha256": holder_list.file_sha256,
        "notice": holder_list.notice.number,
        "as_of": holder_list.as_of.isoformat(),
        "rows": holder_list.row_count,
        "accounts": holder_list.account_count,
        "shares": _shares(holder_list.shares_millionths),
    }


@transaction.atomic
def perform_acceptance(approval: Approval, *, at: datetime) -> HolderList:
    """Accept the list a second person approved, if its rows are still those of the request.

    A list of the same purpose that waits or was accepted before and not opened is superseded by it.

    Agreement: 3(a); 5(b).
    """
    agreement = lock_books(RightsAgreement.objects.get(code=approval.request["agreement"]))
    listed = _locked(HolderList.objects.get(pk=approval.request["holder_list"], agreement=agreement))
    _must_be_acceptable(listed)
    if acceptance_request(listed, hashed=content_hash(listed)) != approval.request:
        raise refuse("BOOKS_CHANGED", reason=f"list {listed.pk} is not the one that was requested")
    approvals.consume(approval, at=at)
    earlier = HolderList.objects.filter(
        agreement=agreement, purpose=listed.purpose, state__in=[ListState.STAGED, ListState.ACCEPTED]
    ).exclude(pk=listed.pk)
    earlier.update(state=ListState.SUPERSEDED)
    listed.state, listed.acceptance = ListState.ACCEPTED, approval
    with told_as_errors():
        listed.save(update_fields=["state", "acceptance"])
    _record(listed, act="LIST_ACCEPTED", actor=approval.approver, at=at)
    return listed


def _locked(holder_list: HolderList) -> HolderList:
    return (
        HolderList.objects.select_for_update(of=("self",))
        .select_related("agreement", "notice")
        .get(pk=holder_list.pk)
    )


def _must_be_acceptable(listed: HolderList) -> None:
    if listed.notice.state not in IN_FORCE:  # replaced while the list was read
        raise refuse("LIST_NOT_CERTIFIED", notice=listed.notice.number)
    if listed.reject_count:
        raise refuse("LIST_HAS_REJECTS", count=listed.reject_count)
    for unit, found, certified in (
        ("Common Shares", listed.shares_millionths, listed.certified_shares_millionths),
        ("record holders", listed.account_count * MILLIONTHS, listed.certified_holders * MILLIONTHS),
    ):
        if found != certified:
            raise refuse(
                "LIST_OUT_OF_BALANCE",
                unit=unit,
                listed=_shares(found),
                certified=_shares(certified),
                difference=_shares(found - certified),
            )
    move(HOLDER_LIST, listed.state, "accepted")


def _shares(millionths: Decimal | int) -> str:
    return as_text(Fraction(int(millionths), MILLIONTHS))


def _record(listed: HolderList, *, act: str, actor: User | None, at: datetime) -> None:
    append_audit(
        listed.agreement,
        actor=actor,
        act=act,
        subject=f"holder list {listed.pk}",
        details={
            "purpose": listed.purpose,
            "file_sha256": listed.file_sha256,
            "rows": listed.row_count,
            "rejected_rows": listed.reject_count,
            "shares": _shares(listed.shares_millionths),
        },
        at=at,
    )
