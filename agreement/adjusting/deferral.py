"""Issues deferred until the event occurs, due bills, and reductions of the Company's own accord.

Agreement: 11(k);11(l).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground


@dataclass(frozen=True, slots=True)
class DeferralFacts:
    """An exercise around an adjustment that takes effect as of a record date.

    `event_occurred_on` is None until the event occurs; `is_cancelled` once it will not. `has_election` and
    `has_due_bill` tell what is on file.

    Agreement: 11(k).
    """

    record_date: date
    exercised_on: date
    rights: Fraction
    units_before: Fraction
    units_after: Fraction
    has_election: bool
    has_due_bill: bool
    event_occurred_on: date | None = None
    is_cancelled: bool = False


class EventOutcome(Worded):
    """What the Company certifies of the event until which an issue was deferred.

    Agreement: 11(k).
    """

    OCCURRED = "OCCURRED", "It occurred"
    CANCELLED = "CANCELLED", "It will not occur"


class DueBillState(StrEnum):
    """What becomes of a due bill.

    Agreement: 11(k).
    """

    NONE = "NONE"  # nothing is deferred
    ISSUED = "ISSUED"
    FULFILLED = "FULFILLED"
    LAPSED = "LAPSED"


@dataclass(frozen=True, slots=True)
class Deferral:
    """What is delivered at once and what is deferred, in units, and how the due bill stands.

    Agreement: 11(k).
    """

    delivered: Fraction
    deferred: Fraction
    state: DueBillState
    grounds: tuple[Ground, ...]


def defer(facts: DeferralFacts) -> Deferral:
    """Divide an exercise after the record date: now what the price before gives, the excess with the event.

    Without the Company's election everything is delivered. An exercise on the record date or before it takes
    no part in the adjustment.

    Agreement: 11(k).
    """
    before, after = facts.rights * facts.units_before, facts.rights * facts.units_after
    if facts.exercised_on <= facts.record_date:
        return Deferral(before, Fraction(0), DueBillState.NONE, ())
    excess = max(after - before, Fraction(0))
    if facts.event_occurred_on is not None and facts.exercised_on >= facts.event_occurred_on:
        return Deferral(after, Fraction(0), DueBillState.NONE, ())
    if not facts.has_election:
        return Deferral(after, Fraction(0), DueBillState.NONE, (ground("DEFERRAL_NOT_ELECTED"),))
    found = () if facts.has_due_bill or not excess else (ground("DUE_BILL_MISSING"),)
    return Deferral(after - excess, excess, _state(facts, excess), found)


def _state(facts: DeferralFacts, excess: Fraction) -> DueBillState:
    if not excess:
        return DueBillState.NONE
    if facts.is_cancelled:
        return DueBillState.LAPSED
    return DueBillState.FULFILLED if facts.event_occurred_on else DueBillState.ISSUED


def reduction_grounds(
    *, new_price: Fraction, in_force: Fraction, on: date, distribution_date: date | None
) -> tuple[Ground, ...]:
    """What stands against a reduction of the Company's own accord: the separation, or that it is none.

    `distribution_date` is None while none has been noticed.

    Agreement: 11(l).
    """
    found = []
    if distribution_date is not None and on >= distribution_date:
        found.append(ground("AFTER_DISTRIBUTION", date=distribution_date))
    if new_price >= in_force:
        found.append(ground("NOT_A_REDUCTION", new=as_text(new_price), in_force=as_text(in_force)))
    return tuple(found)
