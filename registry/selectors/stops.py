"""Reads of stops: the list, what stands on what, and the facts of them for the rules (§6(b), §15(b))."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet

from agreement.grounds import Ground
from agreement.importer import shipped_figures
from agreement.new_form import replaced_ground
from agreement.refusals import refuse
from agreement.standards import Standard, standard_on
from agreement.stops import LOSS_KINDS, OF_A_DEMAND, ReporterCapacity, StopFacts, StopKind, StopReach, holds
from agreement.workflow.items import ItemKind
from registry.models import (
    Approval,
    CertificateEvent,
    EntryKind,
    Lot,
    PaperEvent,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
    Stop,
    StopRecordKind,
)
from registry.selectors.agreements import local_day
from registry.selectors.turnaround import agent_calendar

RELEASE_STOP = "RELEASE_STOP"
# Entries that replace certificates by the Company's order and for no loss (11(h), 22).
NOT_FOR_A_LOSS = (EntryKind.EXCHANGE_CERTIFICATES, EntryKind.ADJUST_NUMBER)
IN_FORCE, ENDED = "in-force", "ended"
_LINES = "SELECT asked, lot_and_its_parents(asked) FROM unnest(%s::bigint[]) AS asked"


@lru_cache(maxsize=1)
def figures() -> tuple[Standard, ...]:
    """The dated figures of statutes and rules around stops, each with its source."""
    return shipped_figures()


def stops_of(agreement: RightsAgreement) -> QuerySet[Stop]:
    """The stops of an agreement with what they stand on, newest first."""
    return (
        Stop.objects.filter(agreement=agreement)
        .select_related(
            "agreement", "certificate__holder", "holder", "lot__certificate", "lot__holder", "placed_by"
        )
        .select_related("document", "release__approval__approver", "release__document")
        .order_by("-number")
    )


def stop_numbered(agreement: RightsAgreement, number: int) -> Stop:
    """A stop by its number. Raises STOP_NOT_FOUND, also for one of another agreement."""
    found = stops_of(agreement).filter(number=number).first()
    if found is None:
        raise refuse("STOP_NOT_FOUND", number=number, agreement=agreement.code)
    return found


def not_ended(day: date) -> Q:
    """Neither released nor run out by a day; claims that are only noted included."""
    return Q(release__isnull=True) & (Q(expires_on__isnull=True) | Q(expires_on__gte=day))


def standing(day: date) -> Q:
    """In force on a day: not ended, and not merely noted."""
    return not_ended(day) & ~Q(kind=StopKind.ADVERSE_CLAIM.value)


@dataclass(frozen=True, slots=True)
class StopFilters:
    """What the list of stops is narrowed to; empty means no narrowing."""

    standing: str = ""
    kind: str = ""
    words: str = ""


def stops_page(agreement: RightsAgreement, filters: StopFilters, *, day: date) -> QuerySet[Stop]:
    """The stops that match: in force or ended, of a kind, by number, certificate, account or words."""
    found = stops_of(agreement)
    if filters.standing == IN_FORCE:
        found = found.filter(standing(day))
    elif filters.standing == ENDED:
        found = found.exclude(not_ended(day))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    for word in filters.words.split():
        digits = word.upper().removeprefix("R-").lstrip("0")
        asked = Q(reason__icontains=word) | Q(reported_by__icontains=word) | Q(holder__account__iexact=word)
        asked |= Q(certificate__holder__account__iexact=word)
        if digits.isascii() and digits.isdigit() and len(digits) < 16:
            asked |= Q(certificate__number=int(digits)) | Q(number=int(digits) if len(digits) < 9 else 0)
        found = found.filter(asked)
    return found


def is_in_force(stop: Stop, *, day: date) -> bool:
    """Whether a stop holds anything on a day."""
    return stop.kind != StopKind.ADVERSE_CLAIM and is_open(stop, day=day)


def is_open(stop: Stop, *, day: date) -> bool:
    """Whether a stop, or a claim that is only noted, was neither released nor has run out by a day."""
    return getattr(stop, "release", None) is None and (stop.expires_on is None or day <= stop.expires_on)


def facts_of(stop: Stop) -> StopFacts:
    """A stop as the rules take it."""
    return StopFacts(
        stop.number,
        StopKind(stop.kind),
        local_day(stop.agreement, at=stop.placed_at),
        stop.reason,
        StopReach(stop.reach),
        stop.dated_on,
        stop.expires_on,
    )


@dataclass(frozen=True, slots=True)
class StopsMet:
    """The stops that items of a kind meet: orders on all Rights, and those on each certificate by its key."""

    orders: tuple[StopFacts, ...]
    on_certificates: Mapping[int, tuple[StopFacts, ...]]


def stops_met(
    agreement: RightsAgreement,
    *,
    certificates: Sequence[RightsCertificate],
    lots: Iterable[tuple[int, int]],
    kind: ItemKind,
    at: datetime,
) -> StopsMet:
    """What stands on certificates, their accounts and their open lots for items of a kind (§6(b), §15(b)).

    `lots` are the open lots, each with the key of its certificate. One query, two where a lot is stopped.
    """
    keys, holders = {one.pk for one in certificates}, {one.holder_id for one in certificates}
    on_any = Q(certificate__isnull=True, holder__isnull=True, lot__isnull=True) | Q(lot__isnull=False)
    found = (
        Stop.objects.filter(agreement=agreement)
        .filter(not_ended(local_day(agreement, at=at)))
        .filter(on_any | Q(certificate__in=keys) | Q(holder__in=holders))
        .select_related("agreement", "release")
        .order_by("number")
    )
    return met_among(found, certificates=certificates, lots=lots, kind=kind)


def restraints_on_all(agreement: RightsAgreement, *, at: datetime) -> list[StopFacts]:
    """Orders of courts and authorities that restrain everything about all Rights, by number (§15(b))."""
    found = Stop.objects.filter(
        standing(local_day(agreement, at=at)),
        agreement=agreement,
        kind=StopKind.COURT_ORDER.value,
        reach=StopReach.EVERYTHING.value,
        certificate__isnull=True,
        holder__isnull=True,
        lot__isnull=True,
    )
    return [facts_of(one) for one in found.select_related("agreement").order_by("number")]


def met_among(
    found: Iterable[Stop],
    *,
    certificates: Sequence[RightsCertificate],
    lots: Iterable[tuple[int, int]],
    kind: ItemKind,
) -> StopsMet:
    """The same among stops that nothing ended, by number; one query, and that only where a lot is stopped."""
    # A loss passes the replacement it waits for; that rule asks for it, so it is told to that kind as well.
    stops = [(one, facts_of(one)) for one in found]
    met = [
        (one, facts)
        for one, facts in stops
        if holds(facts, kind=kind) or (kind is ItemKind.REPLACE and facts.kind in LOSS_KINDS)
    ]
    lines = _lines_of(lots) if any(one.lot_id for one, _ in met) else {}
    return StopsMet(
        tuple(facts for one, facts in met if not (one.certificate_id or one.holder_id or one.lot_id)),
        {
            certificate.pk: tuple(
                facts
                for one, facts in met
                if one.certificate_id == certificate.pk
                or one.holder_id == certificate.holder_id
                or (one.lot_id is not None and one.lot_id in lines.get(certificate.pk, ()))
            )
            for certificate in certificates
        },
    )


def _lines_of(lots: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Every lot that the open lots of a certificate came out of, themselves included, by certificate."""
    on = dict(lots)
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(on)])
        for lot, line in cursor.fetchall():
            found[on[lot]].add(line)
    return found


