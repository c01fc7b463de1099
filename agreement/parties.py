"""Who stands in an agreement: its parties, their addresses and officers, offices, terms of office.

Agreement: 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Party:
    """The Company or the Rights Agent: name, the law it is organised under, kind of entity."""

    name: str
    jurisdiction: str
    entity_kind: str


@dataclass(frozen=True, slots=True)
class NoticeAddress:
    """Where notices to a party go.

    Agreement: 26.
    """

    party: str
    role: str
    lines: tuple[str, ...]
    facsimile: str
    attention: str


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer of the Company with title and term of office. `until` is the last day in office.

    Agreement: 5(a).
    """

    name: str
    title: str
    in_office_from: date
    in_office_until: date | None
    signs_certificates: bool


@dataclass(frozen=True, slots=True)
class Countersigner:
    """A signatory of the agent who may countersign by hand."""

    name: str
    title: str
    authorised_from: date
    authorised_until: date | None


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the agent designated for registration, transfer and surrender.

    Agreement: 5(b).
    """

    name: str
    lines: tuple[str, ...]
    designated_from: date
    designated_until: date | None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A Rights Agent's term of office. `until` is the last day.

    Agreement: 2.
    """

    agent: str
    kind: str
    in_office_from: date
    in_office_until: date | None


def agent_on(day: date, *, appointments: Iterable[Appointment]) -> str | None:
    """The principal Rights Agent in office on a date, or None.

    Agreement: 2.
    """
    for appointment in appointments:
        until = appointment.in_office_until or date.max
        if appointment.kind == "PRINCIPAL" and appointment.in_office_from <= day <= until:
            return appointment.agent
    return None


def is_in_office(agent: str, *, on: date, appointments: Iterable[Appointment]) -> bool:
    """Whether that very agent is the principal Rights Agent on a date.

    Agreement: 2.
    """
    return agent_on(on, appointments=(one for one in appointments if one.agent == agent)) is not None


@dataclass(frozen=True, slots=True)
class SpecialGroup:
    """Named Persons with a threshold of their own, which falls back once armed, or follows what they hold.

    With a `ratchet_margin` it lies so far above the least part they held, and never below everybody's.

    Agreement: 1(a).
    """

    name: str
    members: tuple[str, ...]
    threshold: Fraction
    ratchet_armed_at: Fraction | None
    ratchet_threshold: Fraction | None
    ratchet_margin: Fraction | None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed the agreement for a party. The name may be left out.

    Agreement: Signature page.
    """

    party: str
    name: str
    title: str
