"""What the Company sends: kinds, parts, officers, channels; and applications for instructions.

An instruction is refused only in form. One whose substance looks outside the agreement is queried.

Agreement: 20(g).
"""

from dataclasses import dataclass
from datetime import date

from agreement.business_days import BusinessDayCalendar
from agreement.channels import channel_grounds
from agreement.grounds import Ground
from agreement.notice_kinds import NOTICE_FORMS, NoticeForm, NoticeKind, Purpose
from agreement.officers import is_title_among
from agreement.refusals import ground
from agreement.terms import Terms

__all__ = [
    "NOTICE_FORMS",
    "ApplicationDate",
    "ApplicationFacts",
    "Consent",
    "NoticeForm",
    "NoticeKind",
    "NoticeReceived",
    "Purpose",
    "application_grounds",
    "consent_grounds",
    "earliest_date_of_application",
    "instructing_grounds",
    "form_grounds",
    "officer_grounds",
    "part_grounds",
    "titles_for",
    "unanswered_grounds",
]


def titles_for(purpose: Purpose, *, terms: Terms) -> tuple[str, ...]:
    """The titles that may act for a purpose: the lists differ.

    Agreement: 20(b).
    """
    return {
        Purpose.FACTS: terms.officer_titles_facts,
        Purpose.INSTRUCTIONS: terms.officer_titles_instructions,
        Purpose.CERTIFICATE_SIGNATURE_1: terms.signature_group_1,
        Purpose.CERTIFICATE_SIGNATURE_2: terms.signature_group_2,
        Purpose.AMENDMENT: terms.officer_titles_amendment,
    }[purpose]


@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """A paper of the Company as it came in: what it is, who signed it, how it came, what it lacks.

    `held_title`: by the register of officers the signer held that title on the day of signing. `channel` as
    stated. `lacking`: in words, the parts that are missing or cannot be read.
    """

    kind: NoticeKind
    officer_name: str
    officer_title: str
    held_title: bool
    signed_on: date
    channel: str
    lacking: tuple[str, ...] = ()


def form_grounds(notice: NoticeReceived, *, terms: Terms) -> tuple[Ground, ...]:
    """What is wrong with the form of a notice: the officer, the channel, a missing part; all of it at once.

    Agreement: 20(b);20(g);26.
    """
    form = NOTICE_FORMS[notice.kind]
    return (
        *_signer_grounds(notice, form=form, terms=terms),
        *_channel_of_form(notice.channel, form=form, terms=terms),
        *part_grounds(notice.kind, lacking=notice.lacking),
    )


def _signer_grounds(notice: NoticeReceived, *, form: NoticeForm, terms: Terms) -> tuple[Ground, ...]:
    """The title must be listed for the purpose, and the person must have held it when signing."""
    if notice.held_title or not is_title_among(
        notice.officer_title, titles=titles_for(form.purpose, terms=terms)
    ):
        return officer_grounds(notice.officer_title, purpose=form.purpose, words=form.words, terms=terms)
    who = f"{notice.officer_name}, by the register no {notice.officer_title} on {notice.signed_on},"
    return (_not_authorised(who, purpose=form.purpose, words=form.words, terms=terms),)


def instructing_grounds(
    name: str, title: str, *, day: date, held_title: bool, words: str, terms: Terms
) -> tuple[Ground, ...]:
    """Who instructs the agent must have held, on the day, a title listed for instructions.

    `held_title` is what the register of officers says; `words` what is given, such as "an answer".

    Agreement: 20(g).
    """
    purpose = Purpose.INSTRUCTIONS
    return signing_grounds(
        name, title, purpose=purpose, day=day, held_title=held_title, words=words, terms=terms
    )


def signing_grounds(
    name: str, title: str, *, purpose: Purpose, day: date, held_title: bool, words: str, terms: Terms
) -> tuple[Ground, ...]:
    """Who signs for the Company must have held, on the day, a title listed for the purpose.

    `held_title` is what the register of officers says; `words` what is signed, such as "a certificate".

    Agreement: 20(b);20(g).
    """
    found = officer_grounds(title, purpose=purpose, words=words, terms=terms)
    if found or held_title:
        return found
    who = f"{name}, by the register no {title} on {day},"
    return (_not_authorised(who, purpose=purpose, words=words, terms=terms),)


def officer_grounds(title: str, *, purpose: Purpose, words: str, terms: Terms) -> tuple[Ground, ...]:
    """The officer must be on the list for the purpose.

    Agreement: 20(b).
    """
    if is_title_among(title, titles=titles_for(purpose, terms=terms)):
        return ()
    return (_not_authorised(title, purpose=purpose, words=words, terms=terms),)


def _not_authorised(who: str, *, purpose: Purpose, words: str, terms: Terms) -> Ground:
    return ground(
        "OFFICER_NOT_AUTHORISED",
        clause=_OFFICER_SECTIONS[purpose],
        title=who,
        purpose=words,
        titles=", ".join(titles_for(purpose, terms=terms)),
    )


