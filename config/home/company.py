"""What is needed from the Company: what it is asked, what it has not certified, paid or signed yet (§20).

Everything is answered in writing, by a notice or a signed paper; a page answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from agreement.workflow.items import ItemState
from certificates.models import HandOver, PrintRun, RunState
from config.home.task import SHOWN_OF_A_KIND, Task
from exercises.models import SecuritiesDue
from exercises.selectors.board_orders import done_afterwards
from exercises.selectors.deliveries import reserve_standing
from exercises.selectors.funds import PURPOSES, funds_standing
from exercises.selectors.gates import exercises_waiting, gate_alerts, gate_desk
from exercises.selectors.order_lists import lists_of
from registry.models import ExpenseDemand, FeeInvoice, NoticeKind, NoticeState, RightsAgreement
from registry.selectors.board_orders import standing_orders
from registry.selectors.company_account import demands, received_for, standing_invoices
from registry.selectors.company_relations import open_assurances
from registry.selectors.notices import applications
from registry.selectors.transmittals import KEPT_UNSIGNED, SENT, shown_state, transmittals_of
from registry.services.company import answered_grounds
from registry.staff.words import day

WAITING_FOR_ANSWER = ("SENT", "RECEIVED_BY_OFFICER")


def needed_of(agreement: RightsAgreement, *, at: datetime) -> list[Task]:
    """What the Company is asked to say, certify, pay or sign now, the questions first."""
    parts = (_questions, _papers, _gates, _reserve, _orders, _fractions, _account, _certificates)
    return [one for part in parts for one in part(agreement, at=at)]


def paper_address(agreement: RightsAgreement, kind: str = "") -> str:
    """Where an officer lays a paper in, the kind of it chosen."""
    address = reverse("company_paper", args=[agreement.code])
    return f"{address}?kind={kind}" if kind else address


def money(amount: Decimal) -> str:
    """A sum in US dollars."""
    return f"${amount:,.2f}"


def _task(agreement: RightsAgreement, words: str, address: str, section: str, detail: str = "") -> Task:
    return Task(words, address, agreement.code, detail, section)


def _questions(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    """Notices that are queried, what is asked about openings, items held, applications, assurances."""
    paper = paper_address(agreement)
    for notice in agreement.notices.filter(state=NoticeState.QUERIED)[:SHOWN_OF_A_KIND]:
        if not answered_grounds(notice):
            address = reverse("notice", args=[agreement.code, notice.number])
            yield _task(agreement, f"Answer in writing: {notice}", address, "20(g)")
    for asked in agreement.information_requests.filter(answered_at=None).order_by("id")[:SHOWN_OF_A_KIND]:
        yield _task(agreement, f"Answer in writing: {asked.question}", paper, "5(b)(ii)")
    held = agreement.items.filter(state=ItemState.HELD_20K).order_by("number")
    for item in held[:SHOWN_OF_A_KIND]:
        words = f"Answer in writing whether item {item.number}, held for its certification, goes on"
        yield _task(agreement, words, paper, "20(k)", item.get_kind_display())
    waiting = applications(agreement).filter(state__in=WAITING_FOR_ANSWER).order_by("id")
    for one in waiting.exclude(notice__state=NoticeState.QUERIED)[:SHOWN_OF_A_KIND]:
        about = f"item {one.item.number}" if one.item else f"notice {one.notice.number}" if one.notice else ""
        until = f"it is done on {day(one.stated_date)} unless you say otherwise" if one.stated_date else ""
        words = f"Answer the application for instructions about {about}: {one.proposal}"
        yield _task(agreement, words, paper, "20(g)", until)


def _papers(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    for one in open_assurances(agreement)[:SHOWN_OF_A_KIND]:
        told = f"asked on {day(one.asked_on)} of {one.asked_of}: {one.why}"
        yield _task(agreement, f"Give: {one.what}", paper_address(agreement), "20(f)", told)


def _gates(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    """A registration statement and a clearance for which exercises wait; limits of suspensions."""
    waiting = exercises_waiting(agreement, at=at)
    codes = {ground.code for one in waiting for ground in one.grounds}
    desk = gate_desk(agreement, at=at)
    if not desk.is_effective:
        words = (
            f"Say that a registration statement for {desk.securities} is effective, or that none is needed"
        )
        held = f"{len(waiting)} exercises wait" if len(waiting) > 1 else "1 exercise waits" if waiting else ""
        kind = NoticeKind.REGISTRATION_STATEMENT
        yield _task(agreement, words, paper_address(agreement, kind), "9(c)", held)
    if "JURISDICTION_NOT_CLEARED" in codes:
        places = sorted({one.place for one in waiting if one.place})
        words = f"Say how exercise stands in {', '.join(places[:5])}"
        yield _task(agreement, words, paper_address(agreement, NoticeKind.JURISDICTIONS), "9(c)")
    gates = reverse("exercise_gates", args=[agreement.code])
    for one in gate_alerts(agreement, at=at)[:SHOWN_OF_A_KIND]:
        yield _task(agreement, one.message, gates, one.clause, one.cure)


def _reserve(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    for one in reserve_standing(agreement, at=at):
        if one.certificate is None:
            words = f"Certify how many shares of {one.security} are reserved for exercises"
            yield _task(agreement, words, paper_address(agreement), "9(a)")
        for ground in one.grounds:
            yield _task(agreement, ground.message, paper_address(agreement), ground.clause, ground.cure)


def _orders(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    """Money that a list of an order needs, and what was done between the Board's action and its filing."""
    for order in standing_orders(agreement)[:SHOWN_OF_A_KIND]:
        address, made = reverse("order", args=[agreement.code, order.number]), lists_of(order).first()
        if made is not None:
            purpose = PURPOSES[NoticeKind(order.kind)]
            collected = funds_standing(agreement, purpose=purpose, order=order).collected
            if made.cash > collected:
                words = f"Pay in {money(made.cash - collected)} for the order of notice {order.number}"
                told = f"list {made.number} comes to {money(made.cash)}"
                yield _task(agreement, words, address, "20(j)", told)
        done = len(done_afterwards(order))
        if done:
            words = f"Say what becomes of {done:,} done after the Board acted, notice {order.number}"
            yield _task(agreement, words, address, order_section(order), "nothing of it is reversed")


