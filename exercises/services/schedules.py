"""Exercises with a nominee's schedule: taken in, asked for, posted as one entry with a second person (§7).

A line exercised goes on as an item of its own, posted with the same entry: its shares are requisitioned, its
fraction certified and paid, and both delivered as those of a single exercise. A held line waits as an item
of its own on the certificate that came back for it, with what was paid for it, until the Company answers
(§20(k)).
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from agreement.decisions import approved_or_raise
from agreement.examination import grounds_of, stands_in_order
from agreement.exercise import completed_at
from agreement.exercise_schedule import (
    ExerciseScheduleFacts,
    decide_exercise_lines,
    decide_exercise_schedule,
    examine_exercise_schedule,
    exercised_of,
)
from agreement.posting import Posting, RetiredAs
from agreement.requisition import SecuritiesBought, reserve_refusal, securities_bought
from agreement.schedule import LineDecided, LineState, held_key, totals_of
from agreement.workflow.items import ItemKind
from exercises.models import Election
from exercises.selectors.deliveries import certified_reserve, units_taken
from exercises.selectors.elections import election_of, exercise_schedule_facts, settlement
from exercises.selectors.schedules import words_of_line
from exercises.services.elections import ElectionReceived, sealed
from exercises.services.schedule_lines import follow, note_election
from registry.models import Approval, BookEntry, Item, RightsAgreement, Schedule, User
from registry.selectors.addresses import Address, address_as_of
from registry.selectors.agreements import terms_in_force
from registry.selectors.items import surrendered
from registry.selectors.schedules import standing_lines
from registry.services import items
from registry.services.commitments import commit_words
from registry.services.documents import Evidence
from registry.services.item_entries import entry_of
from registry.services.presentations import Presentation
from registry.services.schedule_lines import decide_again, keep_waiting
from registry.services.schedules import FileReceived, read_file, take_in_lines

POST_EXERCISE_SCHEDULE = "POST_EXERCISE_SCHEDULE"
_OPEN = dict.fromkeys(("price_per_right", "amount_due", "completed_at", "record_date"))


@transaction.atomic(durable=True)
def receive_schedule(
    agreement: RightsAgreement,
    presentation: Presentation,
    *,
    file: FileReceived,
    numbers: tuple[str, str] = ("", ""),
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Schedule:
    """Take in a nominee's certificate for exercise with its schedule, every line decided alone.

    `numbers` are the identifying numbers that the reverse states for the shares and for the balance. Raises
    as `items.take_in`, as `schedules.read_file`, SCHEDULE_TAKEN_IN_BEFORE, IDENTIFYING_NUMBER_UNUSABLE.

    Agreement: 7(a);16(a);20(k).
    """
    read = read_file(file, agreement=agreement, kind=ItemKind.EXERCISE)
    item = items.take_in(agreement, presentation, kind=ItemKind.EXERCISE, document=document, by=by, at=at)
    _note_whole(item, numbers, at=at)
    schedule = take_in_lines(item, file, read, received_at=presentation.received_at, by=by, at=at)
    items.settle(item, by=by, at=at)
    return schedule


def _note_whole(item: Item, numbers: tuple[str, str], *, at: datetime) -> None:
    """The election of the whole: what its lines exercise together, the nominee's own words."""
    holder = item.holder
    assert holder is not None  # an item received has a holder
    found = address_as_of(holder, at)
    address = Address(found.address, found.city, found.region, found.postal_code, found.country)
    told = ElectionReceived(1, holder.registration, address, *numbers)
    Election.objects.create(item=item, **told.as_row(), **sealed(item, told))


def decide(item: Item, *, at: datetime) -> tuple[LineDecided, ...]:
    """Where each line stands, on the books as they stand; the election of the whole follows what is in order.

    In order, the whole is complete, and its price stands; a later file may leave it short, and open again.

    Agreement: 7(a);7(c);7(e);10;20(k).
    """
    facts = exercise_schedule_facts(item, at=at)
    decided = decide_exercise_lines(facts)
    rights, _ = exercised_of(decided, price=facts.exercise.price)
    Election.objects.filter(item=item).update(rights_exercised=max(1, rights))
    if rights and stands_in_order(grounds_of(examine_exercise_schedule(facts))):
        _fix(item, facts, at=at)
    elif completed_at(facts.exercise) is None:
        Election.objects.filter(item=item).update(**_OPEN)
    return decided


def preview(schedule: Schedule, *, at: datetime) -> Posting | None:
    """What posting the schedule would do, or None while something stands against the whole; writes nothing.

    Agreement: 7(a);7(d).
    """
    facts = exercise_schedule_facts(schedule.item, at=at)
    if not stands_in_order(grounds_of(examine_exercise_schedule(facts))):
        return None
    return approved_or_raise(decide_exercise_schedule(facts)).posting


