"""The verification page: whoever has a certificate in hand asks what the books say of it (§5(b), §20(g)).

It is there while the Company's instruction opens it, tells one word about the paper, and answers a wrong code
like an unknown number. Codes are sent in the body of a form and are neither logged nor shown again.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.ratelimit import consume
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from agreement.errors import RightsError
from agreement.refusals import refuse
from agreement.verification import Answer, read_mark
from certificates.faces import number_in_words
from registry import clock
from registry.models import RightsAgreement
from registry.selectors.verification import Verified, plans_with_page, verified

_LOG = logging.getLogger("registry.verification")
GOOD = {Answer.OUTSTANDING}
WARNING = {Answer.PART_VOID, Answer.PART_EXCHANGED, Answer.NOT_COUNTERSIGNED, Answer.STOPPED}


class VerificationForm(forms.Form):
    """What stands on the certificate: its QR mark as scanned, or plan, number and code as typed."""

    mark = forms.CharField(
        label="What the square mark says",
        help_text="Scan it with any reader and paste the text here. Then nothing else is asked.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    plan = forms.ChoiceField(label="Company", required=False)
    number = forms.CharField(
        label="Certificate number",
        help_text="As printed, with or without the letters before it.",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label="Check code",
        help_text="The last 24 signs of the square mark.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, plans: list[RightsAgreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose")] if len(plans) > 1 else []
        choices += [(plan.code, plan.company_name) for plan in plans]
        self.fields["plan"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The mark tells all three; without it each is needed."""
        told = super().clean() or {}
        if told.get("mark"):
            mark = read_mark(told["mark"])
            if mark is None:
                self.add_error("mark", "This is no mark of a Rights Certificate. It begins with RC1.")
                return told
            return told | {"plan": mark.agreement, "number": mark.number, "code": mark.code}
        for name, lacks in (("plan", "Choose the Company."), ("code", "Type the check code.")):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, lacks)
        digits = told.get("number", "").rpartition("-")[2].strip()
        if not (digits.isascii() and digits.isdigit()):
            self.add_error("number", "Type the number of the certificate, such as R-0000012.")
            return told
        return told | {"number": int(digits)}


@login_not_required
@never_cache
@sensitive_post_parameters("mark", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_certificate(request: HttpRequest) -> HttpResponse:
    """Ask for a mark, or for number and code, and tell what the books say of the paper."""
    plans = plans_with_page()
    if not plans:
        raise Http404
    form = VerificationForm(request.POST if request.method == "POST" else None, plans=plans)
    told: Verified | None = None
    refusal, status, at = None, 200, clock.now()
    if request.method == "POST":
        try:
            if not consume(request, action="verify_certificate", key="everybody"):
                _LOG.warning("Certificates are asked for too often")
                raise refuse("VERIFICATIONS_TOO_MANY")
            if form.is_valid():
                told = _asked(plans, form.cleaned_data)
            else:
                status = 422
        except RightsError as error:
            refusal, status = error, error.status
    context = {
        "form": form if told is None else VerificationForm(plans=plans),
        "told": told,
        "words": number_in_words(told.certificate.rights) if told and told.certificate else "",
        "tone": _tone(told.answer) if told else "",
        "refusal": refusal,
        "at": at,
    }
    answer = render(request, "portal/verification.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _asked(plans: list[RightsAgreement], asked: dict[str, Any]) -> Verified:
    """What is told: of a plan without a page as little as of a number that is not there."""
    plan = next((one for one in plans if one.code == asked["plan"]), None)
    number = asked["number"]
    told = Verified(Answer.NOT_FOUND)
    if plan is not None and number < 2**63:
        told = verified(plan, number=number, code=asked["code"], at=clock.now())
    _LOG.info("Certificate %s of %s: %s", number, plan.code if plan else "no plan", told.answer.value)
    return told


def _tone(said: Answer) -> str:
    if said in GOOD:
        return "good"
    return "warn" if said in WARNING else "bad"
