"""The summary of an adjustment to the holders: recorded as mailed, from its evidence (§12, §26)."""

from datetime import date, datetime

from django.db import transaction

from agreement.choices import Channel
from agreement.refusals import refuse
from registry.models import NoticeDue, OfficeMailing, User
from registry.roles import must_be_staff
from registry.selectors.adjustments import SUMMARY_OF_ADJUSTMENT
from registry.selectors.agreements import local_day
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document


@transaction.atomic(durable=True)
def record_summary_mailed(
    due: NoticeDue, *, mailed_on: date, defect: str, document: Evidence | None, by: User, at: datetime
) -> OfficeMailing:
    """Record from its evidence that the Company mailed the summary first-class, once.

    A defect, such as pieces that failed, is kept with it and undoes nothing: the adjustment stands.
    Raises REQUEST_ALREADY_DECIDED, INSTRUCTION_PART_MISSING, NO_SUPPORTING_DOCUMENT, NOT_FOUND.

    Agreement: 12;26.
    """
    must_be_staff(by, act="recording a mailing")
    if due.mailing_kind != SUMMARY_OF_ADJUSTMENT:
        raise refuse("NOT_FOUND", what=f"A summary of an adjustment under {due.pk}")
    agreement = lock_books(due.agreement)
    if OfficeMailing.objects.filter(due=due).exists():
        raise refuse("REQUEST_ALREADY_DECIDED", what="summary", state="recorded as mailed")
    if mailed_on > local_day(agreement, at=at):
        raise refuse("INSTRUCTION_PART_MISSING", kind="mailing", missing="a day that has come")
    made = OfficeMailing.objects.create(
        due=due,
        channel=Channel.FIRST_CLASS_MAIL,
        mailed_on=mailed_on,
        document=require_document(agreement, document),
        grounds=[{"code": "DEFECT", "message": defect.strip()}] if defect.strip() else [],
        recorded_by=by,
        recorded_at=at,
    )
    append_audit(
        agreement,
        actor=by,
        act="ADJUSTMENT_SUMMARY_MAILED",
        subject=due.addressees,
        details={"due": due.pk, "mailed_on": mailed_on.isoformat()},
        at=at,
    )
    return made
