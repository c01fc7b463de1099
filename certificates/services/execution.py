"""Execution by the Company: two officers of the two groups, in office on the day of signing (§5(a))."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agreement.form import CompanySignature, signature_grounds
from agreement.refusals import refuse
from agreement.workflow.moves import move
from agreement.workflow.paper import PRINT_RUN
from certificates.models import PrintRun, RunState
from certificates.selectors.authority import officers
from certificates.selectors.numbers import Range, event_ranges, told, without
from certificates.selectors.print_runs import numbers_of
from certificates.services.run_grounds import held_run, must_stand
from registry.models import Approval, CompanyOfficer, Document, PaperEvent, User
from registry.selectors.agreements import terms_in_force
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.documents import Evidence
from registry.services.paper_entries import must_have_happened, paper_entry, paper_events

RECORD_EXECUTION = "RECORD_EXECUTION"
AFTER_PRINTING = (RunState.PRINTED, RunState.EXECUTED, RunState.COUNTERSIGNING)


@transaction.atomic(durable=True)
def record_executed(
    run: PrintRun,
    *,
    signers: Sequence[CompanyOfficer],
    signed_on: date,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record that the Company executed the sheets of a run that are not yet so.

    `signers` are one officer of each group, by hand or facsimile; one who has left office since counts.
    `document` is what shows it: the signed stock's receipt, or the authority for facsimile signatures.
    Raises SIGNATURE_GROUP_MISSING, SIGNER_NOT_IN_OFFICE, PRINT_RUN_NOT_READY.

    Agreement: 5(a).
    """
    request = _request(run, [signer.pk for signer in signers], signed_on, document, at=at)
    asked = request_approval(
        run.agreement,
        kind=RECORD_EXECUTION,
        request=request,
        summary=f"Print run {run.number}: executed by the Company on {signed_on}, numbers "
        f"{told(_to_execute(run))}",
        maker=maker,
        at=at,
    )
    run.execution = asked
    run.save(update_fields=["execution"])
    return asked


def perform_execution(approval: Approval, *, at: datetime) -> PrintRun:
    """Record the execution as approved, decided again from the books as they stand.

    Agreement: 5(a).
    """
    asked = approval.request
    run = held_run(asked["run"])
    request = _request(
        run,
        asked["signers"],
        date.fromisoformat(asked["signed_on"]),
        Document.objects.get(pk=asked["entry"]["document"]),
        at=datetime.fromisoformat(asked["entry"]["effective_at"]),
    )
    books.post_entry_within(approval, request, at=at)
    if run.state == RunState.PRINTED:
        run.state = RunState(move(PRINT_RUN, run.state, "executed"))
        run.executed_on = date.fromisoformat(asked["signed_on"])
        run.save(update_fields=["state", "executed_on"])
    return run


def _to_execute(run: PrintRun) -> list[Range]:
    """Numbers of the run that the Company has not executed and that are not spoiled."""
    numbers = numbers_of(run)
    executed = event_ranges(run.agreement, PaperEvent.EXECUTED, within=numbers)
    spoiled = event_ranges(run.agreement, PaperEvent.SPOILED, within=numbers)
    return without(numbers, [*executed, *spoiled])


def examine_execution(
    run: PrintRun, *, signers: Sequence[int], signed_on: date, at: datetime
) -> list[dict[str, Any]]:
    """What recording an execution would put into the books, by the keys of the officers who signed.

    Raises as `record_executed`.

    Agreement: 5(a).
    """
    numbers = _to_execute(run)
    if run.state not in AFTER_PRINTING:
        raise refuse("PRINT_RUN_NOT_READY", run=run.number, missing=f"it is {run.state}, not printed")
    if not numbers:
        raise refuse("PRINT_RUN_NOT_READY", run=run.number, missing="sheets not yet executed")
    must_have_happened(run.agreement, day=signed_on, at=at)
    terms = terms_in_force(run.agreement, known_at=at)
    named = CompanyOfficer.objects.filter(agreement=run.agreement, pk__in=signers).order_by("pk")
    must_stand(
        list(
            signature_grounds(
                [CompanySignature(officer.name, officer.title, signed_on) for officer in named],
                groups=(terms.signature_group_1, terms.signature_group_2),
                officers=officers(run.agreement),
            )
        )
    )
    return paper_events(
        PaperEvent.EXECUTED,
        ranges=numbers,
        day=signed_on,
        reason="; ".join(f"{officer.name}, {officer.title}" for officer in named),
    )


def _request(
    run: PrintRun, signers: Sequence[int], signed_on: date, document: Evidence | None, *, at: datetime
) -> dict[str, Any]:
    events = examine_execution(run, signers=signers, signed_on=signed_on, at=at)
    return {
        "act": RECORD_EXECUTION,
        "run": run.pk,
        "signers": sorted(signers),
        "signed_on": signed_on.isoformat(),
        "entry": paper_entry(run.agreement, section="5(a)", document=document, at=at, events=events),
    }


def unexecuted(run: PrintRun, *, within: Sequence[Range], on: date) -> list[Range]:
    """Numbers, of those asked for, that the Company had not executed by the end of a day.

    Agreement: 5(a).
    """
    executed = event_ranges(run.agreement, PaperEvent.EXECUTED, within=within, until=on)
    return without(within, executed)
