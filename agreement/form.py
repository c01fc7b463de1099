"""The Rights Certificate: its date, its legend, who signs it; and the legend on share certificates.

Agreement: 4(a).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agreement.choices import CountersignatureMode, LegendElement, Seal
from agreement.grounds import Ground
from agreement.officers import is_title_among
from agreement.posting import LegendClass, TaintClass
from agreement.refusals import ground
from agreement.terms import Appointment, Countersigner, Officer, is_in_office

LEGEND_ELEMENT_WORDS = {
    LegendElement.ENTITLES_HOLDER: "that it also evidences Rights under the agreement",
    LegendElement.PARTIES_AND_AGENT: "the parties of the agreement and the change of agent",
    LegendElement.INCORPORATION_AND_PLACE_OF_COPY: "that the agreement is incorporated and where a copy lies",
    LegendElement.SEPARATE_EVIDENCE: "that the Rights may come to be evidenced separately",
    LegendElement.FREE_COPY: "that a copy is mailed free on written request",
    LegendElement.NULLITY: "that Rights of an Acquiring Person and later holders may become void",
}


def certificate_date(shares_issued_on: date | None, *, record_date: date, one_certificate_date: str) -> date:
    """The date a certificate bears: the Record Date, or the issue date of shares issued after it.

    With the reading RECORD_DATE_FOR_ALL, which needs the Company's approval, every certificate bears the
    Record Date. The books are opened set-wise by the database; a property test holds the two together.

    Agreement: 4(a).
    """
    if shares_issued_on is None or one_certificate_date == "RECORD_DATE_FOR_ALL":
        return record_date
    return max(shares_issued_on, record_date)


def certificate_date_grounds(
    dated: date, *, record_date: date, issue_dates: Collection[date]
) -> tuple[Ground, ...]:
    """What stands against a date: it must be the Record Date or the issue date of the underlying shares.

    Agreement: 4(a).
    """
    later = {issued for issued in issue_dates if issued > record_date}
    if dated == record_date or dated in later:
        return ()
    return (ground("CERT_DATE_INVALID", dated=dated, record_date=record_date),)


def legend_of(taint: TaintClass | None, *, infeasible_because: str = "") -> LegendClass:
    """The sentence on nullity of a certificate: the legend for Rights of a class, where it can be printed.

    A new certificate keeps the legend of the one surrendered, for the class stays on the Rights until the
    Company's notice ends it.

    Agreement: 4(b).
    """
    return LegendClass.GENERAL if taint is None or infeasible_because else LegendClass.NULLITY


def needs_stop_instead(taint: TaintClass | None, *, infeasible_because: str) -> bool:
    """Whether the certificate must be stopped because its legend cannot be printed, and why is on record.

    Agreement: 4(b).
    """
    return taint is not None and bool(infeasible_because)


@dataclass(frozen=True, slots=True)
class LegendFacts:
    """The sentences on nullity that a certificate would bear, the class of its Rights, the notice of it."""

    sentences: tuple[LegendClass, ...]
    taint: TaintClass | None
    notice: str | None = None


def legend_grounds(facts: LegendFacts) -> tuple[Ground, ...]:
    """What stands against the sentences of a certificate: none missing, none without notice, never both.

    Agreement: 4(b).
    """
    found: list[Ground] = []
    if len(facts.sentences) != 1:
        found.append(ground("LEGEND_VARIANT_CONFLICT", count=len(facts.sentences)))
    bears = LegendClass.NULLITY in facts.sentences
    if facts.taint is not None and not bears:
        found.append(ground("LEGEND_REQUIRED", taint=facts.taint))
    if bears and facts.notice is None:
        found.append(ground("LEGEND_WITHOUT_NOTICE"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class CompanySignature:
    """A signature of the Company on certificates, by hand or facsimile, and the day it was given."""

    name: str
    title: str
    signed_on: date


def signature_grounds(
    signatures: Sequence[CompanySignature],
    *,
    groups: Sequence[Collection[str]],
    officers: Iterable[Officer],
) -> tuple[Ground, ...]:
    """What stands against the Company's signatures: one of each group, each in office on the day of signing.

    An officer who has left since, or came after the agreement was made, counts all the same.

    Agreement: 5(a).
    """
    found: list[Ground] = []
    register = tuple(officers)
    for place, titles in enumerate(groups, start=1):
        if not any(is_title_among(signature.title, titles=titles) for signature in signatures):
            found.append(ground("SIGNATURE_GROUP_MISSING", group=_ordinal(place), titles=", ".join(titles)))
    for signature in signatures:
        if not _was_in_office(signature, register):
            found.append(
                ground(
                    "SIGNER_NOT_IN_OFFICE",
                    name=signature.name,
                    title=signature.title,
                    date=signature.signed_on,
                )
            )
    return tuple(found)


def _ordinal(place: int) -> str:
    return {1: "first", 2: "second"}.get(place, f"{place}th")


def _was_in_office(signature: CompanySignature, officers: Iterable[Officer]) -> bool:
    return any(
        officer.name == signature.name
        and officer.title == signature.title
        and officer.in_office_from <= signature.signed_on <= (officer.in_office_until or date.max)
        for officer in officers
    )


def seal_grounds(seal: Seal | None) -> tuple[Ground, ...]:
    """The Company's seal stands on the certificate, or it is recorded that there is none.

    Agreement: 5(a).
    """
    return () if seal is not None else (ground("SEAL_NOT_STATED"),)


@dataclass(frozen=True, slots=True)
class CountersignatureFacts:
    """A countersigning of certificates: for which agent, by whom, when, by hand or not, executed or not."""

    agent: str
    signatory: str
    signed_on: date
    is_manual: bool
    is_executed: bool
    first_number: int


def countersignature_grounds(
    facts: CountersignatureFacts,
    *,
    mode: CountersignatureMode,
    appointments: Iterable[Appointment],
    countersigners: Iterable[Countersigner],
) -> tuple[Ground, ...]:
    """What stands against a countersigning: an agent in office, by hand, a listed signatory, executed before.

    Agreement: 5(a).
    """
    found = list(agent_grounds(facts.signed_on, agent=facts.agent, appointments=appointments))
    if mode is CountersignatureMode.MANUAL and not facts.is_manual:
        found.append(ground("COUNTERSIGNATURE_MUST_BE_MANUAL"))
    if not facts.is_executed:
        found.append(ground("NOT_EXECUTED", number=facts.first_number, date=facts.signed_on))
    listed = any(
        countersigner.name == facts.signatory
        and countersigner.authorised_from <= facts.signed_on <= (countersigner.authorised_until or date.max)
        for countersigner in countersigners
    )
    if not listed:
        found.append(ground("COUNTERSIGNER_NOT_LISTED", name=facts.signatory, date=facts.signed_on))
    return tuple(found)


def agent_grounds(day: date, *, agent: str, appointments: Iterable[Appointment]) -> tuple[Ground, ...]:
    """Every act of an agent falls inside its own appointment; another agent's term of office is no cover.

    Agreement: 2.
    """
    if is_in_office(agent, on=day, appointments=appointments):
        return ()
    return (ground("NO_AGENT_IN_OFFICE", agent=agent, date=day),)


def share_legend_grounds(
    stated: Collection[LegendElement], *, required: Collection[LegendElement]
) -> tuple[Ground, ...]:
    """What the legend on share certificates still lacks.

    Agreement: 3(c).
    """
    missing = [LEGEND_ELEMENT_WORDS[element] for element in required if element not in stated]
    return (ground("LEGEND_ELEMENT_MISSING", elements="; ".join(missing)),) if missing else ()
