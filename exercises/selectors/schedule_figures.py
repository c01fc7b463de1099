"""What an exercise with a schedule comes to: price, money, shares, and whether they tie (§7(c))."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from agreement.exercise_schedule import ExercisedTotals, totals_exercised
from agreement.schedule import LineDecided, LineState
from exercises.models import Election, FractionCertified, SecuritiesDue
from exercises.selectors.elections import exercise_facts, settlement
from exercises.selectors.schedules import lines_to_decide, paid_by_line
from registry.models import Schedule
from registry.selectors.agreements import terms_in_force
from registry.selectors.schedules import standing_lines


def figures(schedule: Schedule, *, at: datetime) -> dict[str, Any]:
    """What the lines in order, or posted, come to: price, money, shares and fractions; whether they tie.

    Before the posting by the price and the terms of now; after it also by what was written for each line.
    """
    item = schedule.item
    election = Election.objects.get(item=item)
    rows = list(standing_lines(schedule))
    facts = exercise_facts(item, at=at)
    decided = [
        LineDecided(line, LineState(row.state)) for line, row in zip(lines_to_decide(item), rows, strict=True)
    ]
    known_at = election.completed_at or at
    terms = terms_in_force(item.agreement, known_at=known_at)
    totals = totals_exercised(decided, paid_by_line(item), price=facts.price, terms=terms)
    return {
        "totals": totals,
        "settlement": settlement(item, at=at) if item.ended_at is None else None,
        "election": election,
        "books": _written(schedule) if item.entry_id else None,
        "ties": _ties(totals, schedule, election) if item.entry_id else None,
    }


def _written(schedule: Schedule) -> dict[str, Any]:
    """What was written with the posting for each line, added up."""
    dues = SecuritiesDue.objects.filter(
        item__schedule_line__schedule=schedule, item__schedule_line__state=LineState.POSTED.value
    )
    certified = FractionCertified.objects.filter(due__in=dues)
    elections = Election.objects.filter(item__securities_due__in=dues)
    return {
        "rights": sum(one.rights_exercised for one in elections),
        "due": sum((one.amount_due or Decimal(0) for one in elections), Decimal("0.00")),
        "whole_units": sum(one.whole_units for one in dues),
        "certified": certified.count(),
        "cash_in_lieu": sum((one.amount for one in certified), Decimal("0.00")),
    }


def _ties(totals: ExercisedTotals, schedule: Schedule, election: Election) -> bool:
    """Whether lines, books and what was written for each line say the same: Rights, money, units."""
    written, entry = _written(schedule), schedule.item.entry
    return entry is not None and (
        (totals.rights, totals.due, totals.whole_units)
        == (written["rights"], written["due"], written["whole_units"])
        == (entry.rights_retired, election.amount_due, totals.whole_units)
    )
