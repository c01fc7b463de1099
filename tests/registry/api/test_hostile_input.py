"""What is no text, no sane JSON or not declared is refused before any view: field, rule and cure (8)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from registry.models import IdempotentCall, Job, Opening, User
from tests.journeys.stage import MARA
from tests.registry.api.callers import CODE, PLAN, ROOT, Callers

BODIES: list[tuple[bytes, str]] = [
    (b'{"holder_list": "\x00"}', "JSON_ILL_FORMED"),
    (b'{"holder_list": "\\u0000"}', "CHARACTER_NOT_TEXT"),
    (b'{"holder_list": "\\ud800"}', "CHARACTER_NOT_TEXT"),
    (b'{"holder_list": ["\\udfff"]}', "CHARACTER_NOT_TEXT"),
    (b'{"\\u0000": 1}', "CHARACTER_NOT_TEXT"),
    (b'{"holder_list": "\xed\xa0\x80"}', "TEXT_NOT_UTF8"),
    (b"\xff\xfe{\x00}\x00", "TEXT_NOT_UTF8"),
    (b"[" * 20_000, "JSON_TOO_DEEP"),
    (b'{"a":' * 20_000, "JSON_TOO_DEEP"),
    (b'{"holder_list": ' + b"[" * 51 + b"]" * 51 + b"}", "JSON_TOO_DEEP"),
    (b'{"holder_list": "' + b"x" * 1_000_000 + b'"}', "BODY_TOO_LARGE"),
    (b'{"holder_list": 1e400}', "FIELD_INVALID"),
    (b'{"holder_list": NaN}', "JSON_ILL_FORMED"),
    (b'{"holder_list": -Infinity}', "JSON_ILL_FORMED"),
    (b'{"holder_list": 9223372036854775808}', "NUMBER_OUT_OF_RANGE"),
    (b'{"holder_list": ' + b"9" * 5000 + b"}", "NUMBER_OUT_OF_RANGE"),
    (b'{"holder_list": 1, "holder_list": 2}', "JSON_NAME_TWICE"),
    (b'{"holder_list": 1, "maker": 7}', "FIELD_NOT_DECLARED"),
    (b'{"holder_list": 1, "__proto__": {}}', "FIELD_NOT_DECLARED"),
    (b'{"holder_list": 1.5}', "FIELD_INVALID"),
    (b'{"holder_list": true}', "FIELD_INVALID"),
    (b'{"holder_list": null}', "FIELD_INVALID"),
    (b'{"holder_list": 0}', "FIELD_INVALID"),
    ('{"holder_list": "٣"}'.encode(), "FIELD_INVALID"),
    (b'{"holder_list": {"a": 1}}', "FIELD_INVALID"),
    (b"{}", "FIELD_INVALID"),
    (b"", "FIELD_INVALID"),
    (b"[1]", "JSON_ILL_FORMED"),
    (b"7", "JSON_ILL_FORMED"),
    (b"{", "JSON_ILL_FORMED"),
    (b'{"holder_list": 1}}', "JSON_ILL_FORMED"),
    (b"\xef\xbb\xbf{}", "JSON_ILL_FORMED"),
]
QUERIES: list[tuple[str, str]] = [
    ("words=%00", "CHARACTER_NOT_TEXT"),
    ("words=%ED%A0%80", "TEXT_NOT_UTF8"),
    ("words=%ff", "TEXT_NOT_UTF8"),
    ("%00=1", "CHARACTER_NOT_TEXT"),
    ("a=1", "PARAMETER_NOT_DECLARED"),
    ("a=%00", "CHARACTER_NOT_TEXT"),
    ("words=a&words=b", "PARAMETER_TWICE"),
    ("&".join(f"a{n}=1" for n in range(200)), "PARAMETER_TWICE"),
    ("limit=0", "FIELD_INVALID"),
    ("limit=201", "FIELD_INVALID"),
    ("limit=1e9", "FIELD_INVALID"),
    ("limit=" + "9" * 5000, "FIELD_INVALID"),
    ("words=" + "x" * 121, "FIELD_INVALID"),
    ("cursor=%2e%2e", "CURSOR_ILL_FORMED"),
    ("cursor=bnVsbA", "CURSOR_ILL_FORMED"),
    ("cursor=WyJsaXN0Tm90aWNlcyIsMV0", "CURSOR_ILL_FORMED"),
    ("cursor=" + "W" * 399, "CURSOR_ILL_FORMED"),
    ("format=api", "PARAMETER_NOT_DECLARED"),
]


def must_be_told(answer: Any, code: str) -> None:
    """A problem that names field, rule and cure."""
    assert answer.status_code == 400, (code, answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["cure"]
    assert problem["basis"] == "HOUSE"
    assert "field" in problem["facts"] or code == "CURSOR_ILL_FORMED"


def test_hostile_bodies_are_refused_and_nothing_is_done(callers: Callers) -> None:
    client = callers.client(MARA)
    for body, code in BODIES:
        answer = client.generic(
            "POST",
            f"{PLAN}openings",
            body,
            content_type="application/json",
            headers={"idempotency-key": "hostile-1"},
        )
        must_be_told(answer, code)
    assert not IdempotentCall.objects.exists()
    assert not Opening.objects.exists()


def test_hostile_queries_are_refused(callers: Callers) -> None:
    client = callers.client(MARA)
    for query, code in QUERIES:
        must_be_told(client.get(f"{PLAN}holders?{query}"), code)
        if "=" in query and code != "FIELD_INVALID" and not query.startswith(("words", "cursor")):
            must_be_told(client.get(f"{PLAN}notices?{query}"), code)


def test_every_field_that_cannot_be_is_a_ground_of_its_own(callers: Callers) -> None:
    problem = callers.client(MARA).get(f"{PLAN}certificates?limit=0&status=GOOD").json()
    assert [ground["facts"]["field"] for ground in problem["grounds"]] == ["limit", "status"]
    undeclared = callers.client(MARA).get(f"{PLAN}certificates?a=1&b=2").json()
    assert [ground["facts"]["field"] for ground in undeclared["grounds"]] == ["a", "b"]


def test_hostile_addresses_find_nothing(callers: Callers) -> None:
    client = callers.client(MARA)
    for path in ("%00", "holders/%00", "notices/1%00"):
        must_be_told(client.get(PLAN + path), "CHARACTER_NOT_TEXT")
    for path in (
        "notices/0",
        "notices/-1",
        "notices/٣",
        "notices/99999999999999999999999",
        "notices/999999999999999999",
        "certificates/999999999999999999",
        "jobs/999999999999999999",
        "holders/%27%20OR%201=1",
        "holders/" + "x" * 3000,
        "holders/%ED%A0%80",
        "holders/%ff",
        "holders/é",
        "nothing%0Aof%0Athis",
        "holders/..%2f..%2fetc",
        "requests/" + "0" * 64,
        "requests/" + "G" * 64,
        "openings/999999999999999999",
        "print-runs/999999999999999999",
        "print-runs/999999999999999999/files",
    ):
        answer = client.get(PLAN + path)
        assert answer.status_code == 404, (path, answer.status_code)
        assert answer["Content-Type"] == "application/problem+json"
    assert client.get(f"{ROOT}agreements/{CODE.lower()}").status_code == 404


def test_a_body_of_another_type_and_a_body_for_reading_are_refused(callers: Callers) -> None:
    client = callers.client(MARA)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"):
        answer = client.generic("POST", f"{PLAN}proofs", b"{}", content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "CONTENT_NOT_READ"), kind
    answer = client.generic("GET", f"{PLAN}proofs", b"{}", content_type="application/json")
    must_be_told(answer, "BODY_NOT_EXPECTED")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"\x11(\xf3&"),
        ("application/json; charset=utf-16", b"{}"),
        ("multipart/form-data; boundary=x", b"--x"),
        ("text/plain", b"\xff"),
    ],
)
def test_a_person_who_posts_what_cannot_be_read_is_told_where_they_are(
    callers: Callers, kind: str, body: bytes
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username=MARA))
    client.get("/")
    headers = {"X-CSRFToken": client.cookies[settings.CSRF_COOKIE_NAME].value}
    for path, status in (("agreements/\xb8\x85/mailings", 404), ("nowhere", 404), ("agreements", 405)):
        answer = client.generic("POST", ROOT + path, body, content_type=kind, headers=headers)
        assert answer.status_code == status, (path, answer.content)
        assert answer["Content-Type"] == "application/problem+json"
    answer = client.generic("POST", f"{PLAN}proofs", body, content_type=kind, headers=headers)
    assert answer.status_code in {400, 415}, answer.content


@pytest.mark.parametrize(
    "said", ["Bearer", "Bearer ", "Bearer rat_", "Bearer rat_" + "x" * 5000, "Basic x", "é"]
)
def test_a_sign_in_that_is_none_is_told_so(callers: Callers, said: str) -> None:
    answer = Client(headers={"authorization": said}).get(f"{ROOT}agreements")
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_IN_MISSING")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "rat_" not in json.dumps(answer.json()["facts"])
