"""Reads of nullity: positions as the books know them, what is void by the lineage, what is marked (§7(e))."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg.types.json import Jsonb

from agreement.choices import RightsVoidFrom
from agreement.examination import CertificateFacts, PresentationFacts
from agreement.nullity import Extent, NamedAs, Position, PositionFound, Transferees
from agreement.posting import TaintClass
from agreement.voidness import rights_void_at
from registry.models import (
    Approval,
    BookEntry,
    CertificateEvent,
    Notice,
    NoticeKind,
    NoticeState,
    PaperEvent,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
)
from registry.selectors.agreements import terms_in_force


@dataclass(frozen=True, slots=True)
class KnownPosition:
    """A named position and the keys under which the books know it; both None for one they do not know.

    `registration` is the name in which it stands; `says_how_much` tells that the notice states an extent.
    """

    position: Position
    holder_id: int | None
    certificate_id: int | None
    registration: str = ""
    says_how_much: bool = True

    @property
    def is_known(self) -> bool:
        """Whether the account or certificate stands on the books."""
        return self.holder_id is not None or self.certificate_id is not None


@dataclass(frozen=True, slots=True)
class NullityTotals:
    """What a notice makes void and is not marked so yet: lots, those void in part, Rights by class."""

    lots: int
    divided: int
    rights: Mapping[str, int]

    @property
    def rights_count(self) -> int:
        """Rights of all classes together."""
        return sum(self.rights.values())


def known_positions(notice: Notice) -> list[KnownPosition]:
    """The positions that a notice names, in their order, with the keys of the books."""
    said: list[dict[str, Any]] = notice.facts["persons"]
    accounts = {
        one.account: one
        for one in RegisteredHolder.objects.filter(
            agreement_id=notice.agreement_id, account__in=[one["account"] for one in said]
        )
    }
    papers = {
        one.number: one
        for one in RightsCertificate.objects.filter(
            agreement_id=notice.agreement_id,
            number__in=[one["certificate"] for one in said if one["certificate"]],
        )
    }
    return [_known(place, one, accounts, papers) for place, one in enumerate(said, 1)]


def _known(
    place: int,
    said: Mapping[str, Any],
    accounts: Mapping[str, RegisteredHolder],
    papers: Mapping[int, RightsCertificate],
) -> KnownPosition:
    account, paper = accounts.get(said["account"]), papers.get(said["certificate"])
    stands_as = account or paper
    return KnownPosition(
        _position(place, said),
        account.pk if account else None,
        paper.pk if paper else None,
        stands_as.registration if stands_as else "",
        bool(said["extent"]),
    )


def _position(place: int, said: Mapping[str, Any]) -> Position:
    return Position(
        place,
        said["person_name"],
        NamedAs(said["named_as"]),
        TaintClass(said["taint_class"]),
        said["account"],
        said["certificate"],
        Extent(said["extent"] or Extent.ALL),
        said["rights"],
    )


def positions_bound(known: Sequence[KnownPosition]) -> list[dict[str, Any]]:
    """Positions as the database takes them and a second person approves them: by keys, without names."""
    return [
        {
            "place": one.position.place,
            "class": one.position.taint.value,
            "extent": one.position.extent.value,
            "holder": one.holder_id,
            "certificate": one.certificate_id,
            "rights": one.position.rights_count,
        }
        for one in known
        if one.is_known
    ]


def arguments_of(notice: Notice) -> list[Any]:
    """What the functions of nullity take, by the names of the queries.

    Agreement, positions, event, whether all transferees are meant, from when the Rights are void.
    """
    positions = positions_bound(known_positions(notice))
    covers_all = notice.facts["transferees"] == Transferees.ALL
    return [notice.agreement_id, Jsonb(positions), event_of(notice), covers_all, void_from_of(notice)]


def named_arguments_of(notice: Notice) -> dict[str, Any]:
    """The same by the names that queries give them."""
    return dict(zip(("agreement", "positions", "event", "all", "void"), arguments_of(notice), strict=True))


def event_of(notice: Notice) -> datetime:
    """The instant of the Triggering Event: who received Rights after it is of class (ii)."""
    return datetime.fromisoformat(notice.facts["event_at"])


def void_from_of(notice: Notice) -> datetime:
    """The instant from which the Rights are void, by the terms that were known when the notice was recorded.

    Agreement: 7(e).
    """
    return rights_void_at(
        event_of(notice),
        void_from=terms_in_force(notice.agreement, known_at=notice.recorded_at).rights_void_from,
        distributed_at=notice.agreement.distribution_effective_at,
    )


def void_event_of(notice: Notice) -> RightsVoidFrom:
    """The event at which the Rights came to be void: the later one, where the terms wait for both.

    Agreement: 7(e).
    """
    is_later = void_from_of(notice) > event_of(notice)
    return RightsVoidFrom.DISTRIBUTION_DATE if is_later else RightsVoidFrom.TRIGGERING_EVENT


def nullity_totals(notice: Notice) -> NullityTotals:
    """What the notice makes void and is not marked so yet, by the function that the marking uses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullity_totals(%s, %s, %s, %s, %s)::text", arguments_of(notice))
        (told,) = cursor.fetchone()
    return read_totals(told)


