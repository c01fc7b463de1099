"""Presentation at an office: received when it reaches one designated for the purpose (§5(b), §6(a))."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from registry.models import RightsAgreement
from registry.selectors.agreements import offices


@dataclass(frozen=True, slots=True)
class OfficeReceipt:
    """When papers count as received and where; `notes` says why, if they were handed in elsewhere."""

    received_at: datetime
    place: str
    notes: tuple[Ground, ...] = ()


def receipt_of_presentation(
    agreement: RightsAgreement,
    *,
    office: str,
    branch: str,
    handed_in_at: datetime | None,
    arrived_at: datetime,
) -> OfficeReceipt:
    """Where and when a presentation counts as received: at the office named, else at the eldest designated.

    `branch` is where it was handed in first, if that was elsewhere, at `handed_in_at`. An agreement without
    offices on record names no place. Raises as `receipt_at_office`.

    Agreement: 5(b);6(a).
    """
    designated = _designated(agreement, at=arrived_at)
    reached = office.strip() or (designated[0] if designated else "")
    if not reached and not branch.strip():
        return OfficeReceipt(arrived_at, "")
    return receipt_at_office(
        agreement,
        branch.strip() or reached,
        handed_in_at=handed_in_at or arrived_at,
        arrived_at=arrived_at,
        forwarded_to=reached,
    )


def receipt_at_office(
    agreement: RightsAgreement,
    office: str,
    *,
    handed_in_at: datetime,
    arrived_at: datetime | None = None,
    forwarded_to: str = "",
) -> OfficeReceipt:
    """The instant at which papers handed in at an office are received.

    At an office designated on that day: when they are handed in. Elsewhere: when they arrive at a designated
    office, `forwarded_to` or the eldest. Raises NOT_DESIGNATED_OFFICE until they have arrived at one,
    ARRIVED_BEFORE_HANDED_IN, NAIVE_TIMESTAMP.

    Agreement: 5(b);6(a).
    """
    for instant in (handed_in_at, arrived_at):
        if instant is not None and instant.tzinfo is None:
            raise refuse("NAIVE_TIMESTAMP", value=instant)
    if office in _designated(agreement, at=handed_in_at):
        return OfficeReceipt(handed_in_at, office)
    designated = _designated(agreement, at=arrived_at or handed_in_at)
    reached = forwarded_to or (designated[0] if designated else "")
    if arrived_at is None or reached not in designated:
        told = forwarded_to if forwarded_to in designated else " or ".join(designated) or "an office"
        raise refuse("NOT_DESIGNATED_OFFICE", office=office, designated=told)
    if arrived_at < handed_in_at:
        raise refuse(
            "ARRIVED_BEFORE_HANDED_IN", arrived=arrived_at.isoformat(), handed_in=handed_in_at.isoformat()
        )
    elsewhere = ground("NOT_DESIGNATED_OFFICE", office=office, designated=reached)
    return OfficeReceipt(arrived_at, reached, (elsewhere,))


def _designated(agreement: RightsAgreement, *, at: datetime) -> list[str]:
    """The names of the offices designated on the local day of an instant."""
    day = at.astimezone(ZoneInfo(agreement.time_zone)).date()
    return list(offices(agreement, day=day).values_list("name", flat=True))
