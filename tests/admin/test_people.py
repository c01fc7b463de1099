"""People: added without a password, given roles by another, never made a superuser; access and tokens end."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from agreement.errors import NotPermitted
from registry import clock
from registry.models import AccessToken, AuditRecord, IssuerAccess, RightsAgreement, User
from registry.roles import Role, has_role
from registry.services import people as people_service
from registry.services import tokens
from tests.admin.scene import make_people, put_groups_back
from tests.books.books import make_plan


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """A person of every role."""
    make_plan()
    return make_people()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(*roles: Role, **changed: Any) -> dict[str, Any]:
    """The form of a person."""
    groups = Group.objects.filter(name__in=[str(role) for role in roles]).values_list("pk", flat=True)
    return {
        "username": "nora",
        "first_name": "Nora",
        "last_name": "Quill",
        "email": "nora@example.com",
        "is_active": "on",
        "groups": list(groups),
        "reason": "Joined the desk",
        **changed,
    }


def change(user: User) -> str:
    return reverse("admin:registry_user_change", args=[user.pk])


def test_a_person_is_added_with_roles_and_no_password(people: dict[str, User]) -> None:
    keeper, place = signed_in(people["administrator"]), reverse("admin:registry_user_add")
    assert keeper.post(place, form(Role.MAKER, reason="")).status_code == 200
    assert keeper.post(place, form(Role.MAKER, email="")).status_code == 200
    assert not User.objects.filter(username="nora").exists()
    sent = form(
        Role.MAKER, is_superuser="on", is_staff="on", password="known-to-another", usable_password="true"
    )
    assert keeper.post(place, sent).status_code == 302
    nora = User.objects.get(username="nora")
    assert has_role(nora, Role.MAKER)
    assert not nora.has_usable_password()
    assert not nora.is_superuser
    assert not nora.is_staff
    details = AuditRecord.objects.get(act="PERSON_ADDED").details
    assert details["roles"] == ["maker"]
    assert "Nora" not in str(details)


def test_roles_of_another_are_changed_and_ones_own_are_not(people: dict[str, User]) -> None:
    administrator, maker = people["administrator"], people["maker"]
    keeper = signed_in(administrator)
    sent = form(Role.MAKER, Role.APPROVER, username=maker.username)
    assert keeper.post(change(maker), {**sent, "is_superuser": "on", "password": "x"}).status_code == 302
    changed = User.objects.get(pk=maker.pk)
    assert has_role(changed, Role.APPROVER)
    assert (changed.is_superuser, changed.password) == (False, maker.password)
    own = form(Role.ADMINISTRATOR, Role.AUDITOR, Role.MAKER, username=administrator.username)
    keeper.post(change(administrator), {**own, "is_active": ""})
    stood = User.objects.get(pk=administrator.pk)
    assert list(stood.groups.values_list("name", flat=True)) == ["administrator"]
    assert stood.is_active
    with pytest.raises(NotPermitted) as refused:
        people_service.keep_person(stood, roles=Group.objects.all(), reason="More", by=stood, at=clock.now())
    assert refused.value.code == "OWN_ACCESS_UNCHANGED"


def test_a_superuser_gives_itself_no_role_either(people: dict[str, User]) -> None:
    owner = people["superuser"]
    signed_in(owner).post(change(owner), form(Role.APPROVER, username=owner.username))
    assert not User.objects.get(pk=owner.pk).groups.exists()


@pytest.mark.parametrize("name", ["maker", "approver", "auditor"])
def test_only_administrators_keep_people(people: dict[str, User], name: str) -> None:
    client = signed_in(people[name])
    assert client.post(change(people["holder"]), form(Role.APPROVER)).status_code == 403
    assert client.post(reverse("admin:registry_user_add"), form(Role.APPROVER)).status_code == 403
    assert client.get(f"/admin/registry/user/{people['maker'].pk}/password/").status_code in (302, 404)
    with pytest.raises(NotPermitted):
        people_service.keep_person(
            people["holder"], roles=[], reason="Why not", by=people[name], at=clock.now()
        )


def test_what_a_password_reset_would_need_is_shown_to_its_keepers_alone(people: dict[str, User]) -> None:
    address = people["holder"].email
    assert address not in signed_in(people["auditor"]).get(change(people["holder"])).content.decode()
    assert address in signed_in(people["administrator"]).get(change(people["holder"])).content.decode()


def test_access_is_given_to_officers_and_ended_with_a_reason(people: dict[str, User]) -> None:
    keeper, agreement = signed_in(people["administrator"]), RightsAgreement.objects.get()
    place, officer = reverse("admin:registry_issueraccess_add"), people["issuer_officer"]
    sent = {"user": officer.pk, "agreement": agreement.pk, "reason": "Secretary's letter"}
    refused = keeper.post(place, {**sent, "user": people["holder"].pk}, follow=True).content.decode()
    assert "ACCESS_NOT_FOR_OFFICER" in refused
    assert keeper.post(place, {**sent, "reason": ""}).status_code == 200
    assert keeper.post(place, sent).status_code == 302
    access = IssuerAccess.objects.get()
    assert "ACCESS_ALREADY_GIVEN" in keeper.post(place, sent, follow=True).content.decode()
    end = {"action": "end_access", "_selected_action": str(access.pk), "index": "0"}
    lists = reverse("admin:registry_issueraccess_changelist")
    keeper.post(lists, end)
    access.refresh_from_db()
    assert access.ended_at is None
    keeper.post(lists, {**end, "reason": "Left the Company"})
    access.refresh_from_db()
    assert access.ended_at is not None
    assert AuditRecord.objects.filter(act="ACCESS_ENDED", details__reason="Left the Company").exists()


def test_a_token_is_ended_by_an_administrator(people: dict[str, User]) -> None:
    token, _ = tokens.make_token(
        people["machine"],
        label="nightly",
        agreements=[RightsAgreement.objects.get()],
        days=3,
        made_by=people["administrator"],
        at=clock.now(),
    )
    place = reverse("admin:registry_accesstoken_changelist")
    sent = {"action": "revoke", "_selected_action": str(token.pk), "index": "0"}
    signed_in(people["maker"]).post(place, sent)
    assert AccessToken.objects.get().revoked_at is None
    signed_in(people["administrator"]).post(place, sent)
    assert AccessToken.objects.get().revoked_at is not None


def test_permissions_are_the_same_after_every_migration(people: dict[str, User]) -> None:
    def held() -> dict[str, list[str]]:
        return {
            group.name: sorted(group.permissions.values_list("codename", flat=True))
            for group in Group.objects.all()
        }

    made = held()
    auditor, maker = Group.objects.get(name="auditor"), Group.objects.get(name="maker")
    auditor.permissions.set(Group.objects.get(name="administrator").permissions.all())
    maker.permissions.clear()
    assert held() != made
    put_groups_back()
    assert held() == made
    assert all(name.startswith("view_") for name in made["auditor"])
    assert {name for name in made["maker"] if not name.startswith("view_")} == {"add_bankclosure"}
    assert not any(made[str(role)] for role in (Role.ISSUER_OFFICER, Role.HOLDER, Role.MACHINE))
    assert not any(name.startswith("delete_") for names in made.values() for name in names)
