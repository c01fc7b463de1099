"""Nullity: which Rights are void after a Triggering Event, of which class, through whose hands they went.

The Company names persons and positions; the agent follows the lineage of the lots from there, and decides
of nobody whether it is an Acquiring Person. What the lineage shows and the notice does not cover is only
proposed.

Agreement: 7(e).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from agreement.grounds import Ground
from agreement.posting import TaintClass
from agreement.refusals import ground


class NamedAs(StrEnum):
    """As what the Company names a person.

    Agreement: 7(e).
    """

    ACQUIRING_PERSON = "ACQUIRING_PERSON"
    AFFILIATE = "AFFILIATE"
    ASSOCIATE = "ASSOCIATE"
    TRANSFEREE = "TRANSFEREE"


class Extent(StrEnum):
    """How much of a position is meant: all of it, what it received from persons named, or a number of Rights.

    Agreement: 7(e).
    """

    ALL = "ALL"
    RECEIVED = "RECEIVED"
    NUMBER = "NUMBER"


class Transferees(StrEnum):
    """Whom the notice covers beside those it names: every later transferee, or nobody.

    Agreement: 7(e)(iv).
    """

    ALL = "ALL"
    NAMED = "NAMED"


@dataclass(frozen=True, slots=True)
class RightsLot:
    """A lot of the books: its parent, whose it was, on which certificate, from when to when.

    `order` is the number of the entry that opened it; `opened_at` and `closed_at` are the effective instants;
    `is_void`: it is marked as void already.
    """

    key: int
    parent: int | None
    holder: str
    rights_count: int
    order: int
    opened_at: datetime
    certificate: int | None = None
    closed_at: datetime | None = None
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A registered position that the notice names: an account, or one certificate of it.

    Raises ValueError for a class that does not go with the role, or a number of Rights that is missing.
    """

    place: int
    person: str
    named_as: NamedAs
    taint: TaintClass
    holder: str
    certificate: int | None = None
    extent: Extent = Extent.ALL
    rights_count: int | None = None

    def __post_init__(self) -> None:
        if (self.taint is TaintClass.I) is (self.named_as is NamedAs.TRANSFEREE):
            raise ValueError("Class (i) is that of the Acquiring Person, its Affiliates and Associates.")
        if (self.extent is Extent.NUMBER) is (self.rights_count is None):
            raise ValueError("A number of Rights goes with the extent NUMBER, and with no other.")
        if self.taint is TaintClass.I and self.extent is Extent.RECEIVED:
            raise ValueError("A person of class (i) received from nobody named.")


@dataclass(frozen=True, slots=True)
class NullityNotice:
    """What the Company's notice says: positions, the instant of the Triggering Event, whom else it covers.

    `void_from` is the instant from which the Rights are void, where it is a later one by the terms.
    """

    positions: tuple[Position, ...]
    event_at: datetime
    transferees: Transferees = Transferees.NAMED
    has_board_finding: bool = False
    void_from: datetime | None = None

    def position_of(self, lot: RightsLot) -> Position | None:
        """The position in which a lot lies: that of its certificate before that of its account."""
        for one in self.positions:
            if one.certificate is not None and one.certificate == lot.certificate:
                return one
        for one in self.positions:
            if one.certificate is None and one.holder == lot.holder:
                return one
        return None


@dataclass(frozen=True, slots=True)
class Trace:
    """What the lineage shows of a lot: its class; None for what came from class (i) before the event.

    `is_noticed`: the notice itself covers it; else it is a proposal. `position`: the place of the named
    position that the trace begins or continues in, None in the hands of those not named.
    """

    lot: RightsLot
    taint: TaintClass | None
    position: int | None
    is_noticed: bool


@dataclass(frozen=True, slots=True)
class VoidLot:
    """A lot, or a number of Rights of it, that is void: the class, the named position if it lies in one."""

    lot: RightsLot
    taint: TaintClass
    rights_count: int
    position: int | None

    @property
    def is_whole(self) -> bool:
        """Whether no Right of the lot stays good."""
        return self.rights_count == self.lot.rights_count


