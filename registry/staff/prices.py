"""The price history: closing prices from files, corrections beside them, the market price (§1(j))."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.models import RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import prices as reads
from registry.services.closing_prices import PricesPreview, preview_prices, record_prices
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.items import told_refusal
from registry.staff.price_forms import KeptPricesForm, MarketPriceForm, PricesForm
from registry.staff.uploads import paper_of

DAYS_SHOWN = 250
CORRECTIONS_SHOWN = 100


@require_safe
@for_roles(*READERS)
def show_prices(request: HttpRequest, code: str) -> HttpResponse:
    """Show the closes of a security with their sources, corrections, and a market price that is asked."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    securities = reads.securities_priced(agreement)
    asked = request.GET.get("security", "")
    security = asked if asked in securities else next(iter(securities), "")
    standing = list(reads.standing_quotations(agreement, security)) if security else []
    found: Any = None
    refusal: RightsError | None = None
    is_asked = "valued_on" in request.GET
    form = MarketPriceForm(request.GET) if is_asked else MarketPriceForm()
    if is_asked and form.is_valid():
        try:
            found = reads.market_price(
                agreement,
                security,
                valued_on=form.cleaned_data["valued_on"],
                section=form.cleaned_data["under"],
                events=form.events,
                at=at,
            )
        except RightsError as error:
            refusal = error
    corrected = reads.quotations(agreement).filter(security=security, corrects__isnull=False)
    days = reads.priced_days(standing)
    context = {
        "agreement": agreement,
        "securities": securities,
        "security": security,
        "days": days[:DAYS_SHOWN],
        "day_count": len(days),
        "corrections": corrected.order_by("-recorded_at", "-id")[:CORRECTIONS_SHOWN],
        "form": form,
        "found": found,
        "may_act": has_any_role(signed_in(request), STAFF_ROLES),
        **told_refusal(refusal),
    }
    return render(request, "staff/closing_prices.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def import_prices(request: HttpRequest, code: str) -> HttpResponse:
    """Read a file of closing prices: shown first with what is wrong by line, then kept."""
    agreement = visible_agreement(signed_in(request), code)
    if request.method == "POST" and "keep" not in request.POST:
        return _preview(request, agreement)
    return _keep(request, agreement)


def _preview(request: HttpRequest, agreement: RightsAgreement) -> HttpResponse:
    """What the file would add; nothing is kept."""
    at = clock.now()
    form = PricesForm(*typed(request), agreement=agreement, now=at)
    found: PricesPreview | None = None
    refusal: RightsError | None = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            found = preview_prices(agreement, said["document"].read(), security=said["security"], at=at)
        except RightsError as error:
            refusal = error
    again = KeptPricesForm(
        initial={"security": form.cleaned_data.get("security", "")}, agreement=agreement, now=at
    )
    context = {
        "agreement": agreement,
        "page": _act(agreement),
        "form": again if found is not None and found.may_be_kept else form,
        "found": found,
        **told_refusal(refusal),
    }
    wrong = refusal.status if refusal else 200 if found is not None and not found.wrong else 422
    return render(request, "staff/closing_prices_read.html", context, status=wrong)


def _keep(request: HttpRequest, agreement: RightsAgreement) -> HttpResponse:
    at = clock.now()
    kind = KeptPricesForm if request.method == "POST" else PricesForm
    form = kind(*typed(request), agreement=agreement, now=at)

    def act() -> str:
        said = form.cleaned_data
        content = said["document"].read()
        said["document"].seek(0)
        title = f"Closing prices of {said['security']}"
        with paper_of(request, form, kind="CLOSING_PRICES", title=title, at=at) as paper:
            kept = record_prices(
                agreement,
                content,
                security=said["security"],
                reason=said.get("reason", ""),
                document=paper,
                by=signed_in(request),
                at=at,
            )
        corrected = len(kept.corrections)
        return f"Kept: {kept.added:,} new prices, {corrected:,} corrections. Nothing follows from them."

    return act_page(
        request, agreement, form, page=_act(agreement), act=act, template="staff/closing_prices_read.html"
    )


def _act(agreement: RightsAgreement) -> ActPage:
    listed = reverse("closing_prices", args=[agreement.code])
    return ActPage(
        heading="Closing prices from a file",
        section="1(j)",
        button="See what it would add",
        back=listed,
        crumbs=(("Closing prices", listed),),
        about="A row for each day and source. The first source of the agreement's order that gives a price "
        "counts; a price is used once the Company certifies it.",
    )
