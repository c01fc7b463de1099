"""Intake by API: an item from its papers to its posting, put right, refused, withdrawn (§6(a), §6(b))."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from registry import clock
from registry.models import Approval, Document, Item, ItemPaper, Stop
from registry.services import approvals
from registry.verifier import verify
from tests.registry.api import posted
from tests.registry.api.posted import act, later, line, on_file, paper, presented, read, reverse, signed
from tests.registry.api.test_items import counter as bare_counter
from tests.registry.presented import Counter

__all__ = ["bare_counter"]


@pytest.fixture
def counter(bare_counter: Counter, settings: Settings) -> Counter:
    """The counter within the time for transfers."""
    posted.keep_time(settings, bare_counter.plan)
    return bare_counter


def name(counter: Counter, number: int) -> str:
    """In whose name a certificate is registered."""
    return counter.certificate(number).registration


def transfer(counter: Counter, number: int, **changed: Any) -> dict[str, Any]:
    """The transfer of a part of a certificate."""
    return posted.transfer(number, name(counter, number), **changed)


def send(counter: Counter, *place: object, body: Any, key: str | None = None) -> Any:
    return act(counter.plan.maker, counter.press.agreement, "items", *place, body=body, key=key)


def approve(counter: Counter, answer: Any) -> Any:
    """The second person approves what was asked for."""
    assert answer.status_code == 202, answer.content
    approval = Approval.objects.get(request_hash=answer.json()["request_hash"])
    return approvals.approve(approval.request_hash, approver=counter.plan.approver, at=clock.now())


@pytest.mark.row("R-6a-5", "R-6a-6")
def test_a_transfer_goes_from_intake_to_posting_and_a_repeated_call_takes_nothing_in_twice(
    counter: Counter,
) -> None:
    body = transfer(counter, 1)
    taken = send(counter, "transfers", body=body, key="intake-01")
    assert taken.status_code == 201, taken.content
    assert (taken.json()["number"], taken.json()["state"]) == (1, "EXAMINED")
    again = send(counter, "transfers", body=body, key="intake-01")
    assert (again.json(), again["Idempotency-Replayed"]) == (taken.json(), "true")
    assert Item.objects.count() == ItemPaper.objects.count() == 1
    [filed] = taken.json()["papers"]
    document = Document.objects.get(sha256=filed["sha256"], kind="ITEM_PAPER")
    assert document.received_at == Item.objects.get().received_at
    tried = read(counter.plan.maker, counter.press.agreement, "items", 1, "dry-run").json()
    assert [one["rights"] for one in tried["certificates"]] == [40, 60]
    entry = approve(counter, send(counter, 1, "request", body={}))
    shown = read(counter.plan.maker, counter.press.agreement, "items", 1).json()
    assert (shown["state"], shown["entry"]) == ("POSTED", entry.number)
    assert verify().findings == []


@pytest.mark.row("R-6a-5")
def test_what_is_wrong_is_told_by_the_checks_and_put_right_by_later_papers(counter: Counter) -> None:
    bare = reverse(name(counter, 1), form=signed(name(counter, 1), guarantor_kind="", guarantor_name=""))
    taken = send(counter, "transfers", body={**transfer(counter, 1), "reverse": bare})
    failed = [check["key"] for check in taken.json()["checks"] if not check["is_passed"]]
    assert (taken.status_code, taken.json()["state"], failed) == (201, "DEFICIENT", ["signature"])
    whole = later(lines=[line(41)], balance=59, reason="SALE", reverse=reverse(name(counter, 1)))
    right = send(counter, 1, "transfer-papers", body=whole)
    assert (right.status_code, right.json()["state"], len(right.json()["papers"])) == (200, "EXAMINED", 2)
    other = send(
        counter, 1, "same-name-papers", body=later(request=reverse(name(counter, 1)), asked=[50, 50])
    )
    assert (other.status_code, other.json()["code"]) == (404, "ITEM_NOT_FOUND")
    groundless = send(counter, 1, "refusal", body={"reason": "Asked for by the holder"})
    assert (groundless.status_code, groundless.json()["code"]) == (400, "REFUSAL_WITHOUT_GROUND")
    told = {"reason": "Not to be registered", "refused_on": "COMPANY", "paper": paper()}
    refused = send(counter, 1, "refusal", body=told)
    assert refused.status_code == 202, refused.content
    twice = send(counter, 1, "withdrawal", body={"paper": paper()})
    assert (twice.status_code, twice.json()["code"]) == (409, "ITEM_ALREADY_ASKED")


@pytest.mark.row("R-6a-5")
def test_a_split_up_names_its_certificates_and_is_withdrawn_on_a_writing(counter: Counter) -> None:
    body = presented(1, kind="SPLIT_UP", request=reverse(name(counter, 1)))
    silent = send(counter, "same-name", body=body)
    assert (silent.status_code, silent.json()["grounds"][0]["facts"]["field"]) == (400, "asked")
    taken = send(counter, "same-name", body={**body, "asked": [30, 70]})
    assert (taken.status_code, taken.json()["state"]) == (201, "EXAMINED"), taken.content
    again = later(request=reverse(name(counter, 1)), asked=[40, 60])
    right = send(counter, 1, "same-name-papers", body=again)
    assert (right.status_code, right.json()["state"]) == (200, "EXAMINED"), right.content
    tried = read(counter.plan.maker, counter.press.agreement, "items", 1, "dry-run").json()
    assert [one["rights"] for one in tried["certificates"]] == [40, 60]
    approve(counter, send(counter, 1, "withdrawal", body={"paper": paper(b"%PDF-1.7 withdrawn")}))
    assert Item.objects.get().state == "WITHDRAWN"
    combined = presented(1, kind="COMBINE", request=reverse(name(counter, 1)), asked=[100])
    assert send(counter, "same-name", body=combined).status_code == 400


@pytest.mark.row("R-6b-1")
def test_a_claim_stops_its_certificate_and_waits_for_what_is_recorded_about_it(counter: Counter) -> None:
    body = posted.claim(2, name(counter, 2))
    taken = send(counter, "claims", body=body)
    assert taken.status_code == 201, taken.content
    assert (taken.json()["kind"], Stop.objects.get().certificate.number) == ("REPLACE", 2)
    step = {"kind": "EVIDENCE_RECEIVED", "happened_on": "2003-06-03", "paper": paper(b"%PDF-1.7 affidavit")}
    recorded = send(counter, 1, "replacement-steps", body=step)
    assert (recorded.status_code, len(recorded.json()["papers"])) == (201, 2)
    own = send(
        counter, 1, "replacement-steps", body={"kind": "EVIDENCE_BY_AGENT", "happened_on": "2003-06-03"}
    )
    assert own.json()["code"] == "AGENT_ACCEPTS_BY_APPROVER"
    whole = send(counter, 1, "mutilated-certificate", body={"paper": paper()})
    assert whole.json()["code"] == "REPLACEMENT_PART_MISSING"


def test_a_claim_under_the_cover_sheet_of_a_report_is_that_report_and_of_its_own_account(
    counter: Counter,
) -> None:
    certificate, told = counter.certificate(2), {"certificate": 2, "cause": "LOST"}
    draft = Item.objects.create(
        agreement=certificate.agreement,
        kind="REPLACE",
        holder=certificate.holder,
        cover_code="7K3MQ2XV9T4R",
        prepared=told,
        prepared_by=counter.plan.maker,
        prepared_at=counter.plan.at,
    )
    under = {"cover_code": "7k3m-q2xv-9t4r"}
    other = send(counter, "claims", body={**posted.claim(1, name(counter, 1)), **under})
    assert (other.status_code, other.json()["code"]) == (409, "COVER_SHEET_OF_ANOTHER_ACCOUNT")
    taken = send(counter, "claims", body={**posted.claim(2, name(counter, 2)), **under})
    assert taken.status_code == 201, taken.content
    draft.refresh_from_db()
    assert (draft.number, draft.prepared) == (1, told)
    spent = send(counter, "claims", body={**posted.claim(2, name(counter, 2)), **under})
    assert spent.json()["code"] == "ITEM_NOT_FOUND"


def test_a_refusal_leaves_neither_item_nor_paper_and_a_paper_on_file_is_named_by_its_hash(
    counter: Counter,
) -> None:
    kept = Document.objects.count()
    absent = send(counter, "transfers", body=transfer(counter, 1, certificates=[1, 99]))
    assert (absent.status_code, absent.json()["code"]) == (404, "CERTIFICATE_NOT_FOUND")
    assert (Item.objects.count(), Document.objects.count()) == (0, kept)
    named = send(counter, "transfers", body=transfer(counter, 1, paper=on_file(counter.plan.document)))
    assert (named.status_code, Document.objects.count()) == (201, kept)
    assert named.json()["papers"][0]["sha256"] == counter.plan.document.sha256


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"certificates": []}, "certificates"),
        ({"certificates": [0]}, "certificates.0"),
        ({"lines": [{"registration": "A", "rights": 1.5}]}, "lines.0.rights"),
        ({"lines": [{"rights": 1, "note": "x"}]}, "lines.0.note"),
        ({"reverse": {"form": {}, "certification": {}, "statement_1": "NO"}}, "reverse.statement_2"),
        ({"received_at": "2003-06-22T10:00:00"}, "received_at"),
        ({"reason": "WHIM"}, "reason"),
    ],
)
def test_a_field_that_cannot_be_is_named(counter: Counter, changed: Any, field: str) -> None:
    refused = send(counter, "transfers", body=transfer(counter, 1) | changed)
    assert (refused.status_code, refused.json()["code"]) == (400, "FIELD_INVALID")
    assert field in {ground["facts"]["field"] for ground in refused.json()["grounds"]}
    assert not Item.objects.exists()
