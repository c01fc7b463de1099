"""Applications for instructions: sent, received by an officer, answered (§20(g)).

No date does anything by itself: a person attests that it passed without an answer, and that still posts
nothing. An answer that comes before the action prevails. Each step is recorded with the person who took it.
"""

from datetime import date, datetime
from typing import Any

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
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company.officers import was_in_office
from registry.services.documents import Evidence, require_document


@transaction.atomic
def send_application(
    application: InstructionApplication, *, sent_at: datetime, by: User, at: datetime
) -> InstructionApplication:
    """Record that the application was sent: a person says so from evidence.

    Agreement: 20(g).
    """
    must_be_staff(by, act="recording that an application was sent")
    locked = _locked(application)
    _not_later(sent_at, at=at)
    locked.state = move(APPLICATION, locked.state, "sent")
    locked.sent_at = sent_at
    locked.save(update_fields=["state", "sent_at"])
    _record(locked, act="APPLICATION_SENT", details={"sent_at": sent_at.isoformat()}, by=by, at=at)
    return locked


@transaction.atomic
def record_receipt(
    application: InstructionApplication, *, officer: str, received_at: datetime, by: User, at: datetime
) -> InstructionApplication:
    """Record when an officer actually received the application; the earliest date follows in Business Days.

    Agreement: 20(g).
    """
    must_be_staff(by, act="recording that an officer received an application")
    locked = _locked(application)
    _not_later(received_at, at=at)
    agreement = locked.agreement
    days = calendar(agreement, at=at)
    count = terms_in_force(agreement, known_at=at).instruction_business_days
    locked.state = move(APPLICATION, locked.state, "received_by_officer")
    locked.received_by_officer, locked.received_by_officer_at = officer, received_at
    if locked.consent_document_id is None:
        locked.earliest_date = earliest_date_of_application(
            days.local_date(received_at), business_days=count, calendar=days
        ).earliest
    locked.save()
    details = {"received_at": received_at.isoformat(), "earliest_date": str(locked.earliest_date)}
    _record(locked, act="APPLICATION_RECEIVED", details=details, by=by, at=at)
    return locked


@transaction.atomic
def state_date(
    application: InstructionApplication, *, day: date, by: User, at: datetime
) -> InstructionApplication:
    """State the date of the proposed action: not before the earliest date, unless an officer consented.

    A closure ordered later may move the earliest date beyond it; then a later date is stated anew.
    Raises APPLICATION_NOT_RECEIVED, APPLICATION_DATE_TOO_EARLY, and REQUEST_ALREADY_DECIDED for one that is
    answered or withdrawn.

    Agreement: 20(g).
    """
    must_be_staff(by, act="stating the date of a proposed action")
    locked = _locked(application)
    _must_be_asked(locked)
    locked.stated_date = day
    _must_stand(application_grounds(_facts(locked), business_days=_business_days(locked, at=at)))
    locked.save(update_fields=["stated_date"])
    _record(locked, act="APPLICATION_DATE_STATED", details={"date": day.isoformat()}, by=by, at=at)
    return locked


@transaction.atomic
def consent_to_date(
    application: InstructionApplication,
    *,
    day: date,
    document: Evidence | None,
    officer_name: str,
    officer_title: str,
    by: User,
    at: datetime,
) -> InstructionApplication:
    """File an officer's written consent to an earlier date, which becomes the earliest one.

    Raises CONSENT_NOT_WRITTEN without a signed paper, or signed by nobody in office with a listed title;
    REQUEST_ALREADY_DECIDED for an application that is answered or withdrawn.

    Agreement: 20(g).
    """
    must_be_staff(by, act="filing an officer's consent")
    locked = _locked(application)
    agreement = locked.agreement
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
    details = {"date": day.isoformat(), "document": locked.consent_document_id}
    _record(locked, act="APPLICATION_CONSENT_FILED", details=details, by=by, at=at)
    return locked


