"""The deposits of an order in the console: what is set apart, the file, what came back (§23(a))."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.board_orders import OrderKind
from agreement.refusals.deposits import DEPOSIT_POLICY
from exercises.bank.returns import return_codes
from exercises.models import OrderDeposit, PaymentRun
from exercises.selectors.deposits import bank_account_words
from exercises.selectors.order_deposits import (
    against_file,
    deposit_file_of,
    deposits_of_run,
    deposits_standing,
    file_request,
    lines_cash,
    restrained,
    tied,
)
from exercises.selectors.order_lists import kind_of
from exercises.services import deposit_files, order_deposits
from exercises.services.deposit_files import CONTENT_TYPE, SenderTold
from exercises.staff.checks import frame_of, run_of
from exercises.staff.funds import find_order
from registry import clock
from registry.models import Approval, JobState, Notice
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.staff.access import READERS, STAFF, for_roles, signed_in
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.uploads import paper_of

SHOWN = 50


class SenderForm(PartForm):
    """Who sends the file, as the bank has it on record."""

    section = "20(j)"
    bank_routing = forms.CharField(
        label="Routing number of the sender's bank", min_length=9, max_length=9, help_text="Nine digits."
    )
    bank_name = forms.CharField(label="Name of that bank", max_length=23)
    company_name = forms.CharField(
        label="Name of the sender", max_length=16, help_text="As it is to stand on the holders' statements."
    )
    company_id = forms.CharField(label="Number of the sender at that bank", max_length=10)
    settles_on = day_picked("Effective entry date", help_text="A banking day of the Federal Reserve to come.")


class HeldForm(PartForm):
    """One deposit that is held back before the file."""

    section = "23(a)"
    account = forms.CharField(label="Account of the holder", max_length=40)
    check_dated = day_picked("Date of the check in its place")
    reason = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(PartForm):
    """One deposit that the bank sent back."""

    section = "23(a)"
    trace = forms.CharField(label="Trace number", help_text="Fifteen digits.", max_length=15)
    code = forms.ChoiceField(label="Code of the return")
    returned_on = day_picked("Returned on")
    check_dated = day_picked("Date of the check in its place")
    document = forms.FileField(label="The bank's advice")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(one.code, f"{one.code}: {one.words}") for one in return_codes().values()]
        self.fields["code"].choices = [("", "Choose"), *told]  # type: ignore[attr-defined]


def deposits_told(run: PaymentRun | None) -> dict[str, Any]:
    """What the page of an order says of its deposits; nothing where the run has none."""
    standing = deposits_standing(run) if run is not None else None
    return {"deposits": standing if standing is not None and standing.count else None}


@require_safe
@for_roles(*READERS)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what goes by deposit and by check beside the list, the file, and each deposit with its state."""
    order, at = find_order(request, code, number), clock.now()
    run = run_of(order)
    page = Paginator(deposits_of_run(run), SHOWN).get_page(request.GET.get("page"))
    standing, file, waiting = deposits_standing(run), deposit_file_of(run), file_request(run)
    is_made = run.job.state == JobState.FINISHED
    may_act, may_send = has_any_role(signed_in(request), STAFF_ROLES), standing.to_send[0] > 0
    context = {
        "agreement": order.agreement,
        "notice": order,
        "standing": standing,
        "tied": tied(run) if is_made else None,
        "file": file,
        "waiting": waiting,
        "restrained": () if file else restrained(order.agreement, at=at),
        "against": [] if file else against_file(run, at=at),
        "page": page,
        "rows": _rows(list(page), run, bank=file.bank_routing[:8] if file else ""),
        "policy": DEPOSIT_POLICY,
        "method": order.facts.get("method", ""),
        "method_section": "23(b)" if kind_of(order) is OrderKind.REDEMPTION else "24(b)",
        "may_make": may_act and is_made and file is None and waiting is None and may_send,
        "may_hold": may_act and file is None and may_send,
        "may_record": may_act and file is not None,
    }
    return render(request, "staff/order_deposits.html", context)


def _rows(deposits: list[OrderDeposit], run: PaymentRun, *, bank: str) -> list[dict[str, Any]]:
    """Each deposit as it is shown: account, bank account masked, sum, trace number, what came of it.

    `bank` are the digits of the sender's bank with which a trace number begins, once there is a file.
    """
    cash, codes = lines_cash(deposits, made=run.order_list), return_codes()
    return [
        {
            "holder": one.instruction.holder,
            "bank": bank_account_words(one.instruction),
            "amount": cash[one.line],
            "trace": f"{bank}{one.sequence:07d}" if bank and (back is None or back.code) else "",
            "back": back,
            "code": codes.get(back.code) if back else None,
        }
        for one, back in ((one, getattr(one, "returned", None)) for one in deposits)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def ask_file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person for the file of the deposits for the bank."""
    order, at = find_order(request, code, number), clock.now()
    run = run_of(order)
    form = SenderForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> Approval:
        return deposit_files.request_file(
            run, SenderTold(**form.cleaned_data), maker=signed_in(request), at=at
        )

    about = "Once: a second file would pay twice. The second person approves it by its totals and its hash; "
    about += "nothing leaves the office by itself."
    page = _frame(order, heading="File of deposits", button="Ask for approval", section="20(j)", about=about)
    return act_page(request, order.agreement, form, page=page, act=act)


@require_safe
@for_roles(*STAFF)
def hand_out(request: HttpRequest, code: str, number: int) -> FileResponse:
    """Hand out the file of deposits; who took it is recorded."""
    made = deposit_file_of(run_of(find_order(request, code, number)))
    if made is None:
        raise Http404
    file = deposit_files.open_file(made, by=signed_in(request), at=clock.now())
    name = f"{code}-order-{number}-deposits.ach"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def hold_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hold one deposit back before the file is made; a check stands in its place."""
    order, at = find_order(request, code, number), clock.now()
    run = run_of(order)
    form = HeldForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        told = form.cleaned_data
        order_deposits.hold_back(run, told.pop("account"), **told, by=signed_in(request), at=at)
        return "It is held back; the line has a check."

    about = "A check can be kept in hand and stopped, a deposit cannot."
    page = _frame(order, heading="Hold a deposit back", button="Hold it back", section="23(a)", about=about)
    return act_page(request, order.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_return(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record one deposit that came back; a check stands in its place."""
    order, at = find_order(request, code, number), clock.now()
    run = run_of(order)
    form = ReturnForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        return _recorded(request, form, run, at=at)

    about = (
        "By the bank's paper. A notification of change (a code with C) is no return: that deposit was paid."
    )
    page = _frame(order, heading="A deposit that came back", button="Record it", section="23(a)", about=about)
    return act_page(request, order.agreement, form, page=page, act=act)


def _recorded(request: HttpRequest, form: ReturnForm, run: PaymentRun, *, at: datetime) -> str:
    said = form.cleaned_data
    told = {name: said[name] for name in ("code", "returned_on", "check_dated")}
    with paper_of(request, form, kind="BANK_FILE", title="Deposit returned, by the bank", at=at) as paper:
        made = order_deposits.record_return(
            run, said["trace"], **told, document=paper, by=signed_in(request), at=at
        )
    return f"{order_deposits.check_of(made)} stands in the place of the deposit."


def _frame(order: Notice, **parts: str) -> ActPage:
    """The frame of an act about the deposits of an order, with the way back to their page."""
    page = frame_of(order, **parts)
    back = reverse("order_deposits", args=[order.agreement.code, order.number])
    return replace(page, back=back, crumbs=(*page.crumbs, ("Deposits", back)))
