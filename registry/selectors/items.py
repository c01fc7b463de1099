"""Reads of items: the work queue, one item, and the facts on which the rules examine it (§6(a), §20(k))."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from agreement.certification import CertificationFacts
from agreement.choices import Instrument, SignerCapacity
from agreement.examination import (
    CertificateFacts,
    PresentationFacts,
    SignatureFacts,
    signature_grounds,
)
from agreement.portions import SurrenderedLot
from agreement.posting import TaintClass
from agreement.refusals import refuse
from agreement.same_name import combined_date
from agreement.succession import acting_agent
from agreement.terms import Appointment, Terms
from agreement.windows import Window, final_close_of_business, transfer_window
from agreement.workflow.items import ENDED_STATES, ItemKind, ItemState, TaxStanding
from registry.models import (
    CertificateEvent,
    Certification,
    Consultation,
    EvidenceRequest,
    ExecutedForm,
    Item,
    ItemCertificate,
    ItemPaper,
    LetterKind,
    PaperDue,
    PaperEvent,
    RegisteredHolder,
    RightsAgreement,
    SeparationState,
    TransferLine,
)
from registry.selectors.agreements import calendar_under, local_day
from registry.selectors.board_orders import orders_reaching
from registry.selectors.item_reading import (
    OpenLot,
    Reading,
    carried_by,
    certification_told,
    contrary_answer,
    directions_told,
    documents_among,
    evidence_told,
    inquiries_told,
    is_released,
    last_of,
    read_item,
)
from registry.selectors.nullity_named import named_void
from registry.selectors.standards import documents_asked, inquiry_value, medallion_limits
from registry.selectors.stops import StopsMet, met_among, replaced_as
from registry.selectors.succession import offices_of

ENDING = (PaperEvent.CANCELLED, PaperEvent.REPLACED, PaperEvent.SPOILED)
FORM_WORDS = {
    "ASSIGNMENT": "form of assignment",
    "ELECTION": "form of election to purchase",
    "REQUEST": "written request",
}
_OPEN_LOTS = """
    SELECT lot.id, lot.certificate_id, lot.rights, opening.number, coalesce(lot.taint_class, ''),
           lot.void_from
      FROM open_lot lot JOIN book_entry opening ON opening.id = lot.opened_by_id
     WHERE lot.certificate_id = ANY (%s) ORDER BY opening.number, lot.id
"""


def received_items(agreement: RightsAgreement) -> QuerySet[Item]:
    """The items of an agreement that were received, newest first."""
    return (
        Item.objects.filter(agreement=agreement, number__isnull=False)
        .select_related("agreement", "holder", "recorded_by", "entry", "posting", "refusal")
        .order_by("-number")
    )


def waiting_items(agreements: QuerySet[RightsAgreement]) -> QuerySet[Item]:
    """The items that wait for somebody, the longest waiting first."""
    return (
        Item.objects.filter(agreement__in=agreements, number__isnull=False)
        .exclude(state__in=[state.value for state in ENDED_STATES])
        .select_related("agreement", "posting", "refusal")
        .prefetch_related("consultations__approval")
        .order_by("received_at", "id")
    )


def item_numbered(agreement: RightsAgreement, number: int) -> Item:
    """A received item by its number. Raises ITEM_NOT_FOUND, also for one of another agreement."""
    found = received_items(agreement).filter(number=number).first()
    if found is None:
        raise refuse("ITEM_NOT_FOUND", number=number, agreement=agreement.code)
    return found


def draft_of_cover(agreement: RightsAgreement, cover_code: str) -> Item | None:
    """The draft that a cover sheet belongs to, or None for a presentation without one.

    Raises ITEM_NOT_FOUND for a code that no waiting draft of the agreement has.
    """
    if not cover_code.strip():
        return None
    drafts = Item.objects.filter(agreement=agreement, number__isnull=True, state=ItemState.DRAFT.value)
    found = drafts.filter(cover_code=cover_code.strip()).first()
    if found is None:
        raise refuse("ITEM_NOT_FOUND", number="of this cover sheet", agreement=agreement.code)
    return found


def surrendered(item: Item) -> Sequence[ItemCertificate]:
    """The certificates that came with an item, by number, with their holders."""
    carried = carried_by(item)
    if carried is not None:
        return carried.reading.surrendered
    found = ItemCertificate.objects.filter(item=item).select_related("certificate__holder")
    return list(found.order_by("certificate__number"))


def lines_of(item: Item) -> Sequence[TransferLine]:
    """The lines of an item's assignment or request, in their order, with the holders they name."""
    carried = carried_by(item)
    if carried is not None:
        return carried.reading.lines
    return list(TransferLine.objects.filter(item=item).select_related("holder").order_by("place"))


def papers_of(item: Item) -> QuerySet[ItemPaper]:
    """The papers that came with an item, in the order received, each once."""
    return ItemPaper.objects.filter(item=item, serves_as="").select_related("document").order_by("id")


