"""What became of something whose papers came in: its stations, what its holder cures, what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import Http404

from agreement.examination import grounds_of
from agreement.grounds import Effect, Ground
from agreement.workflow.items import ItemKind, ItemState
from registry.models import HolderAccess, Item, RightsCertificate
from registry.selectors.register import CertificateDetail, certificate_detail
from registry.services import items

# What the holder can cure is told in full; what holds an item for others' sake is not.
_FOR_THE_HOLDER = {Effect.CURE, Effect.REFUSE}


def own_item(access: HolderAccess, number: int, *, kind: ItemKind) -> Item:
    """An item of a kind that the account presented; absent and foreign are the same 404."""
    found = Item.objects.filter(
        agreement=access.holder.agreement, holder=access.holder, number=number, kind=kind.value
    )
    item = found.select_related("agreement", "holder__agreement", "entry").first()
    if item is None:
        raise Http404
    return item


def to_cure(item: Item, *, at: datetime) -> list[Ground]:
    """What stands against an open item and is for its holder to put right; a hold is told by its state."""
    if item.ended_at is not None or item.state == ItemState.HELD_20K:
        return []
    return [found for found in grounds_of(items.examine(item, at=at)) if found.effect in _FOR_THE_HOLDER]


def come_back(item: Item, *, at: datetime) -> CertificateDetail | None:
    """The new certificate in the holder's own name, a balance or a replacement, with how its paper stands."""
    if item.entry is None:
        return None
    new = RightsCertificate.objects.filter(issued_by=item.entry, holder=item.holder).first()
    return None if new is None else certificate_detail(item.agreement, number=new.number, at=at)


def steps_of(
    item: Item, stations: Sequence[str], *, reached: Mapping[ItemState, str]
) -> list[tuple[str, str]]:
    """The stations of an item: words, and is-behind, is-here or nothing; none of one that ended unposted.

    Without a form of its holder's it was never prepared. `reached` is the station at which each state waits.
    """
    told = [one for one in stations if one != "Prepared" or item.cover_code]
    if item.state == ItemState.POSTED:
        return [(station, "is-behind") for station in told]
    station = reached.get(ItemState(item.state))
    if station is None:
        return []
    here = told.index(station)
    return [
        (one, "is-behind" if place < here else "is-here" if place == here else "")
        for place, one in enumerate(told)
    ]
