"""Demo users act in a demonstration alone: in no real installation, and never beside a real plan (9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreement.errors import Conflict
from registry.management.doors import acting_user
from registry.models import RightsAgreement, User
from registry.roles import Role, give_role
from registry.services.agreements import load_agreement
from registry.services.tokens import make_token, token_in_force
from tests.registry.company_desk import MORNING, Desk, plan_file

PASSWORD = "a-long-enough-password"


@pytest.fixture
def mara(desk: Desk) -> User:
    """A demo user of the staff, with a password."""
    person = User.objects.create_user("mara", "mara@example.com", PASSWORD, is_demo=True)
    give_role(person, Role.MAKER)
    return person


def sign_in(client: Client, *, by: str = "mara") -> int:
    """The status of the answer to the form of the sign-in page."""
    return client.post(reverse("account_login"), {"login": by, "password": PASSWORD}).status_code


def is_in(client: Client) -> bool:
    """Whether a page that asks for a sign-in is given."""
    return client.get(reverse("agreements")).status_code == 200


def make_real(agreement: RightsAgreement) -> None:
    RightsAgreement.objects.filter(pk=agreement.pk).update(is_demo=False)


@pytest.mark.parametrize("login", ["mara", "mara@example.com"])
def test_a_demo_user_signs_in_where_the_installation_is_a_demonstration(
    mara: User, settings: Settings, login: str
) -> None:
    settings.DEMO = True
    client = Client()
    assert sign_in(client, by=login) == 302
    assert is_in(client)


@pytest.mark.parametrize("login", ["mara", "mara@example.com"])
def test_a_demo_user_with_its_password_signs_in_nowhere_else(
    mara: User, settings: Settings, login: str
) -> None:
    settings.DEMO = False
    client = Client()
    answer = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
    assert answer.status_code == 409
    assert "DEMO_USER_OUTSIDE_DEMO" in answer.content.decode()
    assert not is_in(client)
    assert authenticate(username=login, password=PASSWORD) is None
    User.objects.filter(pk=mara.pk).update(is_demo=False)
    assert sign_in(client, by=login) == 302


def test_a_demo_user_is_out_at_once_where_a_real_plan_stands(
    mara: User, desk: Desk, settings: Settings
) -> None:
    settings.DEMO = True
    client, by_key = Client(), Client()
    sign_in(client)
    by_key.force_login(mara)
    assert (is_in(client), is_in(by_key)) == (True, True)
    make_real(desk.agreement)
    assert (is_in(client), is_in(by_key)) == (False, False)
    assert sign_in(client) == 409


def test_at_the_shell_a_demo_user_acts_in_a_demonstration_alone(
    mara: User, desk: Desk, settings: Settings
) -> None:
    settings.DEMO, settings.STAFF_BY_OS_USER = True, {}
    assert acting_user({"acting_as": "mara"}) == mara
    make_real(desk.agreement)
    for settings.DEMO in (True, False):
        with pytest.raises(Conflict) as refused:
            acting_user({"acting_as": "mara"})
        assert refused.value.code == "DEMO_USER_OUTSIDE_DEMO"


def test_the_token_of_a_demo_client_is_good_in_a_demonstration_alone(desk: Desk, settings: Settings) -> None:
    settings.DEMO = True
    client = User.objects.create_user("press", password=None, is_demo=True)
    give_role(client, Role.MACHINE)
    _, text = make_token(
        client, label="press", agreements=[desk.agreement], days=3, made_by=desk.maker, at=desk.later()
    )
    soon = desk.at + timedelta(hours=1)
    assert token_in_force(text, at=soon) is not None
    settings.DEMO = False
    assert token_in_force(text, at=soon) is None


def test_a_real_plan_is_not_taken_on_beside_active_demo_users(mara: User, desk: Desk) -> None:
    told = {"original_name": "dt.toml", "by": desk.maker, "at": MORNING}
    with pytest.raises(Conflict) as refused:
        load_agreement(plan_file("digitalthink_2003"), **told)
    assert refused.value.code == "DEMO_USERS_ACTIVE"
    assert "mara" in str(refused.value)
    assert not RightsAgreement.objects.filter(is_demo=False).exists()
    User.objects.filter(pk=mara.pk).update(is_active=False)
    loaded = load_agreement(plan_file("digitalthink_2003"), **told)
    assert not loaded.agreement.is_demo
