"""Caught items: put before the Company for instruction, the agent reverses none of them (§7(e))."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from agreement.refusals import refuse
from registry.models import (
    CaughtItem,
    InstructionApplication,
    Notice,
    NoticeKind,
    NoticeState,
    RegisteredHolder,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import terms_in_force
from registry.selectors.nullity import void_from_of
from registry.selectors.nullity_caught import Caught, not_yet_listed
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.letters import letter_head, proposal_words

PROPOSAL = "to reverse none of what is listed, and to act on none of it further"
GONE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)


@transaction.atomic(durable=True)
def apply_for_instruction(notice: Notice, *, by: User, at: datetime) -> InstructionApplication:
    """Draft an application for instructions that lists what was done with void Rights and was not listed yet.

    The rows are frozen with it; a person sends it. Raises COMPANY_NOTICE_REQUIRED for a notice that is none
    of nullity, NOTHING_CAUGHT.

    Agreement: 7(e);20(g).
    """
    must_be_staff(by, act="drafting an application for instructions")
    agreement = lock_books(notice.agreement)
    locked = Notice.objects.get(pk=notice.pk)
    locked.agreement = agreement
    if locked.kind != NoticeKind.NULLITY or locked.state in GONE:
        raise refuse("COMPANY_NOTICE_REQUIRED", notice=locked.number)
    caught = not_yet_listed(locked)
    if not caught:
        raise refuse("NOTHING_CAUGHT", number=locked.number)
    application = InstructionApplication.objects.create(
        agreement=notice.agreement,
        notice=locked,
        letter=caught_letter(locked, caught=caught, at=at),
        proposal=PROPOSAL,
        grounds=[],
        created_at=at,
        created_by=by,
    )
    _freeze(application, caught=caught, at=at)
    append_audit(
        agreement,
        actor=by,
        act="CAUGHT_ITEMS_LISTED",
        subject=str(application),
        details={"notice": locked.number, "items": len(caught)},
        at=at,
    )
    return application


def _freeze(application: InstructionApplication, *, caught: Sequence[Caught], at: datetime) -> None:
    CaughtItem.objects.bulk_create(
        CaughtItem(
            application=application,
            notice=application.notice,
            place=place,
            kind=one.kind,
            source=one.source,
            happened_at=one.happened_at,
            was_known=one.was_known,
            taint_class=one.taint_class,
            holder_id=one.holder_id,
            transferee_id=one.transferee_id,
            certificate_number=one.certificate_number,
            entry_id=one.entry_id,
            item_number=one.item_number,
            rights=one.rights,
            amount=one.amount,
            shares=one.shares,
            security=one.security,
            recorded_at=at,
        )
        for place, one in enumerate(caught, 1)
    )


def caught_letter(notice: Notice, *, caught: Sequence[Caught], at: datetime) -> str:
    """The draft of the letter: the notice, from when it was known, each act with persons and amounts.

    Agreement: 7(e);20(g).
    """
    agreement, zone = notice.agreement, ZoneInfo(notice.agreement.time_zone)
    holders = RegisteredHolder.objects.in_bulk(
        {key for one in caught for key in (one.holder_id, one.transferee_id) if key}
    )
    listed = "\n".join(
        f"  {place}. {_told(one, holders=holders, zone=zone)}" for place, one in enumerate(caught, 1)
    )
    days = terms_in_force(agreement, known_at=at).instruction_business_days
    received = notice.received_at.astimezone(zone)
    attention = f"Attention: {notice.officer_name}, {notice.officer_title}\n"
    return (
        f"{letter_head(agreement, attention=attention, at=at)}"
        f"Your notice {notice.number} says that Rights are null and void (§7(e)) from "
        f"{_instant(void_from_of(notice), zone)}. We received it, and first knew of it, at "
        f"{received:%H:%M %Z} on {_day(received)}. In between, and before the Rights were marked, the "
        f"following was done with them:\n\n{listed}\n\n"
        "We have reversed none of it and ask for your instruction on each line. "
        f"{proposal_words(PROPOSAL, business_days=days)}\n"
    )


def _told(one: Caught, *, holders: dict[int, RegisteredHolder], zone: ZoneInfo) -> str:
    """One act in a line: what, when, whose Rights and to whom, how many, how much money, what shares."""
    parts = [f"{one.kind.label} of {_day(one.happened_at.astimezone(zone))}", _named(holders[one.holder_id])]
    if one.transferee_id:
        parts.append(f"to {_named(holders[one.transferee_id])}")
    if one.rights:
        parts.append(f"{one.rights:,} Rights")
    if one.amount is not None:
        parts.append(f"${one.amount:,.2f}")
    if one.shares:
        parts.append(f"{one.shares} of {one.security}")
    if one.certificate_number:
        parts.append(f"certificate {one.certificate_number}")
    if one.item_number:
        parts.append(f"item {one.item_number}")
    parts.append(f"class {one.taint_class.replace('_', ' ')}")
    return ", ".join(parts) + (" (after the notice was received)" if one.was_known else "")


def _named(holder: RegisteredHolder) -> str:
    return f"{' '.join(holder.registration.split())} (account {holder.account})"


def _instant(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%H:%M %Z} on {_day(local)}"


def _day(day: date) -> str:
    """A day as letters have it, such as June 3, 2003."""
    return f"{day:%B} {day.day}, {day.year}"
