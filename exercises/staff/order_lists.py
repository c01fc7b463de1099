"""The desk where an order is carried out: list, preview, approval, entry; proof of each holder (§23, §24)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.arithmetic import as_text
from agreement.errors import RightsError
from exercises.models import OrderList
from exercises.selectors.board_orders import done_afterwards
from exercises.selectors.order_lists import (
    carrying_of,
    lists_of,
    prove_line,
    terms_of_order,
    waiting_request,
)
from exercises.services import carrying_out, order_lists, payment_runs
from exercises.services.order_files import open_file
from exercises.services.order_lists import given_of
from exercises.staff.checks import checks_of, frame_of, latest_list
from exercises.staff.funds import find_order
from exercises.staff.order_deposits import deposits_told
from exercises.staff.order_shares import shares_told
from registry import clock
from registry.models import Approval, BookEntry, Notice, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.staff.access import EVERYBODY_IN_CONSOLE, READERS, STAFF, for_roles, signed_in
from registry.staff.acts import act_page, performed, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.items import told_refusal
from registry.staff.uploads import papers_of

ITEMS_SHOWN = 100
_PAID_IN = [("", "As the notice states"), ("CASH", "Cash"), ("COMMON_SHARES", "Common Shares")]


def _price(label: str, help_text: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, min_value=Decimal("0.000001"), max_digits=18,
        decimal_places=6,
    )  # fmt: skip


class ListForm(PartForm):
    """Figures that the Company certifies beside the notice; what is not needed is left empty."""

    section = "14(e)(i)"
    paid_in = forms.ChoiceField(label="The Redemption Price is paid in", choices=_PAID_IN, required=False)
    market_price = _price(
        "Current Per Share Market Price",
        "At the time of redemption; for a package, on the date that the Company states.",
    )
    close = _price("Closing price of a Common Share", "For fractions of a share.")
    close_on = day_picked("Closing price of", help_text="The Trading Day before.", is_required=False)
    available = forms.IntegerField(
        label="Common Shares available", help_text="Only where the Company says that they may lack.",
        required=False, min_value=0,
    )  # fmt: skip
    package_shares = _price("Common Shares of the package, for each Right", "As notified, where shares lack.")
    package_cash = _price("Cash of the package, for each Right", "In US dollars.")
    certificate = forms.FileField(label="The Company's certificate of these figures", required=False)
    conditions_met = forms.FileField(
        label="The Company's report that the conditions are met",
        help_text="Where the Board set conditions.", required=False,
    )  # fmt: skip

    @property
    def stated(self) -> dict[str, str]:
        """What was filled in, as text."""
        said = {name: self.cleaned_data.get(name) for name in order_lists.STATED}
        return {name: _as_text(value) for name, value in said.items() if value not in (None, "")}


def _as_text(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what an order takes, what is finished first, its list, the entry, and its checks."""
    return _page(request, find_order(request, code, number))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def make(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Make the list of what every holder gets."""
    order, at = find_order(request, code, number), clock.now()
    form = ListForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        with ExitStack() as read:
            papers = order_lists.ListPapers(
                *(_paper(read, request, form, name, at=at) for name in ("certificate", "conditions_met"))
            )
            made = order_lists.make_list(order, form.stated, papers, by=signed_in(request), at=at)
        return f"List {made.number} names {made.line_count:,} holders."

    about = (
        "Made from the books as they stand, of every registered holder. It binds nobody before two people "
    )
    about += "carry the order out by it."
    page = frame_of(order, heading="Make the list", button="Make the list", about=about, section="14(e)(i)")
    return act_page(request, order.agreement, form, page=page, act=act)


def _paper(read: ExitStack, request: HttpRequest, form: ListForm, name: str, *, at: datetime) -> Any:
    """A paper that came with the form, in hand; none where the field was left empty."""
    if not form.cleaned_data.get(name):
        return None
    title = str(form.fields[name].label)
    form.cleaned_data[f"{name}_papers"] = [form.cleaned_data[name]]
    of_one = papers_of(request, form, field=f"{name}_papers", kind="ORDER_FIGURES", title=title, at=at)
    return read.enter_context(of_one)[0]


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to carry the order out by its latest list."""
    return _asked(request, find_order(request, code, number), carrying_out.request_carrying_out)


@require_POST
@for_roles(*STAFF)
def ask_payment(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person for the whole sum of the list, out of the money collected for the order."""
    return _asked(request, find_order(request, code, number), payment_runs.request_payment)


def _asked(request: HttpRequest, order: Notice, ask_for: Callable[..., Approval]) -> HttpResponse:
    made = latest_list(order)

    def act() -> Approval:
        return ask_for(made, maker=signed_in(request), at=clock.now())

    def page(*, answered: None, refusal: RightsError | None, status: int) -> HttpResponse:
        return _page(request, order, refusal=refusal, status=status)

    back = reverse("order_carried", args=[order.agreement.code, order.number])
    return performed(request, form=None, act=act, back=back, page=page)


@require_safe
@for_roles(*READERS)
def hand_out(request: HttpRequest, code: str, number: int, listed: int) -> FileResponse:
    """The file of a list, as it was kept."""
    made = _found(find_order(request, code, number), listed)
    name = f"{code}-order-{number}-list-{made.number}.csv"
    return FileResponse(open_file(made), as_attachment=True, filename=name, content_type="text/csv")


@require_safe
@for_roles(*READERS)
def show_holder(request: HttpRequest, code: str, number: int, listed: int) -> HttpResponse:
    """Show what one account gets and how it is computed, by the account asked for."""
    order = find_order(request, code, number)
    made, account = _found(order, listed), request.GET.get("account", "").strip()
    line = made.lines.filter(account=account).select_related("holder").first() if account else None
    proof = prove_line(line, given=given_of(made), terms=terms_of_order(order)) if line else None
    context = {
        "agreement": order.agreement,
        "notice": order,
        "made": made,
        "account": account,
        "proof": proof,
        "exact": _exact(proof) if proof else {},
    }
    return render(request, "staff/order_holder.html", context, status=200 if line or not account else 404)


def _exact(proof: Any) -> dict[str, str]:
    """The steps of one holder's sum as text, exact numbers as decimals or ratios."""
    given, due = proof.given, proof.computed
    return {
        "shares_each": as_text(given.shares_each),
        "cash_each": as_text(given.cash_each),
        "shares_due": as_text(due.shares.due),
        "fraction": as_text(due.shares.fraction),
        "close": as_text(given.close) if given.close is not None else "",
        "cash_raw": as_text(due.cash.raw),
        "cash": as_text(due.cash.value),
        "fraction_raw": as_text(due.shares.cash.raw),
        "fraction_cash": as_text(due.shares.cash.value),
    }


def _found(order: Notice, listed: int) -> OrderList:
    made = lists_of(order).filter(number=listed).first()
    if made is None:
        raise Http404
    return made


def _figures(made: OrderList | None) -> list[tuple[str, str]]:
    """The figures of a list in words."""
    if made is None:
        return []
    told = made.figures
    each = "Common Shares for each Right" if made.order.kind == "EXCHANGE_ORDERED" else "Redemption Price, $"
    words = {"each": each, **{name: str(field.label) for name, field in ListForm.base_fields.items()}}
    paid_in = dict(_PAID_IN)
    return [(words[name], paid_in.get(value, value)) for name, value in told.items() if value]


def _part(waiting: Approval | None, entry: BookEntry | None) -> dict[str, int]:
    """What a part does to certificates, as it was asked for or carried out; empty where all is taken."""
    request = (waiting or (entry and entry.approval) or Approval(request={})).request
    told = request.get("of_certificates")
    return {**told, "end": told["certificates"] - told["stand_on"]} if told else {}


def _page(
    request: HttpRequest, order: Notice, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    user, at = signed_in(request), clock.now()
    agreement: RightsAgreement = order.agreement
    made, waiting = lists_of(order).first(), waiting_request(order)
    reported = made is not None and made.conditions_met_id is not None
    carrying = carrying_of(order, conditions_reported=reported, at=at)
    may_act = has_any_role(user, STAFF_ROLES) and carrying.entry is None
    asks = may_act and made is not None and waiting is None and not carrying.grounds
    checks = checks_of(made, at=at, user=user)
    context = {
        "agreement": agreement,
        "notice": order,
        "carrying": carrying,
        "part": _part(waiting, carrying.entry),
        "is_redemption": carrying.order.kind.value == "REDEMPTION",
        "figures": _figures(made),
        "made": made,
        "lists": lists_of(order)[1:],
        "items": carrying.open_items[:ITEMS_SHOWN],
        "item_count": carrying.open_items.count(),
        "done_count": len(done_afterwards(order)),
        "waiting": waiting,
        "may_act": may_act,
        "may_ask": asks,
        **checks,
        **deposits_told(checks["run"]),
        **shares_told(made),
        **told_refusal(refusal),
    }
    return render(request, "staff/order_carried.html", context, status=status)