def order_section(order: Any) -> str:
    """Under which section an order stands."""
    return "23(b)" if order.kind == NoticeKind.REDEMPTION_ORDERED else "24(b)"


def _fractions(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    """Fractions of units that exercises left and that no certificate of the Company prices."""
    left = SecuritiesDue.objects.filter(agreement=agreement, units__contains="/", fraction__isnull=True)
    for due in left.select_related("item").order_by("pk")[:SHOWN_OF_A_KIND]:
        words = f"Certify the cash for the fraction that item {due.item.number} leaves"
        yield _task(agreement, words, paper_address(agreement), "14(e)", f"of a unit of {due.security}")


def _account(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    account = reverse("account", args=[agreement.code])
    asked: list[FeeInvoice | ExpenseDemand] = [*standing_invoices(agreement), *demands(agreement)]
    for one in asked:
        owed: Decimal = one.total - received_for(one)
        if owed > 0:
            yield _task(agreement, f"Pay {money(owed)} of {str(one).lower()}", account, "18(a)")


def _certificates(agreement: RightsAgreement, *, at: datetime) -> Iterator[Task]:
    """Certificates to be signed, receipts for those handed over or sent to the Company."""
    code = agreement.code
    for run in PrintRun.objects.filter(agreement=agreement, state=RunState.PRINTED)[:SHOWN_OF_A_KIND]:
        words = f"Have two officers sign the certificates of print run {run.number}"
        yield _task(agreement, words, reverse("print_run", args=[code, run.number]), "5(a)")
    given = HandOver.objects.filter(run__agreement=agreement, receipt__isnull=True).select_related("run")
    for one in given[:SHOWN_OF_A_KIND]:
        words = f"Sign the receipt for the certificates of print run {one.run.number}"
        yield _task(agreement, words, reverse("print_run", args=[code, one.run.number]), "3(a)")
    for sent in transmittals_of(agreement)[:SHOWN_OF_A_KIND]:
        if shown_state(sent) in (SENT, KEPT_UNSIGNED):
            address = reverse("transmittal", args=[code, sent.number])
            yield _task(agreement, f"Sign the receipt for {str(sent).lower()}", address, "8")
