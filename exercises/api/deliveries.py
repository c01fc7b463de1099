"""Securities of posted exercises for programs: reserved, asked for, received, delivered (§7(c), §9(a))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.arithmetic import as_text
from agreement.refusals import refuse
from agreement.requisition import DeliveryState, Recipient
from agreement.workflow.items import ReturnMeans
from exercises.api.elections import exercise_numbered
from exercises.models import Requisition
from exercises.selectors import deliveries as reads
from exercises.selectors.deliveries import Delivery, ReserveStanding
from exercises.services import deliveries, requisition_files
from registry import clock
from registry.api.access import EVERYBODY, READING
from registry.api.items import GroundFound
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, PageQuery, cut
from registry.api.taken import Day, PaperAct, PaperTaken
from registry.models import Item, RightsAgreement
from registry.roles import STAFF
from registry.services.calls import within_call

DELIVERED_BY = [means.value for means in ReturnMeans if means is not ReturnMeans.KEPT]


class DeliveryLine(serializers.Serializer):
    """A posted exercise on its way out."""

    item = serializers.IntegerField(source="item.number")
    account = serializers.CharField(source="item.holder.account")
    security = serializers.CharField(source="bought.security")
    units = serializers.IntegerField(source="bought.whole", help_text="Whole units that are delivered.")
    shares = serializers.CharField(source="bought.shares_words", help_text="The same in shares.")
    fraction = serializers.SerializerMethodField(help_text="Part of a unit that is paid in cash; 0 if none.")
    record_date = serializers.DateField(source="election.record_date")
    state = serializers.ChoiceField(choices=[state.value for state in DeliveryState])
    business_days = serializers.IntegerField(help_text="From the completion to the delivery, or to now.")
    requisition = serializers.IntegerField(
        source="requisition.number", allow_null=True, default=None, help_text="Its number; null before it."
    )
    recipient = serializers.CharField(source="requisition.recipient", allow_null=True, default=None)
    requisitioned_at = serializers.DateTimeField(
        source="requisition.requisitioned_at", allow_null=True, default=None
    )
    file = serializers.IntegerField(source="requisition.file.number", allow_null=True, default=None)
    received_on = serializers.DateField(source="received.happened_on", allow_null=True, default=None)
    delivered_on = serializers.DateField(source="delivered.happened_on", allow_null=True, default=None)
    delivered_by = serializers.CharField(source="delivered.means", allow_null=True, default=None)

    def get_fraction(self, delivery: Delivery) -> str:
        """Exact."""
        return as_text(delivery.bought.fraction)


class DeliveryQuery(PageQuery):
    """Which deliveries."""

    of_record_by = Day(
        required=False,
        default=None,
        help_text="Of these alone whose securities are of record on this day or before it.",
    )


class ListDeliveries(ReadPage):
    """List the posted exercises with where their securities stand, the latest item first.

    Nobody else is a holder of the securities by the Rights; with a day, who was one on it.
    """

    name, topic = "listDeliveries", "Requisitions"
    roles, query, gives = READING, DeliveryQuery, DeliveryLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        agreement = self.agreement(place["code"])
        found = reads.posted_exercises(agreement)
        if asked["of_record_by"] is not None:
            found = found.filter(election__record_date__lte=asked["of_record_by"])
        page = cut(found, key="-number", after=after, size=size)
        return Page(reads.deliveries(list(page.rows), agreement=agreement, at=clock.now()), page.next_after)


class RequisitionTaken(serializers.Serializer):
    """Of whom; left out, of whom the Company said last."""

    recipient = serializers.ChoiceField(choices=[one.value for one in Recipient], required=False)


class RequisitionSecurities(Act):
    """Requisition the whole units of a posted exercise, once; the letter is written with it."""

    name, topic = "requisitionSecurities", "Requisitions"
    roles, takes, gives, success = STAFF, RequisitionTaken, DeliveryLine, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = exercise_numbered(self.agreement(code), number)
        said = told.get("recipient")
        recipient = Recipient(said) if said else None
        ask = within_call(deliveries.requisition)
        ask(item, recipient=recipient, by=self.request.user, at=clock.now())
        return delivery_told(item)


class ShowRequisition(Read):
    """Show one requisition and how far its securities came."""

    name, topic = "showRequisition", "Requisitions"
    roles, gives = READING, DeliveryLine

    def read(self, *, code: str, number: int) -> Any:
        return delivery_told(requisition_numbered(self.agreement(code), number).due.item)


class ReceiptTaken(serializers.Serializer):
    """The securities came."""

    received_on = Day()
    paper = PaperTaken(help_text="What came with them, or a copy of the certificate.")


class RecordReceived(PaperAct):
    """Record that the securities of a requisition came, with the paper that came with them."""

    name, topic, paper_kind = "recordSecuritiesReceived", "Requisitions", "SECURITIES_RECEIVED"
    roles, takes, gives, success = STAFF, ReceiptTaken, DeliveryLine, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        asked = requisition_numbered(self.agreement(code), number)
        record, paper = within_call(deliveries.record_received), self.evidence(told, asked.agreement)
        record(asked, received_on=told["received_on"], document=paper, by=self.request.user, at=clock.now())
        return delivery_told(asked.due.item)


class DeliveryTaken(serializers.Serializer):
    """The securities went out."""

    delivered_on = Day()
    means = serializers.ChoiceField(choices=DELIVERED_BY)
    paper = PaperTaken(help_text="The receipt of the post, or the holder's.")


class RecordDelivered(PaperAct):
    """Record that the securities of a requisition went to the holder or to its order, with the proof."""

    name, topic, paper_kind = "recordSecuritiesDelivered", "Requisitions", "SECURITIES_DELIVERED"
    roles, takes, gives, success = STAFF, DeliveryTaken, DeliveryLine, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        asked = requisition_numbered(self.agreement(code), number)
        record, paper = within_call(deliveries.record_delivered), self.evidence(told, asked.agreement)
        day, means = told["delivered_on"], ReturnMeans(told["means"])
        record(asked, delivered_on=day, means=means, document=paper, by=self.request.user, at=clock.now())
        return delivery_told(asked.due.item)


class FileLine(serializers.Serializer):
    """A file of requisitions, as it was handed to the gateway."""

    number = serializers.IntegerField()
    rows = serializers.IntegerField(source="row_count")
    units = serializers.IntegerField(source="unit_count")
    sha256 = serializers.CharField()
    size_bytes = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField(source="made_by.username")


class ListRequisitionFiles(ReadPage):
    """List the files of requisitions, the latest first."""

    name, topic = "listRequisitionFiles", "Requisitions"
    roles, gives = READING, FileLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        return cut(
            reads.requisition_files(self.agreement(place["code"])), key="-number", after=after, size=size
        )


class WriteRequisitionFile(Act):
    """Write the requisitions that stand in no file yet into one, for the gateway."""

    name, topic = "writeRequisitionFile", "Requisitions"
    roles, takes, gives, success = STAFF, Empty, FileLine, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        write = within_call(requisition_files.write_file)
        return write(self.agreement(code), by=self.request.user, at=clock.now())


class ReserveTold(serializers.Serializer):
    """The reserve of one security, in units of a share: certified, taken by exercises, needed by Rights."""

    security = serializers.CharField()
    unit_denominator = serializers.IntegerField(help_text="Units of one share.")
    reserved_units = serializers.IntegerField(
        source="certificate.reserved_units", allow_null=True, default=None, help_text="Null: none certified."
    )
    certified_on = serializers.DateField(source="certificate.signed_on", allow_null=True, default=None)
    taken_units = serializers.IntegerField(source="taken")
    left_units = serializers.IntegerField(source="left", allow_null=True)
    needed_shares = serializers.SerializerMethodField(
        help_text="That all Rights not void would take now; 0 for what they no longer buy."
    )
    grounds = GroundFound(many=True, help_text="An alert where what is left is less.")

    def get_needed_shares(self, standing: ReserveStanding) -> str:
        """Exact."""
        return as_text(standing.needed)


class ReservesTold(serializers.Serializer):
    """What is reserved for exercises."""

    reserves = ReserveTold(many=True)


class ShowReserves(Read):
    """Show the securities reserved for exercises, what was taken of them and what is left (§9(a))."""

    name, topic = "showReserves", "Requisitions"
    roles, gives = EVERYBODY, ReservesTold

    def read(self, *, code: str) -> Any:
        return {"reserves": reads.reserve_standing(self.agreement(code), at=clock.now())}


def requisition_numbered(agreement: RightsAgreement, number: int) -> Requisition:
    """A requisition of an agreement. Raises NOT_FOUND."""
    found = reads.requisition_numbered(agreement, number)
    if found is None:
        raise refuse("NOT_FOUND", what=f"Requisition {number}")
    return found


def delivery_told(item: Item) -> Delivery:
    """A posted exercise on its way out, as it stands now."""
    return reads.delivery_of(item, at=clock.now())
