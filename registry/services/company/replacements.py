"""A notice that replaces another: what it puts out of force, and what it cannot undo (§18(b)).

What was done beside the books goes with the notice that said it. What stands on the books, or was signed off
by two people, stays until an entry or an act of its own changes it: no notice undoes that. What rests on a
Distribution Date that a notice moves has a module of its own, `moved_dates`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.db.models import QuerySet

from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.workflow import NOTICE, ApplicationStatus, move
from registry.models import (
    BookEntry,
    FormVersion,
    HolderList,
    ListState,
    LotTaint,
    Notice,
    NoticeKind,
    NoticeState,
    User,
)
from registry.selectors.board_orders import ORDER_KINDS
from registry.services.company.applications import withdraw_application
from registry.services.company.board_orders import let_notice_fall

IN_FORCE = (NoticeState.ACCEPTED, NoticeState.APPLIED)
ASKED = (ApplicationStatus.DRAFT, ApplicationStatus.SENT, ApplicationStatus.RECEIVED_BY_OFFICER)


def notice_replaced(notice: Notice) -> Notice | None:
    """The notice that this one says it replaces, if that one is on file.

    Agreement: 18(b).
    """
    number = notice.facts.get("supersedes")
    if number is None:
        return None
    return (
        Notice.objects.filter(agreement_id=notice.agreement_id, number=number).exclude(pk=notice.pk).first()
    )


def replacement_grounds(notice: Notice) -> tuple[Ground, ...]:
    """What is asked back about a replacement: another matter, replaced before, or its effect stands.

    Agreement: 18(b);20(g).
    """
    number = notice.facts.get("supersedes")
    if number is None:
        return ()
    earlier = notice_replaced(notice)
    if earlier is None:
        return _outside(f"it replaces notice {number}, which is not on file")
    if earlier.kind != notice.kind:
        return _outside(f"it replaces notice {number}, which is about another matter")
    if earlier.state == NoticeState.SUPERSEDED and _has_replacement(earlier, besides=notice):
        return _outside(f"notice {number} was replaced already; it would leave its replacement in force")
    if earlier.state != NoticeState.APPLIED:
        return ()
    return tuple(
        ground("NOTICE_EFFECT_STANDS", act=act, number=earlier.number) for act in _acts_resting_on(earlier)
    )


def _has_replacement(earlier: Notice, *, besides: Notice) -> bool:
    """Whether a notice in force took the place of this one before."""
    in_its_place = Notice.objects.filter(
        agreement_id=earlier.agreement_id, kind=earlier.kind, facts__supersedes=earlier.number
    )
    return in_its_place.filter(state__in=IN_FORCE).exclude(pk=besides.pk).exists()


def _outside(reason: str) -> tuple[Ground, ...]:
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)


def _acts_resting_on(notice: Notice) -> list[str]:
    """The entries posted on a notice, and the sign-off given on it, in words; none if nothing rests on it."""
    entries = BookEntry.objects.filter(agreement_id=notice.agreement_id)
    found = entries.filter(approval=notice.acceptance)  # each entry has its approval
    if notice.kind == NoticeKind.DISTRIBUTION_DATE:
        found = entries.filter(kind="OPEN")
    elif notice.kind == NoticeKind.LIST_CERTIFIED:
        found = entries.filter(opening__holder_list__notice=notice)
    elif notice.kind in (NoticeKind.PRE_SEPARATION_NULLITY, NoticeKind.NULLITY):
        found = entries.filter(pk__in=LotTaint.objects.filter(notice=notice).values("marked_by"))
    elif notice.kind == NoticeKind.NEW_FORM:
        ordered = FormVersion.objects.filter(change__notice=notice).values_list("name", flat=True)
        return [f"The change to form {name}" for name in ordered]
    acts = [f"Entry {number}" for number in found.order_by("number").values_list("number", flat=True)]
    signed_off = _forms_approved_by(notice).filter(agent_signed_off_at__isnull=False)
    return acts + [f"The sign-off of form {name}" for name in signed_off.values_list("name", flat=True)]


def supersede(notice: Notice, *, by: User, at: datetime) -> None:
    """Put the notice that an accepted one replaces out of force, with what it did beside the books.

    The person is the one who accepts the replacement.

    Agreement: 18(b).
    """
    earlier = notice_replaced(notice)
    if earlier is None or earlier.kind != notice.kind:
        return  # an answer may let such a notice stand; it puts nothing of another matter out of force
    if earlier.state in (NoticeState.SUPERSEDED, NoticeState.REJECTED):
        return
    if earlier.state == NoticeState.APPLIED and earlier.kind in _UNDOINGS:
        _UNDOINGS[earlier.kind](earlier)
    earlier.state = move(NOTICE, earlier.state, "superseded")
    earlier.save(update_fields=["state"])
    withdraw_questions(earlier, by=by, at=at)


def withdraw_questions(notice: Notice, *, by: User, at: datetime) -> None:
    """What was asked about a notice is asked no more: it was accepted, or another took its place.

    Agreement: 20(g).
    """
    for application in notice.applications.filter(state__in=ASKED):
        withdraw_application(application, by=by, at=at)


def _forms_approved_by(notice: Notice) -> QuerySet[FormVersion]:
    if notice.kind != NoticeKind.FORM_APPROVAL:
        return FormVersion.objects.none()
    return FormVersion.objects.filter(
        agreement_id=notice.agreement_id,
        name=notice.facts.get("form_version", ""),
        company_approval_id=notice.document_id,
    )


def _withdraw_approval(notice: Notice) -> None:
    """The Company approves another form, or the same on another paper: this paper approves none (§4(a))."""
    _forms_approved_by(notice).update(company_approval=None, company_approved_at=None)


def _withdraw_lists(notice: Notice) -> None:
    """A list read against a certificate falls with it; one from which the books were opened stays (§3(a))."""
    read = HolderList.objects.filter(notice=notice, document__isnull=False)  # others are being read yet
    read.exclude(state__in=[ListState.OPENED, ListState.SUPERSEDED]).update(state=ListState.SUPERSEDED)


_UNDOINGS: Mapping[str, Callable[[Notice], None]] = MappingProxyType(
    {
        NoticeKind.FORM_APPROVAL: _withdraw_approval,
        NoticeKind.LIST_CERTIFIED: _withdraw_lists,
        **dict.fromkeys(ORDER_KINDS, let_notice_fall),
    }
)
