"""Reads of money received for exercises: held, due to the Company, to go back, and where it went (§7(c))."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from agreement.custody import Destined, MoneyHeld, MoneyState, MovedTo, destined, money_state
from agreement.exercise_price import Payee, PaymentFacts, TenderedMeans, is_well_drawn
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.workflow.items import ENDED_STATES, ItemState
from exercises.models import Election, Payment, PaymentMovement
from exercises.selectors.elections import price_facts
from exercises.selectors.schedules import beside_the_whole
from registry.models import Item, RightsAgreement
from registry.selectors.agreements import terms_in_force

NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class PaymentStanding:
    """One payment with what is still held of it, what is to become of that, and where the rest went."""

    payment: Payment
    held: MoneyHeld
    to: Destined
    movements: tuple[PaymentMovement, ...]

    @property
    def state(self) -> MoneyState:
        """Where it stands."""
        return money_state(self.held, self.to)


@dataclass(frozen=True, slots=True)
class CashDesk:
    """The money of all exercises together, in US dollars."""

    received: Decimal
    forwarded: Decimal
    returned: Decimal
    to_forward: Decimal
    to_return: Decimal

    @property
    def held(self) -> Decimal:
        """What is in hand."""
        return self.received - self.forwarded - self.returned


def payments_at(agreement: RightsAgreement) -> QuerySet[Payment]:
    """The payments received for the exercises of an agreement, the latest first."""
    found = Payment.objects.filter(agreement=agreement)
    return found.select_related("item__agreement", "item__holder", "document", "recorded_by").order_by("-pk")


def standings_of(item: Item) -> list[PaymentStanding]:
    """The payments of one exercise as they stand, in the order received (§7(c))."""
    return standings(list(payments_at(item.agreement).filter(item=item)))


def standings(payments: Sequence[Payment]) -> list[PaymentStanding]:
    """How payments stand, in the order given; all of their exercises' payments are looked at."""
    items = {one.item_id for one in payments}
    together = (
        Payment.objects.filter(item__in=items).select_related("item__agreement").order_by("received_at", "pk")
    )
    moved: dict[int, list[PaymentMovement]] = {}
    for one in PaymentMovement.objects.filter(payment__item__in=items).select_related(
        "document", "recorded_by"
    ):
        moved.setdefault(one.payment_id, []).append(one)
    due = dict(Election.objects.filter(item__in=items).values_list("item", "amount_due"))
    by_item: dict[int, list[Payment]] = {}
    for row in together:
        by_item.setdefault(row.item_id, []).append(row)
    told: dict[int, PaymentStanding] = {}
    for item, rows in by_item.items():
        for standing in _of_one_exercise(rows, moved, due=due.get(item)):
            told[standing.payment.pk] = standing
    shown = {one.pk: one for one in payments}
    return [PaymentStanding(shown[key], told[key].held, told[key].to, told[key].movements) for key in shown]


def _of_one_exercise(
    rows: Sequence[Payment], moved: dict[int, list[PaymentMovement]], *, due: Decimal | None
) -> list[PaymentStanding]:
    item = rows[0].item
    held = [_held(row, moved.get(row.pk, [])) for row in rows]
    state = ItemState(item.state)
    ways = destined(held, due=due, is_posted=state is ItemState.POSTED, has_ended=state in ENDED_STATES)
    return [
        PaymentStanding(row, one, to, tuple(moved.get(row.pk, [])))
        for row, one, to in zip(rows, held, ways, strict=True)
    ]


def _held(row: Payment, moved: Sequence[PaymentMovement]) -> MoneyHeld:
    agreement = row.agreement if row.agreement_id != row.item.agreement_id else row.item.agreement
    price = price_facts(agreement, terms=terms_in_force(agreement, known_at=row.received_at))
    facts = PaymentFacts(0, TenderedMeans(row.means), Payee(row.payee), row.amount, row.received_at)
    counts = row.means in set(price.accepted) and is_well_drawn(facts, price=price)
    return MoneyHeld(
        row.amount,
        counts,
        forwarded=sum((one.amount for one in moved if one.kind == MovedTo.FORWARDED), NOUGHT),
        returned=sum((one.amount for one in moved if one.kind == MovedTo.RETURNED), NOUGHT),
        allotted=sum((one.amount for one in moved if one.kind == MovedTo.ALLOTTED), NOUGHT),
    )


def cash_desk(agreement: RightsAgreement) -> CashDesk:
    """The money of all exercises: received, gone, due to the Company, and what goes back (§7(c))."""
    paid = Payment.objects.filter(agreement=agreement)
    moved = PaymentMovement.objects.filter(agreement=agreement)
    forwarded = _sum(moved.filter(kind=MovedTo.FORWARDED.value))
    returned = _sum(moved.filter(kind=MovedTo.RETURNED.value))
    is_open = ~Q(item__state__in=[state.value for state in ENDED_STATES])
    waiting = _sum(paid.filter(is_open)) - _sum(
        moved.exclude(payment__item__state__in=[state.value for state in ENDED_STATES])
    )
    due = beside_the_whole().filter(item__agreement=agreement, item__state=ItemState.POSTED.value)
    to_forward = (due.aggregate(summed=Sum("amount_due"))["summed"] or NOUGHT) - forwarded
    received = _sum(paid.filter(part_of__isnull=True))  # a part was received with the whole
    return CashDesk(
        received=received,
        forwarded=forwarded,
        returned=returned,
        to_forward=to_forward,
        to_return=received - forwarded - returned - to_forward - waiting,
    )


def _sum(rows: QuerySet[Payment] | QuerySet[PaymentMovement]) -> Decimal:
    return rows.aggregate(summed=Sum("amount"))["summed"] or NOUGHT


def items_with_money(agreement: RightsAgreement) -> QuerySet[Item]:
    """The exercises that have ended while money of theirs is still in hand, by number (§7(c))."""
    paid = Payment.objects.filter(item=OuterRef("pk")).order_by().values("item")
    moved = PaymentMovement.objects.filter(payment__item=OuterRef("pk")).order_by().values("payment__item")
    nought = Value(NOUGHT, output_field=DecimalField(max_digits=20, decimal_places=2))
    ended = Item.objects.filter(agreement=agreement, ended_at__isnull=False)
    summed = ended.annotate(
        came=Coalesce(Subquery(paid.annotate(summed=Sum("amount")).values("summed")), nought),
        gone=Coalesce(Subquery(moved.annotate(summed=Sum("amount")).values("summed")), nought),
    )
    return summed.filter(came__gt=F("gone")).select_related("agreement", "holder").order_by("number")


def still_held_grounds(item: Item) -> tuple[Ground, ...]:
    """Money of an exercise that has ended and is still in hand: it goes on or back before the case is closed.

    Agreement: 7(c).
    """
    if item.ended_at is None:
        return ()
    left = sum((one.held.left for one in standings_of(item)), NOUGHT)
    return (ground("PAYMENT_STILL_HELD", item=item.number, amount=f"{left:,.2f}"),) if left else ()
