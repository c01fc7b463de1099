"""Hand-overs by API: leave asked for, the packages with their hashes and totals (§21)."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry import clock
from registry.services import approvals
from tests.books.books import Plan
from tests.registry.api.posted import act, read
from tests.registry.handed_over import SUCCESSOR, handed_over, lively_books


@pytest.fixture
def plan(db: None) -> Plan:
    """Books with a little of everything."""
    return lively_books()


@pytest.mark.row("R-21-8")
def test_a_package_is_told_by_its_hashes_and_totals_and_leave_is_asked_of_a_second_person(
    plan: Plan, tmp_path: Path
) -> None:
    asked = act(
        plan.maker, plan.agreement, "hand-overs", body={"recipient": SUCCESSOR, "reason": "Successor"}
    )
    assert (asked.status_code, asked.json()["kind"]) == (202, "EXPORT_BOOKS"), asked.content
    request_hash = asked.json()["request_hash"]
    approvals.reject(request_hash, rejecter=plan.approver, reason="Not yet", at=clock.now())
    package = handed_over(plan, tmp_path / "package")
    [listed] = read(plan.maker, plan.agreement, "hand-overs").json()["items"]
    assert (listed["recipient"], listed["manifest_sha256"]) == (SUCCESSOR, package.manifest_sha256)
    whole = read(plan.maker, plan.agreement, "hand-overs", listed["number"]).json()
    assert (whole["head_number"], whole["head_hash"]) == (package.head_number, package.head_hash)
    assert (whole["totals"], whole["receipt_sha256"]) == (package.totals, None)
    absent = read(plan.maker, plan.agreement, "hand-overs", 9)
    assert (absent.status_code, absent.json()["code"]) == (404, "PACKAGE_NOT_FOUND")


def test_leave_that_waits_has_no_row_yet(plan: Plan) -> None:
    assert read(plan.maker, plan.agreement, "hand-overs").json()["items"] == []
    silent = act(plan.maker, plan.agreement, "hand-overs", body={"recipient": SUCCESSOR})
    assert (silent.status_code, silent.json()["grounds"][0]["facts"]["field"]) == (400, "reason")
