"""Random lineages of lots and notices about them, and the closure found once more, naively, lot by lot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from agreement.nullity import (
    Extent,
    NamedAs,
    NullityNotice,
    Position,
    RightsLot,
    Transferees,
)
from agreement.posting import TaintClass
from tests.agreement.moments import pacific

START = pacific("2003-05-01T09:00")
HOLDERS = ("Oak", "Elm", "Fir", "Gum", "Hazel", "Ivy")


@dataclass
class Lineage:
    """The lots of some holders after a number of acts, and the instant of the next act.

    Lots that were combined stand on one certificate; every other lot has one of its own.
    """

    lots: dict[int, RightsLot]
    at: datetime = START

    @property
    def open(self) -> list[RightsLot]:
        """The lots that stand."""
        return [lot for lot in self.lots.values() if lot.closed_at is None]

    def act(self, random: Random) -> None:
        """A transfer of a lot, whole or in part, a split-up, an exercise, or a combination."""
        self.at += timedelta(hours=1)
        lot = random.choice(self.open)
        beside = [one for one in self.open if one.holder == lot.holder and one != lot]
        if beside and random.random() < 0.2:
            self.combine(lot, random.choice(beside))
            return
        self.lots[lot.key] = replace(lot, closed_at=self.at)
        way = random.random()
        if way < 0.1 and len(self.open) > 1:
            return  # exercised
        given = lot.rights_count if way < 0.5 else random.randint(1, lot.rights_count)
        to = random.choice(HOLDERS) if way < 0.9 else lot.holder
        for rights, holder in ((given, to), (lot.rights_count - given, lot.holder)):
            if rights:
                self.open_lot(holder, rights, parent=lot.key)

    def combine(self, *lots: RightsLot) -> None:
        """Lots of one holder on one new certificate; each keeps its own history."""
        certificate = len(self.lots) + 1
        for lot in lots:
            self.lots[lot.key] = replace(lot, closed_at=self.at)
            self.open_lot(lot.holder, lot.rights_count, parent=lot.key, certificate=certificate)

    def open_lot(
        self, holder: str, rights: int, parent: int | None = None, certificate: int | None = None
    ) -> None:
        """A lot that the present act opens."""
        key = len(self.lots) + 1
        self.lots[key] = RightsLot(key, parent, holder, rights, key, self.at, certificate=certificate or key)

    def recorded_otherwise(self, random: Random) -> tuple[dict[int, RightsLot], dict[int, int]]:
        """The same acts, each effective when it was, recorded in another order: the lots, and their old keys.

        What came from a lot is recorded after it; what is independent of it may be recorded before.
        """
        order: list[int] = []
        waiting = list(self.lots.values())
        while waiting:
            ready = [one for one in waiting if one.parent is None or one.parent in order]
            chosen = random.choice(ready)
            order.append(chosen.key)
            waiting.remove(chosen)
        new = {old: place for place, old in enumerate(order, 1)}
        lots = {
            new[one.key]: replace(
                one, key=new[one.key], order=new[one.key], parent=new[one.parent] if one.parent else None
            )
            for one in self.lots.values()
        }
        return lots, {place: old for old, place in new.items()}


def random_lineage(random: Random, *, acts: int) -> Lineage:
    """Some holders' first lots, and what they did with them."""
    lineage = Lineage({})
    for holder in random.sample(HOLDERS, random.randint(2, 4)):
        lineage.open_lot(holder, random.randint(1, 50))
    for _ in range(acts):
        lineage.act(random)
    return lineage


def random_notice(random: Random, lineage: Lineage) -> NullityNotice:
    """A notice that names accounts and certificates: whole, what they received, or a number of Rights."""
    positions = [Position(1, "Oak", NamedAs.ACQUIRING_PERSON, TaintClass.I, "Oak")]
    if random.random() < 0.2:  # of the Acquiring Person itself one certificate alone
        lot = random.choice(list(lineage.lots.values()))
        positions = [
            Position(1, lot.holder, NamedAs.ACQUIRING_PERSON, TaintClass.I, lot.holder, lot.certificate)
        ]
    for holder in random.sample(HOLDERS[1:], random.randint(0, 3)):
        positions.append(_transferee(random, len(positions) + 1, holder, None))
    seen = {one.certificate for one in positions}
    for lot in random.sample(list(lineage.lots.values()), min(random.randint(0, 3), len(lineage.lots))):
        if lot.certificate not in seen:
            seen.add(lot.certificate)
            positions.append(_transferee(random, len(positions) + 1, lot.holder, lot.certificate))
    event_at = START + timedelta(minutes=random.randint(-30, 60 * (len(lineage.lots) + 1)))
    return NullityNotice(tuple(positions), event_at, random.choice(tuple(Transferees)))


def _transferee(random: Random, place: int, holder: str, certificate: int | None) -> Position:
    """A position of a transferee: an account, or one certificate of it."""
    taint = random.choice((TaintClass.II, TaintClass.III_A, TaintClass.III_B, TaintClass.IV))
    extent = random.choice(tuple(Extent))
    rights = random.randint(1, 40) if extent is Extent.NUMBER else None
    return Position(place, holder, NamedAs.TRANSFEREE, taint, holder, certificate, extent, rights)


def naive_position(lot: RightsLot, notice: NullityNotice) -> Position | None:
    """The position in which a lot lies: its certificate, where that is named, and else its account."""
    by_paper = {one.certificate: one for one in notice.positions if one.certificate}
    by_account = {one.holder: one for one in notice.positions if not one.certificate}
    return by_paper.get(lot.certificate) or by_account.get(lot.holder)


def naive_class(key: int, lots: dict[int, RightsLot], notice: NullityNotice) -> tuple[str, bool]:
    """Class of a lot ("" for none, "-" for what came from class (i) before the event) and whether noticed.

    Straight from the words of 7(e): walk up to the lot it came from, ask the same of that one.
    """
    lot = lots[key]
    own = naive_position(lot, notice)
    if own and own.extent is Extent.ALL:
        return own.taint.value, True
    if lot.parent not in lots:
        return "", False
    before, was_noticed = naive_class(lot.parent, lots, notice)
    if not before:
        return "", False
    if own and own.extent is Extent.RECEIVED:
        return own.taint.value, True
    if before == "-" or lots[lot.parent].holder == lot.holder:
        return before, was_noticed
    covered = was_noticed and notice.transferees is Transferees.ALL
    if before == "I":
        return ("II", covered) if lot.opened_at > notice.event_at else ("-", False)
    return "IV", covered


def naive_closure(lots: dict[int, RightsLot], notice: NullityNotice) -> dict[int, tuple[str, int]]:
    """Class and void Rights of every lot that stood after the event and that the notice covers."""
    found: dict[int, tuple[str, int]] = {}
    by_number = [one for one in notice.positions if one.extent is Extent.NUMBER]
    for key, lot in lots.items():
        taint, noticed = naive_class(key, lots, notice)
        stood = lot.closed_at is None or lot.closed_at > notice.event_at
        if taint not in ("", "-") and noticed and stood and naive_position(lot, notice) not in by_number:
            found[key] = (taint, lot.rights_count)
    for position in by_number:
        rights = position.rights_count or 0
        standing = [
            lot for lot in lots.values() if naive_position(lot, notice) == position and lot.closed_at is None
        ]
        ranks = {"": 2, "-": 1}
        standing.sort(key=lambda one: (ranks.get(naive_class(one.key, lots, notice)[0], 0), one.key))
        for lot in standing:
            if rights > 0:
                found[lot.key] = (position.taint.value, min(rights, lot.rights_count))
            rights -= lot.rights_count
    return found
