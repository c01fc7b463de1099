"""Letters of rare occasions in the scene of the screens: each kind is pictured, so each is written once."""

from __future__ import annotations

from agreement.certification import Answer
from agreement.replacement import LossCause, ReplacementStep
from agreement.stops import ReporterCapacity
from agreement.workflow.items import TaxStanding
from config.demo.people import APPROVER, MAKER, user_of
from config.demo.story import approve
from config.screens.counter import PRESENTER, paper, receive_transfer, today
from registry import clock
from registry.models import InstructionApplication, Item, RegisteredHolder, RightsCertificate
from registry.services import company, replacements
from registry.services.extracts import ExtractAsked, issue_extract
from registry.services.presentations import Presentation, ReverseReceived, SignatureReceived
from registry.services.replacement_steps import StepTaken, record_step
from registry.services.replacements import ClaimReceived

_S = ReplacementStep
# Each step with whether the Company takes it, and whether the second person of the Rights Agent does.
ACCEPTED = (
    (_S.EVIDENCE_RECEIVED, False, False),
    (_S.EVIDENCE_BY_COMPANY, True, False),
    (_S.EVIDENCE_BY_AGENT, False, True),
    (_S.INDEMNITY_RECEIVED, False, False),
    (_S.INDEMNITY_BY_COMPANY, True, False),
    (_S.INDEMNITY_BY_AGENT, False, True),
)


def state_date(item: Item) -> None:
    """The date of what an application proposes is stated by a letter of its own, once the officer has it."""
    application = InstructionApplication.objects.get(item=item)
    assert application.earliest_date is not None  # the officer received it
    company.state_date(application, day=application.earliest_date, by=user_of(MAKER), at=clock.now())


def write_extract(holder: RegisteredHolder) -> None:
    """A holder asks in writing what the books showed of its own position."""
    at = clock.now()
    asked = ExtractAsked(" ".join(holder.registration.split()), received_at=at, as_of=at)
    document = paper(holder.agreement, "Request for an extract", account=holder.account)
    issue_extract(holder, asked, document=document, by=user_of(MAKER), at=clock.now())


def present_replaced(certificate: RightsCertificate) -> None:
    """A certificate is lost and replaced; then the old one comes in."""
    agreement, maker = certificate.agreement, user_of(MAKER)
    signed = SignatureReceived(certificate.registration, today(agreement))
    request = ReverseReceived(signed, Answer.BLANK, Answer.BLANK, SignatureReceived(), TaxStanding.NONE_ASKED)
    item = replacements.receive_claim(
        agreement,
        Presentation(PRESENTER, clock.now(), (certificate.number,), reverse=request),
        ClaimReceived(
            LossCause.LOST, today(agreement), "Not in the safe", ReporterCapacity.REGISTERED_HOLDER
        ),
        document=paper(agreement, "Claim of a certificate", certificate=certificate.number),
        by=maker,
        at=clock.now(),
    )
    officer = agreement.officers.order_by("pk")[0]
    for step, is_companys, is_seconds in ACCEPTED:
        person, title = (officer.name, officer.title) if is_companys else ("", "")
        document = None if is_seconds else paper(agreement, step.words, item=item.number)
        by = user_of(APPROVER) if is_seconds else maker
        taken = StepTaken(step, today(agreement), person=person, title=title)
        record_step(item, taken, document=document, by=by, at=clock.now())
    approve(replacements.request_replacement(item, maker=maker, at=clock.now()), at=clock.now())
    receive_transfer(certificate, rights=20)
