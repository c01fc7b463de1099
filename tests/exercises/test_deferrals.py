"""What exercises give beyond the price before an adjustment waits for its event, by a due bill (§11(k))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from agreement.adjusting.deferral import DueBillState
from agreement.errors import RightsError
from agreement.workflow.items import ReturnMeans
from exercises.models import DueBill, Payout, Requisition, SecuritiesDue
from exercises.selectors.deferrals import deferred_of
from exercises.services import deliveries, due_bills, fractions
from exercises.staff.way_out import way_out
from registry import clock
from registry.models import Item, Notice, NoticeKind, NoticeState
from registry.selectors.agreements import local_day
from registry.verifier import verify
from tests.exercises.delivered import asked, certify, collect, make_counter, posted, receive
from tests.exercises.test_delivery_console import opened, paid_and_posted
from tests.exercises.test_fractions_paid import adjusted, refused_code
from tests.registry.console import local, paper
from tests.registry.nullity_scene import NullityDesk
from tests.registry.presented import Counter

pytestmark = pytest.mark.django_db
EVENT = "The distribution of 1 July 2003 to the holders of Preferred Shares"


@pytest.fixture
def counter(settings: Any) -> Counter:
    settings.DEMO = True
    made = make_counter()
    adjusted(made, units_per_right="1.03", price_of_unit="242.72", adjusted_under="DISTRIBUTION_MADE")
    return made


def desk_of(counter: Counter) -> NullityDesk:
    return NullityDesk(counter.press, counter.plan.at)


def yesterday(counter: Counter) -> date:
    return local_day(counter.press.agreement, at=counter.plan.at) - timedelta(days=1)


def election_facts(counter: Counter, **changed: Any) -> dict[str, Any]:
    adjustment = Notice.objects.filter(kind=NoticeKind.ADJUSTMENT).latest("number").number
    told = {"adjustment": adjustment, "record_date": yesterday(counter).isoformat(), "event": EVENT}
    return told | changed


def elect(counter: Counter, **changed: Any) -> Notice:
    """The Company's election to defer, in force."""
    return desk_of(counter).apply(NoticeKind.ISSUE_DEFERRED, election_facts(counter, **changed))


def end(counter: Counter, deferral: Notice, outcome: str = "OCCURRED") -> Notice:
    """The Company's certificate of what became of the event, in force."""
    day = local_day(counter.press.agreement, at=counter.plan.at).isoformat()
    told = {"deferral": deferral.number, "outcome": outcome, "happened_on": day}
    return desk_of(counter).apply(NoticeKind.DEFERRED_EVENT, told)


def issue(counter: Counter, item: Item) -> DueBill:
    return due_bills.issue_due_bill(item, by=counter.plan.maker, at=counter.plan.tick())


def fulfil(counter: Counter, item: Item) -> SecuritiesDue:
    return due_bills.fulfil_due_bill(item, by=counter.plan.maker, at=counter.plan.tick())


def state_of(counter: Counter, item: Item) -> DueBillState:
    told = deferred_of(item, at=counter.plan.at)
    assert told is not None
    return told.state