@dataclass(frozen=True, slots=True)
class Closure:
    """What is void by a notice: `void`; by the lineage alone: `proposed`; and `traces` of every lot."""

    void: tuple[VoidLot, ...]
    proposed: tuple[VoidLot, ...]
    traces: Mapping[int, Trace]

    @property
    def standing(self) -> tuple[VoidLot, ...]:
        """The void lots that are open: those that are marked."""
        return tuple(one for one in self.void if one.lot.closed_at is None)

    def rights_by_class(self) -> dict[TaintClass, int]:
        """Open Rights that are void, by class."""
        totals: dict[TaintClass, int] = {}
        for one in self.standing:
            totals[one.taint] = totals.get(one.taint, 0) + one.rights_count
        return totals

    def path_to(self, key: int) -> tuple[Trace, ...]:
        """The lots through which the Rights of a lot came, from the first that the notice reaches.

        Rights named by their number alone came through no hands that the notice tells of: they are named
        where they lie. Empty for a lot that the notice does not reach.

        Agreement: 7(e)(iv).
        """
        if key not in self.traces:
            return tuple(
                Trace(one.lot, one.taint, one.position, is_noticed=True)
                for one in self.void
                if one.lot.key == key
            )
        path: list[Trace] = []
        at: int | None = key
        while at is not None and at in self.traces:
            path.append(self.traces[at])
            at = self.traces[at].lot.parent
        return tuple(reversed(path))


def find_closure(lots: Iterable[RightsLot], *, notice: NullityNotice) -> Closure:
    """Which lots are void by a notice, by which class, whatever the order in which they are given.

    A lot counts that stood once Rights were void; what ended later, such as by exercise, is in `void`
    and not in `standing`. Of a position named by a number of Rights open lots are taken, those that came from
    the persons named first, then the lowest entry first.

    Agreement: 7(e).
    """
    in_order = sorted(lots, key=lambda lot: (lot.order, lot.key))
    traces: dict[int, Trace] = {}
    for lot in in_order:
        above = traces.get(lot.parent) if lot.parent is not None else None
        found = _trace(lot, above=above, notice=notice)
        if found is not None:
            traces[lot.key] = found
    by_number = _by_number(in_order, traces=traces, notice=notice)
    void: list[VoidLot] = list(by_number)
    proposed: list[VoidLot] = []
    for trace in traces.values():
        own = notice.position_of(trace.lot)
        if trace.taint is None or not _stood_after(trace.lot, void_from=notice.void_from or notice.event_at):
            continue
        if own is not None and own.extent is Extent.NUMBER:
            continue
        one = VoidLot(trace.lot, trace.taint, trace.lot.rights_count, trace.position)
        (void if trace.is_noticed else proposed).append(one)
    return Closure(_sorted(void), _sorted(proposed), traces)


def _sorted(lots: Iterable[VoidLot]) -> tuple[VoidLot, ...]:
    return tuple(sorted(lots, key=lambda one: (one.lot.order, one.lot.key)))


def _stood_after(lot: RightsLot, *, void_from: datetime) -> bool:
    """Only Rights that stood after that instant became void."""
    return lot.closed_at is None or lot.closed_at > void_from


def _trace(lot: RightsLot, *, above: Trace | None, notice: NullityNotice) -> Trace | None:
    """The class of a lot by its own position, else by that of the lot it came from.

    Agreement: 7(e)(i);7(e)(ii);7(e)(iii).
    """
    own = notice.position_of(lot)
    if own is not None and own.extent is Extent.ALL:
        return Trace(lot, own.taint, own.place, is_noticed=True)
    if above is None:
        return None
    if own is not None and own.extent is Extent.RECEIVED:
        return Trace(lot, own.taint, own.place, is_noticed=True)
    return _inherited(lot, above=above, notice=notice)


def _inherited(lot: RightsLot, *, above: Trace, notice: NullityNotice) -> Trace:
    """The class stays in the same hands; who received from class (i) after the event is (ii), later (iv).

    Who received from class (i) at or before the event is of class (iii) only where the Company says so.

    Agreement: 7(e)(ii);7(e)(iv).
    """
    if above.taint is None or lot.holder == above.lot.holder:
        return Trace(lot, above.taint, above.position, above.is_noticed)
    covers = above.is_noticed and notice.transferees is Transferees.ALL
    if above.taint is not TaintClass.I:
        return Trace(lot, TaintClass.IV, None, covers)
    if lot.opened_at > notice.event_at:
        return Trace(lot, TaintClass.II, None, covers)
    return Trace(lot, None, None, is_noticed=False)


