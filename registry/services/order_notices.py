"""The notice of an order to the holders: recorded as mailed, from its evidence (§23(b), §24(b))."""

from datetime import date, datetime

from django.db import transaction

from agreement.board_orders import late_notice_grounds
from agreement.choices import Channel
from agreement.refusals import refuse
from registry.models import NoticeDue, OfficeMailing, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.board_orders import MAILED_AS
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.kept_grounds import told
from registry.services.documents import Evidence, require_document


@transaction.atomic(durable=True)
def record_order_notice_mailed(
    due: NoticeDue, *, mailed_on: date, defect: str, document: Evidence | None, by: User, at: datetime
) -> OfficeMailing:
    """Record from its evidence that the notice was mailed first-class to the holders, once.

    It is given on the day of mailing. A late day and a defect are kept with it and undo nothing: the order
    stands. Raises REQUEST_ALREADY_DECIDED, INSTRUCTION_PART_MISSING, NO_SUPPORTING_DOCUMENT, NOT_FOUND.

    Agreement: 23(b);24(b);26.
    """
    must_be_staff(by, act="recording a mailing")
    if due.mailing_kind not in MAILED_AS.values():
        raise refuse("NOT_FOUND", what=f"A notice of an order under {due.pk}")
    agreement = lock_books(due.agreement)
    if OfficeMailing.objects.filter(due=due).exists():
        raise refuse("REQUEST_ALREADY_DECIDED", what="notice", state="recorded as mailed")
    if mailed_on > local_day(agreement, at=at):
        raise refuse("INSTRUCTION_PART_MISSING", kind="mailing", missing="a day that has come")
    late = [dict(told(one)) for one in late_notice_grounds(due.due_by, on=mailed_on)]
    defects = [{"code": "DEFECT", "message": defect.strip()}] if defect.strip() else []
    made = OfficeMailing.objects.create(
        due=due,
        channel=Channel.FIRST_CLASS_MAIL,
        mailed_on=mailed_on,
        document=require_document(agreement, document),
        grounds=[*late, *defects],
        recorded_by=by,
        recorded_at=at,
    )
    append_audit(
        agreement,
        actor=by,
        act="ORDER_NOTICE_MAILED",
        subject=due.addressees,
        details={"due": due.pk, "mailed_on": mailed_on.isoformat()},
        at=at,
    )
    return made
