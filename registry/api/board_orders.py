"""Orders of the Board for programs: redemption and exchange, what each stops and reaches (§23, §24).

An order is a notice of the Company, taken in and accepted in the console; here it is only read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from registry import clock
from registry.api.access import EVERYBODY
from registry.api.operations import Read, ReadPage
from registry.api.paging import Page, cut
from registry.models import Notice
from registry.selectors import board_orders as reads


class OrderLine(serializers.Serializer):
    """An order of the Board of which evidence was filed, and whether it stands."""

    notice = serializers.IntegerField(source="number")
    kind = serializers.CharField(source="order.kind", help_text="REDEMPTION or EXCHANGE.")
    state = serializers.CharField(help_text="That of the notice.")
    section = serializers.CharField(source="order.section")
    ordered_at = serializers.DateTimeField(source="order.ordered_at", help_text="The Board's action.")
    filed_at = serializers.DateTimeField(source="order.filed_at", help_text="When evidence was received.")
    extent = serializers.CharField(source="order.extent", help_text="ALL, or PART pro rata.")
    rights = serializers.IntegerField(
        source="order.rights_count", allow_null=True, help_text="The Rights that a part takes, if stated."
    )
    stands = serializers.BooleanField(
        help_text="It stops exercise now: of all Rights, or until a part is shared out."
    )
    ended_by = serializers.IntegerField(
        source="ending.number", allow_null=True, default=None, help_text="The notice of its end, or null."
    )
    transfers_end_at = serializers.DateTimeField(
        source="order.transfers_end_at",
        allow_null=True,
        help_text="Of a redemption, once accepted: the close of the Redemption Date, if stated.",
    )


class OrderWhole(OrderLine):
    """An order with what it finds on the books now; void Rights take no part in it."""

    valid_rights = serializers.IntegerField(source="reached.valid")
    void_rights = serializers.IntegerField(source="reached.void")
    holders = serializers.IntegerField(source="reached.holders", help_text="Who hold valid Rights.")
    certificates = serializers.IntegerField(source="reached.certificates")
    attached_rights = serializers.IntegerField(
        source="reached.attached", help_text="Of the valid ones, those that travel with Common Shares."
    )


class ListOrders(ReadPage):
    """List the orders of redemption and exchange of which evidence was filed, the latest first."""

    name, topic = "listOrders", "Orders of the Board"
    roles, gives = EVERYBODY, OrderLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = cut(reads.order_notices(self.agreement(place["code"])), key="-number", after=after, size=size)
        return Page([_told(notice) for notice in found.rows], found.next_after)


class ShowOrder(Read):
    """Show one order: what it stops, and the Rights, holders and certificates that it reaches."""

    name, topic = "showOrder", "Orders of the Board"
    roles, gives = EVERYBODY, OrderWhole

    def read(self, *, code: str, number: int) -> Any:
        agreement = self.agreement(code)
        notice = reads.order_notices(agreement).filter(number=number).first()
        if notice is None:
            raise refuse("NOTICE_NOT_FOUND", number=number)
        told = _told(notice)
        told.reached = reads.rights_reached(agreement, at=clock.now())
        return told


def _told(notice: Notice) -> Any:
    """A notice with its order as the rules take it, whether it stands, and the notice that ended it."""
    told: Any = notice
    (told.order,) = reads.orders_told(notice.agreement, [notice], at=clock.now())
    told.ending = reads.endings(notice.agreement).get(notice.number)
    told.stands = notice.number in {one.number for one in reads.standing_orders(notice.agreement)}
    return told
