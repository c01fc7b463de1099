"""The parts of a notice of what exercise waits for (§9(c)), and of closed transfer books (§10)."""

from collections.abc import Mapping
from types import MappingProxyType

from agreement.exercise_gates import Clearance, StatementEvent, SuspensionBasis
from registry.models import NoticeKind
from registry.selectors.exercise_gates import NAMED
from registry.services.company.part_shapes import Part, PartShape

_EVENTS = tuple(one.value for one in StatementEvent)
_BASES = tuple(one.value for one in SuspensionBasis)
_CLEARANCES = tuple(one.value for one in Clearance)

GATE_PARTS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        NoticeKind.REGISTRATION_STATEMENT: (
            Part("event", "what became of it", PartShape.CHOICE, _EVENTS),
            Part("happened_on", "the day since which that is so", PartShape.DAY),
            Part("securities", "the securities, if others than a Right buys now", PartShape.TEXT),
            Part("form", "the form and the file number", PartShape.TEXT),
        ),
        NoticeKind.EXERCISE_SUSPENDED: (
            Part("basis", "the ground on which exercise is suspended", PartShape.CHOICE, _BASES),
            Part("starts_on", "the first day of the suspension", PartShape.DAY),
            Part("limit_from", "the day from which its limit is counted", PartShape.DAY),
            Part("extended_to", "the end of the Substitution Period as extended", PartShape.DAY),
            Part("ends_on", "the day on which it is to end", PartShape.DAY),
            Part("announced_on", "the day of the public announcement", PartShape.DAY),
            Part("reason", "why exercise is suspended", PartShape.TEXT),
        ),
        NoticeKind.SUSPENSION_ENDED: (
            Part("ends", "the number of the notice of the suspension", PartShape.COUNT),
            Part("ended_on", "the day since which it is no longer in effect", PartShape.DAY),
            Part("announced_on", "the day of the public announcement", PartShape.DAY),
        ),
        NoticeKind.JURISDICTIONS: (
            Part("as_of", "the day since which that is so", PartShape.DAY),
            Part("qualified", "the jurisdictions that are qualified", PartShape.PLACES),
            Part("exempt", "the jurisdictions that are exempt", PartShape.PLACES),
            Part("not_cleared", "the jurisdictions that are not cleared", PartShape.PLACES),
            Part("elsewhere", "how every other jurisdiction stands", PartShape.CHOICE, _CLEARANCES),
        ),
        NoticeKind.TRANSFER_BOOKS_CLOSED: (
            Part("closed_from", "the first day on which the transfer books are closed", PartShape.DAY),
            Part("closed_through", "the last day on which they are closed", PartShape.DAY),
        ),
    }
)


def lacking_jurisdictions(found: Mapping[str, object]) -> list[str]:
    """What a notice about jurisdictions lacks: one at least, and each of them once.

    Agreement: 9(c).
    """
    named = [place for part in NAMED for place in _places(found.get(part))]
    twice = sorted({place for place in named if named.count(place) > 1})
    if twice:
        return [f"each jurisdiction once (not {', '.join(twice)} twice)"]
    return [] if named or found.get("elsewhere") else ["a jurisdiction, or how every other one stands"]


def _places(told: object) -> list[str]:
    return list(told) if isinstance(told, list) else []
