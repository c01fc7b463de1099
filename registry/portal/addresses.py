"""A change of address that a holder asks for: a draft, and its paper to be signed by hand (§5(b))."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.models import AddressChange, HolderAccess
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.papers import block_of, head_of
from registry.selectors.addresses import Address, address_as_of, address_of, own_draft
from registry.selectors.agreements import terms_in_force
from registry.services import addresses
from registry.staff.access import signed_in


class NewAddressForm(forms.Form):
    """A new address of record; the name stays."""

    address = forms.CharField(
        label="Street address",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    city = forms.CharField(
        label="City", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    region = forms.CharField(
        label="State or region",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    postal_code = forms.CharField(
        label="Postal code",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label="Country, two letters",
        max_length=2,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "country"}),
    )

    @property
    def told(self) -> Address:
        """The address."""
        return Address(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
def ask_address(request: HttpRequest, access_id: int) -> HttpResponseBase:
    """Take the address that a holder asks for, as a draft, and show what is to be signed and sent."""
    access, by, at = own_access(request, access_id), signed_in(request), clock.now()
    form, refusal, status = NewAddressForm(request.POST if request.method == "POST" else None), None, 200
    if request.method == "POST":
        status = 422
        try:
            if "withdraw" in request.POST:
                addresses.withdraw_own_draft(access, by=by, at=at)
                messages.success(request, "Your request is withdrawn. The address on the books stays.")
                return redirect("portal_account", access_id=access.pk)
            if form.is_valid():
                addresses.draft_own_address(access, address=form.told, by=by, at=at)
                return redirect("portal_address", access_id=access.pk)
        except RightsError as error:
            refusal, status = error, error.status
    draft = own_draft(access)
    context = {
        **surroundings(access),
        "form": form,
        "refusal": refusal,
        "now": address_as_of(access.holder, at),
        "draft": draft,
        "wanted": address_of(draft) if draft else None,
        "hold_days": settings.ADDRESS_HOLD_DAYS,
    }
    return render(request, "portal/address.html", context, status=status)


@require_safe
@never_cache
@for_holders
def print_request(request: HttpRequest, access_id: int) -> HttpResponse:
    """The request for the address that was drafted last, to be signed by hand."""
    access = own_access(request, access_id)
    draft = own_draft(access)
    if draft is None:
        raise Http404
    answer = HttpResponse(_drawn(access, draft), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="change-of-address-{draft.pk}.pdf"'
    return answer


def _drawn(access: HolderAccess, draft: AddressChange) -> bytes:
    """The request as it is signed."""
    holder, at = access.holder, clock.now()
    agent = terms_in_force(holder.agreement, known_at=at).rights_agent.name
    facts = {
        **head_of(holder.agreement, holder, code="", agent=agent, at=at),
        "reference": str(draft),
        "now": block_of(holder.registration, address_as_of(holder, at)),
        "wanted": block_of(holder.registration, address_of(draft)),
    }
    drawn: bytes = import_string(settings.PAPER_DRAWERS["address_request"])(facts)
    return drawn
