"""Taking on a predecessor's open books: one entry from its certificate detail, tied to a stated total (§21).

The detail and the Company's statement stand in the take-over beside each other. A difference is a record
difference, which ages until two people have explained it; until then nothing is taken on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from agreement.refusals import refuse
from agreement.separation import distribution_close
from agreement.stops import ReporterCapacity, StopKind, StopReach
from agreement.workflow import SEPARATION, move
from registry.models import (
    Approval,
    BookEntry,
    Document,
    EntryKind,
    FormVersion,
    RightsAgreement,
    TakeOver,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import approved_form, calendar, local_day
from registry.selectors.takeovers import take_overs
from registry.services import approvals, books
from registry.services.audit import append_audit
from registry.services.detail_reading import StagedDetail, forget_detail, hash_of_detail, stage_detail
from registry.services.documents import record_document
from registry.services.holder_search import index_entry
from registry.services.sealed_files import store_sealed
from registry.services.takeovers import must_be_reconciled

TAKE_ON_BOOKS = "TAKE_ON_BOOKS"
_UNLISTED = """
    SELECT countersigner, countersigned_on FROM certificate_detail_signatories(%s)
     WHERE signatory IS NULL ORDER BY countersigned_on, countersigner LIMIT 1
"""
_RENAMED = """
    SELECT staged.account FROM certificate_detail_row staged
      JOIN registered_holder known
        ON known.agreement_id = staged.agreement_id AND known.account = staged.account
     WHERE staged.agreement_id = %s AND known.registration <> staged.registration
     ORDER BY staged.line LIMIT 1
"""
_STOPS = """
    INSERT INTO registry_stop
          (agreement_id, number, kind, reach, certificate_id, reason, reported_by, capacity, reporter_address,
           reported_at, dated_on, document_id, expires_under, placed_at, placed_by_id, placed_after)
    SELECT staged.agreement_id,
           (SELECT coalesce(max(known.number), 0) FROM registry_stop known
             WHERE known.agreement_id = %(agreement)s)
             + row_number() OVER (ORDER BY staged.number),
           staged.stop_kind, %(reach)s, certificate.id, staged.stop_reason, %(predecessor)s, %(capacity)s, '',
           staged.stopped_on::timestamp AT TIME ZONE %(zone)s,
           CASE WHEN staged.stop_kind = %(order)s THEN staged.stopped_on END, %(document)s, '', %(at)s,
           %(by)s, 0
      FROM certificate_detail_row staged
      JOIN rights_certificate certificate
        ON certificate.agreement_id = staged.agreement_id AND certificate.number = staged.number
     WHERE staged.agreement_id = %(agreement)s AND staged.stopped_on IS NOT NULL
     ORDER BY staged.number
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
    """What stands beside the detail: when the Rights separated, who signed where a row names nobody."""

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


def preview_take_on(
    agreement: RightsAgreement, path: Path, *, countersigner: str = "", at: datetime
) -> StagedDetail:
    """What a certificate detail comes to; nothing of it is kept.

    Raises what refuses the file, CERTIFICATE_DETAIL_INVALID with the rows that are wrong.

    Agreement: 21.
    """
    with transaction.atomic(durable=True):
        locked = books.lock_books(agreement)
        found = stage_detail(
            path, agreement=locked, countersigner=countersigner, today=local_day(locked, at=at)
        )
        transaction.set_rollback(True)
    return found


def request_take_on(
    agreement: RightsAgreement, path: Path, *, told: TakenOn, maker: User, at: datetime
) -> Approval:
    """Ask a second person to take the certificates of a detail on by one entry, under their old numbers.

    The detail is staged in the place of one that waits, and filed sealed. Raises ALREADY_OPENED, what refuses
    the file, TAKE_OVER_MISSING, TAKEOVER_NOT_RECONCILED and TAKEOVER_NOT_SIGNED_OFF, TAKE_ON_TOTAL_DIFFERS,
    TAKE_ON_MARKS_DIFFER, FORM_VERSION_UNKNOWN, COUNTERSIGNER_NOT_LISTED, ACCOUNT_NAMED_OTHERWISE.

    Agreement: 21;5(b).
    """
    must_be_staff(maker, act="taking on books")
    with transaction.atomic(durable=True):
        locked = books.lock_books(agreement)
        _must_not_be_open(locked)
        staged = stage_detail(
            path, agreement=locked, countersigner=told.countersigner, today=local_day(locked, at=at)
        )
        taken = _must_be_ready(locked, staged.totals)
        form = _form(locked)
        _must_be_listed(locked)
        _must_be_named_alike(locked)
        effective = _separated_at(locked, told.distribution_date, at=at)
        paper = _file(locked, path, staged, by=maker, at=at)
        request = {
            "act": TAKE_ON_BOOKS,
            "agreement": locked.code,
            "kind": EntryKind.TAKE_ON,
            "take_over": taken.pk,
            "statement": taken.document_id,
            "document": paper.pk,
            "file_sha256": staged.sha256,
            "content_hash": hash_of_detail(locked),
            "totals": staged.totals,
            "form_version": form.pk,
            "section": "21",
            "effective_at": effective.isoformat(),
            "received_at": paper.received_at.isoformat(),
            "memorandum": taken.reason,
        }
        return approvals.request_approval(
            locked,
            kind=TAKE_ON_BOOKS,
            request=request,
            summary=_summary(taken, staged.totals),
            maker=maker,
            at=at,
        )


