"""The call-back: a notice is authenticated with its officer, then compared with the agreement (§20(g))."""

from datetime import datetime

from django.db import transaction

from agreement.grounds import Ground
from agreement.refusals import refuse
from agreement.terms import Terms
from agreement.workflow import NOTICE, move
from registry.models import InstructionApplication, Notice, NoticeState, User
from registry.roles import must_be_staff
from registry.selectors.agreements import calendar, terms_in_force
from registry.services.books import lock_books
from registry.services.company.kept_grounds import told
from registry.services.company.letters import application_letter, proposal_for
from registry.services.company.substance import conflicting_notices, query_grounds, warnings
from registry.services.letters import write_application


def authenticate_notice(notice: Notice, *, by: User, at: datetime, note: str) -> Notice:
    """Record that the officer was called back on a number of record and confirmed the notice.

    The note says whom, on which number of record and when. If the substance looks outside the agreement, the
    notice becomes QUERIED and an application for instructions is drafted; warnings are kept beside it.
    Raises CALL_BACK_NOT_RECORDED without a note, Conflict for a notice that is past this step.

    Agreement: 20(g).
    """
    must_be_staff(by, act="authenticating a notice")
    if len(note.strip()) < 3:
        raise refuse("CALL_BACK_NOT_RECORDED", number=notice.number)
    with transaction.atomic(durable=True):
        agreement = lock_books(notice.agreement)
        locked = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
        locked.agreement = agreement
        locked.state = move(NOTICE, locked.state, "authenticated")
        locked.authenticated_by, locked.authenticated_at = by, at
        locked.authentication_note = note.strip()
        terms, days = terms_in_force(agreement, known_at=at), calendar(agreement, at=at)
        warned = warnings(locked, calendar=days)
        locked.grounds = [told(one) for one in warned]
        queried = query_grounds(locked, terms=terms, calendar=days, at=at)
        if queried:
            query(locked, grounds=queried, terms=terms, by=by, at=at)
            for other in conflicting_notices(locked):
                _hold_other(other, grounds=queried, terms=terms, by=by, at=at)
        locked.save()
        return locked


def query(
    notice: Notice, *, grounds: tuple[Ground, ...], terms: Terms, by: User, at: datetime
) -> InstructionApplication:
    """Hold a notice with an application for instructions; the caller has the lock and saves the notice.

    Agreement: 20(g).
    """
    notice.state = move(NOTICE, notice.state, "queried")
    notice.grounds = [*notice.grounds, *(told(one) for one in grounds)]
    application = InstructionApplication.objects.create(
        agreement=notice.agreement,
        notice=notice,
        letter=application_letter(
            notice, grounds=grounds, business_days=terms.instruction_business_days, at=at
        ),
        proposal=proposal_for(notice),
        grounds=[told(one) for one in grounds],
        created_at=at,
        created_by=by,
    )
    write_application(
        notice.agreement,
        application,
        about=f"your notice {notice.number} ({notice.get_kind_display()})",
        grounds=grounds,
        business_days=terms.instruction_business_days,
        by=by,
        at=at,
    )
    return application


def _hold_other(other: Notice, *, grounds: tuple[Ground, ...], terms: Terms, by: User, at: datetime) -> None:
    """The other side of a conflict waits too, unless it was applied already."""
    if other.state == NoticeState.AUTHENTICATED:
        conflicts = tuple(one for one in grounds if one.code == "INSTRUCTIONS_CONFLICT")
        query(other, grounds=conflicts, terms=terms, by=by, at=at)
        other.save()
