"""Exercise of the good Rights of a certificate of which some are null and void (7(e), 7(d))."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from agreement.errors import RefusedByGround
from agreement.examination import grounds_of
from agreement.workflow.items import ItemState
from exercises.services import elections
from registry.models import BookEntry, Item, Lot, LotTaint, RightsCertificate
from registry.selectors.register import control_total
from registry.verifier import verify
from tests.exercises.delivered import make_counter, pay, receive
from tests.registry.nullity_scene import NullityDesk
from tests.registry.presented import Counter
from tests.registry.test_nullity import refused

PRICE = Decimal("250.00")


@pytest.fixture
def counter(db: None) -> Counter:
    """40 of the 100 Rights of certificate 1 are null and void."""
    counter = make_counter()
    desk = NullityDesk(counter.press, counter.plan.at)
    desk.nullify(desk.notified(desk.position(desk.holder(1), rights=40)))
    return counter


@pytest.mark.row("R-7e-9", "R-7d-1", "R-4b-2")
@pytest.mark.parametrize("rights", [25, 60])
def test_good_rights_are_exercised_and_the_void_ones_come_back_apart(counter: Counter, rights: int) -> None:
    item = receive(counter, rights=rights)
    pay(counter, item, rights * PRICE)
    plan, holder = counter.plan, counter.certificate(1).holder
    item.refresh_from_db()
    assert item.state == ItemState.COMPLETE
    [warned] = grounds_of(elections.examine(item, at=plan.at))
    assert (warned.code, warned.message[:10]) == ("MIXED_TAINT", "40 of 100 ")
    before = control_total(counter.press.agreement)
    approval = elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert approval.summary.endswith(f"balance {60 - rights}, 40 null and void apart")
    entry = counter.press.approve(approval)
    assert control_total(counter.press.agreement).live == before.live - rights
    back = [(one.rights, one.taint_class, one.holder) for one in _issued(entry)]
    balance = [(60 - rights, "", holder)] if rights < 60 else []
    assert back == [*balance, (40, "I", holder)]
    assert _issued(entry)[-1].legend_class == "NULLITY"
    assert LotTaint.objects.filter(lot__certificate=_issued(entry)[-1], void_from__isnull=False).exists()
    assert verify().findings == []


@pytest.mark.row("R-7e-1")
@pytest.mark.refusal("RIGHTS_VOID")
def test_one_right_more_than_the_good_ones_is_refused(counter: Counter) -> None:
    item = receive(counter, rights=61)
    pay(counter, item, 61 * PRICE)
    plan, before = counter.plan, BookEntry.objects.count()
    with pytest.raises(RefusedByGround) as refused:
        elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    [found] = refused.value.grounds
    assert (found.code, found.cure) == ("RIGHTS_VOID", "elect no more Rights than those that are good")
    assert BookEntry.objects.count() == before


@pytest.mark.row("R-7e-1")
@pytest.mark.refusal("RIGHTS_VOID")
def test_the_books_let_no_void_rights_leave_as_exercised_nor_to_another(counter: Counter) -> None:
    plan, other = counter.plan, counter.certificate(2).holder
    void = LotTaint.objects.get().lot
    good = Lot.objects.get(certificate=void.certificate, closed_by=None, rights=60)
    left = {"lot": good.pk, "retired_as": "EXERCISED"}
    taken = plan.entry("EXERCISE", "7(a)", close=[left, {"lot": void.pk, "retired_as": "EXERCISED"}])
    mark = LotTaint.objects.values("notice", "effective_from", "void_from").get()
    given = plan.entry(
        "EXERCISE",
        "7(d)",
        close=[left, {"lot": void.pk, "retired_as": ""}],
        certificates=[plan.certificate(other, 40) | {"legend_class": "NULLITY", "taint_class": "I"}],
        open=[
            {
                "parent": void.pk,
                "rights": 40,
                "holder": other.pk,
                "certificate": 0,
                "taint": {
                    "class": "I",
                    "notice": mark["notice"],
                    "effective_from": mark["effective_from"].isoformat(),
                    "void_from": mark["void_from"].isoformat(),
                },
            }
        ],
    )
    before = BookEntry.objects.count()
    for entry, code in ((taken, "RIGHTS_VOID"), (given, "HOLDER_MAY_NOT_CHANGE")):
        assert refused(lambda sent=entry: plan.post(sent)) == [code]
    assert BookEntry.objects.count() == before


@pytest.mark.row("R-7e-1")
def test_what_became_void_after_it_was_asked_is_looked_at_again(db: None) -> None:
    counter = make_counter()
    item = receive(counter, rights=61)
    pay(counter, item, 61 * PRICE)
    plan = counter.plan
    approval = elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    desk = NullityDesk(counter.press, plan.at - timedelta(days=1))
    desk.nullify(desk.notified(desk.position(desk.holder(1), rights=40)))
    with pytest.raises(RefusedByGround) as refused:
        counter.press.approve(approval)
    assert "RIGHTS_VOID" in [one.code for one in refused.value.grounds]
    assert Item.objects.get(pk=item.pk).entry is None


def _issued(entry: BookEntry) -> list[RightsCertificate]:
    return list(entry.certificates.order_by("number"))
