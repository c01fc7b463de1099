"""Tries at the doors are counted by all processes of the web server together, and go on without Redis."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.models import User
from tests.portal.desk import PASSWORD, spaced
from tests.portal.walk import digits_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
ANOTHER_PROCESS = """
from django.test import Client
browser = Client(SERVER_NAME="localhost")
for place in range({tries}):
    print(browser.post("{address}", {told}).status_code)
"""
NAME = "alder"


def tried_elsewhere(env: dict[str, str], *, address: str, told: dict[str, str], tries: int) -> list[str]:
    """What another process of the product answers to some tries."""
    program = ANOTHER_PROCESS.format(tries=tries, address=address, told=told)
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_codes_tried_at_another_process_count_here_too(runtime_urls: dict[str, str]) -> None:
    told = {"account": "A-1", "code": "2222-2222-2222-2222"}
    address = reverse("portal_claim")
    assert tried_elsewhere(runtime_urls, address=address, told=told, tries=7) == ["422"] * 7
    here = [Client().post(address, told).status_code for _ in range(4)]
    assert here == [422] * 3 + [429]


def test_passwords_tried_at_another_process_count_here_too(runtime_urls: dict[str, str]) -> None:
    User.objects.create_user(NAME, password=PASSWORD)
    address, told = reverse("account_login"), {"login": NAME, "password": "wrong"}
    assert tried_elsewhere(runtime_urls, address=address, told=told, tries=5) == ["200"] * 5
    browser = Client(SERVER_NAME="localhost")
    refused = browser.post(address, {**told, "password": PASSWORD})
    assert "Too many failed login attempts" in spaced(refused)
    assert "_auth_user_id" not in browser.session


def test_tries_are_counted_while_redis_is_gone(settings: Settings) -> None:
    gone: dict[str, Any] = {**settings.CACHES["calls"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "calls": gone}
    told = {"account": "A-1", "code": "2222-2222-2222-2222"}
    statuses = [Client().post(reverse("portal_claim"), told).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_digits_that_served_once_serve_at_no_process_again() -> None:
    user = User.objects.create_user(NAME, password=PASSWORD)
    secret = generate_totp_secret()
    app = TOTP.activate(user, secret)
    digits = digits_of(secret)
    assert app.validate_code(digits)
    caches["process"].clear()
    assert not app.validate_code(digits)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counted_tries")
        assert cursor.fetchone() == (1,)


def test_what_is_kept_of_a_try_names_nobody(settings: Settings) -> None:
    Client().post(reverse("account_login"), {"login": "alder@example.com", "password": "wrong"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key || ' ' || value FROM counted_tries")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert "login_failed" in kept
    assert "alder" not in kept
