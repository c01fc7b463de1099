"""Exercises with a nominee's schedule: lines decided and paid alone, one entry, delivered apart (7(a))."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agreement.errors import RightsError
from agreement.schedule import PersonFound
from agreement.workflow.items import ItemState, TaxStanding
from exercises.models import Election, Payment, SecuritiesDue
from exercises.selectors.custody import cash_desk, standings_of
from exercises.selectors.deliveries import posted_exercises
from exercises.selectors.schedule_figures import figures
from exercises.services import elections
from exercises.services.deliveries import requisition
from registry.models import Item, Lot, PaperDue, Schedule
from registry.selectors.schedules import totals_in_books, totals_of_schedule
from registry.services import schedules as registry_schedules
from registry.services.schedules import record_person
from tests.exercises.scheduled import (
    PRICE,
    exercise_file,
    kept_line,
    make_exercise_desk,
    paid_line,
)
from tests.registry.scheduled import findings
from tests.registry.test_items_transfer import second_paper

OAK = "Oak Partners"
NOT_DUE = {"tax": TaxStanding.NOT_DUE}


def by_state(schedule: Schedule) -> dict[str, int]:
    """How many lines stand where."""
    found: dict[str, int] = {}
    for state in schedule.lines.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def sixty_lines() -> list[dict[str, str]]:
    """50 clean lines, 4 held, 1 of a person whom a notice names, 5 rejected; 100 Rights in no line."""
    lines = [paid_line(f"C{place:02d}", 10 + place) for place in range(48)]
    lines += [kept_line("K48", 30), kept_line("K49", 40)]
    lines += [paid_line(f"B{place}", 20, statement_2="") for place in range(3)]
    lines.append(paid_line("A0", 25, statement_1="YES"))
    lines.append(kept_line("V0", 200, answered_by=OAK))
    lines += [paid_line(f"M{place}", 15, city="") for place in range(3)]
    lines.append(paid_line("S0", 10, payment_amount="2499.99"))
    lines.append(paid_line("P0", 10, payment_means="PERSONAL_CHECK"))
    return lines


# What the clean lines come to, and the held ones.
EXERCISED = sum(10 + place for place in range(48)) + 70
HELD = 85


@pytest.mark.django_db
@pytest.mark.row("R-7a-2", "R-7a-3", "R-7a-4", "R-7c-1", "R-7d-1")
def test_sixty_lines_are_exercised_held_voided_or_rejected_each_alone_and_tie() -> None:
    desk = make_exercise_desk(rights=2_500)
    desk.reserved()
    nullity = desk.desk.nullity()
    nominee = desk.desk.counter.certificate(desk.desk.number).holder
    nullity.nullify(nullity.notified(nullity.position(nominee, person_name=OAK, rights=200)))

    schedule = desk.receive(exercise_file(*sixty_lines()), **NOT_DUE)
    assert by_state(schedule) == {"CLEAN": 50, "HELD": 5, "MALFORMED": 5}, "a name alone makes nothing void"
    told = {"document": desk.plan.document, "by": desk.plan.maker, "at": desk.plan.tick()}
    record_person(schedule, schedule.lines.get(reference="V0").number, PersonFound.NAMED, **told)
    assert by_state(schedule) == {"CLEAN": 50, "HELD": 4, "VOID": 1, "MALFORMED": 5}
    short = schedule.lines.get(reference="S0").reasons
    assert [(one["field"], one["rule"]) for one in short] == [("payment_amount", "PRICE_OF_THE_LINE")]
    assert "pay the rest" in short[0]["cure"]
    schedule.refresh_from_db()
    assert schedule.item.state == ItemState.AWAITING_PAYMENT

    desk.pay(schedule, f"{(EXERCISED + HELD) * PRICE + 400}")
    schedule.item.refresh_from_db()
    assert schedule.item.state == ItemState.COMPLETE
    assert Election.objects.get(item=schedule.item).amount_due == EXERCISED * PRICE
    entry = desk.post(schedule)
    schedule = Schedule.objects.get(pk=schedule.pk)
    assert (entry.kind, entry.rights_closed, entry.rights_retired) == ("EXERCISE", 2_500, EXERCISED)
    assert by_state(schedule) == {"POSTED": 50, "HELD": 4, "VOID": 1, "MALFORMED": 5}
    books, totals = totals_in_books(schedule), totals_of_schedule(schedule)
    assert books is not None
    assert books.ties_with(totals)
    assert figures(schedule, at=desk.plan.at)["ties"]
    issued = entry.certificates.order_by("number")
    rest = 2_500 - 200 - EXERCISED - HELD
    assert [(one.rights, one.taint_class) for one in issued] == [
        *[(20, "")] * 3, (25, ""), (rest, ""), (200, "I"),
    ]  # fmt: skip
    assert findings() == []


@pytest.mark.django_db
@pytest.mark.row("R-7c-3", "R-7c-6", "R-14b-1", "R-7c-11")
def test_each_line_has_its_own_shares_and_name_and_the_money_is_forwarded_once() -> None:
    desk = make_exercise_desk()
    desk.reserved()
    schedule = desk.receive(
        exercise_file(
            paid_line("C1", 100), kept_line("K2", 50), paid_line("B3", 20, statement_1=""), paid_line("C4", 7)
        ),
        **NOT_DUE,
    )
    payment = desk.pay(schedule, f"{177 * PRICE + 100}")
    desk.post(schedule)
    schedule = Schedule.objects.get(pk=schedule.pk)
    children = list(Item.objects.filter(schedule_line__schedule=schedule).order_by("number"))
    assert [one.state for one in children] == ["POSTED", "POSTED", "HELD_20K", "POSTED"]
    elected = Election.objects.filter(item__in=children).order_by("item__number")
    assert [(one.rights_exercised, one.securities_registration) for one in elected] == [
        (100, "Customer C1"), (50, "Harborlight & Co."), (20, "Customer B3"), (7, "Customer C4"),
    ]  # fmt: skip
    assert [one.whole_units for one in SecuritiesDue.objects.order_by("item__number")] == [100, 50, 7]
    assert list(posted_exercises(desk.desk.agreement).order_by("number")) == [
        one for one in children if one.state == "POSTED"
    ]
    made = requisition(children[0], by=desk.plan.maker, at=desk.plan.tick())
    assert PaperDue.objects.get(pk=made.letter_id).facts["registration"] == "Customer C1"

    whole = Election.objects.get(item=schedule.item)
    assert (whole.rights_exercised, whole.amount_due) == (157, Decimal(157 * PRICE))
    (standing,) = standings_of(schedule.item)
    assert (standing.to.to_forward, standing.to.to_return) == (Decimal(157 * PRICE), Decimal(100))
    part = Payment.objects.get(part_of=payment)
    assert (part.item, part.amount) == (children[2], Decimal(20 * PRICE))
    money = cash_desk(desk.desk.agreement)
    assert (money.received, money.held) == (payment.amount, payment.amount)
    assert (money.to_forward, money.to_return) == (Decimal(157 * PRICE), Decimal(100))
    assert findings() == []


@pytest.mark.django_db
@pytest.mark.row("R-20k-1", "R-7d-1", "R-7a-4")
def test_the_next_day_a_held_line_is_released_and_a_schedule_comes_with_the_balance_certificate() -> None:
    desk = make_exercise_desk()
    desk.reserved()
    lines = [paid_line("C1", 100), paid_line("B2", 20, statement_1=""), paid_line("M3", 30, city="")]
    schedule = desk.receive(exercise_file(*lines), **NOT_DUE)
    desk.pay(schedule, f"{120 * PRICE}")
    entry = desk.post(schedule)
    desk.desk.next_morning(entry)
    held = Item.objects.get(schedule_line__reference="B2")
    assert held.received_at == Schedule.objects.get(pk=schedule.pk).item.received_at
    assert desk.desk.answered(held).state == ItemState.COMPLETE
    held.refresh_from_db()
    asked = elections.request_exercise(held, maker=desk.plan.maker, at=desk.plan.tick())
    released = desk.desk.counter.press.approve(asked)
    assert (released.rights_retired, released.rights_opened) == (20, 0)
    assert Election.objects.get(item=held).securities_registration == "Customer B2"

    balance = entry.certificates.get(rights=880)
    second = desk.receive(exercise_file(paid_line("M3", 30)), balance.number, name="second.csv", **NOT_DUE)
    desk.pay(second, f"{30 * PRICE}", number="2")
    again = desk.post(second)
    assert [one.rights for one in again.certificates.all()] == [850]
    assert Lot.objects.filter(closed_by__isnull=True, holder__account="NOM-1").count() == 1
    assert findings() == []


@pytest.mark.django_db
@pytest.mark.row("R-7a-3", "R-9e-1")
@pytest.mark.refusal("PAYMENT_SHORT", "ITEM_HAS_SCHEDULE")
def test_nothing_is_asked_for_before_the_money_is_there_nor_past_the_schedule() -> None:
    desk = make_exercise_desk()
    schedule = desk.receive(exercise_file(paid_line("C1", 100), paid_line("S2", 10, payment_amount="")))
    assert schedule.lines.get(reference="S2").state == "MALFORMED"
    with pytest.raises(RightsError) as refused:
        desk.ask(schedule)
    assert refused.value.code in ("PAYMENT_SHORT", "TAX_STATUS_OPEN")
    codes = {found.code for found in refused.value.grounds}  # type: ignore[attr-defined]
    assert codes == {"PAYMENT_SHORT", "TAX_STATUS_OPEN"}
    with pytest.raises(RightsError) as past:
        elections.request_exercise(schedule.item, maker=desk.plan.maker, at=desk.plan.tick())
    assert past.value.code == "ITEM_HAS_SCHEDULE"
    corrected = desk.correct(schedule, exercise_file(paid_line("S2", 10)))
    assert by_state(corrected) == {"CLEAN": 2, "CORRECTED": 1}
    reverse = desk.desk.counter.presentation(desk.desk.number, **NOT_DUE).reverse
    told = {"document": second_paper(desk.desk.counter), "by": desk.plan.maker, "at": desk.plan.tick()}
    registry_schedules.put_right(corrected, reverse, **told)
    desk.pay(corrected, f"{110 * PRICE}")
    complete = Election.objects.get(item=schedule.item)
    assert (complete.amount_due, complete.rights_exercised) == (110 * PRICE, 110)
    assert desk.post(corrected).rights_retired == 110


@pytest.mark.django_db
@pytest.mark.row("R-7a-3", "R-10-1")
def test_a_line_put_right_after_the_completion_opens_it_again_until_its_money_came() -> None:
    desk = make_exercise_desk()
    lines = [paid_line("C1", 100), paid_line("M2", 10, city="")]
    schedule = desk.receive(exercise_file(*lines), **NOT_DUE)
    desk.pay(schedule, f"{100 * PRICE}")
    first = Election.objects.get(item=schedule.item).completed_at
    assert first is not None
    desk.correct(schedule, exercise_file(paid_line("M2", 10)))
    schedule.item.refresh_from_db()
    assert schedule.item.state == ItemState.AWAITING_PAYMENT
    assert Election.objects.get(item=schedule.item).completed_at is None
    desk.pay(schedule, f"{10 * PRICE}", number="2")
    complete = Election.objects.get(item=schedule.item)
    assert complete.completed_at is not None
    assert (complete.completed_at > first, complete.amount_due) == (True, 110 * PRICE)
    assert desk.post(schedule).rights_retired == 110
