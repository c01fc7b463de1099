"""The notice of an event to the holders: recorded as mailed, from its evidence (§25, §26)."""

from datetime import date, datetime

from django.db import transaction

from agreement.choices import Channel
from agreement.event_notice import event_notice_grounds
from agreement.grounds import Ground
from agreement.refusals import refuse
from registry.models import Document, Notice, NoticeDue, NoticeKind, OfficeMailing, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.event_notices import EVENT_KINDS, event_day, notice_of_due
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.kept_grounds import told
from registry.services.documents import Evidence, require_document


def short_notice(notice: Notice, *, mailed_on: date) -> tuple[Ground, ...]:
    """That a notice of a proposed event, mailed on a day, is shorter than asked; none of one after the event.

    Agreement: 25(a).
    """
    if notice.kind != NoticeKind.EVENT_PROPOSED:
        return ()
    terms = terms_in_force(notice.agreement, known_at=notice.received_at)
    return event_notice_grounds(mailed_on, event_on=event_day(notice), days=terms.event_notice_days)


@transaction.atomic(durable=True)
def record_event_notice_mailed(
    due: NoticeDue, *, mailed_on: date, defect: str, document: Evidence | None, by: User, at: datetime
) -> OfficeMailing:
    """Record from its evidence that the Company itself mailed the notice first-class to the holders, once.

    A short notice and a defect are kept with it and stop nothing: the event is the Company's to say. Raises
    REQUEST_ALREADY_DECIDED, INSTRUCTION_PART_MISSING, NO_SUPPORTING_DOCUMENT, NOT_FOUND.

    Agreement: 25(a);25(b);26.
    """
    must_be_staff(by, act="recording a mailing")
    if due.mailing_kind not in EVENT_KINDS:
        raise refuse("NOT_FOUND", what=f"A notice of an event under {due.pk}")
    agreement = lock_books(due.agreement)
    if mailed_on > local_day(agreement, at=at):
        raise refuse("INSTRUCTION_PART_MISSING", kind="mailing", missing="a day that has come")
    paper = require_document(agreement, document)
    return keep_event_notice_mailed(due, mailed_on=mailed_on, defect=defect, document=paper, by=by, at=at)


def keep_event_notice_mailed(
    due: NoticeDue, *, mailed_on: date, document: Document, by: User, at: datetime, defect: str = ""
) -> OfficeMailing:
    """Keep that the notice went, under the lock of the books; raises REQUEST_ALREADY_DECIDED a second time.

    Agreement: 25(a);25(b);26.
    """
    if OfficeMailing.objects.filter(due=due).exists():
        raise refuse("REQUEST_ALREADY_DECIDED", what="notice", state="recorded as mailed")
    short = [dict(told(one)) for one in short_notice(notice_of_due(due), mailed_on=mailed_on)]
    defects = [{"code": "DEFECT", "message": defect.strip()}] if defect.strip() else []
    made = OfficeMailing.objects.create(
        due=due,
        channel=Channel.FIRST_CLASS_MAIL,
        mailed_on=mailed_on,
        document=document,
        grounds=[*short, *defects],
        recorded_by=by,
        recorded_at=at,
    )
    append_audit(
        due.agreement,
        actor=by,
        act="EVENT_NOTICE_MAILED",
        subject=due.addressees,
        details={"due": due.pk, "mailed_on": mailed_on.isoformat()},
        at=at,
    )
    return made
