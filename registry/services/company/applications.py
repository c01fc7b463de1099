"""Applications for instructions: sent, received by an officer, answered (§20(g)).

No date does anything by itself: a person attests that it passed without an answer, and that still posts
nothing. An answer that comes before the action prevails.
"""

from datetime import date, datetime

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.grounds import Ground
from agreement.notice import (
    ApplicationFacts,
    Consent,
    application_grounds,
    consent_grounds,
    earliest_date_of_application,
    unanswered_grounds,
)
from agreement.refusals import refuse
from agreement.workflow import APPLICATION, NOTICE, ApplicationStatus, move
from registry.models import InstructionApplication, Notice, NoticeState, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import calendar, terms_in_force
from registry.services.books import lock_books
from registry.services.company.officers import was_in_office
from registry.services.documents import Evidence, require_document


@transaction.atomic
def send_application(
    application: InstructionApplication, *, sent_at: datetime, at: datetime
) -> InstructionApplication:
    """Record that the application was sent: a person says so from evidence.

    Agreement: 20(g).
    """
    locked = _locked(application)
    _not_later(sent_at, at=at)
    locked.state = move(APPLICATION, locked.state, "sent")
    locked.sent_at = sent_at
    locked.save(update_fields=["state", "sent_at"])
    return locked


@transaction.atomic
def record_receipt(
    application: InstructionApplication, *, officer: str, received_at: datetime, at: datetime
) -> InstructionApplication:
    """Record when an officer actually received the application; the earliest date follows in Business Days.

    Agreement: 20(g).
    """
    locked = _locked(application)
    _not_later(received_at, at=at)
    agreement = locked.notice.agreement
    days = calendar(agreement, at=at)
    count = terms_in_force(agreement, known_at=at).instruction_business_days
    locked.state = move(APPLICATION, locked.state, "received_by_officer")
    locked.received_by_officer, locked.received_by_officer_at = officer, received_at
    if locked.consent_document_id is None:
        locked.earliest_date = earliest_date_of_application(
            days.local_date(received_at), business_days=count, calendar=days
        ).earliest
    locked.save()
    return locked


@transaction.atomic
def state_date(application: InstructionApplication, *, day: date, at: datetime) -> InstructionApplication:
    """State the date of the proposed action: not before the earliest date, unless an officer consented.

    A closure ordered later may move the earliest date beyond it; then a later date is stated anew.
    Raises APPLICATION_NOT_RECEIVED, APPLICATION_DATE_TOO_EARLY, and REQUEST_ALREADY_DECIDED for one that is
    answered or withdrawn.

    Agreement: 20(g).
    """
    locked = _locked(application)
    _must_be_asked(locked)
    locked.stated_date = day
    _must_stand(application_grounds(_facts(locked), business_days=_business_days(locked, at=at)))
    locked.save(update_fields=["stated_date"])
    return locked


@transaction.atomic
def consent_to_date(
    application: InstructionApplication,
    *,
    day: date,
    document: Evidence | None,
    officer_name: str,
    officer_title: str,
    at: datetime,
) -> InstructionApplication:
    """File an officer's written consent to an earlier date, which becomes the earliest one.

    Raises CONSENT_NOT_WRITTEN without a signed paper, or signed by nobody in office with a listed title;
    REQUEST_ALREADY_DECIDED for an application that is answered or withdrawn.

    Agreement: 20(g).
    """
    agreement = lock_books(application.notice.agreement)
    locked = _locked(application)
    _must_be_asked(locked)
    signed_on = document.signed_on if document else None
    held_title = signed_on is not None and was_in_office(
        agreement, name=officer_name, title=officer_title, day=signed_on
    )
    consent = Consent(signed_on, officer_title=officer_title, held_title=held_title)
    _must_stand(consent_grounds(consent, terms=terms_in_force(agreement, known_at=at)))
    locked.consent_document = require_document(agreement, document)
    locked.earliest_date = locked.stated_date = day
    locked.save(update_fields=["consent_document", "earliest_date", "stated_date"])
    return locked


