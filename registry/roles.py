"""Roles: groups made after every migration, so that a flush or a fresh database never lacks one.

What a person may do follows from the groups alone; the database asks for them again when a request is
approved (two people for every posting, §18(b) and policy of two people).
"""

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

# What each role sees of the model pages beside the views' own checks: to view, never to write the books.
_VIEWED_BY = {
    Role.MAKER: "view",
    Role.APPROVER: "view",
    Role.ADMINISTRATOR: "view",
    Role.AUDITOR: "view",
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
    """Make the groups and give staff and auditors the permissions to view; called after every migration."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    if not router.allow_migrate_model(using, Group):
        return
    create_permissions(sender, verbosity=0, using=using)
    for role in Role:
        Group.objects.using(using).get_or_create(name=str(role))
    viewable = Permission.objects.using(using).filter(
        content_type__app_label=sender.label, codename__startswith="view_"
    )
    for role in _VIEWED_BY:
        Group.objects.using(using).get(name=str(role)).permissions.add(*viewable)
