"""Reads of the registration books: pages of certificates, one certificate whole, holdings, the control book.

Lists are cut by key, so that the last page of a million costs what the first does (§5(b)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, cast

from django.db import connection
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from agreement.refusals import refuse
from registry.models import (
    BookEntry,
    CertificateEvent,
    HolderSearch,
    Job,
    JobState,
    Lot,
    LotTaint,
    PaperEvent,
    RightsAgreement,
    RightsCertificate,
    Stop,
)

PAGE_SIZE = 50
STATUSES = (
    "NOT_COUNTERSIGNED",
    "OUTSTANDING",
    "STOPPED",
    "VOID",
    "SURRENDERED",
    "CANCELLED",
    "REPLACED",
    "SPOILED",
    "EXERCISED",
    "REDEEMED",
    "EXCHANGED",
    "EXPIRED",
    "DELIVERED_TO_COMPANY",
    "KEPT_FOR_COMPANY",
)
# An entry that ends a whole class retires it as its kind says.
_RETIRED_BY_CLASS = {"REDEEM": "REDEEMED", "EXCHANGE_RIGHTS": "EXCHANGED", "EXPIRE": "EXPIRED"}
_BY_LOT = {"EXERCISED", *_RETIRED_BY_CLASS.values()}
RANGES_MOST = 200
_RANGES = """
    SELECT lower(one), coalesce(upper(one) - 1, 9223372036854775807)
      FROM (SELECT unnest({expression}) AS one
              FROM certificate_event WHERE agreement_id = %s AND kind = %s) AS ranges
     ORDER BY 1 LIMIT %s
"""
_NUMBERS = "range_agg(int8range(first_number, last_number, '[]'))"
_HAPPENED = _RANGES.format(expression=_NUMBERS)
_NEVER_HAPPENED = _RANGES.format(
    expression=f"int8multirange(int8range(1, NULL)) - coalesce({_NUMBERS}, '{{}}')"
)


@dataclass(frozen=True, slots=True)
class RegisterFilters:
    """What a page of the register is narrowed to; empty means no narrowing.

    `words` are looked for in registrations, accounts, cities and postal codes, all of them.
    """

    words: str = ""
    number: int | None = None
    account: str = ""
    status: str = ""
    legend_class: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Certificates in the order of their numbers, each with `status`; `next_after` asks for the next page."""

    rows: Sequence[RightsCertificate]
    next_after: int | None
    search_is_ready: bool = True