def _by_number(
    lots: Iterable[RightsLot], *, traces: Mapping[int, Trace], notice: NullityNotice
) -> tuple[VoidLot, ...]:
    """Of a position named by number: so many of its open Rights, what came from persons named first."""
    waiting: dict[int, list[RightsLot]] = defaultdict(list)
    positions = {one.place: one for one in notice.positions if one.extent is Extent.NUMBER}
    for lot in lots:
        own = notice.position_of(lot)
        if own is not None and own.place in positions and lot.closed_at is None:
            waiting[own.place].append(lot)
    found: list[VoidLot] = []
    for place, position in sorted(positions.items()):
        left = position.rights_count or 0
        for lot in sorted(waiting[place], key=lambda one: (_rank(one, traces), one.order, one.key)):
            taken = min(left, lot.rights_count)
            if taken:
                found.append(VoidLot(lot, position.taint, taken, place))
            left -= taken
    return tuple(found)


def _rank(lot: RightsLot, traces: Mapping[int, Trace]) -> int:
    """Marked already, void by its lineage, from class (i) before the event, the rest: in this order."""
    if lot.is_void:
        return -1
    trace = traces.get(lot.key)
    if trace is None:
        return 2
    return 1 if trace.taint is None else 0


@dataclass(frozen=True, slots=True)
class PositionFound:
    """What the books show of a named position: its lots by the lineage, its open Rights that can be taken.

    `rights_void` are those of them that are void already, by another notice while this one is not marked.
    `registration` is the name in which it stands; `says_how_much` tells that the notice states an extent.
    """

    position: Position
    lots_by_lineage: int
    rights_open: int
    rights_void: int = 0
    registration: str = ""
    says_how_much: bool = True


def position_grounds(found: Iterable[PositionFound], *, has_board_finding: bool) -> tuple[Ground, ...]:
    """What is asked back about the positions of a notice; the Company answers, the agent decides none of it.

    Where an account stands in another name than that of the person named, not all of it need be that
    person's: the notice says how many Rights are meant, or that all are.

    Agreement: 7(e)(i);7(e)(iii)(B);7(e)(iv).
    """
    grounds: list[Ground] = []
    for one in found:
        position = one.position
        named: dict[str, str] = {"person": position.person, "position": told_position(position)}
        if position.taint is TaintClass.III_B and not has_board_finding:
            grounds.append(ground("BOARD_DETERMINATION_REQUIRED", clause="7(e)(iii)(B)", **named))
        if not one.says_how_much:
            grounds += quantity_grounds(one.registration, **named)
        if position.extent is Extent.RECEIVED and not one.lots_by_lineage:
            grounds.append(ground("TAINT_PATH_MISSING", **named))
        if position.extent is Extent.NUMBER:
            grounds += _number_grounds(one, named=named)
    return tuple(grounds)


def quantity_grounds(registration: str, *, person: str, position: str) -> tuple[Ground, ...]:
    """What is asked back about a position in another name where nothing says how much of it is meant.

    Agreement: 7(e)(i).
    """
    words = " ".join(registration.split())
    if words.casefold() == " ".join(person.split()).casefold():
        return ()
    return (ground("NULLITY_QUANTITY_MISSING", registration=words, person=person, position=position),)


def _number_grounds(found: PositionFound, *, named: Mapping[str, str]) -> Iterator[Ground]:
    """A number that the position does not hold, or that meets what another notice made void there.

    Whether a number is of those that are void already only the Company knows. That is all an answer can say:
    other Rights are named by certificate, so that they are marked and not those.
    """
    position, void = found.position, found.rights_void
    wanted, held = position.rights_count or 0, found.rights_open - void
    if held >= wanted:
        return
    facts: dict[str, Any] = {**named, "named": wanted, "held": held}
    if not void:
        yield ground("NULLITY_POSITION_SHORT", **facts)
        return
    where, who = named["position"], named["person"]
    others = "by certificate"
    if position.certificate is not None:
        others = f"by the whole of {where}, or by a number that counts all that are void there"
    short = "" if found.rights_open >= wanted else "name those who hold the rest or correct the number; "
    yield ground(
        "NULLITY_POSITION_SHORT",
        saying=f"The notice names {wanted} Rights of {where} ({who}); as they are counted, {void} are void "
        f"already by another notice, and {held} are not void yet",
        curing=f"{short}answer that the {void} void already are among the Rights named; if the Rights named "
        f"are others, file a notice that replaces this one and names them {others}",
        **facts,
        void=void,
    )


def told_position(position: Position) -> str:
    """A position in words: the account, or one certificate of it."""
    if position.certificate is not None:
        return f"certificate {position.certificate}"
    return f"account {position.holder}"
