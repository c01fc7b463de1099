"""Exercises with a nominee's schedule: each line decided alone, those in order and paid exercised together.

A line names what is paid for it. One that names less than its price, or means that the agreement does not
accept, is rejected as one that cannot be read is; the others go on. The certificates are cancelled once, and
what is not exercised comes back.

Agreement: 7(a);7(c);7(d);7(e);20(k).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from agreement.decisions import Approved, Ground, Held, Refused, decide_then
from agreement.examination import CheckMade, grounds_of
from agreement.exercise import EXERCISED, ExerciseFacts, examine_exercise, posting_of
from agreement.exercise_price import PriceFacts, TenderedMeans, amount_due
from agreement.portions import Wanted, shared_apart
from agreement.posting import Posting
from agreement.refusals import ground
from agreement.requisition import securities_bought
from agreement.schedule import (
    LineDecided,
    LineState,
    ScheduleLineFacts,
    ScheduleTotals,
    asked_too_much,
    by_lines,
    certification_of_lines,
    decide_line,
    totals_of,
    wanted_back,
)
from agreement.terms import Terms

_NOUGHT = Decimal("0.00")
_PAYABLE = (LineState.CLEAN, LineState.HELD)
_TAKEN = (LineState.CLEAN, LineState.POSTED)


@dataclass(frozen=True, slots=True)
class LinePaid:
    """What a line says is paid for it: by which means, how much in US dollars. None is not said."""

    means: TenderedMeans | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class ExerciseScheduleFacts:
    """An exercise with its schedule: the whole as presented, its lines, what each says is paid.

    How many Rights are exercised, and what is due, follows from the lines, whatever stands in `exercise`.
    """

    exercise: ExerciseFacts
    lines: Sequence[ScheduleLineFacts]
    paid: Mapping[int, LinePaid]


@dataclass(frozen=True, slots=True)
class ExercisedTotals:
    """What lines come to together: Rights, price due, what they say is paid, units, fractions, cash.

    `fractions` are the parts of a unit of each line added up, `with_fraction` the lines that have one: the
    Company certifies the cash for each by itself. `cash` is that of a substitution.
    """

    rights: int
    due: Decimal
    paid: Decimal
    whole_units: int
    fractions: Fraction
    with_fraction: int
    cash: Decimal


def decide_exercise_lines(facts: ExerciseScheduleFacts) -> tuple[LineDecided, ...]:
    """Each line decided alone, in the order of the schedule; one that is not paid is rejected.

    Agreement: 7(a);7(c);7(e);7(f)(i);20(k).
    """
    return tuple(_decided(line, facts) for line in facts.lines)


def _decided(line: ScheduleLineFacts, facts: ExerciseScheduleFacts) -> LineDecided:
    decided = decide_line(line, facts.exercise.presentation, clause="7(f)(i)")
    if decided.state not in _PAYABLE:
        return decided
    unpaid = tuple(_unpaid(line, facts.paid.get(line.number, LinePaid(None, None)), facts.exercise.price))
    return LineDecided(line, LineState.MALFORMED, unpaid) if unpaid else decided


def _unpaid(line: ScheduleLineFacts, paid: LinePaid, price: PriceFacts) -> Iterable[Ground]:
    """By accepted means, the whole price of the line; a price of nothing asks no payment."""
    due, sent = amount_due(line.rights_count or 0, price=price), paid.amount or _NOUGHT
    if not due:
        return
    if paid.means is None or paid.means.value not in set(price.accepted):
        words = "no means" if paid.means is None else paid.means.words.lower()
        accepted = ", ".join(TenderedMeans(one).words.lower() for one in price.accepted)
        yield ground(
            "PAYMENT_MEANS_NOT_ACCEPTED",
            saying=f"Line {line.number}, payment_means: the agreement accepts {accepted}, and not {words}",
            payment=f"of line {line.number}",
            means=words,
            accepted=accepted,
            field="payment_means",
            rule="MEANS_ACCEPTED",
        )
    if sent + price.tolerance < due:
        figures = {"due": f"{due:,.2f}", "received": f"{sent:,.2f}", "short": f"{due - sent:,.2f}"}
        yield ground(
            "PAYMENT_SHORT",
            saying=f"Line {line.number}, payment_amount: due ${due:,.2f}, sent ${sent:,.2f}, "
            f"short ${due - sent:,.2f}",
            curing="pay the rest, and send the line with its whole price in a later file",
            **figures,
            field="payment_amount",
            rule="PRICE_OF_THE_LINE",
        )


def due_of_lines(
    decided: Iterable[LineDecided], *, price: PriceFacts, states: Sequence[LineState]
) -> Decimal:
    """What the lines in some states owe together, each rounded by itself as a single exercise is.

    Agreement: 7(c).
    """
    return sum((amount_due(one.rights_count, price=price) for one in decided if one.state in states), _NOUGHT)


def exercised_of(decided: Iterable[LineDecided], *, price: PriceFacts) -> tuple[int, Decimal]:
    """How many Rights the lines in order exercise, and the price due for them.

    Agreement: 7(a);7(c).
    """
    taken = [one for one in decided if one.state in _TAKEN]
    return sum(one.rights_count for one in taken), due_of_lines(taken, price=price, states=_TAKEN)


def whole_of(facts: ExerciseScheduleFacts) -> ExerciseFacts:
    """The exercise of all lines that are in order; the price of those that are held is due with it.

    Nobody but the nominee can say for which of its lines money that falls short was meant.

    Agreement: 7(a);7(c).
    """
    decided = decide_exercise_lines(facts)
    rights, _ = exercised_of(decided, price=facts.exercise.price)
    due = due_of_lines(decided, price=facts.exercise.price, states=_PAYABLE)
    return replace(facts.exercise, rights_exercised=rights, due_by_lines=due)


def examine_exercise_schedule(facts: ExerciseScheduleFacts) -> tuple[CheckMade, ...]:
    """Every check of the exercise in its order; those of Rights, certification and numbers line by line.

    Agreement: 7(a);7(f)(i);20(k).
    """
    decided, whole = decide_exercise_lines(facts), whole_of(facts)
    certified = certification_of_lines(decided, whole.presentation, clause="7(f)(i)")
    own = {
        "certification": certified,
        "numbers": _numbers(decided, whole, is_asked_about=bool(certified)),
    }
    return by_lines(examine_exercise(whole), own, decided)


def _numbers(
    decided: Sequence[LineDecided], whole: ExerciseFacts, *, is_asked_about: bool
) -> tuple[Ground, ...]:
    """The lines ask no more than was presented, nor than is not void; some line exercises Rights."""
    totals = totals_of(decided, presented=whole.surrendered)
    valid = whole.surrendered - whole.void_rights
    found = list(asked_too_much(totals, valid=valid) if whole.lots else ())
    if not totals.posted and not is_asked_about:
        found.append(
            ground(
                "SCHEDULE_NOTHING_TO_POST",
                clause="7(a)",
                saying="No line of the schedule exercises Rights that can be exercised",
            )
        )
    return tuple(found)


def decide_exercise_schedule(facts: ExerciseScheduleFacts) -> Approved[Posting] | Held | Refused:
    """The posting of the clean lines where nothing stands against the whole, else all grounds in their order.

    Agreement: 7(a);7(d);8.
    """
    return decide_then(grounds_of(examine_exercise_schedule(facts)), lambda: exercise_schedule_posting(facts))


def exercise_schedule_posting(facts: ExerciseScheduleFacts) -> Posting:
    """All lots presented closed, the Rights of the clean lines retired, everything else back to the nominee.

    Each held line comes back on a certificate of its own, which waits with it; void Rights and the rest on
    theirs. The oldest lots are exercised first.

    Agreement: 4(b);7(d);8;20(k).
    """
    decided, whole = decide_exercise_lines(facts), whole_of(facts)
    nominee = whole.presentation.certificates[0].holder
    totals: ScheduleTotals = totals_of(decided, presented=whole.surrendered)
    wanted = [
        Wanted(EXERCISED, nominee, whole.rights_exercised),
        *wanted_back(decided, totals, nominee=nominee, void_rights=whole.void_rights),
    ]
    return posting_of(whole, shared_apart(whole.lots, void=whole.void_lots, holder=nominee, wanted=wanted))


def totals_exercised(
    decided: Iterable[LineDecided], paid: Mapping[int, LinePaid], *, price: PriceFacts, terms: Terms
) -> ExercisedTotals:
    """What the lines that are in order, or posted, come to: each by the rule of a single exercise.

    Agreement: 7(c);14(a);14(b).
    """
    taken = [one for one in decided if one.state in _TAKEN]
    bought = [securities_bought(one.rights_count, terms=terms) for one in taken]
    sent = (paid[one.line.number].amount for one in taken if one.line.number in paid)
    return ExercisedTotals(
        sum(one.rights_count for one in taken),
        due_of_lines(taken, price=price, states=_TAKEN),
        sum((one for one in sent if one is not None), _NOUGHT),
        sum(one.whole for one in bought),
        sum((one.fraction for one in bought), Fraction(0)),
        sum(1 for one in bought if one.fraction),
        sum((one.cash for one in bought), _NOUGHT),
    )
