"""The Summary of Rights in the words and figures of the mailing that two people approved last (Exhibit C)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agreement.summary import HEADINGS
from certificates.drawing.forms import filled
from certificates.models import Mailing, MailingKind, MailingState
from certificates.services.mailing_words import terms_of, text_of_mailing
from registry.models import RightsAgreement


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """A Summary of Rights to read: each heading with its words, the closing note, where it comes from."""

    name: str
    title: str
    hash: str
    mailing: int
    approved_at: datetime
    agreement_title: str
    sections: tuple[tuple[str, str], ...]
    closing: str


def summary_last_approved(agreement: RightsAgreement) -> ReadSummary | None:
    """The Summary as its last approved mailing has it; None where none was approved.

    Raises MAILING_NOT_APPROVED when the words on file are no longer those approved.

    Agreement: Exhibit C;3(b).
    """
    approved = Mailing.objects.filter(
        agreement=agreement, kind=MailingKind.SUMMARY_OF_RIGHTS, approved_at__isnull=False
    ).exclude(state=MailingState.CANCELLED)
    mailing = approved.order_by("approved_at", "number").last()
    if mailing is None or mailing.approved_at is None:
        return None
    text, values = text_of_mailing(mailing), terms_of(mailing.snapshot).values
    return ReadSummary(
        text.name,
        text.title,
        text.hash,
        mailing.number,
        mailing.approved_at,
        values["agreement_title"],
        tuple((heading, filled(text.texts[name], values)) for name, heading in HEADINGS.items()),
        filled(text.texts["closing"], values),
    )
