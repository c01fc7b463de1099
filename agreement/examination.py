"""The examination of an item: every check in order, each with what stands against the item, none left out.

A check is passed, or it has grounds; nothing is decided here about what becomes of the item.

Agreement: 6(a).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from agreement.board_orders import BoardOrder
from agreement.certification import CertificationFacts, TwoAnswers, certification_grounds, conflict_grounds
from agreement.choices import GuarantorKind, Instrument, SignerCapacity
from agreement.decisions import Effect, Ground
from agreement.delivery import DirectionFacts
from agreement.guarantee import GuaranteeFacts, MedallionLimit, guarantee_grounds
from agreement.inquiry import InquiryFacts
from agreement.joint_names import is_of_survivors
from agreement.new_form import replaced_ground
from agreement.refusals import ground
from agreement.stops import StopFacts, StopKind, stop_ground
from agreement.terms import Appointment, is_in_office
from agreement.transfer_documents import DocumentAsked, DocumentCame, asked_for, document_grounds
from agreement.workflow.items import AskedBy, Assessment, CheckStep, ItemKind, TaxStanding

_DIVIDED = "ask for an exchange of the certificate: it is divided, and the good Rights come back on their own"


@dataclass(frozen=True, slots=True)
class NamedVoid:
    """That a notice of the Company names Rights as void which nobody has marked: number, day of receipt."""

    notice: int
    received_on: date
    is_queried: bool = False


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A Rights Certificate as it lies with the agent: its face, its standing, its open Rights.

    `stopped_on` and `stop_reason` are of a stop that the books carry on the paper itself, `stops` are those
    that stand on the certificate, its account or its lots, or are noted there; `ended_on` is the day on which
    it was ended, `replaced_by` names the certificate in its place, `is_of_old_form` tells that it was
    replaced by one of a new form and not upon a loss. `void_rights` are those of its Rights that are void.
    """

    number: int
    holder: str
    registration: str
    rights_count: int
    is_in_hand: bool
    is_countersigned: bool
    ended_on: date | None = None
    stopped_on: date | None = None
    stop_reason: str = ""
    void_from: datetime | None = None
    stops: tuple[StopFacts, ...] = ()
    replaced_by: str = ""
    is_of_old_form: bool = False
    named_void: tuple[NamedVoid, ...] = ()
    void_rights: int = 0

    @property
    def is_void_in_part(self) -> bool:
        """Whether some of its Rights are null and void, and some are good."""
        return 0 < self.void_rights < self.rights_count


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """A signature on the reverse, as on the paper; an empty name is a missing signature.

    `capacity` is that in which it was given, if not by the registered holder itself.
    """

    form: str
    signed_name: str
    guarantor_kind: str
    guarantor_name: str
    medallion: str = ""
    instrument: Instrument = Instrument.REVERSE
    capacity: SignerCapacity = SignerCapacity.HOLDER


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """Evidence asked for: by whom, on which day, whether it came, and what whoever asked found of it."""

    asked_by: AskedBy
    asked_on: date
    has_come: bool
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True)
class PresentationFacts:
    """What transfer and exercise are examined on alike.

    `agent` is the Rights Agent that acts, `appointments` are the terms of office of all. `instant` is the one
    the window is asked about: of the receipt, or of the completion of an exercise.
    `is_released` tells that the Company, consulted about the certification, said to proceed, `contrary` that
    an officer of it said otherwise. `orders` are those that restrain items of this kind under the whole
    agreement. `documents` are those that came beyond
    the signatures, `documents_asked` all that reasons and capacities ask for; `presented_on` is the day of
    the receipt. `tax_demand` is the sum that the Company required, and for what. `inquiries` are those that
    were answered about certificates, `inquiry_above` the value in US dollars above which they are asked for;
    `directions` are where papers beside the assignment send new certificates. `board_orders` are
    those of redemption and exchange that reach a Right presented.
    """

    instant: datetime
    at: datetime
    day: date
    agent: str
    appointments: Sequence[Appointment]
    distribution_close: datetime | None
    books_are_open: bool
    certificates: Sequence[CertificateFacts]
    signatures: Sequence[SignatureFacts]
    certification: CertificationFacts | None
    is_released: bool
    tax: TaxStanding
    guarantors: Sequence[GuarantorKind]
    evidence: Sequence[EvidenceFacts] = ()
    limits: Sequence[MedallionLimit] = ()
    value: Decimal | None = None
    orders: Sequence[StopFacts] = ()
    documents: Sequence[DocumentCame] = ()
    documents_asked: Sequence[DocumentAsked] = ()
    tax_demand: str = ""
    board_orders: Sequence[BoardOrder] = ()
    presented_on: date = date.max  # where no day is told, no dated document is young enough
    inquiries: Sequence[InquiryFacts] = ()
    inquiry_above: Decimal | None = None
    directions: Sequence[DirectionFacts] = ()
    contrary: TwoAnswers | None = None

    @property
    def capacities(self) -> frozenset[SignerCapacity]:
        """The capacities in which somebody signed."""
        return frozenset(one.capacity for one in self.signatures if one.signed_name.strip())


