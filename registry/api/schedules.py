"""Nominee schedules: taken in as rows, CSV or XLSX; totals and lines; tried and asked for (§6(a), §20(k)).

Every line is decided alone; the clean ones are posted together, by two people.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from agreement.schedule import LineState, PersonFound
from agreement.workflow.items import ItemKind
from registry import clock
from registry.api.access import READING
from registry.api.intake import LaterPaperTaken
from registry.api.items import PostingTold, posting_told
from registry.api.openings import RequestMade
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, PageQuery, WholeNumber, cut
from registry.api.presented import PresentationTaken, ReverseTaken, presentation_of, reverse_of
from registry.api.schedule_told import LineTold, ScheduleTold, ScheduleWhole
from registry.api.taken import Bytes, Instant, PaperAct, PaperTaken, Part
from registry.imports.schedule_lines import FIELD_LENGTH, KNOWN, MOST_LINES, PAYMENT
from registry.models import RightsAgreement, Schedule
from registry.roles import READERS, STAFF
from registry.selectors import items as item_reads
from registry.selectors import schedules as reads
from registry.services import item_postings, items, schedules
from registry.services.calls import within_call
from registry.services.document_files import CSV
from registry.services.schedule_lines import act_of
from registry.services.schedules import FileReceived

# A line of a transfer may name an account; one of an exercise says what is paid for it.
OF_A_KIND = ("account", *PAYMENT)
COLUMNS = tuple(name for name in (*KNOWN, *PAYMENT) if name != "wrong")


class RowTaken(Part):
    """A line of a schedule by the columns of its file; answers are YES, NO, BOTH or BLANK.

    The payment and the delivery are of a line of an exercise, the account of a line of a transfer.
    """

    def get_fields(self) -> dict[str, serializers.Field]:
        """One field for each column; what is wrong with a line is told by the line."""
        return {
            name: serializers.CharField(max_length=FIELD_LENGTH, allow_blank=True, required=False)
            for name in COLUMNS
        }


class FileTaken(Part):
    """A file of lines: as rows, as the text of a CSV file, or as the bytes of a CSV or XLSX file."""

    file_name = serializers.CharField(max_length=200, default="schedule")
    rows = RowTaken(many=True, required=False, allow_empty=False, max_length=MOST_LINES)
    csv = serializers.CharField(required=False, trim_whitespace=False, help_text="With its head.")
    content = Bytes(required=False, help_text="Base64.")

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """One of the three."""
        if len({"rows", "csv", "content"} & set(said)) != 1:
            raise serializers.ValidationError("Give the lines once: rows, csv or content.")
        return said


class ScheduleTaken(PresentationTaken):
    """A nominee's certificate as presented with its schedule."""

    reverse = ReverseTaken()
    file = FileTaken()


class LaterFileTaken(serializers.Serializer):
    """A later file with rejected lines put right, each named in `corrects_line` or by its reference."""

    received_at = Instant()
    file = FileTaken()


class ScheduleRightTaken(LaterPaperTaken):
    """The reverse as it stands on papers received since."""

    reverse = ReverseTaken()


class FileAct(PaperAct):
    """An act that a file of lines comes with, in the field `file`."""

    @contextmanager
    def in_hand(self, told: dict[str, Any]) -> Iterator[None]:
        """Read the papers of the body; the file becomes bytes to be read and a paper to be filed."""
        name, content, media_type = _file_of(told["file"])
        paper = {"title": "Schedule of a nominee", "media_type": media_type, "file_name": name}
        with (
            super().in_hand(told),
            self.read_paper(**paper, content=content, received_at=None) as document,
        ):
            told["file"] = FileReceived(name, content, document)
            yield


class ReceiveSchedule(FileAct):
    """Take in a nominee's certificate with its schedule, every line decided alone; all of it or nothing."""

    name, topic = "receiveSchedule", "Schedules"
    roles, takes, gives, success = STAFF, ScheduleTaken, ScheduleWhole, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        agreement = self.agreement(code)
        made = within_call(schedules.receive_schedule)(
            agreement,
            presentation_of(told, reverse_of(told["reverse"])),
            file=told["file"],
            document=self.evidence(told, agreement),
            by=self.request.user,
            at=clock.now(),
        )
        return whole_schedule(agreement, made.item.number)


class ListSchedules(ReadPage):
    """List the schedules received under an agreement, the latest first, each with its totals."""

    name, topic = "listSchedules", "Schedules"
    roles, gives = READING, ScheduleTold

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = reads.schedules_of(self.agreement(place["code"]))
        page = cut(found, key="-pk", after=after, size=size)
        for schedule in page.rows:
            schedule.totals = reads.totals_of_schedule(schedule)
        return page


class ShowSchedule(Read):
    """Show one schedule by the number of its item: totals, the checks of the whole, its files."""

    name, topic = "showSchedule", "Schedules"
    roles, gives = READING, ScheduleWhole

    def read(self, *, code: str, number: int) -> Any:
        return whole_schedule(self.agreement(code), number)


class LineQuery(PageQuery):
    """Which lines."""

    state = serializers.ChoiceField(
        choices=[state.value for state in LineState],
        required=False,
        default="",
        help_text="Left out: all that stand.",
    )


