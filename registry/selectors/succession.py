"""Reads of the Rights Agent's office: its terms, who acts, what is overdue, books handed over (§21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from agreement.grounds import Ground
from agreement.succession import (
    BEGINNING,
    SuccessionKind,
    TermOfOffice,
    acting_agent,
    vacancy_alerts,
    vacancy_ends,
)
from registry.models import (
    OF_THE_OFFICE,
    AgentAppointment,
    BooksExport,
    CertificateEvent,
    Notice,
    NoticeDue,
    NoticeKind,
    NoticeState,
    PaperEvent,
    RightsAgreement,
    SuccessionRecord,
)
from registry.selectors.agreements import appointments, local_day, terms_in_force
from registry.selectors.notices import IN_FORCE, notices


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An office that is or will be empty: since when its days run, until when, and what is told about it."""

    given_on: date
    ends_on: date
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One certificate as an adoption finds it."""

    number: int
    signed_on: date | None
    is_delivered: bool


def successions(agreement: RightsAgreement) -> QuerySet[SuccessionRecord]:
    """What was recorded about the office, in its order."""
    found = SuccessionRecord.objects.filter(agreement=agreement)
    return found.select_related("document", "notice", "approval", "ended", "begun").order_by("number")


def terms_of_office(agreement: RightsAgreement) -> tuple[TermOfOffice, ...]:
    """The terms of the principal Rights Agents, each with what made it begin."""
    return offices_of(appointments(agreement), successions(agreement))


def offices_of(
    rows: Iterable[AgentAppointment], records: Iterable[SuccessionRecord]
) -> tuple[TermOfOffice, ...]:
    """The same from rows at hand."""
    begun = {record.begun_id: record for record in records if record.begun_id is not None}
    return tuple(_term(row, begun.get(row.pk)) for row in rows if row.kind == "PRINCIPAL")


@dataclass(frozen=True, slots=True)
class CoAgentTold:
    """A co-Rights Agent with its term of office, and the notice that appointed it, for which acts."""

    appointment: AgentAppointment
    notice: Notice | None

    @property
    def scope(self) -> str:
        """The acts for which it is appointed, as the notice says; empty where the agreement names it."""
        return "" if self.notice is None else str(self.notice.facts["scope"])


def co_agents(agreement: RightsAgreement) -> list[CoAgentTold]:
    """The co-Rights Agents of an agreement, each with the notice in force that appointed it (§2)."""
    appointed = notices(agreement).filter(kind=NoticeKind.CO_AGENT_APPOINTED, state__in=IN_FORCE)
    told = {(one.facts["co_agent"], one.facts["effective_on"]): one for one in appointed}
    rows = appointments(agreement).filter(kind="CO_AGENT")
    return [CoAgentTold(row, told.get((row.agent_name, row.in_office_from.isoformat()))) for row in rows]


def acting_name(agreement: RightsAgreement, *, day: date) -> str:
    """The name under which the agent of this installation acts on a day (§19)."""
    return acting_agent(agreement.agent_name, on=day, offices=terms_of_office(agreement))


def vacancy(agreement: RightsAgreement, *, at: datetime) -> Vacancy | None:
    """The Company's days to appoint a successor, where they run; None where nobody is to be replaced."""
    given_on = _given_on(agreement)
    if given_on is None:
        return None
    terms, today = terms_in_force(agreement, known_at=at), local_day(agreement, at=at)
    return Vacancy(
        given_on,
        vacancy_ends(given_on, terms=terms),
        vacancy_alerts(given_on, today=today, appointed=None, terms=terms),
    )


def certificates_standing(agreement: RightsAgreement, *, first: int, last: int) -> list[Standing]:
    """How the paper of each number of a range stands: when countersigned, and whether it was delivered."""
    events = CertificateEvent.objects.filter(
        agreement=agreement,
        kind__in=(PaperEvent.COUNTERSIGNED, PaperEvent.ISSUED),
        first_number__lte=last,
        last_number__gte=first,
    ).values_list("kind", "first_number", "last_number", "happened_on")
    found = list(events)
    standing = []
    for number in range(first, last + 1):
        own = [(kind, day) for kind, low, high, day in found if low <= number <= high]
        signed = [day for kind, day in own if kind == PaperEvent.COUNTERSIGNED]
        delivered = any(kind == PaperEvent.ISSUED for kind, _ in own)
        standing.append(Standing(number, max(signed, default=None), delivered))
    return standing


def hand_overs(agreement: RightsAgreement) -> QuerySet[BooksExport]:
    """Every leave to hand the books over, the latest first, each with its package."""
    given = BooksExport.objects.filter(agreement=agreement).select_related("approval", "package")
    return given.order_by("-number")


def office_mailings(agreement: RightsAgreement) -> QuerySet[NoticeDue]:
    """The notices of changes of agent that are to be mailed and filed, each with how it went."""
    due = NoticeDue.objects.filter(agreement=agreement, mailing_kind__in=OF_THE_OFFICE)
    return due.select_related("agreement", "mailed__document", "mailed__recorded_by").order_by("due_by", "id")


def _term(row: AgentAppointment, record: SuccessionRecord | None) -> TermOfOffice:
    return TermOfOffice(
        agent=row.agent_name,
        since=row.in_office_from,
        until=row.in_office_until,
        cause=SuccessionKind(record.kind) if record else None,
        predecessor=record.facts.get("predecessor") if record else None,
    )


def _given_on(agreement: RightsAgreement) -> date | None:
    """The day from which the Company's days run: that of the latest removal, resignation or incapacity."""
    appointed_after = 0
    given: date | None = None
    for record in successions(agreement):
        if SuccessionKind(record.kind) in BEGINNING:
            given, appointed_after = None, record.number
        elif record.kind in (SuccessionKind.RESIGNATION, SuccessionKind.INCAPACITY):
            given = date.fromisoformat(record.facts["given_on"])
    removal = (
        Notice.objects.filter(agreement=agreement, kind=NoticeKind.AGENT_REMOVED, state=NoticeState.APPLIED)
        .order_by("number")
        .last()
    )
    if given is None and removal is not None:
        appointed = successions(agreement).filter(number=appointed_after).first()
        if appointed is None or appointed.recorded_at < removal.recorded_at:
            given = date.fromisoformat(removal.facts["mailed_on"])
    return given
