"""Rows of the account with the Company for the walk over the model pages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from agreement.delegates import DelegateWork
from agreement.fees import CountedAct
from registry.models import Approval, CounselKind, ExpenseKind, MatterKind
from registry.selectors.agreements import local_day
from registry.services import company_account as account
from registry.services import company_relations as relations
from registry.services import delegates
from tests.certificates.runs import Press


def account_of(press: Press, *, words: str = "As agreed") -> None:
    """A schedule, an invoice that was withdrawn and one paid in part, an expense demanded, and the rest."""
    plan, agreement = press.plan, press.agreement
    told = {"document": plan.document, "by": plan.maker}
    agreed = account.FeesAgreed(
        date(2003, 1, 1), Decimal(12000), {CountedAct.CERTIFICATE_COUNTERSIGNED: Decimal(2)}
    )
    press.approve(
        account.request_schedule(agreement, agreed, document=plan.document, maker=plan.maker, at=plan.tick())
    )
    yesterday = local_day(agreement, at=plan.at) - timedelta(days=1)
    period = account.Billing(date(2003, 6, 1), yesterday, 2003)
    wrong = press.approve(account.request_invoice(agreement, period, maker=plan.maker, at=plan.tick()))
    press.approve(account.request_withdrawal(wrong, reason=words, maker=plan.maker, at=plan.tick()))
    invoice = press.approve(account.request_invoice(agreement, period, maker=plan.maker, at=plan.tick()))
    money = account.MoneyTold(Decimal("5000.00"), yesterday)
    account.record_receipt(invoice, money, **told, at=plan.tick())
    for what in (words, "Not demanded yet"):
        expense = account.ExpenseTold(ExpenseKind.POSTAGE, what, yesterday, Decimal("1288.43"))
        account.record_expense(agreement, expense, voucher=plan.document, by=plan.maker, at=plan.tick())
    press.approve(account.request_demand(agreement, [1], maker=plan.maker, at=plan.tick()))
    _relations(press, yesterday, words=words)


def _relations(press: Press, day: date, *, words: str) -> None:
    plan, agreement = press.plan, press.agreement
    told = {"document": plan.document, "by": plan.maker}
    matter = relations.log_matter(
        agreement, relations.MatterTold(MatterKind.CLAIM, day, words), **told, at=plan.tick()
    )
    relations.note_matter(matter, relations.NoteTold(day, words), **told, at=plan.tick())
    asked = relations.AssuranceAsked("Specimen signatures", words, "The Secretary", day)
    relations.request_assurance(agreement, asked, by=plan.maker, at=plan.tick())
    engaged = delegates.DelegateEngaged(
        "Quay Mailing Inc.", (DelegateWork.MAILING,), words, day, day + timedelta(days=365)
    )
    house = delegates.engage_delegate(agreement, engaged, **told, at=plan.tick())
    delegates.record_work_of_delegate(
        house, delegates.WorkDone(DelegateWork.MAILING, day, words, job=1), **told, at=plan.tick()
    )
    delegates.review_delegate(
        house,
        reviewed_on=day,
        found=words,
        next_review_on=day + timedelta(days=365),
        by=plan.maker,
        at=plan.tick(),
    )
    given = relations.AdviceGiven("Tern & Vale LLP", CounselKind.AGENT, day, words)
    decision = Approval.objects.filter(agreement=agreement).latest("pk")
    relations.record_advice(agreement, given, decision=decision, **told, at=plan.tick())
