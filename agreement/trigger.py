"""When somebody became an Acquiring Person, and when that was first announced: two dates, both by notice.

The price of the flip-in is of the first of them, the clocks of separation and redemption run from the second.

Agreement: 1(hh);1(oo).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground


class Announcer(Worded):
    """Who announced; nobody else's word starts a clock.

    Agreement: 1(hh).
    """

    COMPANY = "COMPANY", "the Company"
    ACQUIRING_PERSON = "ACQUIRING_PERSON", "the Acquiring Person"


class AnnouncementKind(Worded):
    """How it was made public; a report under section 13(d) is one of the ways.

    Agreement: 1(hh).
    """

    PUBLIC_ANNOUNCEMENT = "PUBLIC_ANNOUNCEMENT", "public announcement"
    SECTION_13D_REPORT = "SECTION_13D_REPORT", "report under section 13(d)"


@dataclass(frozen=True, slots=True)
class Announcement:
    """That a Person became an Acquiring Person, announced on a day, with the document and the notice of it.

    Agreement: 1(hh).
    """

    person: str
    on: date
    announcer: Announcer
    kind: AnnouncementKind
    document: str


@dataclass(frozen=True, slots=True)
class BecameAcquiringPerson:
    """That a Person became an Acquiring Person on a day, by a notice of the Company.

    Agreement: 1(oo).
    """

    person: str
    on: date
    notice: str


def shares_acquisition_date(
    announcements: Iterable[Announcement], *, never_acquiring: frozenset[str] = frozenset()
) -> date | None:
    """The first day on which it was announced; None while it was not.

    What was announced of a Person who by the Company's notice never became one is as if it had not been.

    Agreement: 1(hh).
    """
    days = [one.on for one in announcements if one.person not in never_acquiring]
    return min(days, default=None)


def later_announcement_grounds(
    announcement: Announcement, *, on_file: Sequence[Announcement]
) -> tuple[Ground, ...]:
    """What is told about an announcement where an earlier one is on file: the first day governs.

    Agreement: 1(hh).
    """
    first = shares_acquisition_date(on_file)
    if first is None or announcement.on <= first:
        return ()
    return (ground("LATER_ANNOUNCEMENT", first=first),)


def triggering_event_date(
    became: Iterable[BecameAcquiringPerson], *, never_acquiring: frozenset[str] = frozenset()
) -> date | None:
    """The first day on which a Person became an Acquiring Person, by notices; None while none says so.

    It may lie before the announcement.

    Agreement: 1(oo).
    """
    days = [one.on for one in became if one.notice.strip() and one.person not in never_acquiring]
    return min(days, default=None)
