"""Reads of what exercises give: units reserved and taken, requisitions, deliveries (§7(c), §9(a))."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import QuerySet, Sum

from agreement.adjusting.reserves import Reserve
from agreement.funds import FundsPurpose
from agreement.grounds import Ground
from agreement.requisition import (
    DeliveryState,
    DeliveryStep,
    Recipient,
    SecuritiesBought,
    business_days_taken,
    delivery_state,
    securities_bought,
)
from agreement.stops import StopKind, stop_ground
from agreement.workflow.items import ItemKind, ItemState
from exercises.models import (
    DeliveryRoute,
    Election,
    FundsReceived,
    Requisition,
    RequisitionFile,
    ReservedShares,
    SecuritiesDue,
)
from exercises.models import DeliveryStep as StepRow
from exercises.selectors.schedules import whole_of_line
from registry.models import Item, RightsAgreement
from registry.selectors.agreements import calendar, local_day, terms_in_force
from registry.selectors.board_orders import rights_reached
from registry.selectors.items import surrendered
from registry.selectors.stops import stops_met


def bought_by(election: Election) -> SecuritiesBought:
    """What an exercise buys by the terms that were in force when it was complete, whatever came later.

    Agreement: 7(c);10;12.
    """
    assert election.completed_at is not None  # it was fixed when the exercise was complete
    terms = terms_in_force(election.item.agreement, known_at=election.completed_at)
    return securities_bought(election.rights_exercised, terms=terms)


def bought_of(due: SecuritiesDue) -> SecuritiesBought:
    """What a posted exercise gives, as it was fixed with its posting."""
    return SecuritiesBought(due.security, Fraction(due.units), due.unit_denominator, due.cash)


def gives_cash(agreement: RightsAgreement, *, at: datetime) -> bool:
    """Whether exercises give or gave cash in substitution, or money of the Company for it is on file.

    Agreement: 11(a)(iii).
    """
    return (
        bool(terms_in_force(agreement, known_at=at).cash_of_right)
        or SecuritiesDue.objects.filter(agreement=agreement, cash__gt=0).exists()
        or FundsReceived.objects.filter(agreement=agreement, purpose=FundsPurpose.SUBSTITUTE.value).exists()
    )


def due_of(item: Item) -> SecuritiesDue | None:
    """What a posted exercise gave with its posting; None of one that is not posted."""
    found = SecuritiesDue.objects.filter(item=item, due_bill__isnull=True)
    return found.select_related("item", "agreement").first()


def certified_reserve(agreement: RightsAgreement, *, security: str) -> ReservedShares | None:
    """The certificate of shares reserved that counts: the one recorded last (§9(a))."""
    found = ReservedShares.objects.filter(agreement=agreement, security=security)
    return found.select_related("document", "recorded_by").order_by("number").last()


def units_taken(agreement: RightsAgreement, *, security: str) -> int:
    """The units of a security that posted exercises took (§9(a))."""
    taken = SecuritiesDue.objects.filter(agreement=agreement, security=security)
    return int(taken.aggregate(summed=Sum("whole_units"))["summed"] or 0)


def route_of(agreement: RightsAgreement, *, security: str) -> DeliveryRoute | None:
    """Of whom a security is requisitioned, by what the Company notified last (§7(c))."""
    found = DeliveryRoute.objects.filter(agreement=agreement, security=security)
    return found.select_related("document", "depositary_agreement", "recorded_by").order_by("number").last()


@dataclass(frozen=True, slots=True)
class ReserveStanding:
    """The reserve of one security: what was certified, taken and left, in units; and what all Rights need."""

    security: str
    unit_denominator: int
    certificate: ReservedShares | None
    taken: int
    needed: Fraction
    grounds: tuple[Ground, ...]

    @property
    def left(self) -> int | None:
        """The units left; None without a certificate."""
        return None if self.certificate is None else self.certificate.reserved_units - self.taken

    def shares(self, units: int) -> Fraction:
        """Units in shares."""
        return Fraction(units, self.unit_denominator)


def reserve_standing(agreement: RightsAgreement, *, at: datetime) -> list[ReserveStanding]:
    """The reserve of each security that was taken from or certified, what a Right buys now the first.

    What the Rights that are not void still need is held against what is left: short is an alert (§9(a)).
    """
    terms = terms_in_force(agreement, known_at=at)
    now = securities_bought(1, terms=terms)
    names = [now.security, *_other_securities(agreement, than=now.security)]
    valid = rights_reached(agreement, at=at).valid
    told = []
    for name in names:
        certificate = certified_reserve(agreement, security=name)
        taken = units_taken(agreement, security=name)
        is_now = name == now.security
        denominator = now.unit_denominator if is_now else _denominator(agreement, security=name)
        needed = Fraction(valid) * now.units / denominator if is_now else Fraction(0)
        grounds: tuple[Ground, ...] = ()
        if certificate is not None and is_now:
            left = Fraction(certificate.reserved_units - taken, denominator)
            grounds = Reserve(name, needed, left).grounds()
        told.append(ReserveStanding(name, denominator, certificate, taken, needed, grounds))
    return told


def _other_securities(agreement: RightsAgreement, *, than: str) -> list[str]:
    kinds: Iterable[type[SecuritiesDue] | type[ReservedShares]] = (SecuritiesDue, ReservedShares)
    found = {
        str(name)
        for model in kinds
        for name in model.objects.filter(agreement=agreement).values_list("security", flat=True).distinct()
    }
    return sorted(found - {than})


def _denominator(agreement: RightsAgreement, *, security: str) -> int:
    for rows in (ReservedShares.objects, SecuritiesDue.objects):
        found = rows.filter(agreement=agreement, security=security).order_by("-pk").first()
        if found is not None:
            return int(found.unit_denominator)
    return 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """A posted exercise on its way out."""

    item: Item
    election: Election
    bought: SecuritiesBought
    requisition: Requisition | None
    steps: tuple[StepRow, ...]
    business_days: int

    @property
    def state(self) -> DeliveryState:
        """Where its securities stand."""
        return delivery_state(
            whole=self.bought.whole,
            is_requisitioned=self.requisition is not None,
            steps=[one.kind for one in self.steps],
        )

    @property
    def received(self) -> StepRow | None:
        """The receipt of whom they were requisitioned."""
        return next((one for one in self.steps if one.kind == DeliveryStep.RECEIVED), None)

    @property
    def delivered(self) -> StepRow | None:
        """The delivery to the holder or to its order."""
        return next((one for one in self.steps if one.kind == DeliveryStep.DELIVERED), None)


def posted_exercises(agreement: RightsAgreement) -> QuerySet[Item]:
    """The exercises of an agreement that were posted, the latest first."""
    found = Item.objects.filter(
        agreement=agreement, kind=ItemKind.EXERCISE.value, state=ItemState.POSTED.value
    )
    found = found.filter(schedule__isnull=True)  # what its lines exercised goes out line by line
    return found.select_related("agreement", "holder", "entry", "election").order_by("-ended_at", "-number")


def delivery_of(item: Item, *, at: datetime) -> Delivery:
    """A posted exercise on its way out, as it stands now (§7(c))."""
    return deliveries([item], agreement=item.agreement, at=at)[0]


def deliveries(items: Sequence[Item], *, agreement: RightsAgreement, at: datetime) -> list[Delivery]:
    """Posted exercises on their way out, in the order given, with the Business Days that each took (§7(c)).

    They count from the completion to the delivery, or to now while it is not delivered.
    """
    dues = SecuritiesDue.objects.filter(item__in=items, due_bill__isnull=True)
    return _deliveries(items, dues, agreement=agreement, at=at)


def delivery_of_due(due: SecuritiesDue, *, at: datetime) -> Delivery:
    """What was deferred of an exercise on its way out, as it stands now (§11(k))."""
    dues = SecuritiesDue.objects.filter(pk=due.pk)
    return _deliveries([due.item], dues, agreement=due.item.agreement, at=at)[0]


def _deliveries(
    items: Sequence[Item], dues: QuerySet[SecuritiesDue], *, agreement: RightsAgreement, at: datetime
) -> list[Delivery]:
    asked = Requisition.objects.filter(due__in=dues).select_related("due", "route", "letter", "file")
    requisitions = {
        one.due.item_id: one for one in asked.prefetch_related("steps__document", "steps__recorded_by")
    }
    elections = {one.item_id: one for one in Election.objects.filter(item__in=items)}
    given = {one.item_id: one for one in dues}
    days, today = calendar(agreement, at=at), local_day(agreement, at=at)
    told = []
    for item in items:
        election, requisition, due = elections[item.pk], requisitions.get(item.pk), given.get(item.pk)
        election.item = item
        assert election.completed_at is not None  # it is posted
        steps = tuple(requisition.steps.all()) if requisition else ()
        last = next((one.happened_on for one in steps if one.kind == DeliveryStep.DELIVERED), today)
        taken = business_days_taken(_local(election, agreement), done_on=last, calendar=days)
        bought = bought_of(due) if due else bought_by(election)
        told.append(Delivery(item, election, bought, requisition, steps, taken))
    return told


def _local(election: Election, agreement: RightsAgreement) -> date:
    assert election.completed_at is not None  # asked for by the caller
    return local_day(agreement, at=election.completed_at)


def recipient_words(delivery: Delivery) -> str:
    """Of whom the securities of an exercise were or are to be requisitioned, in words."""
    requisition = delivery.requisition
    if requisition is not None and requisition.route is not None:
        return requisition.route.name
    return f"the transfer agent of {delivery.bought.security}"


def requisition_numbered(agreement: RightsAgreement, number: int) -> Requisition | None:
    """A requisition by its number."""
    found = Requisition.objects.filter(agreement=agreement, number=number)
    return found.select_related("agreement", "due__item__agreement", "route", "letter", "file").first()


def not_in_a_file(agreement: RightsAgreement) -> QuerySet[Requisition]:
    """The requisitions that no file has yet, in their order."""
    found = Requisition.objects.filter(agreement=agreement, file__isnull=True).order_by("number")
    return found.select_related("due__item__election", "due__item__holder", "route")


def requisition_files(agreement: RightsAgreement) -> QuerySet[RequisitionFile]:
    """The files of requisitions, the latest first."""
    found = RequisitionFile.objects.filter(agreement=agreement)
    return found.select_related("agreement", "made_by").order_by("-number")


def restraint_grounds(item: Item, *, at: datetime) -> tuple[Ground, ...]:
    """The orders of a court or an authority that restrain the exercise or its holder now (§15(b)).

    One may be placed after the posting: then nothing more of it goes out.
    """
    held = [one.certificate for one in surrendered(whole_of_line(item) or item)]
    met = stops_met(item.agreement, certificates=held, lots=(), kind=ItemKind.EXERCISE, at=at)
    found = {
        one.number: one
        for one in (*met.orders, *(stop for on in met.on_certificates.values() for stop in on))
    }
    return tuple(
        stop_ground(one, on=f"item {item.number}")
        for one in found.values()
        if one.kind is StopKind.COURT_ORDER
    )


def recipient_in_use(route: DeliveryRoute | None) -> Recipient:
    """Of whom a security is requisitioned where nobody chose: as notified last, else the transfer agent."""
    return Recipient.TRANSFER_AGENT if route is None else Recipient(route.recipient)
