"""Who calls: a machine client by its token or a person by the session; how often; what each may see (9)."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.db.models import QuerySet
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from agreement.refusals import refuse
from registry import clock
from registry.models import AccessToken, HolderAccess, RightsAgreement, User
from registry.portal.access import has_second_factor
from registry.roles import READERS, STAFF, Role, has_any_role
from registry.selectors.agreements import agreement_among, agreements_of_token
from registry.selectors.holder_access import accesses_of
from registry.services.tokens import token_in_force
from registry.staff.access import visible_agreements

logger = logging.getLogger(__name__)

PEOPLE = READERS | {Role.ISSUER_OFFICER}
READING = READERS | {Role.MACHINE}
EVERYBODY = PEOPLE | {Role.MACHINE}
STARTING = STAFF | {Role.MACHINE}
HOLDERS = frozenset({Role.HOLDER})
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


class HasSecondFactor(BasePermission):
    """What the holders' pages ask for before an account opens: an app's digits or a passkey (§30)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the caller has one. Raises SECOND_FACTOR_MISSING."""
        if not has_second_factor(request.user):
            raise refuse("SECOND_FACTOR_MISSING")
        return True


class CallThrottle(SimpleRateThrottle):
    """So many calls a minute by one person or client, or from one address when nobody is signed in.

    All processes count together. Where the shared count cannot be reached, each counts for itself and says
    so: no call is refused because of that, for the books do not depend on it.
    """

    seconds_left = 0.0

    def get_rate(self) -> str:
        """The rate of the settings, read at each call."""
        return settings.API_RATE

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Whose calls are counted together."""
        user = request.user
        who = f"user-{user.pk}" if user and user.is_authenticated else f"address-{self.get_ident(request)}"
        return f"calls-{who}"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether this call is within the number of the present minute."""
        now = clock.now().timestamp()
        self.seconds_left = self.duration - now % self.duration
        key = f"{self.get_cache_key(request, view)}-{int(now // self.duration)}"
        allowed: bool = count_call(key, seconds=self.duration) <= self.num_requests
        return allowed

    def wait(self) -> float:
        """The seconds until the next minute."""
        return self.seconds_left


def count_call(key: str, *, seconds: int) -> int:
    """Count a call under a key and tell how many there were, this one included."""
    try:
        return _counted(caches["calls"], key, seconds=seconds)
    except RedisError as error:
        count = _counted(caches["process"], key, seconds=seconds)
        if count == 1:
            logger.warning("Calls are counted by each process, not together: %s", error)
        return count


def _counted(cache: BaseCache, key: str, *, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # ended in between: the first of the next
        return 1


def agreements_of(request: Request) -> QuerySet[RightsAgreement]:
    """The agreements that the caller may see: those of its token, or those of the person."""
    if isinstance(request.auth, AccessToken):
        return agreements_of_token(request.auth)
    return visible_agreements(request.user)


def agreement_of(request: Request, code: str) -> RightsAgreement:
    """An agreement that the caller may see. Raises AGREEMENT_NOT_FOUND, also for a foreign one (§30)."""
    return agreement_among(agreements_of(request), code=code)


def access_of(request: Request, code: str, account: str) -> HolderAccess:
    """The access of the holder who calls to an account.

    Raises HOLDER_NOT_FOUND, in the same words for an account that is absent, foreign or no longer seen (§30).
    """
    seen = accesses_of(request.user).filter(holder__agreement__code=code, holder__account=account)
    access = seen.first()
    if access is None:
        raise refuse("HOLDER_NOT_FOUND", account=account)
    return access
