"""The kinds of papers the Company sends: their words, sections, purposes and the parts each must state.

Agreement: 20(b).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


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
    AGENT_REMOVED = "AGENT_REMOVED"
    AGENT_APPOINTED = "AGENT_APPOINTED"
    NULLITY = "NULLITY"
    NULLITY_ENDED = "NULLITY_ENDED"
    LATER_SHARES = "LATER_SHARES"
    ADJUSTMENT = "ADJUSTMENT"
    NEW_FORM = "NEW_FORM"
    REDEMPTION_ORDERED = "REDEMPTION_ORDERED"
    EXCHANGE_ORDERED = "EXCHANGE_ORDERED"
    ORDER_ENDED = "ORDER_ENDED"
    REDEMPTION_REINSTATED = "REDEMPTION_REINSTATED"
    REGISTRATION_STATEMENT = "REGISTRATION_STATEMENT"
    EXERCISE_SUSPENDED = "EXERCISE_SUSPENDED"
    SUSPENSION_ENDED = "SUSPENSION_ENDED"
    JURISDICTIONS = "JURISDICTIONS"
    TRANSFER_BOOKS_CLOSED = "TRANSFER_BOOKS_CLOSED"
    VERIFICATION_PAGE = "VERIFICATION_PAGE"
    EVENT_PROPOSED = "EVENT_PROPOSED"
    EVENT_OCCURRED = "EVENT_OCCURRED"
    CO_AGENT_APPOINTED = "CO_AGENT_APPOINTED"
    ISSUE_DEFERRED = "ISSUE_DEFERRED"
    DEFERRED_EVENT = "DEFERRED_EVENT"


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
    `changes_agent`: it goes by channels of its own, those of §21.
    """

    kind: NoticeKind
    words: str
    section: str
    purpose: Purpose
    required_parts: tuple[str, ...]
    stops_on_filing: bool = False
    changes_agent: bool = False


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
        "request about who mails the certificates, the Summary of Rights, a reminder or a notice",
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
    NoticeForm(
        NoticeKind.AGENT_REMOVED,
        "notice that the Rights Agent is removed",
        "21",
        Purpose.INSTRUCTIONS,
        ("mailed_on", "effective_on"),
        changes_agent=True,
    ),
    NoticeForm(
        NoticeKind.AGENT_APPOINTED,
        "notice that a successor Rights Agent is appointed",
        "21",
        Purpose.INSTRUCTIONS,
        ("successor", "effective_on"),
    ),
    NoticeForm(
        NoticeKind.NULLITY,
        "notice of persons whose Rights are null and void",
        "7(e)",
        Purpose.FACTS,
        ("persons", "event_at"),
        stops_on_filing=True,
    ),
    NoticeForm(
        NoticeKind.NULLITY_ENDED,
        "determination that Rights are not null and void",
        "1(a)(i)",
        Purpose.FACTS,
        ("ends", "cause", "determination"),
    ),
    NoticeForm(
        NoticeKind.LATER_SHARES,
        "notice of Rights issued with later Common Shares",
        "22",
        Purpose.INSTRUCTIONS,
        ("shares", "issued_on", "recipients"),
    ),
    NoticeForm(
        NoticeKind.ADJUSTMENT,
        "certificate of adjustment",
        "12",
        Purpose.FACTS,
        ("adjusted_under", "event", "effective_from", "statement_of_facts", "calculations"),
    ),
    NoticeForm(
        NoticeKind.NEW_FORM,
        "order of a new form of Rights Certificate",
        "22",
        Purpose.INSTRUCTIONS,
        ("form_version", "board_approved_on", "manner"),
    ),
    NoticeForm(
        NoticeKind.REDEMPTION_ORDERED,
        "evidence of the action of the Board ordering the redemption of the Rights",
        "23(b)",
        Purpose.INSTRUCTIONS,
        ("ordered_at",),
        stops_on_filing=True,
    ),
    NoticeForm(
        NoticeKind.EXCHANGE_ORDERED,
        "evidence of the action of the Board ordering the exchange of Rights",
        "24(b)",
        Purpose.INSTRUCTIONS,
        ("ordered_at", "extent"),
        stops_on_filing=True,
    ),
    NoticeForm(
        NoticeKind.ORDER_ENDED,
        "notice that an order of redemption or exchange has no effect any more",
        "23(a)",
        Purpose.INSTRUCTIONS,
        ("ends", "reason"),
    ),
    NoticeForm(
        NoticeKind.REDEMPTION_REINSTATED,
        "notice that the right to redeem is reinstated",
        "31",
        Purpose.FACTS,
        ("holding", "determination", "determined_on"),
    ),
    NoticeForm(
        NoticeKind.REGISTRATION_STATEMENT,
        "notice of what became of a registration statement, or that none is needed",
        "9(c)",
        Purpose.FACTS,
        ("event", "happened_on"),
        stops_on_filing=True,
    ),
    NoticeForm(
        NoticeKind.EXERCISE_SUSPENDED,
        "notice that the exercisability of the Rights is temporarily suspended",
        "9(c)",
        Purpose.INSTRUCTIONS,
        ("basis", "starts_on"),
        stops_on_filing=True,
    ),
    NoticeForm(
        NoticeKind.SUSPENSION_ENDED,
        "notice that a suspension of the exercisability of the Rights is no longer in effect",
        "9(c)",
        Purpose.INSTRUCTIONS,
        ("ends", "ended_on"),
    ),
    NoticeForm(
        NoticeKind.JURISDICTIONS,
        "notice of jurisdictions that are qualified, exempt or not cleared",
        "9(c)",
        Purpose.FACTS,
        ("as_of",),
        stops_on_filing=True,
    ),
    NoticeForm(
        NoticeKind.TRANSFER_BOOKS_CLOSED,
        "notice of days on which the transfer books of the Company are closed",
        "10",
        Purpose.FACTS,
        ("closed_from", "closed_through"),
    ),
    NoticeForm(
        NoticeKind.VERIFICATION_PAGE,
        "instruction about the page on which certificates are verified",
        "20(g)",
        Purpose.INSTRUCTIONS,
        ("page",),
    ),
    NoticeForm(
        NoticeKind.EVENT_PROPOSED,
        "notice of a proposed Triggering Event or Section 13 Event",
        "25(a)",
        Purpose.FACTS,
        ("event_kind", "event", "proposed_for"),
    ),
    NoticeForm(
        NoticeKind.EVENT_OCCURRED,
        "notice of the occurrence of a Triggering Event or Section 13 Event",
        "25(b)",
        Purpose.FACTS,
        ("event_kind", "event", "occurred_on", "consequences"),
    ),
    NoticeForm(
        NoticeKind.CO_AGENT_APPOINTED,
        "notice that a co-Rights Agent is appointed",
        "2",
        Purpose.INSTRUCTIONS,
        ("co_agent", "effective_on", "scope"),
    ),
    NoticeForm(
        NoticeKind.ISSUE_DEFERRED,
        "notice of the election to defer the additional units of exercises until an event occurs",
        "11(k)",
        Purpose.INSTRUCTIONS,
        ("adjustment", "record_date", "event"),
    ),
    NoticeForm(
        NoticeKind.DEFERRED_EVENT,
        "certificate of what became of the event until which an issue was deferred",
        "11(k)",
        Purpose.FACTS,
        ("deferral", "outcome", "happened_on"),
    ),
)

NOTICE_FORMS: Mapping[NoticeKind, NoticeForm] = MappingProxyType({form.kind: form for form in _FORMS})