def accounts_of(holders: Iterable[str]) -> dict[str, str]:
    """The accounts of holders named by their keys as the rules take them; empty keys have none."""
    known = RegisteredHolder.objects.filter(pk__in=[int(key) for key in holders if key])
    return {str(key): account for key, account in known.values_list("pk", "account")}


def latest_certification(item: Item) -> Certification | None:
    """The certification as the paper received last answers it."""
    return Certification.objects.filter(item=item).order_by("id").last()


def latest_form(item: Item) -> ExecutedForm | None:
    """The form of assignment or of election as executed on the paper received last."""
    return ExecutedForm.objects.filter(item=item).order_by("id").last()


def consultations(item: Item) -> QuerySet[Consultation]:
    """What the Company answered about an item, in the order recorded."""
    return (
        Consultation.objects.filter(item=item)
        .select_related("document", "recorded_by", "approval__approver", "contradicts")
        .order_by("id")
    )


def lots_of(item: Item, *, held: Sequence[ItemCertificate]) -> Sequence[OpenLot]:
    """The lots that stand on the certificates an item is about, the oldest first.

    What was read with an item are those that came with it; one that is lost did not come.
    """
    carried, looked_at = carried_by(item), [one.certificate_id for one in held]
    if carried is None or looked_at != [one.certificate_id for one in carried.reading.surrendered]:
        return open_lots(held)
    return carried.lots


