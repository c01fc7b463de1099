"""Registers that staff keep by hand: officers, countersigners, offices, terms of office (§2, §5).

A row is known by who and from when. Only its end changes, and nothing is removed: what history names stays
named. A row entered by mistake ends on the day before its first, and so was never in force.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Model

from agreement.refusals import refuse
from registry.models import (
    AgentAppointment,
    AuthorisedCountersigner,
    BookEntry,
    CertificateEvent,
    CompanyOfficer,
    DesignatedOffice,
    Notice,
    NoticeState,
    User,
)
from registry.roles import Role, has_role
from registry.services.audit import append_audit
from registry.services.books import lock_books

Reliance = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Register:
    """What a row is known by, what its term is called, and the last act that rests on it."""

    known_by: tuple[str, ...]
    start: str
    end: str
    last_reliance: Callable[[Any], Reliance]


def _signings(row: AuthorisedCountersigner) -> Reliance:
    last = CertificateEvent.objects.filter(signatory=row).aggregate(day=Max("happened_on"))
    return "the signing", last["day"]


def _notices(row: CompanyOfficer) -> Reliance:
    said = Notice.objects.filter(
        agreement=row.agreement, officer_name__iexact=row.name, officer_title__iexact=row.title
    ).exclude(state=NoticeState.REJECTED)
    return "the notice", said.aggregate(day=Max("signed_on"))["day"]


def _entries(row: AgentAppointment) -> Reliance:
    last = BookEntry.objects.filter(agreement=row.agreement).order_by("-number").first()
    if last is None or row.kind != "PRINCIPAL":
        return "an act", None
    return "the entry", last.recorded_at.astimezone(ZoneInfo(row.agreement.time_zone)).date()


def _nothing(row: DesignatedOffice) -> Reliance:
    return "an act", None


REGISTERS: Mapping[type[Model], Register] = {
    CompanyOfficer: Register(
        ("name", "title", "in_office_from"), "in_office_from", "in_office_until", _notices
    ),
    AuthorisedCountersigner: Register(
        ("name", "title", "authorised_from"), "authorised_from", "authorised_until", _signings
    ),
    AgentAppointment: Register(
        ("agent_name", "kind", "in_office_from"), "in_office_from", "in_office_until", _entries
    ),
    DesignatedOffice: Register(("name", "designated_from"), "designated_from", "designated_until", _nothing),
}


def must_be_enterable(row: Any) -> None:
    """Refuse a row that is on the register, or whose term ends before it begins.

    Raises REGISTER_ROW_KNOWN, REGISTER_TERM_INVALID.

    Agreement: 2;5(a);5(b).
    """
    register = REGISTERS[type(row)]
    start, until = getattr(row, register.start), getattr(row, register.end)
    known = {name: getattr(row, name) for name in register.known_by}
    if type(row)._default_manager.filter(agreement=row.agreement, **known).exists():
        raise refuse("REGISTER_ROW_KNOWN", row=row, start=start)
    if until is not None and until < start:
        raise refuse("REGISTER_TERM_INVALID", row=row, start=start, until=until)


def must_be_endable(row: Any, *, until: date | None) -> None:
    """Refuse an end before the beginning, but for the day before it, and one before what rests on the row.

    Raises REGISTER_TERM_INVALID, REGISTER_ROW_RELIED_ON.

    Agreement: 2;5(a);5(b).
    """
    if until is None:
        return
    register = REGISTERS[type(row)]
    start = getattr(row, register.start)
    if until < start - timedelta(days=1):
        raise refuse("REGISTER_TERM_INVALID", row=row, start=start, until=until)
    what, day = register.last_reliance(row)
    if day is not None and start <= day and until < day:
        raise refuse("REGISTER_ROW_RELIED_ON", row=row, until=until, what=what, day=day)


@transaction.atomic
def enter(row: Any, *, reason: str, by: User, at: datetime) -> Any:
    """Put a row on its register, with the reason on the chained record of acts.

    Raises NOT_PERMITTED, REASON_MISSING and what `must_be_enterable` refuses.

    Agreement: 2;5(a);5(b).
    """
    must_keep_registers(by, reason=reason)
    row.agreement = lock_books(row.agreement)
    must_be_enterable(row)
    row.recorded_at = at
    row.save(force_insert=True)
    _record(row, act="REGISTER_ENTERED", before=None, reason=reason, by=by, at=at)
    return row


@transaction.atomic
def end(row: Any, *, until: date | None, reason: str, by: User, at: datetime) -> Any:
    """Set, move or lift the end of a row's term, with the reason on the chained record of acts.

    Raises NOT_PERMITTED, REASON_MISSING and what `must_be_endable` refuses.

    Agreement: 2;5(a);5(b).
    """
    must_keep_registers(by, reason=reason)
    agreement = lock_books(row.agreement)
    stood = type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    stood.agreement = agreement
    return _end(stood, until=until, reason=reason, by=by, at=at)


def end_by_notice(row: Any, *, until: date, notice: int, by: User | None, at: datetime) -> Any:
    """Set the end of a row's term because an accepted notice of the Company says so.

    Within the transaction that accepts the notice, whose number is the reason. `by` is the second person,
    who accepted it. Raises what `must_be_endable` refuses.

    Agreement: 21.
    """
    return _end(row, until=until, reason=f"notice {notice} of the Company", by=by, at=at)


def _end(row: Any, *, until: date | None, reason: str, by: User | None, at: datetime) -> Any:
    must_be_endable(row, until=until)
    column = REGISTERS[type(row)].end
    before = getattr(row, column)
    setattr(row, column, until)
    row.save(update_fields=[column])
    _record(row, act="REGISTER_ENDED", before=before, reason=reason, by=by, at=at)
    return row


def must_keep_registers(by: User, *, reason: str) -> None:
    """Refuse whoever is no administrator with NOT_PERMITTED, and a change without its reason.

    Agreement: 5(b).
    """
    if not (by.is_active and (by.is_superuser or has_role(by, Role.ADMINISTRATOR))):
        raise refuse("NOT_PERMITTED", reason="registers are kept by administrators")
    if not reason.strip():
        raise refuse("REASON_MISSING", what="the change of a register")


def _record(row: Any, *, act: str, before: date | None, reason: str, by: User | None, at: datetime) -> None:
    register = REGISTERS[type(row)]
    until = getattr(row, register.end)
    details = {name: str(getattr(row, name)) for name in register.known_by} | {
        "until_before": before.isoformat() if before else None,
        "until": until.isoformat() if until else None,
        "reason": reason.strip(),
    }
    subject = f"{row._meta.label} {row.pk}"
    append_audit(row.agreement, actor=by, act=act, subject=subject, details=details, at=at)