def stops_on_certificate(certificate: RightsCertificate) -> QuerySet[Stop]:
    """The stops on a certificate, its account and the lots on it, ended ones included."""
    return stops_of(certificate.agreement).filter(
        Q(certificate=certificate) | Q(holder_id=certificate.holder_id) | Q(lot__certificate=certificate)
    )


def stops_on_account(holder: RegisteredHolder) -> QuerySet[Stop]:
    """The stops on an account, and on its certificates and lots."""
    return stops_of(holder.agreement).filter(
        Q(holder=holder) | Q(certificate__holder=holder) | Q(lot__holder=holder)
    )


def release_waiting(stop: Stop) -> Approval | None:
    """The request to release a stop that waits for its second person, if there is one."""
    return Approval.objects.filter(
        kind=RELEASE_STOP, request__stop=stop.pk, approved_at__isnull=True, rejected_at__isnull=True
    ).first()


def numbers_stopped(agreement: RightsAgreement, *, first: int, last: int) -> list[int]:
    """The numbers in a range whose paper a stop keeps from the mail: on the certificate or its account.

    A demand not to register keeps no paper from its registered holder, nor does a bond filed after it: both
    hold registration alone (§16(c)).
    """
    kept = Stop.objects.filter(agreement=agreement, release__isnull=True).exclude(
        kind__in=[StopKind.ADVERSE_CLAIM.value, *(kind.value for kind in OF_A_DEMAND)]
    )
    on = Q(pk__in=kept.values("certificate_id")) | Q(holder_id__in=kept.values("holder_id"))
    found = RightsCertificate.objects.filter(agreement=agreement, number__range=(first, last)).filter(on)
    return list(found.order_by("number").values_list("number", flat=True))


