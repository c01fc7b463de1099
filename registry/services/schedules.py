"""Schedules of nominees: taken in, corrected, asked for, posted as one entry with a second person (§6(a)).

A held line comes back to the nominee on a certificate of its own, which stays with the agent as presented:
the line waits as an item of its own, with the receipt of the schedule, until the Company answers (§20(k)).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from agreement.decisions import approved_or_raise
from agreement.examination import grounds_of, stands_in_order
from agreement.posting import Posting
from agreement.refusals import refuse
from agreement.schedule import (
    LineDecided,
    LineState,
    PersonFound,
    decide_lines,
    decide_schedule,
    examine_schedule,
    held_key,
    totals_of,
)
from agreement.workflow.items import UNPOSTED_ENDS, ItemKind, ItemState
from registry.imports.problems import FileRefused
from registry.imports.schedule_lines import ScheduleRead, read_schedule
from registry.models import (
    Approval,
    BookEntry,
    Item,
    RightsAgreement,
    Schedule,
    ScheduleFile,
    ScheduleLine,
    TransferLine,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.items import open_lots, surrendered
from registry.selectors.schedules import named_persons, schedule_facts, standing_lines
from registry.services import items, transfers
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document
from registry.services.list_reading import coverage_of_typefaces
from registry.services.presentations import Presentation, ReverseReceived
from registry.services.schedule_lines import decide_again, keep_waiting, matched, note_lines, transferee_of
from registry.services.severance import must_be_severable

POST_SCHEDULE = "POST_SCHEDULE"


@dataclass(frozen=True, slots=True)
class FileReceived:
    """A file of lines as it came: its name, its bytes, and the paper as which it is filed."""

    name: str
    content: bytes
    document: Evidence | None


@transaction.atomic(durable=True)
def receive_schedule(
    agreement: RightsAgreement,
    presentation: Presentation,
    *,
    file: FileReceived,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Schedule:
    """Take in a nominee's certificate with its schedule, every line decided alone; all of it or nothing.

    Who presents it makes no difference (17 CFR 240.17Ad-20). Raises RIGHTS_NOT_SEVERABLE, FILE_UNREADABLE and
    its like for a file that cannot be believed as a whole, SCHEDULE_TAKEN_IN_BEFORE, else as `items.take_in`.

    Agreement: 6(a);16(a);20(k).
    """
    must_be_severable(agreement, at=at)
    read = read_file(file, agreement=agreement, kind=ItemKind.TRANSFER)
    item = items.take_in(agreement, presentation, kind=ItemKind.TRANSFER, document=document, by=by, at=at)
    schedule = take_in_lines(item, file, read, received_at=presentation.received_at, by=by, at=at)
    items.settle(item, by=by, at=at)
    return schedule


def take_in_lines(
    item: Item, file: FileReceived, read: ScheduleRead, *, received_at: datetime, by: User, at: datetime
) -> Schedule:
    """The schedule of an item just taken in, every line decided alone; inside the caller's transaction.

    Raises SCHEDULE_TAKEN_IN_BEFORE.

    Agreement: 6(a);7(a);20(k).
    """
    _must_be_new(read, item=item, name=file.name)
    presented = sum(lot.rights for lot in open_lots(surrendered(item)))
    schedule = Schedule.objects.create(item=item, presented=presented, recorded_at=at, recorded_by=by)
    kept = _keep_file(schedule, file, read, received_at=received_at, by=by, at=at)
    note_lines(schedule, kept, [(line, None) for line in read.lines], at=at)
    decide_again(schedule, at=at)
    return schedule


def decide(item: Item, *, at: datetime) -> tuple[LineDecided, ...]:
    """Where each line of a transfer's schedule stands, on the books as they stand.

    Agreement: 6(a);7(e);20(k).
    """
    return decide_lines(schedule_facts(item, at=at))


@transaction.atomic(durable=True)
def correct_lines(
    schedule: Schedule, *, file: FileReceived, received_at: datetime, by: User, at: datetime
) -> Schedule:
    """Take in a later file with rejected lines put right, before the schedule is posted; the rest stays.

    After the posting a line is presented anew, with the balance certificate. Raises as `items.must_be_free`,
    FILE_UNREADABLE and its like, SCHEDULE_TAKEN_IN_BEFORE, RECEIVED_AFTER_RECORDED.

    Agreement: 6(a).
    """
    item = items.held_item(schedule.item)
    items.must_be_free(item)
    if received_at > at:
        raise refuse("RECEIVED_AFTER_RECORDED", received=received_at.isoformat(), recorded=at.isoformat())
    read = read_file(file, agreement=item.agreement, kind=ItemKind(item.kind))
    _must_be_new(read, item=item, name=file.name)
    held = _read_again(schedule)
    kept = _keep_file(held, file, read, received_at=received_at, by=by, at=at)
    note_lines(held, kept, matched(held, read.lines), at=at)
    decide_again(held, at=at)
    items.settle(item, by=by, at=at)
    return held


@transaction.atomic(durable=True)
def put_right(
    schedule: Schedule, reverse: ReverseReceived, *, document: Evidence | None, by: User, at: datetime
) -> Item:
    """Record the reverse as it stands on papers received since, and decide every line anew.

    Raises as `items.put_right`.

    Agreement: 6(a).
    """
    item = items.put_right(schedule.item, reverse, document=document, by=by, at=at)
    decide_again(_read_again(schedule), at=at)
    return items.settle(item, by=by, at=at)


@transaction.atomic(durable=True)
def record_person(
    schedule: Schedule, line: int, found: PersonFound, *, document: Evidence | None, by: User, at: datetime
) -> ScheduleLine:
    """Record, on a paper, whether who bears a name that a notice names is that person; decide the lines anew.

    That person's line is void, another person's line is as its certification is. Raises NO_NAME_TO_FIND_OUT,
    NO_SUPPORTING_DOCUMENT, and as `items.must_be_free`.

    Agreement: 7(e).
    """
    must_be_staff(by, act="recording who a person is")
    item = items.held_item(schedule.item)
    items.must_not_have_ended(item)
    if item.posting is not None and items.is_undecided(item.posting):
        raise refuse("ITEM_ALREADY_ASKED", item=item.number)
    held = _read_again(schedule)
    row = standing_lines(held).filter(number=line).first()
    met = named_persons(item.agreement).by_name(row) if row is not None else ()
    if row is None or not met:
        raise refuse("NO_NAME_TO_FIND_OUT", line=line, item=item.number)
    row.person_found, row.person_notices = found.value, list(met)
    row.person_document = require_document(item.agreement, document)
    row.person_found_at, row.person_found_by = at, by
    row.save()
    append_audit(
        item.agreement,
        actor=by,
        act="SCHEDULE_PERSON_RECORDED",
        subject=f"item {item.number}",
        details={"line": line, "found": found.value, "document": row.person_document.pk},
        at=at,
    )
    decide_again(held, at=at)
    if item.state != ItemState.HELD_20K:
        items.settle(item, by=by, at=at)
    return row


def preview(schedule: Schedule, *, at: datetime) -> Posting | None:
    """What posting the schedule would do, or None while something stands against the whole; writes nothing.

    Agreement: 6(a).
    """
    facts = schedule_facts(schedule.item, at=at)
    if not stands_in_order(grounds_of(examine_schedule(facts))):
        return None
    return approved_or_raise(decide_schedule(facts)).posting


@transaction.atomic(durable=True)
def request_posting(schedule: Schedule, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to post the clean lines together; transferees without an account get one.

    Raises CONSULTATION_MISSING where the whole is held under 20(k), ITEM_ALREADY_ASKED, RefusedByGround
    with every ground against the whole.

    Agreement: 6(a);20(k).
    """
    item = items.held_in_order(schedule.item, at=at)
    held = _read_again(schedule)
    decided = decide_again(held, at=at)
    _name_transferees(held, at=at)
    totals = totals_of(decided, presented=held.presented)
    counts = {state: sum(one.state is state for one in decided) for state in LineState}
    summary = (
        f"Item {item.number}: of {totals.presented} Rights presented with a schedule, "
        f"{totals.posted} in {counts[LineState.CLEAN]} lines go to their transferees; {totals.returned} come "
        f"back: {totals.held} held in {counts[LineState.HELD]}, {totals.void} void in "
        f"{counts[LineState.VOID]}, {totals.malformed} in {counts[LineState.MALFORMED]} rejected lines, "
        f"{totals.unallocated} in none"
    )
    return items.request_post(item, _request(item, at=at, asked_at=at), summary=summary, maker=maker, at=at)


