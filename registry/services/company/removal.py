"""The Company removes the Rights Agent: its days, and the end of the term of office (§21)."""

from datetime import date, datetime

from agreement.business_days import BusinessDayCalendar
from agreement.channels import registered_grounds
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.removal import earliest_removal, last_day_in_office
from agreement.terms import Terms
from registry.models import AgentAppointment, Notice, NoticeDue
from registry.selectors.agreements import agent_in_office, appointments
from registry.services.company.replacements import notice_replaced
from registry.services.registers import end_by_notice
from registry.services.succession import removal_mailings


def removal_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a removal: its class of mail, days too short, nobody to be removed.

    Agreement: 21;20(g).
    """
    return (*registered_grounds(notice.channel, terms=terms), *_day_grounds(notice, terms, calendar))


def _day_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    mailed, effective = (date.fromisoformat(notice.facts[name]) for name in ("mailed_on", "effective_on"))
    if mailed > calendar.local_date(notice.received_at):
        return (_outside(f"it says that it was mailed on {mailed}, after it was received"),)
    earliest = earliest_removal(mailed, terms=terms)
    if effective < earliest:
        return (ground("REMOVAL_NOTICE_SHORT", effective=effective, mailed=mailed, date=earliest),)
    office, replaced = _office_ended_by(notice), notice_replaced(notice)
    if office is None:
        return (_outside(f"no Rights Agent is in office on {_last_day(notice)}"),)
    corrects = replaced is not None and replaced.kind == notice.kind
    if office.in_office_until is not None and not corrects:
        return (_outside(f"the term of office of {office.agent_name} ends on {office.in_office_until}"),)
    return ()


def end_office(notice: Notice, *, at: datetime) -> None:
    """The removed Rights Agent is in office through the day before the removal; entries stand within it.

    Raises REGISTER_ROW_RELIED_ON where something was entered later than that.

    Agreement: 21.
    """
    office, acceptance = _office_ended_by(notice), notice.acceptance
    assert acceptance is not None  # what has an effect was accepted by two people
    if office is not None:  # an answer may let a notice stand that ends no term
        end_by_notice(office, until=_last_day(notice), notice=notice.number, by=acceptance.approver, at=at)
        mailed, effective = (date.fromisoformat(notice.facts[name]) for name in ("mailed_on", "effective_on"))
        # A corrected removal is mailed by its own days: what was due by the first is due no more.
        kinds = ("AGENT_REMOVED", "AGENT_DEPOSITORY")
        open_dues = NoticeDue.objects.filter(agreement=notice.agreement, mailing_kind__in=kinds)
        open_dues.filter(mailed__isnull=True).delete()
        made = removal_mailings(notice.agreement, mailed_on=mailed, effective_on=effective, at=at)
        NoticeDue.objects.bulk_create(made)


def _office_ended_by(notice: Notice) -> AgentAppointment | None:
    """The term of office that a removal ends: that of its last day, or the one a replaced notice ended."""
    last, replaced = _last_day(notice), notice_replaced(notice)
    if replaced is not None and replaced.kind == notice.kind:
        ended = appointments(notice.agreement).filter(kind="PRINCIPAL", in_office_until=_last_day(replaced))
        return ended.last() or agent_in_office(notice.agreement, day=last)
    return agent_in_office(notice.agreement, day=last)


def _last_day(notice: Notice) -> date:
    return last_day_in_office(date.fromisoformat(notice.facts["effective_on"]))


def _outside(reason: str) -> Ground:
    return ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason)
