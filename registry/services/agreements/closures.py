"""The calendar: shipped closures of a policy's places, and days that an order closes (§1(e))."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from agreement.business_days import policy_named
from agreement.importer import shipped_closures, shipped_exchange_closures
from agreement.notice import earliest_date_of_application
from agreement.refusals import refuse
from agreement.workflow import ApplicationStatus
from registry.models import (
    BEFORE_SEPARATION,
    Approval,
    BankClosure,
    InstructionApplication,
    RightsAgreement,
    User,
)
from registry.selectors.agreements import calendar, projected_distribution, terms_in_force
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document

# Two places and thirty-six years are close to a thousand rows: one statement for all.
_LOAD = """
INSERT INTO registry_bankclosure (place, closed_on, name, source, recorded_at)
SELECT place, day, name, source, %s
  FROM jsonb_to_recordset(%s) AS shipped(place text, day date, name text, source text)
    ON CONFLICT (place, closed_on) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """An open clock that a closure touches: what it counts to, before and after."""

    agreement: str
    clock: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClosureReport:
    """A closure as recorded, and every open clock computed again; clocks that ran out stay as they were."""

    closure: BankClosure
    clocks: tuple[ClockMoved, ...]


def load_closures(policy: str, *, at: datetime) -> int:
    """Put the shipped closures of a policy's places, and of exchanges, on the calendar; says how many came.

    Agreement: 1(e);1(nn).
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [at, _shipped(policy)])
        return int(cursor.rowcount)


@cache
def _shipped(policy: str) -> str:
    """The shipped closures of a policy's places as JSON."""
    places = policy_named(policy).places
    banks = [closure for closure in shipped_closures() if closure.place in places]
    shipped = [asdict(closure) for closure in (*banks, *shipped_exchange_closures())]
    return json.dumps(shipped, default=date.isoformat)


