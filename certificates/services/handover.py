"""Who mails: the Company, unless it asks the agent in writing; and the hand-over to it otherwise (§3(a)).

A package names every certificate handed over; the Company's signed receipt, recorded by two people, shows
them as issued.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.separation import mailing_grounds
from certificates.drawing.hand_over_sheet import (
    HandOverFile,
    HandOverRange,
    HandOverSheet,
    draw_hand_over_sheet,
)
from certificates.faces import FaceTerms, date_text, printed_number
from certificates.models import HandOver, PrintRun, RunState
from certificates.selectors.numbers import (
    Range,
    common,
    count,
    event_ranges,
    paper_stops,
    ranges_with_items,
    stopped_ranges,
    told,
    without,
)
from certificates.selectors.print_runs import numbers_of
from certificates.services.face_terms import terms_of
from certificates.services.press_files import keep_file
from certificates.services.run_papers import file_name, run_name
from registry.models import (
    Approval,
    Document,
    PaperEvent,
    RightsAgreement,
    RightsCertificate,
    User,
)
from registry.selectors.notices import CERTIFICATES, SUMMARY_OF_RIGHTS, mailing_request
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.audit import append_audit
from registry.services.documents import Evidence
from registry.services.paper_entries import paper_entry, paper_events

HAND_OVER = "HAND_OVER"
ACCOUNTED_FOR = (RunState.RECONCILED, RunState.CLOSED)


def must_mail_on_request(
    agreement: RightsAgreement, *, numbers: Sequence[Range] = (), papers: str = CERTIFICATES
) -> None:
    """The gate of every mailing by the agent: the Company's written request for its papers is on file.

    Raises MAILING_NOT_REQUESTED, and NOT_COUNTERSIGNED for each range without countersignature.

    Agreement: 3(a);20(g).
    """
    request = mailing_request(agreement, papers=papers)
    asked = str(request) if request is not None else None
    missing = tuple(told([one]) for one in _uncountersigned(agreement, numbers))
    section = "3(a)" if papers in (CERTIFICATES, SUMMARY_OF_RIGHTS) else "20(g)"
    grounds = mailing_grounds(request=asked, uncountersigned=missing, section=section)
    if grounds:
        raise RefusedByGround.by(grounds)


@transaction.atomic(durable=True)
def prepare_hand_over(run: PrintRun, *, maker: User, at: datetime, numbers: Sequence[Range] = ()) -> HandOver:
    """Make the package of a reconciled run for the Company: ranges, totals, files, place for the receipt.

    `numbers` are the certificates to hand over, all that are countersigned and not yet out by default.
    Certificates on which a stop stands are set aside, as by a mailing, and named on the paper: whoever sends
    them, the stop is there to keep such a paper from its holder until it is released.
    Raises MAILING_REQUESTED where the agent is to mail, NOT_COUNTERSIGNED, CERTIFICATE_NOT_IN_RUN,
    STOP_KEEPS_FROM_MAIL, PRINT_RUN_NOT_READY for a run not reconciled or with nothing left to hand over.

    Agreement: 3(a);4(b);6(b).
    """
    agreement = books.lock_books(run.agreement)
    found = PrintRun.objects.select_related("agreement", "form_version").get(pk=run.pk)
    made = _package(found, numbers, at=at)
    drawn = draw_hand_over_sheet(_sheet(made.facts))
    kept = keep_file(lambda sink: sink.write(drawn), suffix=".pdf")
    made.paper, made.paper_sha256 = kept.stored_as, kept.sha256
    made.prepared_by, made.prepared_at = maker, at
    made.save()
    append_audit(
        agreement,
        actor=maker,
        act="HAND_OVER_PREPARED",
        subject=str(found),
        details={"certificates": made.certificate_count, "paper_sha256": kept.sha256},
        at=at,
    )
    return made


def preview_hand_over(run: PrintRun, *, at: datetime) -> HandOver:
    """The package that would be made of a run now, by the same examinations; it is not kept.

    Raises as `prepare_hand_over`.

    Agreement: 3(a).
    """
    return _package(run, (), at=at)


@transaction.atomic(durable=True)
def request_receipt(
    hand_over: HandOver,
    *,
    received_by: str,
    received_on: date,
    certificate_count: int,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record the Company's signed receipt of a package.

    Raises NO_SUPPORTING_DOCUMENT, INSTRUCTION_PART_MISSING without a signature, HAND_OVER_COUNT_DIFFERS,
    REQUEST_ALREADY_DECIDED.

    Agreement: 3(a).
    """
    agreement = books.lock_books(hand_over.run.agreement)
    facts = _facts_of_receipt(received_by, on=received_on, certificate_count=certificate_count)
    request = _request(HandOver.objects.get(pk=hand_over.pk), facts, document, at=at)
    return request_approval(
        agreement,
        kind=HAND_OVER,
        request=request,
        summary=f"{received_by.strip()} received {certificate_count:,} certificates of print run "
        f"{hand_over.run.number} for the Company on {received_on}",
        maker=maker,
        at=at,
    )


