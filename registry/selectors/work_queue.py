"""The work queue: the items that wait, by their clock, narrowed by what a person looks for (§6(a), §7(a))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from agreement.workflow.items import ENDED_STATES, ItemKind, ItemState
from registry.models import Item, RightsAgreement, SavedView, User
from registry.selectors.items import received_items
from registry.selectors.turnaround import ItemClock, clocks_of


class ByClock(StrEnum):
    """What may be looked for by the clock."""

    LATE = "late"
    DUE_TODAY = "due-today"
    RESTS = "rests"
    ROUTINE = "routine"


class ByPerson(StrEnum):
    """What may be looked for by the person who took it up."""

    MINE = "mine"
    NOBODYS = "nobodys"


@dataclass(frozen=True, slots=True)
class Sought:
    """What a person looks for in the queue; empty is everything. `words` are a number, a name, an account."""

    ended_too: bool = False
    kind: str = ""
    state: str = ""
    by_clock: str = ""
    by_person: str = ""
    words: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "Sought":
        """What the parts of an address ask for; what is not known there asks for nothing."""
        return cls(
            ended_too=told.get("show") == "all",
            kind=_known(told.get("kind"), ItemKind),
            state=_known(told.get("state"), ItemState),
            by_clock=_known(told.get("clock"), ByClock),
            by_person=_known(told.get("person"), ByPerson),
            words=" ".join(told.get("words", "").replace("\x00", " ").split())[:120],
        )

    @property
    def query(self) -> str:
        """The parts of an address that ask for this, in one order; empty for all that wait."""
        parts = {
            "show": "all" if self.ended_too else "",
            "kind": self.kind,
            "state": self.state,
            "clock": "" if self.ended_too else self.by_clock,
            "person": self.by_person,
            "words": self.words,
        }
        return urlencode({name: value for name, value in parts.items() if value})


def saved_views(user: User) -> QuerySet[SavedView]:
    """The views of the queue that a person saved, by name; nobody sees another's."""
    return SavedView.objects.filter(user=user)


def _known(value: str | None, words: type[StrEnum]) -> str:
    return value if value in {word.value for word in words} and value else ""


@dataclass(frozen=True, slots=True)
class Queued:
    """An item in the queue with its clock."""

    item: Item
    clock: ItemClock


def queue(agreement: RightsAgreement, sought: Sought, *, user: User, at: datetime) -> Sequence[Queued]:
    """The items that wait and match, what is due first on top; those that rest and the others below.

    Every waiting item is looked at, for its clock decides its place; they are as many as lie on the desks.
    """
    found = list(
        _matching(agreement, sought, user=user).exclude(state__in=[one.value for one in ENDED_STATES])
    )
    clocks = clocks_of(found, at=at)
    queued = [Queued(item, clocks[item.pk]) for item in found]
    return sorted(
        (one for one in queued if _is_sought(one.clock, sought.by_clock, at=at)),
        key=lambda one: (
            one.clock.due is None,
            one.clock.due.at if one.clock.due else one.clock.counting_from,
            one.item.number,
        ),
    )


def all_items(agreement: RightsAgreement, sought: Sought, *, user: User) -> QuerySet[Item]:
    """All items that match, also those that have ended, the newest first."""
    return _matching(agreement, sought, user=user)


def _matching(agreement: RightsAgreement, sought: Sought, *, user: User) -> QuerySet[Item]:
    found = received_items(agreement).select_related("assigned_to")
    if sought.kind:
        found = found.filter(kind=sought.kind)
    if sought.state:
        found = found.filter(state=sought.state)
    if sought.by_person:
        found = found.filter(assigned_to=user if sought.by_person == ByPerson.MINE else None)
    return found.filter(_words(sought.words)).distinct() if sought.words else found


def _words(words: str) -> Q:
    """A number is that of an item or of a certificate; anything else a part of a name, or an account."""
    number = words.upper().removeprefix("R-").lstrip("0")
    named = Q(holder__registration__icontains=words) | Q(holder__account__iexact=words)
    if not number.isdecimal() or len(number) > 9:
        return named | Q(presenter__icontains=words)
    return named | Q(number=int(number)) | Q(certificates__certificate__number=int(number))


def _is_sought(clock: ItemClock, by_clock: str, *, at: datetime) -> bool:
    match by_clock:
        case ByClock.LATE:
            return clock.due is not None and not clock.due.is_in_time
        case ByClock.DUE_TODAY:
            due = clock.due
            return due is not None and due.at.date() == at.astimezone(due.at.tzinfo).date()
        case ByClock.RESTS:
            return clock.rests is not None
        case ByClock.ROUTINE:
            return clock.is_routine
        case _:
            return True
