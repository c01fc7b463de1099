"""Reads of nominee schedules: the facts on which lines are decided, totals, lines (§6(a), §20(k))."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from agreement.certification import Answer, CertificationFacts, proposals_for
from agreement.schedule import (
    LineProblem,
    LineState,
    PersonFound,
    ScheduleFacts,
    ScheduleLineFacts,
    ScheduleTotals,
    totals_by_state,
)
from agreement.workflow.items import ENDED_STATES, UNPOSTED_ENDS, ItemKind, ItemProposal
from registry.models import (
    Item,
    Notice,
    NoticeKind,
    NoticeState,
    RightsAgreement,
    Schedule,
    ScheduleLine,
)
from registry.selectors.items import certification_facts
from registry.selectors.nullity import ending_of, without_stop_of_nullity
from registry.selectors.transfers import transfer_facts

_ENDED = [state.value for state in ENDED_STATES]


def schedule_of(item: Item) -> Schedule | None:
    """The schedule that an item was presented with, or None."""
    return Schedule.objects.filter(item=item).first()


def schedules_of(agreement: RightsAgreement) -> QuerySet[Schedule]:
    """The schedules of an agreement, the latest first."""
    found = Schedule.objects.filter(item__agreement=agreement).select_related("item__holder", "item__entry")
    return found.order_by("-item__number")


def standing_lines(schedule: Schedule) -> QuerySet[ScheduleLine]:
    """The lines that stand: all but those in whose place a corrected one came."""
    return (
        ScheduleLine.objects.filter(schedule=schedule, corrected_by__isnull=True)
        .select_related("item", "holder", "file")
        .order_by("number")
    )


def schedule_facts(item: Item, *, at: datetime) -> ScheduleFacts:
    """Everything the lines of a schedule are decided on, from the books as they stand (§6(a))."""
    transfer = transfer_facts(item, at=at)
    presented = transfer.presentation
    standing = [without_stop_of_nullity(item.agreement, one) for one in presented.certificates]
    whole = replace(transfer, lines=(), presentation=replace(presented, certificates=standing))
    lines = standing_lines(Schedule.objects.get(item=item))
    facts = lines_told(lines, agreement=item.agreement, nominee=presented.certificates[0].holder)
    return ScheduleFacts(whole, transfer.void_lots, facts)


def lines_told(
    lines: Iterable[ScheduleLine], *, agreement: RightsAgreement, nominee: str
) -> list[ScheduleLineFacts]:
    """Lines as the rules take them, each with the notices of nullity that it meets (§6(a), §7(e))."""
    named = named_persons(agreement)
    return [_line_facts(line, nominee=nominee, named=named) for line in lines]


def line_of(item: Item) -> ScheduleLine | None:
    """The line of a schedule that an item of its own goes on with, or None."""
    return ScheduleLine.objects.filter(item=item).select_related("schedule__item__agreement").first()


@dataclass(frozen=True, slots=True)
class NamedPersons:
    """Whom the applied notices of nullity name: by the words of a name, and by an account (§7(e))."""

    persons: Mapping[str, tuple[int, ...]]
    accounts: Mapping[str, tuple[int, ...]]

    def by_account(self, line: ScheduleLine) -> tuple[int, ...]:
        """The numbers of the notices that name the account of a line."""
        return self.accounts.get(line.account, ())

    def by_name(self, line: ScheduleLine) -> tuple[int, ...]:
        """The numbers of the notices that name a person of the name of its transferee or of who answered."""
        found = {
            *self.persons.get(plain_name(line.registration), ()),
            *self.persons.get(plain_name(line.answered_by), ()),
        }
        return tuple(sorted(found))


def plain_name(words: str) -> str:
    """A name as it is compared: without its line breaks and capitals."""
    return " ".join(words.split()).casefold()


def named_persons(agreement: RightsAgreement) -> NamedPersons:
    """The persons and the accounts that the applied notices of nullity name, those that ended left out."""
    notices = Notice.objects.filter(
        agreement=agreement, kind=NoticeKind.NULLITY, state=NoticeState.APPLIED
    ).order_by("number")
    persons: dict[str, tuple[int, ...]] = {}
    accounts: dict[str, tuple[int, ...]] = {}
    for notice in notices:
        if ending_of(notice) is not None:
            continue
        for said in notice.facts["persons"]:
            name = plain_name(said["person_name"])
            persons[name] = (*persons.get(name, ()), notice.number)
            # A position by number of Rights names a part of an account, never the person whose account it is.
            if said["account"] and not said["rights"]:
                accounts[said["account"]] = (*accounts.get(said["account"], ()), notice.number)
    return NamedPersons(persons, accounts)


def _line_facts(line: ScheduleLine, *, nominee: str, named: NamedPersons) -> ScheduleLineFacts:
    met, by_account = named.by_name(line), named.by_account(line)
    if set(met) <= set(line.person_notices):  # a later notice that names the name asks anew who it is
        by_account += met if line.person_found == PersonFound.NAMED else ()
        met = ()
    holder = nominee if line.stays_with_nominee else str(line.holder_id or "")
    return ScheduleLineFacts(
        line.number,
        line.reference,
        line.rights,
        answers_of(line),
        holder,
        tuple(LineProblem(**problem) for problem in line.problems),
        tuple(sorted(set(by_account))),
        met,
    )


def answers_of(line: ScheduleLine) -> CertificationFacts:
    """The answers of a line; it is signed where the schedule says who gave them."""
    return CertificationFacts(
        Answer(line.statement_1), Answer(line.statement_2), is_signed=bool(line.answered_by.strip())
    )


def has_held_lines(item: Item) -> bool:
    """Whether lines of the schedule of an item are held for the Company, and not as items of their own."""
    return _held_lines(item).exists()


def affirms_on_a_line(item: Item) -> bool:
    """Whether a held line of the schedule of an item affirms a statement."""
    affirming = [Answer.YES.value, Answer.BOTH.value]
    return _held_lines(item).filter(Q(statement_1__in=affirming) | Q(statement_2__in=affirming)).exists()


def lines_held_for_a_name(schedule: Schedule) -> QuerySet[ScheduleLine]:
    """The lines that bear a name which a notice names, and nobody has found out whose it is (§7(e))."""
    return standing_lines(schedule).filter(reasons__contains=[{"code": "NAME_OF_A_PERSON_NAMED"}])


def open_proposals(item: Item) -> tuple[ItemProposal, ...]:
    """What an application for instructions about a held item may propose (§20(g), §20(k)).

    With a line that affirms nothing but refusal, whatever stands on the reverse of the certificate.
    """
    if affirms_on_a_line(item):
        return (ItemProposal.REFUSE_AND_RETURN,)
    return proposals_for(certification_facts(item))


def _held_lines(item: Item) -> QuerySet[ScheduleLine]:
    """The lines of the schedule of an item whose certification holds them, and that wait with it (§20(k))."""
    held = ScheduleLine.objects.filter(
        schedule__item=item, corrected_by__isnull=True, state=LineState.HELD.value, item__isnull=True
    )
    return held.filter(reasons__contains=[{"code": "HELD_20K"}])


def references_taken(item: Item) -> dict[str, int]:
    """References of lines that the holder presented before and that are posted or wait, by their item."""
    lines = (
        ScheduleLine.objects.filter(schedule__item__holder=item.holder_id)
        .exclude(schedule__item=item)
        .exclude(reference="")
        .filter(
            Q(state=LineState.POSTED.value)
            | Q(state=LineState.HELD.value, item__isnull=False)
            | Q(state__in=[LineState.CLEAN.value, LineState.HELD.value])
            & ~Q(schedule__item__state__in=_ENDED)
        )
        .exclude(item__state__in=list(UNPOSTED_ENDS))
    )
    found = lines.values_list("reference", "schedule__item__number")
    return {reference: number or 0 for reference, number in found}


def totals_of_schedule(schedule: Schedule) -> ScheduleTotals:
    """The Rights of the lines that stand, by state, against those presented."""
    counted = standing_lines(schedule).order_by().values_list("state").annotate(rights=Sum("rights"))
    return totals_by_state(
        {LineState(state): rights or 0 for state, rights in counted}, presented=schedule.presented
    )


@dataclass(frozen=True, slots=True)
class TotalsInBooks:
    """What the entry of a schedule did by the books: Rights closed, gone to lines, back to the nominee."""

    closed: int
    posted: int
    returned: int

    def ties_with(self, totals: ScheduleTotals) -> bool:
        """Whether the books say of a schedule what its lines say."""
        return (self.closed, self.posted, self.returned) == (
            totals.presented,
            totals.posted,
            totals.returned,
        )


def totals_in_books(schedule: Schedule) -> TotalsInBooks | None:
    """The same from the certificates that the entry issued; None before the posting (17 CFR 240.17Ad-9)."""
    entry = schedule.item.entry
    if entry is None:
        return None
    if schedule.item.kind == ItemKind.EXERCISE:
        return TotalsInBooks(entry.rights_closed, entry.rights_retired, entry.rights_opened)
    lines = standing_lines(schedule).filter(state=LineState.POSTED.value)
    kept = sum(line.rights or 0 for line in lines if line.stays_with_nominee)
    other = entry.certificates.exclude(holder=schedule.item.holder_id).aggregate(rights=Sum("rights"))
    own = entry.certificates.filter(holder=schedule.item.holder_id).aggregate(rights=Sum("rights"))
    return TotalsInBooks(entry.rights_closed, (other["rights"] or 0) + kept, (own["rights"] or 0) - kept)


@dataclass(frozen=True, slots=True)
class DayOfSchedules:
    """The schedules posted on a day, added up; `ties` if each of them ties with the books."""

    day: date
    schedules: int
    totals: ScheduleTotals
    ties: bool


def days_of_schedules(agreement: RightsAgreement) -> list[DayOfSchedules]:
    """The totals of each day on which schedules were posted, the latest first."""
    zone = ZoneInfo(agreement.time_zone)
    by_day: dict[date, list[tuple[ScheduleTotals, bool]]] = {}
    for schedule in schedules_of(agreement).filter(item__entry__isnull=False):
        totals, books = totals_of_schedule(schedule), totals_in_books(schedule)
        ended_at, ties = schedule.item.ended_at, books is not None and books.ties_with(totals)
        if ended_at is not None:
            by_day.setdefault(ended_at.astimezone(zone).date(), []).append((totals, ties and totals.ties))
    return [_day(day, found) for day, found in sorted(by_day.items(), reverse=True)]


def _day(day: date, found: Sequence[tuple[ScheduleTotals, bool]]) -> DayOfSchedules:
    totals = [one for one, _ in found]
    added = ScheduleTotals(
        sum(one.presented for one in totals),
        posted=sum(one.posted for one in totals),
        held=sum(one.held for one in totals),
        void=sum(one.void for one in totals),
        malformed=sum(one.malformed for one in totals),
    )
    return DayOfSchedules(day, len(totals), added, all(ties for _, ties in found))


def lines_found(schedule: Schedule, *, state: str, words: str) -> QuerySet[ScheduleLine]:
    """The lines in a state whose reference, name or who answered has some words."""
    found = ScheduleLine.objects.filter(schedule=schedule).select_related("item", "holder").order_by("number")
    if state:
        found = found.filter(state=state)
    else:
        found = found.filter(corrected_by__isnull=True)
    if words.strip():
        said = words.strip()
        found = found.filter(
            Q(reference__icontains=said) | Q(registration__icontains=said) | Q(answered_by__icontains=said)
        )
    return found


def rejected_lines(schedule: Schedule) -> Iterable[dict[str, Any]]:
    """Each rejected line that stands, as it came, all that is wrong with it, and its number."""
    for line in standing_lines(schedule).filter(state=LineState.MALFORMED.value):
        wrong = "; ".join(f"{reason['message']}: {reason['cure']}" for reason in line.reasons)
        yield {**line.said, "corrects_line": str(line.number), "wrong": wrong}
