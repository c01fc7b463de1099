"""Reads of elections: the facts on which the rules examine an exercise, and what is paid (§7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from agreement.arithmetic import Rounding
from agreement.exercise import (
    ExerciseFacts,
    amount_received,
    paid_in_full_at,
    permitted_on,
    record_date,
)
from agreement.exercise_gates import ExerciseGates, PermissionFacts
from agreement.exercise_price import Payee, PaymentFacts, PriceFacts, TenderedMeans
from agreement.exercise_schedule import ExerciseScheduleFacts, whole_of
from agreement.terms import Terms
from agreement.transfer_books import BooksClosed, first_open_day
from agreement.windows import Window, exercise_window
from exercises.models import Election, Payment
from exercises.selectors.schedules import lines_to_decide, names_another, paid_by_line, whole_of_line
from registry.models import Item, ItemCertificate, RightsAgreement
from registry.selectors.addresses import address_of
from registry.selectors.agreements import calendar, local_day, terms_in_force
from registry.selectors.exercise_gates import exercise_gates, jurisdiction_of_holder
from registry.selectors.item_reading import void_lots_of
from registry.selectors.items import (
    OpenLot,
    dated_as,
    expiration_at,
    lots_for_rules,
    lots_of,
    presentation_facts,
    surrendered,
    surrendered_at,
)
from registry.selectors.notices import exercise_stops
from registry.selectors.nullity import divisible
from registry.selectors.schedules import schedule_of


def election_of(item: Item) -> Election:
    """What was elected by an item of the kind EXERCISE."""
    return Election.objects.select_related("item__agreement").get(item=item)


def payments_of(item: Item) -> list[Payment]:
    """The payments received for an item, in the order recorded."""
    return list(Payment.objects.filter(item=item).select_related("document", "recorded_by").order_by("id"))


def exercise_facts(item: Item, *, at: datetime) -> ExerciseFacts:
    """Everything an exercise is decided on, from the books as they stand; with a schedule, all its lines.

    The window is asked about the instant of the complete presentation: when the certificate was in hand duly
    executed, or the payment that made up the price was, whichever is later; while money is short, the latest.
    """
    payments = [_payment_facts(place, row) for place, row in enumerate(payments_of(item), 1)]
    held = surrendered(item)
    lots = lots_of(item, held=held)
    received_at = item.received_at
    assert received_at is not None  # an item is examined once it is received

    assert item.holder is not None  # and from a registered holder
    with_schedule = schedule_of(item) is not None
    lines, paid = (lines_to_decide(item), paid_by_line(item)) if with_schedule else ([], {})
    gates, place = exercise_gates(item.agreement), jurisdiction_of_holder(item.holder, at=at)

    read: list[tuple[Terms, ExerciseFacts]] = []  # the books are read once for each version of the terms

    def complete_at(instant: datetime) -> ExerciseFacts:
        terms = terms_in_force(item.agreement, known_at=instant)
        for known, facts in read:
            if known == terms:
                return replace(facts, presentation=replace(facts.presentation, instant=instant))
        asked = permission_facts(item.agreement, gates=gates, place=place, terms=terms, at=at)
        facts = _facts(
            item, payments, held=held, lots=lots, instant=instant, at=at, terms=terms, permission=asked
        )
        if with_schedule:
            facts = whole_of(ExerciseScheduleFacts(facts, lines, paid))
        read.append((terms, facts))
        return facts

    executed_at = surrendered_at(item, presented=complete_at(received_at).presentation)
    facts = complete_at(executed_at)
    for paid_at in sorted(one.received_at for one in payments):
        if completion(facts, surrendered_at=executed_at) == facts.presentation.instant:
            break  # what came in later is a surplus, and moves nothing
        facts = complete_at(max(executed_at, paid_at))
    return facts


def exercise_schedule_facts(item: Item, *, at: datetime) -> ExerciseScheduleFacts:
    """The same of an exercise with its schedule, with the lines it is decided by."""
    return ExerciseScheduleFacts(exercise_facts(item, at=at), lines_to_decide(item), paid_by_line(item))


def _facts(
    item: Item,
    payments: Sequence[PaymentFacts],
    *,
    held: Sequence[ItemCertificate],
    lots: Sequence[OpenLot],
    instant: datetime,
    at: datetime,
    terms: Terms,
    permission: PermissionFacts,
) -> ExerciseFacts:
    """The facts of an exercise whose presentation is taken to be complete at an instant, on its terms."""
    election, whole = election_of(item), whole_of_line(item)
    stated = election if whole is None else election_of(whole)  # a line has the numbers of its nominee
    presented = presentation_facts(item, terms=terms, held=held, lots=lots, instant=instant, at=at)
    return ExerciseFacts(
        presentation=divisible(item.agreement, presented),
        window=_window(item.agreement, terms=terms, at=at),
        lots=lots_for_rules(lots),
        rights_exercised=election.rights_exercised,
        price=_price_of(election, terms=terms),
        payments=payments,
        stops=exercise_stops(item.agreement, accounts={row.certificate.holder.account for row in held}),
        permission=permission,
        dated=dated_as(held, terms=terms),
        is_in_another_name=asks_for_another_name(item),
        balance_asked_for=election.balance_registration,
        registered_as=item.holder.registration if item.holder else "",
        has_securities_number=_states_number("securities", election, stated),
        has_balance_number=_states_number("balance", election, stated),
        void_lots=void_lots_of(lots, at=at),
    )


def _states_number(block: str, *elections: Election) -> bool:
    return any(getattr(one, f"{block}_taxpayer_id_encrypted") is not None for one in elections)


def permission_facts(
    agreement: RightsAgreement, *, gates: ExerciseGates, place: str, terms: Terms, at: datetime
) -> PermissionFacts:
    """What exercise in a jurisdiction waits for, of what the Company told by now (§9(c))."""
    zone = ZoneInfo(agreement.time_zone)
    return PermissionFacts(gates, terms.security_bought, place, local_day(agreement, at=at), zone)


def asks_for_another_name(item: Item) -> bool:
    """Whether the securities are asked for in any name but the registered holder's (§9(e))."""
    if schedule_of(item) is not None:
        return names_another(item)
    asked = " ".join(election_of(item).securities_registration.split())
    return item.holder is not None and asked != " ".join(item.holder.registration.split())


