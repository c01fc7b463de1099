"""The substance of what the Company says of suspensions, registration and jurisdictions (§9(c)).

What looks outside the agreement is asked back; what it stops stops from its filing on.
"""

from collections.abc import Collection
from datetime import date, datetime

from agreement.business_days import BusinessDayCalendar
from agreement.exercise_gates import (
    ExerciseGates,
    StatementEvent,
    Suspension,
    SuspensionBasis,
    standing_statement,
)
from agreement.gate_questions import (
    end_query_grounds,
    late_end_warnings,
    statement_query_grounds,
    suspension_query_grounds,
)
from agreement.grounds import Ground
from agreement.substitution import substitution_period
from agreement.terms import Terms
from agreement.workflow.items import ItemKind, ItemState
from registry.models import Item, Notice, NoticeKind, RightsAgreement, User
from registry.selectors.agreements import local_day
from registry.selectors.exercise_gates import (
    GATE_KINDS,
    day_stated,
    exercise_gates,
    limit_from,
    statement_told,
    suspension_told,
)
from registry.services import items

# Exercises that are examined again with the notice itself; of very many the rest is when next asked for.
EXAMINED_WITH_IT = 200
_MAY_MOVE = [
    state.value
    for state in (
        ItemState.RECEIVED,
        ItemState.DEFICIENT,
        ItemState.AWAITING_PAYMENT,
        ItemState.HELD,
        ItemState.EXAMINED,
        ItemState.COMPLETE,
    )
]


def statement_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a notice of a registration statement.

    Agreement: 9(c).
    """
    since = date.fromisoformat(notice.facts["happened_on"])
    gates = exercise_gates(notice.agreement)
    earlier = [one for one in gates.statements if one.is_accepted and _comes_before(one.notice, notice)]
    securities = statement_told(notice).securities
    before = standing_statement(
        ExerciseGates(statements=earlier), securities=securities, on=max(since, _received_on(notice))
    )
    return statement_query_grounds(
        before,
        event=StatementEvent(notice.facts["event"]),
        since=since,
        received_on=_received_on(notice),
    )


def suspended_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a suspension: where its limit begins, and an end beyond it.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    suspension, latest, counted = suspension_told(notice), None, limit_from(notice)
    if suspension.basis is SuspensionBasis.SECTION_11A3 and counted is not None:
        days, most = terms.substitution_days, terms.substitution_days_max
        latest = substitution_period(counted, days=days, days_max=most).latest
    return suspension_query_grounds(
        suspension,
        extended_to=day_stated(notice, "extended_to"),
        latest=latest,
        ends_on=day_stated(notice, "ends_on"),
    )


def suspension_end_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about the end of a suspension: which one it names, and its day.

    Agreement: 9(c).
    """
    return end_query_grounds(
        _suspension_ended(notice),
        number=notice.facts["ends"],
        ended_on=date.fromisoformat(notice.facts["ended_on"]),
        received_on=_received_on(notice),
    )


def suspension_warnings(notice: Notice) -> tuple[Ground, ...]:
    """An end beyond the limit is told, and stops nothing.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    if notice.kind == NoticeKind.SUSPENSION_ENDED:
        suspension = _suspension_ended(notice)
        ends_on = day_stated(notice, "ended_on")
        return () if suspension is None else late_end_warnings(suspension, ends_on=ends_on)
    suspension = suspension_told(notice)
    if suspension.basis is not SuspensionBasis.SECTION_9C:
        return ()  # asked back about
    return late_end_warnings(suspension, ends_on=day_stated(notice, "ends_on"))


def examine_waiting(notice: Notice, *, by: User, at: datetime) -> None:
    """Let the exercises on hand stand where the checks put them now, in the order of receipt.

    Called once the notice is kept: on its filing, for what it stops, and on its acceptance.

    Agreement: 9(c).
    """
    if notice.kind in GATE_KINDS:
        settle_waiting(notice.agreement, kinds=[ItemKind.EXERCISE], by=by, at=at)


def settle_waiting(
    agreement: RightsAgreement, *, kinds: Collection[ItemKind], by: User | None, at: datetime
) -> None:
    """Examine the items of some kinds that are on hand anew, in the order of receipt, as many as are at once.

    Agreement: 6(a);9(c);24(b).
    """
    waiting = Item.objects.filter(agreement=agreement, kind__in=[one.value for one in kinds])
    waiting = waiting.filter(state__in=_MAY_MOVE).select_related("agreement", "holder")
    for item in waiting.order_by("received_at", "id")[:EXAMINED_WITH_IT]:
        items.settle(item, by=by, at=at)


def _suspension_ended(notice: Notice) -> Suspension | None:
    """The suspension that a notice ends, if it stands and no other accepted notice ended it."""
    for one in exercise_gates(notice.agreement).suspensions:
        if one.notice == notice.facts["ends"]:
            is_free = one.ended_by in (None, notice.number, notice.facts.get("supersedes"))
            return one if is_free else None
    return None


def _comes_before(number: int, notice: Notice) -> bool:
    """Whether a notice on file is an earlier one, and none that this one replaces."""
    return (notice.number is None or number < notice.number) and number != notice.facts.get("supersedes")


def _received_on(notice: Notice) -> date:
    return local_day(notice.agreement, at=notice.received_at)