def read_totals(told: str) -> NullityTotals:
    """Totals as the database tells them."""
    read = json.loads(told)
    return NullityTotals(read["lots"], read["divided"], read["rights"])


_FOUND = """
    WITH traced AS (
        SELECT place, count(*) AS lots FROM nullity_lineage(%(agreement)s, %(positions)s, %(event)s, %(all)s)
         WHERE class IS NOT NULL GROUP BY place
    ), standing AS (
        SELECT place, sum(void_rights) AS rights, coalesce(sum(void_rights) FILTER (WHERE is_void), 0) AS void
          FROM nullity_parts(%(agreement)s, %(positions)s, %(event)s, %(all)s, %(void)s) GROUP BY place)
    SELECT coalesce(traced.place, standing.place), coalesce(traced.lots, 0), coalesce(standing.rights, 0),
           coalesce(standing.void, 0)
      FROM traced FULL JOIN standing ON standing.place = traced.place
     WHERE coalesce(traced.place, standing.place) IS NOT NULL
"""


def positions_found(notice: Notice) -> list[PositionFound]:
    """What the books show of each position that they know: its lots by the lineage, its open Rights."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, named_arguments_of(notice))
        found = {place: (lots, int(rights), int(void)) for place, lots, rights, void in cursor.fetchall()}
    return [
        PositionFound(
            one.position,
            *found.get(one.position.place, (0, 0, 0)),
            registration=one.registration,
            says_how_much=one.says_how_much,
        )
        for one in known_positions(notice)
        if one.is_known
    ]


def nullity_notices(agreement: RightsAgreement) -> QuerySet[Notice]:
    """The notices that named persons whose Rights are void, in the order of their numbers."""
    found = Notice.objects.filter(agreement=agreement, kind=NoticeKind.NULLITY)
    return found.select_related("agreement", "document", "acceptance").order_by("number")


def ending_of(notice: Notice) -> Notice | None:
    """The applied determination that ends the nullity of a notice, if there is one."""
    ending = Notice.objects.filter(
        agreement_id=notice.agreement_id,
        kind=NoticeKind.NULLITY_ENDED,
        state=NoticeState.APPLIED,
        facts__ends=notice.number,
    )
    return ending.select_related("agreement", "document").order_by("number").first()


def entries_of(notice: Notice) -> QuerySet[BookEntry]:
    """The entries that marked Rights by a notice, or restored them by the determination that ended it."""
    entries = BookEntry.objects.filter(
        agreement_id=notice.agreement_id,
        kind__in=["NULLIFY", "RESTORE"],
    ).filter(Q(approval__request__notice_id=notice.pk) | Q(approval__request__ends=notice.number))
    return entries.select_related("approval", "maker", "approver").order_by("number")


def restoration_totals(notice: Notice) -> Mapping[str, int]:
    """What is restored when a nullity ends: lots, Rights, those that an earlier notice marked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT restoration_totals(%s)::text", [notice.pk])
        (told,) = cursor.fetchone()
    read: dict[str, int] = json.loads(told)
    return read


def open_request(notice: Notice) -> Approval | None:
    """The request to mark or to restore by a notice that waits for its second person."""
    asked = Approval.objects.filter(agreement_id=notice.agreement_id, kind__in=["NULLIFY", "RESTORE"])
    waiting = asked.filter(approved_at__isnull=True, rejected_at__isnull=True)
    return waiting.filter(request__notice_id=notice.pk).first()


def without_stop_of_nullity(
    agreement: RightsAgreement, one: CertificateFacts, *, by: Collection[str] = ("NULLIFY",)
) -> CertificateFacts:
    """A certificate whose paper is stopped only for the marks of its Rights: new paper ends that stop.

    `by` are the kinds of entry whose stop ends so: the marking of void Rights, for a division of them.
    """
    if one.stopped_on is None:
        return one
    stops = CertificateEvent.objects.filter(
        agreement=agreement,
        first_number__lte=one.number,
        last_number__gte=one.number,
        kind=PaperEvent.STOPPED,
    )
    last = stops.select_related("entry").order_by("entry_id", "id").last()
    if last is None or last.entry.kind not in by:
        return one
    return replace(one, stopped_on=None, stop_reason="")


def divisible(agreement: RightsAgreement, presented: PresentationFacts) -> PresentationFacts:
    """What was presented, with no stop that a marking set on a certificate that bears good Rights too.

    Such a certificate is divided when it is presented: its good Rights go on, the void ones come back apart.
    """
    certificates = [
        without_stop_of_nullity(agreement, one) if one.is_void_in_part else one
        for one in presented.certificates
    ]
    return replace(presented, certificates=certificates)
