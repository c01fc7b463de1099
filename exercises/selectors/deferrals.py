"""Reads of what exercises give at once and what is deferred until an event, with the due bills (§11(k))."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from django.db.models import QuerySet

from agreement.adjusting.deferral import DeferralFacts, DueBillState, EventOutcome, defer
from agreement.arithmetic import as_text
from agreement.requisition import SecuritiesBought
from exercises.models import DueBill, Election, SecuritiesDue
from exercises.selectors.deliveries import bought_by
from registry.models import Item, RightsAgreement
from registry.selectors.agreements import local_day
from registry.selectors.deferrals import DeferralTold, deferral_told, deferrals
from registry.selectors.notices import IN_FORCE


@dataclass(frozen=True, slots=True)
class Given:
    """What an exercise gives with its posting, and the units deferred by an election of the Company."""

    now: SecuritiesBought
    deferred: Fraction = Fraction(0)
    deferral: DeferralTold | None = None


def given_by(election: Election, *, at: datetime) -> Given:
    """What an exercise gives if it is posted now: in full, or divided by an election to defer on file by now.

    Once the Company certified that the event occurred everything is given; once it certified that the event
    will not occur, what the price before gives, and nothing waits for anything any more.

    Agreement: 11(k).
    """
    bought = bought_by(election)
    told = _deferral_met(election, at=at)
    if told is None or told.part_before is None or told.outcome is EventOutcome.OCCURRED:
        return Given(bought)
    assert election.completed_at is not None  # what an exercise buys is fixed when it is complete
    divided = defer(
        DeferralFacts(
            record_date=told.record_date,
            exercised_on=local_day(election.item.agreement, at=election.completed_at),
            rights=Fraction(1),
            units_before=bought.units * told.part_before,
            units_after=bought.units,
            has_election=True,
            has_due_bill=True,
        )
    )
    if not divided.deferred:
        return Given(bought)
    now = replace(bought, units=divided.delivered)
    if told.outcome is EventOutcome.CANCELLED:
        return Given(now)
    return Given(now, divided.deferred, told)


def _deferral_met(election: Election, *, at: datetime) -> DeferralTold | None:
    """The election to defer that an exercise falls under: after its record date, by its adjustment."""
    completed_at = election.completed_at
    assert completed_at is not None  # asked for by the caller
    exercised_on = local_day(election.item.agreement, at=completed_at)
    for told in deferrals(election.item.agreement, at=at):
        adjusted = told.adjustment
        is_by_it = adjusted.received_at <= completed_at and adjusted.effective_at <= completed_at
        if is_by_it and exercised_on > told.record_date:
            return told
    return None


@dataclass(frozen=True, slots=True)
class Deferred:
    """What is deferred of a posted exercise: its due bill, the election, and what it gave since."""

    bill: DueBill
    told: DeferralTold | None
    due: SecuritiesDue | None

    @property
    def units(self) -> str:
        """The units deferred, exact."""
        return as_text(Fraction(self.bill.units))

    @property
    def event(self) -> str:
        """Until which event."""
        return str(self.bill.deferral.facts["event"])

    @property
    def has_occurred(self) -> bool:
        """Whether the Company certified that the event occurred."""
        return self.told is not None and self.told.outcome is EventOutcome.OCCURRED

    @property
    def has_lapsed(self) -> bool:
        """Whether the Company certified that the event will not occur."""
        return self.told is not None and self.told.outcome is EventOutcome.CANCELLED

    @property
    def state(self) -> DueBillState:
        """How the due bill stands."""
        if self.due is not None:
            return DueBillState.FULFILLED
        if self.has_lapsed:
            return DueBillState.LAPSED
        return DueBillState.ISSUED if self.bill.number else DueBillState.NONE


def bill_of(item: Item) -> DueBill | None:
    """What is deferred of an exercise; None where nothing is."""
    return _bills().filter(item=item).first()


def deferred_of(item: Item, *, at: datetime) -> Deferred | None:
    """What is deferred of a posted exercise, as it stands now (§11(k))."""
    found = bill_of(item)
    return None if found is None else deferred([found], at=at)[0]


def deferred_in(agreement: RightsAgreement) -> QuerySet[DueBill]:
    """All that was ever deferred of exercises of an agreement, the latest first."""
    return _bills().filter(agreement=agreement).order_by("-pk")


def deferred(bills: Iterable[DueBill], *, at: datetime) -> list[Deferred]:
    """Due bills with the elections that they rest on, each read once, and what they gave since (§11(k))."""
    wanted = list(bills)
    dues = {one.due_bill_id: one for one in _dues(wanted)}
    elections = {one.deferral_id: one.deferral for one in wanted}
    told = {
        key: deferral_told(notice, at=at) if notice.state in IN_FORCE else None
        for key, notice in elections.items()
    }
    return [Deferred(one, told[one.deferral_id], dues.get(one.pk)) for one in wanted]


def _dues(bills: list[DueBill]) -> QuerySet[SecuritiesDue]:
    return SecuritiesDue.objects.filter(due_bill__in=bills).select_related("item__agreement")


def _bills() -> QuerySet[DueBill]:
    return DueBill.objects.select_related(
        "item__holder", "item__agreement", "agreement", "deferral__agreement", "document", "issued_by"
    )
