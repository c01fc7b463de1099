"""The work on items for programs: what is held for the Company, clocks, a month (§20(k), 17 CFR 240.17Ad-2).

What binds stays with people: these operations read, take an item up, and ask for the record of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rest_framework import serializers

from agreement.certification import held_class
from agreement.workflow.items import CompanyAnswer, ItemState
from registry import clock
from registry.api.access import READING
from registry.api.items import ItemLine, ItemWhole, whole_item
from registry.api.openings import RequestMade
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, cut
from registry.api.taken import Instant, PaperAct, PaperTaken
from registry.models import Item
from registry.roles import STAFF
from registry.selectors import items as reads
from registry.selectors.turnaround import YEARS, ItemClock, Measured, clock_of, month_of_work
from registry.services import holds, item_work
from registry.services.calls import within_call
from registry.services.holds import AnswerReceived


class HoldLine(ItemLine):
    """An item that waits for the Company, with what its certification says."""

    certificates = serializers.SerializerMethodField(help_text="Numbers of the certificates surrendered.")
    statement_1 = serializers.SerializerMethodField(help_text="YES, NO, BLANK or BOTH; empty without one.")
    statement_2 = serializers.SerializerMethodField(help_text="YES, NO, BLANK or BOTH; empty without one.")
    held_class = serializers.SerializerMethodField(
        help_text="The class a standing instruction may reach; empty for an affirmative answer."
    )

    def get_certificates(self, item: Item) -> list[int]:
        """Their numbers."""
        return [one.certificate.number for one in item.certificates.all()]

    def get_statement_1(self, item: Item) -> str:
        """The first statement."""
        return self._answers(item)[0]

    def get_statement_2(self, item: Item) -> str:
        """The second statement."""
        return self._answers(item)[1]

    def get_held_class(self, item: Item) -> str:
        """The class, if there is one."""
        found = held_class(reads.certification_told(self._latest(item)))
        return found.value if found else ""

    def _answers(self, item: Item) -> tuple[str, str]:
        latest = self._latest(item)
        return (latest.statement_1, latest.statement_2) if latest else ("", "")

    def _latest(self, item: Item) -> Any:
        return max(item.certifications.all(), key=lambda one: one.pk, default=None)


class ListHolds(ReadPage):
    """List the items held for consultation with the Company, the latest first; no clock frees any of them."""

    name, topic = "listHolds", "Items"
    roles, gives = READING, HoldLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        held = reads.received_items(self.agreement(place["code"])).filter(state=ItemState.HELD_20K.value)
        told = held.prefetch_related("certificates__certificate", "certifications")
        return cut(told, key="-number", after=after, size=size)


class ConsultationLine(serializers.Serializer):
    """What the Company answered about an item: who, when, in which words, on which paper."""

    id = serializers.IntegerField()
    answered_by = serializers.CharField()
    answered_by_title = serializers.CharField()
    answered_at = serializers.DateTimeField()
    said = serializers.CharField()
    answer = serializers.CharField()
    paper = serializers.CharField(source="document.sha256")
    standing_instruction = serializers.IntegerField(
        source="standing_instruction_id", allow_null=True, help_text="The one that was used, if any."
    )
    contradicts = serializers.IntegerField(
        source="contradicts_id",
        allow_null=True,
        help_text="The answer to proceed that it contradicts; it holds the item since it was filed.",
    )
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(source="recorded_by.username")
    request_hash = serializers.CharField(source="approval.request_hash", allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True, help_text="Null while two people have not acted.")


class ListConsultations(ReadPage):
    """List what the Company answered about an item, in the order recorded."""

    name, topic = "listConsultations", "Items"
    roles, gives = READING, ConsultationLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        item = reads.item_numbered(self.agreement(place["code"]), place["number"])
        return cut(reads.consultations(item), key="id", after=after, size=size)


class AnswerTaken(serializers.Serializer):
    """What an officer of the Company answered about an item, as its paper has it."""

    answered_by = serializers.CharField(max_length=200, help_text="Who answered at the Company.")
    answered_by_title = serializers.CharField(max_length=80, help_text="The office of that person.")
    answered_at = Instant()
    said = serializers.CharField(max_length=4000)
    paper = PaperTaken(help_text="The Company's letter, or the note of the call.")

    @staticmethod
    def received(told: dict[str, Any], *, answer: CompanyAnswer) -> AnswerReceived:
        """The answer as the service takes it."""
        names = ("answered_by", "answered_by_title", "answered_at", "said")
        return AnswerReceived(**{name: told[name] for name in names}, answer=answer)


class ConsultationTaken(AnswerTaken):
    """The Company's answer about a held item, as its paper has it."""

    answer = serializers.ChoiceField(choices=[answer.value for answer in CompanyAnswer])