@transaction.atomic(durable=True)
def request_closure(
    agreement: RightsAgreement,
    *,
    place: str,
    closed_on: date,
    name: str,
    source: str,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record a day on which an order closes the banks of a place.

    Raises CALENDAR_ENTRY_UNSUPPORTED without the order or the statute, CLOSURE_ALREADY_RECORDED.

    Agreement: 1(e).
    """
    must_be_closable(agreement, place=place, closed_on=closed_on, source=source, at=at)
    if document is None:
        raise refuse("CALENDAR_ENTRY_UNSUPPORTED", date=closed_on, place=place)
    paper = require_document(agreement, document)
    return approvals.request_approval(
        agreement,
        kind="ADD_CLOSURE",
        request={
            "act": "ADD_CLOSURE",
            "agreement": agreement.code,
            "place": place,
            "closed_on": closed_on.isoformat(),
            "name": name,
            "source": source,
            "document_id": paper.pk,
            "document_sha256": paper.sha256,
        },
        summary=f"Record that banks of {place} are closed on {closed_on} ({name}; {source})",
        maker=maker,
        at=at,
    )


def perform_closure(approval: Approval, *, at: datetime) -> ClosureReport:
    """Record the closure and compute every open clock again, before and after; the report is kept.

    Agreement: 1(e).
    """
    asked: dict[str, Any] = approval.request
    agreement = lock_books(RightsAgreement.objects.get(code=asked["agreement"]))
    day = date.fromisoformat(asked["closed_on"])
    _must_be_new(asked["place"], day)
    approvals.consume(approval, at=at)
    concerned = _agreements_heeding(asked["place"], at=at)
    before = {one.pk: _open_clocks(one, at=at) for one in concerned}
    closure = BankClosure.objects.create(
        place=asked["place"],
        closed_on=day,
        name=asked["name"],
        source=asked["source"],
        document_id=asked["document_id"],
        recorded_at=at,
    )
    clocks = tuple(
        ClockMoved(one.code, *moved)
        for one in concerned
        for moved in _moved(one, before=before[one.pk], at=at)
    )
    append_audit(
        agreement,
        actor=approval.maker,
        act="ADD_CLOSURE",
        subject=f"{closure.place} {closure.closed_on}",
        details={"clocks": [[c.agreement, c.clock, c.before, c.after] for c in clocks]},
        at=at,
    )
    return ClosureReport(closure, clocks)


def must_be_closable(
    agreement: RightsAgreement, *, place: str, closed_on: date, source: str, at: datetime
) -> None:
    """What stands against a closure, whatever its paper: no source, a place not heeded, a day closed already.

    Agreement: 1(e).
    """
    if not source.strip():
        raise refuse("CALENDAR_ENTRY_UNSUPPORTED", date=closed_on, place=place)
    places = policy_named(terms_in_force(agreement, known_at=at).business_day_policy).places
    if place not in places:
        raise refuse("NOT_FOUND", what=f"The place {place} (the calendar heeds {', '.join(places)})")
    _must_be_new(place, closed_on)


def _must_be_new(place: str, day: date) -> None:
    if BankClosure.objects.filter(place=place, closed_on=day).exists():
        raise refuse("CLOSURE_ALREADY_RECORDED", place=place, date=day)


def _agreements_heeding(place: str, *, at: datetime) -> list[RightsAgreement]:
    """The agreements whose Business Days depend on a place; closures belong to places, not to plans."""
    return [
        agreement
        for agreement in RightsAgreement.objects.order_by("code")
        if place in policy_named(terms_in_force(agreement, known_at=at).business_day_policy).places
    ]


@dataclass(frozen=True, slots=True)
class _OpenClocks:
    """The clocks of a plan that still run: a projected Distribution Date, applications by their key."""

    projected: date | None
    applications: Mapping[int, date]


def _open_clocks(agreement: RightsAgreement, *, at: datetime) -> _OpenClocks:
    """What still runs at an instant: a count that ran out stays as it was when it did."""
    projected = projected_distribution(agreement, known_at=at)
    is_open = projected and projected.at > at and agreement.separation_state in BEFORE_SEPARATION
    today = calendar(agreement, at=at).local_date(at)
    running = _running_applications(agreement).filter(earliest_date__gte=today)
    return _OpenClocks(
        projected.at.date() if projected and is_open else None,
        {one.pk: one.earliest_date for one in running if one.earliest_date is not None},
    )


def _moved(
    agreement: RightsAgreement, *, before: _OpenClocks, at: datetime
) -> Iterator[tuple[str, str, str]]:
    """Each clock that ran before the closure: its name, what it counted to, what it counts to now."""
    if before.projected is not None:
        projected = projected_distribution(agreement, known_at=at)
        now = projected.at.date() if projected else before.projected
        yield "projected Distribution Date", before.projected.isoformat(), now.isoformat()
    for application in _running_applications(agreement):
        then = before.applications.get(application.pk)
        if then is None:
            continue  # ran out: an order that comes afterwards changes nothing
        application.earliest_date = _earliest_date(application, at=at)
        application.save(update_fields=["earliest_date"])
        notice, item = application.notice, application.item
        name = f"application on notice {notice.number}" if notice else f"application on {item}".lower()
        yield name, then.isoformat(), application.earliest_date.isoformat()


def _earliest_date(application: InstructionApplication, *, at: datetime) -> date:
    """The date from which an application may be acted on, counted anew (§20(g))."""
    agreement = application.agreement
    received = application.date_received_at or application.received_by_officer_at
    assert received is not None
    days = calendar(agreement, at=at)
    count = terms_in_force(agreement, known_at=at).instruction_business_days
    return earliest_date_of_application(
        days.local_date(received), business_days=count, calendar=days
    ).earliest


def _running_applications(agreement: RightsAgreement) -> QuerySet[InstructionApplication]:
    return InstructionApplication.objects.select_related("agreement", "notice", "item").filter(
        agreement=agreement,
        state=ApplicationStatus.RECEIVED_BY_OFFICER,
        received_by_officer_at__isnull=False,
        consent_document__isnull=True,
    )
