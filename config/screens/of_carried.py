"""A plan of its own in the scene of the screens, small and at its end: redeemed in shares, fractions in cash.

An order that is carried out ends the Rights of its plan; the plan of the story goes on beside it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from agreement.funds import FundsPurpose
from agreement.stops import ReporterCapacity, StopKind
from agreement.workflow.checks import CheckEvent
from config.demo import story
from config.demo.people import MAKER, user_of
from config.demo.press import Work
from config.demo.story import PACIFIC, approve, say
from config.screens.counter import paper, today
from exercises.models import OrderList, PaymentRun
from exercises.services import (
    carrying_out,
    checks,
    deposit_files,
    funds,
    order_deposits,
    order_lists,
    order_shares,
    payment_runs,
)
from exercises.services.deposits import BankAccount, request_instruction
from registry import clock
from registry.imports.synthetic import synthetic_list
from registry.models import Notice, NoticeKind, RegisteredHolder, RightsAgreement
from registry.selectors.board_orders import notice_due
from registry.services import stops
from registry.services.agreements import load_agreement
from registry.services.order_notices import record_order_notice_mailed

CODE = "SLR-2003"
HOLDERS, SHARES = 12, 120_000
BY_DEPOSIT = 4
_RENAMED = {
    "AHS-": "SLR-",
    "Alder Harbor Systems, Inc.": "Selby Lake Railway Company",
    "400 Example Wharf": "7 Example Siding",
}


def carry_out(*, work: Work) -> Notice:
    """The plan from its first day to checks the bank paid; `work` does a job, or waits until it is done."""
    agreement = _separated()
    _open_books(agreement)
    order = _ordered(agreement)
    made = _carried_out(order)
    run = _paid(made, work=work)
    _deposited(run)
    _requisitioned(made)
    _known_of_checks(run)
    return order


def _on(day: int, month: int = 5, *, hour: int = 10) -> datetime:
    """An instant of the spring of 2003, before the day of the demonstration."""
    return datetime(2003, month, day, hour, tzinfo=PACIFIC)


def _separated() -> RightsAgreement:
    """Announced on 5 May, separated on the tenth Business Day after it (§1(l))."""
    words = (story.AGREEMENTS / "alder_harbor_2003.toml").read_text(encoding="utf-8")
    for former, name in _RENAMED.items():
        words = words.replace(former, name)
    contents, maker = words.encode(), user_of(MAKER)
    at = story.TAKEN_ON + timedelta(minutes=10)
    agreement = load_agreement(contents, original_name="selby_2003.toml", by=maker, at=at).agreement
    record = {"shares": SHARES, "as_of": date(2000, 10, 23), "source": "share register"}
    say(agreement, NoticeKind.RECORD_COUNT, record, received_at=at + timedelta(hours=1))
    story.approve_form(agreement)
    announced = {"limb": "SHARES_ACQUISITION", "announced_on": date(2003, 5, 5)}
    say(agreement, NoticeKind.ANNOUNCEMENT, announced, received_at=_on(6))
    separated = {"distribution_date": date(2003, 5, 19), "limb": "SHARES_ACQUISITION"}
    say(agreement, NoticeKind.DISTRIBUTION_DATE, separated, received_at=_on(20))
    agreement.refresh_from_db()
    return agreement


def _open_books(agreement: RightsAgreement) -> None:
    """Books opened for twelve holders by the certified list (§3(a))."""
    at = _on(20, hour=11)
    facts = {"as_of": _on(19, hour=17), "shares": SHARES, "holders": HOLDERS}
    notice = say(agreement, NoticeKind.LIST_CERTIFIED, facts, received_at=at)
    path = settings.VAR / "demo" / "selby-holders.csv"
    lines = synthetic_list(HOLDERS, seed=7, total_shares=SHARES, nominees=(), later_dates=())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8", newline="")
    story.open_the_books(story.read_list(agreement, path, notice=notice, at=at), at=at, now=lambda: at)


def _ordered(agreement: RightsAgreement) -> Notice:
    """Four holders have told their accounts; the Board redeems in cash, all are told (§23(a), §23(b))."""
    for place, holder in enumerate(RegisteredHolder.objects.filter(agreement=agreement)[:BY_DEPOSIT]):
        account = BankAccount("121000248", f"00012345{place:04d}", holder.registration)
        asked = request_instruction(
            holder,
            account,
            signed_by=" ".join(holder.registration.split()),
            document=paper(agreement, "Instruction for deposits", account=holder.account),
            maker=user_of(MAKER),
            at=_on(21),
        )
        approve(asked, at=_on(21))
    told = {
        "ordered_at": _on(22, hour=9),
        "extended_to": date(2003, 12, 31),
        "extension_announced_on": date(2003, 5, 6),
        "announced_on": date(2003, 5, 22),
        "redemption_date": date(2003, 6, 6),
        "paid_in": "COMMON_SHARES",
        "method": "Shares by first-class mail; cash for fractions by check or deposit",
    }
    order = say(agreement, NoticeKind.REDEMPTION_ORDERED, told, received_at=_on(22))
    due, sent = notice_due(order), paper(agreement, "Notice of redemption, with the receipt of the post")
    assert due is not None
    record_order_notice_mailed(
        due, mailed_on=date(2003, 5, 27), defect="", document=sent, by=user_of(MAKER), at=_on(27)
    )
    return order


def _carried_out(order: Notice) -> OrderList:
    """The list, and two people who carry the order out by it."""
    maker, prices = user_of(MAKER), {"market_price": "0.75", "close": "0.72", "close_on": "2003-06-05"}
    papers = order_lists.ListPapers(paper(order.agreement, "Certificate of prices", **prices))
    made = order_lists.make_list(order, prices, papers, by=maker, at=clock.now())
    approve(carrying_out.request_carrying_out(made, maker=maker, at=clock.now()), at=clock.now())
    made.refresh_from_db()
    return made


def _paid(made: OrderList, *, work: Work) -> PaymentRun:
    """The Company's money, the sum by two people, and the job that makes the checks."""
    agreement, maker = made.agreement, user_of(MAKER)
    received = paper(agreement, "Advice of the bank", sum=f"{made.cash:,.2f}")
    told = funds.FundsTold(
        FundsPurpose.REDEMPTION,
        made.order,
        f"{agreement.company_name}, by wire",
        today(agreement),
        Decimal(made.cash),
    )
    funds.record_funds(agreement, told, document=received, by=maker, at=clock.now())
    approve(payment_runs.request_payment(made, maker=maker, at=clock.now()), at=clock.now())
    written = payment_runs.ChecksTold("Redemption account", 2001, today(agreement))
    run = payment_runs.start_run(made, written, by=maker, at=clock.now())
    assert run.job is not None
    work(run.job)
    return PaymentRun.objects.select_related("order_list__agreement", "order_list__order", "job").get(
        pk=run.pk
    )


