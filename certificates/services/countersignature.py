"""Countersignature by hand: for a range with exceptions, by a named signatory, approved by another (§5(a)).

No image of it is ever drawn. Only what is recorded here makes a Rights Certificate valid.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agreement.choices import CountersignatureMode
from agreement.form import CountersignatureFacts, countersignature_grounds
from agreement.refusals import refuse
from agreement.workflow.moves import move
from agreement.workflow.paper import PRINT_RUN
from certificates.models import PrintRun, RunState
from certificates.selectors.authority import appointments, countersigner_named, countersigners
from certificates.selectors.numbers import Range, common, count, event_ranges, joined, told, without
from certificates.selectors.print_runs import numbers_of, without_good_sheet
from certificates.services.execution import unexecuted
from certificates.services.run_grounds import held_run, must_stand
from registry.models import (
    Approval,
    BookEntry,
    CertificateEvent,
    Document,
    PaperEvent,
    RightsCertificate,
    User,
)
from registry.selectors.agreements import calendar, terms_in_force
from registry.selectors.succession import acting_name
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.documents import Evidence
from registry.services.paper_entries import must_have_happened, paper_entry, paper_events

COUNTERSIGN = "COUNTERSIGN"


@transaction.atomic(durable=True)
def record_countersignature(
    run: PrintRun,
    *,
    first: int,
    last: int,
    exceptions: Mapping[int, str],
    signatory: str,
    signed_on: date,
    document: Evidence | None,
    maker: User,
    at: datetime,
    means: str = "MANUAL",
) -> Approval:
    """Ask a second person to record that a signatory signed the sheets `first` to `last` by hand.

    `exceptions` names the numbers of the range that were not signed, each with the reason (spoiled, missing).
    `document` is the signed batch list. Raises COUNTERSIGNATURE_MUST_BE_MANUAL, NO_AGENT_IN_OFFICE,
    COUNTERSIGNER_NOT_LISTED, NOT_EXECUTED, CERTIFICATE_NOT_IN_RUN, ALREADY_COUNTERSIGNED,
    LIVE_CERTIFICATE_NUMBER_MISSING.

    Agreement: 5(a).
    """
    facts = _facts_of(first, last, exceptions=exceptions, signatory=signatory, day=signed_on, means=means)
    request = _request(run, facts, document, at=at)
    signed = [(event["first"], event["last"]) for event in request["entry"]["events"]]
    left_out = f", without {told((number, number) for number in sorted(exceptions))}" if exceptions else ""
    return request_approval(
        run.agreement,
        kind=COUNTERSIGN,
        request=request,
        summary=f"Print run {run.number}: {signatory} countersigned by hand on {signed_on} "
        f"{count(signed)} certificates, numbers {first} to {last}{left_out}",
        maker=maker,
        at=at,
    )


def perform_countersignature(approval: Approval, *, at: datetime) -> BookEntry:
    """Record the countersignature as approved, decided again from the books as they stand.

    Agreement: 5(a).
    """
    asked = approval.request
    run = held_run(asked["run"])
    request = _request(
        run,
        asked["facts"],
        Document.objects.get(pk=asked["entry"]["document"]),
        at=datetime.fromisoformat(asked["entry"]["effective_at"]),
    )
    entry = books.post_entry_within(approval, request, at=at)
    if run.state == RunState.EXECUTED:
        run.state = RunState(move(PRINT_RUN, run.state, "countersigning_begun"))
        run.save(update_fields=["state"])
    return entry


def _facts_of(
    first: int, last: int, *, exceptions: Mapping[int, str], signatory: str, day: date, means: str
) -> dict[str, Any]:
    return {
        "first": first,
        "last": last,
        "exceptions": {str(number): reason for number, reason in sorted(exceptions.items())},
        "signatory": signatory,
        "signed_on": day.isoformat(),
        "means": means,
    }


def _request(
    run: PrintRun, facts: dict[str, Any], document: Evidence | None, *, at: datetime
) -> dict[str, Any]:
    """The request that the second person approves: the facts, and the very entry that follows from them."""
    events = _events(run, facts, at=at)
    return {
        "act": COUNTERSIGN,
        "run": run.pk,
        "facts": facts,
        "entry": paper_entry(run.agreement, section="5(a)", document=document, at=at, events=events),
    }


def _events(run: PrintRun, facts: Mapping[str, Any], *, at: datetime) -> list[dict[str, Any]]:
    """The events of a signing, if nothing stands against it."""
    signed_on = date.fromisoformat(facts["signed_on"])
    ranges = _signed_ranges(run, facts)
    must_have_happened(run.agreement, day=signed_on, at=at)
    _must_follow_issue(run, ranges, signed_on=signed_on, at=at)
    terms = terms_in_force(run.agreement, known_at=at)
    first_unexecuted = unexecuted(run, within=ranges, on=signed_on)
    must_stand(
        list(
            countersignature_grounds(
                CountersignatureFacts(
                    agent=acting_name(run.agreement, day=signed_on),
                    signatory=facts["signatory"],
                    signed_on=signed_on,
                    is_manual=facts["means"] == CountersignatureMode.MANUAL,
                    is_executed=not first_unexecuted,
                    first_number=first_unexecuted[0][0] if first_unexecuted else facts["first"],
                ),
                mode=terms.countersignature_mode,
                appointments=appointments(run.agreement),
                countersigners=countersigners(run.agreement),
            )
        )
    )
    signatory = countersigner_named(run.agreement, facts["signatory"], day=signed_on)
    assert signatory is not None  # COUNTERSIGNER_NOT_LISTED was raised
    return paper_events(
        PaperEvent.COUNTERSIGNED,
        ranges=ranges,
        day=signed_on,
        signatory=signatory.pk,
        manifest_hash=run.manifest_sha256,
    )


def _must_follow_issue(run: PrintRun, ranges: Sequence[Range], *, signed_on: date, at: datetime) -> None:
    """No sheet was signed before its certificate was issued; the highest number was issued last.

    Agreement: 5(a).
    """
    highest = RightsCertificate.objects.filter(agreement_id=run.agreement_id, number=ranges[-1][1])
    for certificate in highest.select_related("issued_by"):
        issued = calendar(run.agreement, at=at).local_date(certificate.issued_by.recorded_at)
        if signed_on < issued:
            raise refuse(
                "COUNTERSIGNED_BEFORE_ISSUE", number=certificate.number, issued=issued, date=signed_on
            )


def _signed_ranges(run: PrintRun, facts: Mapping[str, Any]) -> list[Range]:
    """The run's numbers in the range without the exceptions; each on a good sheet, signed once.

    Numbers of other runs may lie in between; the ends and the exceptions are of this run.
    """
    asked: Range = (facts["first"], facts["last"])
    if asked[0] > asked[1]:
        raise refuse("CERTIFICATE_NOT_IN_RUN", number=asked[0], run=run.number)
    excepted = joined((int(number), int(number)) for number in facts["exceptions"])
    named = joined([(asked[0], asked[0]), (asked[1], asked[1]), *excepted])
    outside = [*without(named, numbers_of(run)), *without(excepted, [asked])]
    if outside:
        raise refuse("CERTIFICATE_NOT_IN_RUN", number=outside[0][0], run=run.number)
    for number, reason in facts["exceptions"].items():
        if not reason.strip():
            raise refuse("SPOIL_REASON_MISSING", number=number)
    signed = without(common([asked], numbers_of(run)), excepted)
    if not signed:
        raise refuse("CERTIFICATE_NOT_IN_RUN", number=asked[0], run=run.number)
    already = common(event_ranges(run.agreement, PaperEvent.COUNTERSIGNED, within=signed), signed)
    if already:
        number = already[0][0]
        raise refuse("ALREADY_COUNTERSIGNED", number=number, date=_signed_day(run, number))
    missing = without_good_sheet(run, numbers=signed)
    if missing:
        raise refuse("LIVE_CERTIFICATE_NUMBER_MISSING", numbers=", ".join(map(str, missing)))
    return signed


def _signed_day(run: PrintRun, number: int) -> date | None:
    event = CertificateEvent.objects.filter(
        agreement=run.agreement,
        kind=PaperEvent.COUNTERSIGNED,
        first_number__lte=number,
        last_number__gte=number,
    ).first()
    return event.happened_on if event else None
