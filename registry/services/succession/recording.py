"""Recording what happens to the office of the Rights Agent, by two people (§19, §21)."""

from datetime import datetime, timedelta

from django.db import transaction

from agreement.refusals import refuse
from agreement.succession import BEGINNING, CONTINUING, SuccessionKind
from registry.models import (
    AgentAppointment,
    Approval,
    Document,
    Notice,
    NoticeDue,
    RightsAgreement,
    SuccessionRecord,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import agent_in_office
from registry.selectors.succession import successions
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document
from registry.services.registers import end_by_notice
from registry.services.succession.grounds import defects, must_stand, with_office
from registry.services.succession.mailings import mailings_of, told_ground
from registry.services.succession.told import Succession

RECORD_SUCCESSION = "RECORD_SUCCESSION"


def request_succession(
    agreement: RightsAgreement, told: Succession, *, document: Evidence | None, maker: User, at: datetime
) -> Approval:
    """Ask a second person to record what happens to the office of the Rights Agent.

    Raises INSTRUCTION_PART_MISSING, RESIGNATION_NOTICE_SHORT, MAIL_CLASS_WRONG, INSPECTION_NOT_RECORDED,
    SUCCESSOR_NOT_ELIGIBLE, TWO_PRINCIPAL_AGENTS, ADOPTION_NOT_ALLOWED, NO_AGENT_IN_OFFICE,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 19(a);19(b);21.
    """
    must_be_staff(maker, act="the succession of Rights Agents")
    with transaction.atomic(durable=True):
        locked = lock_books(agreement)
        told = with_office(locked, told)
        must_stand(locked, told, at=at)
        request = {
            "act": RECORD_SUCCESSION,
            "agreement": locked.code,
            "number": _next_number(locked),
            "succession": told.to_json(),
            "document": require_document(locked, document).pk,
        }
        return approvals.request_approval(
            locked,
            kind=RECORD_SUCCESSION,
            request=request,
            summary=f"{told.kind.words}, from {told.effective_on.day} {told.effective_on:%B %Y}: "
            f"{' to '.join(name for name in (told.predecessor, told.successor) if name)}",
            maker=maker,
            at=at,
        )


def perform_succession(approval: Approval, *, at: datetime) -> SuccessionRecord:
    """It is recorded: terms of office end and begin, and what is to be mailed is due.

    Raises REQUEST_CHANGED_AFTER_APPROVAL where something was recorded since, and what the request would.

    Agreement: 19(a);19(b);21.
    """
    assert approval.agreement is not None
    agreement, asked = lock_books(approval.agreement), approval.request
    told = Succession.from_json(asked["succession"])
    if asked["number"] != _next_number(agreement) or with_office(agreement, told) != told:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    must_stand(agreement, told, at=at)
    approvals.consume(approval, at=at)
    document = Document.objects.get(pk=asked["document"], agreement=agreement)
    return record_succession(agreement, told, document=document, approval=approval, notice=None, at=at)


def record_succession(
    agreement: RightsAgreement,
    told: Succession,
    *,
    document: Document,
    approval: Approval,
    notice: Notice | None,
    at: datetime,
) -> SuccessionRecord:
    """Within the transaction of the act that two people approved: the record, the terms, what is due.

    Agreement: 19(a);19(b);21.
    """
    told = with_office(agreement, told)
    ended = _end_office(agreement, told, approval=approval, at=at)
    begun = _begin_office(agreement, told, at=at)
    if told.kind is SuccessionKind.TAKING_UP:
        agreement.agent_name = told.successor
        agreement.save(update_fields=["agent_name"])
    made = SuccessionRecord.objects.create(
        agreement=agreement,
        number=_next_number(agreement),
        kind=told.kind,
        effective_on=told.effective_on,
        facts=told.to_json(),
        grounds=[told_ground(one) for one in defects(agreement, told, at=at)],
        document=document,
        notice=notice,
        approval=approval,
        ended=ended,
        begun=begun,
        recorded_at=at,
    )
    NoticeDue.objects.bulk_create(mailings_of(agreement, told, at=at))
    append_audit(
        agreement,
        actor=approval.approver,
        act="SUCCESSION_RECORDED",
        subject=str(made),
        details={"number": made.number, "document": document.pk},
        at=at,
    )
    return made


def _end_office(
    agreement: RightsAgreement, told: Succession, *, approval: Approval, at: datetime
) -> AgentAppointment | None:
    """A resignation and what carries the office on end the term of who was in office."""
    if told.kind is not SuccessionKind.RESIGNATION and told.kind not in CONTINUING:
        return None
    last = told.effective_on - timedelta(days=1)
    office = agent_in_office(agreement, day=last)
    if office is None:
        raise refuse("NO_AGENT_IN_OFFICE", agent=told.predecessor or agreement.agent_name, date=last)
    if told.kind in CONTINUING:  # what was entered since in the prior name stands: the office went on
        office.in_office_until = last
        office.save(update_fields=["in_office_until"])
    else:
        end_by_notice(office, until=last, notice=_next_number(agreement), by=approval.approver, at=at)
    return office


def _begin_office(agreement: RightsAgreement, told: Succession, *, at: datetime) -> AgentAppointment | None:
    if told.kind not in BEGINNING:
        return None
    return AgentAppointment.objects.create(
        agreement=agreement,
        agent_name=told.successor,
        kind="PRINCIPAL",
        in_office_from=told.effective_on,
        recorded_at=at,
    )


def _next_number(agreement: RightsAgreement) -> int:
    last = successions(agreement).last()
    return last.number + 1 if last else 1