@dataclass(frozen=True, slots=True)
class CheckMade:
    """A check that was made, with its grounds; a note says what it could not see."""

    step: CheckStep
    grounds: tuple[Ground, ...]
    note: str = ""

    @property
    def is_passed(self) -> bool:
        """Whether nothing but a warning stands against the item here."""
        return stands_in_order(self.grounds)


def grounds_of(checks: Iterable[CheckMade]) -> tuple[Ground, ...]:
    """All grounds in the order of the checks."""
    return tuple(found for check in checks for found in check.grounds)


def agent_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """The agent that acts must be in office on the day.

    Agreement: 2.
    """
    if is_in_office(facts.agent, on=facts.day, appointments=facts.appointments):
        return ()
    return (ground("NO_AGENT_IN_OFFICE", agent=facts.agent, date=facts.day),)


def separation_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """Nothing is taken before the Company's notice, nor before the books are open.

    Agreement: 3(a).
    """
    if facts.distribution_close is None:
        return (ground("RIGHTS_NOT_SEPARATED"),)
    return () if facts.books_are_open else (ground("BOOKS_NOT_OPEN"),)


def order_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """An order of a court or an authority holds what it restrains: everything, or the Rights presented.

    Agreement: 15(b).
    """
    found = [stop_ground(order, on="all Rights under the agreement") for order in facts.orders]
    found += [
        stop_ground(stop, on=f"certificate {one.number}")
        for one in facts.certificates
        for stop in one.stops
        if stop.kind is StopKind.COURT_ORDER and not one.replaced_by
    ]
    return tuple(found)


def certificate_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """Each certificate is in hand, countersigned, not stopped and not ended; all are of one registration.

    Agreement: 5(a).
    """
    found = [standing for one in facts.certificates for standing in _standing(one)]
    if len({one.holder for one in facts.certificates}) > 1:
        numbers = ", ".join(str(one.number) for one in facts.certificates)
        found.append(ground("DIFFERENT_REGISTRATION", numbers=numbers))
    return tuple(found)


def _standing(one: CertificateFacts) -> Iterable[Ground]:
    if not one.is_in_hand:
        yield ground("CERTIFICATE_NOT_SURRENDERED", number=one.number)
    if not one.is_countersigned:
        yield ground("NOT_COUNTERSIGNED", number=one.number)
    if one.replaced_by:
        # Nothing else matters about it: it is kept, and its presentor asked how it came into its hands.
        yield replaced_ground(one.number, new=one.replaced_by, is_of_old_form=one.is_of_old_form)
        return
    if one.ended_on is not None:
        yield ground("ALREADY_CANCELLED", number=one.number, date=one.ended_on)
    if one.stopped_on is not None:
        yield ground(
            "CERTIFICATE_STOPPED",
            number=one.number,
            date=one.stopped_on,
            reason=one.stop_reason or "none given",
        )
    for stop in one.stops:
        if stop.kind is not StopKind.COURT_ORDER:
            yield stop_ground(stop, on=f"certificate {one.number}")


def nullity_grounds(facts: PresentationFacts, *, curing: str = _DIVIDED) -> tuple[Ground, ...]:
    """Rights that the Company notified as null and void are neither transferred nor exercised.

    Agreement: 7(e).
    """
    return tuple(
        ground(
            "RIGHTS_VOID",
            saying=f"{_void_of(one)} of certificate {one.number} are null and void by the Company's notice "
            f"since {one.void_from:%Y-%m-%d}",
            curing=curing if one.is_void_in_part else None,
            number=one.number,
            void_from=one.void_from.isoformat(),
        )
        for one in facts.certificates
        if one.void_from is not None and one.void_from <= facts.at
    )


def _void_of(one: CertificateFacts) -> str:
    return f"{one.void_rights:,} of the {one.rights_count:,} Rights" if one.is_void_in_part else "Rights"


def name_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """Each signature is the registered holder's in every particular, or is given for it in a capacity.

    Nobody need guarantee it.

    Agreement: 6(a).
    """
    return tuple(found for signature in facts.signatures for found in _name(signature, facts.certificates))


def authority_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """Who signed for the registered holder shows that he may, where no transfer is asked to be registered.

    The agreement asks for the holder's own signature and is silent about what shows another's authority: the
    agent asks for the documents that the law lets an issuer ask for on a transfer.

    Agreement: 6(a);7(a).
    """
    asked = asked_for(facts.documents_asked, capacities=facts.capacities, reason=None)
    found = document_grounds(asked, came=facts.documents, presented_on=facts.presented_on)
    return tuple(
        replace(ground("AUTHORITY_NOT_SHOWN"), message=one.message, facts=one.facts, cure=one.cure)
        for one in found
    )


