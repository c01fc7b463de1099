"""Money taken, and money and securities given, for Rights that were void (§7(e))."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from agreement.requisition import DeliveryStep as Step
from agreement.schedule import LineState
from exercises.models import (
    DeliveryStep,
    OrderDeposit,
    OrderLine,
    OrderList,
    OrderPayment,
    Payment,
    PaymentRun,
    Payout,
)
from exercises.selectors.deliveries import bought_of
from registry.models import CaughtKind, Notice, ScheduleLine
from registry.selectors.nullity_caught import Caught, VoidPaper

_ORDERED = frozenset({CaughtKind.REDEMPTION, CaughtKind.EXCHANGE})


def payments_caught(
    notice: Notice, *, papers: Mapping[int, VoidPaper], entries: Sequence[Caught], void_from: datetime
) -> Iterator[Caught]:
    """Every payment received after Rights were void with a certificate on which void Rights stood.

    Agreement: 7(e).
    """
    taken = Payment.objects.filter(
        agreement_id=notice.agreement_id,
        received_at__gt=void_from,
        item__certificates__certificate__in=list(papers),
    )
    told = taken.values_list(
        "pk", "amount", "received_at", "recorded_at", "item__number", "item__certificates__certificate"
    )
    seen: set[int] = set()
    for key, amount, received_at, recorded_at, item, certificate in told.order_by("pk"):
        paper = papers.get(certificate)
        if paper is None or key in seen:
            continue
        seen.add(key)
        yield Caught(
            CaughtKind.PAYMENT,
            f"payment {key}",
            received_at,
            recorded_at > notice.received_at,
            paper.taint_class,
            paper.holder_id,
            certificate_number=paper.number,
            item_number=item,
            amount=amount,
        )


def deliveries_caught(
    notice: Notice, *, papers: Mapping[int, VoidPaper], entries: Sequence[Caught], void_from: datetime
) -> Iterator[Caught]:
    """The securities delivered for an exercise of void Rights; the day of a delivery is its first instant.

    Agreement: 7(e);7(c).
    """
    exercised = _exercised(entries)
    steps = DeliveryStep.objects.filter(
        requisition__agreement_id=notice.agreement_id,
        kind=Step.DELIVERED.value,
        requisition__due__item__number__in=list(exercised),
    )
    for step in steps.select_related("requisition__due__item").order_by("pk"):
        due = step.requisition.due
        yield _given(
            CaughtKind.DELIVERY,
            f"delivery {step.pk}",
            exercised[due.item.number],
            happened_at=_first_instant(notice, step.happened_on),
            was_known=step.recorded_at > notice.received_at,
            shares=bought_of(due).shares_words,
            security=due.security,
        )


def fractions_caught(
    notice: Notice, *, papers: Mapping[int, VoidPaper], entries: Sequence[Caught], void_from: datetime
) -> Iterator[Caught]:
    """The cash that two people approved for the fraction of an exercise of void Rights.

    Agreement: 7(e);14(e)(i).
    """
    exercised = _exercised(entries)
    paid = Payout.objects.filter(
        agreement_id=notice.agreement_id,
        approved_at__isnull=False,
        fraction__due__item__number__in=list(exercised),
    )
    for payout in paid.select_related("fraction__due__item").order_by("pk"):
        assert payout.fraction is not None
        assert payout.approved_at is not None
        yield _given(
            CaughtKind.PAID_OUT,
            f"payout {payout.pk}",
            exercised[payout.fraction.due.item.number],
            happened_at=payout.approved_at,
            was_known=payout.approved_at > notice.received_at,
            amount=payout.amount,
        )


def orders_caught(
    notice: Notice, *, papers: Mapping[int, VoidPaper], entries: Sequence[Caught], void_from: datetime
) -> Iterator[Caught]:
    """What a redemption or an exchange gave to the holders of void Rights, for all the Rights that each had.

    The Common Shares of the line, and the check or the deposit for it; a check in the place of another is
    not told again.

    Agreement: 7(e);23(a);24(a).
    """
    by_entry: dict[int, dict[int, Caught]] = {}
    for one in entries:
        if one.kind in _ORDERED and one.entry_id is not None:
            by_entry.setdefault(one.entry_id, {}).setdefault(one.holder_id, one)
    for made in OrderList.objects.filter(entry__in=list(by_entry)).select_related("entry").order_by("pk"):
        assert made.entry_id is not None
        holders = by_entry[made.entry_id]
        for line in OrderLine.objects.filter(order_list=made, shares__gt=0, holder__in=list(holders)):
            told = holders[line.holder_id]
            yield _given(
                CaughtKind.DELIVERY,
                f"list {made.pk} line {line.line}",
                told,
                happened_at=told.happened_at,
                was_known=told.was_known,
                shares=f"{line.shares}",
                security="the Common Shares",
            )
        run = PaymentRun.objects.filter(order_list=made).first()
        checks = OrderPayment.objects.filter(run=run, replaces=None, holder__in=list(holders))
        for check in checks.select_related("run"):
            yield _given(
                CaughtKind.PAID_OUT,
                f"run {check.run_id} check {check.number}",
                holders[check.holder_id],
                happened_at=_first_instant(notice, check.dated),
                was_known=check.run.started_at > notice.received_at,
                amount=check.amount,
            )
        if run is not None:
            yield from _deposited(notice, run, holders)


def _deposited(notice: Notice, run: PaymentRun, holders: Mapping[int, Caught]) -> Iterator[Caught]:
    """The deposits to holders of void Rights that the bank did not send back."""
    sent = OrderDeposit.objects.filter(run=run, returned=None, instruction__holder__in=list(holders))
    cash = dict(
        run.order_list.lines.filter(line__in=sent.order_by().values("line")).values_list("line", "cash")
    )
    for one in sent.select_related("instruction"):
        yield _given(
            CaughtKind.PAID_OUT,
            f"run {run.pk} deposit {one.sequence}",
            holders[one.instruction.holder_id],
            happened_at=run.started_at,
            was_known=run.started_at > notice.received_at,
            amount=cash[one.line],
        )


def _exercised(entries: Sequence[Caught]) -> dict[int | None, Caught]:
    """The items by which void Rights were exercised, each with the first entry row of it."""
    found: dict[int | None, Caught] = {}
    for one in entries:
        if one.kind is CaughtKind.EXERCISE and one.item_number is not None:
            found.setdefault(one.item_number, one)
    return _with_their_lines(found, entries)


def _with_their_lines(found: dict[int | None, Caught], entries: Sequence[Caught]) -> dict[int | None, Caught]:
    """The same with the items as which the lines of a schedule that were exercised so go on."""
    acts = {one.entry_id for one in entries if one.kind is CaughtKind.EXERCISE}
    lines = ScheduleLine.objects.filter(
        state=LineState.POSTED.value, schedule__item__entry__in=acts, item__isnull=False
    )
    for whole, own in lines.values_list("schedule__item__number", "item__number"):
        if whole in found:
            found.setdefault(own, found[whole])
    return found


def _given(
    kind: CaughtKind,
    source: str,
    caught: Caught,
    *,
    happened_at: datetime,
    was_known: bool,
    amount: Decimal | None = None,
    shares: str = "",
    security: str = "",
) -> Caught:
    """What was given for Rights that an entry caught: to the same holder, of its class, not before it."""
    return Caught(
        kind,
        source,
        max(happened_at, caught.happened_at),
        was_known,
        caught.taint_class,
        caught.holder_id,
        certificate_number=caught.certificate_number,
        entry_id=caught.entry_id,
        item_number=caught.item_number,
        amount=amount,
        shares=shares,
        security=security,
    )


def _first_instant(notice: Notice, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(notice.agreement.time_zone))
