"""Who is let in: the backends of Django and allauth, but for demo users outside a demonstration.

Each session asks its backend for its person at every request, so whoever came in by a passkey, or before a
real plan was taken on, is out as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from registry.models import User
from registry.selectors.demonstrations import may_act_here

if TYPE_CHECKING:
    _Backend = ModelBackend
else:
    _Backend = object


class _DemoUsersInDemonstrationsOnly(_Backend):
    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Whether a person may be signed in: active, and no demo user outside a demonstration."""
        return user is not None and super().user_can_authenticate(user) and may_act_here(user)


class DatabaseBackend(_DemoUsersInDemonstrationsOnly, ModelBackend):
    """Sign-in by user name, and what each person may do."""


class AccountBackend(_DemoUsersInDemonstrationsOnly, AuthenticationBackend):
    """Sign-in by user name or e-mail address, through the pages of accounts."""
