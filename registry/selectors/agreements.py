"""Reads of the agreement: terms in force, Business Days, parties, officers, offices, forms, readings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from agreement.business_days import BusinessDayCalendar, Closure, policy_named
from agreement.refusals import refuse
from agreement.separation import (
    DistributionFacts,
    Limb,
    ProjectedDate,
    announced,
    distribution_facts_of,
    projected_distribution_date,
)
from agreement.terms import Terms
from agreement.terms import terms_in_force as choose_terms
from registry.models import (
    AccessToken,
    AgentAppointment,
    AuthorisedCountersigner,
    BankClosure,
    CompanyOfficer,
    DesignatedOffice,
    FormVersion,
    Installation,
    NoticeKind,
    ReadingDecision,
    RightsAgreement,
    TermsVersion,
)
from registry.selectors.announcements import announcements_told
from registry.selectors.notices import notices_known
from registry.selectors.plan_known import KnownClosures, plan_known


def agreements_of_token(token: AccessToken) -> QuerySet[RightsAgreement]:
    """The agreements for which a machine client's token was made."""
    return RightsAgreement.objects.filter(access_tokens=token)


def agreement_among(visible: QuerySet[RightsAgreement], *, code: str) -> RightsAgreement:
    """The agreement of a code among those a caller may see (§30). Raises AGREEMENT_NOT_FOUND."""
    found = visible.filter(code=code).first()
    if found is None:
        raise refuse("AGREEMENT_NOT_FOUND", agreement=code)
    return found


def terms_in_force(agreement: RightsAgreement, *, known_at: datetime) -> Terms:
    """The terms of a plan known and in effect at an instant, with the readings decided by then (§27, §29).

    Raises TERMS_NOT_IN_FORCE.
    """
    known = plan_known(agreement, at=known_at)
    return _with_decisions(choose_terms(known.versions, at=known_at), decided=known.decided)


def version_in_force(versions: Iterable[TermsVersion], *, at: datetime) -> TermsVersion:
    """Of versions in their order, the one in force at an instant as all is known now (§27).

    Before the first of them takes effect, it is the first.
    """
    known = list(versions)
    begun = [row for row in known if row.effective_from <= at]
    return max(reversed(begun), key=lambda row: (row.effective_from, row.known_from)) if begun else known[0]


def _with_decisions(terms: Terms, *, decided: Mapping[str, str]) -> Terms:
    """The same terms where no decision differs from the file; else with the readings decided since."""
    changed = {
        name: replace(reading, in_use=decided[name])
        for name, reading in terms.readings.items()
        if name in decided and decided[name] != reading.in_use
    }
    return replace(terms, readings={**terms.readings, **changed}) if changed else terms


def local_day(agreement: RightsAgreement, *, at: datetime) -> date:
    """The day of an instant where the agreement counts its days (§1(f))."""
    return at.astimezone(ZoneInfo(agreement.time_zone)).date()


def calendar(agreement: RightsAgreement, *, at: datetime) -> BusinessDayCalendar:
    """The Business Days of a plan by its policy and the closures recorded by an instant (§1(e))."""
    return calendar_under(agreement, terms_in_force(agreement, known_at=at), at=at)


def calendar_under(agreement: RightsAgreement, terms: Terms, *, at: datetime) -> BusinessDayCalendar:
    """The Business Days of a plan by terms at hand and the closures recorded by an instant (§1(e))."""
    return calendar_of(
        terms.business_day_policy,
        str(terms.time_zone),
        terms.close_of_business_time,
        terms.roll_close_of_business,
        plan_known(agreement, at=at).closures,
    )


@lru_cache(maxsize=32)
def calendar_of(
    policy: str, zone: str, close: time, rolls: bool, closures: KnownClosures
) -> BusinessDayCalendar:
    """A calendar made once for the same closures: it is the same for every item of a day."""
    return BusinessDayCalendar(policy_named(policy), closures.rows, ZoneInfo(zone), close, rolls)


