"""The registers an agreement file states: officers, countersigners, offices, appointments (§2, §5)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from agreement.terms import Terms
from registry.models import (
    AgentAppointment,
    AuthorisedCountersigner,
    CompanyOfficer,
    DesignatedOffice,
    RightsAgreement,
)


def write_registers(agreement: RightsAgreement, *, terms: Terms, at: datetime) -> None:
    """Enter who acts for the Company and the Rights Agent, and where; an amended file adds and ends rows.

    A row is known by who and from when; only its end may change, and nothing is removed.

    Agreement: 2;5(a);5(b).
    """
    for model, keys, end, rows in _registers(terms):
        entered = model._default_manager.filter(agreement=agreement)
        stood = {tuple(getattr(row, key) for key in keys): row for row in entered}
        new = []
        for row in rows:
            there = stood.get(tuple(row[key] for key in keys))
            if there is None:
                new.append(model(agreement=agreement, **row, recorded_at=at))
            elif getattr(there, end) != row[end]:
                setattr(there, end, row[end])
                there.save(update_fields=[end])
        model._default_manager.bulk_create(new)


def _registers(terms: Terms) -> Iterable[tuple[type[Model], tuple[str, ...], str, list[dict[str, Any]]]]:
    """Each register with what a row is known by, what its end is called, and its rows."""
    known = ("name", "title", "in_office_from")
    rows = _rows(terms.officers, *known, "in_office_until", "signs_certificates")
    yield CompanyOfficer, known, "in_office_until", rows
    known = ("name", "title", "authorised_from")
    rows = _rows(terms.countersigners, *known, "authorised_until")
    yield AuthorisedCountersigner, known, "authorised_until", rows
    address = [{"address": "\n".join(office.lines)} for office in terms.offices]
    rows = _rows(terms.offices, "name", "designated_from", "designated_until")
    yield DesignatedOffice, ("name", "designated_from"), "designated_until", _joined(rows, address)
    agent = [{"agent_name": appointment.agent} for appointment in terms.appointments]
    rows = _rows(terms.appointments, "kind", "in_office_from", "in_office_until")
    known = ("agent_name", "kind", "in_office_from")
    yield AgentAppointment, known, "in_office_until", _joined(rows, agent)


def _rows(stated: Iterable[object], *names: str) -> list[dict[str, Any]]:
    """What the file states of each, by the names that file and register share."""
    return [{name: getattr(one, name) for name in names} for one in stated]


def _joined(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | other for row, other in zip(rows, others, strict=True)]
