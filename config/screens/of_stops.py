"""Stops and a certificate to be replaced, in the scene of the screens."""

from __future__ import annotations

from agreement.certification import Answer
from agreement.replacement import LossCause, ReplacementStep
from agreement.stops import ReporterCapacity, StopKind
from agreement.workflow.items import TaxStanding
from config.demo.people import MAKER, user_of
from config.screens.counter import PRESENTER, paper, today
from registry import clock
from registry.models import Item, RightsCertificate
from registry.services import replacements, stops
from registry.services.presentations import Presentation, ReverseReceived, SignatureReceived
from registry.services.replacement_steps import StepTaken, record_step
from registry.services.replacements import ClaimReceived
from registry.services.stops import StopAsked


def place_stops(certificate: RightsCertificate) -> None:
    """A demand of the holder and a claim of somebody else; the release of the demand is asked for."""
    agreement, by = certificate.agreement, user_of(MAKER)
    demand = paper(agreement, "Demand not to register", certificate=certificate.number)
    told = (
        (StopKind.DEMAND_NOT_TO_REGISTER, ReporterCapacity.REGISTERED_HOLDER, PRESENTER, demand),
        (StopKind.ADVERSE_CLAIM, ReporterCapacity.OTHER, "A broker, by telephone", None),
    )
    for kind, capacity, who, document in told:
        asked = StopAsked(
            kind,
            reason="Says that the certificate was handed over by mistake",
            reported_by=who,
            reported_at=clock.now(),
            capacity=capacity,
            certificate=certificate.number,
            reporter_address="9 Cedar Road, Portland",
        )
        placed = stops.place_stop(agreement, asked, document=document, by=by, at=clock.now())
        if document is not None:
            withdrawn = paper(agreement, "Withdrawal of the demand", stop=placed.number)
            stops.request_release(placed, reason="Withdrawn", document=withdrawn, maker=by, at=clock.now())


def claim_loss(certificate: RightsCertificate) -> Item:
    """A certificate is claimed as lost; its affidavit came, and nobody has accepted it yet."""
    agreement, by = certificate.agreement, user_of(MAKER)
    signed = SignatureReceived(certificate.registration, today(agreement))
    request = ReverseReceived(signed, Answer.BLANK, Answer.BLANK, SignatureReceived(), TaxStanding.NONE_ASKED)
    holder = ReporterCapacity.REGISTERED_HOLDER
    item = replacements.receive_claim(
        agreement,
        Presentation(PRESENTER, clock.now(), (certificate.number,), reverse=request),
        ClaimReceived(LossCause.LOST, today(agreement), "Not found after the office was moved", holder),
        document=paper(agreement, "Claim of a lost certificate", certificate=certificate.number),
        by=by,
        at=clock.now(),
    )
    affidavit = paper(agreement, "Affidavit of loss", item=item.number)
    step = StepTaken(ReplacementStep.EVIDENCE_RECEIVED, today(agreement))
    record_step(item, step, document=affidavit, by=by, at=clock.now())
    return item
