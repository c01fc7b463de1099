"""Reads of status inquiries: what is to be answered by when, and what was mailed for an item (17Ad-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from certificates.models import LetterMailing, MailingPiece, StatusInquiry
from certificates.selectors.letters import standing_mailings
from registry.models import RightsAgreement


@dataclass(frozen=True, slots=True)
class InquiryShown:
    """An inquiry with the record of its answer's mailing, and whether its day has passed without one."""

    inquiry: StatusInquiry
    mailed: LetterMailing | None
    is_overdue: bool


def agent_day(at: datetime) -> date:
    """The day of an instant in the agent's own zone."""
    return at.astimezone(ZoneInfo(settings.AGENT_TIME_ZONE)).date()


def inquiries(agreement: RightsAgreement) -> QuerySet[StatusInquiry]:
    """The inquiries of an agreement, those due first in front."""
    record = standing_mailings().order_by("id")
    return (
        StatusInquiry.objects.filter(agreement=agreement)
        .select_related("agreement", "item__agreement", "holder", "document", "answer", "recorded_by")
        .prefetch_related(Prefetch("answer__mailings", queryset=record, to_attr="standing"))
        .order_by("due_on", "id")
    )


def unanswered(found: QuerySet[StatusInquiry]) -> QuerySet[StatusInquiry]:
    """Those of some inquiries whose answer nobody recorded as mailed."""
    return found.exclude(answer__in=standing_mailings().values("paper"))


def inquiries_shown(found: Sequence[StatusInquiry], *, at: datetime) -> list[InquiryShown]:
    """Inquiries as a page has them, on the agent's own day of an instant."""
    today = agent_day(at)
    shown = []
    for inquiry in found:
        answer = inquiry.answer
        records: list[LetterMailing] = getattr(answer, "standing", []) if answer else []
        mailed = records[0] if records else None
        shown.append(InquiryShown(inquiry, mailed, mailed is None and today > inquiry.due_on))
    return shown


def mailed_of_certificates(agreement: RightsAgreement, numbers: Sequence[int]) -> dict[int, tuple[date, str]]:
    """Of some certificates those that a receipt of the post names: the day, and where the envelope went."""
    found: dict[int, tuple[date, str]] = {}
    pieces = MailingPiece.objects.filter(
        agreement=agreement,
        receipt__isnull=False,
        first_certificate__lte=max(numbers, default=0),
        last_certificate__gte=min(numbers, default=1),
    ).select_related("receipt")
    for piece in pieces.order_by("receipt__mailed_on", "id"):
        first, last, receipt = piece.first_certificate, piece.last_certificate, piece.receipt
        if first is None or last is None or receipt is None:
            continue
        place = f"{piece.city} {piece.region} {piece.postal_code} {piece.country}"
        street = ", ".join(piece.address.split("\n"))
        for number in numbers:
            if first <= number <= last:
                found[number] = (receipt.mailed_on, " ".join(f"{street}, {place}".split()))
    return found
