"""The run of a new form: every certificate out of another form replaced in one entry by two people (§22).

The Company's order says that what is replaced evidences no Rights from then on; else none is made.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from registry.models import Approval, BookEntry, FormChange, User
from registry.selectors.new_forms import NEW_FORM_RUN, RunDesk, run_desk
from registry.services import books
from registry.services.approvals import request_approval


@transaction.atomic(durable=True)
def request_run(change: FormChange, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to replace every certificate of another form that nothing holds, with the totals.

    Raises NEW_FORM_RUN_NOT_POSSIBLE, once for each thing that stands in its way.

    Agreement: 4(a);22.
    """
    desk = _locked(change, at=at)
    totals = desk.totals
    return request_approval(
        desk.change.agreement,
        kind=NEW_FORM_RUN,
        request=_request(desk, at=at),
        summary=f"Notice {desk.change.notice.number}: replace {totals.certificates:,} certificates with "
        f"{totals.rights:,} Rights by {totals.issued:,} of form {desk.change.form_version.name}",
        maker=maker,
        at=at,
    )


def perform_run(approval: Approval, *, at: datetime) -> BookEntry:
    """Replace what was approved, counted anew under the lock of the books; another count is refused.

    Raises NEW_FORM_RUN_CHANGED, and as `request_run`.

    Agreement: 4(b);22.
    """
    change = FormChange.objects.get(notice=approval.request["notice_id"])
    desk = _locked(change, at=at)
    request = _request(desk, at=approval.requested_at)
    approved, found = approval.request["totals"], request["totals"]
    if found != approved:
        raise refuse(
            "NEW_FORM_RUN_CHANGED",
            found=f"{found['certificates']:,}",
            rights=f"{found['rights']:,}",
            approved=f"{approved['certificates']:,}",
            approved_rights=f"{approved['rights']:,}",
        )
    return books.exchange_for_new_form(approval, request, at=at)


def _locked(change: FormChange, *, at: datetime) -> RunDesk:
    """The desk of a run with nothing against it, read under the lock of its agreement."""
    agreement = books.lock_books(change.agreement)
    read = FormChange.objects.select_related("notice__document", "form_version").get(pk=change.pk)
    read.agreement = agreement
    desk = run_desk(read, at=at)
    if desk.grounds:
        raise RefusedByGround.by(desk.grounds)
    return desk


def _request(desk: RunDesk, *, at: datetime) -> dict[str, Any]:
    """The head of the entry, the order it rests on, and what it replaces."""
    notice, form = desk.change.notice, desk.change.form_version
    return {
        "act": NEW_FORM_RUN,
        "kind": "EXCHANGE_CERTIFICATES",
        "agreement": desk.change.agreement.code,
        "notice_id": notice.pk,
        "notice": notice.number,
        "document": notice.document_id,
        "document_sha256": notice.document.sha256,
        "form_version": form.pk,
        "form_hash": form.folder_hash,
        "section": "22",
        "effective_at": at.isoformat(),
        "received_at": notice.received_at.isoformat(),
        "totals": desk.totals.as_told(),
    }
