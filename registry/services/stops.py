"""Stops: placed by one person and in force at once, released by two on the paper that ends them (§15(b)).

Placing protects and needs no second person; what it keeps from being moved is asked again by every gate and
by the door of the books. A claim of somebody else is noted and changes nothing (§16(c)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.standards import standard_on
from agreement.stops import (
    LOSS_KINDS,
    OF_A_DEMAND,
    ReporterCapacity,
    StopKind,
    StopReach,
    placing_grounds,
    reach_of,
)
from agreement.workflow.items import ItemState
from registry.models import (
    Approval,
    Document,
    Item,
    Lot,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
    Stop,
    StopRelease,
    User,
)
from registry.roles import must_be_staff
from registry.selectors import stops as reads
from registry.selectors.addresses import Address
from registry.selectors.agreements import local_day
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, check_instants, require_document
from registry.services.letters import StopPlaced, acknowledge_stop

RELEASE_STOP = reads.RELEASE_STOP
# Items that are examined again with the stop itself; of very many the rest is, when it is next asked for.
EXAMINED_WITH_IT = 200
_MAY_MOVE = [
    state.value for state in (ItemState.RECEIVED, ItemState.DEFICIENT, ItemState.HELD, ItemState.EXAMINED)
] + [ItemState.AWAITING_PAYMENT.value, ItemState.COMPLETE.value]


@dataclass(frozen=True, slots=True)
class StopAsked:
    """A stop as it is reported or ordered: why, by whom, since when known, and on what.

    One of `certificate` (its number), `account` and `lot` (its key) is told; an order may name none and then
    restrains all. `dated_on` is the day of an order, which `reason` names. A demand not to register holds
    registration alone, and nothing ends it until something is presented.
    """

    kind: StopKind
    reason: str
    reported_by: str
    reported_at: datetime
    capacity: ReporterCapacity
    certificate: int | None = None
    account: str = ""
    lot: int | None = None
    reach: StopReach = StopReach.EVERYTHING
    reporter_address: str = ""
    dated_on: date | None = None


@transaction.atomic(durable=True)
def place_stop(
    agreement: RightsAgreement, asked: StopAsked, *, document: Evidence | None, by: User, at: datetime
) -> Stop:
    """Place a stop; it stands when this returns. Raises as `place_within`.

    Agreement: 6(b);15(b);16(c).
    """
    return place_within(agreement, asked, document=document, by=by, at=at)


def place_within(
    agreement: RightsAgreement, asked: StopAsked, *, document: Evidence | None, by: User, at: datetime
) -> Stop:
    """Place a stop inside the caller's transaction, under the lock of the books.

    Raises MAKER_NOT_PERMITTED, and as `stand_within`.

    Agreement: 6(b);15(b);16(c).
    """
    must_be_staff(by, act="placing a stop")
    return stand_within(agreement, asked, document=document, by=by, at=at)


def stand_within(
    agreement: RightsAgreement, asked: StopAsked, *, document: Evidence | None, by: User, at: datetime
) -> Stop:
    """Let a stop stand from now; whether `by` may bring it about is the caller's to know.

    Items that wait with those Rights are examined again. Raises STOP_PART_MISSING, STOP_TARGET_UNCLEAR,
    STOP_TARGET_UNKNOWN, STOP_ALREADY_STANDS, BOND_WITHOUT_DEMAND, RECEIVED_AFTER_RECORDED, and
    RefusedByGround for a writing that is missing or a demand of the wrong person.

    Agreement: 6(b);15(b);16(c).
    """
    _must_be_told(asked, has_paper=document is not None, at=at)
    locked = lock_books(agreement)
    target = _target(locked, asked)
    _must_be_new(locked, asked, target, at=at)
    stop = Stop.objects.create(
        agreement=locked,
        number=(Stop.objects.filter(agreement=locked).aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=asked.kind.value,
        reach=reach_of(asked.kind, asked=asked.reach).value,
        reason=asked.reason.strip(),
        reported_by=asked.reported_by.strip(),
        capacity=asked.capacity.value,
        reporter_address=asked.reporter_address.strip(),
        reported_at=asked.reported_at,
        dated_on=asked.dated_on,
        document=require_document(locked, document) if document is not None else None,
        placed_at=at,
        placed_by=by,
        **target,
        **_own_rule(locked, asked, at=at),
    )
    stop.refresh_from_db(fields=["placed_after"])
    append_audit(
        locked,
        actor=by,
        act="STOP_PLACED",
        subject=str(stop),
        details={"kind": stop.kind} | _named(stop),
        at=at,
    )
    _acknowledge(stop, by=by, at=at)
    _examine_again(stop, by=by, at=at)
    return stop


@transaction.atomic(durable=True)
def request_release(
    stop: Stop, *, reason: str, document: Evidence | None, maker: User, at: datetime
) -> Approval:
    """Ask a second person to release a stop on the paper that ends it: a withdrawal, an order lifted, a find.

    Raises STOP_PART_MISSING, NO_SUPPORTING_DOCUMENT, STOP_HAS_ENDED, STOP_RELEASE_ASKED, STOP_KEPT_FOR_EVER.

    Agreement: 6(b);15(b).
    """
    if not reason.strip():
        raise refuse("STOP_PART_MISSING", missing="reason for its release")
    held = _held(stop)
    _must_be_releasable(held, at=at)
    if reads.release_waiting(held) is not None:
        raise refuse("STOP_RELEASE_ASKED", stop=held.number)
    paper = require_document(held.agreement, document)
    return request_approval(
        held.agreement,
        kind=RELEASE_STOP,
        request={"act": RELEASE_STOP, "stop": held.pk, "reason": reason.strip(), "document": paper.pk},
        summary=f"Release stop {held.number} on {reads.what_it_stands_on(held)}: "
        f"{held.get_kind_display().lower()}",
        maker=maker,
        at=at,
    )


def perform_release(approval: Approval, *, at: datetime) -> StopRelease:
    """Release the stop as approved; items that wait with those Rights are examined again, the oldest first.

    Agreement: 6(b);15(b).
    """
    stop = _held(Stop.objects.get(pk=approval.request["stop"]))
    _must_be_releasable(stop, at=at)
    consume(approval, at=at)
    release = StopRelease.objects.create(
        stop=stop,
        document=Document.objects.get(pk=approval.request["document"]),
        reason=approval.request["reason"],
        approval=approval,
        released_at=at,
    )
    append_audit(
        stop.agreement,
        actor=approval.approver,
        act="STOP_RELEASED",
        subject=str(stop),
        details=_named(stop),
        at=at,
    )
    _examine_again(stop, by=approval.approver, at=at)
    return release


def _must_be_told(asked: StopAsked, *, has_paper: bool, at: datetime) -> None:
    check_instants(signed_on=None, received_at=asked.reported_at, at=at)
    for name, said in (("reason", asked.reason), ("person who reported it", asked.reported_by)):
        if not said.strip():
            raise refuse("STOP_PART_MISSING", missing=name)
    if asked.kind == StopKind.COURT_ORDER and asked.dated_on is None:
        raise refuse("STOP_PART_MISSING", missing="day of the order")
    told = [asked.certificate is not None, bool(asked.account.strip()), asked.lot is not None].count(True)
    wanted = ""
    if asked.kind in LOSS_KINDS and (told != 1 or asked.certificate is None):
        wanted = "one certificate"
    elif told > 1 or (told == 0 and asked.kind != StopKind.COURT_ORDER):
        wanted = "one certificate, one account or one lot"
    if wanted:
        raise refuse("STOP_TARGET_UNCLEAR", wanted=wanted, kind=asked.kind.words.lower())
    grounds = placing_grounds(
        asked.kind,
        reach=asked.reach,
        capacity=asked.capacity,
        reporter_address=asked.reporter_address,
        has_paper=has_paper,
    )
    if grounds:
        raise RefusedByGround.by(grounds)


def _target(agreement: RightsAgreement, asked: StopAsked) -> dict[str, Any]:
    """What a stop stands on, by the name of its column; nothing for an order on all Rights."""
    found: Any = None
    name, what = "", ""
    if asked.certificate is not None:
        name, what = "certificate", f"Certificate {asked.certificate}"
        found = RightsCertificate.objects.filter(agreement=agreement, number=asked.certificate).first()
    elif asked.account.strip():
        name, what = "holder", f"Account {asked.account.strip()}"
        found = RegisteredHolder.objects.filter(agreement=agreement, account=asked.account.strip()).first()
    elif asked.lot is not None:
        name, what = "lot", "That lot"
        found = Lot.objects.filter(agreement=agreement, pk=asked.lot, holder__isnull=False).first()
    if name and found is None:
        raise refuse("STOP_TARGET_UNKNOWN", what=what, agreement=agreement.code)
    return {name: found} if name else {}


def _must_be_new(
    agreement: RightsAgreement, asked: StopAsked, target: dict[str, Any], *, at: datetime
) -> None:
    """The same reason stands once on the same Rights; orders and claims may be several.

    A bond follows a demand on the same Rights that has not ended.
    """
    if asked.kind in (StopKind.COURT_ORDER, StopKind.ADVERSE_CLAIM):
        return
    day = local_day(agreement, at=at)
    if asked.kind is StopKind.INDEMNITY_BOND:
        _must_follow_a_demand(agreement, asked, target, day=day)
    same = Stop.objects.filter(reads.not_ended(day), agreement=agreement, kind=asked.kind.value, **target)
    known = same.first()
    if known is not None:
        raise refuse("STOP_ALREADY_STANDS", stop=known.number)


def _must_follow_a_demand(
    agreement: RightsAgreement, asked: StopAsked, target: dict[str, Any], *, day: date
) -> None:
    """Raise BOND_WITHOUT_DEMAND where no demand stands on these Rights on a day.

    Law: UCC 8-403(d).
    """
    demands = Stop.objects.filter(
        reads.not_ended(day), agreement=agreement, kind=StopKind.DEMAND_NOT_TO_REGISTER.value, **target
    )
    if not demands.exists():
        on = f"certificate {asked.certificate}" if asked.certificate is not None else "those Rights"
        raise refuse("BOND_WITHOUT_DEMAND", on=on)


def _own_rule(agreement: RightsAgreement, asked: StopAsked, *, at: datetime) -> dict[str, Any]:
    """The rule by which a demand not to register comes to an end of its own, once both were told."""
    if asked.kind != StopKind.DEMAND_NOT_TO_REGISTER:
        return {}
    day = local_day(agreement, at=at)
    return {"expires_under": standard_on(day, name="demand_not_to_register", standards=reads.figures()).rule}


def _named(stop: Stop) -> dict[str, Any]:
    return {"on": reads.what_it_stands_on(stop)}


def _held(stop: Stop) -> Stop:
    """A stop read again under the lock of its agreement's books."""
    lock_books(stop.agreement)
    return reads.stops_of(stop.agreement).get(pk=stop.pk)


