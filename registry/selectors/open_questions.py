"""The questions that the text leaves open, as a plan reads them at an instant, and what that makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

from agreement.board_orders import OrderKind, notice_due_by
from agreement.business_days import BusinessDayCalendar
from agreement.errors import RightsError
from agreement.importer import shipped_open_questions
from agreement.open_questions import TextQuestion
from agreement.readings import Reading
from agreement.terms import Terms
from agreement.topics import TOPICS
from agreement.windows import final_close_of_business
from registry.models import Document, ReadingDecision, RightsAgreement, TermsVersion
from registry.selectors.agreements import calendar, terms_in_force, version_in_force
from registry.selectors.board_orders import orders_known
from registry.selectors.expiry import standing_totals

Made = datetime | date | Fraction | int


@dataclass(frozen=True, slots=True)
class ReadingMade:
    """What one reading of a question makes today: an instant, a date, an amount or a number, with its words.

    `unit` is `dollars`, `Rights` or empty. `is_in_use` marks the reading of the plan.
    """

    reading: str
    made: Made
    unit: str
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class QuestionRead:
    """An open question as a plan reads it: the reading in use, by whom and which paper, and its effect.

    `of` names the figure that `effects` tell under each reading; both are empty where no figure hangs on it
    today. `numbers` are those of the list of open questions, `topics` the calculations that use it.
    """

    reading: Reading
    numbers: tuple[str, ...]
    decided_by: str
    since: date | datetime
    document: Document | None
    of: str
    effects: tuple[ReadingMade, ...]
    topics: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The readings that are not in use."""
        return tuple(one for one in self.reading.possible if one != self.reading.in_use)

    @property
    def differs(self) -> bool:
        """Whether a figure of today hangs on the reading."""
        return len({one.made for one in self.effects}) > 1


@dataclass(frozen=True, slots=True)
class QuestionsRead:
    """All open questions at an instant: those a plan decides, those the rules answer, the terms' version."""

    questions: tuple[QuestionRead, ...]
    answered_by_rules: tuple[TextQuestion, ...]
    version: TermsVersion


def questions_read(agreement: RightsAgreement, *, at: datetime) -> QuestionsRead:
    """Every open question as known at an instant (§29). Raises TERMS_NOT_IN_FORCE before the first terms."""
    terms = terms_in_force(agreement, known_at=at)
    listed = _listed()
    decided = _decisions(agreement, at=at)
    versions = agreement.terms_versions.filter(known_from__lte=at).select_related("document")
    version = version_in_force(versions.order_by("version"), at=at)
    count = _Counter(agreement, terms, at)
    questions = tuple(
        _read(reading, listed, decided.get(reading.name), version, count)
        for reading in terms.readings.values()
    )
    return QuestionsRead(questions, tuple(one for one in listed if not one.reading), version)


@lru_cache(maxsize=1)
def _listed() -> tuple[TextQuestion, ...]:
    return shipped_open_questions()


def _decisions(agreement: RightsAgreement, *, at: datetime) -> Mapping[str, ReadingDecision]:
    found = ReadingDecision.objects.filter(agreement=agreement, recorded_at__lte=at, since__lte=at)
    return {one.name: one for one in found.select_related("document").order_by("since", "id")}


def _read(
    reading: Reading,
    listed: tuple[TextQuestion, ...],
    decision: ReadingDecision | None,
    version: TermsVersion,
    count: _Counter,
) -> QuestionRead:
    of, effects = count.effects(reading)
    return QuestionRead(
        reading=reading,
        numbers=tuple(one.number for one in listed if one.reading == reading.name),
        decided_by=decision.decided_by if decision else reading.decided_by,
        since=decision.since if decision else reading.since,
        document=decision.document if decision else version.document,
        of=of,
        effects=effects,
        topics=tuple(topic.name for topic in TOPICS.values() if reading.name in topic.readings),
    )


class _Counter:
    """What each reading makes of a plan's figures at an instant."""

    def __init__(self, agreement: RightsAgreement, terms: Terms, at: datetime) -> None:
        self.agreement, self.terms, self.at = agreement, terms, at
        self._by_name: Mapping[str, tuple[str, str, Callable[[str], Made | None]]] = {
            "final_expiration_close": ("The Rights end at the latest", "", self._final_close),
            "exercise_price_of_a_right": ("Paid for a Right", "dollars", self._price_of_a_right),
            "preferred_fraction_value": (
                "Value of a Preferred Share for each dollar of a Common Share",
                "dollars",
                self._preferred_value,
            ),
            "void_rights_on_redemption": (
                "Paid if all Rights on the books were redeemed, before any rounding",
                "dollars",
                self._redemption,
            ),
            "partial_exchange_expiry": ("Rights ended by the order for a part", "Rights", self._exchange),
            "ten_day_periods": ("Last day for the notice of redemption", "", self._notice_day),
        }

    def effects(self, reading: Reading) -> tuple[str, tuple[ReadingMade, ...]]:
        """The name of the figure, and what each reading makes of it; nothing where there is none today."""
        if reading.name not in self._by_name:
            return "", ()
        of, unit, count = self._by_name[reading.name]
        found = []
        for one in reading.possible:
            made = _counted(count, one)
            if made is None:
                return "", ()
            found.append(ReadingMade(one, made, unit, one == reading.in_use))
        return of, tuple(found)

    def _calendar(self) -> BusinessDayCalendar:
        return calendar(self.agreement, at=self.at)

    def _final_close(self, reading: str) -> Made:
        days = replace(self._calendar(), roll_close_of_business=reading == "ROLLED_FORWARD")
        return final_close_of_business(self.terms.final_expiration_date, calendar=days)

    def _price_of_a_right(self, reading: str) -> Made:
        whole = reading == "TOTAL_EXERCISE_PRICE"
        return Fraction(self.terms.total_exercise_price if whole else self.terms.price_of_unit)

    def _preferred_value(self, reading: str) -> Made:
        is_multiple = reading == "MULTIPLE_OF_COMMON"
        factor = self.terms.preferred_fraction_value_factor
        return factor if is_multiple else Fraction(1, self.terms.unit_denominator)

    def _redemption(self, reading: str) -> Made | None:
        standing = standing_totals(self.agreement, at=self.at)
        if not standing["rights"]:
            return None
        paid = standing["rights"] - (0 if reading == "PAID" else standing["void"])
        return paid * Fraction(self.terms.redemption_price)

    def _exchange(self, reading: str) -> Made | None:
        orders = [one for one in orders_known(self.agreement, at=self.at) if one.kind is OrderKind.EXCHANGE]
        part = next((one for one in orders if not one.takes_all and one.rights_count), None)
        if part is None:
            return None
        standing = standing_totals(self.agreement, at=self.at)
        return (
            part.rights_count if reading == "EXCHANGED_RIGHTS_ONLY" else standing["rights"] - standing["void"]
        )

    def _notice_day(self, reading: str) -> Made | None:
        orders = [one for one in orders_known(self.agreement, at=self.at) if one.kind is OrderKind.REDEMPTION]
        if not orders:
            return None
        due = notice_due_by(orders[-1].ordered_at.date(), terms=self.terms)
        return due if reading == "NOT_MOVED" else self._calendar().business_day_on_or_after(due)


def _counted(count: Callable[[str], Made | None], reading: str) -> Made | None:
    """A figure; None where it cannot be counted, such as over a year whose closures are not loaded."""
    try:
        return count(reading)
    except RightsError:
        return None
