"""What the Company's notices say of announcements, by what was received (§1(l), §1(hh))."""

from datetime import date, datetime

from agreement.separation import AnnouncementTold, Limb
from registry.models import Notice, NoticeKind, RightsAgreement
from registry.selectors.notices import notices_known


def announcement_told(notice: Notice) -> AnnouncementTold:
    """What one notice says of an announcement."""
    return AnnouncementTold(
        notice=notice.number,
        limb=Limb(notice.facts["limb"]),
        announced_on=date.fromisoformat(notice.facts["announced_on"]),
        received_at=notice.received_at,
        postponed_to=_day(notice, "postponed_to"),
        undone_on=_day(notice, "undone_on"),
    )


def announcements_told(
    agreement: RightsAgreement, *, known_at: datetime
) -> list[tuple[Notice, AnnouncementTold]]:
    """The notices of announcements in force by what was received by an instant, in the order of receipt."""
    known = notices_known(agreement, kind=NoticeKind.ANNOUNCEMENT, at=known_at)
    return [(notice, announcement_told(notice)) for notice in known]


def _day(notice: Notice, name: str) -> date | None:
    said = notice.facts.get(name)
    return date.fromisoformat(said) if said else None
