"""Machine clients sign in with tokens that end, people with a session; calls are counted (9)."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from registry import clock
from registry.models import AccessToken, AuditRecord, Job, User
from registry.roles import Role, give_role
from registry.services.tokens import hash_of, token_in_force
from tests.journeys.stage import MARA
from tests.registry.api.callers import CODE, MACHINE, PLAN, ROOT, Callers


def told(*words: str) -> dict[str, str]:
    """What a command prints as JSON."""
    out = io.StringIO()
    call_command(*words, "--as", MARA, "--json", stdout=out)
    answer: dict[str, str] = json.loads(out.getvalue())
    return answer


def status(token: str) -> int:
    return Client(headers={"authorization": f"Bearer {token}"}).get(f"{ROOT}agreements").status_code


def test_a_token_is_shown_once_kept_as_a_hash_and_ends(callers: Callers) -> None:
    made = told("make_token", "books-reader", "--label", "reader", "--agreement", CODE, "--days", "1")
    token = AccessToken.objects.get(label="reader")
    assert bytes(token.token_hash) == hash_of(made["token"])
    assert made["token"] not in json.dumps(list(AccessToken.objects.values()), default=str)
    assert AuditRecord.objects.filter(act="TOKEN_MADE").exists()
    assert not token.user.has_usable_password()
    assert status(made["token"]) == 200
    assert status(made["token"][:-1] + ("A" if made["token"][-1] != "A" else "B")) == 401
    assert token_in_force(made["token"], at=clock.now() + timedelta(days=1)) is None
    told("revoke_token", "books-reader")
    assert status(made["token"]) == 401
    with pytest.raises(CommandError, match="no token that stands"):
        told("revoke_token", "books-reader")


def test_a_client_that_is_put_out_or_gets_a_persons_role_calls_no_more(callers: Callers) -> None:
    client = User.objects.get(username=MACHINE)
    assert callers.get(MACHINE, "agreements").status_code == 200
    give_role(client, Role.APPROVER)
    assert callers.get(MACHINE, "agreements").status_code == 401
    client.groups.remove(client.groups.get(name="approver"))
    User.objects.filter(pk=client.pk).update(is_active=False)
    assert callers.get(MACHINE, "agreements").status_code == 401


def test_no_person_gets_a_token_and_none_lasts_for_ever(callers: Callers) -> None:
    for words in (("solomon",), ("fresh-client", "--days", "367"), ("fresh-client", "--days", "0")):
        with pytest.raises(CommandError):
            told("make_token", words[0], "--label", "x", "--agreement", CODE, *words[1:])
    assert not AccessToken.objects.filter(label="x").exists()


def test_a_session_alone_does_not_act_from_a_forged_form(callers: Callers) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username=MARA))
    headers = {"idempotency-key": "forged-01"}
    forged = client.post(f"{PLAN}proofs", {}, content_type="application/json", headers=headers)
    assert (forged.status_code, forged.json()["code"]) == (403, "NOT_PERMITTED")
    assert not Job.objects.exists()
    client.get("/")
    headers["x-csrftoken"] = client.cookies["csrftoken"].value
    honest = client.post(f"{PLAN}proofs", {}, content_type="application/json", headers=headers)
    assert honest.status_code == 202


def test_calls_beyond_the_rate_wait_and_failed_sign_ins_are_counted(
    callers: Callers, settings: Settings
) -> None:
    settings.API_RATE = "5/minute"
    caches["calls"].clear()
    answers = [callers.get(MARA, "agreements") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].json()["code"] == "CALLS_TOO_MANY"
    assert int(answers[-1]["Retry-After"]) > 0
    assert callers.get(MACHINE, "agreements").status_code == 200
    guessing = [status(f"rat_guess-{number}") for number in range(6)]
    assert guessing == [401] * 5 + [429]
