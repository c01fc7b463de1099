"""Print runs: locked, drawn by a job, proofed against the register, printed, reconciled, closed (5(a)).

Jobs draw; people attest: that a run was printed, executed, countersigned, accounted for is set by a person.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, Min, QuerySet, Sum

from agreement.errors import RefusedByGround
from agreement.numbered_stock import RunCount, run_grounds
from agreement.refusals import refuse
from agreement.workflow.moves import move
from agreement.workflow.paper import PRINT_RUN
from certificates.drawing.forms import read_form_version
from certificates.faces import FaceTerms, FormVersion
from certificates.models import PrintFile, PrintPiece, PrintRun, RunState
from certificates.selectors.numbers import count
from certificates.selectors.print_runs import Reconciliation, next_run_number, reconciliation
from certificates.services.face_terms import freeze_terms, snapshot_of, terms_of
from certificates.services.preflight import find_unprintable
from certificates.services.run_drawing import draw_file, drawn_rows, write_pieces
from certificates.services.run_grounds import grounds_against_run, must_stand
from certificates.services.run_papers import prove, write_papers
from registry.models import Approval, BookEntry, RightsAgreement, RightsCertificate, User
from registry.models import FormVersion as FormVersionRow
from registry.selectors.agreements import is_productive, terms_in_force
from registry.services import books, jobs
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.form_folders import place_of

CLOSE_RUN = "CLOSE_RUN"
REGISTER_HASH = """
    SELECT encode(sha256(coalesce(string_agg(leaf_hash, ''::bytea ORDER BY number), ''::bytea)), 'hex')
      FROM rights_certificate WHERE agreement_id = %s AND number BETWEEN %s AND %s
