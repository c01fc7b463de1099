"""What the Company sends: kinds, parts, officers, channels; and applications for instructions.

An instruction is refused only in form. One whose substance looks outside the agreement is queried.

Agreement: 20(g).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from agreement.business_days import BusinessDayCalendar
from agreement.choices import CHANNEL_WORDS, Channel
from agreement.decisions import Approved, Held, Refused, decide_from
from agreement.grounds import Effect, Ground
from agreement.officers import is_title_among
from agreement.refusals import ground
from agreement.terms import Terms
from agreement.windows import in_utc


class NoticeKind(StrEnum):
    """What a paper of the Company says."""

    ANNOUNCEMENT = "ANNOUNCEMENT"
    RECORD_COUNT = "RECORD_COUNT"
    SHARES_ISSUED = "SHARES_ISSUED"
    SHARES_EXCLUDED = "SHARES_EXCLUDED"
    SHARES_ACQUIRED = "SHARES_ACQUIRED"
    DISTRIBUTION_DATE = "DISTRIBUTION_DATE"
    LIST_CERTIFIED = "LIST_CERTIFIED"
    PRE_SEPARATION_NULLITY = "PRE_SEPARATION_NULLITY"
    FORM_APPROVAL = "FORM_APPROVAL"
    MAILING_REQUEST = "MAILING_REQUEST"
    RIGHT_PRICE = "RIGHT_PRICE"
    ONE_DATE_APPROVAL = "ONE_DATE_APPROVAL"
    FACT_CERTIFIED = "FACT_CERTIFIED"


class Purpose(StrEnum):
    """For which the agreement keeps a list of officers.

    Agreement: 20(b).
    """

    FACTS = "FACTS"
    INSTRUCTIONS = "INSTRUCTIONS"
    CERTIFICATE_SIGNATURE_1 = "CERTIFICATE_SIGNATURE_1"
    CERTIFICATE_SIGNATURE_2 = "CERTIFICATE_SIGNATURE_2"
    AMENDMENT = "AMENDMENT"


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """The form of one kind of notice: plain words, section, purpose, parts it must state.

    `stops_on_filing`: what it orders stops something, which stops at once even while the notice is queried.
    """

    kind: NoticeKind
    words: str
    section: str
    purpose: Purpose
    required_parts: tuple[str, ...]
    stops_on_filing: bool = False


_FORMS = (
    NoticeForm(
        NoticeKind.ANNOUNCEMENT,
        "notice of the first public announcement",
        "1(l)",
        Purpose.FACTS,
        ("limb", "announced_on"),
    ),
    NoticeForm(
        NoticeKind.RECORD_COUNT,
        "certificate of the Common Shares outstanding on the Record Date",
        "Recitals",
        Purpose.FACTS,
        ("shares", "as_of", "source"),
    ),
    NoticeForm(
        NoticeKind.SHARES_ISSUED,
        "statement of Common Shares issued",
        "3(c)",
        Purpose.FACTS,
        ("shares", "issued_on"),
    ),
    NoticeForm(
        NoticeKind.SHARES_EXCLUDED,
        "resolution that withholds Rights from an issue of Common Shares",
        "3(c)",
        Purpose.INSTRUCTIONS,
        ("shares", "issued_on", "resolution_on"),
    ),
    NoticeForm(
        NoticeKind.SHARES_ACQUIRED,
        "statement of Common Shares acquired by the Company",
        "3(d)",
        Purpose.FACTS,
        ("shares", "acquired_on"),
    ),
    NoticeForm(
        NoticeKind.DISTRIBUTION_DATE,
        "notice that the Distribution Date has occurred",
        "3(a)",
        Purpose.FACTS,
        ("distribution_date", "limb"),
    ),
    NoticeForm(
        NoticeKind.LIST_CERTIFIED,
        "certified list of record holders",
        "3(a)",
        Purpose.FACTS,
        ("as_of", "shares", "holders"),
    ),
    NoticeForm(
        NoticeKind.PRE_SEPARATION_NULLITY,
        "notice of persons whose Rights bear the legend of nullity",
        "4(b)",
        Purpose.FACTS,
        ("persons",),
        stops_on_filing=True,
    ),
    NoticeForm(
        NoticeKind.FORM_APPROVAL,
        "approval of a form of Rights Certificate",
        "4(a)",
        Purpose.INSTRUCTIONS,
        ("form_version", "folder_hash"),
    ),
    NoticeForm(
        NoticeKind.MAILING_REQUEST,
        "request that the agent mail the Rights Certificates",
        "3(a)",
        Purpose.INSTRUCTIONS,
        (),
    ),
    NoticeForm(
        NoticeKind.RIGHT_PRICE,
        "certificate of facts and prices for payments of fractions",
        "14(e)(i)",
        Purpose.FACTS,
        ("price", "trading_day"),
    ),
    NoticeForm(
        NoticeKind.ONE_DATE_APPROVAL,
        "approval of one date for all certificates of a holder",
        "4(a)",
        Purpose.INSTRUCTIONS,
        (),
    ),
    NoticeForm(
        NoticeKind.FACT_CERTIFIED,
        "certificate of a fact",
        "20(b)",
        Purpose.FACTS,
        ("fact_type", "value", "as_of"),
    ),
)

NOTICE_FORMS: Mapping[NoticeKind, NoticeForm] = MappingProxyType({form.kind: form for form in _FORMS})


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
    """A paper of the Company as it came in: what it is, who signed it, how it came, what it states."""

    kind: NoticeKind
    officer_title: str
    channel: Channel
    signed_on: date
    received_at: datetime
    stated: Collection[str]


def form_grounds(notice: NoticeReceived, *, terms: Terms) -> tuple[Ground, ...]:
    """What is wrong with the form of a notice: the officer, the channel, a missing part.

    Agreement: 20(g).
    """
    form = NOTICE_FORMS[notice.kind]
    return (
        *officer_grounds(notice.officer_title, purpose=form.purpose, words=form.words, terms=terms),
        *channel_grounds(notice.channel, terms=terms),
        *_part_grounds(notice, form),
    )


def decide_notice(
    notice: NoticeReceived, *, terms: Terms, substance: Iterable[Ground] = ()
) -> Approved[NoticeForm] | Held | Refused:
    """Accepted, queried or refused in form. Grounds of substance never refuse a notice of the Company.

    Agreement: 20(g).
    """
    asked_back = tuple(substance)
    if any(found.effect is Effect.REFUSE for found in asked_back):
        raise ValueError("The substance of a Company notice is queried, never refused.")
    return decide_from((*form_grounds(notice, terms=terms), *asked_back), NOTICE_FORMS[notice.kind])


def officer_grounds(title: str, *, purpose: Purpose, words: str, terms: Terms) -> tuple[Ground, ...]:
    """The officer must be on the list for the purpose.

    Agreement: 20(b).
    """
    titles = titles_for(purpose, terms=terms)
    if is_title_among(title, titles=titles):
        return ()
    clause = _OFFICER_SECTIONS[purpose]
    return (
        ground("OFFICER_NOT_AUTHORISED", clause=clause, title=title, purpose=words, titles=", ".join(titles)),
    )


_OFFICER_SECTIONS = {
    Purpose.FACTS: "20(b)",
    Purpose.INSTRUCTIONS: "20(g)",
    Purpose.CERTIFICATE_SIGNATURE_1: "5(a)",
    Purpose.CERTIFICATE_SIGNATURE_2: "5(a)",
    Purpose.AMENDMENT: "27",
}


def channel_grounds(channel: Channel, *, terms: Terms) -> tuple[Ground, ...]:
    """A formal notice comes by a channel the agreement names; anything else is logged without effect.

    Agreement: 26.
    """
    if channel in terms.notice_channels:
        return ()
    allowed = " or ".join(CHANNEL_WORDS[listed] for listed in terms.notice_channels)
    told = CHANNEL_WORDS[channel]
    return (ground("CHANNEL_NOT_FORMAL", channel=told[0].upper() + told[1:], channels=allowed),)


def _part_grounds(notice: NoticeReceived, form: NoticeForm) -> tuple[Ground, ...]:
    missing = [part.replace("_", " ") for part in form.required_parts if part not in notice.stated]
    if not missing:
        return ()
    return (ground("INSTRUCTION_PART_MISSING", kind=form.words, missing=", ".join(missing)),)


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
    """An application: the date it states, when an officer received it, consent and answer if any."""

    stated_date: date
    received_by_officer_on: date | None
    consent_to_earlier_date: bool = False
    consent_is_written: bool = False
    answered_at: datetime | None = None


def application_grounds(
    facts: ApplicationFacts, *, business_days: int, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """What stands against the date an application states: not received, too early, consent not in writing.

    Agreement: 20(g).
    """
    if facts.received_by_officer_on is None:
        return (ground("APPLICATION_NOT_RECEIVED"),)
    earliest = earliest_date_of_application(
        facts.received_by_officer_on, business_days=business_days, calendar=calendar
    ).earliest
    if facts.stated_date >= earliest:
        return ()
    if facts.consent_to_earlier_date and facts.consent_is_written:
        return ()
    if facts.consent_to_earlier_date:
        return (ground("CONSENT_NOT_WRITTEN"),)
    return (ground("APPLICATION_DATE_TOO_EARLY", earliest=earliest, business_days=business_days),)


def may_act_unanswered(
    facts: ApplicationFacts, *, at: datetime, business_days: int, calendar: BusinessDayCalendar
) -> bool:
    """Whether the proposal may be acted on at an instant because no instruction came.

    It only protects the agent that acts; no date acts by itself, and it never ends a hold for consultation.

    Agreement: 20(g).
    """
    if application_grounds(facts, business_days=business_days, calendar=calendar):
        return False
    if facts.answered_at is not None and in_utc(facts.answered_at) <= in_utc(at):
        return False
    return calendar.local_date(at) >= facts.stated_date


def conflict_grounds(instructions: Mapping[str, str]) -> tuple[Ground, ...]:
    """Instructions that differ hold the matter. `instructions` says what each officer instructed.

    Agreement: 20(g).
    """
    if len(set(instructions.values())) < 2:
        return ()
    first, second = list(instructions)[:2]
    return (ground("INSTRUCTIONS_CONFLICT", first=first, second=second),)
