"""Evidence of who a Beneficial Owner is or was: asked for, received, assessed by the one who asked (§6(a)).

A request holds the item; nothing but the assessment of the one who asked lets it go on.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.items import AskedBy, Assessment, ItemState
from registry.models import EvidenceReply, EvidenceRequest, Item, User
from registry.roles import must_be_staff
from registry.services import items
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """What is asked for: by whom, when, which evidence, for which reason."""

    asked_by: AskedBy
    asked_at: datetime
    evidence: str
    reason: str


@transaction.atomic(durable=True)
def request_evidence(
    item: Item, asked: EvidenceAsked, *, document: Evidence | None, by: User, at: datetime
) -> EvidenceRequest:
    """Record that evidence was asked for; the item is held until it came and satisfies.

    A request of the Company rests on its paper. Raises ITEM_MOVE_NOT_ALLOWED once the item has ended,
    ITEM_PART_MISSING, NO_SUPPORTING_DOCUMENT, RECEIVED_AFTER_RECORDED, ASKED_BEFORE_RECEIPT.

    Agreement: 6(a);7(f)(ii).
    """
    must_be_staff(by, act="asking for evidence")
    held = items.held_item(item)
    items.must_not_have_ended(held)
    for name, said in {"evidence asked for": asked.evidence, "reason for asking": asked.reason}.items():
        if not said.strip():
            raise refuse("ITEM_PART_MISSING", missing=name)
    if asked.asked_at > at:
        raise refuse("RECEIVED_AFTER_RECORDED", received=asked.asked_at.isoformat(), recorded=at.isoformat())
    assert held.received_at is not None  # it was received
    if asked.asked_at < held.received_at:
        raise refuse("ASKED_BEFORE_RECEIPT", item=held.number, received=held.received_at.isoformat())
    must_have_paper = asked.asked_by is AskedBy.COMPANY or document is not None
    made = EvidenceRequest.objects.create(
        item=held,
        asked_by=asked.asked_by.value,
        asked_at=asked.asked_at,
        evidence=asked.evidence.strip(),
        reason=asked.reason.strip(),
        request_document=require_document(held.agreement, document) if must_have_paper else None,
        recorded_at=at,
        recorded_by=by,
    )
    _record(made, act="EVIDENCE_ASKED", by=by, at=at)
    _examine(held, by=by, at=at)
    return made


@transaction.atomic(durable=True)
def receive_evidence(
    request: EvidenceRequest, *, document: Evidence | None, by: User, at: datetime
) -> EvidenceReply:
    """File what came in answer, beside what came before; the item stays held until it is assessed.

    Raises EVIDENCE_ALREADY_ASSESSED, ITEM_MOVE_NOT_ALLOWED, NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a);7(f)(ii).
    """
    must_be_staff(by, act="filing evidence")
    found, held = _open(request)
    paper = require_document(held.agreement, document)
    reply, _ = EvidenceReply.objects.get_or_create(
        request=found, document=paper, defaults={"recorded_at": at, "recorded_by": by}
    )
    _record(found, act="EVIDENCE_RECEIVED", by=by, at=at)
    return reply


@transaction.atomic(durable=True)
def assess_evidence(
    request: EvidenceRequest,
    assessment: Assessment,
    *,
    words: str,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> EvidenceRequest:
    """Record whether what came satisfies whoever asked; the item is examined anew.

    The Company's assessment rests on its paper, the agent's on a member of staff. Raises
    EVIDENCE_NOT_RECEIVED, EVIDENCE_ALREADY_ASSESSED, ITEM_MOVE_NOT_ALLOWED, ITEM_PART_MISSING,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a);7(f)(ii).
    """
    must_be_staff(by, act="assessing evidence")
    found, held = _open(request)
    if not found.replies.exists():
        raise refuse("EVIDENCE_NOT_RECEIVED", item=held.number, date=f"{found.asked_at:%Y-%m-%d}")
    if not words.strip():
        raise refuse("ITEM_PART_MISSING", missing="words of the assessment")
    must_have_paper = found.asked_by == AskedBy.COMPANY or document is not None
    found.assessment, found.assessment_words = assessment.value, words.strip()
    found.assessment_document = require_document(held.agreement, document) if must_have_paper else None
    found.assessed_at, found.assessed_by = at, by
    found.save()
    _record(found, act="EVIDENCE_ASSESSED", by=by, at=at)
    _examine(held, by=by, at=at)
    return found


def _open(request: EvidenceRequest) -> tuple[EvidenceRequest, Item]:
    """A request that was not found to satisfy, read again under the lock, with its item."""
    held = items.held_item(request.item)
    items.must_not_have_ended(held)
    found = EvidenceRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
    if found.assessment == Assessment.SATISFIED:
        raise refuse("EVIDENCE_ALREADY_ASSESSED", item=held.number)
    return found, held


def _examine(item: Item, *, by: User, at: datetime) -> None:
    """Examine the item anew; one that waits for the Company stays where it is (§20(k))."""
    if item.state != ItemState.HELD_20K:
        items.settle(item, by=by, at=at)


def _record(request: EvidenceRequest, *, act: str, by: User, at: datetime) -> None:
    item = request.item
    details = {"request": request.pk, "asked_by": request.asked_by, "assessment": request.assessment}
    append_audit(item.agreement, actor=by, act=act, subject=f"item {item.number}", details=details, at=at)
