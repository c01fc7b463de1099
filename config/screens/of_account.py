"""The account with the Company in the scene of the screens: billed, paid in part, demanded (§18(a), §20)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from agreement.delegates import DelegateWork
from agreement.fees import CountedAct
from config.demo.people import MAKER, user_of
from config.demo.story import approve
from config.screens.counter import paper, today
from registry import clock
from registry.models import CounselKind, ExpenseKind, Item, MatterKind, RightsAgreement
from registry.services import company_account as account
from registry.services import company_relations as relations
from registry.services import delegates

YEAR = timedelta(days=365)


def keep_account(agreement: RightsAgreement, *, item: Item) -> None:
    """Fees agreed and billed, part of them paid, postage demanded; what stands beside the money."""
    maker, yesterday = user_of(MAKER), today(agreement) - timedelta(days=1)
    fees = {
        CountedAct.CERTIFICATE_COUNTERSIGNED: Decimal("2.00"),
        CountedAct.TRANSFER_POSTED: Decimal("15.00"),
        CountedAct.NOTICE_MAILED: Decimal("0.035"),
    }
    agreed = account.FeesAgreed(date(yesterday.year, 1, 1), Decimal(12000), fees)
    schedule = paper(agreement, "Letter about the fees of the Rights Agent")
    approve(
        account.request_schedule(agreement, agreed, document=schedule, maker=maker, at=clock.now()),
        at=clock.now(),
    )
    billing = account.Billing(yesterday.replace(day=1), yesterday, yesterday.year)
    asked = account.request_invoice(agreement, billing, maker=maker, at=clock.now())
    invoice = approve(asked, at=clock.now())
    advice = paper(agreement, "Advice of the bank", sum="7,500.00")
    money = account.MoneyTold(Decimal(7500), today(agreement))
    account.record_receipt(invoice, money, document=advice, by=maker, at=clock.now())
    _lay_out(agreement)
    _stand_beside(agreement, item=item)


def _lay_out(agreement: RightsAgreement) -> None:
    """Postage that is demanded, and a bill of the printer that is not yet."""
    maker, day = user_of(MAKER), today(agreement)
    for kind, what, amount in (
        (ExpenseKind.POSTAGE, "First-class mail of the Rights Certificates", Decimal("1288.43")),
        (ExpenseKind.PRINTING, "Paper and press of the first run", Decimal("940.00")),
    ):
        voucher = paper(agreement, f"Voucher: {what.lower()}")
        told = account.ExpenseTold(kind, what, day, amount)
        account.record_expense(agreement, told, voucher=voucher, by=maker, at=clock.now())
    approve(account.request_demand(agreement, [1], maker=maker, at=clock.now()), at=clock.now())


def _stand_beside(agreement: RightsAgreement, *, item: Item) -> None:
    """A claim, two requests to the Company, a mail house, and advice of counsel about an item."""
    maker, day = user_of(MAKER), today(agreement)
    claim = relations.MatterTold(
        MatterKind.CLAIM, day, "Says that its transfer was delayed", "Cedar Fund LP", Decimal(25000)
    )
    letter = paper(agreement, "Letter of Cedar Fund LP")
    matter = relations.log_matter(agreement, claim, document=letter, by=maker, at=clock.now())
    note = relations.NoteTold(day, "Counsel answers that the item was held under Section 20(k)")
    relations.note_matter(matter, note, document=None, by=maker, at=clock.now())
    for what in ("Specimen signatures of the new officers", "Certified copy of the by-laws"):
        asked = relations.AssuranceAsked(what, "To compare executions", "The Secretary, by letter", day)
        made = relations.request_assurance(agreement, asked, by=maker, at=clock.now())
    sent = paper(agreement, "Certified by-laws")
    relations.fulfil_assurance(made, fulfilled_on=day, document=sent, by=maker, at=clock.now())
    engaged = delegates.DelegateEngaged(
        "Quay Mailing Inc.",
        (DelegateWork.PRINTING, DelegateWork.MAILING),
        "Prints address sheets and hands the pieces to the post",
        day,
        day + YEAR,
        may_read="The mailing pieces of its jobs",
    )
    contract = paper(agreement, "Engagement of Quay Mailing Inc.")
    house = delegates.engage_delegate(agreement, engaged, document=contract, by=maker, at=clock.now())
    work = delegates.WorkDone(DelegateWork.MAILING, day, "Pieces handed to the post at Astoria", job=1)
    delegates.record_work_of_delegate(house, work, document=None, by=maker, at=clock.now())
    given = relations.AdviceGiven(
        "Tern & Vale LLP", CounselKind.AGENT, day, "The papers show the authority of the trustee"
    )
    opinion = paper(agreement, "Advice of Tern & Vale LLP")
    relations.record_advice(agreement, given, item=item, document=opinion, by=maker, at=clock.now())