def projected_distribution(agreement: RightsAgreement, *, known_at: datetime) -> ProjectedDate | None:
    """The projected Distribution Date from the announcements noticed by an instant; it separates nothing.

    A closure ordered for one day moves the clock only if it was recorded before the clock ran out (§1(e)).
    """
    facts = distribution_facts(agreement, known_at=known_at)
    terms = terms_in_force(agreement, known_at=known_at)
    recorded = BankClosure.objects.filter(recorded_at__lte=known_at)
    heeded = [_closure(row) for row in recorded.filter(document__isnull=True)]
    return projected_over(facts, terms=terms, heeded=heeded, ordered=ordered_closures(known_at=known_at))


def projected_over(
    facts: DistributionFacts, *, terms: Terms, heeded: Iterable[Closure], ordered: Iterable[BankClosure]
) -> ProjectedDate | None:
    """The projected Distribution Date over closures by rule, and over those ordered before it ran out."""
    counted = list(heeded)
    projected = projected_distribution_date(facts, calendar=terms.calendar(counted))
    for row in ordered:
        if projected is not None and row.recorded_at < projected.at:
            counted.append(_closure(row))
            projected = projected_distribution_date(facts, calendar=terms.calendar(counted))
    return projected


def ordered_closures(*, known_at: datetime) -> QuerySet[BankClosure]:
    """The days closed by an order, in the sequence in which they were recorded by an instant (§1(e))."""
    recorded = BankClosure.objects.filter(recorded_at__lte=known_at, document__isnull=False)
    return recorded.order_by("recorded_at", "id")


def _closure(row: BankClosure) -> Closure:
    return Closure(row.closed_on, row.place, row.name, row.source)


def distribution_facts(agreement: RightsAgreement, *, known_at: datetime) -> DistributionFacts:
    """The events noticed so far from which the Distribution Date is counted: the first of each (§1(l))."""
    terms = terms_in_force(agreement, known_at=known_at)
    told = announcements_told(agreement, known_at=known_at)
    return distribution_facts_of(announced(one for _, one in told), terms=terms)


@dataclass(frozen=True, slots=True)
class PlanDate:
    """One date of a plan's time line: when it happened, since when the agent knows it, on what ground."""

    name: str
    happened: date | datetime | None
    known: datetime | None
    section: str
    source: str
    is_projected: bool = False
    measured_from: str = ""


def plan_dates(agreement: RightsAgreement, *, at: datetime) -> list[PlanDate]:
    """The dates of a plan in their order: those of the agreement, what was noticed, what is projected.

    A projected Distribution Date is shown only as projected, and goes when the notice has come (§3(a)).
    """
    terms = terms_in_force(agreement, known_at=at)
    file = "the agreement file"
    dates = [
        PlanDate(
            "Rights Dividend Declaration Date", terms.rights_dividend_declaration_date, None, "1(dd)", file
        ),
        PlanDate("Date of the Original Agreement", terms.original_agreement_date, None, "Recitals", file),
        PlanDate("Record Date", terms.record_date, None, "1(y)", file),
        PlanDate("Date of the agreement", terms.agreement_date, None, "Recitals", file),
        PlanDate("Holders above the threshold on this day are left out", terms.grandfather_date, None,
                 "1(a)(ii)", file, measured_from="the agreement in force"),
        *_noticed_dates(agreement, at=at),
        PlanDate("Final Expiration Date", terms.final_expiration_date, None, "1(r)", file),
    ]  # fmt: skip
    return [one for one in dates if one.happened is not None]


def _noticed_dates(agreement: RightsAgreement, *, at: datetime) -> list[PlanDate]:
    told = {Limb.SHARES_ACQUISITION: "Shares Acquisition Date", Limb.TENDER_OFFER: "Offer first published"}
    section = {Limb.SHARES_ACQUISITION: "1(hh)", Limb.TENDER_OFFER: "1(l)(ii)"}
    known = announcements_told(agreement, known_at=at)
    undone = announced(one for _, one in known).undone_by
    dates = [
        PlanDate(told[one.limb], one.announced_on, one.received_at, section[one.limb], f"notice {one.notice}")
        for _, one in known
        if one.event not in undone and one.postponed_to is None
    ]
    noticed = notices_known(agreement, kind=NoticeKind.DISTRIBUTION_DATE, at=at).last()
    if noticed is not None:
        source = f"notice {noticed.number}"
        dates.append(PlanDate("Distribution Date", noticed.effective_at, noticed.received_at, "3(a)", source))
    elif projected := projected_distribution(agreement, known_at=at):
        kind = terms_in_force(agreement, known_at=at).distribution_days_kind
        counted = f"{len(projected.counted)} {kind.words}"
        basis = "a later date of the Board" if projected.is_postponed else counted
        source = f"projected: {basis} by the limb {projected.limb}"
        dates.append(PlanDate("Distribution Date", projected.at, None, "1(l)", source, is_projected=True))
    if agreement.books_opened_at is not None:
        opened = agreement.books_opened_at
        dates.append(PlanDate("Registration books opened", opened, opened, "5(b)", "the opening entry"))
    return dates


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """An open question of the agreement: what it asks, the reading in use and why, which others exist."""

    name: str
    section: str
    question: str
    in_use: str
    others: tuple[str, ...]
    decided_by: str
    since: date | datetime


