"""Nominee schedules by API: rows, CSV and XLSX taken in, lines told with their grounds, asked for (§6(a))."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pytest_django import Settings

from registry import clock
from registry.models import Approval, Document, Item
from registry.services import approvals
from registry.verifier import verify
from tests.registry.api.posted import act, keep_time, later, presented, read, reverse
from tests.registry.imports.workbooks import workbook
from tests.registry.scheduled import HEAD, NOMINEE, NomineeDesk, file_of, line, make_nominee_desk


@pytest.fixture
def desk(db: None, settings: Settings) -> NomineeDesk:
    """A nominee's certificate of 1,000 Rights; the books open."""
    found = make_nominee_desk()
    keep_time(settings, found.plan)
    return found


def rows() -> list[dict[str, Any]]:
    """A clean line, one left blank, one whose number cannot be read."""
    return [line("A-1", 300), line("B-1", 200, statement_2=""), line("C-1", "some")]


def send(desk: NomineeDesk, *place: object, body: Any = None, key: str | None = None) -> Any:
    return act(desk.plan.maker, desk.agreement, "schedules", *place, body=body, key=key)


def told(desk: NomineeDesk, *place: object, **query: str) -> Any:
    return read(desk.plan.maker, desk.agreement, "schedules", *place, **query).json()


def body(desk: NomineeDesk, file: dict[str, Any]) -> dict[str, Any]:
    return presented(desk.number, reverse=reverse(NOMINEE), file=file)


@pytest.mark.row("R-6a-5", "R-20k-1")
def test_a_schedule_goes_from_its_rows_to_its_posting_every_line_decided_alone(desk: NomineeDesk) -> None:
    whole = body(desk, {"rows": rows()})
    taken = send(desk, body=whole, key="schedule-1")
    assert taken.status_code == 201, taken.content
    again = send(desk, body=whole, key="schedule-1")
    assert (again.content, Item.objects.count()) == (taken.content, 1)
    totals = taken.json()["totals"]
    assert (totals["presented"], totals["posted"], totals["held"], totals["malformed"]) == (1000, 300, 200, 0)
    assert (totals["unallocated"], totals["ties"], taken.json()["books"]) == (500, True, None)
    lines = told(desk, 1, "lines")["items"]
    assert [(one["number"], one["state"]) for one in lines] == [(1, "CLEAN"), (2, "HELD"), (3, "MALFORMED")]
    assert lines[1]["grounds"][0]["code"] == "HELD_20K"
    assert lines[2]["problems"][0]["field"] == "rights"
    assert [one["number"] for one in told(desk, 1, "lines", state="HELD")["items"]] == [2]
    tried = told(desk, 1, "dry-run")
    assert sum(one["rights"] for one in tried["certificates"]) == tried["rights_closed"] == 1000
    asked = send(desk, 1, "request")
    assert asked.status_code == 202, asked.content
    approval = Approval.objects.get(request_hash=asked.json()["request_hash"])
    approvals.approve(approval.request_hash, approver=desk.plan.approver, at=clock.now())
    [listed] = told(desk)["items"]
    assert (listed["number"], listed["state"], listed["totals"]["posted"]) == (1, "POSTED", 300)
    assert told(desk, 1)["books"] == {"closed": 1000, "posted": 300, "returned": 700}
    assert told(desk, 1, "lines", state="HELD")["items"][0]["item"] == 2
    assert verify().findings == []


def test_rejected_lines_are_corrected_by_a_later_file_and_the_reverse_by_later_papers(
    desk: NomineeDesk,
) -> None:
    unsigned = body(desk, {"csv": file_of(*rows()).decode(), "file_name": "first.csv"})
    unsigned["reverse"] = reverse(NOMINEE, form={})
    taken = send(desk, body=unsigned)
    assert (taken.status_code, taken.json()["state"]) == (201, "DEFICIENT"), taken.content
    assert taken.json()["files"][0]["file_name"] == "first.csv"
    refused = read(desk.plan.maker, desk.agreement, "schedules", 1, "dry-run")
    assert refused.status_code == 422
    now = clock.now().isoformat()
    assert send(desk, 1, "papers", body=later(reverse=reverse(NOMINEE))).json()["state"] == "EXAMINED"
    put_right = {"received_at": now, "file": {"rows": [line("C-1", 100, corrects_line="3")]}}
    corrected = send(desk, 1, "files", body=put_right)
    assert corrected.status_code == 200, corrected.content
    assert (corrected.json()["totals"]["posted"], len(corrected.json()["files"])) == (400, 2)
    [old] = told(desk, 1, "lines", state="CORRECTED")["items"]
    new = told(desk, 1, "lines")["items"][-1]
    assert (old["number"], new["corrects"]) == (3, 3)


def lines_in_xlsx() -> str:
    """The rows as an XLSX file in base64."""
    content = workbook([[row.get(name, "") for name in HEAD] for row in rows()], columns=HEAD)
    return base64.b64encode(content).decode()


def test_a_workbook_is_read_and_a_file_that_cannot_be_believed_leaves_nothing(desk: NomineeDesk) -> None:
    kept = Document.objects.count()
    wrong = send(desk, body=body(desk, {"csv": "reference,rights\nA-1,5\n"}))
    assert wrong.status_code in {400, 422}, wrong.content
    assert (Item.objects.count(), Document.objects.count()) == (0, kept)
    taken = send(desk, body=body(desk, {"content": lines_in_xlsx(), "file_name": "lines.xlsx"}))
    assert taken.status_code == 201, taken.content
    assert len(told(desk, 1, "lines")["items"]) == 3
    absent = read(desk.plan.maker, desk.agreement, "schedules", 2)
    assert (absent.status_code, absent.json()["code"]) == (404, "ITEM_NOT_FOUND")


@pytest.mark.parametrize(
    ("file", "field"),
    [
        ({}, "file.non_field_errors"),
        ({"csv": "a", "rows": [line("A-1", 1)]}, "file.non_field_errors"),
        ({"rows": []}, "file.rows.non_field_errors"),
        ({"rows": [{"colour": "red"}]}, "file.rows.0.colour"),
        ({"content": "?"}, "file.content"),
    ],
)
def test_the_lines_come_once_and_by_their_columns(desk: NomineeDesk, file: Any, field: str) -> None:
    refused = send(desk, body=body(desk, file))
    assert refused.status_code == 400
    assert refused.json()["grounds"][0]["facts"]["field"] == field
