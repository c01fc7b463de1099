"""Deposits as the database keeps them, held against their list; workers that die (23(a), 24(d))."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from agreement.errors import BooksOutOfBalance
from agreement.workflow.checks import CheckEvent
from exercises.models import (
    DepositFile,
    DepositReturn,
    OrderDeposit,
    OrderPayment,
)
from exercises.selectors.order_deposits import tied
from exercises.services import checks, order_deposits, payment_runs
from registry.models import JobState
from registry.services.refusals import told_as_errors
from registry.verifier import verify
from tests.exercises.deposited import (
    HOLDERS,
    asked,
    begun,
    filed,
    holder,
    instructed,
    make_deposited_books,
    paid,
    refused,
    returned,
    today,
)
from tests.exercises.ordered_books import OrderedBooks, make_ordered_books
from tests.exercises.test_deposits import bank, in_force
from tests.jobs.conftest import PATIENCE_SECONDS, Workers, wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> OrderedBooks:
    """Six holders of 1 to 6 Rights at $0.0125: 1, 3, 4, 5, 6 and 8 cents; three with a bank account."""
    return make_deposited_books()


@pytest.mark.refusal("DEPOSIT_NOT_OF_ITS_LINE")
def test_the_database_takes_no_deposit_but_that_of_its_line_before_any_check(books: OrderedBooks) -> None:
    made = books.carried_out()
    books.funded(made)
    books.approved(made)
    run = books.started(made)
    own = run.deposits.get(line=3).instruction
    fresh = in_force(books.plan, holder("0004"), bank(holder("0004")))
    for line, instruction in ((4, own), (99, own), (4, fresh)):

        def deposit(line: int = line, instruction: Any = instruction) -> None:
            with transaction.atomic(), told_as_errors():
                OrderDeposit.objects.create(run=run, line=line, sequence=9, instruction=instruction)

        assert refused(deposit).code == "DEPOSIT_NOT_OF_ITS_LINE"
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderDeposit.objects.create(run=run, line=3, sequence=9, instruction=own)
    for change in ({"line": 4}, {"sequence": 8}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OrderDeposit.objects.filter(run=run).update(**change)


@pytest.mark.refusal("APPROVAL_OF_ANOTHER_KIND", "DEPOSIT_RETURN_WRONG")
def test_the_database_takes_no_file_but_the_one_approved_and_no_return_out_of_turn(
    books: OrderedBooks,
) -> None:
    run = paid(books)
    plan = books.plan
    request = asked(books, run)
    row = {
        "run": run, "approval": request, "bank_routing": "021000021", "bank_name": "B", "company_name": "C",
        "company_id": "1", "settles_on": today(books), "entry_count": 3, "entry_hash": 36300072,
        "credits": Decimal("0.13"), "sha256": request.request["file_sha256"], "size_bytes": 1,
        "stored_as": "x", "made_at": plan.at,
    }  # fmt: skip

    def file(**changed: Any) -> None:
        with transaction.atomic(), told_as_errors():
            DepositFile.objects.create(**row | changed)

    assert refused(file).code == "APPROVAL_OF_ANOTHER_KIND", "nobody approved it"
    said = {"returned_on": today(books), "check_dated": today(books), "recorded_at": plan.at}

    def back(**changed: Any) -> None:
        with transaction.atomic(), told_as_errors():
            row = {"deposit": run.deposits.first(), **said, "recorded_by": plan.maker, **changed}
            DepositReturn.objects.create(**row)

    assert refused(lambda: back(code="R03", document=plan.document)).code == "DEPOSIT_RETURN_WRONG"
    books.approve(request)
    assert refused(lambda: back(reason="late")).code == "DEPOSIT_RETURN_WRONG"
    with pytest.raises(DatabaseError), transaction.atomic():
        DepositFile.objects.update(credits=1)


def test_a_file_that_does_not_tie_with_its_list_is_not_made(
    books: OrderedBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = paid(books)
    wrong = type(run.order_list).objects.get(pk=run.order_list_id)
    wrong.cash += Decimal("0.01")
    run.order_list.cash = wrong.cash
    with pytest.raises(BooksOutOfBalance):
        asked(books, run)
    with pytest.raises(BooksOutOfBalance):
        order_deposits.must_tie(run)


def test_a_stopped_check_of_a_returned_deposit_is_replaced_like_every_other(books: OrderedBooks) -> None:
    run = paid(books)
    filed(books, run)
    returned(books, run, "021000020000001")
    said: dict[str, Any] = {"reason": "Lost", "by": books.plan.maker, "at": books.plan.tick()}
    day = today(books)
    checks.record_check_event(run, 1002, CheckEvent.STOPPED, happened_on=day, **said)
    anew = checks.reissue(run, 1002, dated=day, **said)
    assert anew.number == payment_runs.next_check_number("Account 1") - 1 == 1000 + HOLDERS + 1
    assert tied(run).is_so
    assert verify([books.plan.agreement.code]).findings == []


class TestKilledWorkers:
    """Workers that die in the middle of a run with deposits."""

    @pytest.fixture
    def cashiers(self, runtime_urls: dict[str, str]) -> Iterator[Workers]:
        """Starts workers of the product itself; whatever still lives afterwards is killed."""
        found = Workers({**runtime_urls, "REDIS_URL": "redis://127.0.0.1:1/0", "JOB_LEASE": "2"})
        found.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        yield found
        for process in found.started:
            found.kill(process)

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_nobody_is_paid_twice_and_nobody_is_left_out(
        self, cashiers: Workers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(payment_runs, "CHUNK_LINES", 1)
        books = make_ordered_books(holders=120)
        instructed(books, "0001", "0030", "0031", "0090", "0120")
        run = begun(books)
        deaths = 0
        for enough in (10, 50):
            worker = cashiers.run_jobs("--until-idle")
            wait_until(lambda enough=enough: OrderPayment.objects.count() >= enough)
            deaths += worker.poll() is None
            cashiers.kill(worker)
        assert deaths, "no worker died at its work"
        assert not OrderPayment.objects.filter(line__in=(1, 30, 31, 90, 120)).exists()
        assert cashiers.run_jobs("--until-idle").wait(PATIENCE_SECONDS) == 0
        run.job.refresh_from_db()
        assert run.job.state == JobState.FINISHED
        by_check = list(OrderPayment.objects.filter(run=run).values_list("line", flat=True))
        by_deposit = list(run.deposits.values_list("line", flat=True))
        assert sorted(by_check + by_deposit) == list(range(1, 121))
        assert by_deposit == [1, 30, 31, 90, 120]
        assert tied(run).is_so
