"""Opening the registration books from the accepted list, and supplementary issues (§3(a), §5(b)).

Preview, request and posting share one decision and one computation: the second person approves the very
preview, and the posting computes its totals again under the lock and refuses anything else.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.moves import move
from agreement.workflow.plan import HOLDER_LIST, OPENING, SEPARATION
from registry.models import (
    Approval,
    BookEntry,
    HolderList,
    NoticeDue,
    Opening,
    RightsAgreement,
    RightsCertificate,
    SeparationState,
    User,
)
from registry.selectors import openings as reads
from registry.selectors.agreements import approved_form, terms_in_force
from registry.selectors.control import attached_rights
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.company.effects import price_fractions
from registry.services.holder_search import index_entry
from registry.services.opening_grounds import (
    OPEN_BOOKS,
    grounds_of_list,
    grounds_of_totals,
    grounds_on_file,
    must_stand,
)
from registry.services.opening_previews import preview_of

INITIAL_CERTIFICATES = "M-02"


@transaction.atomic(durable=True)
def preview_opening(holder_list: HolderList, *, maker: User, at: datetime) -> Opening:
    """What opening the books from a list would issue, kept as a preview; nothing is posted.

    A list that amends the one opened last is previewed as a supplementary issue of the differences: every
    account gets the whole Rights of all its shares less those it has; what its earlier shares left counts
    again, unless it was funded (14(a)). Later Rights of an account that a notice names whole are marked too;
    where a notice names a number, never more than that number is, so later Rights are marked only as far as
    the number was not reached before (7(e)).
    A supplement that makes no whole Right posts the fractions, which are paid in cash. Raises RefusedByGround
    with every ground that stands against it, in the order of the checks.

    Agreement: 3(a);5(b);7(e);14(a).
    """
    listed = HolderList.objects.select_related("agreement").get(pk=holder_list.pk)
    agreement = listed.agreement
    separation = reads.separation_of(listed, terms=terms_in_force(agreement, known_at=at))
    must_stand(grounds_on_file(listed, at=at))
    must_stand(grounds_of_list(listed, separation))
    groups = reads.line_groups(separation)
    totals = reads.totals_of(separation, groups)
    must_stand(grounds_of_totals(listed, separation, totals, at=at))
    return Opening.objects.create(
        agreement=agreement,
        holder_list=listed,
        is_supplementary=listed.amends_id is not None,
        preview=preview_of(listed, separation, groups, totals),
        request=_request_for(listed, separation, totals),
        created_by=maker,
        created_at=at,
    )


@transaction.atomic(durable=True)
def request_opening(opening: Opening, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to approve a preview, whole as it stands.

    Agreement: 5(b).
    """
    asked = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    asked.state = move(OPENING, asked.state, "requested")
    asked.approval = request_approval(
        asked.agreement,
        kind=OPEN_BOOKS,
        request=asked.request,
        summary=_told_in_one_sentence(asked),
        maker=maker,
        at=at,
    )
    asked.save(update_fields=["state", "approval"])
    return asked.approval


def _told_in_one_sentence(opening: Opening) -> str:
    """What the second person is asked for; a supplement may issue fractions in cash alone."""
    shown = opening.preview
    if not shown["certificates"]:
        rights = f"{shown['whole_rights']} Rights without certificate, " if shown["whole_rights"] else ""
        issued = (
            f"{rights}no certificate, fractions of {shown['fractions']} accounts, "
            f"together {shown['fraction_sum']} Rights, in cash"
        )
    else:
        issued = (
            f"{shown['certificates']} certificates, numbers {shown['first_certificate']} to "
            f"{shown['last_certificate']}, for {shown['whole_rights']} Rights"
        )
    what = "Issue supplementary certificates from" if opening.is_supplementary else "Open the books from"
    return f"{what} list {opening.holder_list_id}: {issued}"


