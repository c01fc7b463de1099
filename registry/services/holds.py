"""Items held for consultation: what the Company answered, recorded with its paper, by two people (§20(k)).

There is no clock here and no job: silence frees nothing, however long it lasts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from agreement.examination import grounds_of
from agreement.refusals import refuse
from agreement.workflow.items import ITEM, CompanyAnswer, ItemState
from agreement.workflow.moves import move
from registry.models import (
    Approval,
    Consultation,
    Document,
    Item,
    RightsAgreement,
    StandingInstruction,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.requests import words_of_consultation
from registry.selectors.standing_instructions import must_reach
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.commitments import commit_words
from registry.services.company.officers import must_instruct
from registry.services.documents import Evidence, require_document
from registry.services.item_applications import close_answered
from registry.services.letters import write_after_examination

RECORD_CONSULTATION = "RECORD_CONSULTATION"


@dataclass(frozen=True, slots=True)
class AnswerReceived:
    """What the Company answered: who, in which office, when, in which words, and what follows."""

    answered_by: str
    answered_by_title: str
    answered_at: datetime
    said: str
    answer: CompanyAnswer


@transaction.atomic(durable=True)
def request_consultation(
    item: Item, told: AnswerReceived, *, document: Evidence | None, maker: User, at: datetime
) -> Approval:
    """Ask a second person to record the Company's answer about a held item; until then the item stays held.

    Raises ITEM_NOT_HELD for an item that is not held under 20(k), ITEM_ALREADY_ASKED, ITEM_PART_MISSING,
    NO_SUPPORTING_DOCUMENT, OFFICER_NOT_AUTHORISED for an answer of nobody in an office that may instruct.

    Agreement: 20(g);20(k).
    """
    held = waiting_item(item)
    _must_be_whole(told, at=at)
    must_be_by_officer(told, agreement=held.agreement, at=at)
    made = note_answer(held, told, document=require_document(held.agreement, document), maker=maker, at=at)
    made.approval = request_approval(
        held.agreement,
        kind=RECORD_CONSULTATION,
        request=request_of(made),
        summary=f"Item {held.number}: the Company, consulted, answers: {told.answer.words.lower()}",
        maker=maker,
        at=at,
    )
    made.save(update_fields=["approval"])
    return made.approval


@transaction.atomic(durable=True)
def file_contrary_answer(
    item: Item, told: AnswerReceived, *, document: Evidence | None, by: User, at: datetime
) -> Item:
    """File that an officer says not to proceed with an unposted item, where the Company had said to proceed.

    It is held again at once, on the word of one person: the answers conflict until a later one settles it. A
    posting that waits for a second person fails. Raises NOTHING_CONTRADICTED where no answer to proceed
    stands or awaits its approval, ITEM_MOVE_NOT_ALLOWED once the item has ended, ITEM_PART_MISSING,
    NO_SUPPORTING_DOCUMENT, OFFICER_NOT_AUTHORISED.

    Agreement: 20(g).
    """
    must_be_staff(by, act="filing an answer of the Company")
    held = items.held_item(item)
    items.must_not_have_ended(held)
    first = proceeding_answer(held)
    if first is None or told.answer is not CompanyAnswer.REFUSE:
        raise refuse("NOTHING_CONTRADICTED", item=held.number)
    _must_be_whole(told, at=at)
    must_be_by_officer(told, agreement=held.agreement, at=at)
    paper = require_document(held.agreement, document)
    note_answer(held, told, document=paper, maker=by, at=at, contradicts=first)
    append_audit(
        held.agreement,
        actor=by,
        act="CONTRARY_ANSWER_FILED",
        subject=f"item {held.number}",
        details={"document": paper.pk, "contradicts": first.pk},
        at=at,
    )
    if held.state != ItemState.HELD_20K:
        return items.settle(held, by=by, at=at)
    write_after_examination(held, grounds_of(items.examine(held, at=at)), by=by, at=at)
    return held


def proceeding_answer(item: Item) -> Consultation | None:
    """The answer to proceed that frees an item, or is to free it once a second person approves; else None.

    Agreement: 20(g);20(k).
    """
    told = item.consultations.exclude(approval__rejected_at__isnull=False).order_by("-id")
    last = told.first()
    if last is None or last.answer != CompanyAnswer.PROCEED:
        return None
    # Held again on other papers, it is asked about anew: that answer frees it no more.
    return None if last.applied_at and item.state == ItemState.HELD_20K else last


def waiting_item(item: Item) -> Item:
    """An item that waits for the Company's answer and for nobody's approval, read again under the lock.

    Raises ITEM_NOT_HELD, ITEM_ALREADY_ASKED.

    Agreement: 20(k).
    """
    held = items.held_item(item)
    if held.state != ItemState.HELD_20K:
        raise refuse("ITEM_NOT_HELD", item=held.number)
    # An answer may be noted while another person is asked to act on a proposal: it prevails (20(g)).
    asked = [one.approval for one in held.consultations.all()]
    if any(items.is_undecided(one) for one in asked if one):
        raise refuse("ITEM_ALREADY_ASKED", item=held.number)
    return held


def note_answer(
    held: Item,
    told: AnswerReceived,
    *,
    document: Document,
    maker: User,
    at: datetime,
    standing: StandingInstruction | None = None,
    contradicts: Consultation | None = None,
) -> Consultation:
    """Note what the Company answered, without effect until approved; `standing` is the instruction used.

    One that contradicts an earlier answer holds at once: see `file_contrary_answer`. An answer about the item
    itself cannot be older than its receipt; a standing instruction is. Who gave it was examined before: see
    `must_be_by_officer`. Raises ITEM_PART_MISSING, RECEIVED_AFTER_RECORDED, CONSULTED_BEFORE_RECEIPT.

    Agreement: 20(k).
    """
    _must_be_whole(told, at=at)
    received = held.received_at
    if standing is None and received is not None and told.answered_at < received:
        raise refuse("CONSULTED_BEFORE_RECEIPT", item=held.number, received=received.isoformat())
    return Consultation.objects.create(
        item=held,
        answered_by=told.answered_by.strip(),
        answered_by_title=told.answered_by_title.strip(),
        answered_at=told.answered_at,
        said=told.said.strip(),
        answer=told.answer.value,
        document=document,
        standing_instruction=standing,
        contradicts=contradicts,
        applied_at=at if contradicts else None,
        recorded_at=at,
        recorded_by=maker,
    )


def must_be_by_officer(told: AnswerReceived, *, agreement: RightsAgreement, at: datetime) -> None:
    """See that who answers a consultation held, on the day of the answer, an office that may instruct.

    Else the item stays held. Raises OFFICER_NOT_AUTHORISED.

    Agreement: 20(g);20(k).
    """
    must_instruct(
        agreement,
        name=told.answered_by,
        title=told.answered_by_title,
        day=local_day(agreement, at=told.answered_at),
        words="an answer about an item held for consultation",
        at=at,
    )


def must_still_be_by_officer(consultation: Consultation, *, at: datetime) -> None:
    """See again, when an answer takes effect, that the register shows its officer in office on the day of it.

    The day of a standing instruction is that of its signature. Raises OFFICER_NOT_AUTHORISED.

    Agreement: 20(g);20(k).
    """
    agreement, used = consultation.item.agreement, consultation.standing_instruction
    if used is not None:
        must_be_of_officer(used, agreement=agreement, at=at)
        return
    told = AnswerReceived(
        consultation.answered_by,
        consultation.answered_by_title,
        consultation.answered_at,
        consultation.said,
        CompanyAnswer(consultation.answer),
    )
    must_be_by_officer(told, agreement=agreement, at=at)


def must_be_of_officer(used: StandingInstruction, *, agreement: RightsAgreement, at: datetime) -> None:
    """See that a standing instruction was signed by one who held an office that may instruct on that day.

    Raises OFFICER_NOT_AUTHORISED.

    Agreement: 20(g);20(k).
    """
    must_instruct(
        agreement,
        name=used.officer_name,
        title=used.officer_title,
        day=used.signed_on,
        words="a standing instruction",
        at=at,
    )


def perform_consultation(approval: Approval, *, at: datetime) -> Item:
    """Let the Company's answer take effect: the item is examined further, or refused and its papers returned.

    Who gave it is looked up anew in the register of officers. Raises REQUEST_CHANGED_AFTER_APPROVAL,
    OFFICER_NOT_AUTHORISED, STANDING_INSTRUCTION_NOT_APPLICABLE.

    Agreement: 20(g);20(k).
    """
    consultation = found_answer(approval.request["consultation"])
    if request_of(consultation) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    must_still_be_by_officer(consultation, at=at)
    used = consultation.standing_instruction
    if used is not None:
        must_reach(used, consultation.item, at=at)
    consume(approval, at=at)
    return take_effect(consultation, approval=approval, at=at)


def found_answer(key: int) -> Consultation:
    """An answer by its key, with its item."""
    return Consultation.objects.select_related("item__agreement").get(pk=key)


def take_effect(consultation: Consultation, *, approval: Approval, at: datetime) -> Item:
    """The answer, approved: what was asked by application is answered; the item goes on, or ends.

    Agreement: 20(k).
    """
    item = items.held_item(consultation.item)
    consultation.applied_at = at
    consultation.save(update_fields=["applied_at"])
    close_answered(item, said=consultation.said, document_id=consultation.document_id, at=at)
    if consultation.answer == CompanyAnswer.REFUSE:
        event, reason = _ending(consultation)
        return items.end_refused(item, event=event, reason=reason, by=approval.approver, at=at)
    item.state = move(ITEM, item.state, "company_says_proceed").value
    return items.settle(item, by=approval.approver, at=at)


def _ending(consultation: Consultation) -> tuple[str, str]:
    """How an item ends on an answer not to proceed: refused, or by a standing instruction returned."""
    used = consultation.standing_instruction_id
    if used is None:
        told = f"the Company, consulted, said not to proceed (consultation {consultation.pk})"
        return "company_says_refuse", told
    told = f"returned for completion by standing instruction {used} of the Company"
    return "returned_for_completion", f"{told} (consultation {consultation.pk})"


def _must_be_whole(told: AnswerReceived, *, at: datetime) -> None:
    parts = {
        "person at the Company": told.answered_by,
        "office of that person": told.answered_by_title,
        "words of the answer": told.said,
    }
    for name, said in parts.items():
        if not said.strip():
            raise refuse("ITEM_PART_MISSING", missing=name)
    if told.answered_at > at:
        answered = told.answered_at.isoformat()
        raise refuse("RECEIVED_AFTER_RECORDED", received=answered, recorded=at.isoformat())


def request_of(consultation: Consultation) -> dict[str, Any]:
    """What the second person approves; the Company's words stand beside it, bound by commitments."""
    said = words_of_consultation(consultation)
    return {
        "act": RECORD_CONSULTATION,
        "item": consultation.item_id,
        "consultation": consultation.pk,
        "answer": consultation.answer,
        # In universal time: as written and as read back are the same words.
        "answered_at": consultation.answered_at.astimezone(UTC).isoformat(),
        "document": consultation.document_id,
        "standing_instruction": consultation.standing_instruction_id,
        "committed": {
            name: commit_words(words, bound_to=f"consultation {consultation.pk} {name}")
            for name, words in said.items()
        },
    }
