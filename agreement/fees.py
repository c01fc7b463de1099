"""What the Company owes the Rights Agent for its services, to the cent; what it has paid, year by year.

Acts are counted elsewhere, from the books; here they are priced by the schedule in force. Nothing here says
what the Rights Agent is liable for: a court does.

Agreement: 18(a);20(c).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from agreement.arithmetic import Rounding, round_to
from agreement.choices import Worded
from agreement.errors import RightsError
from agreement.refusals import refuse

FEE_TO_THE_CENT = Rounding("each line of an invoice to the cent", Fraction(1, 100), "18(a)")
CENT = Decimal("0.01")
ANNUAL = "ANNUAL"


class CountedAct(Worded):
    """What a schedule prices by the unit: each is counted from records, never typed."""

    CERTIFICATE_COUNTERSIGNED = "CERTIFICATE_COUNTERSIGNED", "Rights Certificates countersigned"
    TRANSFER_POSTED = "TRANSFER_POSTED", "Transfers posted"
    SAME_NAME_POSTED = "SAME_NAME_POSTED", "Split-ups, combinations and exchanges of certificates posted"
    REPLACEMENT_POSTED = "REPLACEMENT_POSTED", "Replacements of certificates posted"
    EXERCISE_POSTED = "EXERCISE_POSTED", "Exercises posted"
    NOTICE_MAILED = "NOTICE_MAILED", "Pieces of mailings handed to the post"
    LETTER_MAILED = "LETTER_MAILED", "Letters handed to the post"


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """A schedule of fees: from which day on, the fee of each unit, and the fee of a calendar year."""

    number: int
    in_force_from: date
    annual_fee: Decimal
    fee_per_unit: Mapping[CountedAct, Decimal]


@dataclass(frozen=True, slots=True)
class ActsCounted:
    """How many acts of a kind were done, and in which records they stand."""

    counted: CountedAct
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice: what, how many, at which fee, how much, and where the count comes from."""

    counted: str
    words: str
    count: int
    fee: Decimal
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class MoneyReceived:
    """Money of the Company that was received on a day; less than nothing where a record was taken back."""

    received_on: date
    amount: Decimal


def schedule_on(day: date, schedules: Iterable[FeeTerms]) -> FeeTerms:
    """The schedule in force on a day: the latest of those that began by then. Raises FEE_SCHEDULE_MISSING.

    Agreement: 18(a).
    """
    begun = [one for one in schedules if one.in_force_from <= day]
    if not begun:
        raise refuse("FEE_SCHEDULE_MISSING", date=day)
    return max(begun, key=lambda one: (one.in_force_from, one.number))


def schedule_of_period(first: date, last: date, schedules: Sequence[FeeTerms]) -> FeeTerms:
    """The one schedule of a period, both days included.

    Raises FEE_PERIOD_EMPTY where it ends before it begins, FEE_SCHEDULE_MISSING, FEE_PERIOD_DIVIDED where
    another schedule comes into force within it.

    Agreement: 18(a).
    """
    if last < first:
        raise refuse("FEE_PERIOD_EMPTY", first=first, last=last)
    found = schedule_on(first, schedules)
    later = schedule_on(last, schedules)
    if later.number != found.number:
        until = later.in_force_from - timedelta(days=1)
        raise refuse("FEE_PERIOD_DIVIDED", schedule=later.number, date=later.in_force_from, until=until)
    return found


def price(
    schedule: FeeTerms, counts: Iterable[ActsCounted], *, annual_year: int | None
) -> tuple[InvoiceLine, ...]:
    """The lines of an invoice: each priced act that was done, and the annual fee where its year is named.

    Raises FEE_NOTHING_TO_BILL where no line remains.

    Agreement: 18(a).
    """
    lines = [
        _line(one, schedule.fee_per_unit[one.counted])
        for one in counts
        if one.count > 0 and one.counted in schedule.fee_per_unit
    ]
    if annual_year is not None and schedule.annual_fee > 0:
        source = f"Fee schedule {schedule.number}"
        fee = schedule.annual_fee
        lines.append(InvoiceLine(ANNUAL, f"Annual fee for {annual_year}", 1, fee, fee, source))
    if not lines:
        raise refuse("FEE_NOTHING_TO_BILL", schedule=schedule.number)
    return tuple(lines)


def total_of(lines: Iterable[InvoiceLine]) -> Decimal:
    """The sum of the lines.

    Agreement: 18(a).
    """
    return sum((line.amount for line in lines), Decimal(0)).quantize(CENT)


def _line(acts: ActsCounted, fee: Decimal) -> InvoiceLine:
    exact = Fraction(fee) * acts.count
    rounded = round_to(exact, FEE_TO_THE_CENT).value
    amount = (Decimal(rounded.numerator) / Decimal(rounded.denominator)).quantize(CENT)
    return InvoiceLine(acts.counted.value, acts.counted.words, acts.count, fee, amount, acts.source)


def receipt_refusal(*, asked: Decimal, received: Decimal, amount: Decimal, what: str) -> RightsError | None:
    """Why so much more cannot be received for what was asked: part payments may come, never more than all.

    Agreement: 18(a).
    """
    if amount <= 0:
        return refuse("RECEIPT_WITHOUT_SUM", what=what)
    if received + amount > asked:
        return refuse("RECEIPT_EXCEEDS_SUM", what=what, open=asked - received, amount=amount)
    return None


def fees_paid_by_year(received: Iterable[MoneyReceived]) -> tuple[tuple[int, Decimal], ...]:
    """The fees that the Company actually paid in each calendar year, by the day of receipt, latest first.

    For information: the agreement limits all liability of the Rights Agent to the annual fees paid, and does
    not say of which year.

    Agreement: 20(c).
    """
    years: dict[int, Decimal] = {}
    for one in received:
        year = one.received_on.year
        years[year] = years.get(year, Decimal(0)) + one.amount
    return tuple((year, years[year].quantize(CENT)) for year in sorted(years, reverse=True))


def fees_paid_in_twelve_months(received: Iterable[MoneyReceived], *, until: date) -> Decimal:
    """The fees that the Company paid in the twelve months that end with a day.

    Agreement: 20(c).
    """
    since = _year_before(until)
    found = (one.amount for one in received if since < one.received_on <= until)
    return sum(found, Decimal(0)).quantize(CENT)


def _year_before(day: date) -> date:
    """The same day a year before; of the 29th of February, the 28th."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
