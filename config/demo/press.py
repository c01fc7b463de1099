"""The print run of the demonstration: drawn by the workers, three sheets spoiled, signed but for some."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from certificates.models import PrintRun
from certificates.services import countersignature, execution, print_runs, spoiling
from config.demo.papers import letter
from config.demo.people import MAKER, user_of
from config.demo.story import PRESIDENT, approve
from registry import clock
from registry.models import Approval, BookEntry, Document, Job, JobState, RightsAgreement
from registry.selectors import jobs as job_selectors
from registry.services import jobs

if TYPE_CHECKING:
    from config.demo.telling import Teller

# Does a job, or waits until it is done.
Work = Callable[[Job], object]
UNSIGNED = 100  # of a small run fewer, so that the sheet that was lost lies among those signed
SIGNATORY = "Adaeze N. Brook"
QUIET_SECONDS = 20
LOST_AFTER = 36


def print_and_sign(agreement: RightsAgreement, entry: BookEntry, *, teller: Teller) -> PrintRun:
    """Lock and draw the run, record what press and pen did, and leave the last ones for the console."""
    with teller.step("Print run locked: every face examined before a sheet is drawn"):
        run = print_runs.lock_run(agreement, entries=[entry], maker=user_of(MAKER), at=clock.now())
    wait_for(Job.objects.get(print_run=run), teller=teller)
    run.refresh_from_db()
    with teller.step("Printed; three sheets spoiled: two printed again, the number of the third moved on"):
        print_runs.record_printed(run, by=user_of(MAKER), at=clock.now())
        spoil_three(run)
    left = unsigned_of(run)
    with teller.step(f"Executed by the Company, countersigned by hand but for the last {left}"):
        sign(run)
    run.refresh_from_db()
    return run


def wait_for(job: Job, *, teller: Teller, what: str = "Certificates drawn") -> None:
    """Follow a job until it ends; where no worker takes it up, do the work here."""
    columns = (TextColumn(f"  {what}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    last_done, moved_at = -1, time.monotonic()
    with Progress(*columns, console=teller.console, transient=True) as bar:
        line = bar.add_task("", total=job_selectors.progress(job).total)
        while Job.objects.get(pk=job.pk).state == JobState.RUNNING:
            done = job_selectors.progress(job).done
            bar.update(line, completed=done)
            if done != last_done:
                last_done, moved_at = done, time.monotonic()
            if time.monotonic() - moved_at > QUIET_SECONDS:
                jobs.run_available(jobs.this_worker(), clock=clock.now, limit=1, job_id=job.pk)
            time.sleep(0.3)
    ended = Job.objects.get(pk=job.pk)
    if ended.state != JobState.FINISHED:
        raise RuntimeError(f"The job ended {ended.state}; its page says why.")


def spoil_three(run: PrintRun) -> None:
    """Two defective sheets are destroyed and printed again; one is lost, and its number is spoiled."""
    maker = user_of(MAKER)
    smudged, torn, lost = run.first_number + 11, run.first_number + 23, run.first_number + LOST_AFTER
    spoiling.reprint(
        run.agreement, number=smudged, reason="Border smudged at the press", by=maker, at=clock.now()
    )
    spoiling.reprint(run.agreement, number=torn, reason="Torn by the cutter", by=maker, at=clock.now())
    paper = _paper(run, "Report of a lost sheet", {"number": lost, "found": "not on the pile after cutting"})
    request = spoiling.move_number(
        run.agreement,
        number=lost,
        reason="Sheet lost after cutting",
        document=paper,
        maker=maker,
        at=clock.now(),
    )
    approve(request, at=clock.now())


def sign(run: PrintRun) -> None:
    """The Company's two officers execute the run; the signatory signs all but the last ones."""
    execute(run)
    last = run.last_number - unsigned_of(run)
    lost = {run.first_number + LOST_AFTER: "sheet lost, number spoiled"}
    approve(report_signed(run, first=run.first_number, last=last, exceptions=lost), at=clock.now())
    # The last ones stay unsigned until a second person approves what the clerk reports.
    report_signed(run, first=last + 1, last=run.last_number, exceptions={})


def unsigned_of(run: PrintRun) -> int:
    """How many are left for the console: a hundred, of a small run half of those after the lost one."""
    return min(UNSIGNED, (run.last_number - run.first_number - LOST_AFTER) // 2)


def execute(run: PrintRun) -> None:
    """The Company's two officers execute every sheet of a printed run, by facsimile."""
    run.refresh_from_db()
    officers = list(run.agreement.officers.filter(signs_certificates=True))
    receipt = _paper(
        run, "Receipt of the executed stock", {"run": run.number, "executed by": "facsimile, as authorised"}
    )
    asked = execution.record_executed(
        run,
        signers=officers,
        signed_on=_today(clock.now()),
        document=receipt,
        maker=user_of(MAKER),
        at=clock.now(),
    )
    approve(asked, at=clock.now())
    run.refresh_from_db()


def report_signed(run: PrintRun, *, first: int, last: int, exceptions: dict[int, str]) -> Approval:
    """Ask that the signing of a range be recorded, on the batch list that the signatory signed."""
    sheet = _paper(run, "Batch list signed by the signatory", {"first": first, "last": last})
    return countersignature.record_countersignature(
        run,
        first=first,
        last=last,
        exceptions=exceptions,
        signatory=SIGNATORY,
        signed_on=_today(clock.now()),
        document=sheet,
        maker=user_of(MAKER),
        at=clock.now(),
    )


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo("America/Los_Angeles")).date()


def _paper(run: PrintRun, title: str, says: dict[str, object]) -> Document:
    now = clock.now()
    return letter(
        run.agreement,
        title=title,
        officer=", ".join(PRESIDENT),
        signed_on=_today(now),
        says=says,
        received_at=now,
        by=user_of(MAKER),
        at=now,
    )