def perform_schedule(approval: Approval, *, at: datetime) -> BookEntry:
    """Post the clean lines as approved, decided again on the books as they stand; held lines wait as items.

    Agreement: 6(a);8;20(k).
    """
    item = items.held_item(Item.objects.get(pk=approval.request["item"]))
    facts = schedule_facts(item, at=at)
    held = {one.line.number for one in decide_lines(facts) if one.state is LineState.HELD}
    keys = [one.key for one in approved_or_raise(decide_schedule(facts)).posting.certificates]
    entry = items.perform_posting(approval, _request, at=at)
    # Numbers are given in the order of the posting.
    issued = list(zip(keys, entry.certificates.order_by("number"), strict=True))
    lines = standing_lines(Schedule.objects.get(item=item))
    lines.filter(state=LineState.CLEAN.value).update(state=LineState.POSTED.value, decided_at=at)
    for line in lines.filter(number__in=held).select_related("schedule__item__holder", "holder"):
        own = [paper for key, paper in issued if key.startswith(f"{held_key(line.number)}/")]
        keep_waiting(
            line, certificates=own, note=partial(_note_transferee, line, at=at), by=approval.maker, at=at
        )
    return entry


def _note_transferee(line: ScheduleLine, item: Item, *, at: datetime) -> None:
    transferee_of(line, of=line.schedule.item, item=item, place=1, at=at).save()


