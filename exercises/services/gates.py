"""Public announcements of a suspension and of its end, filed beside the Company's notices (§9(c))."""

from datetime import date, datetime

from django.db import transaction

from agreement.refusals import refuse
from exercises.models import SuspensionAnnouncement
from registry.models import Notice, NoticeKind, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import day_not_to_come
from registry.services.documents import Evidence, require_document
from registry.services.refusals import told_as_errors

ANNOUNCED = (NoticeKind.EXERCISE_SUSPENDED, NoticeKind.SUSPENSION_ENDED)


@transaction.atomic(durable=True)
def file_announcement(
    notice: Notice, *, announced_on: date, document: Evidence | None, by: User, at: datetime
) -> SuspensionAnnouncement:
    """A person files the public announcement of a suspension, or of its end, beside the Company's notice.

    It opens and closes nothing. Raises MAKER_NOT_PERMITTED, COMPANY_NOTICE_REQUIRED for a notice of another
    kind, ANNOUNCEMENT_ON_FILE, ACCOUNT_DAY_IMPOSSIBLE, NO_SUPPORTING_DOCUMENT.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    must_be_staff(by, act="filing a public announcement")
    agreement = lock_books(notice.agreement)
    if notice.kind not in ANNOUNCED:
        raise refuse("COMPANY_NOTICE_REQUIRED", clause="9(c)")
    if SuspensionAnnouncement.objects.filter(notice=notice).exists():
        raise refuse("ANNOUNCEMENT_ON_FILE", notice=notice.number)
    with told_as_errors():
        filed = SuspensionAnnouncement.objects.create(
            notice=notice,
            announced_on=day_not_to_come(agreement, announced_on, what="The announcement", at=at),
            document=require_document(agreement, document),
            recorded_at=at,
            recorded_by=by,
        )
    append_audit(
        agreement,
        actor=by,
        act="SUSPENSION_ANNOUNCEMENT_FILED",
        subject=f"notice {notice.number}",
        details={"announced_on": filed.announced_on.isoformat(), "document": filed.document_id},
        at=at,
    )
    return filed
