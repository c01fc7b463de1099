"""The deposits of an order in the console: what goes by deposit, the file by two people, what came back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exercises.models import DepositFile, DepositReturn, PaymentRun
from registry.models import Approval
from tests.exercises.deposited import bank_day, instructed, paid, today
from tests.exercises.ordered_books import OrderedBooks, make_ordered_books
from tests.exercises.test_deposits import NUMBER
from tests.registry.console import Console, open_console, paper, papers_kept

pytestmark = pytest.mark.django_db

FILE = {
    "bank_routing": "021000021",
    "bank_name": "Harbor Bank",
    "company_name": "Quay Trust",
    "company_id": "19900",
}


@pytest.fixture
def books(settings: Any) -> OrderedBooks:
    """Six holders, three of them by deposit."""
    settings.DEMO = True
    made = make_ordered_books(holders=6)
    instructed(made, "0002", "0003", "0005")
    return made


def opened(books: OrderedBooks, settings: Any) -> Console:
    plan = books.plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def test_from_the_page_of_the_order_to_the_file_and_a_return(books: OrderedBooks, settings: Any) -> None:
    paid(books)
    console, number = opened(books, settings), books.order.number
    page = console.see("order_carried", number)
    assert "3 payments, $0.13" in page
    assert "Deposits and their file" in page
    page = console.see("order_deposits", number)
    assert "They agree" in page
    assert "Method of payment that the notice states: by check." in page
    assert page.count("Set apart") == 3
    assert "•••••5432" in page
    assert NUMBER not in page
    day = today(books).isoformat()
    held = {"account": "0005", "check_dated": day, "reason": "The holder died"}
    console.done("order_deposit_held", number, **held)
    told = FILE | {"settles_on": bank_day(books).isoformat()}
    assert "no banking day" in console.refused(
        "order_deposit_file_asked", number, **told | {"settles_on": "2003-12-25"}
    )
    console.done("order_deposit_file_asked", number, **told)
    page = console.see("order_deposits", number)
    assert "The file of the 2 deposits of list 1, $0.07" in page
    assert "Ask for the file" not in page
    request = console.see_request(Approval.objects.latest("pk"))
    assert "24200048" in request, "the entry hash"
    assert NUMBER not in request
    assert console.get("order_deposit_file", number).status_code == 404
    console.approve()
    file = DepositFile.objects.get()
    page = console.see("order_deposits", number)
    assert file.sha256 in page
    assert "asked for by" in page
    assert page.count("In the file") == 2
    content = b"".join(console.get("order_deposit_file", number).streaming_content)
    assert content.startswith(b"101 021000021     19900")
    back = {"code": "R02", "returned_on": day, "check_dated": day, "document": paper()}
    before = papers_kept()
    assert "DEPOSIT_RETURN_WRONG" in console.refused(
        "order_deposit_returned", number, **back | {"trace": "021000020000009", "document": paper()}
    )
    assert papers_kept() == before
    console.done("order_deposit_returned", number, **back, trace="021000020000002")
    page = console.see("order_deposits", number)
    assert "Returned R02" in page
    assert "The account is closed" in page
    assert "They agree" in page
    assert DepositReturn.objects.count() == 2
    assert "the bank returned 1; held back 1" in console.see("order_carried", number)


def test_readers_see_it_and_others_do_not(books: OrderedBooks, settings: Any) -> None:
    paid(books)
    console, number = opened(books, settings), books.order.number
    seen = console.see("order_deposits", number, by="ines")
    assert "They agree" in seen
    assert "Ask for the file" not in seen
    assert console.get("order_deposits", number, by="rowan").status_code == 403
    assert console.get("order_deposit_file_asked", number, by="ines").status_code == 403
    assert "Deposits and their file" not in console.see("order_carried", number, by="rowan")


def test_a_run_without_deposits_says_so(settings: Any) -> None:
    settings.DEMO = True
    books = make_ordered_books(holders=2)
    paid(books)
    console, number = opened(books, settings), books.order.number
    assert "By deposit" not in console.see("order_carried", number)
    assert "No holder of the list had an instruction" in console.see("order_deposits", number)
    refused = console.refused(
        "order_deposit_file_asked", number, **FILE, settles_on=bank_day(books).isoformat()
    )
    assert "pays nobody by deposit" in refused
    assert PaymentRun.objects.get().deposits.count() == 0
