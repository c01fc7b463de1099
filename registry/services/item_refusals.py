"""Refusing an item: on a ground that refuses, or on the Company's or a court's word (§6(a), §7(a)).

Nobody refuses what stands in order, nor what is only held, nor on a policy of the Rights Agent; what can be
put right and was left uncured is returned, which refuses nothing. One person asks, another approves.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agreement.examination import grounds_of
from agreement.grounds import Ground
from agreement.outcome import end_of, refusing_grounds
from agreement.refusals import refuse
from agreement.workflow.items import RefusalBasis, UnpostedEnd
from registry.models import Approval, Item, ItemPaper, User
from registry.selectors.agreements import local_day, terms_in_force
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.documents import Evidence, require_document

REFUSE_ITEM = "REFUSE_ITEM"
_UNCURED = "Return the papers of item {} uncured, without refusing it"


@transaction.atomic(durable=True)
def request_refusal(
    item: Item,
    *,
    reason: str,
    basis: RefusalBasis = RefusalBasis.GROUND,
    document: Evidence | None = None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to refuse an item and return its papers, on a ground that refuses it today.

    Where all that stands against it was left uncured, it is to end returned, and the request says so. Without
    a ground it is refused only on what the Company or a court decided, with the paper that says so: see
    `agreement.outcome`. Raises REFUSAL_WITHOUT_GROUND, CONSULTATION_MISSING for one held under 20(k),
    ITEM_ALREADY_ASKED, ITEM_PART_MISSING, NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a);7(a);20(g).
    """
    held = items.held_item(item)
    items.must_be_free(held)
    if not reason.strip():
        raise refuse("ITEM_PART_MISSING", missing="reason for the refusal")
    grounds = grounds_of(items.examine(held, at=at))
    codes = sorted({found.code for found in grounds})
    request = {"act": REFUSE_ITEM, "item": held.pk, "reason": reason.strip(), "grounds": codes}
    on = ", ".join(code.replace("_", " ").lower() for code in codes)
    if basis is not RefusalBasis.GROUND:
        paper = require_document(held.agreement, document)
        ItemPaper.objects.get_or_create(item=held, document=paper, serves_as="")
        on = f"{basis.words[0].lower()}{basis.words[1:]} (DOC-{paper.pk})"
        request |= {"basis": basis.value, "document": paper.pk}
        end = UnpostedEnd.REFUSED
    else:
        end = _end_today(held, grounds, at=at)
        request |= {"end": end.value}
    what = "Refuse item {} and return its papers" if end is UnpostedEnd.REFUSED else _UNCURED
    held.refusal = request_approval(
        held.agreement,
        kind=REFUSE_ITEM,
        request=request,
        summary=f"{what.format(held.number)}: {on}",
        maker=maker,
        at=at,
    )
    held.save(update_fields=["refusal"])
    return held.refusal


def perform_refusal(approval: Approval, *, at: datetime) -> Item:
    """End the item as approved, on what refuses it now: a ground that was cured since refuses nothing.

    What was approved as returned uncured is returned; what was to be refused is returned, too, where the
    ground that refused it has gone and what is left was only not cured.

    Raises REFUSAL_WITHOUT_GROUND.

    Agreement: 6(a);7(a).
    """
    item = items.held_item(Item.objects.get(pk=approval.request["item"]))
    items.must_not_wait_for_company(item)
    end = UnpostedEnd(approval.request.get("end", UnpostedEnd.REFUSED.value))
    if "basis" not in approval.request:
        today = _end_today(item, grounds_of(items.examine(item, at=at)), at=at)
        end = end if end is UnpostedEnd.RETURNED else today
    consume(approval, at=at)
    reason, by = _reason_told(approval.request), approval.approver
    return items.end_refused(item, event=end.value, reason=reason, by=by, at=at)


def _reason_told(request: Mapping[str, Any]) -> str:
    """Why an item is refused, with whose decision it was where it was not the checks that found it."""
    if "basis" not in request:
        return str(request["reason"])
    words = RefusalBasis(request["basis"]).words
    return f"{request['reason']} ({words[0].lower()}{words[1:]}, DOC-{request['document']})"


def _end_today(item: Item, grounds: Sequence[Ground], *, at: datetime) -> UnpostedEnd:
    """How the item may end today; REFUSAL_WITHOUT_GROUND unless one refuses or was left uncured too long."""
    days = terms_in_force(item.agreement, known_at=at).deficiency_days
    today = local_day(item.agreement, at=at)
    refusing = refusing_grounds(grounds, since=_standing_since(item), today=today, deficiency_days=days)
    if not refusing:
        raise refuse("REFUSAL_WITHOUT_GROUND", item=item.number, days=days)
    return end_of(refusing)


def _standing_since(item: Item) -> dict[str, date]:
    """Since which day each ground of the last examination was found in every examination, by its code."""
    since: dict[str, date] = {}
    for finding in item.routine_findings.order_by("id"):
        day = local_day(item.agreement, at=finding.found_at)
        since = {code: since.get(code, day) for code in finding.codes}
    return since
