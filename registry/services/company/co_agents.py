"""The Company appoints a co-Rights Agent: the days of notice, and its term of office (§2).

The Rights Agent has no duty to supervise it, and answers for nothing that it does.
"""

from datetime import date, datetime

from agreement.amendment import co_agent_grounds
from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.terms import Terms
from registry.models import AgentAppointment, Notice
from registry.services.company.replacements import notice_replaced

CO_AGENT = "CO_AGENT"


def co_agent_query_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about the appointment of a co-Rights Agent: the days of notice are not over.

    They are counted from the receipt by the Rights Agent.

    Agreement: 2;20(g).
    """
    return co_agent_grounds(
        received_on=calendar.local_date(notice.received_at), effective_on=_effective_on(notice), terms=terms
    )


def appoint_co_agent(notice: Notice, *, at: datetime) -> None:
    """The co-Rights Agent's term of office begins on its day; that of a notice replaced falls.

    The caller has the lock of the agreement.

    Agreement: 2.
    """
    replaced = notice_replaced(notice)
    if replaced is not None and replaced.kind == notice.kind:
        AgentAppointment.objects.filter(
            agreement=notice.agreement,
            kind=CO_AGENT,
            agent_name=replaced.facts["co_agent"],
            in_office_from=_effective_on(replaced),
        ).delete()
    AgentAppointment.objects.create(
        agreement=notice.agreement,
        agent_name=notice.facts["co_agent"],
        kind=CO_AGENT,
        in_office_from=_effective_on(notice),
        recorded_at=at,
    )


def _effective_on(notice: Notice) -> date:
    return date.fromisoformat(notice.facts["effective_on"])
