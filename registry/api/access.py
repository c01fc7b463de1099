"""Who calls: a machine client by its token or a person by the session; how often; what each may see (9)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from agreement.refusals import refuse
from registry import clock
from registry.models import AccessToken, RightsAgreement, User
from registry.roles import READERS, STAFF, Role, has_any_role
from registry.services.tokens import token_in_force
from registry.staff.access import visible_agreements

PEOPLE = READERS | {Role.ISSUER_OFFICER}
READING = READERS | {Role.MACHINE}
EVERYBODY = PEOPLE | {Role.MACHINE}
STARTING = STAFF | {Role.MACHINE}
SCHEME = "bearer"


class TokenAuthentication(BaseAuthentication):
    """A machine client signs in with `Authorization: Bearer TOKEN`; no session, so no forged form either."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """The client and its token; None when the call brings none."""
        said = request.headers.get("Authorization", "")
        scheme, _, text = said.partition(" ")
        if not said or scheme.lower() != SCHEME:
            return None
        token = token_in_force(text.strip(), at=clock.now())
        if token is None:
            raise exceptions.AuthenticationFailed("the token is unknown, ended or revoked")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a call without a sign-in is asked for."""
        return 'Bearer realm="rights-agent"'


class HasRole(BasePermission):
    """Only people and programs with one of the roles that the operation names; nobody by default."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the caller holds a role."""
        return has_any_role(request.user, view.roles)


class CallThrottle(SimpleRateThrottle):
    """So many calls a minute by one person or client, or from one address when nobody is signed in."""

    def get_rate(self) -> str:
        """The rate of the settings, read at each call."""
        return settings.API_RATE

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Whose calls are counted together."""
        user = request.user
        who = f"user-{user.pk}" if user and user.is_authenticated else f"address-{self.get_ident(request)}"
        return f"calls-{who}"


def agreements_of(request: Request) -> QuerySet[RightsAgreement]:
    """The agreements that the caller may see: those of its token, or those of the person."""
    if isinstance(request.auth, AccessToken):
        return RightsAgreement.objects.filter(access_tokens=request.auth)
    return visible_agreements(request.user)


def agreement_of(request: Request, code: str) -> RightsAgreement:
    """An agreement that the caller may see. Raises AGREEMENT_NOT_FOUND, also for a foreign one (§30)."""
    agreement = agreements_of(request).filter(code=code).first()
    if agreement is None:
        raise refuse("AGREEMENT_NOT_FOUND", agreement=code)
    return agreement