@transaction.atomic
def answer_application(
    application: InstructionApplication,
    *,
    answer: str,
    confirms: str,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> InstructionApplication:
    """File the Company's answer: an officer's certificate, an instruction, or the Board's determination.

    `confirms` is CONFIRMED (the notice stands and may be accepted; its grounds stay on the record) or
    WITHDRAWN (the notice is superseded). An answer prevails at any time before the action. About an item it
    is recorded as a consultation: raises ANSWER_IS_A_CONSULTATION.

    Agreement: 20(b);20(g);29.
    """
    must_be_staff(by, act="filing the Company's answer to an application")
    if confirms not in ("CONFIRMED", "WITHDRAWN"):
        raise refuse("INSTRUCTION_PART_MISSING", kind="answer", missing="whether the notice stands")
    locked = _locked(application)
    agreement, notice = locked.agreement, locked.notice
    if notice is None:
        raise refuse("ANSWER_IS_A_CONSULTATION", item=locked.item and locked.item.number)
    locked.state = move(APPLICATION, locked.state, "answered")
    locked.answer, locked.answer_confirms = answer, confirms == "CONFIRMED"
    locked.answer_document, locked.answered_at = require_document(agreement, document), at
    locked.save()
    if confirms == "WITHDRAWN":
        _supersede(notice, agreement=agreement)
    details = {"confirms": confirms, "document": locked.answer_document_id}
    _record(locked, act="APPLICATION_ANSWERED", details=details, by=by, at=at)
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
    today = calendar(locked.agreement, at=at).local_date(at)
    _must_stand(unanswered_grounds(_facts(locked), today=today, business_days=_business_days(locked, at=at)))
    locked.state = move(APPLICATION, locked.state, "found_unanswered")
    locked.answer = f"No answer by {today.isoformat()}; attested by {by}"
    locked.save(update_fields=["state", "answer"])
    _record(locked, act="APPLICATION_UNANSWERED", details={"date": today.isoformat()}, by=by, at=at)
    return locked


@transaction.atomic
def withdraw_application(
    application: InstructionApplication, *, by: User, at: datetime
) -> InstructionApplication:
    """Withdraw an application: the question is asked no more, and the notice stays as it is.

    One that falls with another act, such as the acceptance of the notice, is withdrawn by the person of it.

    Agreement: 20(g).
    """
    must_be_staff(by, act="withdrawing an application")
    locked = _locked(application)
    locked.state = move(APPLICATION, locked.state, "withdrawn")
    locked.save(update_fields=["state"])
    _record(locked, act="APPLICATION_WITHDRAWN", details={}, by=by, at=at)
    return locked


def _locked(application: InstructionApplication) -> InstructionApplication:
    """The application, read again under the lock of its agreement: what is recorded later needs it first."""
    agreement = lock_books(application.agreement)
    rows = InstructionApplication.objects.select_related("notice", "item")
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    locked.agreement = agreement
    return locked


def _record(
    application: InstructionApplication, *, act: str, details: dict[str, Any], by: User, at: datetime
) -> None:
    """Who took a step; what the Company said and who said it stay with the application."""
    notice, item = application.notice, application.item
    about = {"notice": notice.number} if notice else {"item": item and item.number}
    told = {**about, **details}
    append_audit(application.agreement, actor=by, act=act, subject=str(application), details=told, at=at)


def _must_be_asked(application: InstructionApplication) -> None:
    """An application that was answered, was found unanswered or is withdrawn takes no date any more."""
    asked = (ApplicationStatus.DRAFT, ApplicationStatus.SENT, ApplicationStatus.RECEIVED_BY_OFFICER)
    if application.state not in asked:
        raise refuse("REQUEST_ALREADY_DECIDED", what="application", state=application.state)


def _facts(application: InstructionApplication) -> ApplicationFacts:
    return ApplicationFacts(application.earliest_date, application.stated_date)


def _business_days(application: InstructionApplication, *, at: datetime) -> int:
    return terms_in_force(application.agreement, known_at=at).instruction_business_days


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
