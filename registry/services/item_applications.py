"""Applications for instructions about held items: what they may propose, and acting on it (§20(g), §20(k)).

The steps between, from sending to the attestation that no answer came, are those of every application. No
date ends a hold: a person asks to act on what was proposed, another approves, and an answer prevails.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.examination import grounds_of
from agreement.refusals import refuse
from agreement.workflow import ApplicationStatus
from agreement.workflow.items import ItemProposal, ItemState
from registry.models import Approval, InstructionApplication, Item, User
from registry.roles import must_be_staff
from registry.selectors.agreements import terms_in_force
from registry.selectors.schedules import open_proposals
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.company.kept_grounds import told
from registry.services.company.letters import item_application_letter
from registry.services.letters import write_application

ACT_ON_PROPOSAL = "ACT_ON_PROPOSAL"
RUNNING = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.SENT,
    ApplicationStatus.RECEIVED_BY_OFFICER,
    ApplicationStatus.DEEMED_AUTHORISED,
)
_PROPOSED = {
    ItemProposal.RETURN_FOR_COMPLETION: "to return the papers for completion",
    ItemProposal.REFUSE_AND_RETURN: "to refuse the item and return its papers",
}
_ENDS = {
    ItemProposal.RETURN_FOR_COMPLETION: "returned_for_completion",
    ItemProposal.REFUSE_AND_RETURN: "proposal_taken",
}


@transaction.atomic(durable=True)
def apply_about_item(item: Item, proposed: ItemProposal, *, by: User, at: datetime) -> InstructionApplication:
    """Draft an application about an item held for consultation, with what is proposed to be done with it.

    Papers that are not completed may be proposed for return; with an affirmative answer nothing but refusal.
    Raises ITEM_NOT_HELD, PROPOSAL_NOT_OPEN, APPLICATION_ALREADY_MADE.

    Agreement: 20(g);20(k).
    """
    must_be_staff(by, act="applying for instructions")
    held = items.held_item(item)
    if held.state != ItemState.HELD_20K:
        raise refuse("ITEM_NOT_HELD", item=held.number)
    _must_be_open(held, proposed)
    if held.applications.filter(state__in=RUNNING).exists():
        raise refuse("APPLICATION_ALREADY_MADE", item=held.number)
    grounds = grounds_of(items.examine(held, at=at))
    days = terms_in_force(held.agreement, known_at=at).instruction_business_days
    made = InstructionApplication.objects.create(
        agreement=held.agreement,
        item=held,
        proposed=proposed.value,
        letter=item_application_letter(
            held, proposal=_PROPOSED[proposed], grounds=grounds, business_days=days, at=at
        ),
        proposal=_PROPOSED[proposed],
        grounds=[told(one) for one in grounds],
        created_at=at,
        created_by=by,
    )
    write_application(
        held.agreement,
        made,
        about=f"item {held.number} ({held.get_kind_display().lower()})",
        grounds=grounds,
        business_days=days,
        item=held,
        by=by,
        at=at,
    )
    details = {"item": held.number, "proposed": proposed.value}
    append_audit(
        held.agreement, actor=by, act="APPLICATION_DRAFTED", subject=str(made), details=details, at=at
    )
    return made


@transaction.atomic(durable=True)
def request_proposed_act(application: InstructionApplication, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to do what was proposed to an officer, who did not answer by its date.

    Raises PROPOSAL_NOT_AUTHORISED until a person has attested that no answer came, ITEM_NOT_HELD,
    ITEM_ALREADY_ASKED.

    Agreement: 20(g).
    """
    must_be_staff(maker, act="acting on a proposal")
    item, found = _authorised(application)
    told_already = [one.approval for one in item.consultations.all() if one.approval]
    waiting = [found.act, item.refusal, *told_already]
    if any(one is not None and items.is_undecided(one) for one in waiting):
        raise refuse("ITEM_ALREADY_ASKED", item=item.number)
    found.act = request_approval(
        item.agreement,
        kind=ACT_ON_PROPOSAL,
        request=_request(found, item),
        summary=f"Item {item.number}: do what application {found.pk} proposed, {found.proposal}",
        maker=maker,
        at=at,
    )
    found.save(update_fields=["act"])
    return found.act


def perform_proposed_act(approval: Approval, *, at: datetime) -> Item:
    """Do what was proposed: the item ends and its papers go back. An answer that came since prevails.

    What may be proposed is asked once more: a line may have been found to affirm since. Raises
    PROPOSAL_NOT_AUTHORISED, ITEM_NOT_HELD, PROPOSAL_NOT_OPEN.

    Agreement: 20(g);20(k).
    """
    application = InstructionApplication.objects.select_related("item__agreement").get(
        pk=approval.request["application"]
    )
    item, found = _authorised(application)
    if _request(found, item) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    proposed = ItemProposal(found.proposed)
    _must_be_open(item, proposed)
    consume(approval, at=at)
    reason = (
        f"as proposed to the Company by application {found.pk}, not answered by its date: "
        f"{proposed.words.lower()}"
    )
    return items.end_refused(item, event=_ENDS[proposed], reason=reason, by=approval.approver, at=at)


def close_answered(item: Item, *, said: str, document_id: int, at: datetime) -> None:
    """The Company answered about an item: what was asked by application is answered with it.

    One not sent yet is withdrawn. Inside the transaction of the consultation.

    Agreement: 20(g);20(k).
    """
    waiting = item.applications.select_for_update(no_key=True)
    waiting.filter(state=ApplicationStatus.DRAFT).update(state=ApplicationStatus.WITHDRAWN)
    waiting.filter(state__in=RUNNING).update(
        state=ApplicationStatus.ANSWERED, answer=said, answer_document=document_id, answered_at=at
    )


def _must_be_open(item: Item, proposed: ItemProposal) -> None:
    """Raise PROPOSAL_NOT_OPEN for what may not be proposed about an item, or a line of its schedule."""
    may = open_proposals(item)
    if proposed not in may:
        raise refuse(
            "PROPOSAL_NOT_OPEN",
            item=item.number,
            proposed=_PROPOSED[proposed].removeprefix("to "),
            because="a statement of its certification or of a line of its schedule is affirmed",
            open=", ".join(one.words.lower() for one in may),
        )


def _authorised(application: InstructionApplication) -> tuple[Item, InstructionApplication]:
    """The item and its application, read again under the lock; the proposal is authorised and stands."""
    assert application.item is not None  # applications about items alone come here
    item = items.held_item(application.item)
    found = InstructionApplication.objects.select_related("act").select_for_update(of=("self",), no_key=True)
    locked = found.get(pk=application.pk)
    if item.state != ItemState.HELD_20K:
        raise refuse("ITEM_NOT_HELD", item=item.number)
    if locked.state != ApplicationStatus.DEEMED_AUTHORISED:
        state = locked.state.replace("_", " ").lower()
        raise refuse("PROPOSAL_NOT_AUTHORISED", item=item.number, state=state)
    noted = item.consultations.filter(applied_at__isnull=True, approval__rejected_at__isnull=True)
    if noted.exists():
        raise refuse("PROPOSAL_NOT_AUTHORISED", item=item.number, state="answered, as a record waits to say")
    return item, locked


def _request(application: InstructionApplication, item: Item) -> dict[str, Any]:
    assert application.stated_date is not None  # attested: it had been stated
    return {
        "act": ACT_ON_PROPOSAL,
        "item": item.pk,
        "application": application.pk,
        "proposed": application.proposed,
        "stated_date": application.stated_date.isoformat(),
    }