def price_facts(agreement: RightsAgreement, *, terms: Terms) -> PriceFacts:
    """The price of a Right by the terms in force, and how and to whom it is paid (§7(b), §7(c))."""
    return PriceFacts(
        price_per_right=terms.total_exercise_price,
        rounding=Rounding("amount due on exercise", terms.rounding_money, "7(c)", terms.rounding_mode),
        tolerance=terms.payment_shortfall_tolerance,
        accepted=terms.payment_means,
        payee=terms.payment_payee,
        payee_name=agreement.company_name,
    )


def _price_of(election: Election, *, terms: Terms) -> PriceFacts:
    """The price on which an election stands: once it is complete, no certificate changes it (§10, §12)."""
    price, fixed = price_facts(election.item.agreement, terms=terms), election.price_per_right
    return price if fixed is None else replace(price, price_per_right=fixed)


def completion(facts: ExerciseFacts, *, surrendered_at: datetime) -> datetime | None:
    """The instant at which surrender and full payment were both made; None while money is short (§10)."""
    paid_at = paid_in_full_at(facts)
    return None if paid_at is None else max(surrendered_at, paid_at)


def settlement(item: Item, *, at: datetime) -> dict[str, Any]:
    """What is due, received and short, to the cent, and the record date once it is complete (§7(c), §10)."""
    facts = exercise_facts(item, at=at)
    due, received = facts.due, amount_received(facts)
    paid_at = paid_in_full_at(facts)
    days = calendar(item.agreement, at=at)
    executed_at = surrendered_at(item, presented=facts.presentation)
    return {
        "price_per_right": facts.price.price_per_right,
        "due": due,
        "received": received,
        "short": max(due - received, Decimal("0.00")),
        "over": max(received - due, Decimal("0.00")),
        "completed_at": completion(facts, surrendered_at=executed_at),
        "record_date": None
        if paid_at is None
        else of_record_on(
            item.agreement,
            record_date(
                days.local_date(executed_at), paid_on=days.local_date(paid_at), permitted=permitted_on(facts)
            ),
            at=at,
        ),
        "surrendered": facts.surrendered,
        "balance": facts.balance,
        "void": facts.void_rights,
        "payee": facts.price.payee_name,
    }


def of_record_on(agreement: RightsAgreement, day: date, *, at: datetime) -> date:
    """The day itself, or where the transfer books were closed the next one on which they are open (§10)."""
    closed = exercise_gates(agreement).books_closed
    return first_open_day(day, closed=closed, calendar=calendar(agreement, at=at)) if closed else day


def closures_behind(election: Election) -> list[BooksClosed]:
    """The closures of the transfer books that put the record date after the completion (§10)."""
    if election.record_date is None or election.completed_at is None:
        return []
    agreement = election.item.agreement
    complete_on = local_day(agreement, at=election.completed_at)
    return [
        one
        for one in exercise_gates(agreement).books_closed
        if one.is_accepted and complete_on <= one.last < election.record_date
    ]


def words_beside(request: dict[str, Any]) -> dict[str, object]:
    """In whose name the securities are asked, as the election says it."""
    election = Election.objects.get(item=request["item"])
    return {"securities": words_of_election(election)}


def words_of_election(election: Election) -> dict[str, str]:
    """The person in whose name the securities are asked."""
    return {"registration": election.securities_registration, "address": address_of(election).words}


def _window(agreement: RightsAgreement, *, terms: Terms, at: datetime) -> Window | None:
    if agreement.distribution_effective_at is None:
        return None
    return exercise_window(
        distribution_close=agreement.distribution_effective_at,
        expiration_at=expiration_at(agreement, terms=terms, at=at),
        last_instant=terms.exercise_window_end,
    )


def _payment_facts(place: int, row: Payment) -> PaymentFacts:
    return PaymentFacts(place, TenderedMeans(row.means), Payee(row.payee), row.amount, row.received_at)