def register_page(
    agreement: RightsAgreement,
    *,
    at: datetime,
    filters: RegisterFilters | None = None,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> RegisterPage:
    """One page of certificates with holder, Rights and status at an instant, after a number: two queries."""
    wanted = filters or RegisterFilters()
    ready = not wanted.words or search_is_ready(agreement)
    found = _narrowed(agreement, wanted, at=at, ready=ready)
    if after is not None:
        found = found.filter(number__gt=after)
    rows = list(found.select_related("holder").order_by("number")[: size + 1])
    return RegisterPage(rows[:size], rows[size - 1].number if len(rows) > size else None, ready)


def _narrowed(
    agreement: RightsAgreement, wanted: RegisterFilters, *, at: datetime, ready: bool
) -> QuerySet[RightsCertificate]:
    found = with_status(RightsCertificate.objects.filter(agreement=agreement), at=at)
    if wanted.number is not None:
        found = found.filter(number=wanted.number)
    if wanted.account:
        found = found.filter(holder__agreement=agreement, holder__account=wanted.account)
    if wanted.legend_class:
        found = found.filter(legend_class=wanted.legend_class)
    for word in wanted.words.lower().split():
        if ready:
            named = HolderSearch.objects.filter(agreement=agreement, words__contains=word).values("holder_id")
            found = found.filter(holder_id__in=named)
        else:
            found = found.filter(Q(registration__icontains=word) | Q(holder__account__icontains=word))
    if wanted.status:
        found = cast(Any, found).filter(_may_have_status(agreement, wanted.status), status=wanted.status)
    return found


def with_status(certificates: QuerySet[RightsCertificate], *, at: datetime) -> QuerySet[RightsCertificate]:
    """Certificates with how each stands at an instant, as `status`.

    Agreement: 5(a);7(e);8.
    """
    return certificates.annotate(
        status=Func(
            F("agreement_id"),
            F("id"),
            F("number"),
            Value(at),
            function="certificate_status",
            output_field=CharField(),
        )
    )


def _may_have_status(agreement: RightsAgreement, status: str) -> Any:
    """What indexes tell of a status, so that a rare one, or none, is found without asking every number."""
    lots = Lot.objects.filter(agreement=agreement)
    if status in PaperEvent.values:
        happened = _within(_ranges(agreement, status, query=_HAPPENED)) or _happened(status)
        if status == PaperEvent.STOPPED:
            return happened | _may_be_stopped(agreement)
        if status != PaperEvent.SURRENDERED:
            return happened
        return happened | Q(pk__in=lots.filter(closed_by__isnull=False).values("certificate_id"))
    if status == "NOT_COUNTERSIGNED":
        signed = PaperEvent.COUNTERSIGNED
        return _within(_ranges(agreement, signed, query=_NEVER_HAPPENED)) or ~_happened(signed)
    if status == "VOID":
        marked = LotTaint.objects.filter(lot__agreement=agreement, ended_by__isnull=True)
        return Q(pk__in=marked.values("lot__certificate_id"))
    if status in _BY_LOT and not _has_ended(agreement, status):
        return Q(pk__in=lots.filter(retired_as=status).values("certificate_id"))
    return Q()


def _may_be_stopped(agreement: RightsAgreement) -> Any:
    """Certificates with a stop on them or their account; what came out of a stopped lot is its holder's."""
    stops = Stop.objects.filter(agreement=agreement, release__isnull=True)
    holders = stops.filter(holder__isnull=False).values("holder_id")
    lots = stops.filter(lot__isnull=False).values("lot__holder_id")
    numbers = stops.filter(certificate__isnull=False).values("certificate_id")
    return Q(pk__in=numbers) | Q(holder_id__in=holders) | Q(holder_id__in=lots)


def _ranges(agreement: RightsAgreement, kind: str, *, query: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [agreement.pk, kind, RANGES_MOST + 1])
        return list(cursor.fetchall())


def _within(ranges: Sequence[tuple[int, int]]) -> Any:
    """Numbers in these ranges; None where they are so many that asking each number is no slower."""
    if len(ranges) > RANGES_MOST:
        return None
    return Q(pk__in=[]) if not ranges else reduce(or_, (Q(number__range=one) for one in ranges))


def _happened(kind: str) -> Exists:
    # The range as one expression, because that is what the index holds.
    holds_number = CertificateEvent.objects.filter(agreement=OuterRef("agreement"), kind=kind).extra(
        where=["int8range(first_number, last_number, '[]') @> rights_certificate.number"]
    )
    return Exists(holds_number)


def _has_ended(agreement: RightsAgreement, status: str) -> bool:
    """Whether one entry ended the whole class so: then lots say nothing, and nearly every number has it."""
    kinds = [kind for kind, retired in _RETIRED_BY_CLASS.items() if retired == status]
    return BookEntry.objects.filter(agreement=agreement, kind__in=kinds).exclude(ended_class="").exists()


def search_is_ready(agreement: RightsAgreement) -> bool:
    """Whether the words of every holder are indexed; until then names are looked for row by row."""
    waiting = Job.objects.filter(agreement=agreement, kind="search_index").exclude(state=JobState.FINISHED)
    return not waiting.exists()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a certificate: the entry, its section, and the event of the paper if any."""

    entry: BookEntry
    event: CertificateEvent | None


@dataclass(frozen=True, slots=True)
class CertificateDetail:
    """A certificate with its status, its lots (each with parent, entries and mark) and its history."""

    certificate: RightsCertificate
    status: str
    lots: Sequence[Lot]
    history: Sequence[HistoryLine]


def certificate_detail(agreement: RightsAgreement, *, number: int, at: datetime) -> CertificateDetail:
    """One certificate whole, by its number. Raises CERTIFICATE_NOT_FOUND, also for a foreign one."""
    certificate = (
        with_status(RightsCertificate.objects.filter(agreement=agreement, number=number), at=at)
        .select_related("holder", "form_version", *_whole("issued_by"))
        .first()
    )
    if certificate is None:
        raise refuse("CERTIFICATE_NOT_FOUND", number=number)
    lots = list(
        Lot.objects.filter(certificate=certificate)
        .select_related("parent__certificate", *_whole("opened_by"), *_whole("closed_by"))
        .prefetch_related("taints__notice", "children__certificate")
        .order_by("id")
    )
    status = cast(Any, certificate).status
    return CertificateDetail(certificate, status, lots, _history(certificate, lots))


def _whole(entry: str) -> tuple[str, ...]:
    """What the history tells of an entry beside itself: its document and its two people."""
    return (f"{entry}__document", f"{entry}__maker", f"{entry}__approver")


def _history(certificate: RightsCertificate, lots: Sequence[Lot]) -> list[HistoryLine]:
    """The entries that touched a certificate, in their order, with the events of its paper."""
    events = (
        CertificateEvent.objects.filter(agreement_id=certificate.agreement_id)
        .extra(
            where=["int8range(first_number, last_number, '[]') @> %s::bigint"], params=[certificate.number]
        )
        .select_related("signatory", *_whole("entry"))
    )
    lines = [HistoryLine(event.entry, event) for event in events]
    told = {line.entry.pk for line in lines}
    touching = {entry.pk: entry for lot in lots for entry in (lot.opened_by, lot.closed_by) if entry}
    touching[certificate.issued_by.pk] = certificate.issued_by
    lines += [HistoryLine(entry, None) for key, entry in touching.items() if key not in told]
    return sorted(lines, key=lambda line: (line.entry.number, line.event.pk if line.event else 0))


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """The control book against the register: authorised = live + retired, else a difference (17Ad-9).

    `void` Rights are live and marked null; `head_hash` is the hash of the last entry, as printed on proofs.
    """

    authorised: int
    live: int
    void: int
    retired_by_kind: tuple[tuple[str, int], ...]
    certificates: int
    holders: int
    fractions: int
    head_number: int
    head_hash: str

    @property
    def valid(self) -> int:
        """Live Rights that are not void."""
        return self.live - self.void

    @property
    def retired(self) -> int:
        """Rights that have left the books, of every kind."""
        return sum(rights for _, rights in self.retired_by_kind)

    @property
    def record_difference(self) -> int:
        """What the control book shows more than the register; zero when the books are right."""
        return self.authorised - self.live - self.retired


_CONTROL = """
    SELECT coalesce((SELECT total FROM control_account WHERE agreement_id = %(agreement)s
                      ORDER BY id DESC LIMIT 1), 0),
           coalesce(sum(rights), 0)::bigint,
           coalesce(sum(rights) FILTER (WHERE void_from {void}), 0)::bigint,
           count(DISTINCT certificate_id) FILTER (WHERE certificate_id IS NOT NULL),
           count(DISTINCT holder_id) FILTER (WHERE holder_id IS NOT NULL),
           (SELECT count(*) FROM cash_in_lieu
             WHERE agreement_id = %(agreement)s AND superseded_by_id IS NULL)
      FROM open_lot WHERE agreement_id = %(agreement)s
"""
_RETIRED = """
    SELECT parent.retired_as, sum(parent.rights - coalesce(passed.rights, 0))::bigint
      FROM lot parent
      LEFT JOIN LATERAL (SELECT sum(child.rights) AS rights FROM lot child
                          WHERE child.parent_id = parent.id) AS passed ON true
     WHERE parent.agreement_id = %s AND parent.closed_by_id IS NOT NULL AND parent.retired_as <> ''
     GROUP BY 1
     UNION ALL
    SELECT CASE WHEN mark.void_from <= ending.effective_at THEN 'VOID' ELSE ending.kind END,
           sum(lot.rights)::bigint
      FROM book_entry ending
      JOIN lot ON lot.agreement_id = ending.agreement_id AND lot.opened_by_id < ending.id
       AND coalesce(lot.closed_by_id > ending.id, true)
      LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
     WHERE ending.agreement_id = %s AND ending.ended_class <> ''
       AND NOT EXISTS (SELECT 1 FROM book_entry earlier
                        WHERE earlier.agreement_id = ending.agreement_id AND earlier.ended_class <> ''
                          AND earlier.id > lot.opened_by_id AND earlier.id < ending.id)
     GROUP BY 1
"""


def control_total(agreement: RightsAgreement, *, at: datetime | None = None) -> ControlTotal:
    """Authorised, live, void and retired Rights, counted from the lots as they stand (17 CFR 240.17Ad-9).

    `at` is the instant by which Rights are void; without it every mark with a date of nullity counts.
    """
    control = _CONTROL.format(void="<= %(at)s" if at else "IS NOT NULL")
    with connection.cursor() as cursor:
        cursor.execute(control, {"agreement": agreement.pk, "at": at})
        authorised, live, void, certificates, holders, fractions = cursor.fetchone()
        cursor.execute(_RETIRED, [agreement.pk, agreement.pk])
        retired: dict[str, int] = {}
        for kind, rights in cursor.fetchall():
            name = _RETIRED_BY_CLASS.get(kind, kind)
            retired[name] = retired.get(name, 0) + rights
    head = agreement.entries.order_by("-number").values_list("number", "entry_hash").first()
    number, digest = head or (0, b"")
    return ControlTotal(
        authorised,
        live,
        void,
        tuple(sorted((kind, rights) for kind, rights in retired.items() if rights)),
        certificates,
        holders,
        fractions,
        number,
        bytes(digest).hex(),
    )
