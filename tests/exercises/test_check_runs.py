"""Checks of a redemption: approved within the money collected, made once by a job, held against the bank."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from agreement.errors import RightsError
from agreement.workflow.checks import CheckEvent, CheckState
from exercises.bank.check_files import CHECK_ISSUE, REGISTER, check_file
from exercises.models import IssuedChecks, OrderPayment, PaymentEvent, PaymentRun, ReplacementCheck
from exercises.selectors.checks import (
    check_lines,
    checks_numbered,
    checks_out,
    checks_standing,
    state_of_check,
)
from exercises.services import checks, payment_runs
from registry.models import JobState
from registry.services import jobs
from registry.services.refusals import told_as_errors
from registry.verifier import verify
from tests.exercises.ordered_books import OrderedBooks, make_ordered_books
from tests.jobs.conftest import PATIENCE_SECONDS, Workers, wait_until

HOLDERS = 12


@pytest.fixture
def books(db: None) -> OrderedBooks:
    """Twelve holders of 1 to 12 Rights at $0.0125: the first gets $0.01, the last $0.15."""
    return make_ordered_books(holders=HOLDERS)


def refused(act: Any) -> str:
    before = (OrderPayment.objects.count(), PaymentEvent.objects.count(), PaymentRun.objects.count())
    with pytest.raises(RightsError) as found:
        act()
    after = (OrderPayment.objects.count(), PaymentEvent.objects.count(), PaymentRun.objects.count())
    assert after == before
    return found.value.code


def paid_run(books: OrderedBooks) -> PaymentRun:
    """The checks of the order, made."""
    made = books.carried_out()
    books.funded(made)
    books.approved(made)
    run = books.started(made)
    jobs.run_available("cashier", clock=books.plan.tick)
    return PaymentRun.objects.select_related("order_list__agreement", "job").get(pk=run.pk)


@pytest.mark.row("R-23a-3", "R-23b-6")
@pytest.mark.refusal("ORDER_LIST_NOT_POSTED", "OWN_FUNDS_RISK", "CHECKS_NOT_APPROVED")
def test_every_payee_gets_one_check_within_the_money_collected(books: OrderedBooks) -> None:
    made = books.listed()
    assert refused(lambda: books.approved(made)) == "ORDER_LIST_NOT_POSTED"
    made = books.carried_out()
    books.funded(made, made.cash - Decimal("0.01"))
    assert refused(lambda: books.approved(made)) == "OWN_FUNDS_RISK"
    books.funded(made, Decimal("0.01"))
    assert refused(lambda: books.started(made)) == "CHECKS_NOT_APPROVED"
    books.approved(made)
    run = books.started(made)
    jobs.run_available("cashier", clock=books.plan.tick)
    run.job.refresh_from_db()
    assert run.job.state == JobState.FINISHED
    assert [str(one) for one in verify([books.plan.agreement.code]).findings] == []
    rows = list(OrderPayment.objects.filter(run=run).values_list("number", "amount"))
    assert [number for number, _ in rows] == list(range(1001, 1001 + HOLDERS))
    assert sum(amount for _, amount in rows) == made.cash == Decimal("0.99")
    assert made.totals["drift"] == "0.015", "78 Rights come to 0.975 exactly"


@pytest.mark.refusal("CHECK_NUMBERS_TAKEN")
def test_numbers_of_checks_are_used_once_on_an_account(books: OrderedBooks) -> None:
    paid_run(books)
    other = make_ordered_books(holders=2, code="BIRCH")
    made = other.carried_out()
    other.funded(made)
    other.approved(made)
    assert refused(lambda: other.started(made, first_number=1012)) == "CHECK_NUMBERS_TAKEN"
    assert payment_runs.next_check_number("Account 1") == 1013


@pytest.mark.refusal("PAYMENT_NOT_OF_ITS_LINE")
def test_the_database_takes_no_check_that_is_not_of_its_line(books: OrderedBooks) -> None:
    run = paid_run(books)
    day, at = books.plan.at.date(), books.plan.at

    def issue(lines: tuple[int, int], numbers: tuple[int, int]) -> None:
        with transaction.atomic(), told_as_errors():
            IssuedChecks.objects.create(
                run=run, first_line=lines[0], last_line=lines[1], first_number=numbers[0],
                last_number=numbers[1], issued_at=at,
            )  # fmt: skip

    def replace(number: int, *, line: int, replaces: int) -> None:
        with transaction.atomic(), told_as_errors():
            ReplacementCheck.objects.create(run=run, number=number, line=line, dated=day, replaces=replaces)

    def stopped(number: int) -> None:
        more = {"happened_on": day, "reason": "Lost", "by": books.plan.maker, "at": at}
        checks.record_check_event(run, number, CheckEvent.STOPPED, **more)

    beyond = (HOLDERS + 1, HOLDERS + 1)
    strange = [
        lambda: issue(beyond, (1013, 1013)),
        lambda: issue((3, 4), (1003, 1005)),
        lambda: issue((3, 4), (1002, 1004)),
        lambda: replace(5000, line=1, replaces=1001),
    ]
    for act in strange:
        assert refused(act) == "PAYMENT_NOT_OF_ITS_LINE"
    stopped(1001)
    strange = [
        lambda: replace(5000, line=2, replaces=1001),
        lambda: replace(1012, line=1, replaces=1001),
        lambda: replace(5000, line=2, replaces=1002),
    ]
    for act in strange:
        assert refused(act) == "PAYMENT_NOT_OF_ITS_LINE"
    with pytest.raises(IntegrityError, match="checks_issued_once"):
        issue((3, 4), (1003, 1004))
    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedChecks.objects.filter(run=run).update(last_line=5)


def test_a_check_is_found_by_its_number_among_lines_that_are_not_paid(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At $0.001 a Right the first holders get nothing, so that numbers are not those of lines."""
    monkeypatch.setattr(payment_runs, "CHUNK_LINES", 3)
    books = make_ordered_books(holders=HOLDERS, price="0.001")
    run, plan = paid_run(books), books.plan
    made = {one.number: one.line for one in run.payments.all()}
    assert 0 < len(made) == run.order_list.payment_count < HOLDERS - 2, "the first stretch has no check"
    assert run.issued.count() == 3
    said: dict[str, Any] = {"reason": "Lost in the mail", "by": plan.maker, "at": plan.tick()}
    checks.record_check_event(run, 1002, CheckEvent.STOPPED, happened_on=plan.at.date(), **said)
    anew = checks.reissue(run, 1002, dated=plan.at.date(), **said)
    made[anew.number] = anew.line
    for number, line in made.items():
        assert [(one.number, one.line) for one in checks_numbered(run, number, number)] == [(number, line)]
    assert {one.number: one.line for one in checks_numbered(run, 1, 9999)} == made
    assert not checks_numbered(run, 1, 1000).exists()


