"""Steps of a replacement: what was received, accepted, asked and paid, each on its paper (§6(b))."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from agreement.refusals import refuse
from agreement.replacement import BY_AGENT, BY_COMPANY, EXPENSES, ReplacementStep
from registry.models import Item, ItemPaper, Replacement, ReplacementRecord, User
from registry.roles import APPROVERS, has_any_role, must_be_staff
from registry.selectors import replacements as reads
from registry.selectors.agreements import local_day
from registry.services import items
from registry.services.audit import append_audit
from registry.services.company.officers import must_instruct
from registry.services.documents import Evidence, require_document

_ON_PAPER = BY_COMPANY | {ReplacementStep.EVIDENCE_RECEIVED, ReplacementStep.INDEMNITY_RECEIVED}


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What was received, accepted, asked or paid: by whom, on which day, in which words, how much.

    `title` is the office at the Company of who accepted for it.
    """

    kind: ReplacementStep
    happened_on: date
    person: str = ""
    said: str = ""
    amount: Decimal | None = None
    title: str = ""


@transaction.atomic(durable=True)
def record_step(
    item: Item, step: StepTaken, *, document: Evidence | None, by: User, at: datetime
) -> ReplacementRecord:
    """Record one step of a replacement; the item is examined anew on it.

    The Company accepts in writing, by an officer who may instruct the Rights Agent on that day; the Rights
    Agent by an approver. Raises MAKER_NOT_PERMITTED, AGENT_ACCEPTS_BY_APPROVER, REPLACEMENT_PART_MISSING,
    OFFICER_NOT_AUTHORISED, NO_SUPPORTING_DOCUMENT, CONSULTATION_MISSING, ITEM_ALREADY_ASKED,
    ITEM_MOVE_NOT_ALLOWED.

    Agreement: 6(b);20(g).
    """
    must_be_staff(by, act="recording a step of a replacement")
    held = items.held_item(item)
    items.must_be_free(held)
    _must_be_whole(held, step, by=by, at=at)
    if step.kind in BY_COMPANY:
        _must_be_officers(held, step.kind, name=step.person, title=step.title, day=step.happened_on, at=at)
    paper = require_document(held.agreement, document) if document or step.kind in _ON_PAPER else None
    record = ReplacementRecord.objects.create(
        replacement=reads.replacement_of(held),
        kind=step.kind.value,
        person=step.person.strip(),
        title=step.title.strip(),
        said=step.said.strip(),
        amount=step.amount,
        document=paper,
        happened_on=step.happened_on,
        recorded_at=at,
        recorded_by=by,
    )
    if paper is not None:
        ItemPaper.objects.get_or_create(item=held, document=paper)
    details = {"step": step.kind.value, "amount": str(step.amount) if step.amount else None}
    subject = f"item {held.number}"
    append_audit(held.agreement, actor=by, act="REPLACEMENT_STEP", subject=subject, details=details, at=at)
    items.settle(held, by=by, at=at)
    return record


def must_be_accepted_by_officers(replacement: Replacement, *, at: datetime) -> None:
    """See again, when it is posted, that an officer who could instruct on the day accepted for the Company.

    Raises OFFICER_NOT_AUTHORISED.

    Agreement: 6(b);20(g).
    """
    last = {record.kind: record for record in reads.records_of(replacement)}
    for kind in sorted(BY_COMPANY & set(last)):
        one = last[kind]
        _must_be_officers(
            replacement.item,
            ReplacementStep(kind),
            name=one.person,
            title=one.title,
            day=one.happened_on,
            at=at,
        )


def _must_be_officers(
    item: Item, step: ReplacementStep, *, name: str, title: str, day: date, at: datetime
) -> None:
    what = "evidence" if step is ReplacementStep.EVIDENCE_BY_COMPANY else "indemnity"
    words = f"the Company's acceptance of the {what} for a replacement"
    must_instruct(item.agreement, name=name, title=title, day=day, words=words, at=at)


def _must_be_whole(item: Item, step: StepTaken, *, by: User, at: datetime) -> None:
    if step.kind in BY_AGENT and not has_any_role(by, APPROVERS):
        raise refuse("AGENT_ACCEPTS_BY_APPROVER", person=by, what=step.kind.words.split()[0].lower())
    missing = ""
    if step.kind in BY_COMPANY and not step.person.strip():
        missing = "person at the Company who accepted it"
    elif step.kind in BY_COMPANY and not step.title.strip():
        missing = "office of that person"
    elif step.kind in EXPENSES and (step.amount is None or step.amount <= 0):
        missing = "amount of the expenses"
    elif step.kind not in EXPENSES and step.amount is not None:
        missing = "expenses that the amount belongs to"
    elif step.happened_on > local_day(item.agreement, at=at):
        missing = "day that has come"
    if missing:
        raise refuse("REPLACEMENT_PART_MISSING", missing=missing)
