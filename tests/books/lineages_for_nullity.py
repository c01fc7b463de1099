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
    """The lots of some holders after a number of acts, and the instant of the next act."""

    lots: dict[int, RightsLot]
    at: datetime = START

    @property
    def open(self) -> list[RightsLot]:
        """The lots that stand."""
        return [lot for lot in self.lots.values() if lot.closed_at is None]

    def act(self, random: Random) -> None:
        """A transfer of a lot, whole or in part, a split-up, or an exercise."""
        self.at += timedelta(hours=1)
        lot = random.choice(self.open)
        self.lots[lot.key] = replace(lot, closed_at=self.at)
        way = random.random()
        if way < 0.1 and len(self.open) > 1:
            return  # exercised
        given = lot.rights_count if way < 0.5 else random.randint(1, lot.rights_count)
        to = random.choice(HOLDERS) if way < 0.9 else lot.holder
        for rights, holder in ((given, to), (lot.rights_count - given, lot.holder)):
            if rights:
                self.open_lot(holder, rights, parent=lot.key)

    def open_lot(self, holder: str, rights: int, parent: int | None = None) -> None:
        """A lot that the present act opens."""
        key = len(self.lots) + 1
        self.lots[key] = RightsLot(key, parent, holder, rights, key, self.at, certificate=key)


def random_lineage(random: Random, *, acts: int) -> Lineage:
    """Some holders' first lots, and what they did with them."""
    lineage = Lineage({})
    for holder in random.sample(HOLDERS, random.randint(2, 4)):
        lineage.open_lot(holder, random.randint(1, 50))
    for _ in range(acts):
        lineage.act(random)
    return lineage


def random_notice(random: Random, lineage: Lineage) -> NullityNotice:
    """A notice that names whole accounts, what accounts received, and one by number."""
    positions = [Position(1, "Oak", NamedAs.ACQUIRING_PERSON, TaintClass.I, "Oak")]
    named = NamedAs.TRANSFEREE
    for place, holder in enumerate(random.sample(HOLDERS[1:], random.randint(0, 3)), 2):
        taint = random.choice((TaintClass.II, TaintClass.III_A, TaintClass.III_B, TaintClass.IV))
        extent = random.choice(tuple(Extent))
        rights = random.randint(1, 40) if extent is Extent.NUMBER else None
        positions.append(Position(place, holder, named, taint, holder, None, extent, rights))
    event_at = START + timedelta(minutes=random.randint(-30, 60 * (len(lineage.lots) + 1)))
    return NullityNotice(tuple(positions), event_at, random.choice(tuple(Transferees)))


def naive_class(key: int, lots: dict[int, RightsLot], notice: NullityNotice) -> tuple[str, bool]:
    """Class of a lot ("" for none, "-" for what came from class (i) before the event) and whether noticed.

    Straight from the words of 7(e): walk up to the lot it came from, ask the same of that one.
    """
    lot = lots[key]
    own = next((one for one in notice.positions if one.holder == lot.holder), None)
    if own and own.extent is Extent.ALL:
        return own.taint.value, True
    if lot.parent is None:
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
    by_number = {one.holder: one for one in notice.positions if one.extent is Extent.NUMBER}
    for key, lot in lots.items():
        taint, noticed = naive_class(key, lots, notice)
        stood = lot.closed_at is None or lot.closed_at > notice.event_at
        if taint not in ("", "-") and noticed and stood and lot.holder not in by_number:
            found[key] = (taint, lot.rights_count)
    for holder, position in by_number.items():
        rights = position.rights_count or 0
        standing = [lot for lot in lots.values() if lot.holder == holder and lot.closed_at is None]
        ranks = {"": 2, "-": 1}
        standing.sort(key=lambda one: (ranks.get(naive_class(one.key, lots, notice)[0], 0), one.key))
        for lot in standing:
            if rights > 0:
                found[lot.key] = (position.taint.value, min(rights, lot.rights_count))
            rights -= lot.rights_count
    return found
