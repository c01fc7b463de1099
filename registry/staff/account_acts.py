"""The acts on the account with the Company: what is recorded anew, billed, and what follows (§18(a), §20)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreement.errors import RightsError
from registry import clock
from registry.models import (
    Approval,
    AssuranceRequest,
    CompanyReceipt,
    Delegate,
    ExpenseDemand,
    IndemnityMatter,
    Item,
    RightsAgreement,
    User,
)
from registry.services import company_account as money
from registry.services import company_relations as relations
from registry.services import delegates
from registry.services.documents import PaperInHand
from registry.staff import account_forms, relation_forms
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.account import find_invoice
from registry.staff.acts import ActPage, Outcome, act_page, attempt, typed
from registry.staff.items import told_refusal
from registry.staff.uploads import paper_of


@dataclass(frozen=True, slots=True)
class Given:
    """What an act is done with: its agreement, the record it is about, the form, its paper, by whom."""

    agreement: RightsAgreement
    record: Any
    form: Any
    paper: PaperInHand | None
    by: User
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """An act of the account: words of its page, its form, what does it, the tab it belongs to."""

    heading: str
    button: str
    form: type[Any]
    do: Callable[[Given], Outcome]
    tab: str = ""
    paper_kind: str = "COMPANY_ACCOUNT"
    about: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Record something anew: a schedule, an expense, a demand, a matter, a request, a delegate, advice."""
    agreement, act = visible_agreement(signed_in(request), code), _NEW.get(kind)
    if act is None:
        raise Http404
    asked = {name: request.GET.get(name, "")[:64].replace("\0", "") for name in ("item", "decision")}
    return _done(request, agreement, act, record=None, initial={k: v for k, v in asked.items() if v})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def take_step(request: HttpRequest, code: str, what: str, number: int, step: str) -> HttpResponse:
    """Take a step about a record of the account: money received, a note, a fulfilment, a review, an end."""
    agreement, act = visible_agreement(signed_in(request), code), _STEPS.get((what, step))
    if act is None:
        raise Http404
    if what == "invoices":
        found: Any = find_invoice(agreement, number)
    else:
        found = _RECORDS[what]._default_manager.filter(agreement=agreement, number=number).first()
    if found is None:
        raise Http404
    return _done(request, agreement, act, record=found, initial={})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """Preview an invoice with its counts, then ask a second person to issue the very same."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    told = request.POST if request.method == "POST" else request.GET if "first_day" in request.GET else None
    form = account_forms.InvoiceForm(told, agreement=agreement, now=at)
    preview, refusal, status = None, None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            if request.method == "POST":
                answer, refusal = attempt(
                    request,
                    lambda: money.request_invoice(agreement, form.told, maker=signed_in(request), at=at),
                    back=_address(code),
                )
                if answer is not None:
                    return answer
            try:
                preview, status = money.preview_invoice(agreement, form.told, at=at), 200
            except RightsError as found:
                refusal = found
            status = refusal.status if refusal else status
    context = {"agreement": agreement, "form": form, "preview": preview, **told_refusal(refusal)}
    return render(request, "staff/account_bill.html", context, status=status)


def _done(
    request: HttpRequest, agreement: RightsAgreement, act: Act, *, record: Any, initial: dict[str, str]
) -> HttpResponse:
    at = clock.now()
    form = act.form(*typed(request), agreement=agreement, now=at, initial=initial)
    back = _address(agreement.code, act.tab)
    if record is not None and not act.tab and getattr(record, "invoice_id", None) is None:
        back = reverse("account_invoice", args=[agreement.code, record.number])

    def do() -> Outcome:
        with _paper(request, form, act, at=at) as paper:
            return act.do(Given(agreement, record, form, paper, signed_in(request), at))

    heading = act.heading if record is None else f"{act.heading}: {record}"
    page = ActPage(
        heading=heading,
        section=act.form.section,
        button=act.button,
        back=back,
        crumbs=(("Account with the Company", _address(agreement.code)),),
        about=act.about,
    )
    return act_page(request, agreement, form, page=page, act=do)


@contextmanager
def _paper(request: HttpRequest, form: Any, act: Act, *, at: datetime) -> Iterator[PaperInHand | None]:
    """The paper that came with a form, or none where it came without one."""
    if not form.cleaned_data.get("document"):
        yield None
        return
    with paper_of(request, form, kind=act.paper_kind, title=act.heading, at=at) as paper:
        yield paper


def _address(code: str, tab: str = "") -> str:
    return reverse("account_tab", args=[code, tab]) if tab else reverse("account", args=[code])


def _file_schedule(given: Given) -> Outcome:
    return money.request_schedule(
        given.agreement, given.form.told, document=given.paper, maker=given.by, at=given.at
    )


def _record_expense(given: Given) -> Outcome:
    made = money.record_expense(
        given.agreement, given.form.told, voucher=given.paper, by=given.by, at=given.at
    )
    return f"{made} is on file, and waits for a demand."


def _demand(given: Given) -> Outcome:
    return money.request_demand(given.agreement, given.form.told, maker=given.by, at=given.at)


def _receive(given: Given) -> Outcome:
    made = money.record_receipt(given.record, given.form.told, document=given.paper, by=given.by, at=given.at)
    return f"{made} of ${made.amount:,.2f} is recorded."


def _take_back(given: Given) -> Outcome:
    reason = given.form.cleaned_data["reason"]
    money.take_back(given.record, reason=reason, by=given.by, at=given.at)
    return f"{given.record} is taken back; its sum is open again."


def _withdraw(given: Given) -> Outcome:
    reason = given.form.cleaned_data["reason"]
    return money.request_withdrawal(given.record, reason=reason, maker=given.by, at=given.at)


def _log_matter(given: Given) -> Outcome:
    made = relations.log_matter(
        given.agreement, given.form.told, document=given.paper, by=given.by, at=given.at
    )
    return f"{made} is logged."


def _note_matter(given: Given) -> Outcome:
    relations.note_matter(given.record, given.form.told, document=given.paper, by=given.by, at=given.at)
    return f"Noted under {given.record}."


def _ask_assurance(given: Given) -> Outcome:
    made = relations.request_assurance(given.agreement, given.form.told, by=given.by, at=given.at)
    return f"{made} is open until what fulfils it is on file."


def _fulfil(given: Given) -> Outcome:
    day = given.form.cleaned_data["fulfilled_on"]
    relations.fulfil_assurance(given.record, fulfilled_on=day, document=given.paper, by=given.by, at=given.at)
    return f"{given.record} is fulfilled."


def _engage(given: Given) -> Outcome:
    made = delegates.engage_delegate(
        given.agreement, given.form.told, document=given.paper, by=given.by, at=given.at
    )
    return f"{made} is on the list of delegates."


def _end(given: Given) -> Outcome:
    until = given.form.cleaned_data["until"]
    delegates.end_engagement(given.record, until=until, by=given.by, at=given.at)
    return f"The engagement of {given.record} ends on {until}."


def _review(given: Given) -> Outcome:
    delegates.review_delegate(given.record, **given.form.cleaned_data, by=given.by, at=given.at)
    return f"The review of {given.record} is recorded."


def _attribute(given: Given) -> Outcome:
    made = delegates.record_work_of_delegate(
        given.record, given.form.told, document=given.paper, by=given.by, at=given.at
    )
    return f"Recorded: {made}."


def _attach_advice(given: Given) -> Outcome:
    said = given.form.cleaned_data
    item = decision = None
    if said["item"]:
        item = Item.objects.filter(agreement=given.agreement, number=said["item"]).first()
    if said["decision"]:
        found = Approval.objects.filter(agreement=given.agreement, request_hash=said["decision"].strip())
        decision = found.order_by("-id").first()
    made = relations.record_advice(
        given.agreement,
        given.form.told,
        item=item,
        decision=decision,
        document=given.paper,
        by=given.by,
        at=given.at,
    )
    return f"{made}: on file as authority COUNSEL."


_RECORDS: Mapping[str, type[Any]] = {
    "demands": ExpenseDemand,
    "receipts": CompanyReceipt,
    "matters": IndemnityMatter,
    "requests": AssuranceRequest,
    "delegates": Delegate,
}
_BY_TWO = "A second person approves it before it binds."
_MOVES_NOTHING = "Advice protects who acts by it. It takes the place of no answer of the Company (§20(k))."
_FINDS_NOTHING = "A log for the indemnity of the Company. Whose fault it was, a court says."
_NEW: Mapping[str, Act] = {
    "schedule": Act(
        "File a fee schedule", "Ask for its filing", account_forms.ScheduleForm, _file_schedule, about=_BY_TWO
    ),
    "expense": Act(
        "Record an expense", "Record it", account_forms.ExpenseForm, _record_expense, "expenses", "VOUCHER"
    ),
    "demand": Act(
        "Demand expenses", "Ask for the demand", account_forms.DemandForm, _demand, "expenses", about=_BY_TWO
    ),
    "matter": Act(
        "Log a matter", "Log it", relation_forms.MatterForm, _log_matter, "matters", about=_FINDS_NOTHING
    ),
    "request": Act(
        "Ask the Company", "Log the request", relation_forms.AssuranceForm, _ask_assurance, "requests"
    ),
    "delegate": Act("Engage a delegate", "Record it", relation_forms.DelegateForm, _engage, "delegates"),
    "advice": Act(
        "Attach counsel's advice",
        "Attach it",
        relation_forms.AdviceForm,
        _attach_advice,
        "advice",
        "COUNSEL_ADVICE",
        about=_MOVES_NOTHING,
    ),
}
_STEPS: Mapping[tuple[str, str], Act] = {
    ("invoices", "receipt"): Act("Record money received", "Record it", account_forms.MoneyForm, _receive),
    ("invoices", "withdrawal"): Act(
        "Withdraw", "Ask for the withdrawal", account_forms.ReasonForm, _withdraw, about=_BY_TWO
    ),
    ("demands", "receipt"): Act(
        "Record money received", "Record it", account_forms.MoneyForm, _receive, "expenses"
    ),
    ("receipts", "taken-back"): Act("Take back", "Take it back", account_forms.ReasonForm, _take_back),
    ("matters", "note"): Act(
        "Note what happened", "Note it", relation_forms.NoteForm, _note_matter, "matters"
    ),
    ("requests", "fulfilment"): Act(
        "Record what fulfils", "Record it", relation_forms.FulfilmentForm, _fulfil, "requests"
    ),
    ("delegates", "end"): Act("End the engagement", "End it", relation_forms.EndForm, _end, "delegates"),
    ("delegates", "review"): Act(
        "Record a review", "Record it", relation_forms.ReviewForm, _review, "delegates"
    ),
    ("delegates", "work"): Act(
        "Record its work", "Record it", relation_forms.WorkForm, _attribute, "delegates"
    ),
}