@transaction.atomic(durable=True)
def cancel_opening(opening: Opening, *, at: datetime) -> Opening:
    """Give up a preview, or a request that was rejected; nothing was posted.

    Raises OPENING_MOVE_NOT_ALLOWED, ALREADY_REQUESTED while its request may still be approved.

    Agreement: 5(b).
    """
    given_up = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    asked = given_up.approval
    if asked is not None and asked.approved_at is None and asked.rejected_at is None:
        raise refuse("ALREADY_REQUESTED", request_hash=asked.request_hash)
    given_up.state = move(OPENING, given_up.state, "cancelled")
    given_up.save(update_fields=["state"])
    return given_up


def perform_opening(approval: Approval, *, at: datetime) -> Opening:
    """Post the approved opening: re-read, re-decided under the lock; the database computes its totals again.

    Opens the plan's books, makes the certificates due for mailing, and wakes the indexing of names.
    Raises PREVIEW_CHANGED when anything differs from what was approved.

    Agreement: 3(a);5(b).
    """
    opening = Opening.objects.select_for_update(no_key=True).get(approval=approval)
    agreement = books.lock_books(opening.agreement)
    listed = HolderList.objects.select_related("agreement").get(pk=opening.holder_list_id)
    separation = reads.separation_of(listed, terms=terms_in_force(agreement, known_at=at))
    totals = opening.request["totals"]
    must_stand(grounds_on_file(listed, at=at))
    must_stand(grounds_of_totals(listed, separation, totals, at=at))
    if _request_for(listed, separation, totals) != opening.request:
        raise refuse("PREVIEW_CHANGED", opening=opening.pk)
    opening.state = move(OPENING, opening.state, "posted")
    opening.entry = books.open_books(approval, opening.request, at=at)
    opening.save(update_fields=["state", "entry"])
    _record_opened(agreement, listed, opening.entry, at=at)
    index_entry(opening.entry, by=approval.maker, at=at)
    return opening


def _request_for(listed: HolderList, separation: reads.Separation, totals: dict[str, Any]) -> dict[str, Any]:
    """The request that the second person approves and open_books takes."""
    agreement = listed.agreement
    form = approved_form(agreement)
    effective = agreement.distribution_effective_at
    if form is None or effective is None:  # both were grounds before
        raise refuse("BOOKS_NOT_OPEN", missing="an approved form or the Distribution Date")
    is_supplementary = separation.base_list is not None
    return {
        "agreement": agreement.code,
        "holder_list": listed.pk,
        "content_hash": listed.content_hash,
        "document": listed.document_id,
        "section": "3(a)",
        "effective_at": effective.isoformat(),
        "received_at": listed.received_at.isoformat(),
        "form_version": form.pk,
        "supplementary": is_supplementary,
        "ratio_numerator": separation.ratio.numerator,
        "ratio_denominator": separation.ratio.denominator,
        "record_date": separation.record_date.isoformat(),
        "one_date": separation.one_date.isoformat() if separation.one_date else None,
        "restricted": separation.restricted,
        "notices": list(separation.notices),
        "first_certificate": reads.next_certificate_number(agreement),
        "attached_rights": 0 if is_supplementary else attached_rights(agreement),
        "totals": totals,
    }


def _record_opened(agreement: RightsAgreement, listed: HolderList, entry: BookEntry, *, at: datetime) -> None:
    """The plan's books are open, the list is used, the certificates that were issued are due for mailing."""
    if agreement.separation_state != SeparationState.BOOKS_OPEN:
        agreement.separation_state = move(SEPARATION, agreement.separation_state, "books_opened")
        agreement.books_opened_at = at
        agreement.save(update_fields=["separation_state", "books_opened_at"])
    listed.state = move(HOLDER_LIST, listed.state, "opened")
    listed.save(update_fields=["state"])
    if RightsCertificate.objects.filter(issued_by=entry).exists():
        NoticeDue.objects.create(
            agreement=agreement,
            mailing_kind=INITIAL_CERTIFICATES,
            addressees=f"holders of the certificates issued by entry {entry.number}",
            as_of=entry.effective_at,
            section="3(a)",
            entry=entry,
            recorded_at=at,
        )
    # A price certified before the fractions were on the books is applied to them now (14(e)).
    price_fractions(agreement, at=at)
