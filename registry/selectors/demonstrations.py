"""Where the people of a demonstration may act: in a demonstration, and nowhere beside a real plan."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from registry.models import RightsAgreement, User


def may_demo_users_act() -> bool:
    """Whether this installation is a demonstration: it is run as one, and holds no plan not marked demo."""
    return settings.DEMO and not RightsAgreement.objects.filter(is_demo=False).exists()


def may_act_here(user: User | AnonymousUser) -> bool:
    """Whether a person may sign in and act here: everybody but a demo user outside a demonstration."""
    return not getattr(user, "is_demo", False) or may_demo_users_act()


def active_demo_users() -> list[str]:
    """The user names of demo users who are not deactivated."""
    active = User.objects.filter(is_demo=True, is_active=True)
    return list(active.order_by("username").values_list("username", flat=True))
