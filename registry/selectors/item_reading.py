"""What an item is examined on, read from the database in one round trip as the rows stand (§6(a), §7(a))."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Model

from agreement.certification import Answer, CertificationFacts, TwoAnswers
from agreement.delivery import DirectionFacts, DirectionSource
from agreement.examination import EvidenceFacts
from agreement.inquiry import InquiryFacts, InquiryResult
from agreement.refusals import refuse
from agreement.transfer_documents import DocumentCame
from agreement.workflow.items import AskedBy, Assessment, CompanyAnswer
from registry.models import (
    AgentAppointment,
    CertificateEvent,
    CertificateInquiry,
    Certification,
    Consultation,
    DeliveryDirection,
    EvidenceRequest,
    ExecutedForm,
    HolderAddress,
    Item,
    ItemCertificate,
    ItemPaper,
    Notice,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
    Stop,
    SuccessionRecord,
    TransferLine,
)
from registry.selectors.addresses import Address, address_of
from registry.selectors.agreements import local_day
from registry.selectors.plan_known import carry_plan

Row = TypeVar("Row", bound=Model)
# A paper that serves as this is the writing by which the holder asks for an item back.
WITHDRAWAL = "WITHDRAWAL"


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of an item and of its agreement that its checks look at, each list in the order recorded.

    `surrendered` is by number, `lines` by place. `stops` are those that no release ended, on certificates,
    their accounts, any lot, or on all Rights. `form_version` is the one of which new certificates are made.
    `names_void` tells that a notice on file names Rights as void, be they marked or not. `orders` are the
    notices of orders of the Board that stand.
    """

    surrendered: Sequence[ItemCertificate]
    lines: Sequence[TransferLine]
    form_version: int | None
    certifications: Sequence[Certification]
    forms: Sequence[ExecutedForm]
    papers: Sequence[ItemPaper]
    consultations: Sequence[Consultation]
    evidence: Sequence[EvidenceRequest]
    inquiries: Sequence[CertificateInquiry]
    directions: Sequence[DeliveryDirection]
    events: Sequence[CertificateEvent]
    stops: Sequence[Stop]
    appointments: Sequence[AgentAppointment]
    successions: Sequence[SuccessionRecord]
    price: Decimal | None
    names_void: bool
    orders: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot that stands on a surrendered certificate."""

    key: int
    certificate: int
    rights: int
    entry: int
    taint_class: str
    void_from: datetime | None


def void_lots_of(lots: Iterable[OpenLot], *, at: datetime) -> frozenset[str]:
    """The keys of the lots that are null and void at an instant (§7(e))."""
    return frozenset(str(lot.key) for lot in lots if lot.void_from is not None and lot.void_from <= at)


@dataclass(frozen=True, slots=True)
class Carried:
    """What was read with an item when it was taken to be posted: its rows, its lots, its holder's address."""

    reading: Reading
    lots: Sequence[OpenLot]
    address: Address