"""


@transaction.atomic(durable=True)
def lock_run(agreement: RightsAgreement, *, entry: BookEntry, maker: User, at: datetime) -> PrintRun:
    """Lock the certificates an entry issued into a run: examined, tried, frozen; its job begins to draw.

    Raises RefusedByGround with every ground (INITIAL_ISSUE_NOT_READY, TEMPLATE_NOT_APPROVED,
    FORM_FOLDER_CHANGED, SIGNATURE_GROUP_MISSING, SEAL_NOT_STATED, NO_AGENT_IN_OFFICE, or those of the faces
    that cannot be printed), RUN_ALREADY_LOCKED for a second run of an entry.

    Agreement: 3(a);4(a);5(a).
    """
    locked = books.lock_books(agreement)
    standing = PrintRun.objects.filter(entry=entry).exclude(state=RunState.ABORTED).first()
    if standing is not None:
        raise refuse("RUN_ALREADY_LOCKED", entry=entry.number, run=standing.number)
    register = RightsCertificate.objects.filter(agreement=locked, issued_by=entry)
    row = _form_of(register, entry)
    terms = terms_in_force(locked, known_at=at)
    must_stand(grounds_against_run(locked, terms=terms, form=row, at=at))
    face_terms = freeze_terms(
        locked,
        terms=terms,
        is_demo_print=_why_demo(locked, row),
        day=at.astimezone(ZoneInfo(locked.time_zone)).date(),
    )
    if face_terms is None:  # a ground before
        raise refuse("PRINT_RUN_NOT_READY", run="for this entry", missing="the Company's signatures")
    _try_every_face(register, terms=face_terms, form=read_form_version(place_of(row)))
    run = _frozen(locked, entry=entry, register=register, form=row, terms=face_terms, maker=maker, at=at)
    run.job = jobs.create_job(
        locked,
        kind="print",
        title=f"Print run {run.number} of {locked.code}",
        parameters={"run": run.number},
        first_item=run.first_number,
        last_item=run.last_number,
        chunk_size=settings.PRINT_CHUNK_CERTIFICATES,
        first_chunk_size=settings.PRINT_FILE_CERTIFICATES,
        created_by=maker,
        at=at,
    )
    _advance(run, "data_locked", also={"job": run.job, "locked_at": at})
    append_audit(locked, actor=maker, act="PRINT_RUN_LOCKED", subject=str(run), at=at)
    jobs.start(run.job, at=at)
    return run


def run_chunk(job: Any, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    """Draw the certificates of a chunk into print files, then write the rows of files and sheets.

    Files first, rows last: a killed worker leaves at most a spare file. One sheet for each number and copy.

    Agreement: 5(a).
    """
    run = PrintRun.objects.select_related("agreement", "form_version").get(job=job)
    if run.state != RunState.DATA_LOCKED:
        raise refuse("PRINT_RUN_NOT_READY", run=run.number, missing=f"it is {run.state}, not locked")
    terms, form = run_terms(run), form_of_run(run)
    at: datetime = getattr(fence, "at", run.created_at)
    per_file = settings.PRINT_FILE_CERTIFICATES
    for first in range(first_item, last_item + 1, per_file):
        fence()
        last = min(first + per_file - 1, last_item)
        kept = draw_file(drawn_rows(run, first, last, fence=fence), terms=terms, form=form)
        if kept is None:  # no certificate bears these numbers
            continue
        file = PrintFile.objects.create(
            run=run,
            first_number=kept.told.first_number,
            last_number=kept.told.last_number,
            certificate_count=kept.told.count,
            rights_total=kept.told.rights_total,
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            stored_as=kept.stored_as,
            drawn_at=at,
        )
        write_pieces(run, file=file, told=kept.told, at=at)


def finish(job: Any, *, at: datetime) -> None:
    """Write manifest, hash list and control sheet of a drawn run, and prove it against the register.

    The run is RENDERED, and PROOFED when there is no difference; the proof tells the differences otherwise.

    Agreement: 5(a).
    """
    run = _lock(PrintRun.objects.get(job=job))
    papers = write_papers(run, at=at)
    _advance(run, "rendered", also={**papers, "rendered_at": at})
    run.proof = prove(run, register_hash=register_hash(run))
    run.save(update_fields=["proof"])
    if run.proof["is_equal"]:
        _advance(run, "proofed")


@transaction.atomic(durable=True)
def record_printed(run: PrintRun, *, by: User, at: datetime) -> PrintRun:
    """A person states that the files of a proofed run were printed.

    Raises BATCH_OUT_OF_BALANCE for a run whose proof shows a difference.

    Agreement: 5(a).
    """
    printed = _lock(run)
    if printed.state == RunState.RENDERED:
        told = printed.proof
        raise refuse(
            "BATCH_OUT_OF_BALANCE", printed=told["printed"]["rights"], register=told["register"]["rights"]
        )
    _advance(printed, "printed", also={"printed_at": at, "printed_by": by})
    append_audit(printed.agreement, actor=by, act="PRINT_RUN_PRINTED", subject=str(printed), at=at)
    return printed


@transaction.atomic(durable=True)
def abort_run(run: PrintRun, *, reason: str, by: User, at: datetime) -> PrintRun:
    """Give up a run before it is printed; its sheets were never made and its numbers may be drawn again.

    Agreement: 5(a).
    """
    if not reason.strip():
        raise refuse("SPOIL_REASON_MISSING", number=f"{run.first_number} to {run.last_number}")
    given_up = _lock(run)
    _advance(given_up, "aborted")
    if given_up.job is not None and given_up.job.state in ("DRAFT", "RUNNING", "PAUSED"):
        jobs.cancel(given_up.job, at=at)
    PrintPiece.objects.filter(run=given_up).delete()
    PrintFile.objects.filter(run=given_up).delete()
    append_audit(
        given_up.agreement,
        actor=by,
        act="PRINT_RUN_ABORTED",
        subject=str(given_up),
        details={"reason": reason.strip()},
        at=at,
    )
    return given_up


@transaction.atomic(durable=True)
def reconcile(run: PrintRun, *, by: User, at: datetime) -> Reconciliation:
    """Account for every number: issued + spoiled + unused = range, each live certificate on a good sheet.

    Raises RUN_NOT_RECONCILED or LIVE_CERTIFICATE_NUMBER_MISSING with the numbers; then nothing changes.

    Agreement: 3(a);5(a).
    """
    books.lock_books(run.agreement)
    counted = _lock(run)
    found = reconciliation(counted)
    _must_be_whole(counted, found)
    _advance(counted, "reconciled", also={"reconciliation": found.as_json(), "reconciled_at": at})
    append_audit(
        counted.agreement,
        actor=by,
        act="PRINT_RUN_RECONCILED",
        subject=str(counted),
        details={"equation": found.equation},
        at=at,
    )
    return found


@transaction.atomic(durable=True)
def close_run(run: PrintRun, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to close a reconciled run. Raises RUN_NOT_RECONCILED before that.

    Agreement: 5(a).
    """
    asked = _lock(run)
    _must_be_whole(asked, reconciliation(asked))
    move(PRINT_RUN, asked.state, "closed")
    asked.closing = request_approval(
        asked.agreement,
        kind=CLOSE_RUN,
        request={"act": CLOSE_RUN, "run": asked.pk, "reconciliation": asked.reconciliation},
        summary=f"Close print run {asked.number}: {asked.reconciliation['equation']}",
        maker=maker,
        at=at,
    )
    asked.save(update_fields=["closing"])
    return asked.closing