def _must_be_releasable(stop: Stop, *, at: datetime) -> None:
    release = getattr(stop, "release", None)
    if release is not None:
        raise refuse("STOP_HAS_ENDED", stop=stop.number, how=f"released on {release.released_at:%Y-%m-%d}")
    if not reads.is_open(stop, day=local_day(stop.agreement, at=at)):
        raise refuse("STOP_HAS_ENDED", stop=stop.number, how=f"by its own term on {stop.expires_on}")
    if stop.certificate is None or stop.kind not in LOSS_KINDS:
        return
    new = reads.replaced_by(stop.certificate)
    if new:
        raise refuse("STOP_KEPT_FOR_EVER", number=stop.certificate.number, new=new)


def _holder_of(stop: Stop) -> RegisteredHolder | None:
    if stop.certificate is not None:
        return stop.certificate.holder
    return stop.holder or (stop.lot.holder if stop.lot else None)


def _acknowledge(stop: Stop, *, by: User, at: datetime) -> None:
    """Write to the registered holder, and to who made a demand in its place."""
    holder = _holder_of(stop)
    if holder is None or stop.kind == StopKind.ADVERSE_CLAIM:
        return
    certificates = [stop.certificate] if stop.certificate else []
    placed = StopPlaced(
        kind=StopKind(stop.kind),
        reach=StopReach(stop.reach),
        certificates=[(one.number, one.rights) for one in certificates],
        placed_at=at,
        asked_by=stop.reported_by,
        reason=f"{stop.get_kind_display()}: {stop.reason}",
        reference=str(stop),
    )
    acknowledge_stop(stop.agreement, placed, holder=holder, by=by, at=at)
    if stop.kind in OF_A_DEMAND and stop.capacity != ReporterCapacity.REGISTERED_HOLDER:
        to = (stop.reported_by, Address(stop.reporter_address, "", "", "", ""))
        acknowledge_stop(stop.agreement, placed, to=to, by=by, at=at)


def _examine_again(stop: Stop, *, by: User | None, at: datetime) -> None:
    """Let the items that wait with the Rights of a stop stand where the checks put them now, oldest first."""
    if stop.kind == StopKind.ADVERSE_CLAIM:
        return
    for item in _waiting_with(stop):
        items.settle(item, by=by, at=at)


def _waiting_with(stop: Stop) -> Iterable[Item]:
    waiting = Item.objects.filter(agreement=stop.agreement, state__in=_MAY_MOVE).select_related("agreement")
    if stop.certificate is not None:
        surrendered = Q(certificates__certificate=stop.certificate)
        claimed = Q(replacement__certificate=stop.certificate)
        waiting = waiting.filter(surrendered | claimed)
    elif stop.holder is not None:
        waiting = waiting.filter(holder=stop.holder)
    elif stop.lot is not None:
        waiting = waiting.filter(holder=stop.lot.holder)
    return list(waiting.distinct().order_by("received_at", "id")[:EXAMINED_WITH_IT])
