"""Applications for instructions: sent, received by an officer, answered (§20(g)).

No date does anything by itself: a person attests that it passed without an answer, and that still posts
nothing. An answer that comes before the action prevails. Each step is recorded with the person who took it.
"""

from dataclasses import dataclass
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
from registry.services.company.kept_grounds import OF_THE_BOARD
from registry.services.company.letters import with_date
from registry.services.company.officers import must_instruct, was_in_office
from registry.services.documents import Evidence, require_document
from registry.services.letters import date_letters, write_again_with_date, write_date


@dataclass(frozen=True, slots=True)
class CompanyReply:
    """What the Company answered: in which words, from which officer, when it came, the Board's day if any."""

    words: str
    confirms: str
    officer_name: str
    officer_title: str
    received_at: datetime
    board_determined_on: date | None = None


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

    A date printed in the application was received with it.

    Agreement: 20(g).
    """
    must_be_staff(by, act="recording that an officer received an application")
    locked = _locked(application)
    _not_later(received_at, at=at)
    locked.state = move(APPLICATION, locked.state, "received_by_officer")
    locked.received_by_officer, locked.received_by_officer_at = officer, received_at
    if locked.consent_document_id is None:
        locked.earliest_date = _earliest(locked, received_at=received_at, at=at)
    is_printed = locked.stated_date is not None and not date_letters(locked).exists()
    if is_printed and locked.date_received_at is None:
        locked.date_received_by, locked.date_received_at = officer, received_at
    locked.save()
    details = {"received_at": received_at.isoformat(), "earliest_date": str(locked.earliest_date)}
    _record(locked, act="APPLICATION_RECEIVED", details=details, by=by, at=at)
    return locked


@transaction.atomic
def state_date(
    application: InstructionApplication, *, day: date, by: User, at: datetime
) -> InstructionApplication:
    """State the date of the proposed action to the Company: not before the earliest date it could be.

    A draft has it printed in the letter itself. After that a dated letter states it, which takes the place of
    an earlier one and waits until an officer is known to have received it; so the days are counted from today
    at the soonest, unless an officer consented to an earlier date. A closure ordered later may move the
    earliest date beyond it; then a later date is stated anew.
    Raises APPLICATION_NOT_RECEIVED, APPLICATION_DATE_TOO_EARLY, and REQUEST_ALREADY_DECIDED for one that is
    answered or withdrawn.

    Agreement: 20(g).
    """
    must_be_staff(by, act="stating the date of a proposed action")
    locked = _locked(application)
    _must_be_asked(locked)
    is_draft = locked.state == ApplicationStatus.DRAFT
    count, soonest = _business_days(locked, at=at), locked.earliest_date
    if locked.consent_document_id is None and (is_draft or soonest is not None):
        today = _earliest(locked, received_at=at, at=at)
        soonest = max(soonest, today) if soonest else today
    facts = ApplicationFacts(soonest, day, is_date_received=False)
    _must_stand(application_grounds(facts, business_days=count))
    locked.stated_date = day
    locked.date_received_by, locked.date_received_at = "", None
    if is_draft:
        locked.letter = with_date(locked.letter, day=day)
        write_again_with_date(locked, day=day, by=by, at=at)
    elif locked.sent_at is not None:
        write_date(locked, business_days=count, by=by, at=at)
    locked.save()
    _record(locked, act="APPLICATION_DATE_STATED", details={"date": day.isoformat()}, by=by, at=at)
    return locked


@transaction.atomic
def record_date_receipt(
    application: InstructionApplication, *, officer: str, received_at: datetime, by: User, at: datetime
) -> InstructionApplication:
    """Record when an officer actually received the letter that states the date; the days count from then.

    A date that comes too soon after it is not refused here: it lets nobody act, and is stated anew. Raises
    APPLICATION_NOT_RECEIVED, APPLICATION_DATE_NOT_STATED, REQUEST_ALREADY_DECIDED, RECEIVED_AFTER_RECORDED,
    DATE_RECEIVED_TOO_EARLY for a receipt before the letter was written.

    Agreement: 20(g).
    """
    must_be_staff(by, act="recording that an officer received a date")
    locked = _locked(application)
    _must_be_asked(locked)
    _not_later(received_at, at=at)
    if locked.received_by_officer_at is None:
        raise refuse("APPLICATION_NOT_RECEIVED")
    letter = date_letters(locked).filter(closed_at__isnull=True).last()
    if locked.stated_date is None or letter is None:
        raise refuse("APPLICATION_DATE_NOT_STATED")
    days = calendar(locked.agreement, at=at)
    received_on, written_on = days.local_date(received_at), days.local_date(letter.recorded_at)
    if received_on < written_on:
        raise refuse("DATE_RECEIVED_TOO_EARLY", received=received_on, written=written_on)
    locked.date_received_by, locked.date_received_at = officer, received_at
    if locked.consent_document_id is None:
        locked.earliest_date = _earliest(locked, received_at=received_at, at=at)
    locked.save()
    details = {"received_at": received_at.isoformat(), "earliest_date": str(locked.earliest_date)}
    _record(locked, act="APPLICATION_DATE_RECEIVED", details=details, by=by, at=at)
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
    locked.date_received_by, locked.date_received_at = officer_name, at  # its own writing names the date
    locked.save()
    details = {"date": day.isoformat(), "document": locked.consent_document_id}
    _record(locked, act="APPLICATION_CONSENT_FILED", details=details, by=by, at=at)
    return locked


@transaction.atomic
def answer_application(
    application: InstructionApplication,
    reply: CompanyReply,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> InstructionApplication:
    """File the Company's answer: an officer's certificate, an instruction, or the Board's determination.

    `confirms` is CONFIRMED (the notice stands and may be accepted; its grounds stay on the record) or
    WITHDRAWN (the notice is superseded). An answer prevails at any time before the action. Its paper is
    signed by a person who held, on the day of signing, an office that may instruct the agent. A question for
    the Board is settled by a determination with its day. About an item an answer is recorded as a
    consultation. Raises ANSWER_IS_A_CONSULTATION, NO_SUPPORTING_DOCUMENT, INSTRUCTION_PART_MISSING,
    DOCUMENT_DATED_LATER, OFFICER_NOT_AUTHORISED, RECEIVED_AFTER_RECORDED.

    Agreement: 20(b);20(g);29.
    """
    must_be_staff(by, act="filing the Company's answer to an application")
    confirms = reply.confirms
    if confirms not in ("CONFIRMED", "WITHDRAWN"):
        raise refuse("INSTRUCTION_PART_MISSING", kind="answer", missing="whether the notice stands")
    locked = _locked(application)
    agreement, notice = locked.agreement, locked.notice
    if notice is None:
        raise refuse("ANSWER_IS_A_CONSULTATION", item=locked.item and locked.item.number)
    _not_later(reply.received_at, at=at)
    locked.state = move(APPLICATION, locked.state, "answered")
    if document is not None:
        _must_be_signed(locked, reply, signed_on=document.signed_on, at=at)
    locked.answer_document = require_document(agreement, document)
    locked.answer, locked.answer_confirms = reply.words, confirms == "CONFIRMED"
    locked.answered_by, locked.answered_by_title = reply.officer_name.strip(), reply.officer_title.strip()
    locked.answered_at, locked.board_determined_on = reply.received_at, reply.board_determined_on
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
    APPLICATION_DATE_TOO_EARLY, APPLICATION_DATE_NOT_RECEIVED while no officer is known to have the letter
    that states the date, APPLICATION_DATE_NOT_COME.

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


def _must_be_signed(
    application: InstructionApplication, reply: CompanyReply, *, signed_on: date | None, at: datetime
) -> None:
    """The answer is signed by an officer in office on that day; a question for the Board has its day."""
    agreement = application.agreement
    if signed_on is None:
        raise refuse("INSTRUCTION_PART_MISSING", kind="answer", missing="the day on which it was signed")
    received = calendar(agreement, at=at).local_date(reply.received_at)
    board_on = reply.board_determined_on
    for document, dated, by_day in (
        ("answer", signed_on, received),
        ("determination of the Board", board_on, signed_on),
    ):
        if dated is not None and dated > by_day:
            raise refuse("DOCUMENT_DATED_LATER", document=document, dated=dated, received=by_day)
    name, title = reply.officer_name, reply.officer_title
    must_instruct(agreement, name=name, title=title, day=signed_on, words="an answer", at=at)
    asked_of_board = any(one["code"] == OF_THE_BOARD for one in application.grounds)
    if reply.confirms == "CONFIRMED" and asked_of_board and board_on is None:
        missing = "the day of the determination of the Board"
        raise refuse("INSTRUCTION_PART_MISSING", kind="answer", missing=missing)


def _facts(application: InstructionApplication) -> ApplicationFacts:
    is_received = application.date_received_at is not None
    return ApplicationFacts(application.earliest_date, application.stated_date, is_date_received=is_received)


def _earliest(application: InstructionApplication, *, received_at: datetime, at: datetime) -> date:
    """The earliest date that a letter may state which an officer received then (§20(g))."""
    days = calendar(application.agreement, at=at)
    count = _business_days(application, at=at)
    received_on = days.local_date(received_at)
    return earliest_date_of_application(received_on, business_days=count, calendar=days).earliest


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
    "CompanyReply",
    "answer_application",
    "attest_unanswered",
    "consent_to_date",
    "record_date_receipt",
    "record_receipt",
    "send_application",
    "state_date",
    "withdraw_application",
]