def _request(item: Item, *, at: datetime, asked_at: datetime) -> dict[str, Any]:
    """The request that the second person approves: the very entry, and what binds the words of the lines.

    Decided on the books as they stand at `at`; the entry is effective from when it was asked.
    """
    posting = approved_or_raise(decide_schedule(schedule_facts(item, at=at))).posting
    return transfers.request_with_lines(POST_SCHEDULE, item, posting, asked_at=asked_at)


def _name_transferees(schedule: Schedule, *, at: datetime) -> None:
    """The lines of the assignment that the clean lines make, each with an account (§5(b))."""
    item = schedule.item
    clean = list(standing_lines(schedule).filter(state=LineState.CLEAN.value))
    item.lines.all().delete()
    TransferLine.objects.bulk_create(
        transferee_of(line, of=item, item=item, place=line.number, at=at) for line in clean
    )
    transfers.open_accounts(item)
    holders = dict(item.lines.values_list("place", "holder"))
    for line in clean:
        if not line.stays_with_nominee:
            line.holder_id = holders[line.number]
    ScheduleLine.objects.bulk_update(clean, ["holder"])


def _read_again(schedule: Schedule) -> Schedule:
    return Schedule.objects.select_related("item__agreement", "item__holder").get(pk=schedule.pk)


def read_file(file: FileReceived, *, agreement: RightsAgreement, kind: ItemKind) -> ScheduleRead:
    """The lines of a file, for what it is presented. Raises FILE_UNREADABLE and its like.

    Agreement: 6(a);7(a).
    """
    coverage = coverage_of_typefaces()
    try:
        return read_schedule(file.content, agreement_code=agreement.code, coverage=coverage, kind=kind)
    except FileRefused as refused:
        raise refused.as_refusal(file=file.name) from None


def _must_be_new(read: ScheduleRead, *, item: Item, name: str) -> None:
    """Raise SCHEDULE_TAKEN_IN_BEFORE for the bytes of a file that came with an item not refused since."""
    same = ScheduleFile.objects.filter(sha256=read.sha256, schedule__item__agreement=item.agreement)
    found = same.exclude(schedule__item__state__in=list(UNPOSTED_ENDS)).select_related("schedule__item")
    first = found.first()
    if first is not None:
        raise refuse("SCHEDULE_TAKEN_IN_BEFORE", file=name, item=first.schedule.item.number)


def _keep_file(
    schedule: Schedule,
    file: FileReceived,
    read: ScheduleRead,
    *,
    received_at: datetime,
    by: User,
    at: datetime,
) -> ScheduleFile:
    item = schedule.item
    kept = ScheduleFile.objects.create(
        schedule=schedule,
        document=require_document(item.agreement, file.document),
        file_name=file.name,
        sha256=read.sha256,
        received_at=received_at,
        recorded_at=at,
        recorded_by=by,
    )
    append_audit(
        item.agreement,
        actor=by,
        act="SCHEDULE_FILE_RECEIVED",
        subject=f"item {item.number}",
        details={"lines": len(read.lines), "sha256": read.sha256},
        at=at,
    )
    return kept
