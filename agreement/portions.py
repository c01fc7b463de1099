"""Which lots of surrendered certificates go where: the lowest opening number first, nothing mixed.

A certificate bears one legend or none, so a portion that takes marked and unmarked lots, or lots of several
classes, becomes a certificate for each.

Agreement: 6(a).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from agreement.posting import TaintClass

VOID = "void"


@dataclass(frozen=True, slots=True)
class SurrenderedLot:
    """A lot on a surrendered certificate. `order` is the number of the entry that opened it."""

    key: str
    rights_count: int
    order: int
    taint: TaintClass | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rights wanted by a person under a key of the caller's own."""

    key: str
    holder: str
    rights_count: int


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a lot, or the whole of it, that goes to one of those who want Rights."""

    lot: SurrenderedLot
    rights_count: int
    wanted: Wanted

    @property
    def certificate(self) -> str:
        """The key of the certificate it goes on."""
        return f"{self.wanted.key}/{self.lot.taint or ''}"


def shared_out(lots: Iterable[SurrenderedLot], *, wanted: Sequence[Wanted]) -> tuple[Portion, ...]:
    """The lots dealt out in their order to those who want Rights, in theirs.

    The wants together are all Rights of the lots. Raises ValueError when they are not.

    Agreement: 6(a).
    """
    in_order = sorted(lots, key=lambda lot: (lot.order, int(lot.key)))
    if sum(lot.rights_count for lot in in_order) != sum(one.rights_count for one in wanted):
        raise ValueError("The Rights wanted are not those surrendered.")
    portions: list[Portion] = []
    left = [one.rights_count for one in wanted]
    place = 0
    for lot in in_order:
        rest = lot.rights_count
        while rest:
            while not left[place]:
                place += 1
            taken = min(rest, left[place])
            portions.append(Portion(lot, taken, wanted[place]))
            rest -= taken
            left[place] -= taken
    return tuple(portions)


def shared_apart(
    lots: Sequence[SurrenderedLot], *, void: Collection[str], holder: str, wanted: Sequence[Wanted]
) -> tuple[Portion, ...]:
    """The good lots dealt out to those who want Rights; the void ones go back to their holder, apart.

    `void` are the keys of the lots that are null and void. Raises ValueError as `shared_out`.

    Agreement: 4(b);7(e).
    """
    portions = shared_out([lot for lot in lots if lot.key not in void], wanted=wanted)
    kept = [lot for lot in lots if lot.key in void]
    if not kept:
        return portions
    back = Wanted(VOID, holder, sum(lot.rights_count for lot in kept))
    return (*portions, *shared_out(kept, wanted=[back]))
