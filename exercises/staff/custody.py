"""The cash desk: money of exercises held, forwarded, returned; the Company's for them (§7(c), §14(e))."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.custody import MovedTo
from agreement.errors import RightsError
from agreement.funds import SECTIONS, FundsPurpose
from exercises.models import DueBill, FundsReceived, Payment
from exercises.selectors import custody as reads
from exercises.selectors.deliveries import gives_cash
from exercises.selectors.funds import funds_received, funds_standing, payouts, requests_of
from exercises.services import custody, fractions, funds, substitutes
from exercises.services.custody import MovementTold
from exercises.services.fractions import CertificateTold
from exercises.staff.delivery_forms import FractionForm, MovementForm, signed_of
from exercises.staff.exercises import exercise_page, find_exercise
from exercises.staff.funds import FundsForm, TakingBackForm, standing_of
from registry import clock
from registry.models import Approval, Item, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.items import asked_of_another
from registry.staff.uploads import paper_of

SHOWN = 50
_WAYS = {"forward": MovedTo.FORWARDED, "return": MovedTo.RETURNED}
_MONEYS = {
    FundsPurpose.FRACTIONS: "A fraction is paid on the Company's certificate, from what it paid in, and "
    "never from money of the Rights Agent.",
    FundsPurpose.SUBSTITUTE: "The cash that a substitution gives is paid as certified for each Right, from "
    "what the Company paid in, and never from money of the Rights Agent.",
}
_RECORDED = {FundsPurpose.FRACTIONS: "fraction_money", FundsPurpose.SUBSTITUTE: "substitute_money"}


@require_safe
@for_roles(*READERS)
def show_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Show the money of all exercises, each payment with where it stands, and the Company's for them."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    page = Paginator(reads.payments_at(agreement), SHOWN).get_page(request.GET.get("page"))
    context = {
        "agreement": agreement,
        "desk": reads.cash_desk(agreement),
        "page": page,
        "rows": reads.standings(list(page.object_list)),
        "moneys": [
            _money(agreement, purpose, words)
            for purpose, words in _MONEYS.items()
            if purpose is FundsPurpose.FRACTIONS or gives_cash(agreement, at=clock.now())
        ],
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/cash_desk.html", context)


def _money(agreement: RightsAgreement, purpose: FundsPurpose, words: str) -> dict[str, Any]:
    """What the Company gave for exercises, and what was paid out of it."""
    paid = list(payouts(agreement, purpose=purpose, order=None).order_by("-number"))
    asked = requests_of(paid)
    return {
        "purpose": purpose,
        "section": SECTIONS[purpose],
        "words": words,
        "record": reverse(_RECORDED[purpose], args=[agreement.code]),
        "funds": funds_standing(agreement, purpose=purpose, order=None),
        "receipts": funds_received(agreement, purpose=purpose, order=None).order_by("number"),
        "payouts": [(one, asked.get(one.pk), *standing_of(one, asked.get(one.pk))) for one in paid],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def move(request: HttpRequest, code: str, payment: int, way: str) -> HttpResponse:
    """Record money of a payment that went to the Company, or back."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    row = Payment.objects.filter(agreement=agreement, pk=payment).select_related("item__agreement").first()
    if row is None or way not in _WAYS:
        raise Http404
    to = _WAYS[way]
    standing = next(one for one in reads.standings_of(row.item) if one.payment.pk == row.pk)
    open_sum = standing.to.to_forward if to is MovedTo.FORWARDED else standing.to.to_return
    given = {
        "amount": open_sum or None,
        "given_to": agreement.company_name if to is MovedTo.FORWARDED else row.item.presenter,
    }
    form = MovementForm(*typed(request), agreement=agreement, now=at, initial=given)

    def act() -> str:
        said, title = form.cleaned_data, f"Proof that money of item {row.item.number} went out"
        told = MovementTold(to, said["amount"], said["moved_on"], said["given_to"])
        with paper_of(request, form, kind="PAYMENT_MOVED", title=title, at=at) as paper:
            custody.record_movement(row, told, document=paper, by=signed_in(request), at=at)
        return f"${said['amount']:,.2f} is recorded: {to.words.lower()}."

    heading = "Forward the Exercise Price" if to is MovedTo.FORWARDED else "Return money"
    about = (
        f"{row.get_means_display()} of ${row.amount:,.2f} for item {row.item.number}: ${open_sum:,.2f} "
        f"{'is due to the Company' if to is MovedTo.FORWARDED else 'goes back'} now."
    )
    return act_page(
        request, agreement, form, page=_page(code, heading, "7(c)", "Record it", about=about), act=act
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_money(
    request: HttpRequest, code: str, *, purpose: FundsPurpose = FundsPurpose.FRACTIONS
) -> HttpResponse:
    """Record money of the Company for fractions, or for another use of exercises, once it is collected."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    form = FundsForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        said = form.cleaned_data
        with paper_of(request, form, kind="COMPANY_FUNDS", title=f"Money: {purpose.words}", at=at) as paper:
            told = funds.FundsTold(purpose, None, said["received_from"], said["received_on"], said["amount"])
            funds.record_funds(agreement, told, document=paper, by=signed_in(request), at=at)
        return f"${said['amount']:,.2f} of the Company is recorded: {purpose.words.lower()}."

    heading = f"Record money of the Company: {purpose.words.lower()}"
    page = _page(code, heading, SECTIONS[purpose], "Record the money")
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def take_money_back(request: HttpRequest, code: str, receipt: int) -> HttpResponse:
    """Take money for exercises back that was recorded in error."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    wrong = FundsReceived.objects.filter(agreement=agreement, number=receipt, order__isnull=True).first()
    if wrong is None:
        raise Http404
    form = TakingBackForm(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        funds.take_funds_back(wrong, reason=form.cleaned_data["reason"], by=signed_in(request), at=at)
        return f"{wrong} is taken back."

    page = _page(code, f"Take {wrong} back", "20(j)", "Take it back")
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def certify_fraction(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record the Company's certificate of the cash for the fraction of an exercise."""
    return certified(request, find_exercise(request, code, number))


def certified(request: HttpRequest, item: Item, *, of: DueBill | None = None) -> HttpResponse:
    """The form of the certificate of a fraction: of the exercise itself, or of what a due bill leaves."""
    at = clock.now()
    form = FractionForm(*typed(request), agreement=item.agreement, now=at)

    def act() -> str:
        said, signed = form.cleaned_data, signed_of(form)
        told = CertificateTold(said["closing_price"], said["trading_day"], said["amount"])
        title = f"Certificate of the cash for a fraction, item {item.number}"
        with paper_of(
            request, form, kind="FRACTION_CERTIFIED", title=title, signed_on=signed.signed_on, at=at
        ) as paper:
            made = fractions.record_certificate(
                item, told, of=of, signed=signed, document=paper, by=signed_in(request), at=at
            )
        return f"${made.amount:,.2f} is certified; by our figure it is ${made.computed:,.2f}."

    page = item_page(item, "Record the Company's certificate", "14(e)(i)", "Record the certificate")
    return act_page(request, item.agreement, form, page=page, act=act)


@require_POST
@for_roles(*STAFF)
def pay_fraction(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to pay the fraction of an exercise."""
    return _asked(request, code, number, ask=fractions.request_fraction_payment)


@require_POST
@for_roles(*STAFF)
def pay_substitute(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to pay the cash in substitution of an exercise."""
    return _asked(request, code, number, ask=substitutes.request_substitute_payment)


def _asked(request: HttpRequest, code: str, number: int, *, ask: Callable[..., Approval]) -> HttpResponse:
    item = find_exercise(request, code, number)
    try:
        approval = ask(item, maker=signed_in(request), at=clock.now())
    except RightsError as refusal:
        return exercise_page(
            request, find_exercise(request, code, number), refusal=refusal, status=refusal.status
        )
    return asked_of_another(request, approval)


def _page(code: str, heading: str, section: str, button: str, *, about: str = "") -> ActPage:
    """The frame of an act on the cash desk, with the way back to it."""
    back = reverse("cash_desk", args=[code])
    return ActPage(
        heading=heading, section=section, button=button, back=back, crumbs=(("Cash desk", back),), about=about
    )


def item_page(item: Item, heading: str, section: str, button: str) -> ActPage:
    """The frame of an act on an exercise, with the way back to it."""
    back = reverse("exercise", args=[item.agreement.code, item.number])
    crumbs = ((f"Item {item.number}", back),)
    return ActPage(heading=heading, section=section, button=button, back=back, crumbs=crumbs)
