"""The words of an application for instructions, drafted for a person to send (§20(g))."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from agreement.grounds import Ground
from registry.models import Notice, NoticeKind, RightsAgreement
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
    }
)


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
    zone = ZoneInfo(agreement.time_zone)
    ours = _letterhead(agreement, at=at)
    theirs = address_lines(agreement, party=COMPANY, at=at) or (agreement.company_name,)
    copy = address_lines(agreement, party=COMPANY, role=COPY, at=at)
    copied = f"\nCopy to: {', '.join(copy)}\n" if copy else ""
    received = notice.received_at.astimezone(zone)
    asked = "\n".join(
        f"  {number}. {_with_days_in_words(str(one))}" for number, one in enumerate(grounds, start=1)
    )
    return (
        f"{ours}\n{_day(at.astimezone(zone))}\n\n"
        f"To {chr(10).join(theirs)}\nAttention: {notice.officer_name}, {notice.officer_title}\n{copied}\n"
        f"{agreement.title}, {_day(agreement.agreement_date)}: application for instructions (§20(g))\n\n"
        f"We received your notice {notice.number} ({notice.get_kind_display()}), signed on "
        f"{_day(notice.signed_on)}, at {received:%H:%M %Z} on {_day(received)}. Before we act on it "
        f"we ask for your instruction on the following:\n\n{asked}\n\n"
        f"Unless you instruct us otherwise in writing, we propose {proposal_for(notice)}, on or after a date "
        f"that we shall state to you: no earlier than {business_days} Business Days after an officer "
        "of the Company has actually received this application, or an earlier date to which an officer "
        "consents in writing. An officer's certificate of the facts (§20(b)) or a determination of the Board "
        "(§29) settles the question as well.\n"
    )


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
