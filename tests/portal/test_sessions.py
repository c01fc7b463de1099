"""A person sees every browser that is signed in, and ends the others (30)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.desk import PASSWORD, Desk, spaced
from tests.portal.walk import digits_for

NAME = "alder"


def signed_in(desk: Desk, agent: str) -> Client:
    """Another browser of the same holder, in by password and the app's digits."""
    client = Client(headers={"user-agent": agent})
    client.post(reverse("account_login"), {"login": NAME, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"code": digits_for(NAME)})
    assert answer.status_code == 302, spaced(answer)
    return client


def test_30_a_holder_sees_other_sessions_and_ends_them_at_once(desk: Desk) -> None:
    here = desk.claimed(1, NAME)
    there = signed_in(desk, "A telephone that was lost")
    account = reverse("portal_account", args=[desk.access(1, NAME).pk])
    assert there.get(account).status_code == 200
    page = spaced(here.get(reverse("usersessions_list")))
    assert "A telephone that was lost" in page
    assert "Sign out everywhere else" in page
    answer = here.post(reverse("usersessions_list"), follow=True)
    assert "You are signed out everywhere else." in spaced(answer)
    assert "A telephone that was lost" not in spaced(answer)
    assert there.get(account)["Location"].startswith(reverse("account_login"))
    assert here.get(account).status_code == 200


@pytest.mark.django_db
def test_30_sessions_are_shown_to_nobody_who_is_not_signed_in() -> None:
    answer = Client().get(reverse("usersessions_list"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