@transaction.atomic(durable=True)
def request_posting(schedule: Schedule, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to exercise the clean lines together.

    Raises CONSULTATION_MISSING where the whole is held under 20(k), ITEM_ALREADY_ASKED, RefusedByGround with
    every ground against the whole, RESERVED_SHARES_TAKEN.

    Agreement: 7(a);7(d);9(a);20(k).
    """
    item = items.held_in_order(schedule.item, at=at)
    held = Schedule.objects.select_related("item__agreement", "item__holder").get(pk=schedule.pk)
    decided = decide_again(held, at=at)
    _must_be_in_reserve(item, decided)
    totals = totals_of(decided, presented=held.presented)
    counts = {state: sum(one.state is state for one in decided) for state in LineState}
    due = election_of(item).amount_due
    summary = (
        f"Item {item.number}: of {totals.presented:,} Rights presented for exercise with a schedule, "
        f"{totals.posted:,} in {counts[LineState.CLEAN]} lines are exercised for ${due:,.2f}; "
        f"{totals.returned:,} come back: {totals.held:,} held in {counts[LineState.HELD]}, {totals.void:,} "
        f"void in {counts[LineState.VOID]}, {totals.malformed:,} in {counts[LineState.MALFORMED]} rejected "
        f"lines, {totals.unallocated:,} in none"
    )
    return items.request_post(item, _request(item, at=at, asked_at=at), summary=summary, maker=maker, at=at)


def perform_schedule(approval: Approval, *, at: datetime) -> BookEntry:
    """Exercise the clean lines as approved, decided again on the books as they stand; the others come back.

    Each line exercised takes its shares from those reserved, and goes on as an item of its own; so does each
    that is held, with its certificate and its money. Raises RESERVED_SHARES_TAKEN.

    Agreement: 7(d);8;9(a);10;20(k).
    """
    item = items.held_item(Item.objects.select_related("holder").get(pk=approval.request["item"]))
    facts = exercise_schedule_facts(item, at=at)
    decided = {one.line.number: one for one in decide_exercise_lines(facts)}
    keys = [one.key for one in approved_or_raise(decide_exercise_schedule(facts)).posting.certificates]
    entry = items.perform_posting(approval, _request, at=at)
    # Numbers are given in the order of the posting.
    issued = list(zip(keys, entry.certificates.order_by("number"), strict=True))
    posted = Item.objects.select_related("agreement", "holder", "entry", "election").get(pk=item.pk)
    lines = standing_lines(Schedule.objects.get(item=posted)).select_related("schedule__item", "file")
    for line in lines:
        state = decided[line.number].state
        if state is LineState.CLEAN:
            follow(line, of=posted, price=facts.exercise.price, at=at)
        elif state is LineState.HELD:
            line.schedule.item = posted
            own = [paper for key, paper in issued if key.startswith(f"{held_key(line.number)}/")]
            note = partial(
                note_election, line, of=posted, price=facts.exercise.price, by=approval.maker, at=at
            )
            keep_waiting(line, certificates=own, note=note, by=approval.maker, at=at)
    return entry


def _fix(item: Item, facts: ExerciseScheduleFacts, *, at: datetime) -> None:
    """Write price, amount, completion and record date of the lines in order together, as they stand."""
    told = settlement(item, at=at)
    rights, due = exercised_of(decide_exercise_lines(facts), price=facts.exercise.price)
    Election.objects.filter(item=item).update(
        rights_exercised=rights,
        price_per_right=told["price_per_right"],
        amount_due=due,
        completed_at=told["completed_at"],
        record_date=told["record_date"],
    )


def _must_be_in_reserve(item: Item, decided: Sequence[LineDecided]) -> None:
    """Raise RESERVED_SHARES_TAKEN where what the lines buy together is more than is left of the reserve."""
    bought = _bought(item, decided)
    certified = certified_reserve(item.agreement, security=bought[0].security)
    refused = reserve_refusal(
        security=bought[0].security,
        reserved=None if certified is None else certified.reserved_units,
        taken=units_taken(item.agreement, security=bought[0].security),
        asked=sum(one.whole for one in bought),
        unit_denominator=bought[0].unit_denominator,
    )
    if refused is not None:
        raise refused


def _bought(item: Item, decided: Sequence[LineDecided]) -> list[SecuritiesBought]:
    complete_since = election_of(item).completed_at
    assert complete_since is not None  # it was fixed when it came to stand in order
    terms = terms_in_force(item.agreement, known_at=complete_since)
    clean = [one.rights_count for one in decided if one.state is LineState.CLEAN]
    return [securities_bought(rights, terms=terms) for rights in clean]


def _request(item: Item, *, at: datetime, asked_at: datetime) -> dict[str, Any]:
    """The request that the second person approves: the figures as fixed, the very entry, the words bound."""
    election, facts = election_of(item), exercise_schedule_facts(item, at=at)
    posting = approved_or_raise(decide_exercise_schedule(facts)).posting
    held = surrendered(item)
    clean = {one.line.number for one in decide_exercise_lines(facts) if one.state is LineState.CLEAN}
    lines = standing_lines(Schedule.objects.get(item=item)).filter(number__in=clean)
    assert election.record_date is not None  # fixed when it came to stand in order
    return {
        "act": POST_EXERCISE_SCHEDULE,
        "item": item.pk,
        "facts": {
            "certificates": ", ".join(str(one.certificate.number) for one in held),
            "lines": len(clean),
            "rights_exercised": election.rights_exercised,
            "price_per_right": f"{election.price_per_right:f}",
            "amount_due": str(election.amount_due),
            "record_date": election.record_date.isoformat(),
            "balance": sum(one.rights_count for one in posting.certificates),
        },
        "committed": {
            f"line {line.number}": commit_words(words_of_line(line), bound_to=f"schedule line {line.pk}")
            for line in lines
        },
        "entry": entry_of(item, posting, held=held, retired_as=RetiredAs.EXERCISED.value, at=asked_at),
    }