def perform_receipt(approval: Approval, *, at: datetime) -> HandOver:
    """Record the receipt as approved: the certificates of the package are issued.

    Agreement: 3(a).
    """
    asked = approval.request
    made = HandOver.objects.select_related("run__agreement").get(pk=asked["hand_over"])
    books.lock_books(made.run.agreement)
    paper = Document.objects.get(pk=asked["entry"]["document"])
    effective = datetime.fromisoformat(asked["entry"]["effective_at"])
    request = _request(made, asked["facts"], paper, at=effective)
    made.entry = books.post_entry_within(approval, request, at=at)
    made.receipt, made.received_by = paper, asked["facts"]["received_by"]
    made.received_on = date.fromisoformat(asked["facts"]["received_on"])
    made.save(update_fields=["entry", "receipt", "received_by", "received_on"])
    return made


def _package(run: PrintRun, numbers: Sequence[Range], *, at: datetime) -> HandOver:
    """What is handed over of a run: the numbers, their totals, and what the paper states."""
    _must_be_handed_over(run.agreement)
    ranges = _ranges_to_hand_over(run, list(numbers))
    rights = _rights_on(run.agreement, ranges)
    return HandOver(
        run=run,
        ranges=[list(one) for one in ranges],
        certificate_count=count(ranges),
        rights_total=rights,
        facts=_facts(run, ranges, rights, terms=terms_of(run.snapshot), at=at),
    )


def _request(
    made: HandOver, facts: dict[str, Any], document: Evidence | None, *, at: datetime
) -> dict[str, Any]:
    """What the second person approves: the receipt, and the entry that follows from it."""
    agreement, ranges = made.run.agreement, _ranges_of(made)
    if document is not None and document.signed_on is None:
        raise refuse("INSTRUCTION_PART_MISSING", kind="receipt", missing="who signed it, and when")
    _must_be_received(made, facts)
    day, why = date.fromisoformat(facts["received_on"]), f"receipt of {facts['received_by']}"
    events = [
        *paper_events(PaperEvent.ISSUED, ranges=ranges, day=day, reason=f"Handed over to the Company; {why}"),
        # What happened last tells how the paper stands, so a stop is said again.
        *paper_events(
            PaperEvent.STOPPED,
            ranges=paper_stops(agreement, within=ranges),
            day=day,
            reason="The stop stands after the hand-over to the Company",
        ),
    ]
    return {
        "act": HAND_OVER,
        "hand_over": made.pk,
        "facts": facts,
        "paper_sha256": made.paper_sha256,
        "entry": paper_entry(agreement, section="3(a)", document=document, at=at, events=events),
    }


def _facts_of_receipt(received_by: str, *, on: date, certificate_count: int) -> dict[str, Any]:
    return {
        "received_by": received_by.strip(),
        "received_on": on.isoformat(),
        "certificate_count": certificate_count,
    }


def _must_be_received(made: HandOver, facts: dict[str, Any]) -> None:
    """A package is received once, whole, by somebody named, with every certificate countersigned."""
    agreement, ranges = made.run.agreement, _ranges_of(made)
    if made.receipt_id is not None or event_ranges(agreement, PaperEvent.ISSUED, within=ranges):
        raise refuse("REQUEST_ALREADY_DECIDED", what="hand-over", state="received")
    if not facts["received_by"]:
        raise refuse("INSTRUCTION_PART_MISSING", kind="receipt", missing="who signed it, and when")
    if facts["certificate_count"] != made.certificate_count:
        raise refuse(
            "HAND_OVER_COUNT_DIFFERS",
            received=facts["certificate_count"],
            handed_over=made.certificate_count,
        )
    _must_be_countersigned(agreement, ranges)


def _must_be_handed_over(agreement: RightsAgreement) -> None:
    """The Company mails by default; where it asked the agent to, its certificates are not handed over."""
    request = mailing_request(agreement)
    if request is not None:
        raise refuse("MAILING_REQUESTED", notice=request.number)


