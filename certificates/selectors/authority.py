"""Who may sign: officers of the Company, countersigners and terms of office of the agent, for the rules."""

from datetime import date

from django.db.models import Q

from agreement.terms import Appointment, Countersigner, Officer
from registry.models import AgentAppointment, AuthorisedCountersigner, CompanyOfficer, RightsAgreement


def officers(agreement: RightsAgreement) -> tuple[Officer, ...]:
    """Every officer of the Company on file, with the term of office (§5(a))."""
    rows = CompanyOfficer.objects.filter(agreement=agreement).order_by("in_office_from", "id")
    return tuple(
        Officer(row.name, row.title, row.in_office_from, row.in_office_until, row.signs_certificates)
        for row in rows
    )


def certificate_officers(agreement: RightsAgreement, *, day: date) -> tuple[Officer, ...]:
    """The officers in office on a day whose signatures stand on certificates (§5(a))."""
    return tuple(
        officer
        for officer in officers(agreement)
        if officer.signs_certificates
        and officer.in_office_from <= day <= (officer.in_office_until or date.max)
    )


def countersigners(agreement: RightsAgreement) -> tuple[Countersigner, ...]:
    """Every signatory of the agent on the list, with the days of authority (§5(a))."""
    rows = AuthorisedCountersigner.objects.filter(agreement=agreement).order_by("id")
    return tuple(
        Countersigner(row.name, row.title, row.authorised_from, row.authorised_until) for row in rows
    )


def countersigner_named(
    agreement: RightsAgreement, name: str, *, day: date
) -> AuthorisedCountersigner | None:
    """The signatory of a name who is authorised on a day; None when there is none."""
    return (
        AuthorisedCountersigner.objects.filter(agreement=agreement, name=name, authorised_from__lte=day)
        .filter(Q(authorised_until__isnull=True) | Q(authorised_until__gte=day))
        .order_by("-authorised_from")
        .first()
    )


def appointments(agreement: RightsAgreement) -> tuple[Appointment, ...]:
    """The terms of office of the Rights Agents (§2, §21)."""
    rows = AgentAppointment.objects.filter(agreement=agreement).order_by("in_office_from", "id")
    return tuple(
        Appointment(row.agent_name, row.kind, row.in_office_from, row.in_office_until) for row in rows
    )
