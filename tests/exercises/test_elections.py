"""Exercises over the counter: payments, hold, completion with its record date, the entry and its balance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from agreement.certification import Answer
from agreement.errors import Conflict, NotOnTheBooks, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.exercise_price import TenderedMeans
from agreement.workflow.items import AskedBy, Assessment, CompanyAnswer, ItemState, TaxStanding
from exercises.models import Election, Payment
from exercises.services import elections
from registry.models import Document, Item, Lot, RightsAgreement, RightsCertificate
from registry.selectors.items import draft_of_cover
from registry.selectors.register import certificate_detail, control_total
from registry.services import evidence, holds, items
from registry.services.evidence import EvidenceAsked
from registry.services.holds import AnswerReceived
from registry.services.taxes import TaxAsked, demand_tax
from registry.verifier import verify
from tests.exercises.delivered import make_counter, pay, receive
from tests.registry.presented import Counter, elected
from tests.registry.test_items_transfer import second_paper

PRICE = Decimal("250.00")
IN_TIME = datetime(2010, 10, 25, 23, 59, 59, tzinfo=UTC)  # a second before the close in San Francisco


@pytest.fixture
def counter(db: None) -> Counter:
    """Four certificates of 100 to 103 Rights, countersigned; the books open."""
    return make_counter()


def state(item: Item) -> str:
    """Where an item stands now."""
    return Item.objects.get(pk=item.pk).state


@pytest.mark.row("R-7a-2", "R-7a-3", "R-7a-4", "R-7d-1", "R-10-1")
def test_part_is_exercised_the_rest_is_a_balance_certificate(counter: Counter) -> None:
    item = receive(counter)
    assert item.state == ItemState.AWAITING_PAYMENT
    pay(counter, item, 30 * PRICE - Decimal("0.01"))
    assert state(item) == ItemState.AWAITING_PAYMENT
    paid_at = counter.plan.at + timedelta(days=2)
    counter.plan.at = paid_at
    pay(counter, item, Decimal("0.01"), number="78")
    assert state(item) == ItemState.COMPLETE
    fixed = Election.objects.get(item=item)
    assert (fixed.amount_due, fixed.completed_at, fixed.record_date) == (
        Decimal("7500.00"),
        paid_at,
        date(2003, 6, 24),
    )
    plan = counter.plan
    before = control_total(counter.press.agreement)
    approval = elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert counter.certificate(1).registration not in str(approval.request) + approval.summary
    entry = counter.press.approve(approval)
    after = control_total(counter.press.agreement)
    assert (after.authorised, after.live) == (before.authorised, before.live - 30)
    assert dict(after.retired_by_kind)["EXERCISED"] == 30
    balance = RightsCertificate.objects.get(issued_by=entry)
    old = counter.certificate(1)
    assert (balance.rights, balance.registration, balance.dated) == (70, old.registration, old.dated)
    assert Lot.objects.get(certificate=balance).parent.certificate == old
    assert certificate_detail(counter.press.agreement, number=1, at=plan.at).status == "CANCELLED"
    assert (entry.kind, entry.section, entry.item_number) == ("EXERCISE", "7(d)", item.number)
    assert verify().findings == []


def test_the_whole_certificate_leaves_no_balance(counter: Counter) -> None:
    item = receive(counter, rights=100)
    pay(counter, item, 100 * PRICE)
    plan = counter.plan
    entry = counter.press.approve(elections.request_exercise(item, maker=plan.maker, at=plan.tick()))
    assert (entry.section, entry.rights_retired, entry.rights_opened) == ("7(a)", 100, 0)
    assert not RightsCertificate.objects.filter(issued_by=entry).exists()
    assert verify().findings == []


def test_an_exercise_that_is_short_cannot_be_asked_for(counter: Counter) -> None:
    item = receive(counter)
    plan = counter.plan
    with pytest.raises(RefusedByGround, match=r"short \$7,500\.00") as refused:
        elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert refused.value.code == "PAYMENT_SHORT"


@pytest.mark.refusal("TAX_NOT_CHARGEABLE", "TAX_PAYMENT_REQUIRED", "TAX_STATUS_OPEN")
@pytest.mark.row("R-9e-1", "R-9e-2", "R-9e-3", "R-6a-11")
def test_in_another_name_nothing_goes_on_before_the_tax_is_paid_or_shown_not_to_be_due(
    counter: Counter,
) -> None:
    own, other = receive(counter), receive(counter, 2, name="Ada Moss")
    for item, number in ((own, "77"), (other, "78")):
        pay(counter, item, 30 * PRICE, number=number)
    assert (state(own), state(other)) == (ItemState.COMPLETE, ItemState.HELD)
    plan = counter.plan
    asked = TaxAsked("stock transfer tax", Decimal("12.50"), "the Company", plan.at.date())
    with pytest.raises(RightsError) as refused:
        demand_tax(own, asked, document=plan.document, by=plan.maker, at=plan.tick())
    assert refused.value.code == "TAX_NOT_CHARGEABLE"
    assert state(own) == ItemState.COMPLETE
    assert grounds_against(counter, other) == ["TAX_STATUS_OPEN"]
    demand_tax(other, asked, document=plan.document, by=plan.maker, at=plan.tick())
    assert grounds_against(counter, other) == ["TAX_PAYMENT_REQUIRED"]
    reverse = counter.presentation(2, tax=TaxStanding.NOT_DUE).reverse
    elections.put_right(
        other,
        reverse,
        election=elected(30, "Ada Moss"),
        document=second_paper(counter),
        by=plan.maker,
        at=plan.tick(),
    )
    assert state(other) == ItemState.COMPLETE


def grounds_against(counter: Counter, item: Item) -> list[str]:
    """The codes of what stands against an exercise now."""
    as_it_stands = Item.objects.get(pk=item.pk)
    return [one.code for one in grounds_of(elections.examine(as_it_stands, at=counter.plan.at))]


@pytest.mark.row("R-7f-2")
def test_evidence_asked_for_about_an_exercise_holds_it_and_its_record_date_stays(counter: Counter) -> None:
    item, plan = receive(counter), counter.plan
    pay(counter, item, 30 * PRICE)
    fixed = Election.objects.get(item=item)
    asked = evidence.request_evidence(
        item,
        EvidenceAsked(AskedBy.AGENT, plan.tick(), "Who the Beneficial Owner is", "A nominee exercises"),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    assert grounds_against(counter, item) == ["EVIDENCE_OUTSTANDING"]
    plan.at += timedelta(days=5)
    evidence.receive_evidence(asked, document=second_paper(counter), by=plan.maker, at=plan.tick())
    assert state(item) == ItemState.HELD
    evidence.assess_evidence(
        asked, Assessment.SATISFIED, words="It names the owner", document=None, by=plan.maker, at=plan.tick()
    )
    assert state(item) == ItemState.COMPLETE
    entry = counter.press.approve(elections.request_exercise(item, maker=plan.maker, at=plan.tick()))
    again = Election.objects.get(item=item)
    assert (again.record_date, again.completed_at) == (fixed.record_date, fixed.completed_at)
    assert entry.recorded_at.date() > again.record_date


@pytest.mark.row("R-7f-1", "R-20k-1")
def test_a_blank_certification_holds_a_paid_exercise_and_keeps_its_record_date(counter: Counter) -> None:
    item = receive(counter, first=Answer.BLANK)
    assert item.state == ItemState.HELD_20K
    pay(counter, item, 30 * PRICE)
    assert state(item) == ItemState.HELD_20K  # money does not release it
    plan = counter.plan
    with pytest.raises(RefusedByGround) as refused:
        elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert refused.value.code == "CONSULTATION_MISSING"
    plan.at += timedelta(days=60)
    with pytest.raises(RefusedByGround):
        items.examine_again(item, by=plan.maker, at=plan.tick())  # silence frees nothing
    told = AnswerReceived("Rowan T. Ellery", "President", plan.at, "Go ahead.", CompanyAnswer.PROCEED)
    approval = holds.request_consultation(
        item, told, document=plan.document, maker=plan.maker, at=plan.tick()
    )
    assert "Ellery" not in str(approval.request)
    assert state(item) == ItemState.HELD_20K
    counter.press.approve(approval)
    assert state(item) == ItemState.COMPLETE
    elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert Election.objects.get(item=item).record_date == date(2003, 6, 22)


def test_one_instrument_serves_one_exercise(counter: Counter) -> None:
    first, second = receive(counter, 1), receive(counter, 2)
    pay(counter, first, Decimal("1.00"), number="77", drawer_bank="Harbor  Bank")
    with pytest.raises(Conflict) as refused:
        pay(counter, second, Decimal("1.00"), number="77")
    assert refused.value.code == "INSTRUMENT_USED"
    assert Payment.objects.count() == 1


def test_a_payment_as_received_is_never_changed(counter: Counter) -> None:
    pay(counter, receive(counter), Decimal("1.00"))
    for statement in ("UPDATE exercises_payment SET amount = 7500", "DELETE FROM exercises_payment"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Payment.objects.get().amount == Decimal("1.00")


@pytest.mark.row("R-7a-1")
@pytest.mark.parametrize(
    ("paid_at", "stands"),
    [
        (IN_TIME, ItemState.COMPLETE),
        (datetime(2010, 10, 26, 0, 0, 0, tzinfo=UTC), ItemState.DEFICIENT),
    ],
)
def test_the_payment_that_completes_must_come_before_the_close(
    counter: Counter, paid_at: datetime, stands: str
) -> None:
    item = receive(counter)
    counter.plan.at = paid_at
    pay(counter, item, 30 * PRICE)
    assert state(item) == stands


@pytest.mark.refusal("NOT_YET_EXERCISABLE")
def test_what_is_complete_before_the_distribution_date_begins_is_no_exercise(counter: Counter) -> None:
    item = receive(counter)
    pay(counter, item, 30 * PRICE)
    RightsAgreement.objects.update(distribution_effective_at=counter.plan.at + timedelta(days=1))
    plan = counter.plan
    with pytest.raises(RefusedByGround) as refused:
        elections.request_exercise(Item.objects.get(pk=item.pk), maker=plan.maker, at=plan.tick())
    assert "NOT_YET_EXERCISABLE" in [one.code for one in refused.value.grounds]


@pytest.mark.row("R-7a-1", "R-7a-3")
def test_what_comes_in_after_the_price_was_made_up_moves_neither_the_window_nor_the_completion(
    counter: Counter,
) -> None:
    item = receive(counter)
    counter.plan.at = IN_TIME
    pay(counter, item, 30 * PRICE)
    completed = Election.objects.get(item=item).completed_at
    counter.plan.at = IN_TIME + timedelta(days=3)  # the Rights have expired
    pay(counter, item, Decimal("1.00"), number="78")
    pay(counter, item, Decimal("9.00"), number="79", means=TenderedMeans.WIRE)
    found = items.examine(item, at=counter.plan.tick())
    codes = [ground.code for check in found for ground in check.grounds]
    assert "EXERCISE_WINDOW_CLOSED" not in codes
    assert Election.objects.get(item=item).completed_at == completed == IN_TIME


@pytest.mark.row("R-7a-1", "R-7a-2", "R-10-1")
@pytest.mark.refusal("ELECTION_NOT_SIGNED")
@pytest.mark.parametrize(
    ("signed_at", "stands"),
    [
        (IN_TIME, ItemState.COMPLETE),
        (IN_TIME + timedelta(seconds=1), ItemState.DEFICIENT),
    ],
)
def test_an_election_signed_later_is_surrendered_when_the_signed_paper_is_in_hand(
    counter: Counter, signed_at: datetime, stands: str
) -> None:
    item = receive(counter, form={"signed_name": ""})
    plan = counter.plan
    pay(counter, item, 30 * PRICE)
    assert state(item) == ItemState.DEFICIENT
    assert "ELECTION_NOT_SIGNED" in grounds_against(counter, item)
    plan.at = signed_at
    later = Document.objects.get(pk=plan.document.pk)
    later.pk, later.received_at, later.recorded_at = None, signed_at, signed_at
    later.save(force_insert=True)
    elections.put_right(
        item,
        counter.reverse(1),
        election=elected(30, counter.certificate(1).registration),
        document=later,
        by=plan.maker,
        at=plan.tick(),
    )
    assert state(item) == stands
    fixed = Election.objects.get(item=item)
    if stands == ItemState.COMPLETE:
        assert (fixed.completed_at, fixed.record_date) == (IN_TIME, date(2010, 10, 25))
    else:
        found = items.examine(item, at=plan.at)
        codes = [ground.code for check in found for ground in check.grounds]
        assert (codes, fixed.completed_at) == (["EXERCISE_WINDOW_CLOSED"], None)


@pytest.mark.row("R-7a-6")
def test_a_prepared_election_is_a_draft_without_number_until_the_paper_is_in_hand(counter: Counter) -> None:
    agreement, plan = counter.press.agreement, counter.plan
    prepared = Item.objects.create(
        agreement=agreement,
        kind="EXERCISE",
        cover_code="K7F2",
        prepared={"rights": 30},
        prepared_by=plan.maker,
        prepared_at=plan.tick(),
    )
    assert (prepared.number, prepared.received_at) == (None, None)
    plan.at += timedelta(days=2)
    received = elections.receive_exercise(
        agreement,
        counter.presentation(1),
        election=elected(30, counter.certificate(1).registration),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
        draft=draft_of_cover(agreement, "K7F2"),
    )
    assert (received.pk, received.number) == (prepared.pk, 1)
    assert received.received_at > prepared.prepared_at + timedelta(days=1)
    with pytest.raises(NotOnTheBooks):
        draft_of_cover(agreement, "K7F2")
