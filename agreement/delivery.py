"""Delivery of new certificates: to the person entitled, where its papers agree on where that is.

Agreement: 6(a).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground

BALANCE_PLACE = 0


class DirectionSource(Worded):
    """On which paper a direction for delivery stands.

    Agreement: 6(a);16(b).
    """

    ASSIGNMENT = "ASSIGNMENT", "The assignment on the reverse"
    INSTRUMENT = "INSTRUMENT", "A separate instrument of assignment"
    LETTER = "LETTER", "A letter of instruction"
    SETTLING = "SETTLING", "A written direction of the person entitled that settles it"


@dataclass(frozen=True, slots=True)
class DirectionFacts:
    """Where a paper says that the certificate of a line is to go; place 0 is that of the balance."""

    place: int
    source: DirectionSource
    deliver_to: str
    address: str

    @property
    def whereto(self) -> str:
        """The address in the form in which two are compared."""
        return _plain(self.address)

    @property
    def told(self) -> str:
        """Person and address in the form in which two are compared."""
        return _plain(f"{self.deliver_to} {self.address}")


def delivery_grounds(
    assigned: Sequence[DirectionFacts], directions: Iterable[DirectionFacts]
) -> tuple[Ground, ...]:
    """What stands against a delivery: papers that send the same new certificate to two places.

    `assigned` is where the lines of the assignment say it, `directions` what other papers do, in the order
    recorded. A written direction that settles it takes the place of all before it; the line then has to bear
    its address, for the certificate goes there.

    Agreement: 6(a).
    """
    lines = {one.place: one for one in assigned}
    found: list[Ground] = []
    for place, standing in sorted(_standing(directions).items()):
        line, is_settled = lines.get(place), standing[0].source is DirectionSource.SETTLING
        if line is not None and not (is_settled and line.whereto == standing[0].whereto):
            standing = [line, *standing]
        differing = {one.told: one for one in standing}
        if len(differing) > 1:
            found.append(_unclear(place, list(differing.values())))
    return tuple(found)


def _standing(directions: Iterable[DirectionFacts]) -> Mapping[int, list[DirectionFacts]]:
    standing: dict[int, list[DirectionFacts]] = {}
    for one in directions:
        if one.source is DirectionSource.SETTLING:
            standing[one.place] = []
        standing.setdefault(one.place, []).append(one)
    return standing


def _unclear(place: int, told: Sequence[DirectionFacts]) -> Ground:
    which = "the balance" if place == BALANCE_PLACE else f"line {place}"
    said = "; ".join(
        f"{one.source.words[0].lower()}{one.source.words[1:]} says {one.deliver_to}, {one.address}"
        for one in told
    )
    return ground("ENTITLED_PERSON_UNCLEAR", which=which, directions=said)


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace(",", " ").split())
