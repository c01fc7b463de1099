"""The people of the demonstration, with passwords made at random and told once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from registry.models import IssuerAccess, RightsAgreement, User
from registry.roles import Role, give_role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented person and the role it plays."""

    username: str
    first_name: str
    last_name: str
    role: Role
    told_as: str


MAKER = DemoPerson("mara", "Mara", "Lindqvist", Role.MAKER, "clerk: makes requests")
APPROVER = DemoPerson("solomon", "Solomon", "Achterberg", Role.APPROVER, "supervisor: the second person")
AUDITOR = DemoPerson("ines", "Ines", "Okonkwo", Role.AUDITOR, "auditor: reads everything, changes nothing")
OFFICER = DemoPerson(
    "rowan", "Rowan", "Ellery", Role.ISSUER_OFFICER, "officer of Alder Harbor: its agreement alone"
)
OTHER_OFFICER = DemoPerson("nell", "Nell", "Northfold", Role.ISSUER_OFFICER, "officer of the other plan")
PEOPLE = (MAKER, APPROVER, AUDITOR, OFFICER, OTHER_OFFICER)


def make_people() -> dict[str, str]:
    """Make the demo users; returns user name → password, which is kept nowhere else."""
    return {person.username: make_person(person) for person in PEOPLE}


def make_person(person: DemoPerson) -> str:
    """Make the user that plays a person; returns the password, which is kept nowhere else."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    user = User(
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=f"{person.username}@example.com",
        is_demo=True,
    )
    user.set_password(password)
    user.save()
    give_role(user, person.role)
    return password


def user_of(person: DemoPerson) -> User:
    """The user that plays a person."""
    return User.objects.get(username=person.username, is_demo=True)


def give_access(person: DemoPerson, agreement: RightsAgreement, *, at: datetime) -> None:
    """Let an issuer officer see the agreement of its Company."""
    IssuerAccess.objects.create(user=user_of(person), agreement=agreement, granted_at=at)