def _deposited(run: PaymentRun) -> None:
    """One deposit is held back for a check, the file of the others is made by two people."""
    agreement, maker = run.order_list.agreement, user_of(MAKER)
    day, at = today(agreement), clock.now()
    held = run.deposits.select_related("instruction__holder").earliest("pk")
    account = held.instruction.holder.account
    why = "The holder telephoned that the account is closed."
    order_deposits.hold_back(run, account, check_dated=day, reason=why, by=maker, at=at)
    sender = deposit_files.SenderTold(
        "021000021", "Harbor Bank", agreement.company_name[:16], "1990000001", day + timedelta(days=1)
    )
    approve(deposit_files.request_file(run, sender, maker=maker, at=at), at=clock.now())


def _requisitioned(made: OrderList) -> None:
    """A stop leaves one account out; the shares of the others are asked for by two people, and came."""
    agreement, maker = made.agreement, user_of(MAKER)
    left_out = RegisteredHolder.objects.filter(agreement=agreement).order_by("account")[7]
    told = stops.StopAsked(
        StopKind.COURT_ORDER,
        reason="Order of the Superior Court about the estate",
        reported_by="The clerk of the court",
        reported_at=clock.now(),
        capacity=ReporterCapacity.COURT_OR_AUTHORITY,
        dated_on=today(agreement),
        account=left_out.account,
    )
    order = paper(agreement, "Order of the court", account=left_out.account)
    stops.place_stop(agreement, told, document=order, by=maker, at=clock.now())
    asked = order_shares.request_requisition(
        made,
        order_shares.AskedOf("Juniper Stock Transfer Company", "12 Example Street, San Francisco, CA 94199"),
        document=paper(agreement, "Instruction about Common Shares of the order"),
        maker=maker,
        at=clock.now(),
    )
    came = order_shares.record_received(
        approve(asked, at=clock.now()),
        on=today(agreement),
        document=paper(agreement, "Shares registered for the holders"),
        by=maker,
        at=clock.now(),
    )
    assert came.requisition.left_out


def _known_of_checks(run: PaymentRun) -> None:
    """The bank paid one check and another sum on a second; a third was stopped and issued anew."""
    agreement, maker = run.order_list.agreement, user_of(MAKER)
    day, at = today(agreement), clock.now()
    paid, doubtful, lost = checks.checks_numbered(run, 2001, 2012)[:3]
    lines = ("number,paid_on,amount", f"{paid.number},{day},{paid.amount}", f"{doubtful.number},{day},1.00")
    text = "\n".join((*lines, ""))
    bank = paper(agreement, "The bank's file of checks paid", checks=2)
    checks.reconcile(run, text, document=bank, by=maker, at=at)
    why = "Reported lost in the mail"
    checks.record_check_event(
        run, lost.number, CheckEvent.STOPPED, happened_on=day, reason=why, by=maker, at=clock.now()
    )
    checks.reissue(run, lost.number, dated=day, reason=why, by=maker, at=clock.now())
