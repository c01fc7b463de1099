"""Decisions: Approved with a posting, Held with grounds, or Refused with grounds.

All checks are evaluated even after the first failure, so that one letter names everything at once; the
grounds keep the order in which the checks stand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from agreement.errors import RefusedByGround
from agreement.grounds import Basis, Effect, Ground

__all__ = [
    "Approved",
    "Basis",
    "Decision",
    "Effect",
    "Ground",
    "Held",
    "Refused",
    "approved_or_raise",
    "decide_from",
    "decide_then",
]

PostingT = TypeVar("PostingT")
Posting_co = TypeVar("Posting_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Approved(Generic[Posting_co]):
    """Nothing stands against it. `warnings` are shown and stop nothing."""

    posting: Posting_co
    warnings: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Waits, with its receipt kept, until what each ground asks for arrives."""

    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Ends; papers and money go back."""

    grounds: tuple[Ground, ...]


Decision = Approved[PostingT] | Held | Refused


def decide_from(grounds: Iterable[Ground], posting: PostingT) -> Approved[PostingT] | Held | Refused:
    """Refused if any ground refuses, else Held if any holds, else Approved.

    Every ground is kept in the order given. Warnings alone hold nothing.
    """
    found = tuple(grounds)
    effects = {ground.effect for ground in found}
    if Effect.REFUSE in effects:
        return Refused(found)
    if effects - {Effect.WARN}:
        return Held(found)
    return Approved(posting, warnings=found)


def decide_then(
    grounds: Iterable[Ground], make_posting: Callable[[], PostingT]
) -> Approved[PostingT] | Held | Refused:
    """The same where a posting can only be made once nothing stands against it."""
    decision = decide_from(grounds, None)
    if isinstance(decision, Approved):
        return Approved(make_posting(), warnings=decision.warnings)
    return decision


def approved_or_raise(decision: Approved[PostingT] | Held | Refused) -> Approved[PostingT]:
    """The approval, or RefusedByGround carrying every ground: for callers that cannot wait."""
    if isinstance(decision, Approved):
        return decision
    raise RefusedByGround.by(decision.grounds)
