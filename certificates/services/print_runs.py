"""Print runs: locked, drawn by a job, proofed against the register, printed, reconciled, closed (5(a)).

Jobs draw; people attest: that a run was printed, executed, countersigned, accounted for is set by a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from agreement.numbered_stock import RunCount, run_grounds
from agreement.refusals import refuse
from agreement.workflow.moves import move
from agreement.workflow.paper import PRINT_RUN
from certificates.drawing.forms import read_form_version
from certificates.faces import FaceTerms, FormVersion
from certificates.models import PrintFile, PrintPiece, PrintRun, RunState
from certificates.selectors.numbers import count
from certificates.selectors.print_runs import (
    Reconciliation,
    next_run_number,
    reconciliation,
    stretches_of,
)
from certificates.services.face_terms import snapshot_of, terms_of
from certificates.services.run_drawing import draw_file, drawn_rows, write_pieces
from certificates.services.run_examination import Examined, examine_run, hash_of_register, try_every_face
from certificates.services.run_grounds import must_stand
from certificates.services.run_papers import prove, write_papers
from registry.models import Approval, BookEntry, Job, RightsAgreement, User
from registry.services import books, jobs
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.form_folders import place_of

CLOSE_RUN = "CLOSE_RUN"


@dataclass(frozen=True, slots=True)
class TriedRun:
    """What a run would print as it was examined, and the hash of its certificates."""

    examined: Examined
    register_hash: str


def lock_run(
    agreement: RightsAgreement, *, entries: Sequence[BookEntry], maker: User, at: datetime
) -> PrintRun:
    """Lock the certificates that entries issued into one run: examined, tried, frozen; a job begins to draw.

    Every face is tried before the books are locked, so that nobody waits for it; under the lock everything
    that can have changed since is looked at again. Raises RefusedByGround with every ground
    (INITIAL_ISSUE_NOT_READY, TEMPLATE_NOT_APPROVED, FORM_FOLDER_CHANGED, SIGNATURE_GROUP_MISSING,
    SEAL_NOT_STATED, NO_AGENT_IN_OFFICE, or those of the faces that cannot be printed), RUN_ALREADY_LOCKED for
    a second run of an entry, BOOKS_CHANGED.

    Agreement: 3(a);4(a);5(a).
    """
    with transaction.atomic(durable=True):
        tried = try_run(agreement, entries=entries, at=at)
    return lock_tried_run(agreement, tried=tried, entries=entries, maker=maker, at=at)


def try_run(agreement: RightsAgreement, *, entries: Sequence[BookEntry], at: datetime) -> TriedRun:
    """Examine what a run would print and try every face of it; nothing is locked or written."""
    present = RightsAgreement.objects.get(pk=agreement.pk)
    examined = examine_run(present, entries=entries, at=at)
    try_every_face(present, entries=entries, examined=examined, at=at)
    hashed = hash_of_register(
        agreement.pk,
        first_number=examined.first_number,
        last_number=examined.last_number,
        entries=[entry.pk for entry in entries],
    )
    return TriedRun(examined, hashed)


@transaction.atomic(durable=True)
def lock_tried_run(
    agreement: RightsAgreement,
    *,
    tried: TriedRun,
    entries: Sequence[BookEntry],
    maker: User,
    at: datetime,
) -> PrintRun:
    """Lock a run whose faces were tried, unless anything changed since; its job begins to draw."""
    locked = books.lock_books(agreement)
    if examine_run(locked, entries=entries, at=at) != tried.examined:
        raise refuse("BOOKS_CHANGED", reason="what the run would print changed while it was examined")
    run = _frozen(locked, examined=tried.examined, maker=maker, at=at)
    run.register_hash = tried.register_hash
    run.save()
    run.entries.set(entries)
    run.job = _drawing_of(run, by=maker, at=at)
    _advance(run, "data_locked", also={"job": run.job, "locked_at": at})
    append_audit(locked, actor=maker, act="PRINT_RUN_LOCKED", subject=str(run), at=at)
    jobs.start(run.job, by=maker, at=at)
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
        jobs.cancel(given_up.job, by=by, at=at)
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
    entries = list(run.entries.values_list("pk", flat=True))
    return hash_of_register(
        run.agreement_id, first_number=run.first_number, last_number=run.last_number, entries=entries
    )


def _lock(run: PrintRun) -> PrintRun:
    found = PrintRun.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("agreement", "form_version", "job").get(pk=run.pk)


def _advance(run: PrintRun, event: str, *, also: dict[str, Any] | None = None) -> None:
    """Move a run by an event of its table, with the fields that come with it."""
    changed = also or {}
    run.state = RunState(move(PRINT_RUN, run.state, event))
    for name, value in changed.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *changed])


def _frozen(agreement: RightsAgreement, *, examined: Examined, maker: User, at: datetime) -> PrintRun:
    """A run with its totals, its snapshot, and the head of the books."""
    head = BookEntry.objects.filter(agreement=agreement).order_by("-number").first()
    assert head is not None  # the entry that issued the certificates
    return PrintRun(
        agreement=agreement,
        number=next_run_number(agreement),
        form_version=examined.form,
        first_number=examined.first_number,
        last_number=examined.last_number,
        stretches=[list(stretch) for stretch in examined.stretches],
        certificate_count=examined.certificate_count,
        rights_total=examined.rights_total,
        snapshot=snapshot_of(examined.terms),
        books_number=head.number,
        books_hash=bytes(head.entry_hash).hex(),
        created_by=maker,
        created_at=at,
    )


def _drawing_of(run: PrintRun, *, by: User, at: datetime) -> Job:
    """The job that draws a run, one item a certificate number."""
    return jobs.create_job(
        run.agreement,
        kind="print",
        title=f"Print run {run.number} of {run.agreement.code}",
        parameters={"run": run.number},
        first_item=run.first_number,
        last_item=run.last_number,
        stretches=stretches_of(run),
        chunk_size=settings.PRINT_CHUNK_CERTIFICATES,
        first_chunk_size=settings.PRINT_FILE_CERTIFICATES,
        created_by=by,
        at=at,
    )


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