def take_item(key: int, *, agreement: int, at: datetime) -> Item:
    """An item under the lock of its books and its own, read once for all that posting it asks.

    Nothing of what is read can change before the transaction ends. Raises ITEM_NOT_FOUND.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_item(%s, %s, %s)", [agreement, key, at])
        ((taken,),) = cursor.fetchall()
    if taken is None:
        raise refuse("ITEM_NOT_FOUND", number=f"of key {key}", agreement="this agreement")
    told = json.loads(taken)
    (item,), (item.agreement,) = (
        rows_told(Item, [told["item"]]),
        rows_told(RightsAgreement, [told["agreement"]]),
    )
    carry_plan(item.agreement, told["known"], at=at)
    lots = [
        OpenLot(key, certificate, rights, entry, taint, datetime.fromisoformat(void) if void else None)
        for key, certificate, rights, entry, taint, void in told["lots"] or ()
    ]
    reading = _reading(item, told["reading"])
    for one in reading.surrendered:
        if one.certificate.holder_id == item.holder_id:
            item.holder = one.certificate.holder
    versions = rows_told(HolderAddress, [told["address"]] if told["address"] else [])
    assert item.holder is not None  # an item received has one
    carried = Carried(reading, lots, address_of(versions[0] if versions else item.holder))
    item.carried = carried  # type: ignore[attr-defined]
    return item


def carried_by(item: Item) -> Carried | None:
    """What was read with an item that was taken to be posted; None for any other."""
    return getattr(item, "carried", None)


def read_item(item: Item, *, held: Sequence[ItemCertificate], at: datetime) -> Reading:
    """The rows on which an item is examined, for the certificates that came with it or are told of."""
    carried, looked_at = carried_by(item), [one.certificate_id for one in held]
    if carried is not None and looked_at == [one.certificate_id for one in carried.reading.surrendered]:
        return carried.reading
    arguments: list[Any] = [item.pk, looked_at, local_day(item.agreement, at=at)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT read_item(%s, %s::bigint[], %s)", arguments)
        ((read,),) = cursor.fetchall()
    return _reading(item, json.loads(read))


def _reading(item: Item, told: Mapping[str, Any]) -> Reading:
    stops = rows_told(Stop, told["stops"])
    for stop in stops:
        stop.agreement = item.agreement
    return Reading(
        _surrendered(told["surrendered"]),
        _lines(told["lines"]),
        told["form_version"],
        rows_told(Certification, told["certifications"]),
        rows_told(ExecutedForm, told["forms"]),
        rows_told(ItemPaper, told["papers"]),
        rows_told(Consultation, told["consultations"]),
        rows_told(EvidenceRequest, told["evidence"]),
        rows_told(CertificateInquiry, told["inquiries"]),
        rows_told(DeliveryDirection, told["directions"]),
        rows_told(CertificateEvent, told["events"]),
        stops,
        rows_told(AgentAppointment, told["appointments"]),
        rows_told(SuccessionRecord, told["successions"]),
        Decimal(told["price"]) if told["price"] else None,
        told["names_void"],
        rows_told(Notice, told["orders"]),
    )


def _surrendered(told: Sequence[Mapping[str, Any]] | None) -> list[ItemCertificate]:
    rows = rows_told(ItemCertificate, told)
    for row, said in zip(rows, told or (), strict=True):
        (row.certificate,) = rows_told(RightsCertificate, [said["certificate"]])
        (row.certificate.holder,) = rows_told(RegisteredHolder, [said["holder"]])
    return rows


def _lines(told: Sequence[Mapping[str, Any]] | None) -> list[TransferLine]:
    rows = rows_told(TransferLine, told)
    for row, said in zip(rows, told or (), strict=True):
        if said["holder"]:
            (row.holder,) = rows_told(RegisteredHolder, [said["holder"]])
    return rows


def is_released(reading: Reading) -> bool:
    """Whether the Company, consulted about the certification as it stands, said to proceed (§20(k)).

    What it said about other answers, on an earlier paper, frees nothing: a later paper that answers otherwise
    is consulted about anew.
    """
    answered = [one for one in reading.consultations if one.applied_at and one.answer == "PROCEED"]
    if not answered or contrary_answer(reading) is not None:
        return False
    told = [one for one in reading.certifications if one.recorded_at <= answered[-1].recorded_at]
    return certification_told(last_of(told)) == certification_told(last_of(reading.certifications))


def contrary_answer(reading: Reading) -> TwoAnswers | None:
    """What an officer said against the answer to proceed, unless a later answer settled it (§20(g))."""
    for one in reversed(reading.consultations):
        if one.contradicts_id is not None:
            (other,) = (first for first in reading.consultations if first.pk == one.contradicts_id)
            return TwoAnswers(first=_who_said(other), second=_who_said(one))
        if one.applied_at:
            return None
    return None


def _who_said(one: Consultation) -> str:
    """An officer and what it answered, in words."""
    words = CompanyAnswer(one.answer).words.lower()
    return f"{one.answered_by}, {one.answered_by_title} ({words})"


def last_of(rows: Sequence[Row]) -> Row | None:
    """The row recorded last, if there is one."""
    return rows[-1] if rows else None


def evidence_told(reading: Reading, *, zone: ZoneInfo) -> list[EvidenceFacts]:
    """The evidence asked for about an item as the rules take it, its days those of a zone."""
    return [
        EvidenceFacts(
            AskedBy(one.asked_by),
            one.asked_at.astimezone(zone).date(),
            one.replies.exists(),
            Assessment(one.assessment) if one.assessment else None,
        )
        for one in reading.evidence
    ]


def inquiries_told(reading: Reading, *, zone: ZoneInfo) -> list[InquiryFacts]:
    """What was answered about the certificates surrendered as the rules take it, in the order recorded."""
    numbers = {one.certificate_id: one.certificate.number for one in reading.surrendered}
    return [
        InquiryFacts(
            numbers[one.certificate_id],
            InquiryResult(one.result),
            one.answered_at.astimezone(zone).date(),
            one.confirmation,
        )
        for one in reading.inquiries
    ]


def directions_told(rows: Iterable[DeliveryDirection]) -> list[DirectionFacts]:
    """Where papers beside the assignment send new certificates, as the rules take it."""
    return [
        DirectionFacts(one.place, DirectionSource(one.source), one.deliver_to, address_of(one).words)
        for one in rows
    ]


def certification_told(row: Certification | None) -> CertificationFacts | None:
    """A certification as the rules take it; None for a paper that bears none."""
    if row is None:
        return None
    return CertificationFacts(
        Answer(row.statement_1), Answer(row.statement_2), is_signed=bool(row.signed_name.strip())
    )


def documents_among(papers: Iterable[ItemPaper]) -> list[DocumentCame]:
    """The documents that papers serve as, with the days they bear; the papers in the order received."""
    served = sorted(
        (one for one in papers if one.serves_as not in ("", WITHDRAWAL)), key=lambda one: one.serves_as
    )
    return [DocumentCame(one.serves_as, one.dated_on) for one in served]


def rows_told(model: type[Row], told: Sequence[Mapping[str, Any]] | None) -> list[Row]:
    """Rows of a table from the JSON that PostgreSQL makes of them; columns left out are read if asked for."""
    if not told:
        return []
    names, values = _columns_told(model, frozenset(told[0]))
    return [
        model.from_db(
            connection.alias, names, [value(row[name]) for name, value in zip(names, values, strict=True)]
        )
        for row in told
    ]


@lru_cache(maxsize=64)
def _columns_told(
    model: type[Model], told: frozenset[str]
) -> tuple[Sequence[str], Sequence[Callable[[Any], Any]]]:
    """The columns of a table that JSON tells, in the model's order, and how each is read."""
    fields = [field for field in model._meta.concrete_fields if field.attname in told]
    return [field.attname for field in fields], [field.to_python for field in fields]
