"""Reads of transmittals of cancelled certificates (§8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from agreement.cancellation import Keeper, Unreceived
from agreement.refusals import refuse
from registry.models import (
    Approval,
    PaperEvent,
    RightsAgreement,
    RightsCertificate,
    Transmittal,
    TransmittalDelivery,
    TransmittalLine,
)
from registry.selectors.cancelled import (
    LINE,
    CancelledFilters,
    CancelledPaper,
    cancelled_if_so,
    cancelled_page,
    paper_history,
)
from registry.selectors.ranges import Range, joined

RECEIVE_TRANSMITTAL = "RECEIVE_TRANSMITTAL"
MADE, SENT, RECEIVED, WITHDRAWN = "MADE", "SENT", "RECEIVED", "WITHDRAWN"
# The two where nothing was received: its certificates wait again, or their paper is lost.
NOT_RECEIVED, LOST = "NOT_RECEIVED", "LOST"
# The two where the paper stays with the Rights Agent.
KEPT_UNSIGNED, KEPT = "KEPT_UNSIGNED", "KEPT"
STATES = {
    MADE: "made, not delivered yet",
    SENT: "delivered, not receipted yet",
    RECEIVED: "receipted by the Company",
    WITHDRAWN: "withdrawn",
    NOT_RECEIVED: "recorded as not received",
    LOST: "recorded as lost",
    KEPT_UNSIGNED: "kept here for the Company, which has not signed for it yet",
    KEPT: "kept here for the Company, which signed for it",
}
_MOST = 1_000_000
_WAITING = """
    SELECT DISTINCT paper.number FROM cancelled_certificate paper
     WHERE paper.agreement_id = %s AND NOT EXISTS (:line)
     ORDER BY 1
""".replace(":line", LINE)


def transmittals_of(agreement: RightsAgreement) -> QuerySet[Transmittal]:
    """The transmittals of an agreement, newest first, with delivery, receipt and what stands on each."""
    return (
        Transmittal.objects.filter(agreement=agreement)
        .select_related("agreement", "prepared_by", "delivery__recorded_by", "receipt__document")
        .select_related("unreceived__document", "unreceived__recorded_by")
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
    """Where a transmittal stands: MADE, SENT, RECEIVED, NOT_RECEIVED, LOST or WITHDRAWN."""
    if getattr(transmittal, "receipt", None) is not None:
        return RECEIVED
    missed = getattr(transmittal, "unreceived", None)
    if missed is not None:
        return LOST if missed.outcome == Unreceived.LOST else NOT_RECEIVED
    if getattr(transmittal, "delivery", None) is not None:
        return SENT
    return MADE if standing_lines(transmittal).exists() else WITHDRAWN


def shown_state(transmittal: Transmittal) -> str:
    """The same as it is told to a reader: paper that the Rights Agent keeps was neither sent nor received."""
    state = state_of(transmittal)
    if kept_by(transmittal) is not Keeper.AGENT:
        return state
    return {SENT: KEPT_UNSIGNED, RECEIVED: KEPT}.get(state, state)


def kept_by(transmittal: Transmittal) -> Keeper | None:
    """Who keeps its paper: by the Company's receipt, before it as it was said when the list left.

    Nobody by a list of which nothing was received.
    """
    if getattr(transmittal, "unreceived", None) is not None:
        return None
    said = getattr(transmittal, "receipt", None) or getattr(transmittal, "delivery", None)
    return Keeper(said.keeper) if said is not None else None


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
    """The cancelled certificates that are on no transmittal and not kept by an earlier one, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [agreement.pk])
        return [number for (number,) in cursor.fetchall()]


def ranges_on(transmittal: Transmittal) -> list[Range]:
    """The numbers that stand on a transmittal as ranges."""
    numbers = standing_lines(transmittal).values_list("certificate__number", flat=True)
    return joined((number, number) for number in numbers)


def is_kept_here(paper: CancelledPaper) -> bool:
    """Whether the Company signed that the Rights Agent keeps the paper: it may still ask for it (§8)."""
    return paper.received_on is not None and paper.keeper == Keeper.AGENT.value


def may_be_asked_for(paper: CancelledPaper) -> bool:
    """Whether paper that stands on a list goes on a later one by its number: kept here, or lost and found."""
    return is_kept_here(paper) or paper.lost_on is not None


def kept_before(transmittal: Transmittal) -> list[int]:
    """The numbers that stand on a transmittal and are kept here by an earlier one, in order."""
    numbers = [one.number for one in papers_on(transmittal)]
    history = paper_history(transmittal.agreement, numbers=numbers)
    return [one for one in numbers if (one, PaperEvent.KEPT_FOR_COMPANY.value) in history]


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
    paper = cancelled_if_so(agreement, number)
    if paper is None or paper.transmittal is None or not paper.keeper:
        return None
    delivery = TransmittalDelivery.objects.get(
        transmittal__agreement=agreement, transmittal__number=paper.transmittal
    )
    return PaperKept(Keeper(paper.keeper), delivery.keep_until, delivery.keep_under)