def open_lots(held: Sequence[ItemCertificate]) -> list[OpenLot]:
    """The lots that stand on certificates, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_LOTS, [[one.certificate_id for one in held]])
        return [OpenLot(*row) for row in cursor.fetchall()]


def lots_for_rules(lots: Sequence[OpenLot]) -> tuple[SurrenderedLot, ...]:
    """The same lots as the rules take them."""
    return tuple(
        SurrenderedLot(
            str(lot.key), lot.rights, lot.entry, TaintClass(lot.taint_class) if lot.taint_class else None
        )
        for lot in lots
    )


def presentation_facts(
    item: Item,
    *,
    terms: Terms,
    held: Sequence[ItemCertificate],
    lots: Sequence[OpenLot],
    instant: datetime,
    at: datetime,
) -> PresentationFacts:
    """What every item is examined on, read from the books and from its papers."""
    agreement, reading = item.agreement, read_item(item, held=held, at=at)
    certification, day = last_of(reading.certifications), local_day(agreement, at=at)
    zone = ZoneInfo(agreement.time_zone)
    met = met_among(
        reading.stops,
        certificates=[one.certificate for one in held],
        lots=[(lot.key, lot.certificate) for lot in lots],
        kind=ItemKind(item.kind),
    )
    return PresentationFacts(
        instant=instant,
        at=at,
        day=day,
        agent=acting_agent(
            agreement.agent_name, on=day, offices=offices_of(reading.appointments, reading.successions)
        ),
        appointments=[
            Appointment(row.agent_name, row.kind, row.in_office_from, row.in_office_until)
            for row in reading.appointments
        ],
        distribution_close=agreement.distribution_effective_at,
        books_are_open=agreement.separation_state == SeparationState.BOOKS_OPEN,
        certificates=_certificate_facts(agreement, held=held, lots=lots, reading=reading, met=met, at=at),
        signatures=_signatures(last_of(reading.forms), certification),
        certification=certification_told(certification),
        is_released=is_released(reading),
        contrary=contrary_answer(reading),
        tax=TaxStanding(item.tax_standing),
        guarantors=terms.signature_guarantee_kinds,
        evidence=evidence_told(reading, zone=zone),
        inquiries=inquiries_told(reading, zone=zone),
        inquiry_above=inquiry_value(day),
        directions=directions_told(reading.directions),
        limits=medallion_limits(),
        value=None if reading.price is None else sum(lot.rights for lot in lots) * reading.price,
        orders=met.orders,
        tax_demand=_tax_demanded(item),
        documents=documents_among(reading.papers),
        documents_asked=documents_asked(),
        presented_on=local_day(agreement, at=item.received_at or at),
        board_orders=orders_reaching(
            agreement, reading.orders, void_from=[lot.void_from for lot in lots], at=at
        ),
    )


def _tax_demanded(item: Item) -> str:
    """What the Company required last and nobody has shown to be paid; empty where it required no sum."""
    if item.tax_standing != TaxStanding.ASKED:
        return ""
    letters = PaperDue.objects.filter(item=item, paper_kind=LetterKind.TAX_DEMAND.value)
    last = letters.order_by("-pk").first()
    return f"${last.facts['amount']} for {last.facts['tax']}" if last else ""


def evidence_asked(item: Item) -> QuerySet[EvidenceRequest]:
    """The evidence asked for about an item, in the order asked, with its papers (§6(a), §7(f)(ii))."""
    return (
        EvidenceRequest.objects.filter(item=item)
        .select_related("request_document", "assessment_document", "recorded_by", "assessed_by")
        .prefetch_related("replies__document")
        .order_by("id")
    )


def surrendered_at(item: Item, *, presented: PresentationFacts) -> datetime:
    """When an item was in hand duly executed: at its receipt, or with later papers that put signatures right.

    While no paper does, the latest that came counts. What the Company is asked about a certification is no
    matter of signatures, and moves nothing.

    Agreement: 7(a);10.
    """
    assert item.received_at is not None  # an item is examined once it is received
    executed = zip(
        ExecutedForm.objects.filter(item=item).order_by("id"),
        Certification.objects.filter(item=item).order_by("id"),
        papers_of(item),
        strict=True,  # each paper was recorded with what it bears
    )
    at = item.received_at
    for place, (form, certification, paper) in enumerate(executed):
        at = max(at, paper.document.received_at) if place else at
        if not signature_grounds(replace(presented, signatures=_signatures(form, certification))):
            break
    return at


def expiration_at(agreement: RightsAgreement, *, terms: Terms, at: datetime) -> datetime:
    """The Close of Business on the Final Expiration Date, by the closures known at an instant (§1(r))."""
    return final_close_of_business(
        terms.final_expiration_date, calendar=calendar_under(agreement, terms, at=at)
    )


def dated_as(held: Sequence[ItemCertificate], *, terms: Terms) -> date:
    """The date of new certificates: that of the one they come from, of several by the reading (§4(a))."""
    dates = [one.certificate.dated for one in held]
    return combined_date(dates, reading=terms.reading("combined_date_rule"))


def window_for_transfers(agreement: RightsAgreement, *, terms: Terms, at: datetime) -> Window | None:
    """From the Distribution Date to the expiration, its ends by the terms; None before the notice (§6(a))."""
    if agreement.distribution_effective_at is None:
        return None
    return transfer_window(
        distribution_close=agreement.distribution_effective_at,
        expiration_at=expiration_at(agreement, terms=terms, at=at),
        last_instant=terms.transfer_window_end,
    )


def certification_facts(item: Item) -> CertificationFacts | None:
    """The certification of an item as the paper received last answers it, as the rules take it (§20(k))."""
    return certification_told(latest_certification(item))


def _signatures(form: ExecutedForm | None, certification: Certification | None) -> list[SignatureFacts]:
    """The signature on the form; that on the certification too, once it is there to be guaranteed."""
    if form is None:
        return [SignatureFacts("form on the reverse", "", "", "")]
    signed = [_signature(FORM_WORDS[form.kind], form)]
    if certification is not None and certification.signed_name.strip():
        signed.append(_signature("certification", certification))
    return signed


def _signature(form: str, row: ExecutedForm | Certification) -> SignatureFacts:
    return SignatureFacts(
        form,
        row.signed_name,
        row.guarantor_kind,
        row.guarantor_name,
        row.medallion,
        Instrument(row.instrument),
        SignerCapacity(row.capacity),
    )


def _certificate_facts(
    agreement: RightsAgreement,
    *,
    held: Sequence[ItemCertificate],
    lots: Sequence[OpenLot],
    reading: Reading,
    met: StopsMet,
    at: datetime,
) -> list[CertificateFacts]:
    local = at.astimezone(ZoneInfo(agreement.time_zone))
    papers, standing = [one.certificate for one in held], [(lot.key, lot.certificate) for lot in lots]
    named = named_void(agreement, certificates=papers, lots=standing) if reading.names_void else {}
    return [
        replace(
            _standing(
                one, [lot for lot in lots if lot.certificate == one.certificate_id], reading.events, at=local
            ),
            stops=met.on_certificates[one.certificate_id],
            named_void=named.get(one.certificate_id, ()),
        )
        for one in held
    ]


def _standing(
    one: ItemCertificate, lots: Sequence[OpenLot], events: Sequence[CertificateEvent], *, at: datetime
) -> CertificateFacts:
    certificate = one.certificate
    own = [event for event in events if event.first_number <= certificate.number <= event.last_number]
    stop: Any = next(
        (event for event in reversed(own) if event.kind in (PaperEvent.STOPPED, PaperEvent.RELEASED)), None
    )
    is_stopped = stop is not None and stop.kind == PaperEvent.STOPPED
    ended = [event.happened_on for event in own if event.kind in ENDING]
    void = [lot.void_from for lot in lots if lot.void_from is not None]
    new = replaced_as(certificate) if PaperEvent.REPLACED in {event.kind for event in own} else None
    return CertificateFacts(
        number=certificate.number,
        holder=str(certificate.holder_id),
        registration=certificate.registration,
        rights_count=sum(lot.rights for lot in lots),
        is_in_hand=one.returned_at is None,
        is_countersigned=any(event.kind == PaperEvent.COUNTERSIGNED for event in own),
        ended_on=ended[0] if ended else None if lots else at.date(),
        stopped_on=stop.happened_on if is_stopped else None,
        stop_reason=stop.reason if is_stopped else "",
        void_from=min(void).astimezone(at.tzinfo) if void else None,
        replaced_by=new.new if new else "",
        is_of_old_form=new is not None and new.is_of_old_form,
        void_rights=sum(lot.rights for lot in lots if lot.void_from is not None and lot.void_from <= at),
    )
