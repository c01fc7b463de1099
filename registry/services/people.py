"""People who sign in: added, given roles, let in and out by an administrator, never by themselves.

Nobody is given a password here: whoever is added asks for the letter of a forgotten password and sets one.
"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from agreement.refusals import refuse
from registry.models import IssuerAccess, RightsAgreement, User
from registry.roles import Role, has_role
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.registers import must_keep_registers

_TOLD = ("username", "first_name", "last_name", "email")


@transaction.atomic
def keep_person(person: User, *, roles: Collection[Group], reason: str, by: User, at: datetime) -> User:
    """Write a person with exactly these roles. What changed is recorded; names and addresses only as changed.

    A new person has no password. Nobody becomes a superuser here, and nobody changes roles or standing of
    their own. Raises NOT_PERMITTED, REASON_MISSING, OWN_ACCESS_UNCHANGED.

    Agreement: 5(b).
    """
    must_keep_registers(by, reason=reason)
    stood = User.objects.select_for_update(no_key=True).get(pk=person.pk) if person.pk else None
    before = _roles(stood) if stood else []
    after = sorted(group.name for group in roles)
    if stood is None:
        person.is_superuser = person.is_staff = False
        person.set_unusable_password()
    else:
        _must_be_anothers(stood, person=person, gains=before != after, by=by)
        person.is_superuser, person.is_staff, person.password = (
            stood.is_superuser,
            stood.is_staff,
            stood.password,
        )
    person.save()
    person.groups.set(roles)
    person.__dict__.pop("_roles_held", None)
    details = {
        "roles_before": before,
        "roles": after,
        "active": person.is_active,
        "changed": [name for name in _TOLD if stood is None or getattr(stood, name) != getattr(person, name)],
        "reason": reason.strip(),
    }
    act = "PERSON_ADDED" if stood is None else "PERSON_CHANGED"
    append_audit(None, actor=by, act=act, subject=f"{person._meta.label} {person.pk}", details=details, at=at)
    return person


def _roles(person: User) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def _must_be_anothers(stood: User, *, person: User, gains: bool, by: User) -> None:
    if stood.pk == by.pk and (gains or stood.is_active != person.is_active):
        raise refuse("OWN_ACCESS_UNCHANGED", person=stood)


@transaction.atomic
def give_access(
    person: User, agreement: RightsAgreement, *, reason: str, by: User, at: datetime
) -> IssuerAccess:
    """Let an officer of the issuer see the agreement of its Company.

    Raises NOT_PERMITTED, REASON_MISSING, OWN_ACCESS_UNCHANGED, ACCESS_NOT_FOR_OFFICER, ACCESS_ALREADY_GIVEN.

    Agreement: 5(b).
    """
    must_keep_registers(by, reason=reason)
    if person.pk == by.pk:
        raise refuse("OWN_ACCESS_UNCHANGED", person=person)
    if not has_role(person, Role.ISSUER_OFFICER):
        raise refuse("ACCESS_NOT_FOR_OFFICER", person=person)
    locked = lock_books(agreement)
    if IssuerAccess.objects.filter(user=person, agreement=locked, ended_at__isnull=True).exists():
        raise refuse("ACCESS_ALREADY_GIVEN", person=person, agreement=locked.code)
    access = IssuerAccess.objects.create(user=person, agreement=locked, granted_at=at)
    _record(access, act="ACCESS_GIVEN", reason=reason, by=by, at=at)
    return access


@transaction.atomic
def end_access(access: IssuerAccess, *, reason: str, by: User, at: datetime) -> IssuerAccess:
    """End an officer's access at once; ending it again changes nothing.

    Raises NOT_PERMITTED, REASON_MISSING.

    Agreement: 5(b).
    """
    must_keep_registers(by, reason=reason)
    lock_books(access.agreement)
    locked = IssuerAccess.objects.select_for_update(no_key=True).select_related("agreement").get(pk=access.pk)
    if locked.ended_at is None:
        locked.ended_at = at
        locked.save(update_fields=["ended_at"])
        _record(locked, act="ACCESS_ENDED", reason=reason, by=by, at=at)
    return locked


def _record(access: IssuerAccess, *, act: str, reason: str, by: User, at: datetime) -> None:
    append_audit(
        access.agreement,
        actor=by,
        act=act,
        subject=f"{access.user._meta.label} {access.user_id}",
        details={"reason": reason.strip()},
        at=at,
    )
