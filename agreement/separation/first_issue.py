"""The first issue of Rights Certificates: what it needs, who mails, and that Rights alone do not move before.

Agreement: 3(a).
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation.distribution import issue_gate


@dataclass(frozen=True, slots=True)
class FirstIssueFacts:
    """What is on file when the first print run is to leave its draft."""

    at: datetime
    notice_received_at: datetime | None
    list_is_accepted: bool
    open_information_requests: int
    signature_authority_on_file: bool


def first_issue_grounds(facts: FirstIssueFacts) -> tuple[Ground, ...]:
    """What the first print run still needs, in one ground that lists it all.

    Agreement: 3(a).
    """
    missing = []
    if issue_gate(notice_received_at=facts.notice_received_at, at=facts.at):
        missing.append("the Company's notice of the Distribution Date")
    if not facts.list_is_accepted:
        missing.append("the accepted list of record holders")
    if facts.open_information_requests:
        missing.append("the answers to the agent's requests for information")
    if not facts.signature_authority_on_file:
        missing.append("the Company's signed stock or authority for its signatures")
    return (ground("INITIAL_ISSUE_NOT_READY", missing=", ".join(missing)),) if missing else ()


def mailing_grounds(
    *, request: str | None, uncountersigned: tuple[str, ...] = (), section: str = "3(a)"
) -> tuple[Ground, ...]:
    """The Company mails unless it asks the agent in writing; nothing goes out without countersignature.

    `request` names the Company's written request on file, if there is one; `section` is the one under which
    papers of the kind are asked for: papers that the agreement itself does not name, on instructions (20(g)).

    Agreement: 3(a);20(g).
    """
    found = [] if request else [ground("MAILING_NOT_REQUESTED", clause=section)]
    found += [ground("NOT_COUNTERSIGNED", number=number) for number in uncountersigned]
    return tuple(found)


def severance_grounds(*, notice_received_at: datetime | None, at: datetime) -> tuple[Ground, ...]:
    """Before the separation Rights move only with the shares; a request to move them alone is refused.

    Agreement: 16(a).
    """
    if issue_gate(notice_received_at=notice_received_at, at=at):
        return (ground("RIGHTS_NOT_SEVERABLE"),)
    return ()


def takeover_grounds(*, inherited: Fraction, stated: Fraction, explanation: str) -> tuple[Ground, ...]:
    """Totals taken over from a predecessor must be those the Company states, or the difference be explained.

    Agreement: Recitals.
    """
    if inherited == stated or explanation.strip():
        return ()
    return (ground("TAKEOVER_NOT_RECONCILED", difference=as_text(stated - inherited)),)


def sign_off_grounds(
    *, predecessor: str, inherited: Fraction, stated: Fraction, is_signed_off: bool
) -> tuple[Ground, ...]:
    """Nothing is posted on totals taken over before two people signed them off, any difference explained.

    Agreement: Recitals.
    """
    if is_signed_off:
        return ()
    unexplained = takeover_grounds(inherited=inherited, stated=stated, explanation="")
    return unexplained or (ground("TAKEOVER_NOT_SIGNED_OFF", predecessor=predecessor),)
