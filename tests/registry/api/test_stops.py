"""Stops by API: placed at once, shown, released by two people on a paper (§6(b), §15(b))."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from registry import clock
from registry.models import Approval, Document, Stop
from registry.services import approvals
from tests.registry.api.posted import act, on_file, paper, read, reported
from tests.registry.api.test_items import counter
from tests.registry.presented import Counter

__all__ = ["counter"]


def place(counter: Counter, key: str | None = None, **changed: Any) -> Any:
    return act(counter.plan.maker, counter.press.agreement, "stops", body={**reported(1), **changed}, key=key)


@pytest.mark.row("R-6b-1")
def test_a_stop_stands_as_it_is_placed_and_its_release_waits_for_a_second_person(counter: Counter) -> None:
    agreement, maker = counter.press.agreement, counter.plan.maker
    placed = place(counter, "stop-0001")
    assert placed.status_code == 201, placed.content
    again = place(counter, "stop-0001", reported_at=placed.json()["reported_at"])
    assert again.json()["code"] == "CALL_KEY_REUSED"
    told = placed.json()
    assert (told["number"], told["certificate"], told["account"]) == (1, 1, None)
    assert (told["is_in_force"], told["released_at"], told["paper"]) == (True, None, None)
    released = act(maker, agreement, "stops", 1, "release", body={"reason": "Found", "paper": paper()})
    assert released.status_code == 202, released.content
    shown = read(maker, agreement, "stops", 1).json()
    assert (shown["is_in_force"], shown["release_request"]) == (True, released.json()["request_hash"])
    asked = Approval.objects.get(kind="RELEASE_STOP")
    approvals.approve(asked.request_hash, approver=counter.plan.approver, at=clock.now())
    [ended] = read(maker, agreement, "stops").json()["items"]
    assert (ended["number"], ended["is_in_force"]) == (1, False)
    assert ended["released_at"] is not None
    shown = read(maker, agreement, "stops", 1).json()
    found = Document.objects.get(kind="STOP_PAPER")
    assert (shown["release_paper"], shown["release_reason"]) == (found.sha256, "Found")
    assert (Path(settings.FILES_ROOT) / found.stored_as).exists()


def test_an_order_needs_its_paper_and_a_refusal_leaves_none(counter: Counter) -> None:
    order = {"kind": "COURT_ORDER", "capacity": "COURT_OR_AUTHORITY", "dated_on": "2003-06-20"}
    refused = place(counter, **order, certificate=2)
    assert (refused.status_code, Stop.objects.count()) == (422, 0)
    ordered = place(counter, **order, certificate=2, paper=on_file(counter.plan.document))
    assert ordered.json()["paper"] == counter.plan.document.sha256
    unknown = place(counter, certificate=99, paper=paper())
    assert unknown.json()["code"] == "STOP_TARGET_UNKNOWN"
    lot = place(counter, kind="HOUSE", certificate=None, lot={"certificate": 9, "place": 1})
    assert lot.status_code == 400
    assert not Document.objects.filter(kind="STOP_PAPER").exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "NULLITY"}, "kind"),
        ({"reported_at": "2003-06-20T10:00:00"}, "reported_at"),
        ({"reported_at": "0001-01-01T00:00:00Z"}, "reported_at"),
        ({"lot": {"certificate": 1, "place": 1, "of": 2}}, "lot.of"),
        ({"paper": {"title": "Letter", "content": "no base64!"}}, "paper.content"),
        ({"paper": {"content": "JVBERi0="}}, "paper.title"),
        ({"paper": {"title": "Letter"}}, "paper.non_field_errors"),
        ({"paper": {"sha256": "0" * 63}}, "paper.sha256"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(counter: Counter, changed: Any, field: str) -> None:
    refused = place(counter, **changed)
    assert (refused.status_code, refused.json()["code"]) == (400, "FIELD_INVALID")
    assert field in {ground["facts"]["field"] for ground in refused.json()["grounds"]}


def test_a_paper_is_what_its_bytes_are_and_only_one_on_file_is_named_by_its_hash(counter: Counter) -> None:
    lying = place(counter, paper=paper(b"plain words"))
    assert (lying.status_code, lying.json()["code"]) == (400, "DOCUMENT_UNREADABLE")
    absent = place(counter, paper={"sha256": "f" * 64})
    assert (absent.status_code, absent.json()["code"]) == (404, "NOT_FOUND")
    assert not Stop.objects.exists()