def perform_take_on(approval: Approval, *, at: datetime) -> BookEntry:
    """The entry is posted, the predecessor's stops stand, and the books are open as it left them.

    Agreement: 21;5(b).
    """
    assert approval.agreement is not None
    agreement, asked = books.lock_books(approval.agreement), approval.request
    must_be_reconciled(agreement)
    entry = books.take_on_books(approval, asked, at=at)
    agreement.separation_state = move(SEPARATION, agreement.separation_state, "books_taken_on")
    agreement.distribution_effective_at = datetime.fromisoformat(asked["effective_at"])
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
    _place_stops(agreement, approval, at=at)
    forget_detail(agreement)
    index_entry(entry, by=approval.maker, at=at)
    return entry


def _summary(taken: TakeOver, totals: Mapping[str, int]) -> str:
    number, rights = f"{totals['certificates']:,}", f"{totals['rights']:,}"
    told = f"Take on {number} certificates of {taken.predecessor} for {rights} Rights"
    if totals["legended"]:
        rights = f"{totals['legended_rights']:,}"
        told += f", {totals['legended']:,} of them with the legend of nullity ({rights} Rights)"
    if totals["stopped"]:
        told += f", {totals['stopped']:,} under a stop ({totals['stopped_rights']:,} Rights)"
    return told


def _must_not_be_open(agreement: RightsAgreement) -> None:
    first = BookEntry.objects.filter(agreement=agreement).order_by("number").first()
    if first is not None:
        raise refuse("ALREADY_OPENED", entry=first.number)


def _must_be_ready(agreement: RightsAgreement, totals: Mapping[str, int]) -> TakeOver:
    """The latest take-over is signed off, and it and the Company's statement are of this very detail."""
    taken = take_overs(agreement).first()
    if taken is None:
        raise refuse("TAKE_OVER_MISSING", agreement=agreement.code)
    must_be_reconciled(agreement)
    if taken.inherited_total != totals["rights"]:
        raise refuse("TAKE_ON_TOTAL_DIFFERS", detail=totals["rights"], inherited=taken.inherited_total)
    for stated, found, what in (
        (taken.legended_total, totals["legended_rights"], "under the legend of nullity"),
        (taken.stopped_total, totals["stopped_rights"], "under a stop"),
    ):
        if stated is not None and stated != found:
            raise refuse("TAKE_ON_MARKS_DIFFER", what=what, detail=found, stated=stated)
    return taken


def _form(agreement: RightsAgreement) -> FormVersion:
    form = approved_form(agreement)
    if form is None:
        raise refuse("FORM_VERSION_UNKNOWN")
    return form


def _must_be_listed(agreement: RightsAgreement) -> None:
    """Whoever countersigned for the predecessor is listed for each day on which he or she signed."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLISTED, [agreement.pk])
        found = cursor.fetchone()
    if found is not None:
        raise refuse("COUNTERSIGNER_NOT_LISTED", name=found[0] or "Nobody", date=found[1])


def _must_be_named_alike(agreement: RightsAgreement) -> None:
    """An account that is registered here already has the name that the detail gives it."""
    with connection.cursor() as cursor:
        cursor.execute(_RENAMED, [agreement.pk])
        found = cursor.fetchone()
    if found is not None:
        raise refuse("ACCOUNT_NAMED_OTHERWISE", account=found[0])


def _file(
    agreement: RightsAgreement, path: Path, staged: StagedDetail, *, by: User, at: datetime
) -> Document:
    """File the detail as it was received, sealed, for it may hold taxpayer numbers; last of all."""
    with path.open("rb") as content:
        stored = store_sealed(
            content, sha256=staged.sha256, original_name=path.name, content_type=staged.content_type
        )
    return record_document(
        agreement,
        stored=stored,
        kind="CERTIFICATE_DETAIL",
        title=f"Certificate detail: {path.name}",
        original_name=path.name,
        signed_on=None,
        received_at=at,
        received_by=by,
        at=at,
    )


def _place_stops(agreement: RightsAgreement, approval: Approval, *, at: datetime) -> None:
    """Let the predecessor's stops stand from the entry on, with its reason and since its day.

    Nobody is written to: the predecessor acknowledged them. They are released like any other.

    Agreement: 6(b);15(b);21.
    """
    asked = approval.request
    taken = TakeOver.objects.get(pk=asked["take_over"])
    facts = {
        "agreement": agreement.pk,
        "zone": agreement.time_zone,
        "predecessor": taken.predecessor,
        "document": asked["document"],
        "at": at,
        "by": approval.maker_id,
        "capacity": ReporterCapacity.OTHER.value,
        "reach": StopReach.EVERYTHING.value,
        "order": StopKind.COURT_ORDER.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STOPS, facts)
        placed = cursor.rowcount
    if placed:
        append_audit(
            agreement,
            actor=approval.maker,
            act="STOPS_TAKEN_ON",
            subject=str(taken),
            details={"stops": placed, "rights": asked["totals"]["stopped_rights"]},
            at=at,
        )


def _separated_at(agreement: RightsAgreement, day: date, *, at: datetime) -> datetime:
    """The Close of Business of the Distribution Date, from which the Rights are separate; never to come."""
    close = distribution_close(day, calendar=calendar(agreement, at=at))
    if close > at:
        raise refuse("DATE_ILL_FORMED", text=f"{day}, which has not come,")
    return close