def readings(agreement: RightsAgreement, *, at: datetime) -> list[ReadingShown]:
    """The open questions of a plan: the reading in use, who decided it and since when, the others (§29)."""
    decided = _decided(agreement, at=at)
    return [
        ReadingShown(
            name=reading.name,
            section=reading.section,
            question=reading.question,
            in_use=reading.in_use,
            others=tuple(other for other in reading.possible if other != reading.in_use),
            decided_by=decided[reading.name].decided_by if reading.name in decided else reading.decided_by,
            since=decided[reading.name].since if reading.name in decided else reading.since,
        )
        for reading in terms_in_force(agreement, known_at=at).readings.values()
    ]


def _decided(agreement: RightsAgreement, *, at: datetime) -> dict[str, ReadingDecision]:
    """The last decision on each question known at an instant."""
    decisions = ReadingDecision.objects.filter(agreement=agreement, recorded_at__lte=at, since__lte=at)
    return {decision.name: decision for decision in decisions.order_by("since", "id")}


def officers(agreement: RightsAgreement) -> QuerySet[CompanyOfficer]:
    """The register of the Company's officers."""
    return CompanyOfficer.objects.filter(agreement=agreement).order_by("name", "in_office_from")


def countersigners(agreement: RightsAgreement) -> QuerySet[AuthorisedCountersigner]:
    """Who may countersign by hand for the Rights Agent (§5(a))."""
    return AuthorisedCountersigner.objects.filter(agreement=agreement).order_by("name", "authorised_from")


def appointments(agreement: RightsAgreement) -> QuerySet[AgentAppointment]:
    """The history of Rights Agents in office (§2, §21)."""
    return AgentAppointment.objects.filter(agreement=agreement).order_by("in_office_from", "id")


def agent_in_office(agreement: RightsAgreement, *, day: date) -> AgentAppointment | None:
    """The Rights Agent in office on a day, the last day included (§1(bb), §2)."""
    terms_of_office = appointments(agreement).filter(kind="PRINCIPAL", in_office_from__lte=day)
    return terms_of_office.filter(Q(in_office_until__isnull=True) | Q(in_office_until__gte=day)).last()


def offices(agreement: RightsAgreement, *, day: date) -> QuerySet[DesignatedOffice]:
    """The offices designated on a day for transfer and surrender, eldest first (§5(b), §6(a))."""
    designated = DesignatedOffice.objects.filter(agreement=agreement, designated_from__lte=day)
    return designated.filter(Q(designated_until__isnull=True) | Q(designated_until__gte=day)).order_by(
        "designated_from", "id"
    )


def form_versions(agreement: RightsAgreement) -> QuerySet[FormVersion]:
    """The form versions of a plan with their approvals, oldest first (§4(a))."""
    return (
        FormVersion.objects.filter(agreement=agreement)
        .select_related("company_approval", "agent_signed_off_by")
        .order_by("recorded_at", "id")
    )


def approved_form(agreement: RightsAgreement) -> FormVersion | None:
    """The form version signed off last, with the Company's approval on file; else None (§4(a))."""
    approved = form_versions(agreement).filter(
        company_approval__isnull=False, agent_signed_off_at__isnull=False
    )
    return approved.order_by("agent_signed_off_at", "id").last()


def is_productive() -> bool:
    """Whether two people marked this installation productive; until then everything prints with DEMO."""
    return Installation.objects.filter(productive_since__isnull=False).exists()
