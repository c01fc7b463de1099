"""Standing instructions of the Company about classes of held items; each use cites the one used (§20(k)).

None reaches an affirmative answer: there is no class for it. A use is a consultation like any other, approved
by a second person.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.items import CompanyAnswer, HeldClass, StandingAnswer
from registry.models import (
    Approval,
    Document,
    Item,
    RightsAgreement,
    StandingInstruction,
    StandingInstructionEnd,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.standing_instructions import must_reach
from registry.services import holds
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.commitments import commit_words
from registry.services.company.officers import must_instruct
from registry.services.documents import Evidence, require_document
from registry.services.holds import RECORD_CONSULTATION, AnswerReceived

RECORD_STANDING_INSTRUCTION = "RECORD_STANDING_INSTRUCTION"


@dataclass(frozen=True, slots=True)
class InstructionReceived:
    """A standing instruction as received: for which class, what is to be done, by whom, for which days."""

    held_class: HeldClass
    answer: StandingAnswer
    signed_on: date
    in_force_from: date
    in_force_until: date | None
    officer_name: str
    officer_title: str
    said: str


@dataclass(frozen=True, slots=True)
class EndReceived:
    """That the Company takes an instruction back: from which day, signed by whom and when, its words."""

    ends_on: date
    signed_on: date
    officer_name: str
    officer_title: str
    said: str


@transaction.atomic(durable=True)
def request_instruction(
    agreement: RightsAgreement,
    told: InstructionReceived,
    *,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record a standing instruction of the Company; it has no effect before.

    The officer held the office on the day of the signature. Raises ITEM_PART_MISSING,
    INSTRUCTION_ENDS_BEFORE_IT_BEGINS, OFFICER_NOT_AUTHORISED, DOCUMENT_DATED_LATER, NO_SUPPORTING_DOCUMENT.

    Agreement: 20(g);20(k).
    """
    must_be_staff(maker, act="recording a standing instruction")
    locked = lock_books(agreement)
    if not told.said.strip():
        raise refuse("ITEM_PART_MISSING", missing="words of the instruction")
    if told.in_force_until is not None and told.in_force_until < told.in_force_from:
        raise refuse("INSTRUCTION_ENDS_BEFORE_IT_BEGINS", begins=told.in_force_from, ends=told.in_force_until)
    paper = _signed(locked, told, document=document, at=at)
    made = StandingInstruction.objects.create(
        agreement=locked,
        signed_on=told.signed_on,
        held_class=told.held_class.value,
        answer=told.answer.value,
        in_force_from=told.in_force_from,
        in_force_until=told.in_force_until,
        officer_name=told.officer_name.strip(),
        officer_title=told.officer_title.strip(),
        said=told.said.strip(),
        document=paper,
        recorded_at=at,
        recorded_by=maker,
    )
    made.approval = request_approval(
        locked,
        kind=RECORD_STANDING_INSTRUCTION,
        request=_request(made),
        summary=f"Standing instruction of the Company: {told.held_class.words.lower()}: "
        f"{told.answer.words.lower()}",
        maker=maker,
        at=at,
    )
    made.save(update_fields=["approval"])
    return made.approval


def perform_instruction(approval: Approval, *, at: datetime) -> StandingInstruction:
    """Let a standing instruction take effect as approved; items that are held stay so until a person uses it.

    Its officer is looked up anew. Raises REQUEST_CHANGED_AFTER_APPROVAL, OFFICER_NOT_AUTHORISED.

    Agreement: 20(g);20(k).
    """
    made = StandingInstruction.objects.select_related("agreement").get(
        pk=approval.request["standing_instruction"]
    )
    lock_books(made.agreement)
    if _request(made) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    holds.must_be_of_officer(made, agreement=made.agreement, at=at)
    consume(approval, at=at)
    made.applied_at = at
    made.save(update_fields=["applied_at"])
    return made


