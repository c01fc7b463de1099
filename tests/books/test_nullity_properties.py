"""Nullity over random lineages: the closure is what 7(e) says lot by lot, no Right is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.nullity import Closure, Extent, Transferees, find_closure
from agreement.portions import SurrenderedLot, Wanted, shared_out
from agreement.posting import TaintClass
from registry.models import Lot, NoticeKind, RegisteredHolder, RightsCertificate
from registry.selectors.nullity_desk import reached_lots, rule_notice, void_parts
from tests.books.books import Plan
from tests.books.lineages_for_nullity import naive_closure, random_lineage, random_notice
from tests.registry.nullity_scene import NullityDesk, make_nullity_desk

SEEDS = 10_000


def test_ten_thousand_closures_equal_a_naive_recomputation() -> None:
    seen_classes: set[str] = set()
    by_certificate = 0
    for seed in range(SEEDS):
        random = Random(seed)
        lineage = random_lineage(random, acts=random.randint(1, 12))
        notice = random_notice(random, lineage)
        closure = find_closure(lineage.lots.values(), notice=notice)
        found = {one.lot.key: (one.taint.value, one.rights_count) for one in closure.void}
        assert found == naive_closure(lineage.lots, notice), seed
        papers = {one.certificate for one in notice.positions}
        by_certificate += any(one.lot.certificate in papers for one in closure.void)
        seen_classes |= {taint for taint, _ in found.values()}
    assert seen_classes == {one.value for one in TaintClass}
    assert by_certificate > SEEDS // 10


@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_void_and_live_stay_the_whole_at_each_date_and_the_order_of_recording_changes_nothing(
    seed: int, other_order: Random
) -> None:
    random = Random(seed)
    lineage = random_lineage(random, acts=10)
    notice = random_notice(random, lineage)
    closure = find_closure(lineage.lots.values(), notice=notice)
    same_acts, old_key = lineage.recorded_otherwise(other_order)
    recorded_otherwise = find_closure(same_acts.values(), notice=notice)
    counted = {one.place for one in notice.positions if one.extent is Extent.NUMBER}
    assert whole(closure, counted) == whole(recorded_otherwise, counted, old_key)
    assert by_place(closure, counted) == by_place(recorded_otherwise, counted)
    void = {one.lot.key: one.rights_count for one in closure.void}
    for hours in range(12):
        day = notice.event_at + timedelta(hours=hours)
        standing = [
            lot
            for lot in lineage.lots.values()
            if lot.opened_at <= day and (lot.closed_at is None or lot.closed_at > day)
        ]
        bad = sum(void.get(lot.key, 0) for lot in standing)
        good = sum(lot.rights_count - void.get(lot.key, 0) for lot in standing)
        assert min(bad, good) >= 0
        assert bad + good == sum(lot.rights_count for lot in standing)


def whole(
    closure: Closure, counted: Collection[int], old_key: Mapping[int, int] | None = None
) -> set[tuple[int, str, int]]:
    """Every void lot by its key, class and Rights, but those that a position takes by their number."""
    return {
        (old_key[one.lot.key] if old_key else one.lot.key, one.taint.value, one.rights_count)
        for one in closure.void
        if one.position not in counted
    }


def by_place(closure: Closure, counted: Collection[int]) -> dict[int | None, int]:
    """The Rights taken of each position that is named by a number: which lots they are, the order decides."""
    taken: dict[int | None, int] = {}
    for one in closure.void:
        if one.position in counted:
            taken[one.position] = taken.get(one.position, 0) + one.rights_count
    return taken


@given(st.integers(0, 2**32))
@settings(deadline=None)
def test_the_legend_stands_on_what_is_issued_after_the_notice_from_void_rights_and_on_nothing_else(
    seed: int,
) -> None:
    random = Random(seed)
    lineage = random_lineage(random, acts=10)
    notice = random_notice(random, lineage)
    void = {one.lot.key: one for one in find_closure(lineage.lots.values(), notice=notice).standing}
    for holder in sorted({lot.holder for lot in lineage.open}):
        lots = []
        for lot in (one for one in lineage.open if one.holder == holder):
            bad = void[lot.key].rights_count if lot.key in void else 0
            if bad:
                lots.append(SurrenderedLot(f"{2 * lot.key}", bad, lot.order, void[lot.key].taint))
            if lot.rights_count > bad:
                lots.append(SurrenderedLot(f"{2 * lot.key + 1}", lot.rights_count - bad, lot.order))
        total = sum(one.rights_count for one in lots)
        portions = shared_out(lots, wanted=[Wanted("new", holder, total)])
        legends: dict[str, set[TaintClass | None]] = {}
        for portion in portions:
            legends.setdefault(portion.certificate, set()).add(portion.lot.taint)
        assert all(len(classes) == 1 for classes in legends.values())
        legended = sum(one.rights_count for one in portions if one.lot.taint is not None)
        assert legended == sum(one.rights_count for one in void.values() if one.lot.holder == holder)


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_nullity_desk(certificates=6)


@pytest.mark.servers
@pytest.mark.parametrize("seed", range(3))
def test_the_database_finds_what_the_rule_finds(desk: NullityDesk, seed: int) -> None:
    random, plan = Random(seed), desk.plan
    holders = [desk.holder(number) for number in range(1, 7)]
    for _ in range(14):
        open_lots = list(Lot.objects.filter(closed_by__isnull=True, holder__isnull=False).order_by("pk"))
        split(plan, random.choice(open_lots), random.choice(holders), random)
    positions = [desk.position(holders[0])]
    for holder in random.sample(holders[1:], 3):
        extent = random.choice((Extent.RECEIVED, Extent.ALL, Extent.NUMBER))
        rights = {"rights": random.randint(1, 60)} if extent is Extent.NUMBER else {"extent": extent.value}
        positions.append(desk.position(holder, random.choice(("II", "III_A", "IV")), **rights))
    papers = RightsCertificate.objects.filter(lots__closed_by__isnull=True).distinct().order_by("number")
    for paper in random.sample(list(papers), 3):
        rights = random.choice(({"rights": random.randint(1, 60)}, {"extent": Extent.ALL.value}))
        named = desk.position(paper.holder, random.choice(("II", "III_B", "IV")), **rights)
        positions.append(named | {"account": "", "certificate": paper.number})
    middle = Lot.objects.filter(holder__isnull=False).order_by("pk")[15].opened_by.effective_at
    facts = {"persons": positions, "event_at": middle.isoformat(), "transferees": Transferees.ALL.value}
    notice = desk.receive(NoticeKind.NULLITY, facts)
    closure = find_closure(reached_lots(notice), notice=rule_notice(notice))
    by_rule = {one.lot.key: (one.taint.value, one.rights_count) for one in closure.standing}
    assert void_parts(notice) == by_rule


def split(plan: Plan, lot: Lot, to: RegisteredHolder, random: Random) -> None:
    """A part of a lot to another holder, the balance back."""
    given_rights = random.randint(1, lot.rights)
    parts = [(given_rights, to), (lot.rights - given_rights, lot.holder)]
    kept = [(rights, holder) for rights, holder in parts if rights]
    plan.post(
        plan.entry(
            "TRANSFER",
            "6(a)",
            effective_at=plan.at.isoformat(),
            close=[{"lot": lot.pk, "retired_as": ""}],
            certificates=[plan.certificate(holder, rights) for rights, holder in kept],
            open=[
                {"parent": lot.pk, "rights": rights, "holder": holder.pk, "certificate": place}
                for place, (rights, holder) in enumerate(kept)
            ],
        )
    )