@transaction.atomic
def answer_application(
    application: InstructionApplication,
    *,
    answer: str,
    confirms: str,
    document: Evidence | None,
    at: datetime,
) -> InstructionApplication:
    """File the Company's answer: an officer's certificate, an instruction, or the Board's determination.

    `confirms` is CONFIRMED (the notice stands and may be accepted; its grounds stay on the record) or
    WITHDRAWN (the notice is superseded). An answer prevails at any time before the action.

    Agreement: 20(b);20(g);29.
    """
    if confirms not in ("CONFIRMED", "WITHDRAWN"):
        raise refuse("INSTRUCTION_PART_MISSING", kind="answer", missing="whether the notice stands")
    agreement = lock_books(application.notice.agreement)
    locked = _locked(application)
    locked.state = move(APPLICATION, locked.state, "answered")
    locked.answer, locked.answer_confirms = answer, confirms == "CONFIRMED"
    locked.answer_document, locked.answered_at = require_document(agreement, document), at
    locked.save()
    if confirms == "WITHDRAWN":
        _supersede(locked.notice, agreement=agreement)
    return locked


@transaction.atomic
def attest_unanswered(
    application: InstructionApplication, *, by: User, at: datetime
) -> InstructionApplication:
    """A person attests that the stated date came without an answer. It authorises the proposal, nothing more.

    It posts nothing and ends no hold. Raises APPLICATION_NOT_RECEIVED, APPLICATION_DATE_NOT_STATED,
    APPLICATION_DATE_TOO_EARLY, APPLICATION_DATE_NOT_COME.

    Agreement: 20(g).
    """
    must_be_staff(by, act="attesting that an application was not answered")
    locked = _locked(application)
    today = calendar(locked.notice.agreement, at=at).local_date(at)
    _must_stand(unanswered_grounds(_facts(locked), today=today, business_days=_business_days(locked, at=at)))
    locked.state = move(APPLICATION, locked.state, "found_unanswered")
    locked.answer = f"No answer by {today.isoformat()}; attested by {by}"
    locked.save(update_fields=["state", "answer"])
    return locked


@transaction.atomic
def withdraw_application(application: InstructionApplication) -> InstructionApplication:
    """Withdraw an application: the question is asked no more, and the notice stays as it is.

    Agreement: 20(g).
    """
    locked = _locked(application)
    locked.state = move(APPLICATION, locked.state, "withdrawn")
    locked.save(update_fields=["state"])
    return locked


def _locked(application: InstructionApplication) -> InstructionApplication:
    rows = InstructionApplication.objects.select_related("notice__agreement")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=application.pk)


def _must_be_asked(application: InstructionApplication) -> None:
    """An application that was answered, was found unanswered or is withdrawn takes no date any more."""
    asked = (ApplicationStatus.DRAFT, ApplicationStatus.SENT, ApplicationStatus.RECEIVED_BY_OFFICER)
    if application.state not in asked:
        raise refuse("REQUEST_ALREADY_DECIDED", what="application", state=application.state)


def _facts(application: InstructionApplication) -> ApplicationFacts:
    return ApplicationFacts(application.earliest_date, application.stated_date)


def _business_days(application: InstructionApplication, *, at: datetime) -> int:
    return terms_in_force(application.notice.agreement, known_at=at).instruction_business_days


def _must_stand(grounds: tuple[Ground, ...]) -> None:
    if grounds:
        raise RefusedByGround.by(grounds)


def _not_later(instant: datetime, *, at: datetime) -> None:
    if instant > at:
        raise refuse("RECEIVED_AFTER_RECORDED", received=instant.isoformat(), recorded=at.isoformat())


def _supersede(notice: Notice, *, agreement: RightsAgreement) -> None:
    locked = Notice.objects.select_for_update(of=("self",), no_key=True).get(
        pk=notice.pk, agreement=agreement
    )
    if locked.state == NoticeState.QUERIED:
        locked.state = move(NOTICE, locked.state, "superseded")
        locked.save(update_fields=["state"])


__all__ = [
    "answer_application",
    "attest_unanswered",
    "consent_to_date",
    "record_receipt",
    "send_application",
    "state_date",
    "withdraw_application",
]
