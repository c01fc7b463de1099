"""What people do about a stop: reports of theft and loss, recoveries, notes; that both were told (§18(b))."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agreement.refusals import refuse
from agreement.standards import standard_on
from agreement.stops import LOSS_KINDS, StopKind, last_day_of_demand
from registry.models import Stop, StopRecord, StopRecordKind, User
from registry.roles import must_be_staff
from registry.selectors import stops as reads
from registry.selectors.agreements import local_day
from registry.selectors.demands import told_of_presentation
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class StopDone:
    """What a person did or noted about a stop: what, on which day, under which reference, in which words."""

    kind: StopRecordKind
    happened_on: date
    reference: str = ""
    said: str = ""


@transaction.atomic(durable=True)
def record_done(
    stop: Stop, done: StopDone, *, document: Evidence | None, by: User, at: datetime
) -> StopRecord:
    """Record what was done about a stop: reports made or confirmed, a find, a note; nothing moves by it.

    That both were told of a presentation under a demand not to register sets the last day of the demand.
    Raises MAKER_NOT_PERMITTED, STOP_PART_MISSING for a report on a stop without loss or theft and for a day
    to come and for an answer of the Company that is not whole, DEMAND_NOT_PRESENTED, DEMAND_TOLD_ALREADY.

    Agreement: 18(b).
    """
    must_be_staff(by, act="recording what was done about a stop")
    lock_books(stop.agreement)
    held = reads.stops_of(stop.agreement).get(pk=stop.pk)
    reports = {StopRecordKind.LOSS_FILED, StopRecordKind.LOSS_CONFIRMED, StopRecordKind.RECOVERY_FILED}
    if done.kind in reports and held.kind not in LOSS_KINDS:
        raise refuse("STOP_PART_MISSING", missing="loss or theft to report")
    if done.happened_on > local_day(held.agreement, at=at):
        raise refuse("STOP_PART_MISSING", missing="day that has come")
    if done.kind == StopRecordKind.NOTED and not done.said.strip():
        raise refuse("STOP_PART_MISSING", missing="words of the note")
    if done.kind == StopRecordKind.COMPANY_ANSWERED:
        _must_be_an_answer(held, done, has_paper=document is not None)
    if done.kind == StopRecordKind.COMMUNICATED:
        _end_demand(held, told_on=done.happened_on)
    return note_done(held, done, document=document, by=by, at=at)


def _must_be_an_answer(stop: Stop, done: StopDone, *, has_paper: bool) -> None:
    """Raise STOP_PART_MISSING unless the Company, in writing, says what is to be done about who presented.

    The certificate was replaced and presented after it. Whoever presents it as a protected purchaser turns to
    the Company; the Rights Agent registers nothing on it, whatever the answer: Rights are issued anew by the
    Company's own instruction alone.

    Law: UCC 8-405(b).

    Agreement: 6(b).
    """
    was_presented = stop.records.filter(kind=StopRecordKind.PRESENTED).exists()
    missing = ""
    if stop.certificate is None or not reads.replaced_by(stop.certificate) or not was_presented:
        missing = "replaced certificate that was presented"
    elif not done.reference.strip():
        missing = "person who answered at the Company"
    elif not done.said.strip():
        missing = "words of the answer"
    elif not has_paper:
        missing = "paper of the answer"
    if missing:
        raise refuse("STOP_PART_MISSING", missing=missing)


def _end_demand(stop: Stop, *, told_on: date) -> None:
    """Write the last day of a demand: counted from the day on which both were told, by its figure.

    Law: UCC 8-403(c).
    """
    if stop.kind != StopKind.DEMAND_NOT_TO_REGISTER:
        raise refuse("STOP_PART_MISSING", missing="demand not to register")
    if getattr(stop, "release", None) is not None:
        raise refuse("STOP_HAS_ENDED", stop=stop.number, how="by its release")
    if stop.expires_on is not None:
        raise refuse("DEMAND_TOLD_ALREADY", stop=stop.number, until=stop.expires_on)
    written = told_of_presentation(stop)
    if not written or told_on < local_day(stop.agreement, at=written[0].recorded_at):
        raise refuse("DEMAND_NOT_PRESENTED", stop=stop.number, date=told_on)
    figure = standard_on(told_on, name="demand_not_to_register", standards=reads.figures())
    stop.expires_on = last_day_of_demand(told_on, days=figure.figure)
    stop.save(update_fields=["expires_on"])


def note_done(stop: Stop, done: StopDone, *, document: Evidence | None, by: User, at: datetime) -> StopRecord:
    """Write what was done about a stop, inside the caller's transaction.

    Agreement: 18(b).
    """
    record = StopRecord.objects.create(
        stop=stop,
        kind=done.kind,
        happened_on=done.happened_on,
        reference=done.reference.strip(),
        said=done.said.strip(),
        document=require_document(stop.agreement, document) if document is not None else None,
        recorded_at=at,
        recorded_by=by,
    )
    details = {"what": str(done.kind), "on": done.happened_on.isoformat()}
    append_audit(stop.agreement, actor=by, act="STOP_RECORDED", subject=str(stop), details=details, at=at)
    return record
