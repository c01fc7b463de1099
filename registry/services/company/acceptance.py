"""Acceptance by two people: the request says what the notice does, the approval does just that (§18(b))."""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.business_days import BusinessDayCalendar
from agreement.decisions import Approved
from agreement.errors import RefusedByGround
from agreement.grounds import Ground
from agreement.posting import EntryKind, Posting
from agreement.refusals import ground, refuse
from agreement.terms import Terms
from agreement.workflow import NOTICE, move
from registry.models import Approval, Lot, Notice, NoticeKind, NoticeState, User
from registry.selectors.agreements import calendar, terms_in_force
from registry.services import approvals
from registry.services.books import lock_books, post_entry_within
from registry.services.commitments import commit_words
from registry.services.company.effects import apply_effect
from registry.services.company.exercise_gates import examine_waiting
from registry.services.company.kept_grounds import answered_grounds, asked_as
from registry.services.company.later_shares import decide_later_shares, entry_of_later_shares
from registry.services.company.moved_dates import falling_warnings, let_fall
from registry.services.company.officers import must_have_answered
from registry.services.company.parts import parts_naming_people
from registry.services.company.replacements import supersede, withdraw_questions
from registry.services.company.substance import query_grounds, warnings
from registry.services.control import (
    AttachmentDecision,
    attach_rights,
    decide_attachment,
    retire_attached,
)
from registry.services.takeovers import must_be_reconciled

POSTING_KINDS = frozenset(
    {
        NoticeKind.RECORD_COUNT,
        NoticeKind.SHARES_ISSUED,
        NoticeKind.SHARES_ACQUIRED,
        NoticeKind.LATER_SHARES,
    }
)