def signature_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """Each signature is the registered holder's in every particular, and is guaranteed by an accepted kind.

    Line breaks of a registration are no particular of a name. Who signs in a capacity signs with his own
    name, guaranteed alike; the documents of the capacity are asked for instead.

    Agreement: Exhibit B reverse.
    """
    found: list[Ground] = []
    for signature in facts.signatures:
        found += _name(signature, facts.certificates)
        if signature.signed_name.strip():
            found += guarantee_grounds(
                form=signature.form,
                kind=signature.guarantor_kind,
                name=signature.guarantor_name,
                medallion=signature.medallion,
                facts=GuaranteeFacts(facts.guarantors, facts.limits, facts.value),
                on=facts.day,
            )
    return tuple(found)


def instrument_grounds(facts: PresentationFacts, *, kind: ItemKind) -> tuple[Ground, ...]:
    """Where the forms stand: an assignment may be an instrument of its own, its certification may not.

    An election stands on the reverse of the certificate, and is signed there. Without an endorsement or an
    instrument nothing is transferred.

    Agreement: 16(b);6(a);7(a).
    """
    form, certification = facts.signatures[0], facts.signatures[1:]
    found: list[Ground] = []
    if kind is ItemKind.TRANSFER and not form.signed_name.strip():
        found.append(ground("ENDORSEMENT_MISSING"))
    if kind is ItemKind.EXERCISE and not form.signed_name.strip():
        found.append(ground("ELECTION_NOT_SIGNED"))
    if kind is ItemKind.EXERCISE and form.instrument is Instrument.SEPARATE:
        found.append(ground("ELECTION_NOT_ON_CERTIFICATE"))
    if any(one.instrument is Instrument.SEPARATE for one in certification):
        clause = "7(f)(i)" if kind is ItemKind.EXERCISE else "6(a)"
        found.append(ground("CERTIFICATION_NOT_ON_CERTIFICATE", clause=clause))
    return tuple(found)


def _name(signature: SignatureFacts, certificates: Sequence[CertificateFacts]) -> Iterable[Ground]:
    if not signature.signed_name.strip():
        yield ground("NOT_REGISTERED_HOLDER", form=signature.form)
        return
    for one in certificates:
        if signature.capacity is SignerCapacity.SURVIVOR:
            # A joint tenant is named on the face beside the one who died, in every particular.
            if not is_of_survivors(signature.signed_name, registration=one.registration):
                yield ground("SURVIVOR_NOT_ON_FACE", form=signature.form, number=one.number)
        elif signature.capacity is SignerCapacity.HOLDER and (
            _one_line(signature.signed_name) != _one_line(one.registration)
        ):
            yield ground("SIGNATURE_NAME_MISMATCH", form=signature.form, number=one.number)


def answered_grounds(facts: PresentationFacts, *, clause: str) -> tuple[Ground, ...]:
    """The certification holds the item unless it is clean or the Company, consulted, said to proceed.

    Agreement: 20(g);20(k).
    """
    held = () if facts.is_released else certification_grounds(facts.certification, clause=clause)
    return (*conflict_grounds(facts.contrary), *held)


def evidence_grounds(facts: PresentationFacts, *, clause: str) -> tuple[Ground, ...]:
    """Evidence asked for holds the item until it has come and satisfies whoever asked for it.

    `clause` is the section under which it was asked for: 6(a), or 7(f)(ii) for an exercise.

    Agreement: 6(a);7(f)(ii).
    """
    waiting = [one for one in facts.evidence if one.assessment is not Assessment.SATISFIED]
    return tuple(_outstanding(one, clause=clause) for one in waiting)


def _outstanding(one: EvidenceFacts, *, clause: str) -> Ground:
    by = one.asked_by.words[0].lower() + one.asked_by.words[1:]
    if one.assessment is Assessment.NOT_SATISFIED:
        told = f"Evidence asked for on {one.asked_on} by {by} came and does not satisfy"
    elif one.has_come:
        told = f"Evidence asked for on {one.asked_on} by {by} came and is not assessed yet"
    else:
        told = f"Evidence asked for on {one.asked_on} by {by} is outstanding"
    return ground(
        "EVIDENCE_OUTSTANDING", clause=clause, saying=told, date=one.asked_on, party=one.asked_by.value
    )


def tax_grounds(facts: PresentationFacts, *, clause: str) -> tuple[Ground, ...]:
    """A tax or charge that was asked holds the item until it is shown to be paid or not due.

    Agreement: 6(a).
    """
    if facts.tax is not TaxStanding.ASKED:
        return ()
    if facts.tax_demand:
        return (ground("TAX_PAYMENT_REQUIRED", clause=clause, demand=facts.tax_demand),)
    return (ground("TAX_NOT_SATISFIED", clause=clause),)


def stands_in_order(grounds: Sequence[Ground]) -> bool:
    """Whether nothing but warnings stands against an item.

    Agreement: 6(a).
    """
    return all(found.effect is Effect.WARN for found in grounds)


def _one_line(words: str) -> str:
    return " ".join(words.split())
