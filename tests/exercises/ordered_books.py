"""Books opened for many holders from a list, and an order of the Board that is carried out by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from agreement.funds import FundsPurpose
from exercises.models import OrderList, PaymentRun
from exercises.services import carrying_out, funds, order_lists, payment_runs
from registry.models import Notice, RightsAgreement
from registry.services import approvals
from registry.services.agreements import load_closures
from tests.books.books import Plan, make_notice
from tests.registry import opened


@dataclass
class OrderedBooks:
    """A plan and its acts about one order."""

    plan: Plan
    order: Notice

    def approve(self, approval: Any) -> Any:
        """The second person."""
        return approvals.approve(approval.request_hash, approver=self.plan.approver, at=self.plan.tick())

    def listed(self, **stated: str) -> OrderList:
        """The list of the order."""
        papers = order_lists.ListPapers(certificate=self.plan.document)
        return order_lists.make_list(self.order, stated, papers, by=self.plan.maker, at=self.plan.tick())

    def carried_out(self) -> OrderList:
        """The list by which two people carried the order out."""
        made = self.listed()
        self.approve(carrying_out.request_carrying_out(made, maker=self.plan.maker, at=self.plan.tick()))
        made.refresh_from_db()
        return made

    def funded(self, made: OrderList, amount: Any = None) -> None:
        """Money of the Company for the order."""
        told = funds.FundsTold(
            FundsPurpose.REDEMPTION, self.order, "The Company", self.plan.at.date() - timedelta(days=1),
            amount or made.cash,
        )  # fmt: skip
        plan = self.plan
        funds.record_funds(plan.agreement, told, document=plan.document, by=plan.maker, at=plan.tick())

    def approved(self, made: OrderList) -> None:
        """Two people approve the whole sum of a list."""
        asked = payment_runs.request_payment(made, maker=self.plan.maker, at=self.plan.tick())
        self.approve(asked)

    def started(self, made: OrderList, *, first_number: int = 1001) -> PaymentRun:
        """The job of the checks, not yet done."""
        told = payment_runs.ChecksTold("Account 1", first_number, self.plan.at.date())
        return payment_runs.start_run(made, told, by=self.plan.maker, at=self.plan.tick())


def make_ordered_books(
    *, holders: int, kind: str = "REDEMPTION_ORDERED", code: str = "ALDER", **facts: Any
) -> OrderedBooks:
    """So many holders with 1, 2, 3 ... Rights, and an order whose day is over."""
    plan = opened.make_opening_plan(code)
    load_closures("CA_OR_NJ_STRICT", at=plan.at)
    rows = [opened.listed(f"{number:04d}", number) for number in range(1, holders + 1)]
    plan.attach(holders * (holders + 1) // 2)
    opened.separate(plan)
    opened.open_from(plan, opened.accept_list(plan, rows))
    plan.agreement = RightsAgreement.objects.get(pk=plan.agreement.pk)
    ordered_at = plan.tick()
    told = {"ordered_at": ordered_at.isoformat(), "extent": "ALL", "method": "by check", **facts}
    if kind == "REDEMPTION_ORDERED":
        told = {
            "redemption_date": ordered_at.date().isoformat(),
            "paid_in": "CASH",
            "price": "0.0125",
            **told,
        }
    notice = make_notice(plan, kind, effective_at=ordered_at, facts=told)
    plan.at += timedelta(days=6)
    return OrderedBooks(plan, Notice.objects.select_related("agreement", "document").get(pk=notice.pk))
