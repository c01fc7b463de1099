"""The Company's answer to a schedule of held items, read back line by line and approved as one (§20(k)).

Each line is a consultation of its own about its own item; a line without an answer leaves its item held.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.items import CompanyAnswer
from registry.models import Approval, Consultation, Item, PaperDue, User
from registry.roles import must_be_staff
from registry.services import holds
from registry.services.approvals import consume, request_approval
from registry.services.documents import Evidence, require_document
from registry.services.holds import AnswerReceived

RECORD_CONSULTATIONS = "RECORD_CONSULTATIONS"


@dataclass(frozen=True, slots=True)
class LineAnswered:
    """What the Company answered about one line of the schedule, by the number of its item."""

    item: int
    answer: CompanyAnswer
    said: str


@transaction.atomic(durable=True)
def request_answers(
    letter: PaperDue,
    told: AnswerReceived,
    *,
    lines: Sequence[LineAnswered],
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record what the Company answered about the items of one schedule.

    `told` says who answered and when, its words those of the whole; each line has an answer and words of its
    own. Raises LINE_NOT_ON_SCHEDULE, ITEM_NOT_HELD, ITEM_ALREADY_ASKED, ITEM_PART_MISSING,
    CONSULTED_BEFORE_RECEIPT, OFFICER_NOT_AUTHORISED, NO_SUPPORTING_DOCUMENT; then nothing of the list is
    recorded.

    Agreement: 20(k).
    """
    must_be_staff(maker, act="recording answers of the Company")
    agreement = letter.agreement
    scheduled = {line["item"] for line in letter.facts["items"]}
    if not lines:
        raise refuse("ITEM_PART_MISSING", missing="line with an answer")
    answered: set[int] = set()
    for line in lines:
        if line.item not in scheduled:
            raise refuse("LINE_NOT_ON_SCHEDULE", item=line.item, letter=letter.pk)
        if line.item in answered:
            told_of = f"item {line.item}"
            raise refuse("INSTRUCTIONS_CONFLICT", first=f"a line about {told_of}", second="another about it")
        answered.add(line.item)
    holds.must_be_by_officer(told, agreement=agreement, at=at)
    paper = require_document(agreement, document)
    noted = [
        holds.note_answer(
            holds.waiting_item(Item.objects.get(agreement=agreement, number=line.item)),
            replace(told, answer=line.answer, said=line.said.strip() or told.said),
            document=paper,
            maker=maker,
            at=at,
        )
        for line in lines
    ]
    proceeding = sum(one.answer == CompanyAnswer.PROCEED for one in noted)
    approval = request_approval(
        agreement,
        kind=RECORD_CONSULTATIONS,
        request=_request(noted, letter=letter.pk),
        summary=f"Schedule {letter.pk}: the Company's answers about {len(noted)} items, {proceeding} proceed",
        maker=maker,
        at=at,
    )
    Consultation.objects.filter(pk__in=[one.pk for one in noted]).update(approval=approval)
    return approval


def perform_answers(approval: Approval, *, at: datetime) -> list[Item]:
    """Let every answer of the list take effect, all or none; its officer is looked up anew.

    Raises REQUEST_CHANGED_AFTER_APPROVAL, OFFICER_NOT_AUTHORISED.

    Agreement: 20(g);20(k).
    """
    noted = [holds.found_answer(line["consultation"]) for line in approval.request["lines"]]
    if _request(noted, letter=approval.request["letter"]) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    for one in noted:
        holds.must_still_be_by_officer(one, at=at)
    consume(approval, at=at)
    return [holds.take_effect(one, approval=approval, at=at) for one in noted]


def _request(noted: Sequence[Consultation], *, letter: int) -> dict[str, Any]:
    lines = [holds.request_of(one) for one in noted]
    return {
        "act": RECORD_CONSULTATIONS,
        "letter": letter,
        "lines": lines,
        "committed": {
            f"item {one.item.number} {name}": committed
            for one, line in zip(noted, lines, strict=True)
            for name, committed in line["committed"].items()
        },
    }
