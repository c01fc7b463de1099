"""The way out of an exercise, as a list to be worked off: posted, requisitioned, delivered, paid (§7(c))."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.urls import reverse

from agreement.arithmetic import as_text
from agreement.requisition import DeliveryState
from agreement.workflow.items import ItemState
from exercises.models import SecuritiesDue
from exercises.selectors.custody import PaymentStanding, standings_of
from exercises.selectors.deferrals import Deferred, deferred_of
from exercises.selectors.deliveries import Delivery, delivery_of, delivery_of_due, due_of, recipient_words
from exercises.selectors.fractions import PAID, certificate_of, payout_standing
from registry.models import Item
from registry.selectors.schedules import schedule_of

DONE, OPEN, LATER = "tag-good", "tag-wait", "tag-note"
Link = tuple[str, str]
# The addresses of the certificate and of the payment of a fraction: of the exercise, of what was deferred.
_FRACTION = ("fraction_certified", "fraction_paid")
_DEFERRED_FRACTION = ("due_bill_fraction_certified", "due_bill_fraction_paid")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way out: words, section, where it stands; what is done about it, and its papers."""

    words: str
    section: str
    look: str
    stands: str
    lines: tuple[str, ...] = ()
    papers: tuple[Any, ...] = ()
    links: tuple[Link, ...] = ()
    post: Link | None = None


@dataclass(frozen=True, slots=True)
class WayOut:
    """The steps of an exercise after its completion, in their order."""

    steps: tuple[Step, ...] = field(default=())

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.steps) and all(one.look == DONE for one in self.steps)


def way_out(item: Item, *, at: datetime) -> WayOut:
    """The way out of a posted exercise, or of the money of one that ended unposted (§7(c), §11(a), §14(e)).

    Nothing is told of an exercise that is open: until it is posted there is no way out.
    """
    if item.ended_at is None:
        return WayOut()
    money = standings_of(item)
    if item.state != ItemState.POSTED:
        return WayOut(_money_steps(item, money)) if money else WayOut()
    posted = Step(
        "Posted in the registration books",
        "7(d)",
        DONE,
        "Done",
        lines=(f"entry {item.entry.number}",) if item.entry else (),
    )
    if schedule_of(item) is not None:  # what its lines exercised goes out line by line
        return WayOut((posted, *_money_steps(item, money)))
    delivery = delivery_of(item, at=at)
    steps = [posted, *_delivery_steps(item, delivery)]
    if delivery.bought.cash:
        steps.append(_substitute_step(item, delivery))
    if delivery.bought.fraction:
        steps.append(_fraction_step(item, delivery.bought.fraction, due_of(item), _FRACTION))
    steps += _deferred_steps(item, at=at)
    return WayOut((*steps, *_money_steps(item, money)))


def _at(name: str, item: Item, *more: Any) -> str:
    return reverse(name, args=[item.agreement.code, *more])


def _delivery_steps(item: Item, delivery: Delivery) -> list[Step]:
    bought, asked = delivery.bought, delivery.requisition
    if delivery.state is DeliveryState.NOTHING_WHOLE:
        return []
    whom = recipient_words(delivery)
    words = f"{bought.shares_words} of {bought.security}"
    if asked is None:
        post = ("Requisition them", _at("exercise_requisitioned", item, item.number))
        return [
            Step("Securities requisitioned", "7(c)(i)", OPEN, "Due now", (words, f"from {whom}"), post=post),
            Step("Delivered in the name asked", "7(c)(iii)", LATER, "When they came"),
        ]
    lines = (words, f"{asked}, from {whom}", f"letter {asked.letter_id}")
    return [
        Step("Securities requisitioned", "7(c)(i)", DONE, "Done", lines),
        _came(item, delivery),
        _went(item, delivery),
    ]


def _came(item: Item, delivery: Delivery) -> Step:
    words, asked, came = "Securities received", delivery.requisition, delivery.received
    assert asked is not None  # told by the caller
    if came is None:
        link = ("Record that they came", _at("securities_received", item, asked.number))
        return Step(words, "7(c)(iii)", OPEN, "Awaited", links=(link,))
    return Step(words, "7(c)(iii)", DONE, "Done", (f"on {came.happened_on:%d %B %Y}",), (came.document,))


def _went(item: Item, delivery: Delivery) -> Step:
    words, asked, went = "Delivered in the name asked", delivery.requisition, delivery.delivered
    assert asked is not None  # told by the caller
    if went is None:
        link = ("Record the delivery", _at("securities_delivered", item, asked.number))
        if delivery.received is None:
            return Step(words, "7(c)(iii)", LATER, "When they came")
        return Step(words, "7(c)(iii)", OPEN, "Due now", links=(link,))
    told = (f"on {went.happened_on:%d %B %Y}, {went.get_means_display().lower()}",)
    return Step(words, "7(c)(iii)", DONE, "Done", told, (went.document,))