class RecordConsultation(PaperAct):
    """Ask a second person to record the Company's answer about a held item; it stays held until then."""

    name, topic = "recordConsultation", "Items"
    roles, takes, gives, success = STAFF, ConsultationTaken, RequestMade, 202
    paper_kind = "CONSULTATION"

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        answered = AnswerTaken.received(told, answer=CompanyAnswer(told["answer"]))
        return within_call(holds.request_consultation)(
            item,
            answered,
            document=self.evidence(told, item.agreement),
            maker=self.request.user,
            at=clock.now(),
        )


class FileContraryAnswer(PaperAct):
    """File that an officer says not to proceed where another said to proceed: the item is held at once."""

    name, topic = "fileContraryAnswer", "Items"
    roles, takes, gives, success = STAFF, AnswerTaken, ItemWhole, 201
    paper_kind = "CONSULTATION"

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item = reads.item_numbered(self.agreement(code), number)
        answered = AnswerTaken.received(told, answer=CompanyAnswer.REFUSE)
        file, paper = within_call(holds.file_contrary_answer), self.evidence(told, item.agreement)
        file(item, answered, document=paper, by=self.request.user, at=clock.now())
        return whole_item(item.agreement, number)


class DueTold(serializers.Serializer):
    """By when an item is due by a standard; a proposal binds nobody."""

    profile = serializers.CharField(source="standard.profile")
    rule = serializers.CharField(source="standard.rule")
    is_law = serializers.BooleanField(source="standard.is_law")
    business_days = serializers.IntegerField(source="standard.business_days")
    due_at = serializers.DateTimeField(source="at")
    is_in_time = serializers.BooleanField()


class ClockTold(serializers.Serializer):
    """The clock of an item on the agent's own business days; it measures, and frees nothing."""

    is_routine = serializers.BooleanField()
    exclusion = serializers.SerializerMethodField(help_text="Why it is not routine; empty for a routine one.")
    counting_from = serializers.DateTimeField()
    rests_for = serializers.SerializerMethodField(help_text="What is waited for; empty while it runs.")
    done_on = serializers.DateField(allow_null=True)
    dues = DueTold(many=True)

    def get_exclusion(self, told: ItemClock) -> str:
        """The reason by its code."""
        return told.finding.exclusion if told.finding else ""

    def get_rests_for(self, told: ItemClock) -> str:
        """The reason of the rest by its code."""
        return told.rests.reason if told.rests else ""


class ShowClock(Read):
    """Show the clock of an item: routine or not, from when it counts, what it rests for, when it is due."""

    name, topic = "showItemClock", "Items"
    roles, gives = READING, ClockTold

    def read(self, *, code: str, number: int) -> Any:
        return clock_of(reads.item_numbered(self.agreement(code), number), at=clock.now())


class MonthQuery(serializers.Serializer):
    """Which month, by its first day."""

    first = serializers.DateField(help_text="The first day of the month.")

    def validate_first(self, said: date) -> date:
        """A month is named by its first day."""
        if said.day != 1:
            raise serializers.ValidationError("Name the month by its first day.")
        if said.year not in YEARS:
            raise serializers.ValidationError(f"Name a month from {YEARS[0]} to {YEARS[-1]}.")
        return said


class MeasuredTold(serializers.Serializer):
    """Routine items of a month by one standard."""

    profile = serializers.CharField(source="standard.profile")
    rule = serializers.CharField(source="standard.rule")
    is_law = serializers.BooleanField(source="standard.is_law")
    in_time = serializers.IntegerField()
    late = serializers.IntegerField()
    running = serializers.IntegerField()
    share = serializers.SerializerMethodField(help_text="In time of those decided, as a fraction.")
    share_asked = serializers.SerializerMethodField(help_text="As a fraction.")

    def get_share(self, told: Measured) -> str:
        """The share as a fraction; empty while nothing is decided."""
        return "" if told.share is None else str(told.share)

    def get_share_asked(self, told: Measured) -> str:
        """What the standard asks for."""
        return str(told.standard.share)


class MonthTold(serializers.Serializer):
    """How the items received in a month were turned around."""

    received = serializers.IntegerField()
    routine = serializers.IntegerField()
    excluded = serializers.DictField(child=serializers.IntegerField())
    measured = MeasuredTold(many=True)


class ShowTurnaround(Read):
    """Show how the items received in a month were turned around, by each standard with its rule."""

    name, topic = "showTurnaround", "Items"
    roles, query, gives = READING, MonthQuery, MonthTold

    def read(self, *, code: str) -> Any:
        return month_of_work(self.agreement(code), first=self.asked()["first"], at=clock.now())


class TakeUpItem(Act):
    """Take an item up, so that others see who works on it; it gives no right and takes none."""

    name, topic = "takeUpItem", "Items"
    roles, takes, gives = STAFF, Empty, ItemLine

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        item, by = reads.item_numbered(self.agreement(code), number), self.request.user
        within_call(item_work.assign)(item, by, by=by, at=clock.now())
        return reads.item_numbered(item.agreement, number)
