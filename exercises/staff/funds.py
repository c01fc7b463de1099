"""The Company's money for an order of the Board: collected, taken back, paid out by two (§20(j))."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreement.funds import FundsPurpose
from exercises.models import FundsReceived, Payout
from exercises.selectors import funds as reads
from exercises.services import funds
from registry import clock
from registry.models import Approval, Notice, NoticeKind
from registry.selectors.board_orders import order_notices
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.uploads import paper_of


def _money() -> forms.DecimalField:
    return forms.DecimalField(
        label="Amount, US dollars", min_value=Decimal("0.01"), max_digits=20, decimal_places=2
    )


class FundsForm(PartForm):
    """Money that the Company paid in, from its paper."""

    section = "20(j)"
    received_from = forms.CharField(label="Received from", help_text="Who paid it, and how.", max_length=300)
    received_on = day_picked("Collected on", help_text="The day from which the money is at hand.")
    amount = _money()
    document = forms.FileField(label="Advice of the bank, or receipt")


class TakingBackForm(PartForm):
    """Why money recorded is taken back."""

    section = "20(j)"
    reason = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PayoutForm(PartForm):
    """A payment out of the Company's money."""

    section = "20(j)"
    payee = forms.CharField(label="To be paid to", help_text="The name on the payment.", max_length=300)
    about = forms.CharField(label="For what", help_text="The account, and the Rights.", max_length=300)
    amount = _money()


def find_order(request: HttpRequest, code: str, number: int) -> Notice:
    """A notice of an order that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = order_notices(agreement).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def purpose_of(order: Notice) -> FundsPurpose:
    """For what money of an order is."""
    return reads.PURPOSES[NoticeKind(order.kind)]


def money_of(order: Notice) -> dict[str, Any]:
    """What the page of an order shows of its money: what is collected, paid and left, and each line of it."""
    of_order: dict[str, Any] = {"purpose": purpose_of(order), "order": order}
    payouts = list(reads.payouts(order.agreement, **of_order).order_by("number"))
    asked = reads.requests_of(payouts)
    return {
        "funds": reads.funds_standing(order.agreement, **of_order),
        "receipts": reads.funds_received(order.agreement, **of_order).order_by("number"),
        "payouts": [(one, asked.get(one.pk), *standing_of(one, asked.get(one.pk))) for one in payouts],
    }


def standing_of(payout: Payout, asked: Approval | None) -> tuple[str, str]:
    """The look and the words of where a payment stands."""
    if payout.approved_at is not None:
        return "tag-good", "Approved"
    if asked is None or asked.rejected_at is not None:
        return "tag-bad", "Rejected"
    return "tag-wait", "Waits for a second person"


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record money of the Company for an order, once it is collected."""
    order, at = find_order(request, code, number), clock.now()
    form = FundsForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        said = dict(form.cleaned_data)
        with paper_of(request, form, kind="COMPANY_FUNDS", title="Money of the Company", at=at) as paper:
            told = funds.FundsTold(
                purpose_of(order), order, said["received_from"], said["received_on"], said["amount"]
            )
            funds.record_funds(order.agreement, told, document=paper, by=signed_in(request), at=at)
        return f"${said['amount']:,.2f} of the Company is recorded."

    page = page_about(order, heading="Record money of the Company", button="Record the money")
    return act_page(request, order.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def take_back(request: HttpRequest, code: str, number: int, receipt: int) -> HttpResponse:
    """Take money back that was recorded in error."""
    order, at = find_order(request, code, number), clock.now()
    wrong = FundsReceived.objects.filter(agreement=order.agreement, order=order, number=receipt).first()
    if wrong is None:
        raise Http404
    form = TakingBackForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        funds.take_funds_back(wrong, reason=form.cleaned_data["reason"], by=signed_in(request), at=at)
        return f"{wrong} is taken back."

    page = page_about(order, heading=f"Take {wrong} back", button="Take it back")
    return act_page(request, order.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def pay(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Draft a payment out of the money for an order, and ask a second person for it."""
    order, at = find_order(request, code, number), clock.now()
    form = PayoutForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> Approval:
        said = form.cleaned_data
        told = funds.PayoutTold(purpose_of(order), order, said["payee"], said["amount"], said["about"])
        return funds.request_payout(order.agreement, told, maker=signed_in(request), at=at)

    left = reads.funds_standing(order.agreement, purpose=purpose_of(order), order=order).left
    about = f"${left:,.2f} of the Company's money is left for it. The Rights Agent pays nothing of its own."
    page = page_about(order, heading="Draft a payment", button="Ask a second person", about=about)
    return act_page(request, order.agreement, form, page=page, act=act)


def page_about(
    order: Notice, *, heading: str, button: str, about: str = "", section: str = "20(j)"
) -> ActPage:
    """The frame of an act about an order, with the way back to its page."""
    code = order.agreement.code
    address = reverse("order", args=[code, order.number])
    crumbs = (
        ("Redemption and exchange", reverse("orders", args=[code])),
        (f"Notice {order.number}", address),
    )
    return ActPage(heading=heading, section=section, button=button, back=address, crumbs=crumbs, about=about)
