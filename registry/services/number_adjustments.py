"""Another number of Rights: the additional Rights given to the holders of record, by two people (§11(h)).

The election, its record date and its ratio are the Company's; the Rights Agent carries them out.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.arithmetic import as_text
from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from registry.models import Approval, BookEntry, Notice, User
from registry.selectors.number_adjustments import ADJUST_NUMBER, NumberDesk, number_desk
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.company.effects import price_fractions


@transaction.atomic(durable=True)
def request_number_adjustment(notice: Notice, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to give the holders of record the additional Rights, with the totals.

    Raises NUMBER_ADJUSTMENT_NOT_POSSIBLE, once for each thing that stands in its way, and NUMBER_ADJUSTED.

    Agreement: 4(a);11(h);14(a).
    """
    desk = _locked(notice, at=at)
    totals = desk.totals
    return request_approval(
        desk.notice.agreement,
        kind=ADJUST_NUMBER,
        request=_request(desk),
        summary=f"Notice {desk.notice.number}: {totals.additional:,} additional Rights to {totals.holders:,} "
        f"holders of record on {totals.certificates:,} certificates, each Right becoming "
        f"{as_text(desk.ratio) if desk.ratio else ''}",
        maker=maker,
        at=at,
    )


def perform_number_adjustment(approval: Approval, *, at: datetime) -> BookEntry:
    """Give what was approved, counted anew under the lock of the books; another count is refused.

    Raises NUMBER_ADJUSTMENT_CHANGED, and as `request_number_adjustment`.

    Agreement: 4(b);11(h);14(a).
    """
    desk = _locked(Notice.objects.get(pk=approval.request["notice_id"]), at=at)
    request = _request(desk)
    approved, found = approval.request["totals"], request["totals"]
    if found != approved:
        raise refuse(
            "NUMBER_ADJUSTMENT_CHANGED",
            found=f"{found['additional']:,}",
            holders=f"{found['holders']:,}",
            approved=f"{approved['additional']:,}",
            approved_holders=f"{approved['holders']:,}",
        )
    entry = books.adjust_number(approval, request, at=at)
    price_fractions(desk.notice.agreement, at=at, election=desk.notice.number)
    return entry


def _locked(notice: Notice, *, at: datetime) -> NumberDesk:
    """The desk of an election with nothing against it, read under the lock of its agreement."""
    agreement = books.lock_books(notice.agreement)
    read = Notice.objects.select_related("document").get(pk=notice.pk)
    read.agreement = agreement
    desk = number_desk(read, at=at)
    if desk.grounds:
        raise RefusedByGround.by(desk.grounds)
    return desk


def _request(desk: NumberDesk) -> dict[str, Any]:
    """The head of the entry, the election it rests on, its record date and ratio, and what it gives."""
    notice, form, ratio = desk.notice, desk.form, desk.ratio
    assert form is not None  # a desk with nothing against it has both
    assert ratio is not None
    return {
        "act": ADJUST_NUMBER,
        "kind": "ADJUST_NUMBER",
        "agreement": notice.agreement.code,
        "notice_id": notice.pk,
        "notice": notice.number,
        "document": notice.document_id,
        "document_sha256": notice.document.sha256,
        "form_version": form.pk,
        "form_hash": form.folder_hash,
        "section": "11(h)",
        "effective_at": desk.record_at.isoformat(),
        "received_at": notice.received_at.isoformat(),
        "record_at": desk.record_at.isoformat(),
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        "option": notice.facts["distributed"],
        "totals": desk.totals.as_told(),
    }
