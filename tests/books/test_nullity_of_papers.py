"""Nullity on the certificates of the books: the legend on what is issued, whatever came first (7(e))."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from random import Random

import pytest
from django.db import transaction

from agreement.nullity import Extent
from agreement.workflow.items import ItemKind
from registry.models import LegendClass, Lot, LotTaint, Notice, RightsCertificate
from registry.selectors.nullity_desk import reached_lots, rule_notice
from tests.books.lineages_for_nullity import naive_closure
from tests.books.test_nullity_properties import split
from tests.certificates.runs import SIGNED_ON
from tests.registry.nullity_scene import ALDER, ELM, OAK, NullityDesk, make_nullity_desk
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import post, receive

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_nullity_desk(certificates=6)


def countersigned_since(desk: NullityDesk) -> None:
    """What was issued after the first six certificates is signed by hand."""
    last = RightsCertificate.objects.order_by("number").last()
    assert last is not None
    signed = {
        "kind": "COUNTERSIGNED", "first": 7, "last": last.number, "happened_on": SIGNED_ON.isoformat(),
        "signatory": desk.plan.signatory.pk,
    }  # fmt: skip
    desk.plan.post(desk.plan.entry("PAPER", "5(a)", events=[signed]))


def out() -> list[RightsCertificate]:
    """The certificates on which Rights stand, in the order of their numbers."""
    found = RightsCertificate.objects.filter(lots__closed_by__isnull=True).select_related("holder")
    return list(found.distinct().order_by("number"))


def rights_on(paper: RightsCertificate) -> int:
    """The open Rights on a certificate."""
    return sum(lot.rights for lot in paper.lots.filter(closed_by__isnull=True))


def exchanged(counter: Counter, number: int) -> list[RightsCertificate]:
    """A certificate exchanged over the counter; what the books issued for it."""
    entry = post(counter, receive(counter, ItemKind.EXCHANGE_CERTIFICATES, number))
    return list(entry.certificates.all())


@pytest.mark.row("R-4b-2", "R-7e-9")
@pytest.mark.parametrize("seed", range(3))
def test_the_legend_stands_on_exactly_what_the_books_issue_after_the_marking_from_void_rights(
    desk: NullityDesk, seed: int
) -> None:
    random, counter = Random(seed), desk.counter()
    holders = [desk.holder(number) for number in range(1, 7)]
    for _ in range(6):
        open_lots = list(Lot.objects.filter(closed_by__isnull=True, holder__isnull=False).order_by("pk"))
        split(desk.plan, random.choice(open_lots), random.choice(holders), random)
    for holder in holders[1:4]:  # what came from the first lies with good Rights on one certificate
        of_holder = Lot.objects.filter(holder=holder, closed_by__isnull=True).order_by("pk")
        if of_holder.count() > 1:
            desk.combine(*of_holder)
    countersigned_since(desk)
    own = sum(lot.rights for lot in Lot.objects.filter(holder=holders[1], closed_by__isnull=True))
    part = {"rights": random.randint(1, own), "extent": Extent.NUMBER.value} if own else {}
    notice = desk.notified(desk.position(holders[0]), desk.position(holders[1], "III_A", **part))
    marking = desk.nullify(notice)
    lots = {one.key: one for one in reached_lots(notice)}
    void: Tally[int | None] = Tally()
    for key, (_, rights) in naive_closure(lots, rule_notice(notice)).items():
        if lots[key].closed_at is None:
            void[lots[key].certificate] += rights
    legended_due, general_due = Tally[str](), Tally[str]()
    for paper in out():
        bad = void[paper.number]
        if bad < rights_on(paper):  # what is void as a whole is not issued anew at all
            legended_due[paper.holder.account] += bad
            general_due[paper.holder.account] += rights_on(paper) - bad
            exchanged(counter, paper.number)
    assert sum(legended_due.values()) > 0
    issued = RightsCertificate.objects.filter(issued_by__number__gt=marking.number)
    legended, general = Tally[str](), Tally[str]()
    for one in issued.select_related("holder"):
        marks = LotTaint.objects.filter(lot__certificate=one, ended_by__isnull=True).count()
        assert marks == (one.lots.count() if one.legend_class == LegendClass.NULLITY else 0)
        (legended if marks else general)[one.holder.account] += one.rights
    assert legended == +legended_due
    assert general == general_due
    assert not RightsCertificate.objects.filter(
        issued_by__number__lte=marking.number, legend_class=LegendClass.NULLITY
    ).exists()
    assert desk.findings() == []


@pytest.mark.row("R-7e-6")
@pytest.mark.parametrize("seed", range(3))
def test_marked_before_or_after_the_same_acts_the_same_rights_are_void(desk: NullityDesk, seed: int) -> None:
    random, counter = Random(seed), desk.counter()
    oak, elm = desk.holder(OAK), desk.holder(ELM)
    desk.move(desk.lot(OAK), elm)  # after the event: a Post-Event Transferee
    countersigned_since(desk)
    part = random.randint(1, 100)
    fir = desk.plan.holder("Fir", registration="Fir & Co")
    presented = random.sample((ELM, 5, 6), 2)
    positions = (desk.position(oak), desk.position(desk.holder(5), "III_A", rights=part, extent="NUMBER"))

    def acts() -> None:
        desk.move(desk.lot(ALDER), fir)
        for number in presented:
            exchanged(counter, number)
        split(desk.plan, Lot.objects.get(holder=fir, closed_by__isnull=True), desk.holder(6), random)

    def marked() -> Notice:
        notice = desk.notified(*positions)
        desk.nullify(notice)
        return notice

    ends = []
    for order in ((marked, acts), (acts, marked)):
        random.seed(seed)
        ends.append(end_after(order))
    first, second = ends
    assert first == second
    assert sum(first[0].values()) == 100 + part
    assert {taint for _, taint in first[0]} == {"II", "III_A"}


def end_after(acts: tuple[Callable[[], object], ...]) -> tuple[Tally[tuple[str, str]], Tally[str]]:
    """Void Rights by account and class, and all Rights by account, after acts that are taken back again."""
    before = transaction.savepoint()
    for act in acts:
        act()
    void: Tally[tuple[str, str]] = Tally()
    held: Tally[str] = Tally()
    for lot in Lot.objects.filter(closed_by__isnull=True, holder__isnull=False).select_related("holder"):
        held[lot.holder.account] += lot.rights
        mark = lot.taints.filter(ended_by__isnull=True).first()
        if mark is not None:
            void[(lot.holder.account, mark.taint_class)] += lot.rights
    transaction.savepoint_rollback(before)
    return void, held
