"""What the papers of a transfer ask back, tied with its lines; void Rights come back apart (6(a), 7(e))."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agreement.errors import RefusedByGround
from agreement.examination import grounds_of
from agreement.workflow.items import ItemState
from registry.models import BookEntry, Item, RegisteredHolder
from registry.services import items, transfers
from registry.services.transfers import LineReceived
from registry.verifier import verify
from tests.registry.nullity_scene import NullityDesk
from tests.registry.presented import CEDAR, Counter
from tests.registry.test_items_transfer import codes, counter, second_paper

__all__ = ["counter"]


@pytest.mark.refusal("RIGHTS_NOT_CONSERVED")
@pytest.mark.row("R-6a-5", "R-6a-6")
def test_what_no_line_takes_becomes_no_balance_by_itself(counter: Counter) -> None:
    """100 Rights surrendered: 40 and 59 are one too few, 40 and 60 are posted."""
    lines = [LineReceived("Cedar Fund LP", CEDAR, 40), LineReceived("Ivy Bank", CEDAR, 59)]
    short = counter.receive(1, lines=lines, balance=0)
    assert codes(short, counter) == ["RIGHTS_NOT_CONSERVED"]
    before = BookEntry.objects.count()
    with pytest.raises(RefusedByGround, match="Surrendered 100, requested 99: 99 assigned"):
        transfers.request_transfer(short, maker=counter.plan.maker, at=counter.plan.tick())
    assert BookEntry.objects.count() == before
    plan = counter.plan
    lines[1] = replace(lines[1], rights=60)
    told = {"document": second_paper(counter), "by": plan.maker, "at": plan.tick()}
    entry = counter.post(transfers.put_right(short, counter.reverse(1), lines=lines, **told))
    assert [one.rights for one in entry.certificates.order_by("number")] == [40, 60]
    silent = counter.receive(2, rights=40, balance=0)
    assert codes(silent, counter) == ["RIGHTS_NOT_CONSERVED"]
    assert codes(counter.receive(3, rights=40, balance=61), counter) == ["RIGHTS_NOT_CONSERVED"]
    assert counter.receive(4, rights=40).balance_asked == 63


@pytest.mark.row("R-7e-9", "R-6a-12", "R-4b-2")
def test_of_a_certificate_void_in_part_the_good_rights_are_assigned_and_the_void_come_back_apart(
    counter: Counter,
) -> None:
    desk = NullityDesk(counter.press, counter.plan.at)
    holder = counter.certificate(1).holder
    desk.nullify(desk.notified(desk.position(holder, rights=40)))
    assert codes(counter.receive(1, rights=61), counter) == ["MIXED_TAINT", "RIGHTS_NOT_CONSERVED"]
    item = Item.objects.get()
    plan = counter.plan
    line = [LineReceived("Cedar Fund LP", CEDAR, 25)]
    for balance in (75, 35):  # the void Rights counted in the balance, or not
        told = {"document": second_paper(counter), "by": plan.maker, "at": plan.tick()}
        item = transfers.put_right(item, counter.reverse(1), lines=line, balance=balance, **told)
        [warned] = grounds_of(items.examine(item, at=plan.at))
        assert (warned.code, warned.message[:10]) == ("MIXED_TAINT", "40 of 100 ")
        assert item.state == ItemState.EXAMINED
    entry = counter.post(item)
    issued = [(one.rights, one.taint_class, one.holder) for one in entry.certificates.order_by("number")]
    new = RegisteredHolder.objects.get(registration="Cedar Fund LP")
    assert issued == [(25, "", new), (35, "", holder), (40, "I", holder)]
    assert verify().findings == []
