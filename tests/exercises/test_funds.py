"""Money of the Company by purpose: paid out by two people, and never beyond what was collected (§20(j))."""

from __future__ import annotations

import threading
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection

from agreement.errors import RightsError
from agreement.funds import FundsPurpose
from exercises.models import FundsReceived, Payout
from exercises.selectors.funds import funds_standing
from exercises.services import funds
from exercises.services.funds import FundsTold, PayoutTold
from registry.models import Approval, Notice
from registry.models import NoticeKind as Kind
from registry.selectors.requests import words_beside
from registry.services import approvals
from tests.exercises.test_board_orders import filed, ordered
from tests.registry.nullity_scene import NullityDesk, make_nullity_desk

PATIENCE_SECONDS = 60


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_nullity_desk()


def redeemed(desk: NullityDesk) -> Notice:
    """An accepted order of redemption."""
    notice = desk.apply(Kind.REDEMPTION_ORDERED, ordered(desk))
    return Notice.objects.get(pk=notice.pk)


def collect(desk: NullityDesk, order: Notice | None, dollars: str, **changed: Any) -> FundsReceived:
    plan = desk.plan
    told: dict[str, Any] = {
        "purpose": FundsPurpose.REDEMPTION,
        "order": order,
        "received_from": "Alder Harbor Systems, Inc., by wire",
        "received_on": plan.at.date().replace(day=20),
        "amount": Decimal(dollars),
        **changed,
    }
    return funds.record_funds(
        desk.agreement, FundsTold(**told), document=plan.document, by=plan.maker, at=plan.tick()
    )


def draft(desk: NullityDesk, order: Notice | None, amount: str, **changed: Any) -> Approval:
    told: dict[str, Any] = {
        "purpose": FundsPurpose.REDEMPTION,
        "order": order,
        "payee": "Cedar Fund LP",
        "amount": Decimal(amount),
        "about": "Redemption Price of the Rights of account 100200",
        **changed,
    }
    return funds.request_payout(
        desk.agreement, PayoutTold(**told), maker=desk.plan.maker, at=desk.plan.tick()
    )


def left(desk: NullityDesk, order: Notice) -> Decimal:
    return funds_standing(desk.agreement, purpose=FundsPurpose.REDEMPTION, order=order).left


def refused_code(act: Any) -> str:
    with pytest.raises(RightsError) as refused:
        act()
    return refused.value.code


@pytest.mark.row("R-20j-1", "R-23a-3")
@pytest.mark.refusal("OWN_FUNDS_RISK")
def test_a_payout_beyond_what_was_collected_is_refused_to_the_cent(desk: NullityDesk) -> None:
    order = redeemed(desk)
    collect(desk, order, "30000.00")
    with pytest.raises(RightsError) as refused:
        draft(desk, order, "33600.00")
    assert refused.value.code == "OWN_FUNDS_RISK"
    assert "$33,600.00 exceeds funds received from the Company" in refused.value.message
    assert "$30,000.00 is left" in refused.value.message
    collect(desk, order, "3599.99")
    assert refused_code(lambda: draft(desk, order, "33600.00")) == "OWN_FUNDS_RISK"
    collect(desk, order, "0.01")
    approval = draft(desk, order, "33600.00")
    assert left(desk, order) == Decimal("33600.00")  # a draft spends nothing
    paid = desk.press.approve(approval)
    assert (paid.number, paid.amount, left(desk, order)) == (1, Decimal("33600.00"), Decimal("0.00"))
    assert paid.approved_at is not None


@pytest.mark.row("R-20j-1")
@pytest.mark.refusal("OWN_FUNDS_RISK")
def test_of_two_drafts_over_the_same_money_the_second_is_refused_when_approved(desk: NullityDesk) -> None:
    order = redeemed(desk)
    collect(desk, order, "1000.00")
    first, second = draft(desk, order, "600.00"), draft(desk, order, "600.00", payee="Elm Trust")
    desk.press.approve(first)
    assert refused_code(lambda: desk.press.approve(second)) == "OWN_FUNDS_RISK"
    assert left(desk, order) == Decimal("400.00")
    assert Payout.objects.filter(approved_at__isnull=False).count() == 1


def test_money_of_another_purpose_or_order_pays_for_nothing_here(desk: NullityDesk) -> None:
    order = redeemed(desk)
    collect(desk, None, "500.00", purpose=FundsPurpose.FRACTIONS)
    assert refused_code(lambda: draft(desk, order, "1.00")) == "OWN_FUNDS_RISK"
    desk.press.approve(draft(desk, None, "500.00", purpose=FundsPurpose.FRACTIONS))
    assert refused_code(lambda: draft(desk, None, "0.01", purpose=FundsPurpose.FRACTIONS)) == "OWN_FUNDS_RISK"


