"""A certificate that was reported lost and is found again: its holder says so, the stop stays (§6(b))."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreement.errors import RightsError
from registry import clock
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.selectors.loss_drafts import found_said, stop_of_account
from registry.services import loss_reports
from registry.staff.access import signed_in


class FoundForm(forms.Form):
    """Where it was found, if the holder tells."""

    said = forms.CharField(
        label="Where and when did you find it?",
        help_text="You may leave this empty.",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
def say_found(request: HttpRequest, access_id: int, number: int) -> HttpResponseBase:
    """Ask whether the certificate is found, and take the holder's word; no press here releases the stop."""
    access = own_access(request, access_id)
    stop = stop_of_account(access, number)
    if stop is None:
        raise Http404
    form, refusal, status = FoundForm(request.POST if request.method == "POST" else None), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            words, by = form.cleaned_data["said"], signed_in(request)
            try:
                loss_reports.say_found(access, certificate=number, said=words, by=by, at=clock.now())
            except RightsError as error:
                refusal, status = error, error.status
            else:
                messages.success(
                    request, "The Rights Agent is told. The stop stays until two people release it."
                )
                return redirect("portal_account", access_id=access.pk)
    context = {
        **surroundings(access),
        "form": form,
        "refusal": refusal,
        "stop": stop,
        "certificate": stop.certificate,
        "earlier": found_said(stop),
    }
    return render(request, "portal/found.html", context, status=status)
