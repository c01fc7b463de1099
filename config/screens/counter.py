"""What comes over the counter in the scene of the screens: transfers, exercises, their papers and money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from agreement.certification import Answer
from agreement.exercise_price import Payee, TenderedMeans
from agreement.inquiry import InquiryResult
from agreement.workflow.items import (
    AskedBy,
    HeldClass,
    ItemKind,
    ItemProposal,
    StandingAnswer,
    TaxStanding,
)
from config.demo.papers import letter
from config.demo.people import MAKER, user_of
from config.demo.story import approve
from config.screens.scanned import scan_of_assignment
from exercises.services import elections
from exercises.services.elections import ElectionReceived
from exercises.services.payments import PaymentReceived, receive_payment
from registry import clock
from registry.models import (
    Approval,
    BookEntry,
    CertificateEvent,
    Document,
    Item,
    PaperEvent,
    RightsAgreement,
    RightsCertificate,
    Schedule,
)
from registry.selectors.addresses import Address
from registry.services import (
    certificate_inquiries,
    company,
    evidence,
    item_applications,
    same_name,
    schedules,
    standing_instructions,
    transfers,
)
from registry.services.certificate_inquiries import InquiryAnswered
from registry.services.evidence import EvidenceAsked
from registry.services.presentations import Presentation, ReverseReceived, SignatureReceived
from registry.services.schedules import FileReceived
from registry.services.standing_instructions import InstructionReceived
from registry.services.transfers import LineReceived

CEDAR = Address("9 Cedar Road", "Portland", "OR", "97201", "US")
PRICE = Decimal("250.00")
SOME_RIGHTS = 60
NUMBER = "12-3456789"
PRESENTER = "By mail from the registered holder"


def today(agreement: RightsAgreement) -> date:
    """The day in the zone of the agreement."""
    return clock.now().astimezone(ZoneInfo(agreement.time_zone)).date()


def paper(agreement: RightsAgreement, title: str, **says: Any) -> Document:
    """A paper that came in just now, on file."""
    at = clock.now()
    return letter(
        agreement,
        title=title,
        officer="",
        signed_on=today(agreement),
        says=says,
        received_at=at,
        by=user_of(MAKER),
        at=at,
    )


def certificates_of_some_rights(agreement: RightsAgreement, *, most: int) -> Sequence[RightsCertificate]:
    """Clean certificates of holders in the United States, the lowest numbers first, no sheet spoiled."""
    spoiled = CertificateEvent.objects.filter(agreement=agreement, kind=PaperEvent.SPOILED)
    found = RightsCertificate.objects.filter(
        agreement=agreement, taint_class="", rights__gte=SOME_RIGHTS, holder__country="US"
    ).exclude(number__in=spoiled.values("first_number"))
    return list(found.select_related("agreement", "holder__agreement").order_by("number")[:most])


def receive_transfer(
    certificate: RightsCertificate,
    *,
    rights: int,
    first: Answer = Answer.NO,
    guarantor: str = "Harbor Bank",
    to: str = "Cedar Fund LP",
) -> Item:
    """A certificate comes in for the transfer of a part; `first` is what is ticked under statement 1."""
    return transfers.receive_transfer(
        certificate.agreement,
        _presentation(certificate, first=first, guarantor=guarantor),
        lines=[LineReceived(to, CEDAR, rights)],
        balance=certificate.rights - rights,
        document=scan_of_assignment(certificate, rights=rights, to=to, first=first, guarantor=guarantor),
        by=user_of(MAKER),
        at=clock.now(),
    )


def receive_exercise(certificate: RightsCertificate, *, rights: int) -> Item:
    """A certificate comes in for the exercise of a part; it awaits its payment."""
    return elections.receive_exercise(
        certificate.agreement,
        _presentation(certificate, first=Answer.NO, guarantor="Harbor Bank"),
        election=ElectionReceived(
            rights, certificate.registration, CEDAR, securities_number=NUMBER, balance_number=NUMBER
        ),
        document=paper(certificate.agreement, "Papers of an exercise", certificate=certificate.number),
        by=user_of(MAKER),
        at=clock.now(),
    )


SCHEDULE = """\
reference,rights,statement_1,statement_2,answered_by,registration_1,address_1,city,region,postal_code,country
A-1,10,NO,NO,Clerk of A-1,Juniper Trust,4 Juniper Way,Salem,OR,97301,US
B-1,12,NO,,Clerk of B-1,Larch Partners,7 Larch Street,Eugene,OR,97401,US
C-1,some,NO,NO,Clerk of C-1,Maple Estate,1 Maple Court,Bend,OR,97701,US
"""


def receive_schedule(certificate: RightsCertificate) -> Schedule:
    """A certificate comes in with a schedule: a clean line, one that is blank, one that cannot be read."""
    agreement = certificate.agreement
    file = FileReceived("schedule.csv", SCHEDULE.encode(), paper(agreement, "Schedule", lines=3))
    return schedules.receive_schedule(
        agreement,
        _presentation(certificate, first=Answer.NO, guarantor="Harbor Bank"),
        file=file,
        document=paper(agreement, "Reverse of a nominee's certificate", certificate=certificate.number),
        by=user_of(MAKER),
        at=clock.now(),
    )


def receive_split_up(certificate: RightsCertificate, *, asked: Sequence[int]) -> Item:
    """A certificate comes in to be split up, with the holder's written request."""
    signed = SignatureReceived(certificate.registration, today(certificate.agreement))
    request = ReverseReceived(signed, Answer.BLANK, Answer.BLANK, SignatureReceived(), TaxStanding.NONE_ASKED)
    return same_name.receive(
        certificate.agreement,
        Presentation(PRESENTER, clock.now(), (certificate.number,), reverse=request),
        kind=ItemKind.SPLIT_UP,
        asked=asked,
        document=paper(certificate.agreement, "Papers of a split-up", certificate=certificate.number),
        by=user_of(MAKER),
        at=clock.now(),
    )