_OFFICER_SECTIONS = {
    Purpose.FACTS: "20(b)",
    Purpose.INSTRUCTIONS: "20(g)",
    Purpose.CERTIFICATE_SIGNATURE_1: "5(a)",
    Purpose.CERTIFICATE_SIGNATURE_2: "5(a)",
    Purpose.AMENDMENT: "27",
}


def _channel_of_form(channel: str, *, form: NoticeForm, terms: Terms) -> tuple[Ground, ...]:
    """A removal also comes by the channels of its own section; by those of others it is asked back about."""
    if form.changes_agent and channel in terms.change_of_agent_channels:
        return ()
    return channel_grounds(channel, terms=terms)


def part_grounds(kind: NoticeKind, *, lacking: tuple[str, ...]) -> tuple[Ground, ...]:
    """A notice states every part of its kind, in a form that can be read. `lacking` says in words what not.

    Agreement: 12;20(b);25(b);31.
    """
    if not lacking:
        return ()
    words = NOTICE_FORMS[kind].words
    if kind is NoticeKind.ADJUSTMENT:
        return (ground("CERTIFICATE_INCOMPLETE", missing="; ".join(lacking), parts=lacking),)
    if kind is NoticeKind.EVENT_OCCURRED:
        return (ground("EVENT_NOTICE_INCOMPLETE", missing="; ".join(lacking), parts=lacking),)
    if kind is NoticeKind.REDEMPTION_REINSTATED:
        return (ground("REINSTATEMENT_GROUNDS_MISSING", missing="; ".join(lacking), parts=lacking),)
    return (ground("INSTRUCTION_PART_MISSING", kind=words, missing="; ".join(lacking), parts=lacking),)


@dataclass(frozen=True, slots=True)
class ApplicationDate:
    """The earliest date an application for instructions may state, with the Business Days counted.

    Agreement: 20(g).
    """

    earliest: date
    counted: tuple[date, ...]


def earliest_date_of_application(
    received_by_officer_on: date, *, business_days: int, calendar: BusinessDayCalendar
) -> ApplicationDate:
    """The date so many Business Days after an officer of the Company actually received the application.

    Agreement: 20(g).
    """
    counted = calendar.business_days_after(received_by_officer_on, business_days)
    return ApplicationDate(counted[-1], counted)


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """An application: the earliest date it may state, and the date it states.

    `earliest_date` is that of `earliest_date_of_application`, by the closures recorded before that count ran
    out: one ordered while it runs moves it, one ordered afterwards does not (1(e)). Or it is the earlier date
    to which an officer consented in writing. None until an officer received the application. It is counted
    from the receipt of the letter that states the date; `is_date_received` says whether an officer received
    that letter, or consented to the date.
    """

    earliest_date: date | None
    stated_date: date | None
    is_date_received: bool


def application_grounds(facts: ApplicationFacts, *, business_days: int) -> tuple[Ground, ...]:
    """What stands against the date an application states: not received, not stated, too early.

    A date stated in time becomes too early when a closure moves the earliest date beyond it; the proposal
    then protects nobody until a later date is stated.

    Agreement: 20(g).
    """
    if facts.earliest_date is None:
        return (ground("APPLICATION_NOT_RECEIVED"),)
    if facts.stated_date is None:
        return (ground("APPLICATION_DATE_NOT_STATED"),)
    if facts.stated_date >= facts.earliest_date:
        return ()
    return (ground("APPLICATION_DATE_TOO_EARLY", earliest=facts.earliest_date, business_days=business_days),)


def unanswered_grounds(facts: ApplicationFacts, *, today: date, business_days: int) -> tuple[Ground, ...]:
    """What stands against acting on the proposal because no instruction came.

    `today` is the date in the zone of the agreement. A proposal only protects the agent that acts on it; no
    date acts by itself, and none ends a hold for consultation.

    Agreement: 20(g).
    """
    found = application_grounds(facts, business_days=business_days)
    if found or facts.stated_date is None:
        return found
    if not facts.is_date_received:
        return (ground("APPLICATION_DATE_NOT_RECEIVED", stated=facts.stated_date),)
    if today >= facts.stated_date:
        return ()
    return (ground("APPLICATION_DATE_NOT_COME", stated=facts.stated_date),)


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent to an earlier date: the day of its signature, if it is on paper and signed, and its officer.

    `held_title`: by the register of officers the signer held that title on the day of signing.
    """

    signed_on: date | None
    officer_title: str
    held_title: bool


def consent_grounds(consent: Consent, *, terms: Terms) -> tuple[Ground, ...]:
    """An earlier date needs a writing signed by an officer who may instruct the agent.

    Agreement: 20(g).
    """
    titles = titles_for(Purpose.INSTRUCTIONS, terms=terms)
    is_by_officer = consent.held_title and is_title_among(consent.officer_title, titles=titles)
    return () if consent.signed_on and is_by_officer else (ground("CONSENT_NOT_WRITTEN"),)
