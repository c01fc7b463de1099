"""Taking over a predecessor's records: control totals compared, signed off by two people (Recitals, §21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.separation import takeover_grounds
from registry.models import Approval, BookEntry, EntryKind, RightsAgreement, TakeOver, User
from registry.roles import must_be_staff
from registry.selectors.takeovers import grounds_of_take_overs
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document

RECONCILE_TAKE_OVER = "RECONCILE_TAKE_OVER"


@dataclass(frozen=True, slots=True)
class InheritedTotals:
    """Who served before and from when to when, its control total, and the total the Company states.

    `legended` and `stopped` are the Rights on certificates with the legend of nullity and under a stop, where
    the Company states them; the certificate detail is then held against them.
    """

    predecessor: str
    served_from: date
    served_until: date
    inherited: int
    stated: int
    legended: int | None = None
    stopped: int | None = None


def record_take_over(
    agreement: RightsAgreement,
    *,
    totals: InheritedTotals,
    document: Evidence | None,
    papers: Iterable[Evidence] = (),
    by: User,
    at: datetime,
) -> TakeOver:
    """Record what a predecessor handed over beside the Company's statement; posting closes until signed off.

    `document` is the Company's statement; `papers` are the predecessor's letters and notices, marked as
    inherited from now on. Raises NO_SUPPORTING_DOCUMENT, INSTRUCTION_PART_MISSING, ALREADY_OPENED.

    Agreement: Recitals.
    """
    must_be_staff(by, act="taking over records")
    _must_be_stated(totals)
    with transaction.atomic(durable=True):
        locked = lock_books(agreement)
        _must_precede_opening(locked)
        taken = TakeOver.objects.create(
            agreement=locked,
            predecessor=totals.predecessor.strip(),
            served_from=totals.served_from,
            served_until=totals.served_until,
            inherited_total=totals.inherited,
            company_total=totals.stated,
            legended_total=totals.legended,
            stopped_total=totals.stopped,
            document=require_document(locked, document),
            recorded_by=by,
            recorded_at=at,
        )
        taken.papers.set([require_document(locked, paper) for paper in papers])
        append_audit(
            locked,
            actor=by,
            act="TAKE_OVER_RECORDED",
            subject=taken.predecessor,
            details={"inherited": totals.inherited, "stated": totals.stated, "difference": taken.difference},
            at=at,
        )
    return taken


def request_reconciliation(taken: TakeOver, *, reason: str, maker: User, at: datetime) -> Approval:
    """Ask a second person to sign off the totals; a difference needs its reason.

    Raises TAKEOVER_NOT_RECONCILED without the reason, REQUEST_ALREADY_DECIDED.

    Agreement: Recitals.
    """
    with transaction.atomic(durable=True):
        locked = _locked(taken.pk)
        _must_be_open(locked)
        must_be_explained(locked.inherited_total, stated=locked.company_total, reason=reason)
        found = f"a difference of {locked.difference:+,}: {reason.strip()}" if locked.difference else "equal"
        return approvals.request_approval(
            locked.agreement,
            kind=RECONCILE_TAKE_OVER,
            request=_request(locked, reason=reason),
            summary=f"Sign off {locked.inherited_total:,} Rights taken over from {locked.predecessor} "
            f"against {locked.company_total:,} stated by the Company, {found}",
            maker=maker,
            at=at,
        )


def perform_reconciliation(approval: Approval, *, at: datetime) -> TakeOver:
    """The totals are signed off with the reason; posting is open again.

    Agreement: Recitals.
    """
    asked = approval.request
    taken = _locked(int(asked["take_over"]))
    _must_be_open(taken)
    must_be_explained(taken.inherited_total, stated=taken.company_total, reason=asked["reason"])
    if _request(taken, reason=asked["reason"]) != asked:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    taken.reason, taken.reconciliation, taken.reconciled_at = asked["reason"], approval, at
    taken.save(update_fields=["reason", "reconciliation", "reconciled_at"])
    return taken


def must_be_reconciled(agreement: RightsAgreement) -> None:
    """The gate of posting: raise TAKEOVER_NOT_RECONCILED while totals taken over are not signed off.

    Agreement: Recitals.
    """
    grounds = grounds_of_take_overs(agreement)
    if grounds:
        raise RefusedByGround.by(grounds)


def must_be_explained(inherited: int, *, stated: int, reason: str) -> None:
    """Raise TAKEOVER_NOT_RECONCILED for totals that differ without a reason: nobody signs these off.

    Agreement: Recitals.
    """
    grounds = takeover_grounds(inherited=Fraction(inherited), stated=Fraction(stated), explanation=reason)
    if grounds:
        raise RefusedByGround.by(grounds)


def _must_be_stated(totals: InheritedTotals) -> None:
    lacking = []
    if not totals.predecessor.strip():
        lacking.append("the name of the predecessor")
    if totals.served_from > totals.served_until:
        lacking.append("a service that begins before it ends")
    if min(totals.inherited, totals.stated, totals.legended or 0, totals.stopped or 0) < 0:
        lacking.append("totals that are not negative")
    if lacking:
        raise refuse("INSTRUCTION_PART_MISSING", kind="take-over of records", missing="; ".join(lacking))


def _must_precede_opening(agreement: RightsAgreement) -> None:
    """Totals are taken over before the books open; open books are taken over by an entry of their own."""
    opening = BookEntry.objects.filter(agreement=agreement, kind=EntryKind.OPEN).first()
    if opening is not None:
        raise refuse("ALREADY_OPENED", entry=opening.number)


def _must_be_open(taken: TakeOver) -> None:
    if taken.reconciled_at is not None:
        raise refuse("REQUEST_ALREADY_DECIDED", what="take-over", state="signed off")


def _locked(key: int) -> TakeOver:
    taken = TakeOver.objects.select_related("agreement").get(pk=key)
    agreement = lock_books(taken.agreement)
    locked = TakeOver.objects.select_for_update(no_key=True).get(pk=key)
    locked.agreement = agreement
    return locked


def _request(taken: TakeOver, *, reason: str) -> dict[str, Any]:
    return {
        "act": RECONCILE_TAKE_OVER,
        "agreement": taken.agreement.code,
        "take_over": taken.pk,
        "predecessor": taken.predecessor,
        "inherited_total": taken.inherited_total,
        "company_total": taken.company_total,
        "difference": taken.difference,
        "legended_total": taken.legended_total,
        "stopped_total": taken.stopped_total,
        "document_id": taken.document_id,
        "reason": reason.strip(),
    }