@pytest.mark.row("R-11k-1", "R-11k-2", "R-14b-3")
@pytest.mark.refusal("DUE_BILL_MISSING", "DEFERRED_EVENT_AWAITED", "DUE_BILL_ISSUED")
def test_thirty_units_now_and_nine_tenths_under_a_due_bill_in_cash_once_the_event_occurred(
    counter: Counter,
) -> None:
    elected = elect(counter)
    item, approval = asked(counter)
    assert "0.9 units are deferred by notice" in approval.summary
    counter.press.approve(approval)
    due, bill = SecuritiesDue.objects.get(), DueBill.objects.get()
    assert (due.units, due.whole_units, bill.units, bill.number) == ("30", 30, "9/10", None)
    plan = counter.plan
    one = deliveries.requisition(item, by=plan.maker, at=plan.tick())
    came = local_day(item.agreement, at=plan.at)
    deliveries.record_received(one, received_on=came, document=plan.document, by=plan.maker, at=plan.tick())

    def deliver() -> Any:
        means = ReturnMeans.FIRST_CLASS
        told = {"document": plan.document, "by": plan.maker, "at": plan.tick()}
        return deliveries.record_delivered(one, delivered_on=came, means=means, **told)

    assert refused_code(deliver) == "DUE_BILL_MISSING"
    assert refused_code(lambda: fulfil(counter, item)) == "DUE_BILL_MISSING"
    bill = issue(counter, item)
    assert (bill.number, state_of(counter, item)) == (1, DueBillState.ISSUED)
    assert bill.letter is not None
    assert bill.letter.facts["units"] == "9/10"
    assert refused_code(lambda: issue(counter, item)) == "DUE_BILL_ISSUED"
    deliver()
    assert refused_code(lambda: fulfil(counter, item)) == "DEFERRED_EVENT_AWAITED"
    end(counter, elected)
    rest = fulfil(counter, item)
    assert (rest.units, rest.whole_units, state_of(counter, item)) == ("9/10", 0, DueBillState.FULFILLED)
    assert refused_code(lambda: fulfil(counter, item)) == "DEFERRED_EVENT_AWAITED"
    certified = certify(counter, item, "9.00", of=bill)
    assert certified.computed == Decimal("9.00")
    collect(counter, "9.00")
    counter.press.approve(fractions.request_fraction_payment(item, of=bill, maker=plan.maker, at=plan.tick()))
    assert Payout.objects.get(approved_at__isnull=False).amount == Decimal("9.00")
    assert verify().findings == []


@pytest.mark.row("R-11k-1", "R-11k-2")
@pytest.mark.refusal("DEFERRAL_NOT_ELECTED")
def test_without_an_election_or_on_the_record_date_everything_is_delivered(counter: Counter) -> None:
    item = posted(counter)
    assert SecuritiesDue.objects.get(item=item).units == "309/10"
    assert refused_code(lambda: issue(counter, item)) == "DEFERRAL_NOT_ELECTED"
    assert refused_code(lambda: fulfil(counter, item)) == "DEFERRAL_NOT_ELECTED"
    elect(counter, record_date=(counter.plan.at.date() + timedelta(days=2)).isoformat())
    again = posted(counter, 2)
    assert SecuritiesDue.objects.get(item=again).units == "309/10"
    assert not DueBill.objects.exists()


@pytest.mark.row("R-11k-1", "R-11k-2")
@pytest.mark.refusal("DEFERRED_EVENT_AWAITED")
def test_what_was_deferred_lapses_when_the_event_will_not_occur(counter: Counter) -> None:
    elected = elect(counter)
    item = posted(counter)
    issue(counter, item)
    end(counter, elected, "CANCELLED")
    assert state_of(counter, item) is DueBillState.LAPSED
    assert refused_code(lambda: fulfil(counter, item)) == "DEFERRED_EVENT_AWAITED"
    later = posted(counter, 2)
    assert SecuritiesDue.objects.get(item=later).units == "30"
    assert DueBill.objects.count() == 1


@pytest.mark.row("R-11k-1")
def test_once_the_event_occurred_nothing_is_deferred_any_more(counter: Counter) -> None:
    end(counter, elect(counter))
    item = posted(counter)
    assert SecuritiesDue.objects.get(item=item).units == "309/10"
    assert not DueBill.objects.exists()


@pytest.mark.row("R-11k-1")
@pytest.mark.refusal("INSTRUCTION_OUTSIDE_AGREEMENT", "REQUEST_CHANGED_AFTER_APPROVAL")
def test_an_election_accepted_after_the_posting_was_asked_for_is_asked_about_again(counter: Counter) -> None:
    desk = desk_of(counter)
    odd = desk.authenticate(desk.receive(NoticeKind.ISSUE_DEFERRED, election_facts(counter, adjustment=99)))
    assert (odd.state, odd.grounds[0]["code"]) == (NoticeState.QUERIED, "INSTRUCTION_OUTSIDE_AGREEMENT")
    _, approval = asked(counter)
    elect(counter)
    with pytest.raises(RightsError) as refused:
        counter.press.approve(approval)
    assert refused.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"
    second = desk.authenticate(desk.receive(NoticeKind.ISSUE_DEFERRED, election_facts(counter)))
    assert "still awaited" in second.grounds[0]["message"]
    none_such = {"deferral": 99, "outcome": "OCCURRED", "happened_on": counter.plan.at.date().isoformat()}
    ended = desk.authenticate(desk.receive(NoticeKind.DEFERRED_EVENT, none_such))
    assert ended.state == NoticeState.QUERIED
    assert not DueBill.objects.exists()


