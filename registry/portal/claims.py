"""An account claimed: the code of the letter, a sign-in of one's own, a second factor (§30)."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.forms import LoginForm
from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from agreement.errors import RightsError
from agreement.refusals import refuse
from registry import clock
from registry.models import ClaimCode, User
from registry.portal.access import has_second_factor
from registry.portal.forms import ClaimForm, SignInForm
from registry.roles import Role, has_role
from registry.services import holder_access
from registry.staff.access import signed_in

# The step between the letter's code and the new sign-in is kept in the session for this long.
CLAIM_STEP = timedelta(minutes=30)
_KEPT = "portal_claim"


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def claim_account(request: HttpRequest) -> HttpResponseBase:
    """Ask for account number and code; whoever is signed in as a holder has one account more."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        try:
            if not consume(request, action="claim_account"):
                raise refuse("CLAIM_TRIES_TOO_MANY")
            if isinstance(request.user, User):
                holder_access.must_be_holder(request.user)
            if form.is_valid():
                told = form.cleaned_data
                claim = holder_access.examine_claim(
                    account=told["account"], code=told["code"], at=clock.now()
                )
                return _claimed(request, claim)
        except RightsError as error:
            refusal, status = error, error.status
    context = {"form": form, "refusal": refusal}
    return render(request, "portal/claim.html", context, status=status)


def _claimed(request: HttpRequest, claim: ClaimCode) -> HttpResponseBase:
    """A holder's account is there at once; somebody new makes a sign-in first."""
    if isinstance(request.user, User):
        access = holder_access.claim_further(claim, user=request.user, at=clock.now())
        messages.success(request, f"Account {access.holder.account} is yours to see.")
        return redirect("portal_account", access_id=access.pk)
    request.session[_KEPT] = {"claim": claim.pk, "at": clock.now().isoformat()}
    return redirect("portal_sign_in")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def make_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Make the sign-in of a new holder, sign in with it, and go on to the second factor."""
    claim = _kept_claim(request)
    if claim is None or request.user.is_authenticated:
        return redirect("portal_claim")
    form = SignInForm(request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = {name: form.cleaned_data[name] for name in ("username", "email", "password")}
            try:
                holder_access.claim_with_new_sign_in(claim, **told, at=clock.now())
            except RightsError as error:
                refusal, status = error, error.status
            else:
                del request.session[_KEPT]
                return _signed_in(request, name=told["username"], password=told["password"])
    context = {"form": form, "refusal": refusal, "claim": claim}
    return render(request, "portal/sign_in.html", context, status=status)


def _signed_in(request: HttpRequest, *, name: str, password: str) -> HttpResponseBase:
    """Sign in by the very way of the page of signing in, so that what follows knows it was just now."""
    form = LoginForm(data={"login": name, "password": password}, request=request)
    if not form.is_valid():
        return redirect("account_login")
    answer: HttpResponse = form.login(request, redirect_url=reverse("portal_second_factor"))
    return answer


def _kept_claim(request: HttpRequest) -> ClaimCode | None:
    """The code that was accepted a moment ago in this session; whether it is still good is asked again."""
    kept = request.session.get(_KEPT)
    if not kept or clock.now() - datetime.fromisoformat(kept["at"]) > CLAIM_STEP:
        return None
    return ClaimCode.objects.select_related("holder__agreement").filter(pk=kept["claim"]).first()


@require_safe
def ask_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Lead a holder without a second factor to an app or a passkey; one with it to the accounts."""
    user = signed_in(request)
    if not has_role(user, Role.HOLDER):
        raise PermissionDenied
    if has_second_factor(user):
        return redirect("portal")
    return render(request, "portal/second_factor.html")
