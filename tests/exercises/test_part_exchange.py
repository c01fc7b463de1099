"""The exchange of a part carried out: taken of every holder, the rest left on its certificates (§24(b))."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from agreement.board_orders import Extent
from agreement.examination import grounds_of
from agreement.workflow.items import ItemKind, ItemState
from certificates.selectors.print_runs import entries_with_certificates
from exercises.models import OrderList
from exercises.selectors.order_lists import carrying_of, part_totals
from exercises.services import carrying_out
from registry.models import BookEntry, Lot, LotTaint, RightsCertificate
from registry.selectors.board_orders import standing_orders
from registry.selectors.register import certificate_detail, control_total
from registry.services import items, same_name
from registry.services.refusals import told_as_errors
from registry.verifier import verify
from registry.verifier.certificate_lots import _whole
from tests.books.test_door_refusals import marked_lot
from tests.certificates.runs import SIGNED_ON
from tests.exercises.order_desk import OrderDesk, make_order_desk
from tests.exercises.test_board_orders import complete, posting
from tests.exercises.test_carrying_out import gets, refused
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK
from tests.registry.test_items_same_name import receive
from tests.registry.test_stops import place

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(db: None) -> OrderDesk:
    """Four certificates of 100 to 103 Rights of four holders."""
    return make_order_desk()


def parted(desk: OrderDesk, rights: int, **facts: Any) -> OrderList:
    """A part of so many Rights, listed and carried out by two people."""
    order = desk.exchanged(extent=Extent.PART.value, rights=rights, **facts)
    return desk.carried_out(desk.listed(order))


def standing(number: int) -> int:
    """The Rights that stand on a certificate."""
    lots = Lot.objects.filter(certificate__number=number, closed_by__isnull=True)
    return sum(lots.values_list("rights", flat=True))


def status(desk: OrderDesk, number: int) -> str:
    return certificate_detail(desk.desk.agreement, number=number, at=desk.desk.plan.at).status


@pytest.mark.row("R-24b-5")
def test_a_part_is_taken_of_every_holder_and_void_rights_give_and_get_nothing(desk: OrderDesk) -> None:
    scene = desk.desk
    scene.nullify(scene.notified(scene.position(scene.holder(OAK))))
    made = parted(desk, 200)
    # 101, 102 and 103 of 306: 66.01, 66.67 and 67.32.
    assert gets(made) == {
        100: (0, 0, Decimal("0.00")),
        101: (66, 66, Decimal("0.00")),
        102: (67, 67, Decimal("0.00")),
        103: (67, 67, Decimal("0.00")),
    }
    entry = BookEntry.objects.get(pk=made.entry_id)
    assert (entry.kind, entry.section, entry.ended_class) == ("EXCHANGE_RIGHTS", "24(b)", "")
    assert (entry.rights_closed, entry.rights_opened, entry.rights_retired) == (306, 106, 200)
    assert [standing(number) for number in (OAK, ELM, ALDER, NOMINEE)] == [100, 35, 35, 36]
    assert [status(desk, number) for number in (OAK, ELM)] == ["VOID", "OUTSTANDING"]
    total = control_total(scene.agreement)
    assert (total.live, total.void, total.record_difference) == (206, 100, 0)
    assert dict(total.retired_by_kind) == {"ADJUSTED": 5_000_000, "EXCHANGED": 200}
    found = verify([scene.agreement.code])
    assert found.findings == []
    assert found.totals[0].retired == {"ADJUSTED": 5_000_000, "EXCHANGED": 200}


@pytest.mark.refusal("ORDER_CARRIED_OUT")
def test_it_is_carried_out_once_also_at_the_door(desk: OrderDesk) -> None:
    made = parted(desk, 200)
    assert refused(lambda: desk.listed(made.order)) == ["ORDER_CARRIED_OUT"]
    assert refused(lambda: desk.asked(made)) == ["ORDER_CARRIED_OUT"]
    assert standing_orders(desk.desk.agreement) == []
    plan = desk.desk.plan
    request = dict(made.entry.approval.request)
    key = plan.approved(request, kind="CARRY_OUT_EXCHANGE")
    assert refused(lambda: at_door("exchange_part", key, request, desk)) == ["ORDER_CARRIED_OUT"]


def at_door(function: str, key: int, request: dict[str, Any], desk: OrderDesk) -> None:
    """A function of the books called with a request that two people approved."""
    with transaction.atomic(), told_as_errors(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}(%s, %s, %s)", [key, Jsonb(request), desk.desk.plan.tick()])


@pytest.mark.refusal("LIST_OUTDATED", "COMPANY_NOTICE_REQUIRED", "APPROVAL_OF_ANOTHER_KIND")
def test_the_door_takes_the_part_that_the_order_names_and_no_request_of_a_part_ends_all(
    desk: OrderDesk,
) -> None:
    made = desk.listed(desk.exchanged(extent="PART", rights=200))
    asked, plan = desk.asked(made), desk.desk.plan
    request = dict(asked.request)

    def refused_at(function: str, **other: Any) -> list[str]:
        told = request | other
        key = plan.approved(told, kind="CARRY_OUT_EXCHANGE")
        return refused(lambda: at_door(function, key, told, desk))

    assert refused_at("exchange_part", part=201) == ["COMPANY_NOTICE_REQUIRED"]
    assert refused_at("exchange_part", order=999) == ["COMPANY_NOTICE_REQUIRED"]
    assert refused_at("exchange_part", of_certificates={}) == ["LIST_OUTDATED"]
    assert refused_at("exchange_part", standing="0" * 64) == ["LIST_OUTDATED"]
    assert refused_at("end_rights", memorandum="All of them") == ["APPROVAL_OF_ANOTHER_KIND"]
    assert desk.desk.press.approve(asked).entry is not None


@pytest.mark.row("R-24b-6")
def test_on_surrender_a_certificate_is_issued_for_the_rights_kept(desk: OrderDesk) -> None:
    made = parted(
        desk, 203
    )  # of 100, 101, 102, 103: 50, 50.5, 51 and 51.5, the missing one to the lower account
    assert sorted(one.taken for one in made.lines.all()) == [50, 51, 51, 51]
    assert standing(OAK) == 50
    counter = desk.desk.counter()
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, OAK)
    assert item.state == ItemState.EXAMINED
    plan = desk.desk.plan
    approval = same_name.request_posting(item, maker=plan.maker, at=plan.tick())
    entry = desk.desk.press.approve(approval)
    (issued,) = entry.certificates.all()
    assert (issued.number, issued.rights, issued.holder) == (5, 50, desk.desk.holder(OAK))
    assert status(desk, OAK) == "CANCELLED"
    assert entry.number in {one.number for one in entries_with_certificates(desk.desk.agreement)}
    assert desk.desk.findings() == []


@pytest.mark.refusal("EXCHANGE_NOT_SHARED_OUT")
def test_what_waited_goes_on_with_what_is_left_and_no_more_is_transferred_than_stands(
    desk: OrderDesk,
) -> None:
    counter, scene = desk.desk.counter(), desk.desk
    order = desk.exchanged(extent="PART", rights=203)
    exercise = complete(counter, ALDER, check="1")
    transfer = counter.receive(ELM, rights=101)
    assert refused(lambda: posting(scene, exercise)) == ["EXCHANGE_NOT_SHARED_OUT"]
    desk.carried_out(desk.listed(order))
    entry = scene.press.approve(posting(scene, exercise))
    assert entry.rights_retired == 30
    assert [one.rights for one in entry.certificates.all()] == [51 - 30]
    assert "RIGHTS_NOT_CONSERVED" in [
        one.code for one in grounds_of(items.examine(transfer, at=scene.plan.at))
    ]
    kept, plan = receive(counter, ItemKind.SPLIT_UP, NOMINEE, asked=(20, 32)), scene.plan
    split = scene.press.approve(same_name.request_posting(kept, maker=plan.maker, at=plan.tick()))
    assert [one.rights for one in split.certificates.order_by("number")] == [20, 103 - 51 - 20]
    assert scene.findings() == []


@pytest.mark.row("R-24a-1")
def test_a_part_first_then_another_then_all_of_the_rest_and_nothing_is_left(desk: OrderDesk) -> None:
    scene = desk.desk
    scene.nullify(scene.notified(scene.position(scene.holder(OAK))))
    parted(desk, 200)
    again = parted(desk, 6)  # of 35, 35 and 36
    assert sorted(one.taken for one in again.lines.all()) == [0, 2, 2, 2]
    assert [standing(number) for number in (ELM, ALDER, NOMINEE)] == [33, 33, 34]
    assert desk.desk.findings() == []
    rest = desk.carried_out(desk.listed(desk.exchanged(extent="ALL")))
    assert rest.totals["taken"] == 100
    entry = BookEntry.objects.get(pk=rest.entry_id)
    assert (entry.ended_class, entry.rights_retired) == ("ALL", 200)
    total = control_total(scene.agreement)
    assert (total.live, total.record_difference) == (0, 0)
    assert dict(total.retired_by_kind) == {"ADJUSTED": 5_000_000, "EXCHANGED": 306, "VOID": 100}
    assert {status(desk, number) for number in (OAK, ELM, ALDER, NOMINEE)} == {"EXCHANGED"}
    found = verify([scene.agreement.code])
    assert found.findings == []
    assert found.totals[0].retired == {"ADJUSTED": 5_000_000, "EXCHANGED": 306, "VOID": 100}


def test_what_is_left_after_a_part_is_redeemed_and_says_so(desk: OrderDesk) -> None:
    parted(desk, 200)
    desk.carried_out(desk.listed(desk.redeemed(price="0.001")))
    assert {status(desk, number) for number in (OAK, ELM, ALDER, NOMINEE)} == {"REDEEMED"}
    assert dict(control_total(desk.desk.agreement).retired_by_kind) == {
        "ADJUSTED": 5_000_000,
        "EXCHANGED": 200,
        "REDEEMED": 206,
    }
    assert desk.desk.findings() == []


def test_rights_leave_in_the_order_of_certificates_and_keep_their_marks(desk: OrderDesk) -> None:
    scene = desk.desk
    second = scene.move(scene.lot(ELM), scene.holder(OAK))  # on certificate 5, 101 Rights
    signed = {
        "kind": "COUNTERSIGNED", "first": 5, "last": 5,
        "happened_on": SIGNED_ON.isoformat(), "signatory": scene.plan.signatory.pk,
    }  # fmt: skip
    scene.plan.post(scene.plan.entry("PAPER", "5(a)", events=[signed]))
    marked_lot(scene.plan, second, void_from=None)
    order = desk.exchanged(extent="PART", rights=303)  # of 201: 150.01; of 102: 76.12; of 103: 76.87
    made = desk.listed(order)
    assert sorted(one.taken for one in made.lines.all()) == [76, 77, 150]
    assert part_totals(carrying_of(order, conditions_reported=False, at=scene.plan.at)) == {
        "rights": 303, "lots": 4, "certificates": 4, "stand_on": 3, "unsigned": 0,
    }  # fmt: skip
    desk.carried_out(made)
    assert (standing(OAK), standing(5)) == (0, 51)
    assert (status(desk, OAK), status(desk, 5)) == ("EXCHANGED", "OUTSTANDING")
    kept = Lot.objects.get(certificate__number=5, closed_by__isnull=True)
    assert kept.parent == second
    mark = LotTaint.objects.get(lot=kept, ended_by__isnull=True)
    assert mark.taint_class == LotTaint.objects.get(lot=second).taint_class
    assert scene.findings() == []


@pytest.mark.refusal("PART_ENDS_ALL")
def test_where_a_part_is_read_to_end_all_rights_no_entry_leaves_the_rest_standing(db: None) -> None:
    desk = make_order_desk(partial_exchange_expiry="ALL_RIGHTS")
    made = desk.listed(desk.exchanged(extent="PART", rights=200))
    assert refused(lambda: desk.asked(made)) == ["PART_ENDS_ALL"]


@pytest.mark.refusal("PART_BEFORE_COUNTERSIGNATURE")
def test_paper_that_is_not_countersigned_is_signed_first(desk: OrderDesk) -> None:
    scene = desk.desk
    scene.move(scene.lot(ELM), scene.holder(OAK))
    order = desk.exchanged(extent="PART", rights=303)
    made = desk.listed(order)
    assert refused(lambda: desk.asked(made)) == ["PART_BEFORE_COUNTERSIGNATURE"]
    carrying = carrying_of(order, conditions_reported=False, at=scene.plan.at)
    request = carrying_out._request(made, carrying)
    key = scene.plan.approved(request, kind="CARRY_OUT_EXCHANGE")
    assert refused(lambda: at_door("exchange_part", key, request, desk)) == ["PART_BEFORE_COUNTERSIGNATURE"]


@pytest.mark.refusal("CERTIFICATE_STOPPED")
def test_a_stop_keeps_nothing_back_from_the_order_and_stands_on_with_what_is_kept(desk: OrderDesk) -> None:
    counter = desk.desk.counter()
    place(counter)
    parted(desk, 203)
    assert (standing(OAK), status(desk, OAK)) == (50, "STOPPED")
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, OAK)
    found = [one.code for one in grounds_of(items.examine(item, at=desk.desk.plan.at))]
    assert "CERTIFICATE_STOPPED" in found
    assert desk.desk.findings() == []


@pytest.mark.refusal("CERTIFICATE_NOT_WHOLE")
def test_no_other_entry_leaves_a_certificate_for_less_than_stands_on_it(desk: OrderDesk) -> None:
    plan, lot = desk.desk.plan, desk.desk.lot(OAK)
    kept = {
        "parent": lot.pk, "rights": 50, "holder": lot.holder_id,
        "certificate": {"number": OAK}, "taint": None,
    }  # fmt: skip
    closing = {"lot": lot.pk, "retired_as": "EXCHANGED"}
    entry = plan.entry("EXCHANGE_RIGHTS", "24(b)", close=[closing], open=[kept], certificates=[])
    assert refused(lambda: plan.post(entry)) == ["CERTIFICATE_NOT_WHOLE"]
    assert RightsCertificate.objects.get(number=OAK).rights == standing(OAK) == 100


def test_the_verifier_holds_a_certificate_to_its_face_less_the_part_that_was_exchanged() -> None:
    issued, part, ended = (1, 100, 0), [(2, -100, 60), (2, 40, 0)], (3, -40, 0)
    assert list(_whole(1, 100, 1, [issued, *part])) == []
    assert list(_whole(1, 100, 1, [issued, *part, ended])) == []
    (less,) = _whole(1, 100, 1, [issued, (2, -100, 50), (2, 40, 0)])
    assert "40 Rights stand on it after entry key 2, 50 of its 100 were not exchanged" in str(less)
    (lost,) = _whole(1, 100, 1, [issued, (2, -100, 0), (2, 40, 0)])
    assert "its face is 100" in str(lost)