def test_register_and_check_issue_tell_every_check_by_the_layout_of_the_bank(books: OrderedBooks) -> None:
    run = paid_run(books)
    register = list(csv.DictReader("".join(check_file(check_lines(run), layout=REGISTER)).splitlines()))
    assert sum(Decimal(one["amount"]) for one in register) == run.order_list.cash
    assert register[0]["payee"] == "Holder 0001"
    issued = list(csv.reader("".join(check_file(check_lines(run), layout=CHECK_ISSUE)).splitlines()))
    assert issued[1] == ["Account 1", "1001", run.dated.strftime("%m/%d/%Y"), "0.01", "Holder 0001", "I"]
    own = list(check_file(check_lines(run), layout="number:010,amount_cents:012", headed=False))
    assert own[-1].strip() == "0000001012,000000000015"


@pytest.mark.refusal("CHECK_NOT_STALE")
def test_a_check_is_stopped_before_another_takes_its_place(books: OrderedBooks) -> None:
    run, plan = paid_run(books), books.plan
    said: dict[str, Any] = {"reason": "Lost in the mail", "by": plan.maker}

    def anew() -> ReplacementCheck:
        return checks.reissue(run, 1003, dated=plan.at.date(), **said, at=plan.tick())

    def event(kind: CheckEvent, number: int = 1003) -> PaymentEvent:
        day = plan.at.date()
        return checks.record_check_event(run, number, kind, happened_on=day, **said, at=plan.tick())

    assert refused(anew) == "CHECK_MOVE_NOT_ALLOWED"
    assert refused(lambda: event(CheckEvent.STALE)) == "CHECK_NOT_STALE"
    event(CheckEvent.STOPPED)
    second = anew()
    paid = run.payments.get(number=second.number)
    assert (paid.number, paid.replaces, paid.amount) == (1013, 1003, Decimal("0.04"))
    assert refused(anew) == "CHECK_MOVE_NOT_ALLOWED"
    assert state_of_check(run, 1003) is CheckState.REISSUED
    out = checks_out(run, today=plan.at.date() + timedelta(days=200))
    assert [(one.told, one.count, one.amount) for one in out] == [
        ("180 days to a year", HOLDERS, run.order_list.cash)
    ]
    plan.at += timedelta(days=200)
    event(CheckEvent.STALE, 1005)
    assert {one.told: one.count for one in checks_standing(run)} == {"issued": 11, "reissued": 1, "stale": 1}