def test_the_database_keeps_what_is_deferred_and_issues_a_due_bill_with_one_paper(counter: Counter) -> None:
    elect(counter)
    item = posted(counter)
    bill = DueBill.objects.get(item=item)
    changes: list[dict[str, Any]] = [{"units": "1"}, {"number": 7}]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            DueBill.objects.filter(pk=bill.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecuritiesDue.objects.create(
            agreement=item.agreement, item=item, security=bill.security, unit_denominator=1000, units="1",
            whole_units=1, taken_at=counter.plan.at,
        )  # fmt: skip


@pytest.mark.row("R-11k-1", "R-11k-2", "R-14e-1")
@pytest.mark.refusal("DUE_BILL_MISSING", "DEFERRAL_NOT_ELECTED", "DEFERRED_EVENT_AWAITED", "DUE_BILL_ISSUED")
def test_the_due_bill_goes_through_the_console_and_whole_units_are_requisitioned(
    counter: Counter, settings: Any
) -> None:
    in_full = posted(counter, 3)
    elected = elect(counter)
    item, plain = receive(counter, rights=100), posted(counter, 2)
    plan = counter.plan
    console = opened(counter, settings)
    today = local(clock.now())[:10]
    paid_and_posted(console, item, 100 * 250_00)
    assert "DEFERRAL_NOT_ELECTED" in console.refused("due_bill_issued", in_full.number)
    page = console.see("exercise", item.number)
    for words in ("0.100 of Series A", "Due bill for what is deferred", "3 units of", "Waits for the event"):
        assert words in page, words
    listed = console.see("requisitions", by="ines")
    for words in ("Deferred until an event", EVENT, "To be issued"):
        assert words in listed, words
    console.done("exercise_requisitioned", item.number)
    one = Requisition.objects.get(due__item=item)
    console.done("securities_received", one.number, received_on=today, document=paper())
    went = {"delivered_on": today, "means": "FIRST_CLASS"}
    missing = console.refused("securities_delivered", one.number, **went, document=paper())
    assert "DUE_BILL_MISSING" in missing
    assert "DUE_BILL_MISSING" in console.refused("due_bill_fulfilled", item.number)
    console.done("due_bill_issued", item.number)
    assert "DUE_BILL_ISSUED" in console.refused("due_bill_issued", item.number)
    assert "DUE_BILL_ISSUED" in console.refused("due_bill_recorded", item.number, document=paper())
    letter = console.get("letter_paper", DueBill.objects.get(item=item).letter_id)
    assert (letter.status_code, letter["Content-Type"]) == (200, "application/pdf")
    console.done("securities_delivered", one.number, **went, document=paper())
    assert "DEFERRED_EVENT_AWAITED" in console.refused("due_bill_fulfilled", item.number)
    plan.at = clock.now()
    end(counter, elected)
    settings.CLOCK_OFFSET += timedelta(minutes=30)
    console.done("due_bill_fulfilled", item.number)
    rest = Requisition.objects.get(due__due_bill__item=item)
    assert (rest.due.whole_units, rest.number) == (3, one.number + 1)
    console.done("securities_received", rest.number, received_on=today, document=paper())
    console.done("securities_delivered", rest.number, **went, document=paper())
    assert "Fulfilled" in console.see("requisitions", by="ines")
    steps = {one.words: one.stands for one in way_out(Item.objects.get(pk=item.pk), at=clock.now()).steps}
    assert steps["What was deferred is taken up"] == "Done"
    by_company = DueBill.objects.filter(item=plain).first()
    assert by_company is not None
    console.done("due_bill_recorded", plain.number, document=paper())
    by_company.refresh_from_db()
    assert (by_company.number, by_company.letter) == (2, None)
    assert verify().findings == []
