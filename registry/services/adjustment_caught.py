"""Elections complete at a former price: put before the Company, and left as they are (§12, §20(g))."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from agreement.refusals import refuse
from registry.models import InstructionApplication, Notice, NoticeState, User
from registry.roles import must_be_staff
from registry.selectors.adjustments import ElectionCaught, caught_by_certificate
from registry.selectors.agreements import terms_in_force
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.letters import letter_head, proposal_words

PROPOSAL = "to leave each election as it was completed, and neither to refund nor to ask for anything"


@transaction.atomic(durable=True)
def apply_about_elections(notice: Notice, *, by: User, at: datetime) -> InstructionApplication:
    """Draft an application that lists the elections complete at the former price; a person sends it.

    Raises CERTIFICATE_REQUIRED before the certificate is in force, NOTHING_CAUGHT, REQUEST_ALREADY_DECIDED.

    Agreement: 12;20(g).
    """
    must_be_staff(by, act="drafting an application for instructions")
    agreement = lock_books(notice.agreement)
    locked = Notice.objects.get(pk=notice.pk)
    locked.agreement = agreement
    terms = terms_in_force(agreement, known_at=at)
    if locked.state != NoticeState.APPLIED:
        raise refuse("CERTIFICATE_REQUIRED", price=f"${terms.total_exercise_price:,.2f}")
    caught = caught_by_certificate(locked, at=at)
    if not caught:
        saying = f"No election was complete at another price before notice {locked.number} was accepted"
        raise refuse("NOTHING_CAUGHT", saying=saying, number=locked.number)
    if locked.applications.filter(proposal=PROPOSAL).exists():
        raise refuse("REQUEST_ALREADY_DECIDED", what="application", state="drafted")
    application = InstructionApplication.objects.create(
        agreement=agreement,
        notice=locked,
        letter=caught_letter(locked, caught=caught, business_days=terms.instruction_business_days, at=at),
        proposal=PROPOSAL,
        grounds=[],
        created_at=at,
        created_by=by,
    )
    append_audit(
        agreement,
        actor=by,
        act="CAUGHT_ELECTIONS_LISTED",
        subject=str(application),
        details={"notice": locked.number, "elections": len(caught)},
        at=at,
    )
    return application


def caught_letter(
    notice: Notice, *, caught: Sequence[ElectionCaught], business_days: int, at: datetime
) -> str:
    """The draft of the letter: the certificate, since when it was known, each election with its difference.

    Agreement: 12;20(g).
    """
    zone = ZoneInfo(notice.agreement.time_zone)
    received, effective = notice.received_at.astimezone(zone), notice.effective_at.astimezone(zone)
    listed = "\n".join(f"  {place}. {_told(one, zone=zone)}" for place, one in enumerate(caught, 1))
    attention = f"Attention: {notice.officer_name}, {notice.officer_title}\n"
    return (
        letter_head(notice.agreement, attention=attention, at=at)
        + f"Your certificate of adjustment in notice {notice.number} is effective from {_moment(effective)}. "
        f"We received it, and first knew of it, at {_moment(received)} (§12). In between, and until it was "
        f"accepted, the following elections to purchase were completed at the former price:\n\n{listed}\n\n"
        "We have changed none of them and ask for your instruction on each: refund, further units, a due "
        f"bill, or nothing.\n\n{proposal_words(PROPOSAL, business_days=business_days)}\n"
    )


def _told(one: ElectionCaught, *, zone: ZoneInfo) -> str:
    more = "more" if one.difference >= 0 else "less"
    complete = _moment(one.completed_at.astimezone(zone))
    return (
        f"item {one.item_number}, {one.rights:,} Rights, complete at {complete}: "
        f"${one.paid:,.2f} was due, ${one.due:,.2f} by your certificate, ${abs(one.difference):,.2f} {more}"
    )


def _moment(local: datetime) -> str:
    return f"{local:%H:%M %Z} on {local:%B} {local.day}, {local.year}"
