"""The Company appoints a successor: its evidence, and the term of office that begins (§21)."""

from datetime import date, datetime
from decimal import Decimal

from agreement.business_days import BusinessDayCalendar
from agreement.errors import RefusedByGround
from agreement.grounds import Ground
from agreement.succession import Qualification, SuccessionKind
from agreement.terms import Terms
from registry.models import Notice
from registry.services.succession import Succession, beginning_grounds, record_succession

_EVIDENCE = ("organised_under", "good_standing", "powers", "supervised_by")


def appointment_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about an appointment: evidence that lacks, another who is still in office.

    Agreement: 21;20(g).
    """
    return beginning_grounds(notice.agreement, _told_by(notice), at=notice.received_at)


def appoint_successor(notice: Notice, *, at: datetime) -> None:
    """The successor's term of office begins; what the section asks for, no answer of the Company replaces.

    Raises SUCCESSOR_NOT_ELIGIBLE, TWO_PRINCIPAL_AGENTS.

    Agreement: 21.
    """
    told, approval = _told_by(notice), notice.acceptance
    assert approval is not None  # what has an effect was accepted by two people
    found = beginning_grounds(notice.agreement, told, at=at)
    if found:
        raise RefusedByGround.by(found)
    record_succession(
        notice.agreement, told, document=notice.document, approval=approval, notice=notice, at=at
    )


def _told_by(notice: Notice) -> Succession:
    said = notice.facts
    capital = Decimal(said["capital"]) if "capital" in said else None
    return Succession(
        kind=SuccessionKind.APPOINTMENT,
        effective_on=date.fromisoformat(said["effective_on"]),
        given_on=notice.signed_on,
        successor=said["successor"],
        qualification=Qualification(**{name: said.get(name, "") for name in _EVIDENCE}, capital=capital),
        affiliate_of=said.get("affiliate_of", ""),
        filed_on=_day(said.get("filed_on")),
        told_holders_on=_day(said.get("told_holders_on")),
    )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