def request_acceptance(notice: Notice, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to accept an authenticated notice, with the very entry it would post.

    Raises NOTICE_NOT_AUTHENTICATED, NOTICE_QUERIED while an application is unanswered, and the grounds that
    have come up since it was authenticated.

    Agreement: 20(g).
    """
    with transaction.atomic(durable=True):
        locked = _locked(notice.pk)
        _must_be_acceptable(locked, at=at)
        request = acceptance_request(locked, at=at)
        approval = approvals.request_approval(
            locked.agreement,
            kind="ACCEPT_NOTICE",
            request=request,
            summary=_summary(locked, request=request) + _told_beside(locked, at=at),
            maker=maker,
            at=at,
        )
        locked.acceptance = approval
        locked.save(update_fields=["acceptance"])
        return approval


def perform_acceptance(approval: Approval, *, at: datetime) -> Notice:
    """Accept and apply a notice as approved: its entry is posted, its effect takes place, in one transaction.

    Decides anew under the lock; raises REQUEST_CHANGED_AFTER_APPROVAL when the outcome is another one, and
    OFFICER_NOT_AUTHORISED where an answer that lets it stand is of nobody in office by now.

    Agreement: 3(a);20(b).
    """
    notice = _locked(int(approval.request["notice_id"]))
    _must_be_acceptable(notice, at=at)
    if acceptance_request(notice, at=at) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    if "entry" in approval.request:
        post_entry_within(approval, approval.request, at=at)
    else:
        approvals.consume(approval, at=at)
    notice.state = move(NOTICE, notice.state, "accepted")
    notice.acceptance, notice.accepted_at = approval, at
    by = approval.approver
    assert by is not None  # what is performed was approved
    supersede(notice, by=by, at=at)
    apply_effect(notice, at=at)
    let_fall(notice, by=by, at=at)
    notice.state = move(NOTICE, notice.state, "applied")
    notice.applied_at = at
    notice.save()
    withdraw_questions(notice, by=by, at=at)
    examine_waiting(notice, by=by, at=at)
    return notice


def acceptance_request(notice: Notice, *, at: datetime) -> dict[str, Any]:
    """What the second person approves: the notice as received, and the entry it posts, if any.

    Agreement: 18(b).
    """
    request: dict[str, Any] = {
        "act": "ACCEPT_NOTICE",
        "agreement": notice.agreement.code,
        "notice_id": notice.pk,
        "notice": notice.number,
        "kind": notice.kind,
        "officer": f"{notice.officer_name}, {notice.officer_title}",
        "authenticated_by": notice.authenticated_by_id,
        "document_sha256": notice.document.sha256,
        "effective_at": notice.effective_at.isoformat(),
        "received_at": notice.received_at.isoformat(),
        **_facts_bound(notice),
    }
    entry = _entry_of(notice, at=at)
    return request if entry is None else request | {"entry": entry}


def _facts_bound(notice: Notice) -> dict[str, Any]:
    """The parts of a notice, those that may name people by a keyed commitment to what the notice says."""
    naming = parts_naming_people(notice.kind)
    plain = {name: value for name, value in notice.facts.items() if name not in naming}
    committed = {
        name: commit_words(value, bound_to=f"notice {notice.pk} {name}")
        for name, value in notice.facts.items()
        if name in naming
    }
    return {"facts": plain} | ({"committed": committed} if committed else {})


def _entry_of(notice: Notice, *, at: datetime) -> dict[str, Any] | None:
    if notice.kind not in POSTING_KINDS:
        return None
    must_be_reconciled(notice.agreement)
    terms, days = terms_in_force(notice.agreement, known_at=at), calendar(notice.agreement, at=at)
    decision = decide_posting(notice, terms=terms, calendar=days, at=at)
    if not isinstance(decision, Approved):
        # An answer may lift the question; it cannot make the books hold what they cannot hold.
        raise RefusedByGround.by(decision.grounds)
    posting: Posting | None = decision.posting
    if posting is None:
        return None
    if posting.kind is EntryKind.ISSUE:
        return entry_of_later_shares(notice, posting, terms=terms, calendar=days, at=at)
    post = retire_attached if posting.kind is EntryKind.RETIRE_ATTACHED else attach_rights
    return post(notice.agreement, notice=notice, posting=posting)


def decide_posting(
    notice: Notice, *, terms: Terms, calendar: BusinessDayCalendar, at: datetime
) -> AttachmentDecision:
    """What a notice of a kind that posts would post now: by the rules of attachment, or of later shares.

    Agreement: 3(c);3(d);22.
    """
    if notice.kind == NoticeKind.LATER_SHARES:
        return decide_later_shares(notice, terms=terms, calendar=calendar, at=at)
    return decide_attachment(notice.agreement, notice=notice, terms=terms, calendar=calendar)


def _locked(key: int) -> Notice:
    """The notice under the lock of its agreement, read again with everything the decision needs."""
    notice = Notice.objects.select_related("agreement", "document").get(pk=key)
    agreement = lock_books(notice.agreement)
    locked = (
        Notice.objects.select_related("document").select_for_update(of=("self",), no_key=True).get(pk=key)
    )
    locked.agreement = agreement
    return locked


def _must_be_acceptable(notice: Notice, *, at: datetime) -> None:
    if notice.state == NoticeState.RECEIVED:
        raise refuse("NOTICE_NOT_AUTHENTICATED", number=notice.number)
    answered = answered_grounds(notice)
    terms, days = terms_in_force(notice.agreement, known_at=at), calendar(notice.agreement, at=at)
    open_grounds = [
        one
        for one in query_grounds(notice, terms=terms, calendar=days, at=at)
        if asked_as(one) not in answered
    ]
    # A query falls of itself only when what was asked about is on file by now, and nothing stands any more.
    if notice.state == NoticeState.QUERIED and open_grounds and not answered:
        raise RefusedByGround.by((_queried(notice), *_kept(notice)))
    move(NOTICE, notice.state, "accepted")
    if open_grounds:
        raise RefusedByGround.by(open_grounds)
    if answered:
        must_have_answered(notice, at=at)


def _queried(notice: Notice) -> Ground:
    return ground("NOTICE_QUERIED", number=notice.number)


def _kept(notice: Notice) -> list[Ground]:
    return [ground(str(one["code"]), **one["facts"]) for one in notice.grounds if one.get("effect") != "WARN"]


def _summary(notice: Notice, *, request: dict[str, Any]) -> str:
    told = f"Accept notice {notice.number}: {notice.get_kind_display()}"
    replaced = notice.facts.get("supersedes")
    in_place_of = "" if replaced is None else f", in the place of notice {replaced}"
    by = f"signed by {notice.officer_title} {notice.officer_name}{in_place_of}"
    entry = request.get("entry")
    if entry is None:
        return f"{told}, {by}"
    rights = entry["rights_created"] or -_retired(notice, entry)
    return f"{told}, {by}; posts {entry['kind']} of {rights:+,} Rights"


def _told_beside(notice: Notice, *, at: datetime) -> str:
    """What falls with a Distribution Date, where a worksheet differs: told to the second person as well."""
    days = calendar(notice.agreement, at=at)
    is_compared = notice.kind == NoticeKind.ADJUSTMENT
    found = warnings(notice, calendar=days) if is_compared else falling_warnings(notice, calendar=days)
    return "".join(f"; {one.message}" for one in found)


def _retired(notice: Notice, entry: dict[str, Any]) -> int:
    lots = [int(lot["lot"]) for lot in entry["close"]]
    closed = sum(lot.rights for lot in Lot.objects.filter(agreement=notice.agreement, pk__in=lots))
    return closed - sum(int(lot["rights"]) for lot in entry["open"])
