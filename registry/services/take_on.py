"""Taking on a predecessor's open books: one entry from its certificate detail, tied to a stated total (§21).

The detail and the Company's statement stand in the take-over beside each other. A difference is a record
difference, which ages until two people have explained it; until then nothing is taken on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from agreement.errors import InvalidRequest
from agreement.refusals import ground, refuse
from agreement.separation import distribution_close
from agreement.workflow import SEPARATION, move
from registry.imports.certificate_detail import CertificateDetail, CertificateRow, read_certificate_detail
from registry.imports.problems import FileRefused, Problem
from registry.models import (
    Approval,
    AuthorisedCountersigner,
    BookEntry,
    FormVersion,
    RegisteredHolder,
    RightsAgreement,
    TakeOver,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import approved_form, calendar
from registry.selectors.takeovers import take_overs
from registry.services import approvals, books
from registry.services.commitments import commit_registration
from registry.services.documents import Evidence, require_document
from registry.services.list_reading import coverage_of_typefaces
from registry.services.takeovers import must_be_reconciled
from registry.services.taxpayer_ids import vault

TAKE_ON_BOOKS = "TAKE_ON_BOOKS"
PROBLEMS_TOLD = 50
_SEARCHED = """
    INSERT INTO holder_search (holder_id, agreement_id, words)
    SELECT id, agreement_id, words_of_holder(registration, account, city, postal_code)
      FROM registered_holder WHERE agreement_id = %s
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """Totals that do not agree: by how many Rights, for how many days, and whether it is explained."""

    taken: TakeOver
    rights: int
    age_days: int
    is_explained: bool


@dataclass(frozen=True, slots=True)
class TakenOn:
    """What stands beside the detail: when the Rights separated, and who countersigned for the predecessor."""

    distribution_date: date
    countersigner: str


def record_differences(agreement: RightsAgreement, *, at: datetime) -> list[RecordDifference]:
    """The record differences of an agreement with their age; an explained one stopped ageing when signed off.

    Agreement: 21.
    """
    return [
        RecordDifference(
            taken,
            taken.difference,
            ((taken.reconciled_at or at) - taken.recorded_at).days,
            taken.reconciled_at is not None,
        )
        for taken in take_overs(agreement)
        if taken.difference
    ]


def read_detail(content: bytes, *, name: str, agreement: RightsAgreement) -> CertificateDetail:
    """The certificate detail of a file, without a problem.

    Raises what refuses the file as a whole, CERTIFICATE_DETAIL_INVALID and the like with every row.

    Agreement: 21.
    """
    try:
        detail = read_certificate_detail(
            content, agreement_code=agreement.code, coverage=coverage_of_typefaces()
        )
    except FileRefused as refused:
        raise refused.as_refusal(file=name) from None
    if not detail.problems:
        return detail
    told: list[dict[str, Any]] = [
        {"reason": _with_line(one), "line": one.line, "count": len(detail.problems)}
        for one in detail.problems[:PROBLEMS_TOLD]
    ]
    error = refuse("CERTIFICATE_DETAIL_INVALID", **told[0])
    if isinstance(error, InvalidRequest):
        error.grounds = tuple(ground("CERTIFICATE_DETAIL_INVALID", **facts) for facts in told)
    raise error


def _with_line(one: Problem) -> str:
    return one.reason if one.reason.startswith("Line ") else f"Line {one.line}: {one.reason}"


