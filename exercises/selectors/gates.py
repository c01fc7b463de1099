"""Reads of what exercises wait for: suspensions with their limits and papers, items waiting (§9(c))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from agreement.business_days import BusinessDayCalendar
from agreement.exercise_gates import (
    ExerciseGates,
    StatementTold,
    Suspension,
    SuspensionState,
    announcement_grounds,
    gate_grounds,
    limit_alerts,
    registration_grounds,
    standing_statement,
    suspension_state,
)
from agreement.grounds import Ground
from agreement.places import place_words
from agreement.transfer_books import BooksClosed
from agreement.workflow.items import ENDED_STATES, ItemKind
from exercises.models import SuspensionAnnouncement
from registry.models import Item, Notice, NoticeKind, RightsAgreement
from registry.selectors.agreements import calendar, local_day, terms_in_force
from registry.selectors.exercise_gates import (
    PlaceTold,
    elsewhere_told,
    exercise_gates,
    gate_notices,
    jurisdiction_of_holder,
    places_named,
)

SHOWN = 200


@dataclass(frozen=True, slots=True)
class SuspensionLine:
    """A suspension with the notices of its start and end, its announcements, and what is told of it now."""

    suspension: Suspension
    notice: Notice
    ending: Notice | None
    announced: SuspensionAnnouncement | None
    end_announced: SuspensionAnnouncement | None
    state: SuspensionState
    alerts: Sequence[Ground]
    missing: Sequence[Ground]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An exercise on hand and what it waits for of all this; nothing where no gate holds it."""

    item: Item
    place: str
    grounds: Sequence[Ground]


@dataclass(frozen=True, slots=True)
class GateDesk:
    """All that exercises wait for today: statement in effect, suspensions, jurisdictions, all notices.

    `elsewhere` is how a jurisdiction stands that no notice names.
    """

    securities: str
    statement: StatementTold | None
    is_effective: bool
    suspensions: Sequence[SuspensionLine]
    places: Sequence[PlaceTold]
    elsewhere: PlaceTold
    books_closed: Sequence[BooksClosed]
    notices: Sequence[Notice]

    @property
    def alerts(self) -> list[Ground]:
        """What the office is told of limits and of announcements that are not on file."""
        return _alerts(self.suspensions)


def gate_desk(agreement: RightsAgreement, *, at: datetime) -> GateDesk:
    """What exercises wait for today, as told by the notices on file.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    gates, today = exercise_gates(agreement), local_day(agreement, at=at)
    securities = terms_in_force(agreement, known_at=at).security_bought
    told = {one.number: one for one in gate_notices(agreement)}
    return GateDesk(
        securities=securities,
        statement=standing_statement(gates, securities=securities, on=today),
        is_effective=not registration_grounds(gates, securities=securities, on=today),
        suspensions=suspension_lines(agreement, gates, told=told, at=at),
        places=places_named(gates, on=today),
        elsewhere=elsewhere_told(gates, on=today),
        books_closed=gates.books_closed,
        notices=sorted(told.values(), key=lambda one: -one.number),
    )


def gate_alerts(agreement: RightsAgreement, *, at: datetime) -> list[Ground]:
    """What the office is told of the limits of suspensions and of announcements that are not on file.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    told = {one.number: one for one in gate_notices(agreement)}
    if not told:
        return []
    return _alerts(suspension_lines(agreement, exercise_gates(agreement), told=told, at=at))


def _alerts(lines: Sequence[SuspensionLine]) -> list[Ground]:
    return [one for line in lines for one in (*line.alerts, *line.missing)]


def suspension_lines(
    agreement: RightsAgreement, gates: ExerciseGates, *, told: dict[int, Notice], at: datetime
) -> list[SuspensionLine]:
    """Every suspension that stands or stood, the latest first, with what is amiss about it now.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    days, today = calendar(agreement, at=at), local_day(agreement, at=at)
    filed = {one.notice_id: one for one in announcements(agreement)}
    lines = []
    for one in sorted(gates.suspensions, key=lambda found: -found.notice):
        notice, ending = told[one.notice], told[one.ended_by] if one.ended_by else None
        limit_at = None if one.limit is None else _hour_of_close(one.limit, calendar=days)
        state = suspension_state(one, at=at, limit_at=limit_at)
        start, end = filed.get(notice.pk), filed.get(ending.pk) if ending else None
        lines.append(
            SuspensionLine(
                one,
                notice,
                ending,
                start,
                end,
                state,
                limit_alerts(one, on=today, state=state),
                announcement_grounds(one, start_is_filed=start is not None, end_is_filed=end is not None),
            )
        )
    return lines


def _hour_of_close(day: date, *, calendar: BusinessDayCalendar) -> datetime:
    """The hour of the close on a day itself: days of a limit run on, whatever day the last one is."""
    return datetime.combine(day, calendar.close_time, tzinfo=calendar.time_zone)


def announcements(agreement: RightsAgreement) -> QuerySet[SuspensionAnnouncement]:
    """The public announcements on file, with their papers."""
    filed = SuspensionAnnouncement.objects.filter(notice__agreement=agreement)
    return filed.select_related("document", "recorded_by")


def gate_notice(agreement: RightsAgreement, number: int) -> Notice | None:
    """The notice of a suspension or of its end by its number, to which an announcement is filed."""
    kinds = (NoticeKind.EXERCISE_SUSPENDED, NoticeKind.SUSPENSION_ENDED)
    return gate_notices(agreement).filter(number=number, kind__in=kinds).first()


def exercises_waiting(agreement: RightsAgreement, *, at: datetime) -> list[Waiting]:
    """The exercises presented and not ended that a gate holds today, in the order of receipt.

    Agreement: 9(c).
    """
    open_items = (
        Item.objects.filter(agreement=agreement, kind=ItemKind.EXERCISE.value, number__isnull=False)
        .exclude(state__in=[state.value for state in ENDED_STATES])
        .select_related("holder", "agreement", "election")
        .order_by("received_at", "id")
    )
    gates, today = exercise_gates(agreement), local_day(agreement, at=at)
    securities = terms_in_force(agreement, known_at=at).security_bought
    found = []
    for item in open_items[:SHOWN]:
        assert item.holder is not None  # an item received has one
        place = jurisdiction_of_holder(item.holder, at=at)
        grounds = gate_grounds(gates, securities=securities, place=place, on=today)
        if grounds:
            found.append(Waiting(item, place_words(place), grounds))
    return found
