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
        for row in rows:
            known = {name: row[name] for name in keys}
            stood, made = model.objects.get_or_create(  # type: ignore[attr-defined]
                agreement=agreement, **known, defaults={**row, "recorded_at": at}
            )
            if not made and getattr(stood, end) != row[end]:
                setattr(stood, end, row[end])
                stood.save(update_fields=[end])


def _registers(
    terms: Terms,
) -> Iterable[tuple[type[Model], tuple[str, ...], str, list[dict[str, Any]]]]:
    yield (
        CompanyOfficer,
        ("name", "title", "in_office_from"),
        "in_office_until",
        [
            {
                "name": officer.name,
                "title": officer.title,
                "in_office_from": officer.in_office_from,
                "in_office_until": officer.in_office_until,
                "signs_certificates": officer.signs_certificates,
            }
            for officer in terms.officers
        ],
    )
    yield (
        AuthorisedCountersigner,
        ("name", "title", "authorised_from"),
        "authorised_until",
        [
            {
                "name": countersigner.name,
                "title": countersigner.title,
                "authorised_from": countersigner.authorised_from,
                "authorised_until": countersigner.authorised_until,
            }
            for countersigner in terms.countersigners
        ],
    )
    yield (
        DesignatedOffice,
        ("name", "designated_from"),
        "designated_until",
        [
            {
                "name": office.name,
                "address": "\n".join(office.lines),
                "designated_from": office.designated_from,
                "designated_until": office.designated_until,
            }
            for office in terms.offices
        ],
    )
    yield (
        AgentAppointment,
        ("agent_name", "kind", "in_office_from"),
        "in_office_until",
        [
            {
                "agent_name": appointment.agent,
                "kind": appointment.kind,
                "in_office_from": appointment.in_office_from,
                "in_office_until": appointment.in_office_until,
            }
            for appointment in terms.appointments
        ],
    )
