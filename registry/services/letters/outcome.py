"""Letters about how an item ended: what was posted, or why not and what goes back (§6(a), §7(a), §7(c))."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from agreement.grounds import Ground
from registry.models import Item, LetterKind, PaperDue, User
from registry.selectors.item_reading import carried_by
from registry.selectors.items import papers_of
from registry.selectors.replacements import surrendered_replaced
from registry.services.letters.consultation import close_answered_consults
from registry.services.letters.papers import (
    Facts,
    addressee,
    ask_for_paper,
    close_papers,
    grounds_told,
    holder_addressed,
    item_told,
    open_letters,
)

EXERCISE = "EXERCISE"


@dataclass(frozen=True, slots=True)
class LetterToWrite:
    """A letter that is written with the entry it tells of: its kind, the facts known before, its section."""

    kind: LetterKind
    facts: Facts
    section: str


def write_refusal(
    item: Item, grounds: Sequence[Ground], *, reason: str, by: User | None, at: datetime
) -> PaperDue:
    """Write the letter with which the papers of an item refused or withdrawn go back, and the money for it.

    Agreement: 6(a);7(a);7(c).
    """
    close_papers(open_letters(item, LetterKind.DEFICIENCY, LetterKind.TAX_DEMAND), at=at)
    close_answered_consults(item, at=at)
    facts = {
        **_about(item, at=at),
        "reason": reason,
        "state": item.state,
        "grounds": grounds_told(grounds),
        "returned": [*_papers_returned(item), *_money_returned(item)],
    }
    return _written(item, LetterKind.REFUSAL, facts, by=by, at=at)


def confirmation(item: Item, *, at: datetime) -> LetterToWrite:
    """The letter that confirms what posting an item did; the entry adds its number and what it issued.

    Agreement: 6(a);7(d);8.
    """
    facts = {**_about(item, at=at), "posted_at": at.isoformat()}
    return LetterToWrite(LetterKind.CONFIRMATION, facts, _section(item))


def _about(item: Item, *, at: datetime) -> Facts:
    holder = item.holder
    assert holder is not None  # an item received has one
    carried = carried_by(item)
    to = holder_addressed(holder, at=at) if carried is None else addressee(holder, carried.address)
    return {**item_told(item), "to": to}


def _papers_returned(item: Item) -> list[Facts]:
    """Each certificate that lies with the item and each paper that came with it, with the day of receipt.

    A certificate that was replaced is told as one that stays: it is cancelled for ever (§6(b), §8).
    """
    staying = {one.pk for one in surrendered_replaced(item)}
    certificates = [
        {
            "what": "CERTIFICATE_KEPT" if one.pk in staying else "CERTIFICATE",
            "number": one.certificate.number,
            "rights": one.certificate.rights,
        }
        for one in item.certificates.select_related("certificate").order_by("certificate__number")
    ]
    papers = [
        {
            "what": "PAPER",
            "title": one.document.title,
            "document": one.document.pk,
            "received_at": one.document.received_at.isoformat(),
        }
        for one in papers_of(item)
    ]
    return [*certificates, *papers]


def _money_returned(item: Item) -> list[Facts]:
    """What was paid for the item and goes back with it, told by the application that takes the money."""
    place = settings.ITEM_MONEY.get(item.kind)
    if place is None:
        return []
    read: Callable[[Item], list[str]] = import_string(place)
    return [{"what": "MONEY", "title": words} for words in read(item)]


def _written(item: Item, kind: LetterKind, facts: Facts, *, by: User | None, at: datetime) -> PaperDue:
    writer = by or item.recorded_by
    assert writer is not None  # an item received was recorded by somebody
    return ask_for_paper(
        item.agreement, kind=kind, facts=facts, section=_section(item), item=item, by=writer, at=at
    )


def _section(item: Item) -> str:
    return "7(a)" if item.kind == EXERCISE else "6(a)"
