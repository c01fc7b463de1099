"""What is recorded beside an item's papers: inquiries, directions, its holder's wish (17f-1, 6(a), 20(k))."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agreement.delivery import DirectionSource
from agreement.inquiry import InquiryResult
from agreement.workflow.items import ItemKind
from registry import clock
from registry.api.intake import item_of_kinds
from registry.api.items import ItemWhole, whole_item
from registry.api.paging import WholeNumber
from registry.api.presented import HIGHEST_NUMBER, PRESENTED_MOST
from registry.api.taken import Instant, PaperAct, PaperTaken, Text
from registry.roles import STAFF
from registry.selectors import items as reads
from registry.selectors.addresses import Address
from registry.services import certificate_inquiries, delivery_directions, item_work
from registry.services.calls import within_call
from registry.services.certificate_inquiries import InquiryAnswered
from registry.services.delivery_directions import DirectionReceived

PLACES = 10**6
WRITTEN = [one.value for one in DirectionSource if one is not DirectionSource.ASSIGNMENT]


class InquiryTaken(serializers.Serializer):
    """What the inquiry system answered about certificates of a transfer."""

    result = serializers.ChoiceField(choices=[one.value for one in InquiryResult])
    inquired_by = serializers.CharField(max_length=200, help_text="Who made the inquiry.")
    answered_at = Instant()
    confirmation = serializers.CharField(max_length=60, help_text="Number of the answer.")
    said = Text(max_length=2000, help_text="Needed where a certificate is reported: by whom, as what.")
    certificates = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=HIGHEST_NUMBER),
        required=False,
        max_length=PRESENTED_MOST,
        help_text="Numbers asked about; left out: all that came with the item.",
    )
    paper = PaperTaken(required=False, help_text="The answer, if it came in writing.")


class RecordInquiry(PaperAct):
    """Record the answer to an inquiry about certificates of a transfer; what is reported is stopped."""

    name, topic = "recordInquiry", "Items"
    roles, takes, gives, success = STAFF, InquiryTaken, ItemWhole, 201
    paper_kind = "INQUIRY"

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = item_of_kinds(self.agreement(code), number, {ItemKind.TRANSFER})
        answered = InquiryAnswered(
            InquiryResult(told["result"]),
            told["inquired_by"],
            told["answered_at"],
            told["confirmation"],
            told["said"],
            tuple(told.get("certificates", ())),
        )
        record, paper = within_call(certificate_inquiries.record_inquiry), self.evidence(told, item.agreement)
        record(item, answered, document=paper, by=self.request.user, at=clock.now())
        return whole_item(item.agreement, number)


class DirectionTaken(serializers.Serializer):
    """Where a paper beside the assignment sends a new certificate."""

    place = WholeNumber(min_value=0, max_value=PLACES, help_text="Number of the line; 0: the balance.")
    source = serializers.ChoiceField(choices=WRITTEN, help_text="SETTLING takes the place of all before it.")
    deliver_to = serializers.CharField(max_length=300)
    address = serializers.CharField(max_length=300)
    city = serializers.CharField(max_length=100)
    region = Text(max_length=100)
    postal_code = Text(max_length=20)
    country = serializers.CharField(max_length=2, help_text="Two letters.")
    paper = PaperTaken(help_text="The paper on which it stands.")


class RecordDirection(PaperAct):
    """Record where a paper sends a new certificate of a transfer; two that conflict hold it."""

    name, topic = "recordDirection", "Items"
    roles, takes, gives, success = STAFF, DirectionTaken, ItemWhole, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = item_of_kinds(self.agreement(code), number, {ItemKind.TRANSFER})
        where = Address(*(told[part] for part in ("address", "city", "region", "postal_code", "country")))
        direction = DirectionReceived(
            told["place"], DirectionSource(told["source"]), told["deliver_to"], where
        )
        record, paper = within_call(delivery_directions.record_direction), self.evidence(told, item.agreement)
        record(item, direction, document=paper, by=self.request.user, at=clock.now())
        return whole_item(item.agreement, number)


class WithdrawalNoted(serializers.Serializer):
    """The writing by which the holder of an item that waits for the Company asks for it back."""

    paper = PaperTaken()


class NoteWithdrawal(PaperAct):
    """File that a holder asks a held item back: it stays held, and the Company is told (§20(k))."""

    name, topic = "noteWithdrawal", "Items"
    roles, takes, gives, success = STAFF, WithdrawalNoted, ItemWhole, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        note, paper = within_call(item_work.note_withdrawal), self.evidence(told, item.agreement)
        note(item, document=paper, by=self.request.user, at=clock.now())
        return whole_item(item.agreement, number)
