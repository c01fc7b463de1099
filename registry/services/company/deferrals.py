"""The Company defers what exercises give beyond the price before an adjustment, and ends it (§11(k))."""

from datetime import date

from agreement.adjusting.deferral import EventOutcome
from agreement.business_days import BusinessDayCalendar
from agreement.event_notice import occurrence_grounds
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms
from registry.models import Notice, NoticeKind
from registry.selectors.agreements import local_day
from registry.selectors.deferrals import adjustment_named, outcome_of, part_before
from registry.selectors.notices import IN_FORCE


def deferral_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about an election to defer: its adjustment, and that it leaves something to defer.

    While the event of another election is awaited a second one is asked back about: how both go together the
    section does not say.

    Agreement: 11(k);20(g).
    """
    adjustment = adjustment_named(notice)
    if adjustment is None:
        return (_outside("it names no certificate of adjustment in force"),)
    part = part_before(adjustment)
    if part is None or part >= 1:
        return (_outside(f"notice {adjustment.number} gives no more units of the same securities"),)
    others = Notice.objects.filter(agreement_id=notice.agreement_id, kind=NoticeKind.ISSUE_DEFERRED)
    others = others.filter(state__in=IN_FORCE).exclude(pk=notice.pk)
    others = others.exclude(number=notice.facts.get("supersedes", 0))
    waiting = next((one for one in others.order_by("number") if outcome_of(one) is None), None)
    if waiting is not None:
        return (_outside(f"the event of the election in notice {waiting.number} is still awaited"),)
    return ()


def deferred_event_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about the end of a deferral: which election it names, and its day.

    Agreement: 11(k);20(g).
    """
    elected = Notice.objects.filter(
        agreement_id=notice.agreement_id,
        kind=NoticeKind.ISSUE_DEFERRED,
        state__in=IN_FORCE,
        number=notice.facts["deferral"],
    ).first()
    if elected is None:
        return (_outside("it names no election to defer that is in force"),)
    ended = outcome_of(elected)
    if ended is not None and ended.number not in (notice.number, notice.facts.get("supersedes")):
        return (_outside(f"notice {ended.number} told what became of the event"),)
    happened = date.fromisoformat(notice.facts["happened_on"])
    if notice.facts["outcome"] != EventOutcome.OCCURRED:
        return ()
    received = local_day(notice.agreement, at=notice.received_at)
    return occurrence_grounds(occurred_on=happened, received_on=received)


def _outside(reason: str) -> Ground:
    return ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason)