def _deferred_steps(item: Item, *, at: datetime) -> list[Step]:
    """The due bill for what the Company deferred, and what is delivered of it once the event occurred."""
    told = deferred_of(item, at=at)
    if told is None:
        return []
    steps = [_due_bill_step(item, told)]
    lines = (f"{told.units} units of {told.bill.security}", f"until: {told.event}")
    if told.due is None:
        words = "What is deferred"
        if told.has_lapsed:
            lapsed = Step(words, "11(k)", DONE, "Lapsed", lines)
            return [*steps, lapsed]
        if not told.has_occurred or told.bill.number is None:
            stands = "Due with its due bill" if told.has_occurred else "Waits for the event"
            return [*steps, Step(words, "11(k)", LATER, stands, lines)]
        post = ("Take it up", _at("due_bill_fulfilled", item, item.number))
        return [*steps, Step(words, "11(k)", OPEN, "Due now", lines, post=post)]
    steps.append(Step("What was deferred is taken up", "11(k)", DONE, "Done", lines))
    given = delivery_of_due(told.due, at=at)
    steps += _delivery_steps(item, given)
    if given.bought.fraction:
        steps.append(_fraction_step(item, given.bought.fraction, told.due, _DEFERRED_FRACTION))
    return steps


def _due_bill_step(item: Item, told: Deferred) -> Step:
    words, bill = "Due bill for what is deferred", told.bill
    if bill.number is None:
        link = ("Record the Company's own instrument", _at("due_bill_recorded", item, item.number))
        post = ("Issue the due bill", _at("due_bill_issued", item, item.number))
        return Step(words, "11(k)", OPEN, "Due now", links=(link,), post=post)
    lines = [str(bill), f"notice {bill.deferral.number} of the Company"]
    if bill.letter_id:
        lines.append(f"letter {bill.letter_id}")
    return Step(words, "11(k)", DONE, "Done", tuple(lines), (bill.document,) if bill.document else ())


def _fraction_step(item: Item, fraction: Fraction, due: SecuritiesDue | None, names: tuple[str, str]) -> Step:
    words = "Cash for the fraction"
    lines = [f"{as_text(fraction)} of a unit"]
    certified = certificate_of(due)
    if certified is None:
        link = ("Record the Company's certificate", _at(names[0], item, item.number))
        waits = "Waits for the Company's certificate"
        return Step(words, "14(e)", OPEN, waits, tuple(lines), links=(link,))
    lines.append(f"${certified.amount:,.2f} certified; by our figure ${certified.computed:,.2f}")
    papers = (certified.document,)
    standing = payout_standing(certified)
    if not certified.amount or (standing is not None and standing[1] == PAID):
        return Step(
            words, "14(e)", DONE, "Paid" if certified.amount else "Nothing to pay", tuple(lines), papers
        )
    if standing is not None:
        return Step(words, "14(e)", OPEN, "Waits for a second person", tuple(lines), papers)
    post = ("Ask a second person to pay it", _at(names[1], item, item.number))
    return Step(words, "14(e)", OPEN, "To be paid", tuple(lines), papers, post=post)


def _substitute_step(item: Item, delivery: Delivery) -> Step:
    """The cash that a substitution gives beside the securities: asked for, paid by two."""
    words, lines = "Cash in substitution", (f"${delivery.bought.cash:,.2f}, as certified for each Right",)
    due = due_of(item)
    standing = None if due is None else payout_standing(due)
    if standing is None:
        post = ("Ask a second person to pay it", _at("substitute_paid", item, item.number))
        return Step(words, "11(a)(iii)", OPEN, "To be paid", lines, post=post)
    look, stands = (DONE, "Paid") if standing[1] == PAID else (OPEN, "Waits for a second person")
    return Step(words, "11(a)(iii)", look, stands, lines)


def _money_steps(item: Item, money: list[PaymentStanding]) -> tuple[Step, ...]:
    steps = []
    to_forward = [one for one in money if one.to.to_forward]
    to_return = [one for one in money if one.to.to_return]
    forwarded = sum((one.held.forwarded for one in money), 0)
    returned = sum((one.held.returned for one in money), 0)
    if to_forward or forwarded:
        links = tuple(
            (f"Forward ${one.to.to_forward:,.2f}", _at("payment_moved", item, one.payment.pk, "forward"))
            for one in to_forward
        )
        lines = (f"${forwarded:,.2f} forwarded",) if forwarded else ()
        look, stands = (OPEN, "Due now") if to_forward else (DONE, "Done")
        steps.append(
            Step("Exercise Price forwarded to the Company", "7(c)", look, stands, lines, links=links)
        )
    if to_return or returned:
        links = tuple(
            (f"Return ${one.to.to_return:,.2f}", _at("payment_moved", item, one.payment.pk, "return"))
            for one in to_return
        )
        lines = (f"${returned:,.2f} returned",) if returned else ()
        look, stands = (OPEN, "Due now") if to_return else (DONE, "Done")
        steps.append(Step("Money returned", "7(c)", look, stands, lines, links=links))
    return tuple(steps)
