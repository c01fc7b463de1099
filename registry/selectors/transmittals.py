"""Reads of transmittals of cancelled certificates (§8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from agreement.cancellation import Keeper
from agreement.refusals import refuse
from registry.models import Approval, RightsAgreement, RightsCertificate, Transmittal, TransmittalLine
from registry.selectors.cancelled import (
    CancelledFilters,
    CancelledPaper,
    cancelled_page,
)
from registry.selectors.ranges import Range, joined

RECEIVE_TRANSMITTAL = "RECEIVE_TRANSMITTAL"
MADE, SENT, RECEIVED, WITHDRAWN = "MADE", "SENT", "RECEIVED", "WITHDRAWN"
# The two where the paper stays with the Rights Agent.
KEPT_UNSIGNED, KEPT = "KEPT_UNSIGNED", "KEPT"
STATES = {
    MADE: "made, not delivered yet",
    SENT: "delivered, not receipted yet",
    RECEIVED: "receipted by the Company",
    WITHDRAWN: "withdrawn",
    KEPT_UNSIGNED: "kept here for the Company, which has not signed for it yet",
    KEPT: "kept here for the Company, which signed for it",
}
_MOST = 1_000_000
_WAITING = """
    SELECT DISTINCT paper.number FROM cancelled_certificate paper
     WHERE paper.agreement_id = %s
       AND NOT EXISTS (SELECT 1 FROM registry_transmittalline line
                        WHERE line.certificate_id = paper.id AND line.left_off_at IS NULL)
     ORDER BY 1
"""


def transmittals_of(agreement: RightsAgreement) -> QuerySet[Transmittal]:
    """The transmittals of an agreement, newest first, with delivery, receipt and what stands on each."""
    return (
        Transmittal.objects.filter(agreement=agreement)
        .select_related("agreement", "prepared_by", "delivery__recorded_by", "receipt__document")
        .select_related("receipt__entry", "receipt__approval__maker", "receipt__approval__approver")
        .annotate(standing=Count("lines", filter=Q(lines__left_off_at__isnull=True)))
        .order_by("-number")
    )


def transmittal_numbered(agreement: RightsAgreement, number: int) -> Transmittal:
    """A transmittal by its number. Raises TRANSMITTAL_NOT_FOUND, also for one of another agreement."""
    found = transmittals_of(agreement).filter(number=number).first()
    if found is None:
        raise refuse("TRANSMITTAL_NOT_FOUND", number=number, agreement=agreement.code)
    return found


def next_number(agreement: RightsAgreement) -> int:
    """The number that the next transmittal takes."""
    last = Transmittal.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def state_of(transmittal: Transmittal) -> str:
    """Where a transmittal stands: MADE, SENT, RECEIVED or WITHDRAWN."""
    if getattr(transmittal, "receipt", None) is not None:
        return RECEIVED
    if getattr(transmittal, "delivery", None) is not None:
        return SENT
    return MADE if standing_lines(transmittal).exists() else WITHDRAWN


def shown_state(transmittal: Transmittal) -> str:
    """The same as it is told to a reader: paper that the Rights Agent keeps was neither sent nor received."""
    state, delivery = state_of(transmittal), getattr(transmittal, "delivery", None)
    if delivery is None or delivery.keeper != Keeper.AGENT.value:
        return state
    return {SENT: KEPT_UNSIGNED, RECEIVED: KEPT}.get(state, state)


def standing_lines(transmittal: Transmittal) -> QuerySet[TransmittalLine]:
    """The certificates that are on a transmittal and did not come off it."""
    return TransmittalLine.objects.filter(transmittal=transmittal, left_off_at__isnull=True)


def papers_on(transmittal: Transmittal) -> Sequence[CancelledPaper]:
    """What stands on a transmittal, in the order of numbers: one query."""
    filters = CancelledFilters(transmittal=transmittal.number)
    return cancelled_page(transmittal.agreement, filters, size=_MOST).rows


def papers_listed(transmittal: Transmittal) -> Sequence[CancelledPaper]:
    """What a transmittal listed when it was made, also what came off it since, in the order of numbers."""
    filters = CancelledFilters(listed_on=transmittal.number)
    return cancelled_page(transmittal.agreement, filters, size=_MOST).rows


def left_off(transmittal: Transmittal) -> list[int]:
    """The numbers that came off a transmittal."""
    found = TransmittalLine.objects.filter(transmittal=transmittal, left_off_at__isnull=False)
    return list(found.order_by("certificate__number").values_list("certificate__number", flat=True))


def without_image(transmittal: Transmittal) -> int:
    """How many certificates on a transmittal have no image."""
    return standing_lines(transmittal).filter(certificate__cancelled_images__isnull=True).count()


def last_cancelled_on(transmittal: Transmittal) -> date:
    """The day of the latest cancellation among what stands on a transmittal."""
    return max(one.cancelled_on for one in papers_on(transmittal))


def numbers_waiting(agreement: RightsAgreement) -> list[int]:
    """The cancelled certificates that are on no transmittal, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [agreement.pk])
        return [number for (number,) in cursor.fetchall()]


def ranges_on(transmittal: Transmittal) -> list[Range]:
    """The numbers that stand on a transmittal as ranges."""
    numbers = standing_lines(transmittal).values_list("certificate__number", flat=True)
    return joined((number, number) for number in numbers)


def rights_on(agreement: RightsAgreement, numbers: Sequence[int]) -> int:
    """The Rights on the faces of certificates."""
    found = RightsCertificate.objects.filter(agreement=agreement, number__in=numbers)
    return sum(found.values_list("rights", flat=True))


def receipt_waiting(transmittal: Transmittal) -> Approval | None:
    """The request to record the receipt of a transmittal that nobody decided."""
    return (
        Approval.objects.filter(
            kind=RECEIVE_TRANSMITTAL,
            request__transmittal=transmittal.pk,
            approver__isnull=True,
            rejected_by__isnull=True,
        )
        .select_related("maker", "agreement")
        .first()
    )


@dataclass(frozen=True, slots=True)
class PaperKept:
    """Who keeps the paper of a certificate, and until when the rule has it kept."""

    keeper: Keeper
    until: date
    under: str


def keeper_of(agreement: RightsAgreement, number: int) -> PaperKept | None:
    """Who keeps the paper of a certificate that left on a transmittal, if it did."""
    line = (
        TransmittalLine.objects.filter(
            transmittal__agreement=agreement, certificate__number=number, left_off_at__isnull=True
        )
        .values_list(*(f"transmittal__delivery__{one}" for one in ("keeper", "keep_until", "keep_under")))
        .first()
    )
    return PaperKept(Keeper(line[0]), line[1], line[2]) if line and line[0] else None
