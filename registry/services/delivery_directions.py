"""Directions for delivery on papers beside the assignment: as they stand, settled in writing (§6(a)).

Two that conflict hold the item; what settles them is a written direction of the person entitled, whose
address the line then bears: the new certificate goes there.
"""

from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import transaction

from agreement.delivery import BALANCE_PLACE, DirectionSource
from agreement.refusals import refuse
from agreement.workflow.items import ItemKind, ItemState
from registry.models import DeliveryDirection, Item, User
from registry.roles import must_be_staff
from registry.selectors.addresses import Address
from registry.services import items
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class DirectionReceived:
    """A direction as it stands on its paper: for the certificate of which line, to whom, where.

    Place 0 is the certificate of the balance.
    """

    place: int
    source: DirectionSource
    deliver_to: str
    address: Address


@transaction.atomic(durable=True)
def record_direction(
    item: Item, told: DirectionReceived, *, document: Evidence | None, by: User, at: datetime
) -> DeliveryDirection:
    """Record where a paper sends a new certificate of a transfer, and examine the transfer anew.

    What settles a conflict becomes the address of the line. Raises MAKER_NOT_PERMITTED, CONSULTATION_MISSING
    and ITEM_ALREADY_ASKED for what settles, ITEM_MOVE_NOT_ALLOWED once the item has ended, ITEM_PART_MISSING,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a).
    """
    must_be_staff(by, act="recording a direction for delivery")
    held = items.held_item(item)
    items.must_not_have_ended(held)
    _must_be_told(held, told)
    paper = require_document(held.agreement, document)
    if told.source is DirectionSource.SETTLING:
        items.must_be_free(held)
        _settle_line(held, told)
    made = DeliveryDirection.objects.create(
        item=held,
        place=told.place,
        source=told.source.value,
        deliver_to=" ".join(told.deliver_to.split()),
        document=paper,
        recorded_at=at,
        recorded_by=by,
        **_parts(told.address),
    )
    append_audit(
        held.agreement,
        actor=by,
        act="DELIVERY_DIRECTED",
        subject=f"item {held.number}",
        details={"direction": made.pk, "line": told.place, "source": told.source.value},
        at=at,
    )
    if held.state != ItemState.HELD_20K:
        items.settle(held, by=by, at=at)
    return made


def _must_be_told(item: Item, told: DirectionReceived) -> None:
    places = {BALANCE_PLACE, *item.lines.values_list("place", flat=True)}
    parts = {
        "transfer, whose new certificates are delivered": item.kind == ItemKind.TRANSFER,
        "line of that number": told.place in places,
        "paper beside the assignment": told.source is not DirectionSource.ASSIGNMENT,
        "person to deliver to": told.deliver_to.strip(),
        "address": told.address.address.strip(),
        "city": told.address.city.strip(),
        "country": told.address.country.strip(),
    }
    for name, said in parts.items():
        if not said:
            raise refuse("ITEM_PART_MISSING", missing=name)


def _settle_line(item: Item, told: DirectionReceived) -> None:
    """The line bears the address that holds; an account opened for its old words is no longer the one."""
    line = item.lines.select_related("holder").filter(place=told.place).first()
    if line is None:
        return  # the balance goes to the registered holder
    for name, said in _parts(told.address).items():
        setattr(line, name, said)
    if line.holder is not None and line.holder.account.startswith(f"T{item.number:06d}-"):
        line.holder = None
    line.save()


def _parts(address: Address) -> dict[str, str]:
    street, *others = (part.strip() for part in astuple(address))
    names = ("city", "region", "postal_code", "country")
    return {"address": street, **dict(zip(names, others, strict=True))}