def pay(item: Item, *, amount: Decimal) -> None:
    """A cashier's check comes in for an exercise."""
    payment = PaymentReceived(
        means=TenderedMeans.CASHIERS_CHECK,
        amount=amount,
        drawer_bank="Harbor Bank",
        instrument_number=f"47{item.number}-{amount}",
        payee=Payee.COMPANY,
        received_at=clock.now(),
    )
    check = paper(item.agreement, "A cashier's check", item=item.number, amount=amount)
    receive_payment(item, payment, document=check, by=user_of(MAKER), at=clock.now())


def ask_evidence(item: Item) -> None:
    """Evidence about the Beneficial Owner is asked for; one paper came, and is not assessed yet."""
    agreement, by = item.agreement, user_of(MAKER)
    asked = EvidenceAsked(
        AskedBy.AGENT,
        clock.now(),
        "Statement of who holds the beneficial interest",
        "The certificate stands in a nominee's name",
    )
    request = evidence.request_evidence(item, asked, document=None, by=by, at=clock.now())
    came = paper(agreement, "Statement of a nominee", item=item.number)
    evidence.receive_evidence(request, document=came, by=by, at=clock.now())


def apply_about(item: Item) -> None:
    """An application for instructions about a held item, received by an officer."""
    by = user_of(MAKER)
    made = item_applications.apply_about_item(item, ItemProposal.RETURN_FOR_COMPLETION, by=by, at=clock.now())
    company.send_application(made, sent_at=clock.now(), by=by, at=clock.now())
    officer = item.agreement.officers.order_by("pk")[0].name
    company.record_receipt(made, officer=officer, received_at=clock.now(), by=by, at=clock.now())


def instruct(agreement: RightsAgreement) -> Approval:
    """A standing instruction of the Company, which waits for a second person."""
    officer = agreement.officers.order_by("pk")[0]
    told = InstructionReceived(
        held_class=HeldClass.UNSIGNED,
        answer=StandingAnswer.REFUSE,
        signed_on=today(agreement),
        in_force_from=today(agreement),
        in_force_until=None,
        officer_name=officer.name,
        officer_title=officer.title,
        said="Send what nobody signed back to be signed.",
    )
    document = paper(agreement, "Standing instruction", about="certifications that nobody signed")
    return standing_instructions.request_instruction(
        agreement, told, document=document, maker=user_of(MAKER), at=clock.now()
    )


def inquire(item: Item) -> None:
    """The clerk asked about the certificates of a transfer; none is reported (17 CFR 240.17f-1)."""
    told = InquiryAnswered(InquiryResult.CLEAN, "P. Clerk", clock.now(), f"SIC-{item.number:06d}")
    certificate_inquiries.record_inquiry(item, told, document=None, by=user_of(MAKER), at=clock.now())


def ask_for_transfer(item: Item) -> Approval:
    """The clerk asks about the certificates of a transfer, then a second person to enter it."""
    inquire(item)
    return transfers.request_transfer(item, maker=user_of(MAKER), at=clock.now())


def post_transfer(item: Item) -> BookEntry:
    """Two people enter a transfer in the books."""
    approve(ask_for_transfer(item), at=clock.now())
    return _entry_of(item)


def post_exercise(item: Item) -> BookEntry:
    """Two people enter an exercise in the books."""
    approve(elections.request_exercise(item, maker=user_of(MAKER), at=clock.now()), at=clock.now())
    return _entry_of(item)


def _entry_of(item: Item) -> BookEntry:
    item.refresh_from_db()
    if item.entry is None:
        raise RuntimeError(f"{item} was approved and is not in the books.")
    return item.entry


def _presentation(certificate: RightsCertificate, *, first: Answer, guarantor: str) -> Presentation:
    """A certificate presented by mail, its reverse signed and guaranteed."""
    signed = SignatureReceived(
        signed_name=certificate.registration,
        signed_on=today(certificate.agreement),
        guarantor_kind="BANK_OR_TRUST_COMPANY" if guarantor else "",
        guarantor_name=guarantor,
    )
    return Presentation(
        presenter=PRESENTER,
        received_at=clock.now(),
        certificates=(certificate.number,),
        reverse=ReverseReceived(
            form=signed,
            statement_1=first,
            statement_2=Answer.NO,
            certification=signed,
            tax=TaxStanding.NONE_ASKED,
        ),
    )
