"""Lines of a redemption paid by deposit: set apart, told to the bank in one file by two, returned (23(a))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from exercises.bank.check_files import CHECK_ISSUE, REGISTER, check_file
from exercises.models import (
    DepositFile,
    OrderPayment,
)
from exercises.selectors.check_papers import check_papers, check_print_files
from exercises.selectors.checks import check_lines
from exercises.selectors.order_deposits import deposits_standing, not_by_deposit, tied
from exercises.services import checks, order_deposits
from registry.models import AuditRecord, CaughtKind
from registry.selectors.nullity_caught import caught_by
from registry.services import approvals, jobs
from registry.verifier import verify
from tests.books.books import make_notice
from tests.exercises.deposited import (
    BY_DEPOSIT,
    HOLDERS,
    accounts,
    asked,
    bank_day,
    begun,
    filed,
    held_back,
    holder,
    make_deposited_books,
    paid,
    refused,
    released,
    returned,
    stopped,
    text_of,
    today,
)
from tests.exercises.ordered_books import OrderedBooks
from tests.exercises.test_deposits import NUMBER, bank, in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> OrderedBooks:
    """Six holders of 1 to 6 Rights at $0.0125: 1, 3, 4, 5, 6 and 8 cents; three with a bank account."""
    return make_deposited_books()


def test_lines_with_an_instruction_past_its_hold_have_no_check_and_all_is_the_list(
    books: OrderedBooks,
) -> None:
    run = begun(books)
    assert accounts(run) == list(BY_DEPOSIT), "before the first check"
    assert not OrderPayment.objects.exists()
    jobs.run_available("cashier", clock=books.plan.tick)
    numbers = {one.line: one.number for one in run.payments.all()}
    assert numbers == {1: 1001, 4: 1004, 6: 1006}, "the numbers stay those of the lines"
    beside = tied(run)
    assert beside.is_so
    assert beside.checks == (3, Decimal("0.14"))
    assert beside.deposits == (3, Decimal("0.13"))
    assert beside.listed == (HOLDERS, run.order_list.cash) == (6, Decimal("0.27"))
    for layout in (REGISTER, CHECK_ISSUE):
        assert len(list(check_file(check_lines(run), layout=layout))) == 1 + 3
    (file,) = check_print_files(run)
    assert (file.count, file.first, file.last) == (3, 1001, 1006)
    drawn = check_papers(run, file)
    assert [one["number"] for one in drawn["checks"]] == [1001, 1004, 1006]
    day = today(books).isoformat()
    told = checks.reconcile(
        run, f"number,paid_on,amount\n1002,{day},0.03\n", document=books.plan.document, by=books.plan.maker,
        at=books.plan.tick(),
    )  # fmt: skip
    assert [why for _, why in told.doubtful] == ["no check of this run has the number"]
    assert verify([books.plan.agreement.code]).findings == []


def test_who_asks_for_checks_again_or_is_within_the_hold_has_a_check(books: OrderedBooks) -> None:
    in_force(books.plan, holder("0003"), None)
    in_force(books.plan, holder("0004"), bank(holder("0004")))
    in_force(books.plan, holder("0005"), bank(holder("0005"), account="555"))
    run = begun(books)
    assert accounts(run) == ["0002"], "a later instruction ends the one before it from its own day on"


@pytest.mark.row("R-15b-1")
@pytest.mark.refusal("RESTRAINED_BY_ORDER")
def test_a_stop_keeps_its_account_on_checks_and_an_order_on_all_rights_keeps_the_run(
    books: OrderedBooks,
) -> None:
    made = books.carried_out()
    books.funded(made)
    books.approved(made)
    on_all = stopped(books)
    assert refused(lambda: books.started(made)).code == "RESTRAINED_BY_ORDER"
    released(books, on_all)
    stopped(books, account="0003")
    certificate = holder("0005").certificates.get()
    stopped(books, certificate=certificate.number)
    assert set(not_by_deposit(made, at=books.plan.tick())) == {holder("0003").pk, holder("0005").pk}
    assert accounts(books.started(made)) == ["0002"]


@pytest.mark.refusal("DEPOSIT_HELD", "RESTRAINED_BY_ORDER", "DEPOSIT_RETURN_WRONG")
def test_a_stop_after_the_run_began_keeps_the_file_until_it_ends_or_a_check_stands_in(
    books: OrderedBooks,
) -> None:
    run = paid(books)
    request = asked(books, run)
    first = stopped(books, account="0003")
    found = refused(lambda: asked(books, run))
    assert found.code == "DEPOSIT_HELD"
    assert "account 0003: stop" in str(found)
    plan = books.plan
    found = refused(lambda: approvals.approve(request.request_hash, approver=plan.approver, at=plan.tick()))
    assert found.code == "DEPOSIT_HELD"
    on_all = stopped(books)
    assert refused(lambda: asked(books, run)).code == "RESTRAINED_BY_ORDER"
    released(books, on_all)
    assert refused(lambda: held_back(books, run, "0001")).code == "DEPOSIT_RETURN_WRONG"
    assert refused(lambda: held_back(books, run, "0003", reason=" ")).code == "ACCOUNT_PART_MISSING"
    held = held_back(books, run, "0003")
    assert (held.code, order_deposits.check_of(held).number) == ("", 1003)
    assert tied(run).is_so
    assert refused(lambda: held_back(books, run, "0003")).code == "DEPOSIT_RETURN_WRONG"
    # What was asked for with it in the file is another file now.
    found = refused(lambda: approvals.approve(request.request_hash, approver=plan.approver, at=plan.tick()))
    assert found.code == "REQUEST_CHANGED_AFTER_APPROVAL"
    made = filed(books, run)
    assert (made.entry_count, made.credits) == (2, Decimal("0.09"))
    traces = [line[79:] for line in text_of(books, made) if line.startswith("6")]
    assert traces == ["021000020000001", "021000020000003"]
    released(books, first)
    assert refused(lambda: returned(books, run, "021000020000002")).code == "DEPOSIT_RETURN_WRONG"
    assert refused(lambda: held_back(books, run, "0005")).code == "DEPOSIT_RETURN_WRONG"
    assert verify([plan.agreement.code]).findings == []


@pytest.mark.refusal("DEPOSIT_HELD")
def test_an_account_that_the_holder_gave_up_since_is_not_paid_into(books: OrderedBooks) -> None:
    run = paid(books)
    in_force(books.plan, holder("0003"), None)
    found = refused(lambda: asked(books, run))
    assert found.code == "DEPOSIT_HELD"
    assert "account 0003: another instruction is in force since the run began" in str(found)
    held_back(books, run, "0003", reason="The holder asked for checks again")
    assert filed(books, run).entry_count == 2


@pytest.mark.refusal("DEPOSIT_HELD")
def test_what_a_notice_makes_void_afterwards_keeps_its_deposit_from_the_file(books: OrderedBooks) -> None:
    run = paid(books)
    victim = holder("0003")
    position = {
        "person_name": victim.registration, "named_as": "ACQUIRING_PERSON", "taint_class": "I",
        "account": victim.account, "certificate": None, "extent": "ALL", "rights": None,
    }  # fmt: skip
    event_at = (books.order.effective_at - timedelta(days=1)).isoformat()
    facts = {"persons": [position], "event_at": event_at, "transferees": "ALL"}
    late = make_notice(books.plan, "NULLITY", effective_at=books.plan.at, facts=facts)
    told = {one.kind: one for one in caught_by(late)}
    assert (told[CaughtKind.PAID_OUT].source, told[CaughtKind.PAID_OUT].amount) == (
        f"run {run.pk} deposit 2",
        Decimal("0.04"),
    )
    found = refused(lambda: asked(books, run))
    assert found.code == "DEPOSIT_HELD"
    assert f"by notice {late.number} Rights of it were void" in str(found)
    held_back(books, run, "0003", reason="Void by the notice of the Company")
    assert filed(books, run).entry_count == 2
    (one,) = [one for one in caught_by(late) if one.kind is CaughtKind.PAID_OUT]
    assert one.source == f"run {run.pk} check 1003"


def test_two_people_make_the_file_once_and_its_totals_are_those_of_the_lines(books: OrderedBooks) -> None:
    run = paid(books)
    request = asked(books, run)
    assert not DepositFile.objects.exists(), "one person alone makes none"
    assert (request.request["entries"], request.request["credits"]) == (3, "0.13")
    assert NUMBER not in str(request.request)
    plan = books.plan
    assert refused(lambda: approvals.approve(request.request_hash, approver=plan.maker, at=plan.tick())).code
    second = asked(books, run, settles_on=bank_day(books))
    made = books.approve(request)
    lines = text_of(books, made)
    assert {len(line) for line in lines} == {94}
    entries = [line for line in lines if line.startswith("6")]
    assert [line[54:76].strip() for line in entries] == ["Holder 0002", "Holder 0003", "Holder 0005"]
    assert [line[12:29].strip() for line in entries] == [NUMBER] * 3
    assert [int(line[29:39]) for line in entries] == [3, 4, 6]
    control = next(line for line in lines if line.startswith("9"))
    # Three times 12100024.
    assert (control[13:21], control[21:31], control[43:55]) == ("00000003", "0036300072", "000000000013")
    assert (made.entry_count, made.entry_hash, made.credits) == (3, 36300072, Decimal("0.13"))
    assert made.sha256 == request.request["file_sha256"]
    assert AuditRecord.objects.filter(act="DEPOSIT_FILE_FETCHED").count() == 1
    again = refused(lambda: approvals.approve(second.request_hash, approver=plan.approver, at=plan.tick()))
    assert again.code == "DEPOSIT_FILE_NOT_DUE"
    assert verify([plan.agreement.code]).findings == []


@pytest.mark.refusal("DEPOSIT_FILE_NOT_DUE", "DEPOSIT_DAY_NOT_BANKING", "DEPOSIT_ROUTING_WRONG")
def test_a_file_that_is_not_due_or_settles_on_no_banking_day_is_not_asked_for(books: OrderedBooks) -> None:
    run = begun(books)
    assert "has not ended" in str(refused(lambda: asked(books, run)))
    jobs.run_available("cashier", clock=books.plan.tick)
    run.job.refresh_from_db()
    now = today(books)
    saturday = now + timedelta(days=(5 - now.weekday()) % 7 or 7)
    for day, told in (
        (now, "is not after the day"),
        (saturday, "a weekend"),
        (date(2003, 12, 25), "Christmas"),
    ):
        found = refused(lambda day=day: asked(books, run, settles_on=day))  # type: ignore[misc]
        assert found.code == "DEPOSIT_DAY_NOT_BANKING"
        assert told in str(found)
    assert refused(lambda: asked(books, run, bank_routing="021000022")).code == "DEPOSIT_ROUTING_WRONG"
    for account in BY_DEPOSIT:
        held_back(books, run, account)
    found = refused(lambda: asked(books, run))
    assert "pays nobody by deposit" in str(found)
    assert tied(run).checks == (HOLDERS, run.order_list.cash)


@pytest.mark.refusal("DEPOSIT_RETURN_WRONG")
def test_what_the_bank_sends_back_has_its_check_from_then_on_dated_anew(books: OrderedBooks) -> None:
    run = paid(books)
    plan = books.plan
    trace = "021000020000002"
    assert refused(lambda: returned(books, run, trace)).code == "DEPOSIT_RETURN_WRONG", "no file asked for it"
    filed(books, run)
    for number, changed, told in (
        ("021000020000009", {}, "no deposit of this run"),
        ("021000030000002", {}, "no deposit of this run"),
        ("2", {}, "no deposit of this run"),
        (trace, {"code": "R99"}, "is no code by which"),
        (trace, {"code": "C02"}, "is a notification of change: the deposit was paid"),
        (trace, {"check_dated": today(books) - timedelta(days=1)}, "before the return"),
    ):
        found = refused(lambda number=number, changed=changed: returned(books, run, number, **changed))  # type: ignore[misc]
        assert found.code == "DEPOSIT_RETURN_WRONG"
        assert told in str(found)
    back = returned(books, run, trace)
    check = order_deposits.check_of(back)
    assert check is not None
    assert (check.number, check.line, check.amount, check.dated) == (
        1003,
        3,
        Decimal("0.04"),
        back.check_dated,
    )
    beside = tied(run)
    assert beside.is_so
    assert (beside.checks, beside.deposits) == ((4, Decimal("0.18")), (2, Decimal("0.09")))
    assert deposits_standing(run).returned == 1
    again = refused(lambda: returned(books, run, trace))
    assert "stands in its place already" in str(again)
    text = f"number,paid_on,amount\n1003,{today(books).isoformat()},0.04\n"
    told = checks.reconcile(run, text, document=plan.document, by=plan.maker, at=plan.tick())
    assert [one.number for one in told.matched] == [1003]
    assert verify([plan.agreement.code]).findings == []
