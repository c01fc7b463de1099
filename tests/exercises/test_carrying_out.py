"""Redemption and exchange carried out for every holder: the list, its file, the entry of two people."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from agreement.errors import RightsError
from exercises.models import OrderLine, OrderList
from exercises.selectors.order_lists import prove_line, terms_of_order
from exercises.services.order_files import open_file
from exercises.services.order_lists import given_of
from registry.models import BookEntry, NoticeKind, NoticeState, RightsCertificate
from registry.selectors.register import RegisterFilters, control_total, register_page
from registry.services import item_work
from registry.services.refusals import told_as_errors
from registry.verifier import verify
from tests.exercises.order_desk import EXCHANGED, REDEEMED, OrderDesk, make_order_desk
from tests.exercises.test_board_orders import complete, filed, posting
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK, make_nullity_desk

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(db: None) -> OrderDesk:
    """Four certificates of 100 to 103 Rights of four holders."""
    return make_order_desk()


def refused(act: Any) -> list[str]:
    """The codes with which an act is refused; nothing is posted, listed or changed."""
    before = (BookEntry.objects.count(), OrderList.objects.count(), OrderLine.objects.count())
    with pytest.raises(RightsError) as found:
        act()
    assert (BookEntry.objects.count(), OrderList.objects.count(), OrderLine.objects.count()) == before
    return [one.code for one in getattr(found.value, "grounds", ())] or [found.value.code]


def gets(made: OrderList) -> dict[int, tuple[int, int, Decimal]]:
    """What each holder gets, by the Rights held: Rights taken, shares, cash."""
    return {one.valid + one.void: (one.taken, one.shares, one.cash) for one in made.lines.all()}


@pytest.mark.row("R-23a-2", "R-7e-8")
def test_each_holder_gets_its_rights_at_the_price_rounded_once_and_void_rights_nothing(db: None) -> None:
    desk = make_order_desk(redemption_price="0.125")
    desk.desk.nullify(desk.desk.notified(desk.desk.position(desk.desk.holder(OAK))))
    made = desk.listed(desk.redeemed())
    assert gets(made) == {
        100: (0, 0, Decimal("0.00")),
        101: (101, 0, Decimal("12.63")),
        102: (102, 0, Decimal("12.75")),
        103: (103, 0, Decimal("12.88")),
    }
    told = made.totals
    assert (told["taken"], told["void"], told["payees"], told["payments"]) == (306, 100, 3, 3)
    assert (told["cash"], told["exact_cash"], told["drift"]) == ("38.26", "38.25", "0.01")
    terms = terms_of_order(made.order)
    assert all(prove_line(one, given=given_of(made), terms=terms).agrees for one in made.lines.all())


@pytest.mark.row("R-23a-2")
def test_where_the_reading_in_use_pays_void_rights_they_are_paid_and_still_leave_as_void(db: None) -> None:
    desk = make_order_desk(redemption_price="0.125", void_rights_on_redemption="PAID")
    desk.desk.nullify(desk.desk.notified(desk.desk.position(desk.desk.holder(OAK))))
    made = desk.listed(desk.redeemed())
    assert gets(made)[100] == (100, 0, Decimal("12.50"))
    told = made.totals
    assert (told["taken"], told["void"], told["payees"], told["cash"]) == (406, 100, 4, "50.76")
    entry = BookEntry.objects.get(pk=desk.carried_out(made).entry_id)
    assert entry.rights_retired == 406
    retired = dict(control_total(desk.desk.agreement).retired_by_kind)
    assert retired == {"ADJUSTED": 5_000_000, "REDEEMED": 306, "VOID": 100}
    assert verify([desk.desk.agreement.code]).findings == []


def test_a_payee_whose_sum_rounds_to_nothing_is_listed_without_payment(db: None) -> None:
    desk = make_order_desk(redemption_price="0.00004")
    made = desk.listed(desk.redeemed())
    assert (made.totals["payees"], made.totals["nothing"], made.payment_count) == (4, 4, 0)
    assert made.totals["drift"] == "-0.01624"


@pytest.mark.row("R-23a-3")
@pytest.mark.refusal("REDEMPTION_MARKET_PRICE_MISSING", "CLOSE_MISSING", "FRACTION_CERTIFICATE_MISSING")
def test_a_redemption_in_shares_gives_whole_ones_and_cash_for_the_fraction(db: None) -> None:
    desk = make_order_desk(redemption_price="0.25")
    order = desk.redeemed(paid_in="COMMON_SHARES")
    figures = {"market_price": "10.00", "close": "12.00", "close_on": "2003-06-24"}
    assert refused(lambda: desk.listed(order)) == ["REDEMPTION_MARKET_PRICE_MISSING"]
    assert refused(lambda: desk.listed(order, market_price="10.00")) == [
        "CLOSE_MISSING",
        "FRACTION_CERTIFICATE_MISSING",
    ]
    made = desk.listed(order, paper=True, **figures)
    # 100 Rights: 2.5 shares; 101: 2.525; 102: 2.55; 103: 2.575, each fraction at $12.00.
    assert gets(made) == {
        100: (100, 2, Decimal("6.00")),
        101: (101, 2, Decimal("6.30")),
        102: (102, 2, Decimal("6.60")),
        103: (103, 2, Decimal("6.90")),
    }
    assert made.totals["fraction_sum"] == "2.15"


def test_the_list_is_a_file_of_the_same_bytes_and_a_second_run_writes_nothing(db: None) -> None:
    desk = make_order_desk(redemption_price="0.125")
    order = desk.redeemed()
    made = desk.listed(order)
    with open_file(made) as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == made.sha256
    lines = list(csv.DictReader(content.decode().splitlines()))
    assert [line["Exact cash for them, US dollars"] for line in lines] == [
        "12.500",
        "12.625",
        "12.750",
        "12.875",
    ]
    assert [line["Cash, US dollars"] for line in lines] == ["12.50", "12.63", "12.75", "12.88"]
    assert desk.listed(order) == made
    assert (OrderList.objects.count(), OrderLine.objects.count()) == (1, 4)
    later = desk.listed(order, close="12.00", close_on="2003-06-24")
    assert later.sha256 == made.sha256, "other figures, the same lines"


@pytest.mark.row("R-23b-4")
def test_two_people_carry_a_redemption_out_in_one_entry_and_the_verifier_replays_it(desk: OrderDesk) -> None:
    desk.desk.nullify(desk.desk.notified(desk.desk.position(desk.desk.holder(OAK))))
    made = desk.carried_out(desk.listed(desk.redeemed()))
    entry = BookEntry.objects.get(pk=made.entry_id)
    assert (entry.kind, entry.section, entry.ended_class, entry.rights_retired) == (
        "REDEEM",
        "23(a)",
        "ALL",
        406,
    )
    total = control_total(desk.desk.agreement)
    assert (total.live, total.void) == (0, 0)
    assert dict(total.retired_by_kind) == {"ADJUSTED": 5_000_000, "REDEEMED": 306, "VOID": 100}
    found = verify([desk.desk.agreement.code])
    assert found.findings == []
    assert found.totals[0].retired == {"ADJUSTED": 5_000_000, "REDEEMED": 306, "VOID": 100}
    page = register_page(
        desk.desk.agreement, filters=RegisterFilters(status="REDEEMED"), at=desk.desk.plan.at
    )
    assert len(page.rows) == RightsCertificate.objects.count()


@pytest.mark.row("R-24a-1", "R-24b-4")
def test_an_exchange_of_all_rights_gives_shares_and_cash_for_the_fraction(db: None) -> None:
    desk = make_order_desk(exchange_ratio="1.5")
    order = desk.exchanged(ratio="1.5")
    made = desk.listed(order, paper=True, close="12.00", close_on="2003-06-20")
    assert gets(made)[101] == (101, 151, Decimal("6.00"))
    assert gets(made)[102] == (102, 153, Decimal("0.00"))
    entry = BookEntry.objects.get(pk=desk.carried_out(made).entry_id)
    assert (entry.kind, entry.section, entry.rights_retired) == ("EXCHANGE_RIGHTS", "24(b)", 406)
    assert verify([desk.desk.agreement.code]).findings == []


@pytest.mark.refusal("COMPANY_NOTICE_REQUIRED")
def test_an_order_is_carried_out_once_accepted_and_its_date_over(desk: OrderDesk) -> None:
    notice = filed(desk.desk, REDEEMED)
    assert "COMPANY_NOTICE_REQUIRED" in refused(lambda: desk.listed(notice))


@pytest.mark.refusal("EXCHANGED_NUMBER_OPEN", "EQUIVALENT_RIGHTS_BY_INSTRUCTION")
def test_a_part_needs_its_number_and_equivalent_rights_an_instruction(desk: OrderDesk) -> None:
    part = filed(desk.desk, EXCHANGED, extent="PART")
    assert "EXCHANGED_NUMBER_OPEN" in refused(lambda: desk.listed(part))
    other = filed(desk.desk, EXCHANGED, exchanged_for="EQUIVALENT_RIGHTS")
    assert "EQUIVALENT_RIGHTS_BY_INSTRUCTION" in refused(lambda: desk.listed(other))


@pytest.mark.refusal("ATTACHED_RIGHTS_UNLISTED")
def test_rights_on_shares_are_for_the_registry_of_the_shares_to_list(db: None) -> None:
    desk = OrderDesk(make_nullity_desk())
    order = desk.redeemed()
    assert refused(lambda: desk.listed(order)) == ["ATTACHED_RIGHTS_UNLISTED"]


@pytest.mark.refusal("REDEMPTION_DATE_OPEN", "PAID_IN_OPEN")
def test_a_redemption_needs_its_date_and_what_it_is_paid_in(desk: OrderDesk) -> None:
    order = desk.redeemed(redemption_date=None, paid_in=None)
    assert refused(lambda: desk.listed(order)) == ["REDEMPTION_DATE_OPEN", "PAID_IN_OPEN"]


@pytest.mark.refusal("ORDER_NOT_DUE")
def test_nothing_is_listed_before_the_redemption_date_is_over(desk: OrderDesk) -> None:
    order = desk.redeemed()
    desk.desk.plan.at -= timedelta(days=5)
    assert refused(lambda: desk.listed(order)) == ["ORDER_NOT_DUE"]


@pytest.mark.refusal("CONDITION_OPEN")
def test_a_condition_is_reported_as_met_first(desk: OrderDesk) -> None:
    order = desk.redeemed(conditions="The merger closes")
    assert refused(lambda: desk.listed(order)) == ["CONDITION_OPEN"]
    assert desk.listed(order, report=True).conditions_met == desk.desk.plan.document


@pytest.mark.refusal("COMMON_SHARES_SHORT", "PACKAGE_VALUE_MISMATCH")
@pytest.mark.row("R-24c-1")
def test_where_shares_lack_the_package_as_notified_and_none_is_held(desk: OrderDesk) -> None:
    order = desk.exchanged(ratio="1")
    assert refused(lambda: desk.listed(order, available="300")) == ["COMMON_SHARES_SHORT"]
    package = {"available": "300", "package_shares": "0.5", "market_price": "10.00"}
    close = {"close": "12.00", "close_on": "2003-06-20"}
    assert refused(lambda: desk.listed(order, paper=True, **package, **close, package_cash="4")) == [
        "PACKAGE_VALUE_MISMATCH"
    ]
    made = desk.listed(order, paper=True, **package, **close, package_cash="5")
    assert gets(made)[101] == (101, 50, Decimal("511.00")), "505.00 and half a share at 12.00"


@pytest.mark.refusal("ITEMS_IN_TIME_OPEN")
def test_what_was_perfected_in_time_is_finished_first_and_a_later_exercise_keeps_nothing_waiting(
    desk: OrderDesk,
) -> None:
    counter = desk.desk.counter()
    in_time = complete(counter, OAK, check="1")
    transfer = counter.receive(ELM, rights=40)
    order = desk.redeemed()
    desk.desk.plan.at -= timedelta(days=6)
    complete(counter, ALDER, check="2")  # complete after the Board acted: stopped
    desk.desk.plan.at += timedelta(days=6)
    assert refused(lambda: desk.listed(order)) == ["ITEMS_IN_TIME_OPEN"]
    desk.desk.press.approve(posting(desk.desk, in_time))
    plan = desk.desk.plan
    withdrawal = {"document": plan.document, "maker": plan.maker, "at": plan.tick()}
    desk.desk.press.approve(item_work.request_withdrawal(transfer, **withdrawal))
    made = desk.listed(order)
    assert made.totals["taken"] == 406 - 30
    assert desk.carried_out(made).entry is not None


@pytest.mark.refusal("LIST_OUTDATED", "ORDER_CARRIED_OUT")
def test_a_list_of_other_holders_is_refused_also_by_the_database(desk: OrderDesk) -> None:
    order = desk.redeemed()
    made = desk.listed(order)
    approval = desk.asked(made)
    plan = desk.desk.plan
    plan.post(plan.transfer(desk.desk.lot(ELM), desk.desk.holder(OAK), effective_at=plan.at.isoformat()))
    assert refused(lambda: desk.desk.press.approve(approval))[0] in {
        "STANDING_RIGHTS_CHANGED",
        "LIST_OUTDATED",
    }
    anew = dict(approval.request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT standing_totals(%s, %s)::text", [plan.agreement.pk, made.takes_effect_at])
        (totals,) = cursor.fetchone()
    anew["totals"] = json.loads(totals)
    key = plan.approved(anew, kind="CARRY_OUT_REDEMPTION")

    def post() -> None:
        with transaction.atomic(), told_as_errors(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM end_rights(%s, %s, %s)", [key, Jsonb(anew), plan.tick()])

    assert refused(post) == ["LIST_OUTDATED"]
    again = desk.listed(order)
    assert again != made
    assert refused(lambda: desk.asked(made)) == ["LIST_OUTDATED"]
    desk.carried_out(again)
    assert refused(lambda: desk.listed(order)) == ["ORDER_CARRIED_OUT"]


@pytest.mark.refusal("INSTRUCTION_OUTSIDE_AGREEMENT")
def test_the_end_of_an_order_that_was_carried_out_is_asked_back(desk: OrderDesk) -> None:
    order = desk.redeemed(conditions="The merger closes")
    made = desk.carried_out(desk.listed(order, report=True))
    facts = {"ends": order.number, "reason": "CONDITION_FAILED"}
    ending = desk.desk.authenticate(desk.desk.receive(NoticeKind.ORDER_ENDED, facts))
    assert [one["code"] for one in ending.grounds] == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert f"was carried out in entry {made.entry.number}" in str(ending.grounds)
    assert ending.state == NoticeState.QUERIED


def test_after_it_no_lot_moves_and_no_exercise_is_posted(desk: OrderDesk) -> None:
    lot, oak = desk.desk.lot(ELM), desk.desk.holder(OAK)
    desk.carried_out(desk.listed(desk.redeemed()))
    plan = desk.desk.plan
    moved = plan.transfer(lot, oak, effective_at=plan.at.isoformat())
    assert refused(lambda: plan.post(moved)) == ["LOT_ALREADY_CLOSED"]
    late = complete(desk.desk.counter(), NOMINEE, check="9")
    assert "EXERCISE_ENDED_REDEMPTION" in refused(lambda: posting(desk.desk, late))
