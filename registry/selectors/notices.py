"""Reads of what the Company said in writing: by number, by state, what a queried notice stops (§20(g))."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.db.models import Q, QuerySet

from agreement.refusals import refuse
from registry.models import (
    InformalNotice,
    InformationRequest,
    InstructionApplication,
    Notice,
    NoticeKind,
    NoticeState,
    RightsAgreement,
)

IN_FORCE = (NoticeState.ACCEPTED, NoticeState.APPLIED)
EXERCISE = "EXERCISE"
UNDECIDED = (NoticeState.RECEIVED, NoticeState.AUTHENTICATED, NoticeState.QUERIED)

# What a queried notice stops at once on filing; what it would release simply waits. A notice of nullity stops
# the exercise of the persons it names alone (7(e)). An order of the Board stops what it stops from its filing
# on, queried or not: see selectors/board_orders; so does a suspension: see selectors/exercise_gates.
STOPPED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NoticeKind.SHARES_EXCLUDED: ("OPEN_BOOKS",),
        NoticeKind.SHARES_ACQUIRED: ("OPEN_BOOKS",),
        NoticeKind.RECORD_COUNT: ("OPEN_BOOKS",),
        NoticeKind.LIST_CERTIFIED: ("OPEN_BOOKS",),
        NoticeKind.PRE_SEPARATION_NULLITY: ("OPEN_BOOKS", "MAIL", EXERCISE),
        NoticeKind.NULLITY: (EXERCISE,),
        NoticeKind.FORM_APPROVAL: ("PRINT",),
        NoticeKind.MAILING_REQUEST: ("MAIL",),
        NoticeKind.RIGHT_PRICE: ("PAY_FRACTIONS",),
    }
)

# What the Company may ask the agent to mail.
CERTIFICATES, SUMMARY_OF_RIGHTS, EXPIRY_REMINDER, EVENT_PROPOSED, EVENT_OCCURRED = MAILED_PAPERS = (
    "CERTIFICATES",
    "SUMMARY_OF_RIGHTS",
    "EXPIRY_REMINDER",
    "EVENT_PROPOSED",
    "EVENT_OCCURRED",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """An act that waits because a notice is queried, with the notice's number and its grounds."""

    act: str
    notice: int
    grounds: tuple[Mapping[str, object], ...]


def notice_numbered(agreement: RightsAgreement, number: int) -> Notice:
    """A notice of an agreement by its number. Raises NOTICE_NOT_FOUND."""
    found = notices(agreement).filter(number=number).first()
    if found is None:
        raise refuse("NOTICE_NOT_FOUND", number=number)
    return found


def notices(agreement: RightsAgreement) -> QuerySet[Notice]:
    """All notices of an agreement, in the order of their numbers, with their papers and people."""
    return (
        Notice.objects.filter(agreement=agreement)
        .select_related("agreement", "document", "recorded_by", "authenticated_by", "acceptance__approver")
        .order_by("number")
    )


def informal_notices(agreement: RightsAgreement) -> QuerySet[InformalNotice]:
    """What was said by channels that give no notice, in the order logged; nothing rests on it (§26)."""
    logged = InformalNotice.objects.filter(agreement=agreement)
    return logged.select_related("recorded_by", "followed_by").order_by("number")


def informal_numbered(agreement: RightsAgreement, number: int) -> InformalNotice:
    """An informal message of an agreement by its number. Raises NOT_FOUND."""
    found = informal_notices(agreement).filter(number=number).first()
    if found is None:
        raise refuse("NOT_FOUND", what=f"Informal message {number}")
    return found


def latest_in_force(agreement: RightsAgreement, kind: NoticeKind) -> Notice | None:
    """The accepted notice of a kind that was received last, if any."""
    return notices(agreement).filter(kind=kind, state__in=IN_FORCE).order_by("received_at", "number").last()


@dataclass(frozen=True, slots=True)
class CertifiedFact:
    """A fact an officer certified: conclusive as of its date, and of no other (§20(b))."""

    fact_type: str
    value: str
    as_of: date
    notice: int
    officer: str


