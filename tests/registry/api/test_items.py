"""Items for programs: the checks and grounds of the console, the very posting tried, asked for once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from agreement.certification import Answer
from registry import clock
from registry.models import Approval, Item, RightsAgreement
from registry.services import transfers
from registry.verifier import verify
from tests.certificates.runs import make_press
from tests.registry.presented import Counter, countersigned


@pytest.fixture
def counter(db: None) -> Counter:
    """Four certificates of 100 to 103 Rights, countersigned; the books open."""
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def client(counter: Counter) -> Client:
    """The maker, signed in."""
    found = Client()
    found.force_login(counter.plan.maker)
    return found


def address(counter: Counter, *parts: str) -> str:
    return "/".join((f"/api/v1/agreements/{counter.press.agreement.code}/items", *parts))


def act(counter: Counter, *parts: str, key: str) -> Any:
    headers = {"idempotency-key": key}
    return client(counter).post(
        address(counter, *parts), {}, content_type="application/json", headers=headers
    )


@pytest.mark.row("R-6a-5")
def test_an_item_is_shown_with_every_check_and_the_ground_of_what_stands_against_it(
    counter: Counter, django_assert_num_queries: Any
) -> None:
    counter.receive(1)
    counter.receive(2, first=Answer.BLANK, form={"guarantor_kind": ""})
    listed = client(counter).get(address(counter)).json()
    assert [(one["number"], one["kind"], one["state"]) for one in listed["items"]] == [
        (2, "TRANSFER", "HELD_20K"),
        (1, "TRANSFER", "EXAMINED"),
    ]
    held = client(counter).get(address(counter), {"state": "HELD_20K"}).json()["items"]
    assert [one["number"] for one in held] == [2]
    shown = client(counter).get(address(counter, "2")).json()
    failed = {check["key"]: check for check in shown["checks"] if not check["is_passed"]}
    assert set(failed) == {"signature", "certification"}
    ground = failed["certification"]["grounds"][0]
    assert (ground["code"], ground["basis"], ground["effect"]) == ("HELD_20K", "AGREEMENT", "HOLD")
    assert "20(k)" in ground["clause"]
    assert [one["number"] for one in shown["certificates"]] == [2]
    assert shown["papers"][0]["sha256"] == counter.plan.document.sha256
    signed_in = client(counter)
    with django_assert_num_queries(10, exact=False):
        signed_in.get(address(counter))


@pytest.mark.row("R-6a-5", "R-6a-6")
def test_what_is_tried_is_what_is_asked_for_and_a_key_asks_once(counter: Counter) -> None:
    item = counter.receive(1, rights=40)
    tried = client(counter).get(address(counter, "1", "dry-run")).json()
    assert [(one["rights"], one["legend_class"]) for one in tried["certificates"]] == [
        (40, "GENERAL"),
        (60, "GENERAL"),
    ]
    assert (tried["rights_closed"], tried["rights_opened"], tried["rights_retired"]) == (100, 100, 0)
    assert tried["certificates"][1]["account"] == counter.certificate(1).holder.account
    key = str(uuid.uuid4())
    asked = act(counter, "1", "request", key=key)
    assert asked.status_code == 202, asked.content
    again = act(counter, "1", "request", key=key)
    assert (again.json(), again["Idempotency-Replayed"]) == (asked.json(), "true")
    twice = act(counter, "1", "request", key=str(uuid.uuid4()))
    assert (twice.status_code, twice.json()["code"]) == (409, "ITEM_ALREADY_ASKED")
    assert client(counter).get(address(counter, "1", "dry-run")).status_code == 409
    shown = client(counter).get(address(counter, "1")).json()
    assert shown["requests"] == [asked.json()["request_hash"]]
    counter.plan.at = clock.now()
    entry = counter.press.approve(Approval.objects.get(kind=transfers.POST_TRANSFER))
    item.refresh_from_db()
    posted = client(counter).get(address(counter, "1")).json()
    assert (posted["state"], posted["entry"], posted["checks"]) == ("POSTED", entry.number, [])
    assert verify().findings == []


@pytest.mark.row("R-6a-5")
def test_an_item_with_a_ground_is_neither_tried_nor_asked_for_and_may_be_examined_again(
    counter: Counter,
) -> None:
    counter.receive(1, form={"guarantor_kind": ""})
    tried = client(counter).get(address(counter, "1", "dry-run"))
    assert (tried.status_code, tried.json()["code"]) == (422, "GUARANTEE_MISSING")
    asked = act(counter, "1", "request", key=str(uuid.uuid4()))
    assert (asked.status_code, asked.json()["code"]) == (422, "GUARANTEE_MISSING")
    assert not Approval.objects.filter(kind=transfers.POST_TRANSFER).exists()
    examined = act(counter, "1", "examination", key=str(uuid.uuid4()))
    assert (examined.status_code, examined.json()["state"]) == (200, "DEFICIENT")
    assert Item.objects.get().state == "DEFICIENT"
    counter.receive(2, first=Answer.BLANK)
    waits = act(counter, "2", "examination", key=str(uuid.uuid4()))
    assert waits.json()["code"] == "CONSULTATION_MISSING"