def _ranges_to_hand_over(run: PrintRun, asked: list[Range]) -> list[Range]:
    """The countersigned numbers of a reconciled run that are not out yet, all or those asked for."""
    agreement, numbers = run.agreement, numbers_of(run)
    outside = without(asked, numbers)
    if outside:
        raise refuse("CERTIFICATE_NOT_IN_RUN", number=outside[0][0], run=run.number)
    _must_be_countersigned(agreement, asked)
    if run.state not in ACCOUNTED_FOR:
        raise refuse("PRINT_RUN_NOT_READY", run=run.number, missing=f"it is {run.state}, not reconciled")
    signed = event_ranges(agreement, PaperEvent.COUNTERSIGNED, within=numbers)
    out = event_ranges(agreement, PaperEvent.ISSUED, within=numbers)
    kept = ranges_with_items(agreement, within=numbers)
    left = common(without(signed, [*out, *kept]), asked or numbers)
    if not left:
        raise refuse("PRINT_RUN_NOT_READY", run=run.number, missing="certificates still to hand over")
    stopped = stopped_ranges(agreement, within=left)
    free = without(left, stopped)
    if stopped and (asked or not free):
        raise refuse("STOP_KEEPS_FROM_MAIL", number=told(stopped))
    return free


def _must_be_countersigned(agreement: RightsAgreement, ranges: Sequence[Range]) -> None:
    missing = _uncountersigned(agreement, ranges)
    if missing:
        raise refuse("NOT_COUNTERSIGNED", number=missing[0][0], numbers=told(missing))


def _uncountersigned(agreement: RightsAgreement, ranges: Sequence[Range]) -> list[Range]:
    return without(ranges, event_ranges(agreement, PaperEvent.COUNTERSIGNED, within=ranges))


def _rights_on(agreement: RightsAgreement, ranges: Iterable[Range]) -> int:
    return sum(
        RightsCertificate.objects.filter(agreement=agreement, number__range=one).aggregate(
            total=Sum("rights", default=0)
        )["total"]
        for one in ranges
    )


def _ranges_of(made: HandOver) -> list[Range]:
    return [(first, last) for first, last in made.ranges]


def _facts(
    run: PrintRun, ranges: Sequence[Range], rights: int, *, terms: FaceTerms, at: datetime
) -> dict[str, Any]:
    """Everything the paper states, as plain JSON, so that it can be drawn again."""
    local = at.astimezone(ZoneInfo(run.agreement.time_zone))
    spoiled = event_ranges(run.agreement, PaperEvent.SPOILED, within=numbers_of(run))
    out = event_ranges(run.agreement, PaperEvent.ISSUED, within=numbers_of(run))
    stopped = stopped_ranges(run.agreement, within=without(numbers_of(run), [*ranges, *out, *spoiled]))
    named = [(file_name(run, file), file.sha256) for file in run.files.order_by("first_number")]
    return {
        "title": f"Hand-over of print run {run.number}",
        "agreement_code": run.agreement.code,
        "company_name": terms.company_name,
        "agent_name": terms.agent_name,
        "prepared_text": f"{date_text(local.date())}, {local:%H:%M} {local.tzname()}",
        "certificate_count": count(ranges),
        "rights_total": rights,
        "ranges": [
            [
                printed_number(terms, number=first),
                printed_number(terms, number=last),
                last - first + 1,
            ]
            for first, last in ranges
        ],
        "files": [*named, (f"{run_name(run)}-manifest.csv", run.manifest_sha256)],
        "facts": [
            ["Not handed over", f"spoiled: {told(spoiled)}" if spoiled else "nothing is spoiled"],
            *([["Set aside", f"a stop stands on {told(stopped, most=4)}"]] if stopped else []),
            ["Head of the books", f"{run.books_number}:{run.books_hash}"],
        ],
        "is_demo": terms.is_demo or run.form_version.is_model,
    }


def _sheet(facts: dict[str, Any]) -> HandOverSheet:
    plain = {name: value for name, value in facts.items() if name not in ("ranges", "files", "facts")}
    return HandOverSheet(
        **plain,
        ranges=tuple(HandOverRange(*one) for one in facts["ranges"]),
        files=tuple(HandOverFile(*one) for one in facts["files"]),
        facts=tuple((label, value) for label, value in facts["facts"]),
    )
