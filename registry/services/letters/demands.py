"""The letters of a presentation under a demand not to register: to its maker and the presenter (§16(c))."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from django.db.models import QuerySet

from agreement.grounds import Ground
from agreement.standards import standard_on
from registry.models import Item, LetterKind, PaperDue, Stop, User
from registry.selectors.addresses import Address
from registry.selectors.agreements import local_day
from registry.selectors.stops import figures
from registry.services.letters.papers import Facts, ask_for_paper, holder_addressed, item_told

DEMAND = "DEMAND_NOT_TO_REGISTER"
LAW = "UCC 8-403"


def tell_of_demands(item: Item, grounds: Sequence[Ground], *, by: User, at: datetime) -> list[PaperDue]:
    """Tell both of each demand that holds an item: once for the item, inside its examination.

    Law: UCC 8-403(b).
    """
    numbers = sorted({int(str(one.facts["stop"])) for one in grounds if one.code == DEMAND})
    if not numbers:
        return []
    told = set(letters_of_demands(item).values_list("facts__reference", flat=True))
    stops = Stop.objects.filter(agreement=item.agreement, number__in=numbers).order_by("number")
    return [
        paper for stop in stops if str(stop) not in told for paper in _tell_both(stop, item, by=by, at=at)
    ]


def letters_of_demands(item: Item) -> QuerySet[PaperDue]:
    """The letters about an item that tell of a demand."""
    return PaperDue.objects.filter(item=item, paper_kind=LetterKind.DEMAND_PRESENTED.value)


def _tell_both(stop: Stop, item: Item, *, by: User, at: datetime) -> list[PaperDue]:
    figure = standard_on(local_day(item.agreement, at=at), name="demand_not_to_register", standards=figures())
    facts = {
        **item_told(item),
        "presenter": item.presenter,
        "reference": str(stop),
        "demanded_at": stop.reported_at.isoformat(),
        "days": figure.figure,
        "rule": figure.rule,
        "until": stop.expires_on.isoformat() if stop.expires_on else "",
    }
    maker: Facts = {"name": stop.reported_by, "address": list(astuple(_place(stop.reporter_address)))}
    both = [("MAKER", maker), ("PRESENTER", _presenter(item, at=at))]
    return [
        ask_for_paper(
            item.agreement,
            kind=LetterKind.DEMAND_PRESENTED,
            facts={**facts, "to": to, "told_as": told_as},
            section=LAW,
            item=item,
            by=by,
            at=at,
        )
        for told_as, to in both
    ]


def _presenter(item: Item, *, at: datetime) -> Facts:
    """Who presented, at the address told at intake; the registered holder at its address of record.

    Where neither is known the letter bears the name alone: the office adds the place, or hands it over.
    """
    holder = item.holder
    assert holder is not None  # an item received has one
    if item.presenter_address:
        return {"name": item.presenter, "address": list(astuple(_place(item.presenter_address)))}
    if " ".join(item.presenter.split()).casefold() == " ".join(holder.registration.split()).casefold():
        return holder_addressed(holder, at=at)
    return {"name": item.presenter, "address": list(astuple(_place("")))}


def _place(lines: str) -> Address:
    return Address(lines, "", "", "", "")