def certified_fact(agreement: RightsAgreement, fact_type: str, *, day: date) -> CertifiedFact | None:
    """The certificate of a fact as of a day that was received last and accepted, if there is one (§20(b)).

    Nothing is concluded from a certificate of another day, or from one that is queried or superseded.
    """
    certified = notices(agreement).filter(
        kind=NoticeKind.FACT_CERTIFIED,
        state__in=IN_FORCE,
        facts__fact_type=fact_type,
        facts__as_of=day.isoformat(),
    )
    last = certified.order_by("received_at", "number").last()
    if last is None:
        return None
    who = f"{last.officer_title} {last.officer_name}"
    return CertifiedFact(fact_type, last.facts["value"], day, last.number, who)


def standing_stops(agreement: RightsAgreement, *, act: str | None = None) -> tuple[Stop, ...]:
    """What queried notices stop, all acts or one of OPEN_BOOKS, PRINT, MAIL, PAY_FRACTIONS, EXERCISE."""
    queried = notices(agreement).filter(state=NoticeState.QUERIED)
    return tuple(
        Stop(stopped, notice.number, tuple(notice.grounds))
        for notice in queried
        for stopped in STOPPED_BY.get(notice.kind, ())
        if act is None or act == stopped
    )


def exercise_stops(agreement: RightsAgreement, *, accounts: Collection[str]) -> list[int]:
    """The numbers of queried notices that name one of the accounts: its exercise waits (§7(e), §20(g)).

    The Company has written that Rights of these persons are void; until it answers, they buy nothing. Who is
    not named exercises on.
    """
    stopping = {stop.notice for stop in standing_stops(agreement, act=EXERCISE)}
    if not stopping:
        return []
    return sorted(
        notice.number
        for notice in notices(agreement).filter(number__in=stopping)
        if any(person.get("account") in accounts for person in notice.facts.get("persons", ()))
    )


def mailing_request(agreement: RightsAgreement, *, papers: str = CERTIFICATES) -> Notice | None:
    """The Company's written request that the Rights Agent mail papers of a kind, if it stands (§3, §20(g)).

    The request received last decides for its kind of papers; one that does not say which asks for the
    certificates.
    """
    asked = notices(agreement).filter(kind=NoticeKind.MAILING_REQUEST, state__in=IN_FORCE)
    about = [
        notice
        for notice in asked.order_by("received_at", "number")
        if notice.facts.get("papers", CERTIFICATES) == papers
    ]
    return about[-1] if about and about[-1].facts["mailer"] == "AGENT" else None


def open_information_requests(agreement: RightsAgreement) -> QuerySet[InformationRequest]:
    """What the Rights Agent asked of the Company and has had no answer to (§5(b)(ii))."""
    return InformationRequest.objects.filter(agreement=agreement, answered_at__isnull=True).order_by("id")


def information_requests(agreement: RightsAgreement) -> QuerySet[InformationRequest]:
    """Everything the Rights Agent asked of the Company, with the papers of the answers (§5(b)(ii))."""
    asked = InformationRequest.objects.filter(agreement=agreement)
    return asked.select_related("document", "asked_by").order_by("id")


def applications(agreement: RightsAgreement) -> QuerySet[InstructionApplication]:
    """The applications for instructions of an agreement, newest first, with what they are about."""
    return (
        InstructionApplication.objects.filter(agreement=agreement)
        .select_related(
            "agreement", "notice", "item", "act", "created_by", "answer_document", "consent_document"
        )
        .order_by("-id")
    )


def notices_known(agreement: RightsAgreement, *, kind: NoticeKind, at: datetime) -> QuerySet[Notice]:
    """The notices of a kind in force by what was received by an instant, in the order of receipt.

    One that was replaced was in force until its replacement was received (§18(b)).
    """
    stood = Q(state__in=IN_FORCE) | Q(state=NoticeState.SUPERSEDED, applied_at__isnull=False)
    known = notices(agreement).filter(stood, kind=kind, received_at__lte=at)
    facts = known.filter(facts__has_key="supersedes").values_list("facts", flat=True)
    replaced = [told["supersedes"] for told in facts]
    return known.exclude(number__in=replaced).order_by("received_at", "number")
