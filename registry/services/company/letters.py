"""The words of an application for instructions, drafted for a person to send (§20(g))."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from agreement.grounds import Ground
from registry.models import Item, Notice, NoticeKind, RightsAgreement
from registry.selectors.notice_addresses import COMPANY, COPY, RIGHTS_AGENT, address_lines

_PROPOSALS: Mapping[str, str] = MappingProxyType(
    {
        NoticeKind.SHARES_EXCLUDED: "to treat Rights as attached to the shares named",
        NoticeKind.SHARES_ISSUED: "to attach no Rights for the shares named",
        NoticeKind.SHARES_ACQUIRED: "to retire no Rights for the shares named",
        NoticeKind.RECORD_COUNT: "to leave the number of attached Rights as it stands",
        NoticeKind.DISTRIBUTION_DATE: "to treat the Distribution Date as the last accepted notice leaves it",
        NoticeKind.PRE_SEPARATION_NULLITY: "to issue no certificates to the persons named",
        NoticeKind.MAILING_REQUEST: "to mail nothing",
        NoticeKind.RIGHT_PRICE: "to pay nothing for fractions",
        NoticeKind.FACT_CERTIFIED: "to rely on none of the certificates of this fact",
        NoticeKind.AGENT_REMOVED: "to remain in office",
        NoticeKind.AGENT_APPOINTED: "to hand nothing over to the successor named",
        NoticeKind.CO_AGENT_APPOINTED: "to treat nobody as a co-Rights Agent by the notice",
        NoticeKind.NULLITY: "to mark no Rights as null and void that the notice does not name exactly",
        NoticeKind.NULLITY_ENDED: "to leave the Rights marked as null and void",
        NoticeKind.ADJUSTMENT: "to leave price, units and prices of redemption and exchange as they stand",
        NoticeKind.NEW_FORM: "to go on with certificates of the form in use",
        NoticeKind.LATER_SHARES: "to issue no Rights Certificates for the shares named",
        NoticeKind.REDEMPTION_ORDERED: "to take no exercise of the Rights, and to pay nothing for them",
        NoticeKind.EXCHANGE_ORDERED: "to take no exercise of the Rights exchanged, and to deliver nothing",
        NoticeKind.ORDER_ENDED: "to treat the order as standing",
        NoticeKind.REDEMPTION_REINSTATED: "to treat the right to redeem as it stood before",
        NoticeKind.REGISTRATION_STATEMENT: "to treat the statement as the last accepted notice leaves it",
        NoticeKind.EXERCISE_SUSPENDED: "to hold exercises of the Rights that are presented",
        NoticeKind.SUSPENSION_ENDED: "to go on holding exercises of the Rights that are presented",
        NoticeKind.EVENT_PROPOSED: "to mail no notice of the event to the holders",
        NoticeKind.EVENT_OCCURRED: "to mail no notice of the event to the holders",
        NoticeKind.ISSUE_DEFERRED: "to deliver in full what exercises give",
        NoticeKind.DEFERRED_EVENT: "to go on deferring what was deferred, and to defer what is exercised",
        NoticeKind.TRANSFER_BOOKS_CLOSED: "to date the shares as though the transfer books were open",
        NoticeKind.JURISDICTIONS: "to treat the jurisdictions as the last accepted notice leaves them",
    }
)


TO_BE_STATED = "a date that we shall state to you"
_DATE_OF_PROPOSAL = re.compile(rf"on or after (?:{TO_BE_STATED}|[A-Z][a-z]+ [0-9]+, [0-9]{{4}}): no")
_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b(?!T)")


def proposal_for(notice: Notice) -> str:
    """What the Rights Agent proposes to do, or to leave undone, if no instruction comes."""
    return _PROPOSALS.get(notice.kind, "to take no action on the notice")


def application_letter(
    notice: Notice, *, grounds: tuple[Ground, ...], business_days: int, at: datetime
) -> str:
    """The draft of the letter: the notice, what is asked back with its section, the proposal, the date.

    Agreement: 20(g).
    """
    agreement = notice.agreement
    received = notice.received_at.astimezone(ZoneInfo(agreement.time_zone))
    attention = f"Attention: {notice.officer_name}, {notice.officer_title}\n"
    return (
        letter_head(agreement, attention=attention, at=at)
        + f"We received your notice {notice.number} ({notice.get_kind_display()}), signed on "
        f"{_day(notice.signed_on)}, at {received:%H:%M %Z} on {_day(received)}. Before we act on it "
        f"we ask for your instruction on the following:\n\n{_asked(grounds)}\n\n"
        + proposal_words(proposal_for(notice), business_days=business_days)
        + " An officer's certificate of the facts (§20(b)) or a determination of the Board "
        "(§29) settles the question as well.\n"
    )


def item_application_letter(
    item: Item, *, proposal: str, grounds: Sequence[Ground], business_days: int, at: datetime
) -> str:
    """The draft of the letter about a held item: what was presented, what holds it, the proposal, the date.

    Agreement: 20(g);20(k).
    """
    agreement, received_at = item.agreement, item.received_at
    assert received_at is not None  # it is held, so it was received
    received = received_at.astimezone(ZoneInfo(agreement.time_zone))
    return (
        letter_head(agreement, attention="", at=at)
        + f"Item {item.number} ({item.get_kind_display().lower()}), in hand at {received:%H:%M %Z} on "
        f"{_day(received)}, waits for your answer under §20(k). We ask for your instruction:\n\n"
        f"{_asked(grounds)}\n\n"
        + proposal_words(proposal, business_days=business_days)
        + " We take no further action on the item before then. Your answer, if it comes before the action, "
        "prevails.\n"
    )


def letter_head(agreement: RightsAgreement, *, attention: str, at: datetime) -> str:
    """From whom, when, to whom, about which agreement (§26)."""
    theirs = address_lines(agreement, party=COMPANY, at=at) or (agreement.company_name,)
    copy = address_lines(agreement, party=COMPANY, role=COPY, at=at)
    copied = f"\nCopy to: {', '.join(copy)}\n" if copy else ""
    return (
        f"{_letterhead(agreement, at=at)}\n{_day(at.astimezone(ZoneInfo(agreement.time_zone)))}\n\n"
        f"To {chr(10).join(theirs)}\n{attention}{copied}\n"
        f"{agreement.title}, {_day(agreement.agreement_date)}: application for instructions (§20(g))\n\n"
    )


def _asked(grounds: Sequence[Ground]) -> str:
    return "\n".join(
        f"  {number}. {_with_days_in_words(str(one))}" for number, one in enumerate(grounds, start=1)
    )


def proposal_words(proposal: str, *, business_days: int) -> str:
    """What is proposed, and on which date it may be done without an answer (§20(g))."""
    return (
        f"Unless you instruct us otherwise in writing, we propose {proposal}, on or after {TO_BE_STATED}: "
        f"no earlier than {business_days} Business Days after an officer of the Company has actually "
        "received this application, or an earlier date to which an officer consents in writing."
    )


def with_date(letter: str, *, day: date) -> str:
    """A draft with the date of its proposal printed in it, in the place of none or of another (§20(g))."""
    return _DATE_OF_PROPOSAL.sub(f"on or after {_day(day)}: no", letter)


def _day(day: date) -> str:
    """A day as letters have it, such as June 3, 2003."""
    return f"{day:%B} {day.day}, {day.year}"


def _with_days_in_words(told: str) -> str:
    return _ISO_DAY.sub(lambda found: _day(date.fromisoformat(found[0])), told)


def _letterhead(agreement: RightsAgreement, *, at: datetime) -> str:
    """The Rights Agent with its address for notices in force; a fax number is where an answer may come."""
    lines = address_lines(agreement, party=RIGHTS_AGENT, at=at)
    named = lines if lines and lines[0] == agreement.agent_name else (agreement.agent_name, *lines)
    return "\n".join(named)