def test_the_file_of_the_bank_is_matched_and_what_differs_is_for_a_person(books: OrderedBooks) -> None:
    run, plan = paid_run(books), books.plan
    day = plan.at.date().isoformat()
    text = f"number,paid_on,amount\n1001,{day},0.01\n1002,{day},0.30\n1002x,{day},1\n9999,{day},0.01\n"
    said = {"document": plan.document, "by": plan.maker}
    found = checks.reconcile(run, text, **said, at=plan.tick())
    assert [one.number for one in found.matched] == [1001]
    assert [(one.number, why) for one, why in found.doubtful] == [
        (1002, "the check is for $0.03"),
        (9999, "no check of this run has the number"),
    ]
    assert [one.line for one in found.unread] == [4]
    again = checks.reconcile(run, text, **said, at=plan.tick())
    assert (again.matched, len(again.doubtful)) == ([], 2)
    assert PaymentEvent.objects.filter(run=run).aggregate(paid=Sum("amount"))["paid"] == Decimal("0.01")


class TestKilledWorkers:
    """Workers that die in the middle of the checks."""

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
    def test_no_check_is_made_twice_and_none_is_missing(
        self, cashiers: Workers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(payment_runs, "CHUNK_LINES", 1)
        books = make_ordered_books(holders=150)
        made = books.carried_out()
        books.funded(made)
        books.approved(made)
        run = books.started(made)
        deaths = 0
        for enough in (10, 40, 80):
            worker = cashiers.run_jobs("--until-idle")
            wait_until(lambda enough=enough: OrderPayment.objects.count() >= enough)
            deaths += worker.poll() is None
            cashiers.kill(worker)
        assert deaths, "no worker died at its work"
        assert OrderPayment.objects.count() < 150
        assert cashiers.run_jobs("--until-idle").wait(PATIENCE_SECONDS) == 0
        run.job.refresh_from_db()
        assert run.job.state == JobState.FINISHED
        lines = OrderPayment.objects.filter(run=run).values_list("line", flat=True)
        assert sorted(lines) == list(range(1, 151))
        stretches = [(one.first_line, one.last_line, one.first_number) for one in run.issued.all()]
        assert stretches == [(line, line, 1000 + line) for line in range(1, 151)], "each was issued once"
        assert OrderPayment.objects.aggregate(summed=Sum("amount"))["summed"] == made.cash
