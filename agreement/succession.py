"""The succession of Rights Agents: resignation, incapacity, who may succeed, merger, change of name.

A defect of a notice never undoes a resignation, a removal or an appointment: it is told and kept.

Agreement: 19;21.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from agreement.choices import CHANNEL_WORDS, Channel, Worded
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.removal import earliest_removal
from agreement.terms import Appointment, Terms

ALERT_DAYS_BEFORE = 10  # a vacancy is told as overdue soon from ten days before its end
DEPOSITORY_DAYS = 10
DEPOSITORY_RULE = "17 CFR 240.17Ad-16"  # its days as secondary sources tell them


class SuccessionKind(Worded):
    """What happens to the office of the Rights Agent.

    Agreement: 19;21.
    """

    RESIGNATION = "RESIGNATION", "The Rights Agent resigns"
    INCAPACITY = "INCAPACITY", "The Rights Agent is incapable of acting"
    APPOINTMENT = "APPOINTMENT", "The Company appoints a successor"
    COURT_APPOINTMENT = "COURT_APPOINTMENT", "A court appoints a successor"
    MERGER = "MERGER", "A merger, or another succession to the business, makes a successor"
    CHANGE_OF_NAME = "CHANGE_OF_NAME", "The Rights Agent changes its name"
    TAKING_UP = "TAKING_UP", "This installation acts for the successor"
    ADOPTION = "ADOPTION", "A countersignature is adopted or given"


CONTINUING = frozenset({SuccessionKind.MERGER, SuccessionKind.CHANGE_OF_NAME})
ENDING = frozenset({SuccessionKind.RESIGNATION, SuccessionKind.INCAPACITY})
BEGINNING = frozenset({SuccessionKind.APPOINTMENT, SuccessionKind.COURT_APPOINTMENT}) | CONTINUING
NEEDS_QUALIFICATION = BEGINNING - {SuccessionKind.CHANGE_OF_NAME}


class AddresseeRole(Worded):
    """To whom a change of the Rights Agent is noticed.

    Agreement: 21.
    """

    COMPANY = "COMPANY", "the Company"
    TRANSFER_AGENT = "TRANSFER_AGENT", "a transfer agent of the Common Shares or Preferred Shares"
    HOLDERS = "HOLDERS", "the registered holders"


class AdoptionMode(Worded):
    """How the successor makes certificates of its predecessor valid.

    Agreement: 19(a);19(b).
    """

    ADOPTED = "ADOPTED", "The predecessor's countersignature is adopted"
    PREDECESSOR_NAME = "PREDECESSOR_NAME", "Countersigned in the predecessor's or the prior name"
    OWN_NAME = "OWN_NAME", "Countersigned in the successor's or the changed name"


@dataclass(frozen=True, slots=True)
class MailedTo:
    """One addressee of a notice, and the class of mail by which it went."""

    role: AddresseeRole
    name: str
    channel: str


@dataclass(frozen=True, slots=True)
class Qualification:
    """The evidence that a successor, or the Person whose Affiliate it is, meets the section; empty: none.

    Agreement: 21.
    """

    organised_under: str = ""
    good_standing: str = ""
    powers: str = ""
    supervised_by: str = ""
    capital: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TermOfOffice:
    """A term of office of a principal agent, and what made it begin."""

    agent: str
    since: date
    until: date | None
    cause: SuccessionKind | None
    predecessor: str | None = None


_EVIDENCE_WORDS = {
    "organised_under": "the law under which it is organised and does business",
    "good_standing": "evidence of good standing",
    "powers": "authority to exercise corporate trust or stockholder services powers",
    "supervised_by": "the federal or state authority that supervises or examines it",
    "capital": "its combined capital and surplus",
}


def resignation_grounds(
    mailed_on: date, *, effective_on: date, mailed_to: Sequence[MailedTo], terms: Terms
) -> tuple[Ground, ...]:
    """A resignation takes effect so many days after its mailing, and goes to each by its own class of mail.

    The Company and each known transfer agent by registered or certified mail, holders by first-class mail.
    The days are those of a removal.

    Agreement: 21.
    """
    earliest = earliest_removal(mailed_on, terms=terms)
    short = (ground("RESIGNATION_NOTICE_SHORT", effective=effective_on, mailed=mailed_on, date=earliest),)
    return (*(short if effective_on < earliest else ()), *mail_grounds(mailed_to, terms=terms))


def mail_grounds(mailed_to: Iterable[MailedTo], *, terms: Terms) -> tuple[Ground, ...]:
    """Each addressee of a change of agent has the class of mail that the section gives it.

    Agreement: 21.
    """
    found = []
    for one in mailed_to:
        allowed = classes_for(one.role, terms=terms)
        if one.channel not in allowed:
            told = " or ".join(CHANNEL_WORDS[channel] for channel in allowed)
            found.append(ground("MAIL_CLASS_WRONG", addressee=one.name or one.role.words, channel=told))
    return tuple(found)


def classes_for(role: AddresseeRole, *, terms: Terms) -> tuple[Channel, ...]:
    """The classes of mail by which a change of agent is noticed to an addressee.

    Agreement: 21.
    """
    if role is AddresseeRole.HOLDERS:
        return (Channel.FIRST_CLASS_MAIL,)
    return tuple(terms.change_of_agent_channels)


def addressees_lacking(mailed_to: Iterable[MailedTo]) -> tuple[str, ...]:
    """In words, which kinds of addressee a resignation was not mailed to.

    Agreement: 21.
    """
    reached = {one.role for one in mailed_to}
    return tuple(role.words for role in AddresseeRole if role not in reached)


def incapacity_grounds(*, given_by_holder: str, inspected_certificate: int | None) -> tuple[Ground, ...]:
    """A holder who gives notice of incapacity submits the certificate for the Company's inspection.

    `given_by_holder` is empty where the agent itself gives the notice.

    Agreement: 21.
    """
    if given_by_holder and inspected_certificate is None:
        return (ground("INSPECTION_NOT_RECORDED", holder=given_by_holder),)
    return ()


def eligibility_grounds(successor: str, *, shown: Qualification, terms: Terms) -> tuple[Ground, ...]:
    """A successor is organised here, in good standing, empowered, supervised, with the capital asked for.

    The evidence may be that of the Person whose Affiliate it is. The capital is read in US dollars.

    Agreement: 21.
    """
    missing = [
        _EVIDENCE_WORDS[field.name]
        for field in fields(Qualification)
        if getattr(shown, field.name) in (None, "")
    ]
    least = terms.successor_capital
    if shown.capital is not None and shown.capital < least:
        missing.append(f"capital and surplus of at least ${least:,.0f} (${shown.capital:,.0f} is shown)")
    if not missing:
        return ()
    return (ground("SUCCESSOR_NOT_ELIGIBLE", successor=successor, item="; ".join(missing)),)


def vacancy_ends(given_on: date, *, terms: Terms) -> date:
    """By when the Company is to appoint a successor: so many days after removal, resignation or incapacity.

    Agreement: 21.
    """
    return given_on + timedelta(days=terms.appointment_days)


def vacancy_alerts(given_on: date, *, today: date, appointed: str | None, terms: Terms) -> tuple[Ground, ...]:
    """From ten days before the end of the Company's days an alert; after them holders may apply to a court.

    `appointed` is who was appointed since, if anybody.

    Agreement: 21.
    """
    ends = vacancy_ends(given_on, terms=terms)
    if appointed is not None or today < ends - timedelta(days=ALERT_DAYS_BEFORE):
        return ()
    if today < ends:
        return (ground("SUCCESSOR_DUE", date=ends, days=(ends - today).days),)
    return (ground("SUCCESSOR_OVERDUE", given=given_on, date=ends),)


def appointment_notice_alerts(
    effective_on: date, *, filed_on: date | None, mailed_on: date | None
) -> tuple[Ground, ...]:
    """By the effective date the notice is filed with predecessor and transfer agents and mailed to holders.

    Lateness is told and changes nothing of the appointment.

    Agreement: 21.
    """
    done = (filed_on, mailed_on)
    if all(day is not None and day <= effective_on for day in done):
        return ()
    return (ground("APPOINTMENT_NOTICE_LATE", date=effective_on),)


def depository_notice_due(effective_on: date, *, learned_on: date) -> date:
    """By when a depository hears of a change: ten days before it, or the day the agent learns of it if later.

    Law: 17 CFR 240.17Ad-16(a).
    """
    return max(effective_on - timedelta(days=DEPOSITORY_DAYS), learned_on)


def office_grounds(
    successor: str, *, from_day: date, principals: Iterable[Appointment]
) -> tuple[Ground, ...]:
    """There is one principal Rights Agent on a date: a term that has no end, or a later one, bars another.

    Agreement: 21.
    """
    for office in principals:
        is_open = office.in_office_until is None or office.in_office_until >= from_day
        if office.kind == "PRINCIPAL" and is_open:
            return (ground("TWO_PRINCIPAL_AGENTS", agent=office.agent, successor=successor, date=from_day),)
    return ()


def acting_agent(named: str, *, on: date, offices: Iterable[TermOfOffice]) -> str:
    """The name under which an agent acts on a day: merger and change of name carry its office on.

    An appointment does not: it puts another in its place.

    Agreement: 19(a);19(b).
    """
    known = [office for office in offices if office.cause in CONTINUING and office.since <= on]
    acting = named
    for office in sorted(known, key=lambda office: office.since):
        if office.predecessor == acting:
            acting = office.agent
    return acting


def adoption_grounds(
    number: int,
    *,
    mode: AdoptionMode,
    signed_on: date | None,
    is_delivered: bool,
    on: date,
    offices: Sequence[TermOfOffice],
) -> tuple[Ground, ...]:
    """A successor adopts what its predecessor countersigned and did not deliver, or signs what it did not.

    `number` is of one certificate, `signed_on` the day of its countersignature, None where it has none.

    Agreement: 19(a);19(b);21.
    """
    now = next((one for one in offices if one.since <= on <= (one.until or date.max)), None)
    if now is None or now.cause is None:
        reason = "nobody in office on that day succeeded another"
    elif mode is not AdoptionMode.ADOPTED:
        reason = "it is countersigned already" if signed_on is not None else ""
    elif signed_on is None:
        reason = "no predecessor countersigned it"
    elif signed_on >= now.since:
        reason = "it was countersigned in the term of the successor itself"
    else:
        reason = "the predecessor had delivered it" if is_delivered else ""
    return (ground("ADOPTION_NOT_ALLOWED", number=number, reason=reason),) if reason else ()
