"""What is asked back about a determination of the Board on an event that was announced (§1(l), §1(hh))."""

from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation import AnnouncementTold, determination_grounds, later_grounds
from agreement.terms import Terms
from registry.models import BEFORE_SEPARATION, Notice
from registry.selectors.announcements import announcement_told, announcements_told


def announcement_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What stands against a later Distribution Date, or against taking an event as never having occurred.

    Agreement: 1(l);1(hh).
    """
    if bool(notice.facts.get("postponed_to")) != bool(notice.facts.get("postponed_on")):
        reason = "it states the later date or the day of the Board's action alone; they belong together"
        return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)
    return determination_grounds(
        announcement_told(notice),
        on_file=_on_file(notice),
        terms=terms,
        is_separated=notice.agreement.separation_state not in BEFORE_SEPARATION,
        calendar=calendar,
    )


def announcement_warnings(notice: Notice) -> tuple[Ground, ...]:
    """That an earlier announcement is on file, whose day governs.

    Agreement: 1(hh).
    """
    return later_grounds(announcement_told(notice), on_file=_on_file(notice))


def _on_file(notice: Notice) -> list[AnnouncementTold]:
    told = announcements_told(notice.agreement, known_at=notice.received_at)
    return [one for _, one in told if one.notice != notice.number]
