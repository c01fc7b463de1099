"""Consent to copies by mail: what it is, what is needed, a sample to open, and its end (§26)."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.papers import head_of
from registry.selectors.agreements import terms_in_force
from registry.services import copy_consents
from registry.staff.access import signed_in


class ConsentForm(forms.Form):
    """Where copies are told of, and the code of the sample."""

    email = forms.EmailField(
        label="Address of mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    code = forms.CharField(
        label="Code on the sample",
        help_text="Eight signs; capitals, spaces and dashes do not matter.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    agrees = forms.BooleanField(
        label="I agree to be told by mail when a letter went out, and to read its copy here.",
        error_messages={"required": "Tick the box if you agree; leave the page if you do not."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
def ask_consent(request: HttpRequest, access_id: int) -> HttpResponseBase:
    """Ask for the consent, or show the one that stands with the way to withdraw it."""
    access, by, at = own_access(request, access_id), signed_in(request), clock.now()
    form = ConsentForm(request.POST if request.method == "POST" else None, initial={"email": by.email})
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        try:
            if "withdraw" in request.POST:
                copy_consents.withdraw_consent(access, by=by, at=at)
                messages.success(request, "Your consent is withdrawn. Letters go on coming on paper.")
                return redirect("portal_copies", access_id=access.pk)
            if form.is_valid():
                told = {name: form.cleaned_data[name] for name in ("email", "code")}
                copy_consents.give_consent(access, **told, by=by, at=at)
                return redirect("portal_copies", access_id=access.pk)
        except RightsError as error:
            refusal, status = error, error.status
    context = {
        **surroundings(access),
        "form": form,
        "refusal": refusal,
        "consent": copy_consents.standing_consent(access),
    }
    return render(request, "portal/copies.html", context, status=status)


@require_safe
@never_cache
@for_holders
def show_sample(request: HttpRequest, access_id: int) -> HttpResponse:
    """The sample whose code shows that a PDF can be opened."""
    access, at = own_access(request, access_id), clock.now()
    holder = access.holder
    agent = terms_in_force(holder.agreement, known_at=at).rights_agent.name
    facts = {
        **head_of(holder.agreement, holder, code="", agent=agent, at=at),
        "sample_code": copy_consents.sample_code(access),
    }
    drawn: bytes = import_string(settings.PAPER_DRAWERS["copy_sample"])(facts)
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="sample.pdf"'
    return answer
