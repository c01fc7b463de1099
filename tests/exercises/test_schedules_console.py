"""At the counter: sixty lines of a nominee exercised, paid, posted by two, delivered apart (7(a), 7(c))."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from exercises.models import Requisition, RequisitionFile
from registry import clock
from registry.models import Document, Item, Schedule, ScheduleLine
from tests.exercises.scheduled import PRICE, ExerciseDesk, exercise_file, make_exercise_desk, paid_line
from tests.exercises.test_schedules import EXERCISED, HELD, sixty_lines
from tests.journeys.stage import paper as scanned
from tests.registry.console import Console, just_now, local, open_console, paper
from tests.registry.presented import NUMBER
from tests.registry.scheduled import NOMINEE, findings

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> ExerciseDesk:
    """A certificate of 2,500 Rights, shares reserved."""
    settings.DEMO = True
    found = make_exercise_desk(rights=2_500)
    found.reserved()
    return found


@pytest.fixture
def console(desk: ExerciseDesk, settings: Any) -> Console:
    """The console of the plan, an hour after what was done so far."""
    plan = desk.plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def presented(desk: ExerciseDesk, content: bytes, **told: Any) -> dict[str, Any]:
    """What stands on the certificate of a nominee, and the file that came with it."""
    signed = {
        f"{form}-{name}": value
        for form in ("form", "certification")
        for name, value in {
            "signed_name": NOMINEE,
            "guarantor_kind": "BANK_OR_TRUST_COMPANY",
            "guarantor_name": "Harbor Bank",
        }.items()
    }
    return {
        "paper-received_at": just_now(),
        "paper-presenter": "By messenger of the nominee",
        "paper-certificates": str(desk.desk.number),
        "paper-document": scanned("reverse.txt", "Reverse of the certificate"),
        "file-document": scanned("lines.csv", content.decode()),
        "file-securities_number": NUMBER,
        "file-balance_number": NUMBER,
        "answers-statement_1": "NO",
        "answers-statement_2": "NO",
        "tax-tax": "NOT_DUE",
        **signed,
        **told,
    }


def paid(console: Console, number: int, dollars: int) -> None:
    """One cashier's check for all lines."""
    check = {
        "means": "CASHIERS_CHECK",
        "amount": f"{dollars}.00",
        "drawer_bank": "Harbor Bank",
        "instrument_number": "C-1",
        "payee": "COMPANY",
        "received_at": just_now(),
        "document": scanned("check.txt", "The check"),
    }
    console.done("exercise_payment", number, **check)


@pytest.mark.row("R-7a-2", "R-7a-3", "R-7c-2", "R-7c-3", "R-7d-1")
@pytest.mark.refusal("SCHEDULE_LINE_MALFORMED", "REQUISITION_NOT_DUE")
def test_sixty_lines_from_their_file_to_their_shares(desk: ExerciseDesk, console: Console) -> None:
    assert "File of lines" in console.see("receive_exercise_schedule")
    content = exercise_file(*sixty_lines())
    unread = presented(desk, b"reference,rights\nA,1\n")
    assert console.post("receive_exercise_schedule", **unread).status_code == 400
    assert not Item.objects.exists()
    console.done("receive_exercise_schedule", **presented(desk, content))
    schedule = Schedule.objects.get()
    number, kept = schedule.item.number, schedule.files.get()
    assert Document.objects.get(pk=kept.document_id).sha256 == kept.sha256
    assert console.get("exercise", number)["Location"] == reverse("schedule", args=[console.code, number])
    page = console.see("schedule", number)
    for words in ("What the lines in order come to", "Record a payment", "cashier", "shares by overnight"):
        assert words in page, words
    assert "short $0.01" in console.see("schedule", number, state="MALFORMED")
    answer = console.get("schedule_rejects", number)
    rejected = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [one["reference"] for one in rejected] == ["M0", "M1", "M2", "S0", "P0"]
    assert (rejected[3]["payment_amount"], rejected[3]["corrects_line"]) == ("2499.99", "59")
    assert "pay the rest" in rejected[3]["wrong"]

    later = exercise_file(paid_line("S0", 10, corrects_line="59"))
    corrected = {"received_at": just_now(), "document": scanned("later.csv", later.decode())}
    console.done("schedule_corrected", number, **corrected)
    assert "PAYMENT_SHORT" in console.refused("schedule_asked", number)
    paid(console, number, (EXERCISED + HELD + 200 + 10) * PRICE)
    assert "exercised" in console.see("schedule", number)
    console.done("schedule_asked", number)
    console.approve()
    page = console.see("schedule", number)
    for words in ("retired", "By what was written for each line", "Ties"):
        assert words in page, words
    assert "Does not tie" not in page
    assert ScheduleLine.objects.filter(state="POSTED", item__state="POSTED").count() == 52
    assert console.post("exercise_requisitioned", number).status_code == 302
    assert "its lines are, each by itself" in console.see("schedule", number)
    first = ScheduleLine.objects.get(reference="C00").item
    assert first is not None
    page = console.see("exercise", first.number)
    for words in ("C00", "overnight courier", "Customer C00", "The way out"):
        assert words in page, words
    console.done("exercise_requisitioned", first.number)
    console.done("requisition_file_made")
    answer = console.get("requisition_file", RequisitionFile.objects.get().number, by="ines")
    assert b"Customer C00" in b"".join(answer.streaming_content)
    today = local(clock.now())[:10]
    console.done("securities_received", Requisition.objects.get().number, received_on=today, document=paper())
    assert "Customer C47" in console.see("requisitions")
    assert ">exercise<" in console.see("schedules", by="ines")
    assert "exercise" in console.see("cash_desk").lower()
    assert findings() == []