@transaction.atomic(durable=True)
def end_instruction(
    instruction: StandingInstruction,
    told: EndReceived,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> StandingInstructionEnd:
    """File the Company's paper that takes a standing instruction back: it is used no more from the day named.

    What stops is stopped at once on filing, by one person; uses that were approved before stay. Raises
    ITEM_PART_MISSING, INSTRUCTION_ENDED_ALREADY, INSTRUCTION_ENDS_BEFORE_IT_BEGINS for a day before the
    signature, OFFICER_NOT_AUTHORISED, DOCUMENT_DATED_LATER, NO_SUPPORTING_DOCUMENT.

    Agreement: 20(g);20(k).
    """
    must_be_staff(by, act="ending a standing instruction")
    locked = lock_books(instruction.agreement)
    ended = StandingInstructionEnd.objects.filter(instruction=instruction).first()
    if ended is not None:
        raise refuse("INSTRUCTION_ENDED_ALREADY", instruction=instruction.pk, ends_on=ended.ends_on)
    if not told.said.strip():
        raise refuse("ITEM_PART_MISSING", missing="words of the Company")
    if told.ends_on < told.signed_on:
        raise refuse("INSTRUCTION_ENDS_BEFORE_IT_BEGINS", begins=told.signed_on, ends=told.ends_on)
    made = StandingInstructionEnd.objects.create(
        instruction=instruction,
        ends_on=told.ends_on,
        signed_on=told.signed_on,
        officer_name=told.officer_name.strip(),
        officer_title=told.officer_title.strip(),
        said=told.said.strip(),
        document=_signed(locked, told, document=document, at=at),
        recorded_at=at,
        recorded_by=by,
    )
    append_audit(
        locked,
        actor=by,
        act="STANDING_INSTRUCTION_ENDED",
        subject=str(instruction),
        details={"ends_on": told.ends_on.isoformat(), "document": made.document_id},
        at=at,
    )
    return made


def _signed(
    agreement: RightsAgreement,
    told: InstructionReceived | EndReceived,
    *,
    document: Evidence | None,
    at: datetime,
) -> Document:
    """The paper, signed by one who held an office that may instruct on that day, not after it came in."""
    paper = require_document(agreement, document)
    received = local_day(agreement, at=paper.received_at)
    if told.signed_on > received:
        raise refuse("DOCUMENT_DATED_LATER", document="paper", dated=told.signed_on, received=received)
    name, title = told.officer_name, told.officer_title
    words = "a standing instruction, or its end"
    must_instruct(agreement, name=name, title=title, day=told.signed_on, words=words, at=at)
    return paper


@transaction.atomic(durable=True)
def request_use(item: Item, instruction: StandingInstruction, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to let a standing instruction decide about a held item of its class.

    Raises STANDING_INSTRUCTION_NOT_APPLICABLE, always for an affirmative answer; ITEM_NOT_HELD,
    ITEM_ALREADY_ASKED.

    Agreement: 20(k).
    """
    must_be_staff(maker, act="using a standing instruction")
    held = holds.waiting_item(item)
    found = StandingInstruction.objects.select_related("document").get(
        pk=instruction.pk, agreement=held.agreement
    )
    must_reach(found, held, at=at)
    assert found.applied_at is not None  # it is in force
    said = f"Standing instruction {found.pk}: {found.said}"
    made = holds.note_answer(
        held,
        AnswerReceived(
            found.officer_name, found.officer_title, found.applied_at, said, CompanyAnswer(found.answer)
        ),
        document=found.document,
        maker=maker,
        at=at,
        standing=found,
    )
    made.approval = request_approval(
        held.agreement,
        kind=RECORD_CONSULTATION,
        request=holds.request_of(made),
        summary=f"Item {held.number}: by standing instruction {found.pk}: "
        f"{StandingAnswer(found.answer).words.lower()}",
        maker=maker,
        at=at,
    )
    made.save(update_fields=["approval"])
    return made.approval


def _request(made: StandingInstruction) -> dict[str, Any]:
    bound_to = f"standing instruction {made.pk}"
    return {
        "act": RECORD_STANDING_INSTRUCTION,
        "standing_instruction": made.pk,
        "class": made.held_class,
        "answer": made.answer,
        "signed_on": made.signed_on.isoformat(),
        "in_force_from": made.in_force_from.isoformat(),
        "in_force_until": made.in_force_until.isoformat() if made.in_force_until else None,
        "document": made.document_id,
        "committed": {
            "officer": commit_words(
                f"{made.officer_name}, {made.officer_title}", bound_to=f"{bound_to} officer"
            ),
            "said": commit_words(made.said, bound_to=f"{bound_to} said"),
        },
    }
