"""Items held for consultation: what the Company answered, recorded with its paper, by two people (§20(k)).

There is no clock here and no job: silence frees nothing, however long it lasts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.items import ITEM, CompanyAnswer, ItemState
from agreement.workflow.moves import move
from registry.models import Approval, Consultation, Item, User
from registry.selectors.requests import words_of_consultation
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.commitments import commit_words
from registry.services.documents import Evidence, require_document

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
    NO_SUPPORTING_DOCUMENT.

    Agreement: 20(k).
    """
    held = items.held_item(item)
    if held.state != ItemState.HELD_20K:
        raise refuse("ITEM_NOT_HELD", item=held.number)
    if any(items.is_undecided(one.approval) for one in held.consultations.all() if one.approval):
        raise refuse("ITEM_ALREADY_ASKED", item=held.number)
    _must_be_whole(held, told, at=at)
    consultation = Consultation.objects.create(
        item=held,
        answered_by=told.answered_by.strip(),
        answered_by_title=told.answered_by_title.strip(),
        answered_at=told.answered_at,
        said=told.said.strip(),
        answer=told.answer.value,
        document=require_document(held.agreement, document),
        recorded_at=at,
        recorded_by=maker,
    )
    consultation.approval = request_approval(
        held.agreement,
        kind=RECORD_CONSULTATION,
        request=_request(consultation),
        summary=f"Item {held.number}: the Company, consulted, answers: {told.answer.words.lower()}",
        maker=maker,
        at=at,
    )
    consultation.save(update_fields=["approval"])
    return consultation.approval


def perform_consultation(approval: Approval, *, at: datetime) -> Item:
    """Let the Company's answer take effect: the item is examined further, or refused and its papers returned.

    Agreement: 20(k).
    """
    consultation = Consultation.objects.select_related("item__agreement").get(
        pk=approval.request["consultation"]
    )
    item = items.held_item(consultation.item)
    if _request(consultation) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    consume(approval, at=at)
    consultation.applied_at = at
    consultation.save(update_fields=["applied_at"])
    if consultation.answer == CompanyAnswer.REFUSE:
        reason = f"the Company, consulted, said not to proceed (consultation {consultation.pk})"
        return items.end_refused(item, event="company_says_refuse", reason=reason, at=at)
    item.state = move(ITEM, item.state, "company_says_proceed").value
    return items.settle(item, by=approval.approver, at=at)


def _must_be_whole(item: Item, told: AnswerReceived, *, at: datetime) -> None:
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
    if item.received_at is not None and told.answered_at < item.received_at:
        raise refuse("CONSULTED_BEFORE_RECEIPT", item=item.number, received=item.received_at.isoformat())


def _request(consultation: Consultation) -> dict[str, Any]:
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
        "committed": {
            name: commit_words(words, bound_to=f"consultation {consultation.pk} {name}")
            for name, words in said.items()
        },
    }
