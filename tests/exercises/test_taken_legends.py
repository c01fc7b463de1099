"""A predecessor's legend that no notice marks, before what is done over all holders (7(e), 22, 23, 24)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from agreement.board_orders import Extent
from agreement.errors import RefusedByGround, RightsError
from registry.models import BookEntry, Lot
from registry.selectors.expiry import unmarked_legends
from registry.services.refusals import told_as_errors
from tests.certificates.runs import Press
from tests.exercises.order_desk import OrderDesk
from tests.exercises.test_carrying_out import refused
from tests.registry.nullity_scene import NullityDesk
from tests.registry.taken_on import MARKED_HEAD, TakingDesk, make_taking_desk
from tests.registry.test_number_adjustments import ask, election, on_the_day_after
from tests.registry.test_take_on_marks import BIRCH, CLEAN, LATER, LEGENDED, STOPPED

pytestmark = pytest.mark.servers


@pytest.fixture
def taken(db: None, tmp_path: Path) -> TakingDesk:
    """600 clean Rights, 400 under the legend of nullity, 250 under a stop, taken on from a predecessor."""
    desk = make_taking_desk(tmp_path)
    desk.take_on(CLEAN, LEGENDED, STOPPED, head=MARKED_HEAD)
    return desk


def order_desk(taken: TakingDesk) -> OrderDesk:
    plan = taken.plan()
    plan.at += timedelta(days=1)
    event_at = plan.tick()
    plan.tick()
    return OrderDesk(NullityDesk(Press(plan, BookEntry.objects.get()), event_at))


@pytest.mark.row("R-7e-8")
@pytest.mark.refusal("PREDECESSOR_LEGEND_UNMARKED")
def test_nobody_is_paid_before_the_company_says_whose_rights_are_void(taken: TakingDesk) -> None:
    desk = order_desk(taken)
    assert unmarked_legends(taken.agreement) == [(BIRCH, 400)]
    order = desk.redeemed()
    before = BookEntry.objects.count()
    with pytest.raises(RightsError) as held:
        desk.listed(order)
    assert isinstance(held.value, RefusedByGround)
    (ground,) = held.value.grounds
    assert ground.code == "PREDECESSOR_LEGEND_UNMARKED"
    assert (ground.facts["count"], ground.facts["rights"], ground.facts["number"]) == (1, "400", BIRCH)
    assert BookEntry.objects.count() == before
    desk.desk.nullify(desk.desk.notified(desk.desk.position(lot_of(BIRCH).holder, "II", rights=400)))
    assert unmarked_legends(taken.agreement) == []
    made = desk.carried_out(desk.listed(order))
    paid = {line.account: (line.valid, line.void, line.taken) for line in made.lines.all()}
    assert paid == {"A-1": (850, 0, 850), "A-2": (0, 400, 0)}
    assert taken.findings() == []


@pytest.mark.row("R-7e-8")
@pytest.mark.refusal("PREDECESSOR_LEGEND_UNMARKED")
@pytest.mark.parametrize("extent", [{}, {"extent": Extent.PART.value, "rights": 100}])
def test_nothing_is_exchanged_before_either(taken: TakingDesk, extent: dict[str, object]) -> None:
    desk = order_desk(taken)
    order = desk.exchanged(**extent)
    assert refused(lambda: desk.listed(order)) == ["PREDECESSOR_LEGEND_UNMARKED"]
    desk.desk.nullify(desk.desk.notified(desk.desk.position(lot_of(BIRCH).holder, "II", rights=400)))
    made = desk.carried_out(desk.listed(order))
    assert made.lines.get(account="A-2").taken == 0
    assert taken.findings() == []


@pytest.mark.parametrize(
    ("door", "kind", "entry"),
    [
        ("end_rights", "CARRY_OUT_REDEMPTION", "REDEEM"),
        ("end_rights", "CARRY_OUT_EXCHANGE", "EXCHANGE_RIGHTS"),
        ("exchange_part", "CARRY_OUT_EXCHANGE", "EXCHANGE_RIGHTS"),
    ],
)
def test_the_database_gives_nobody_anything_before_either(
    taken: TakingDesk, door: str, kind: str, entry: str
) -> None:
    desk = order_desk(taken)
    part = {"extent": Extent.PART.value, "rights": 100} if door == "exchange_part" else {}
    order = desk.redeemed() if entry == "REDEEM" else desk.exchanged(**part)
    plan = desk.desk.plan
    asked = plan.entry(entry, "24(b)", document=order.document_id) | {"totals": {}, "order": order.number}
    asked |= {"part": 100} if part else {}
    approval = plan.approved(asked, kind=kind)
    before = BookEntry.objects.count()

    def post() -> None:
        with transaction.atomic(), told_as_errors(), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {door}(%s, %s, %s)", [approval, Jsonb(asked), plan.tick()])

    with pytest.raises(RightsError) as held:
        post()
    assert held.value.code == "PREDECESSOR_LEGEND_UNMARKED"
    assert BookEntry.objects.count() == before


@pytest.mark.row("R-4b-2")
@pytest.mark.refusal("PREDECESSOR_LEGEND_UNMARKED")
def test_no_additional_rights_are_issued_before_either(taken: TakingDesk) -> None:
    desk = order_desk(taken).desk
    desk.plan.at = datetime(2004, 5, 3, 17, tzinfo=UTC)
    notice = election(desk)
    on_the_day_after(desk)
    before = BookEntry.objects.count()
    assert refused(lambda: ask(desk, notice)) == ["PREDECESSOR_LEGEND_UNMARKED"]
    assert BookEntry.objects.count() == before


@pytest.mark.row("R-4b-2")
def test_a_run_in_a_new_form_leaves_the_legended_paper_as_it_is(taken: TakingDesk) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, reason FROM certificates_of_other_forms(%s, 0, ARRAY['EVERYTHING',"
            " 'REGISTRATION'], ARRAY['POSTED'], %s) ORDER BY number",
            [taken.agreement.pk, taken.at.date()],
        )
        assert cursor.fetchall() == [(3000, ""), (BIRCH, "STOPPED"), (LATER, "STOPPED")]


def lot_of(number: int) -> Lot:
    return Lot.objects.get(certificate__number=number, closed_by__isnull=True)