@dataclass(frozen=True, slots=True)
class LossReport:
    """The report of a theft or loss to the inquiry system: its days by the dated figures, what people did.

    `waits_until` is the day on which a loss has lasted long enough to be reported; a theft does not wait.
    """

    discovered_on: date
    waits_until: date | None
    due_on: date
    filed_on: date | None
    confirmed_on: date | None
    recovered_on: date | None
    recovery_due_on: date | None
    recovery_filed_on: date | None
    rule: str
    source: str


def loss_report(stop: Stop, *, at: datetime) -> LossReport | None:
    """The report that a stop for loss or theft calls for; None for other stops (17 CFR 240.17f-1)."""
    if stop.kind not in LOSS_KINDS:
        return None
    discovered, days = local_day(stop.agreement, at=stop.reported_at), agent_calendar(at=at)

    def figure(name: str) -> Standard:
        return standard_on(discovered, name=name, standards=figures())

    is_theft = stop.kind == StopKind.THEFT_REPORTED
    report = figure("theft_report" if is_theft else "loss_report")
    waits = None if is_theft else days.add_business_days(discovered, figure("loss_wait").figure)
    done: dict[str, date] = {}
    for record in stop.records.all():
        done.setdefault(record.kind, record.happened_on)
    recovered = done.get(StopRecordKind.RECOVERED)
    return LossReport(
        discovered,
        waits,
        days.add_business_days(waits or discovered, report.figure),
        done.get(StopRecordKind.LOSS_FILED),
        done.get(StopRecordKind.LOSS_CONFIRMED),
        recovered,
        days.add_business_days(recovered, figure("recovery_report").figure) if recovered else None,
        done.get(StopRecordKind.RECOVERY_FILED),
        report.rule,
        report.source,
    )


def acknowledged_to(stop: Stop) -> str:
    """To whom the placing of a stop is acknowledged: who made a demand and the holder, or the holder."""
    both = stop.kind in OF_A_DEMAND
    reporter = "" if stop.capacity == ReporterCapacity.REGISTERED_HOLDER else stop.reported_by
    return f"the registered holder and {reporter}" if both and reporter else "the registered holder"


def what_it_stands_on(stop: Stop) -> str:
    """What a stop stands on, in words that name nobody."""
    if stop.certificate is not None:
        return f"certificate {stop.certificate.number}"
    if stop.holder is not None:
        return f"account {stop.holder.account}"
    if stop.lot is not None:
        certificate = stop.lot.certificate
        where = f" on certificate {certificate.number}" if certificate else ""
        return f"a lot of {stop.lot.rights} Rights{where}"
    return "all Rights under the agreement"


@dataclass(frozen=True, slots=True)
class Replaced:
    """What stands in the place of a certificate, and whether a new form replaced it (§6(b), §22)."""

    new: str
    is_of_old_form: bool

    def ground(self, number: int) -> Ground:
        """Why nothing is done with the certificate of a number that was replaced so."""
        return replaced_ground(number, new=self.new, is_of_old_form=self.is_of_old_form)


def replaced_as(certificate: RightsCertificate) -> Replaced | None:
    """What stands in the place of a certificate that was replaced; None while nothing does (§6(b), §22)."""
    event = (
        CertificateEvent.objects.filter(
            agreement_id=certificate.agreement_id,
            kind=PaperEvent.REPLACED,
            first_number__lte=certificate.number,
            last_number__gte=certificate.number,
        )
        .select_related("entry")
        .first()
    )
    if event is None:
        return None
    issued = RightsCertificate.objects.filter(
        issued_by=event.entry_id, lots__parent__certificate=certificate
    ).distinct()
    numbers = issued.order_by("number").values_list("number", flat=True)
    return Replaced(", ".join(map(str, numbers)), event.entry.kind in NOT_FOR_A_LOSS)


def replaced_by(certificate: RightsCertificate) -> str:
    """The numbers in the place of a certificate that was replaced; empty while nothing is (§6(b), §22)."""
    found = replaced_as(certificate)
    return found.new if found else ""


def lot_at(agreement: RightsAgreement, *, certificate: int, place: int) -> Lot | None:
    """The lot at a place on a certificate, counted from one in the order of their opening."""
    found = Lot.objects.filter(agreement=agreement, certificate__number=certificate).order_by("id")
    return found[place - 1] if 0 < place <= found.count() else None
