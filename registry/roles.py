"""Roles: groups made after every migration, so that a flush or a fresh database never lacks one.

What a person may do follows from the groups alone; the database asks for them again when a request is
approved (two people for every posting, §18(b) and policy of two people).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.apps.config import AppConfig
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import DEFAULT_DB_ALIAS, router

from agreement.refusals import refuse
from registry.models import User


class Role(StrEnum):
    """The kinds of people and programs that use the system."""

    MAKER = "maker"  # clerk, cashier, liaison, print operator: makes requests
    APPROVER = "approver"  # supervisor: approves what another person requested
    ADMINISTRATOR = "administrator"  # takes on agreements, users and calendars; may make and approve
    AUDITOR = "auditor"  # reads everything but full identifiers
    ISSUER_OFFICER = "issuer_officer"  # an officer of one Company: its agreement alone
    HOLDER = "holder"
    MACHINE = "machine"


MAKERS = frozenset({Role.MAKER, Role.APPROVER, Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.APPROVER, Role.ADMINISTRATOR})
STAFF = MAKERS
READERS = STAFF | {Role.AUDITOR}

# What the roles see and do on the model pages, the same on every installation. Looking is for staff and
# auditors everywhere; nobody writes the books there, and what is written there goes through services.
_LOOKED_AT = frozenset(
    {"registry", "certificates", "exercises", "admin", "auth", "account", "mfa", "usersessions"}
)
_CHANGED_BY: Mapping[Role, Mapping[str, tuple[str, ...]]] = {
    Role.MAKER: {"registry": ("add_bankclosure",)},
    Role.APPROVER: {"registry": ("add_bankclosure",)},
    Role.ADMINISTRATOR: {
        "registry": (
            "add_bankclosure",
            *(
                f"{act}_{register}"
                for act in ("add", "change")
                for register in (
                    "companyofficer",
                    "authorisedcountersigner",
                    "agentappointment",
                    "designatedoffice",
                    "user",
                )
            ),
            "add_issueraccess",
        )
    },
}


def has_role(user: AbstractBaseUser | AnonymousUser, role: Role | str) -> bool:
    """Whether a signed-in, active person holds a role."""
    return has_any_role(user, {role})


def has_any_role(user: AbstractBaseUser | AnonymousUser, roles: frozenset[Role] | set[Role | str]) -> bool:
    """Whether a signed-in, active person holds one of several roles; asked once per person."""
    if not (user.is_authenticated and user.is_active and isinstance(user, User)):
        return False
    held = getattr(user, "_roles_held", None)
    if held is None:
        held = user._roles_held = frozenset(user.groups.values_list("name", flat=True))  # type: ignore[attr-defined]
    return not held.isdisjoint({str(role) for role in roles})


def must_be_staff(user: User, *, act: str) -> None:
    """Refuse a person who is not staff with MAKER_NOT_PERMITTED; `act` says in words what was asked."""
    if not has_any_role(user, STAFF):
        raise refuse("MAKER_NOT_PERMITTED", person=user, kind=act)


def give_role(user: User, role: Role | str) -> None:
    """Put a person into a role."""
    from django.contrib.auth.models import Group

    group, _ = Group.objects.get_or_create(name=str(Role(role)))
    user.groups.add(group)
    user.__dict__.pop("_roles_held", None)


def make_groups(sender: AppConfig, *, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Make the groups, each with exactly its permissions of an application, after every migration."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    if sender.label not in _LOOKED_AT or not router.allow_migrate_model(using, Group):
        return
    create_permissions(sender, verbosity=0, using=using)
    of_application = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    known = dict(of_application.values_list("codename", "pk"))
    for role in Role:
        group, _made = Group.objects.using(using).get_or_create(name=str(role))
        wanted = {key for name, key in known.items() if role in READERS and name.startswith("view_")}
        wanted |= {known[name] for name in _CHANGED_BY.get(role, {}).get(sender.label, ()) if name in known}
        held = set(group.permissions.filter(pk__in=known.values()).values_list("pk", flat=True))
        group.permissions.remove(*(held - wanted))
        group.permissions.add(*(wanted - held))