def request_take_on(
    agreement: RightsAgreement,
    detail: CertificateDetail,
    *,
    told: TakenOn,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to take the certificates on by one entry, under their old numbers.

    `document` is the detail itself. Raises ALREADY_OPENED, TAKE_OVER_MISSING, TAKEOVER_NOT_RECONCILED and
    TAKEOVER_NOT_SIGNED_OFF, TAKE_ON_TOTAL_DIFFERS, FORM_VERSION_UNKNOWN, COUNTERSIGNER_NOT_LISTED.

    Agreement: 21;5(b).
    """
    must_be_staff(maker, act="taking on books")
    with transaction.atomic(durable=True):
        locked = books.lock_books(agreement)
        taken = _must_be_ready(locked, rights=detail.rights)
        form, signatory = _form(locked), _signatory(locked, told, rows=detail.rows)
        holders = _holders(locked, detail.rows)
        paper = require_document(locked, document)
        effective = _separated_at(locked, told.distribution_date, at=at)
        request = {
            "act": TAKE_ON_BOOKS,
            "agreement": locked.code,
            "take_over": taken.pk,
            "rights": detail.rights,
            "certificates": len(detail.rows),
            "distribution_at": effective.isoformat(),
            "statement": taken.document_id,
            "entry": {
                "agreement": locked.code,
                "kind": "TAKE_ON",
                "section": "21",
                "document": paper.pk,
                "item": None,
                "effective_at": effective.isoformat(),
                "received_at": paper.received_at.isoformat(),
                "corrects": None,
                "memorandum": taken.reason,
                "rights_created": detail.rights,
                **_parts(detail.rows, holders=holders, form=form, signatory=signatory),
            },
        }
        return approvals.request_approval(
            locked,
            kind=TAKE_ON_BOOKS,
            request=request,
            summary=f"Take on {len(detail.rows):,} certificates of {taken.predecessor}"
            f" for {detail.rights:,} Rights",
            maker=maker,
            at=at,
        )


def perform_take_on(approval: Approval, *, at: datetime) -> BookEntry:
    """The entry is posted, and the books are open as the predecessor left them.

    Agreement: 21;5(b).
    """
    assert approval.agreement is not None
    agreement, asked = books.lock_books(approval.agreement), approval.request
    taken = _must_be_ready(agreement, rights=asked["rights"])
    if taken.pk != asked["take_over"]:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    entry = books.post_entry_within(approval, asked, at=at)
    agreement.separation_state = move(SEPARATION, agreement.separation_state, "books_taken_on")
    agreement.distribution_effective_at = datetime.fromisoformat(asked["distribution_at"])
    agreement.distribution_known_from = entry.received_at
    agreement.books_opened_at = at
    agreement.save(
        update_fields=[
            "separation_state",
            "distribution_effective_at",
            "distribution_known_from",
            "books_opened_at",
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(_SEARCHED, [agreement.pk])
    return entry


def _must_be_ready(agreement: RightsAgreement, *, rights: int) -> TakeOver:
    """Nothing is posted yet; the latest take-over is signed off, and it is of this very detail."""
    first = BookEntry.objects.filter(agreement=agreement).order_by("number").first()
    if first is not None:
        raise refuse("ALREADY_OPENED", entry=first.number)
    taken = take_overs(agreement).first()
    if taken is None:
        raise refuse("TAKE_OVER_MISSING", agreement=agreement.code)
    must_be_reconciled(agreement)
    if taken.inherited_total != rights:
        raise refuse("TAKE_ON_TOTAL_DIFFERS", detail=rights, inherited=taken.inherited_total)
    return taken


def _form(agreement: RightsAgreement) -> FormVersion:
    form = approved_form(agreement)
    if form is None:
        raise refuse("FORM_VERSION_UNKNOWN")
    return form


def _signatory(
    agreement: RightsAgreement, told: TakenOn, *, rows: Sequence[CertificateRow]
) -> AuthorisedCountersigner:
    """Who countersigned for the predecessor, listed for every day on which a certificate was signed."""
    listed = AuthorisedCountersigner.objects.filter(
        agreement=agreement, name__iexact=told.countersigner.strip()
    )
    days = [row.countersigned_on for row in rows]
    for signatory in listed:
        if signatory.authorised_from <= min(days) and max(days) <= (signatory.authorised_until or date.max):
            return signatory
    raise refuse("COUNTERSIGNER_NOT_LISTED", name=told.countersigner or "Nobody", date=min(days))


def _holders(agreement: RightsAgreement, rows: Iterable[CertificateRow]) -> dict[str, RegisteredHolder]:
    """The accounts of the detail, made where they are not there yet; another name of one is refused."""
    wanted = {row.holder.account: row.holder for row in rows}
    known = {
        holder.account: holder
        for holder in RegisteredHolder.objects.filter(agreement=agreement, account__in=wanted)
    }
    for account, holder in known.items():
        if holder.registration != wanted[account].registration:
            raise refuse("ACCOUNT_NAMED_OTHERWISE", account=account)
    seal = vault().sealer(agreement.code)
    made = []
    for account, row in wanted.items():
        if account in known:
            continue
        encrypted, index, last_four = seal(row.taxpayer_id, account) if row.taxpayer_id else (None, None, "")
        made.append(
            RegisteredHolder(
                agreement=agreement,
                account=account,
                registration=row.registration,
                address=row.address,
                city=row.city,
                region=row.region,
                postal_code=row.postal_code,
                country=row.country,
                account_type=row.account_type,
                email=row.email,
                taxpayer_id_encrypted=encrypted,
                taxpayer_id_index=index,
                taxpayer_id_last_four=last_four,
            )
        )
    RegisteredHolder.objects.bulk_create(made)
    return known | {holder.account: holder for holder in made}


def _parts(
    rows: Sequence[CertificateRow],
    *,
    holders: Mapping[str, RegisteredHolder],
    form: FormVersion,
    signatory: AuthorisedCountersigner,
) -> dict[str, Any]:
    """Certificates under their old numbers, one opening lot on each, and their countersignings."""
    owners = [holders[row.holder.account] for row in rows]
    return {
        "certificates": [
            _certificate(row, holder=owner, form=form) for row, owner in zip(rows, owners, strict=True)
        ],
        "open": [
            {"parent": None, "rights": row.rights, "holder": owner.pk, "certificate": place}
            for place, (row, owner) in enumerate(zip(rows, owners, strict=True))
        ],
        "events": list(_signings(rows, signatory=signatory)),
    }


def _certificate(row: CertificateRow, *, holder: RegisteredHolder, form: FormVersion) -> dict[str, Any]:
    return {
        "number": row.number,
        "holder": holder.pk,
        "rights": row.rights,
        "registration_of_holder": True,
        "registration_commitment": commit_registration(holder.registration).hex(),
        "dated": row.dated.isoformat(),
        "form_version": form.pk,
        "legend_class": "GENERAL",
        "taint_class": "",
    }


def _signings(
    rows: Sequence[CertificateRow], *, signatory: AuthorisedCountersigner
) -> Iterator[dict[str, Any]]:
    """One event for each run of numbers countersigned on one day; none speaks of a number between."""
    first = rows[0]
    for row, after in pairwise([*rows, None]):
        assert row is not None
        follows = after is not None and after.number == row.number + 1
        if after is not None and follows and after.countersigned_on == row.countersigned_on:
            continue
        yield {
            "kind": "COUNTERSIGNED",
            "first": first.number,
            "last": row.number,
            "happened_on": row.countersigned_on.isoformat(),
            "signatory": signatory.pk,
            "manifest_hash": None,
            "reason": "",
        }
        first = after or first


def _separated_at(agreement: RightsAgreement, day: date, *, at: datetime) -> datetime:
    """The Close of Business of the Distribution Date, from which the Rights are separate; never to come."""
    close = distribution_close(day, calendar=calendar(agreement, at=at))
    if close > at:
        raise refuse("DATE_ILL_FORMED", text=f"{day}, which has not come,")
    return close
