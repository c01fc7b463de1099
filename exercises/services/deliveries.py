"""Securities of posted exercises: reserved, requisitioned once, received, delivered, by people (§7(c)).

The Company certifies what is reserved and says how other securities are made available. Nothing is sent from
here: a requisition is a letter for the post room, and a line of the file that is handed to the gateway.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import ground, refuse
from agreement.requisition import (
    DeliveryStep,
    Recipient,
    SecuritiesBought,
    reserve_refusal,
    route_grounds,
)
from agreement.terms import Terms
from agreement.workflow.items import ItemState, ReturnMeans
from exercises.models import DeliveryRoute, DueBill, Requisition, SecuritiesDue
from exercises.models import DeliveryStep as StepRow
from exercises.selectors.deferrals import bill_of, given_by
from exercises.selectors.deliveries import (
    bought_of,
    certified_reserve,
    due_of,
    recipient_in_use,
    restraint_grounds,
    route_of,
    units_taken,
)
from exercises.selectors.elections import election_of
from registry.models import Item, LetterKind, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.addresses import address_of
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.schedules import schedule_of
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import day_not_to_come, next_number
from registry.services.documents import Evidence, require_document
from registry.services.letters.papers import ask_for_paper, item_told
from registry.services.refusals import told_as_errors


def must_be_in_reserve(item: Item, *, at: datetime) -> None:
    """Raise RESERVED_SHARES_TAKEN where what an exercise gives is more than is left of the reserve.

    Agreement: 9(a).
    """
    _must_be_left(item, given_by(election_of(item), at=at).now)


def _must_be_left(item: Item, bought: SecuritiesBought) -> None:
    certified = certified_reserve(item.agreement, security=bought.security)
    refused = reserve_refusal(
        security=bought.security,
        reserved=None if certified is None else certified.reserved_units,
        taken=units_taken(item.agreement, security=bought.security),
        asked=bought.whole,
        unit_denominator=bought.unit_denominator,
    )
    if refused is not None:
        raise refused


def take_from_reserve(item: Item, *, at: datetime) -> SecuritiesDue:
    """What a posted exercise gives, fixed with its posting; its whole units are taken from the reserve.

    What the Company deferred until an event is kept beside it, and takes nothing from the reserve before.
    Inside the transaction of the posting, under its lock. Raises RESERVED_SHARES_TAKEN.

    Agreement: 7(c);9(a);11(k).
    """
    lock_books(item.agreement)
    given = given_by(election_of(item), at=at)
    due = take_units(item, given.now, at=at)
    if given.deferral is not None:
        DueBill.objects.create(
            agreement=item.agreement,
            item=item,
            deferral=given.deferral.notice,
            security=given.now.security,
            unit_denominator=given.now.unit_denominator,
            units=str(given.deferred),
            deferred_at=at,
        )
    return due


def take_units(
    item: Item, bought: SecuritiesBought, *, due_bill: DueBill | None = None, at: datetime
) -> SecuritiesDue:
    """Take the whole units of a posted exercise, or of what was deferred of it, from the reserve.

    The caller has the lock of the agreement. Raises RESERVED_SHARES_TAKEN.

    Agreement: 9(a);11(k).
    """
    _must_be_left(item, bought)
    with told_as_errors():
        return SecuritiesDue.objects.create(
            agreement=item.agreement,
            item=item,
            due_bill=due_bill,
            security=bought.security,
            unit_denominator=bought.unit_denominator,
            units=str(bought.units),
            whole_units=bought.whole,
            cash=bought.cash,
            taken_at=at,
        )


@transaction.atomic(durable=True)
def requisition(item: Item, *, recipient: Recipient | None = None, by: User, at: datetime) -> Requisition:
    """Requisition the whole units of a posted exercise, once, in the name asked; its letter is written.

    `recipient` is as the Company notified last where nobody says it. Raises MAKER_NOT_PERMITTED,
    REQUISITION_NOT_DUE, REQUISITIONED_ALREADY, and RefusedByGround with RESTRAINED_BY_ORDER,
    ENTITLEMENT_NOT_ARRANGED, DEPOSITARY_NOT_ELECTED or DEPOSITARY_AGREEMENT_MISSING.

    Agreement: 7(c)(i).
    """
    must_be_staff(by, act="requisitioning securities")
    locked = lock_books(RightsAgreement(pk=item.agreement_id))
    exercise = Item.objects.select_related("holder", "entry").get(pk=item.pk)
    exercise.agreement = locked
    if exercise.state != ItemState.POSTED:
        raise refuse("REQUISITION_NOT_DUE", item=exercise.number, reason="it is not posted")
    if schedule_of(exercise) is not None:
        raise refuse("REQUISITION_NOT_DUE", item=exercise.number, reason="its lines are, each by itself")
    due = due_of(exercise) or take_from_reserve(exercise, at=at)  # one posted before units were taken
    return requisition_due(due, exercise, recipient=recipient, by=by, at=at)


def requisition_due(
    due: SecuritiesDue, exercise: Item, *, recipient: Recipient | None = None, by: User, at: datetime
) -> Requisition:
    """Requisition what an exercise gives, or what was deferred of it; the caller has the lock.

    Raises as `requisition`.

    Agreement: 7(c)(i);11(k).
    """
    locked = exercise.agreement
    _must_be_requisitioned_first(due, exercise)
    must_not_be_restrained(exercise, at=at)
    route = route_of(locked, security=due.security)
    chosen = recipient or recipient_in_use(route)
    route = route if route is not None and route.recipient == chosen.value else None
    _must_be_open(due, chosen, route, terms=terms_in_force(locked, known_at=at))
    number = next_number(Requisition, locked)
    letter = ask_for_paper(
        locked,
        kind=LetterKind.REQUISITION,
        facts=_letter_facts(due, exercise, route, chosen, number=number, at=at),
        section="7(c)",
        item=exercise,
        by=by,
        at=at,
    )
    with told_as_errors():
        made = Requisition.objects.create(
            agreement=locked,
            number=number,
            due=due,
            recipient=chosen.value,
            route=route,
            letter=letter,
            requisitioned_at=at,
            requisitioned_by=by,
        )
    _noted(made, act="SECURITIES_REQUISITIONED", by=by, at=at, item=exercise.number, units=due.whole_units)
    return made


@transaction.atomic(durable=True)
def record_received(
    asked: Requisition, *, received_on: date, document: Evidence | None, by: User, at: datetime
) -> StepRow:
    """A person records that the securities of a requisition came, with the paper that came with them.

    Raises MAKER_NOT_PERMITTED, DELIVERY_STEP_RECORDED, ACCOUNT_DAY_IMPOSSIBLE, DELIVERY_DAY_IMPOSSIBLE,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 7(c)(iii).
    """
    return _step(asked, DeliveryStep.RECEIVED, received_on, means="", document=document, by=by, at=at)


@transaction.atomic(durable=True)
def record_delivered(
    asked: Requisition,
    *,
    delivered_on: date,
    means: ReturnMeans,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> StepRow:
    """A person records that the securities went to the holder or to its order, with the proof of it.

    Raises MAKER_NOT_PERMITTED, DELIVERY_STEP_RECORDED, DELIVERY_BEFORE_RECEIPT, ACCOUNT_DAY_IMPOSSIBLE,
    DELIVERY_DAY_IMPOSSIBLE, NO_SUPPORTING_DOCUMENT, and RefusedByGround with DUE_BILL_MISSING.

    Agreement: 7(c)(iii);11(k).
    """
    return _step(
        asked, DeliveryStep.DELIVERED, delivered_on, means=means.value, document=document, by=by, at=at
    )


def _step(
    asked: Requisition,
    kind: DeliveryStep,
    day: date,
    *,
    means: str,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> StepRow:
    must_be_staff(by, act="recording a delivery of securities")
    agreement = lock_books(RightsAgreement(pk=asked.agreement_id))
    what = kind.words.split()[0]
    day_not_to_come(agreement, day, what=what, at=at)
    earlier = StepRow.objects.filter(requisition=asked, kind=kind.value).first()
    if earlier is not None:
        raise refuse("DELIVERY_STEP_RECORDED", requisition=asked.number, date=earlier.happened_on)
    requisitioned_on = local_day(agreement, at=asked.requisitioned_at)
    if day < requisitioned_on:
        raise refuse("DELIVERY_DAY_IMPOSSIBLE", what=what, date=day, requisitioned=requisitioned_on)
    if kind is DeliveryStep.DELIVERED:
        if asked.due.due_bill_id is None:
            must_have_due_bill(asked.due.item)
        came = StepRow.objects.filter(
            requisition=asked, kind=DeliveryStep.RECEIVED.value, happened_on__lte=day
        )
        if not came.exists():
            raise refuse("DELIVERY_BEFORE_RECEIPT", requisition=asked.number, date=day)
    paper = require_document(agreement, document)
    with told_as_errors():
        made = StepRow.objects.create(
            requisition=asked,
            kind=kind.value,
            happened_on=day,
            means=means,
            document=paper,
            recorded_at=at,
            recorded_by=by,
        )
    details = {"requisition": asked.number, "document": paper.pk}
    append_audit(
        agreement, actor=by, act=f"SECURITIES_{kind.value}", subject=str(asked), details=details, at=at
    )
    return made


def _must_be_requisitioned_first(due: SecuritiesDue, item: Item) -> None:
    earlier = Requisition.objects.filter(due=due).first()
    if earlier is not None:
        raise refuse("REQUISITIONED_ALREADY", requisition=earlier.number, item=item.number)
    if not due.whole_units:
        raise refuse("REQUISITION_NOT_DUE", item=item.number, reason="what it buys is less than one")


def must_have_due_bill(item: Item) -> None:
    """Raise RefusedByGround with DUE_BILL_MISSING while nothing stands for what is deferred of an exercise.

    Agreement: 11(k).
    """
    bill = bill_of(item)
    if bill is not None and bill.number is None:
        raise RefusedByGround.by([ground("DUE_BILL_MISSING")])


def must_not_be_restrained(item: Item, *, at: datetime) -> None:
    """Raise RefusedByGround while an order restrains what goes out for a posted exercise.

    Agreement: 15(b).
    """
    grounds = restraint_grounds(item, at=at)
    if grounds:
        raise RefusedByGround.by(grounds)


def _must_be_open(
    due: SecuritiesDue, chosen: Recipient, route: DeliveryRoute | None, *, terms: Terms
) -> None:
    is_elected = route is not None and chosen is Recipient.DEPOSITARY
    grounds = route_grounds(
        chosen,
        security=due.security,
        is_arranged=route is not None,
        is_depositary_elected=is_elected,
        is_depositary_agreement_filed=route is not None and route.depositary_agreement_id is not None,
        terms=terms,
    )
    if grounds:
        raise RefusedByGround.by(grounds)


def _letter_facts(
    due: SecuritiesDue,
    item: Item,
    route: DeliveryRoute | None,
    chosen: Recipient,
    *,
    number: int,
    at: datetime,
) -> dict[str, Any]:
    """What the letter states, frozen: how many, of what, in whose name, as of which day, on whose word."""
    election, bought = election_of(item), bought_of(due)
    assert election.record_date is not None  # it is posted
    if route is None:
        lines = [f"The transfer agent of {due.security}", item.agreement.company_name]
    else:
        lines = [route.name, *(line.strip() for line in route.address.splitlines() if line.strip())]
    return {
        **item_told(item),
        "to": {"lines": lines, "copies": []},
        "about": f"Requisition {number}",
        "requisition": number,
        "recipient": chosen.value,
        "security": due.security,
        "units": due.whole_units,
        "unit_denominator": due.unit_denominator,
        "shares": bought.shares_words,
        "registration": election.securities_registration,
        "deliver_to": address_of(election).words,
        "record_date": election.record_date.isoformat(),
        "rights": election.rights_exercised,
        "by_notice": "" if route is None else f"{route.officer_title}, {route.signed_on.isoformat()}",
    }


def _noted(made: Any, *, act: str, by: User, at: datetime, **details: Any) -> None:
    append_audit(made.agreement, actor=by, act=act, subject=str(made), details=details, at=at)