class ListScheduleLines(ReadPage):
    """List the lines of a schedule in their order, each with its grounds and problems."""

    name, topic = "listScheduleLines", "Schedules"
    roles, query, gives = READING, LineQuery, LineTold

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        schedule = schedule_of(self.agreement(place["code"]), place["number"])
        found = reads.lines_found(schedule, state=asked["state"], words="").select_related("corrects")
        return cut(found, key="number", after=after, size=size)


class TrySchedule(Read):
    """Try what posting the clean lines would do: the very posting, or every ground against the whole."""

    name, topic = "trySchedule", "Schedules"
    roles, gives = READERS, PostingTold

    def read(self, *, code: str, number: int) -> Any:
        schedule, at = schedule_of(self.agreement(code), number), clock.now()
        items.must_be_free(schedule.item)
        items.must_stand_in_order(schedule.item, at=at)
        posting = act_of(schedule.item, "preview")(schedule, at=at)
        assert posting is not None  # it stands in order
        return posting_told(posting)


class RequestSchedule(Act):
    """Ask a second person to post the clean lines together."""

    name, topic = "requestSchedule", "Schedules"
    roles, takes, gives, success = STAFF, Empty, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        schedule = schedule_of(self.agreement(code), number)
        ask = act_of(schedule.item, "request")
        return within_call(ask)(schedule, maker=self.request.user, at=clock.now())


class CorrectSchedule(FileAct):
    """Take in a later file with rejected lines put right, before the schedule is posted."""

    name, topic = "correctSchedule", "Schedules"
    roles, takes, gives = STAFF, LaterFileTaken, ScheduleWhole

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        schedule = schedule_of(self.agreement(code), number)
        within_call(schedules.correct_lines)(
            schedule,
            file=told["file"],
            received_at=told["received_at"],
            by=self.request.user,
            at=clock.now(),
        )
        return whole_schedule(schedule.item.agreement, number)


class PutScheduleRight(PaperAct):
    """Record the reverse as it stands on papers received since; every line is decided anew."""

    name, topic = "putScheduleRight", "Schedules"
    roles, takes, gives = STAFF, ScheduleRightTaken, ScheduleWhole

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        schedule = schedule_of(self.agreement(code), number)
        agreement, put_right = schedule.item.agreement, within_call(schedules.put_right)
        reverse, paper = reverse_of(told["reverse"]), self.evidence(told, agreement)
        put_right(schedule, reverse, document=paper, by=self.request.user, at=clock.now())
        return whole_schedule(agreement, number)


class PersonTaken(serializers.Serializer):
    """Who bears a name that a notice names, on which paper."""

    line = WholeNumber(min_value=1, max_value=MOST_LINES)
    found = serializers.ChoiceField(choices=[one.value for one in PersonFound])
    paper = PaperTaken(help_text="The evidence, or the Company's letter.")


class RecordPerson(PaperAct):
    """Record whether who bears a name that a notice names is that person; every line is decided anew."""

    name, topic = "recordPersonOfLine", "Schedules"
    roles, takes, gives = STAFF, PersonTaken, ScheduleWhole

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        schedule = schedule_of(self.agreement(code), number)
        agreement, record = schedule.item.agreement, within_call(schedules.record_person)
        found, paper = PersonFound(told["found"]), self.evidence(told, agreement)
        record(schedule, told["line"], found, document=paper, by=self.request.user, at=clock.now())
        return whole_schedule(agreement, number)


def schedule_of(agreement: RightsAgreement, number: int | None) -> Schedule:
    """The schedule of an item. Raises ITEM_NOT_FOUND, also for an item that came without one."""
    item = item_reads.item_numbered(agreement, number or 0)
    found = reads.schedule_of(item)
    if found is None:
        raise refuse("ITEM_NOT_FOUND", number=number, agreement=agreement.code)
    found.item = item
    return found


def whole_schedule(agreement: RightsAgreement, number: int | None) -> Any:
    """One schedule with all that is told of it, as it stands now. Raises ITEM_NOT_FOUND."""
    schedule: Any = schedule_of(agreement, number)
    item = schedule.item
    schedule.totals = reads.totals_of_schedule(schedule)
    schedule.books = reads.totals_in_books(schedule)
    schedule.checks = items.examine(item, at=clock.now()) if item.ended_at is None else ()
    is_exercise = item.kind == ItemKind.EXERCISE
    schedule.figures = act_of(item, "figures")(schedule, at=clock.now()) if is_exercise else None
    schedule.requests = [asked.request_hash for asked in item_postings.undecided_about(item)]
    return schedule


def _file_of(said: Mapping[str, Any]) -> tuple[str, bytes, str]:
    """The name of a file, its bytes, and its media type where it is known."""
    name: str = said["file_name"]
    if "content" in said:
        return name, said["content"], ""
    content: bytes = _written(said["rows"]) if "rows" in said else said["csv"].encode()
    return name, content, CSV


def _written(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as a CSV file of every column; those of one kind only where a row has them."""
    told = {name for row in rows for name in row}
    head = [name for name in COLUMNS if name in told or name not in OF_A_KIND]
    text = io.StringIO()
    writer = csv.DictWriter(text, head, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
