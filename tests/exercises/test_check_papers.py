"""Checks to print: payee, sum in figures and words, the stub with its computation; none twice (§23(a))."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from pytest_django import Settings

from agreement.errors import RightsError
from agreement.workflow.checks import CheckEvent
from certificates.drawing.check_sheet import CLEAR_BAND, dollars_in_words
from certificates.drawing.page import HEIGHT
from certificates.services.check_papers import draw_check_file
from exercises.models import PaymentRun
from exercises.selectors import check_papers as reads
from exercises.services import checks
from registry.models import AuditRecord
from tests.exercises.ordered_books import OrderedBooks, make_ordered_books
from tests.exercises.test_check_runs import paid_run
from tests.registry.console import Console, open_console

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> OrderedBooks:
    """Five holders of 1 to 5 Rights at $0.0125."""
    return make_ordered_books(holders=5)


def pages(drawn: bytes) -> list[str]:
    """The words of each page."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(drawn)).pages]


def drawn(run: PaymentRun, place: int = 1) -> bytes:
    file = reads.check_print_files(run)[place - 1]
    return draw_check_file(reads.check_papers(run, file))


def opened(books: OrderedBooks, settings: Settings) -> Console:
    plan = books.plan
    settings.DEMO, settings.CLOCK_OFFSET = True, plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


@pytest.mark.row("R-23a-2", "R-23a-3")
def test_each_check_names_payee_sum_and_order_and_proves_its_sum_on_the_stub(books: OrderedBooks) -> None:
    run = paid_run(books)
    told = pages(drawn(run))
    assert len(told) == 5
    line = run.order_list.lines.select_related("holder").get(line=5)
    words = told[4]
    assert "No. 1005" in words
    assert line.holder.registration.split("\n")[0] in words
    assert "**Zero and 06/100 DOLLARS**" in words
    assert "**0.06" in words
    assert f"Redemption of Rights, notice {books.order.number}, Section 23(a)" in words
    assert "5 × $0.0125 $0.0625" in words
    assert "Rounded once, to the cent $0.06" in words
    assert line.account in words
    assert run.order_list.sha256 in words.replace(" ", "")
    assert drawn(run) == drawn(run), "the same each time"


def test_the_band_of_the_magnetic_line_stays_free_and_a_trial_bears_specimen(books: OrderedBooks) -> None:
    run = paid_run(books)
    facts = reads.check_papers(run, reads.check_print_files(run)[0])
    assert facts["is_demo"] is True
    assert "SPECIMEN" in pages(draw_check_file(facts))[0]
    real = draw_check_file(facts | {"is_demo": False})
    assert "SPECIMEN" not in pages(real)[0]
    found: list[float] = []

    def note(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append(tm[5])

    pypdf.PdfReader(io.BytesIO(real)).pages[0].extract_text(visitor_text=note)
    foot = HEIGHT - 252
    assert found
    assert not [y for y in found if foot <= y <= foot + CLEAR_BAND]


@pytest.mark.row("R-23b-6")
def test_what_was_stopped_is_not_printed_again_and_what_stands_in_its_place_is(books: OrderedBooks) -> None:
    run = paid_run(books)
    plan = books.plan
    more = {"happened_on": run.dated, "reason": "Lost", "by": plan.maker}
    checks.record_check_event(run, 1002, CheckEvent.STOPPED, at=plan.tick(), **more)
    told = pages(drawn(run))
    assert [words.split("No. ")[1][:4] for words in told] == ["1001", "1003", "1004", "1005"]
    checks.reissue(run, 1002, dated=run.dated, reason="Lost", by=plan.maker, at=plan.tick())
    told = pages(drawn(run))
    assert "No. 1006" in told[-1]
    assert "In the place of check 1002, which was stopped" in told[-1]


def test_a_file_is_taken_by_staff_alone_and_who_took_it_is_recorded(
    books: OrderedBooks, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "CHECKS_IN_A_FILE", 2)
    run = paid_run(books)
    files = reads.check_print_files(run)
    assert [(one.first, one.last, one.count) for one in files] == [
        (1001, 1002, 2),
        (1003, 1004, 2),
        (1005, 1005, 1),
    ]
    assert sum((one.amount for one in files), Decimal(0)) == run.order_list.cash
    console, number = opened(books, settings), books.order.number
    assert "To print" in console.see("order_carried", number)
    assert "1003 to 1004" in console.see("order_check_papers", number)
    answer = console.get("order_check_paper", number, 2)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert len(pages(answer.content)) == 2
    taken = AuditRecord.objects.get(act="CHECK_FILE_TAKEN")
    assert taken.details == {"file": 2, "first": 1003, "last": 1004, "checks": 2}
    assert console.get("order_check_paper", number, 4).status_code == 404
    assert console.get("order_check_paper", number, 2, by="ines").status_code == 403
    assert console.get("order_check_papers", number, by="rowan").status_code == 403
    assert AuditRecord.objects.filter(act="CHECK_FILE_TAKEN").count() == 1


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.01", "Zero and 01/100"),
        ("12.63", "Twelve and 63/100"),
        ("1000000.00", "One million and 00/100"),
        ("1234.50", "One thousand, two hundred thirty-four and 50/100"),
    ],
)
def test_a_sum_in_words(amount: str, words: str) -> None:
    assert dollars_in_words(Decimal(amount)) == words


@pytest.mark.refusal("FIELD_OVERFLOW")
def test_a_payee_that_does_not_fit_is_refused_and_never_cut(books: OrderedBooks) -> None:
    run = paid_run(books)
    facts = reads.check_papers(run, reads.check_print_files(run)[0])
    facts["checks"][0]["registration"] = "\n".join(
        f"Trustee {number} of the Elm Trust" for number in range(9)
    )
    with pytest.raises(RightsError) as refused:
        draw_check_file(facts)
    assert refused.value.code == "FIELD_OVERFLOW"
    assert "check 1001" in str(refused.value)
