"""Who may see and do what in the console: deny by default, absent and foreign look the same (§30)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from registry.models import RightsAgreement, User
from registry.roles import Role, has_role

STAFF = (Role.MAKER, Role.APPROVER, Role.ADMINISTRATOR)
READERS = (*STAFF, Role.AUDITOR)
EVERYBODY_IN_CONSOLE = (*READERS, Role.ISSUER_OFFICER)

View = Callable[..., HttpResponseBase]


def signed_in(request: HttpRequest) -> User:
    """Return the person who is signed in; the middleware has refused everybody else."""
    return cast(User, request.user)


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Let a page be used by people of any of the roles; others get 403 and no hint of its content."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = signed_in(request)
            if not any(has_role(user, role) for role in roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def visible_agreements(user: User) -> QuerySet[RightsAgreement]:
    """The agreements a person may see: staff and auditors all, an issuer officer its Company's (§30)."""
    if any(has_role(user, role) for role in READERS):
        return RightsAgreement.objects.all()
    if has_role(user, Role.ISSUER_OFFICER):
        return RightsAgreement.objects.filter(
            issuer_access__user=user, issuer_access__ended_at__isnull=True
        ).distinct()
    return RightsAgreement.objects.none()


def visible_agreement(user: User, code: str) -> RightsAgreement:
    """Find an agreement a person may see by its code; absent and foreign are the same 404."""
    agreement = visible_agreements(user).filter(code=code).first()
    if agreement is None:
        raise Http404
    return agreement