def perform_close(approval: Approval, *, at: datetime) -> PrintRun:
    """Close a reconciled run as approved, counted once more.

    Agreement: 5(a).
    """
    run = _lock(PrintRun.objects.get(pk=approval.request["run"]))
    found = reconciliation(run)
    _must_be_whole(run, found)
    if found.as_json() != approval.request["reconciliation"]:
        raise refuse("BOOKS_CHANGED", reason="the numbers of the run were counted otherwise")
    consume(approval, at=at)
    _advance(run, "closed", also={"closed_at": at})
    return run


def run_terms(run: PrintRun) -> FaceTerms:
    """What the faces of a run take from the agreement, as it was frozen."""
    return terms_of(run.snapshot)


def form_of_run(run: PrintRun) -> FormVersion:
    """The words of a run's form version. Raises FORM_FOLDER_CHANGED when they are not those approved.

    Agreement: 4(a).
    """
    form = read_form_version(place_of(run.form_version))
    if form.hash != run.form_version.folder_hash:
        raise refuse("FORM_FOLDER_CHANGED", form=run.form_version.name)
    return form


def register_hash(run: PrintRun) -> str:
    """SHA-256 over the leaf hashes of the run's certificates in the order of their numbers, in hex."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTER_HASH, [run.agreement_id, run.first_number, run.last_number])
        return str(cursor.fetchone()[0])


def _lock(run: PrintRun) -> PrintRun:
    found = PrintRun.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("agreement", "form_version", "job", "entry").get(pk=run.pk)


def _advance(run: PrintRun, event: str, *, also: dict[str, Any] | None = None) -> None:
    """Move a run by an event of its table, with the fields that come with it."""
    changed = also or {}
    run.state = RunState(move(PRINT_RUN, run.state, event))
    for name, value in changed.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *changed])


def _form_of(register: QuerySet[RightsCertificate], entry: BookEntry) -> FormVersionRow:
    """The one form version the certificates of an entry were issued on."""
    forms = list(register.order_by().values_list("form_version", flat=True).distinct())
    if len(forms) != 1:
        raise refuse(
            "PRINT_RUN_NOT_READY",
            run=f"for entry {entry.number}",
            missing="certificates of one form version" if forms else "certificates",
        )
    return FormVersionRow.objects.get(pk=forms[0])


def _why_demo(agreement: RightsAgreement, form: FormVersionRow) -> str:
    """Why DEMO stands across both sides; empty on a productive installation with the Company's own words."""
    if agreement.is_demo:
        return "the agreement is a demo"
    if form.is_model:
        return "the words are a model"
    return "" if is_productive() else "the installation is not marked productive"


def _try_every_face(register: QuerySet[RightsCertificate], *, terms: FaceTerms, form: FormVersion) -> None:
    unprintable = find_unprintable(register, terms=terms, form=form)
    if unprintable:
        first = unprintable[0].grounds[0]
        numbers = ", ".join(str(face.number) for face in unprintable)
        raise RefusedByGround(
            first.code,
            f"Certificate {unprintable[0].number}: {first.message}; set aside: {numbers}",
            basis=first.basis,
            clause=first.clause,
            facts={**first.facts, "numbers": [face.number for face in unprintable]},
            cure=first.cure,
            grounds=[found for face in unprintable for found in face.grounds],
        )


def _frozen(
    agreement: RightsAgreement,
    *,
    entry: BookEntry,
    register: QuerySet[RightsCertificate],
    form: FormVersionRow,
    terms: FaceTerms,
    maker: User,
    at: datetime,
) -> PrintRun:
    """A run with its totals, its snapshot, the hash of its register and the head of the books."""
    totals = register.aggregate(
        first=Min("number"), last=Max("number"), certificates=Count("id"), rights=Sum("rights")
    )
    head = BookEntry.objects.filter(agreement=agreement).order_by("-number").first()
    assert head is not None  # the entry that issued the certificates
    run = PrintRun(
        agreement=agreement,
        number=next_run_number(agreement),
        entry=entry,
        form_version=form,
        first_number=totals["first"],
        last_number=totals["last"],
        certificate_count=totals["certificates"],
        rights_total=totals["rights"],
        snapshot=snapshot_of(terms),
        books_number=head.number,
        books_hash=bytes(head.entry_hash).hex(),
        created_by=maker,
        created_at=at,
    )
    run.register_hash = register_hash(run)
    run.save()
    return run


def _must_be_whole(run: PrintRun, found: Reconciliation) -> None:
    grounds = run_grounds(
        RunCount(
            run=run.number,
            first_number=1,
            last_number=count(found.numbers),
            issued=count(found.issued),
            spoiled=count(found.spoiled),
            unused=count(found.unused),
            live_without_sheet=found.live_without_sheet,
        )
    )
    must_stand(list(grounds))