@pytest.mark.row("R-23a-4")
def test_money_is_taken_for_an_order_on_file_and_paid_on_one_that_two_accepted(desk: NullityDesk) -> None:
    assert refused_code(lambda: collect(desk, None, "1.00")) == "COMPANY_NOTICE_REQUIRED"
    order = filed(desk)
    wrong = {"purpose": FundsPurpose.EXCHANGE}
    assert refused_code(lambda: collect(desk, order, "1.00", **wrong)) == "COMPANY_NOTICE_REQUIRED"
    collect(desk, order, "1.00")
    assert refused_code(lambda: draft(desk, order, "1.00")) == "COMPANY_NOTICE_REQUIRED"


def test_what_is_missing_or_impossible_is_told_and_nothing_is_written(desk: NullityDesk) -> None:
    order = redeemed(desk)
    tomorrow = desk.plan.at.date().replace(day=28)
    for changed, code in (
        ({"amount": Decimal(0)}, "ACCOUNT_PART_MISSING"),
        ({"amount": Decimal("0.001")}, "ACCOUNT_PART_MISSING"),
        ({"received_from": " "}, "ACCOUNT_PART_MISSING"),
        ({"received_on": tomorrow}, "ACCOUNT_DAY_IMPOSSIBLE"),
    ):
        assert refused_code(lambda changed=changed: collect(desk, order, "1.00", **changed)) == code
    assert not FundsReceived.objects.exists()
    collect(desk, order, "1.00")
    assert refused_code(lambda: draft(desk, order, "1.00", payee="")) == "ACCOUNT_PART_MISSING"
    assert not Payout.objects.exists()


def test_money_recorded_in_error_is_taken_back_once_and_never_after_it_is_spent(desk: NullityDesk) -> None:
    order, plan = redeemed(desk), desk.plan
    wrong, spent = collect(desk, order, "10.00"), collect(desk, order, "7.00")

    def take_back(one: FundsReceived) -> FundsReceived:
        return funds.take_funds_back(one, reason="Of another plan", by=plan.maker, at=plan.tick())

    back = take_back(wrong)
    assert (back.amount, back.reverses) == (Decimal("-10.00"), wrong)
    assert refused_code(lambda: take_back(wrong)) == refused_code(lambda: take_back(back))
    desk.press.approve(draft(desk, order, "5.00"))
    assert refused_code(lambda: take_back(spent)) == "OWN_FUNDS_RISK"
    assert left(desk, order) == Decimal("2.00")


def test_the_request_names_nobody_and_the_second_person_reads_who_is_paid(desk: NullityDesk) -> None:
    order = redeemed(desk)
    collect(desk, order, "5.00")
    approval = draft(desk, order, "5.00")
    assert "Cedar" not in str(approval.request) + approval.summary
    assert words_beside(approval)["payee"]["payee"] == "Cedar Fund LP"  # type: ignore[index]
    with pytest.raises(DatabaseError, match="BOOKS_IMMUTABLE"), connection.cursor() as cursor:
        cursor.execute("UPDATE exercises_payout SET payee = 'Somebody else'")


def test_the_database_lets_nothing_be_paid_without_two_people(desk: NullityDesk) -> None:
    order = redeemed(desk)
    collect(desk, order, "5.00")
    draft(desk, order, "5.00")
    other = Approval.objects.exclude(consumed_at=None).earliest("pk")
    with pytest.raises(DatabaseError, match="APPROVAL_OF_ANOTHER_KIND"), connection.cursor() as cursor:
        cursor.execute("UPDATE exercises_payout SET approved_at = recorded_at, approval_id = %s", [other.pk])


@pytest.mark.servers
@pytest.mark.row("R-20j-1")
@pytest.mark.django_db(transaction=True)
def test_of_payments_approved_at_once_one_has_the_money(transactional_db: None) -> None:
    desk = make_nullity_desk()
    order = redeemed(desk)
    collect(desk, order, "100.00")
    asked = [draft(desk, order, "60.00", about=f"Holder {place}") for place in range(4)]
    ready, at = threading.Barrier(len(asked)), desk.plan.tick()

    def approve(one: Approval) -> str:
        try:
            connection.ensure_connection()
            ready.wait(PATIENCE_SECONDS)
            approvals.approve(one.request_hash, approver=desk.plan.approver, at=at)
        except RightsError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(len(asked)) as sessions:
        outcomes = Tally(sessions.map(approve, asked))
    assert outcomes == {"paid": 1, "OWN_FUNDS_RISK": 3}
    assert left(desk, order) == Decimal("40.00")
