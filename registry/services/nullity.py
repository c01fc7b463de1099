"""Nullity in the books: marked, and ended, in one entry by two people on the Company's notice (§7(e))."""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from registry.models import Approval, BookEntry, Notice, NoticeKind, NoticeState, User
from registry.selectors.nullity import (
    NullityTotals,
    ending_of,
    event_of,
    known_positions,
    nullity_totals,
    positions_bound,
    restoration_totals,
    void_from_of,
)
from registry.services import books
from registry.services.approvals import request_approval

NULLIFY, RESTORE = "NULLIFY", "RESTORE"


@transaction.atomic(durable=True)
def request_nullification(notice: Notice, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to mark everything that an applied notice makes void, with the exact totals.

    Raises COMPANY_NOTICE_REQUIRED for a notice that is not an applied one of nullity, NULLITY_ENDED for one
    that a determination has ended, NOTHING_TO_NULLIFY.

    Agreement: 7(e).
    """
    locked = _locked(notice)
    request = _nullification(locked)
    totals = NullityTotals(**request["totals"])
    return request_approval(
        locked.agreement,
        kind=NULLIFY,
        request=request,
        summary=f"Notice {locked.number}: mark {told_totals(totals)} as null and void",
        maker=maker,
        at=at,
    )


def perform_nullification(approval: Approval, *, at: datetime) -> BookEntry:
    """Mark what was approved, found again on the books as they stand; another outcome is refused.

    Raises NULLITY_CHANGED, and as `request_nullification`.

    Agreement: 7(e).
    """
    totals = approval.request["totals"]
    # The totals are found anew by the door itself, once for a million lots.
    request = _what_is_named(_locked(Notice.objects.get(pk=approval.request["notice_id"]))) | {
        "totals": totals
    }
    if request != approval.request:
        raise refuse("NULLITY_CHANGED", approved=totals)
    return books.nullify_lots(approval, request, at=at)


def told_totals(totals: NullityTotals) -> str:
    """Totals in one line: lots, Rights by class, how many lots are divided."""
    lots = _lots(totals.lots)
    classes = ", ".join(
        f"class {name.replace('_', ' ')}: {count:,}" for name, count in sorted(totals.rights.items())
    )
    divided = f"; {totals.divided:,} divided" if totals.divided else ""
    return f"{totals.rights_count:,} Rights of {lots} ({classes}{divided})"


def _lots(count: int) -> str:
    return "1 lot" if count == 1 else f"{count:,} lots"


def _nullification(notice: Notice) -> dict[str, Any]:
    """The request that the second person approves: the notice, its positions by key, the exact totals."""
    named, totals = _what_is_named(notice), nullity_totals(notice)
    if not totals.lots:
        raise refuse("NOTHING_TO_NULLIFY", number=notice.number)
    return named | {
        "totals": {"lots": totals.lots, "divided": totals.divided, "rights": dict(totals.rights)},
    }


def _what_is_named(notice: Notice) -> dict[str, Any]:
    """What an applied notice that was not ended makes void, before it is counted."""
    if notice.kind != NoticeKind.NULLITY or notice.state != NoticeState.APPLIED:
        raise refuse("COMPANY_NOTICE_REQUIRED", notice=notice.number)
    ending = ending_of(notice)
    if ending is not None:
        raise refuse("NULLITY_ENDED", number=notice.number, determination=ending.number)
    event_at, void_from = event_of(notice), void_from_of(notice)
    # Where the terms make them void from another instant than the event, two people approve that instant.
    later = {} if void_from == event_at else {"void_from": void_from.isoformat()}
    effective_at = later.get("void_from", notice.facts["event_at"])
    return _head(notice, act=NULLIFY, effective_at=effective_at) | {
        **later,
        "event_at": notice.facts["event_at"],
        "transferees": notice.facts["transferees"],
        "positions": positions_bound(known_positions(notice)),
    }


@transaction.atomic(durable=True)
def request_restoration(determination: Notice, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to end every mark of the notice that an applied determination ends.

    Raises COMPANY_NOTICE_REQUIRED for a notice that is no applied determination, NOTHING_TO_RESTORE.

    Agreement: 1(a)(i);7(e).
    """
    locked = _locked(determination)
    request = _restoration(locked)
    totals = request["totals"]
    return request_approval(
        locked.agreement,
        kind=RESTORE,
        request=request,
        summary=f"Notice {locked.number}: restore {totals['rights']:,} Rights of {_lots(totals['lots'])} "
        f"that notice {request['ends']} made void",
        maker=maker,
        at=at,
    )


def perform_restoration(approval: Approval, *, at: datetime) -> BookEntry:
    """End the marks as approved; another number of lots or Rights is refused.

    Raises NULLITY_CHANGED, and as `request_restoration`.

    Agreement: 1(a)(i);7(e).
    """
    request = _restoration(_locked(Notice.objects.get(pk=approval.request["notice_id"])))
    if request != approval.request:
        raise refuse("NULLITY_CHANGED", approved=approval.request["totals"], found=request["totals"])
    return books.restore_lots(approval, request, at=at)


def _restoration(determination: Notice) -> dict[str, Any]:
    if determination.kind != NoticeKind.NULLITY_ENDED or determination.state != NoticeState.APPLIED:
        raise refuse("COMPANY_NOTICE_REQUIRED", notice=determination.number)
    ended = Notice.objects.get(agreement=determination.agreement, number=determination.facts["ends"])
    totals = dict(restoration_totals(ended))
    if not totals["lots"]:
        raise refuse("NOTHING_TO_RESTORE", number=ended.number)
    head = _head(determination, act=RESTORE, effective_at=determination.effective_at.isoformat())
    return head | {"ends": ended.number, "totals": totals}


def _head(notice: Notice, *, act: str, effective_at: str) -> dict[str, Any]:
    return {
        "act": act,
        "kind": act,
        "agreement": notice.agreement.code,
        "notice_id": notice.pk,
        "notice": notice.number,
        "document": notice.document_id,
        "document_sha256": notice.document.sha256,
        "section": "7(e)",
        "effective_at": effective_at,
        "received_at": notice.received_at.isoformat(),
    }


def _locked(notice: Notice) -> Notice:
    """The notice, read again under the lock of its agreement."""
    agreement = books.lock_books(notice.agreement)
    locked = Notice.objects.select_related("document").get(pk=notice.pk)
    locked.agreement = agreement
    return locked
