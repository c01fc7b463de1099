"""Who may use the pages of holders: each the accounts claimed by a code, with a second factor (§30)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from registry.models import HolderAccess, User
from registry.roles import Role, has_role
from registry.selectors.holder_access import accesses_of
from registry.staff.access import signed_in

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

View = Callable[..., HttpResponseBase]


def has_second_factor(user: User) -> bool:
    """Whether a person signs in with an app's digits or a passkey beside the password."""
    return bool(is_mfa_enabled(user, types=SECOND_FACTORS))


def for_holders(view: View) -> View:
    """Let a page be used by holders; one without a second factor is led to set it up, others get 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = signed_in(request)
        if not has_role(user, Role.HOLDER):
            raise PermissionDenied
        if not has_second_factor(user):
            return redirect("portal_second_factor")
        return view(request, *args, **kwargs)

    return guarded


def own_access(request: HttpRequest, access_id: int) -> HolderAccess:
    """An account that the person signed in sees; absent, ended and foreign are the same 404."""
    access = accesses_of(signed_in(request)).filter(pk=access_id).first()
    if access is None:
        raise Http404
    return access
