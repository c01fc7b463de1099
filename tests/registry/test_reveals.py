"""A taxpayer number in clear: from the list into the books and back, to few, for a reason, on the record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agreement.errors import BooksOutOfBalance, RightsError
from registry import clock
from registry.models import AuditRecord, RegisteredHolder, User
from registry.roles import Role
from registry.services.reveals import reveal_taxpayer_id
from registry.services.taxpayer_ids import encrypt
from tests.books.books import Plan
from tests.journeys.conftest import stage
from tests.journeys.stage import SOLOMON, Stage
from tests.registry.company_desk import person
from tests.registry.opened import accept_list, listed, open_from

__all__ = ["stage"]

NUMBER = "512-34-8765"
Reveal = Callable[..., str]


@pytest.fixture
def books(plan: Plan, settings: Any) -> Plan:
    """Books opened from a list whose account CEDAR has a taxpayer number, ELM none."""
    settings.DEMO, settings.STAFF_BY_OS_USER = False, {}
    open_from(plan, accept_list(plan, [listed("CEDAR", 600), listed("ELM", 400)]))
    sealed = encrypt(NUMBER, agreement_code=plan.agreement.code, account="CEDAR")
    RegisteredHolder.objects.filter(account="CEDAR").update(
        taxpayer_id_encrypted=sealed.encrypted,
        taxpayer_id_index=sealed.keyed_index,
        taxpayer_id_last_four=sealed.last_four,
    )
    return plan


def told(books: Plan, *words: str, by: str = "") -> str:
    """What the command prints."""
    out = io.StringIO()
    acting = by or books.approver.username
    call_command("reveal_taxpayer_id", books.agreement.code, "CEDAR", *words, "--as", acting, stdout=out)
    return out.getvalue()


@pytest.mark.row("R-5b-2")
def test_an_approver_sees_it_for_a_reason_that_is_kept(books: Plan) -> None:
    assert NUMBER in told(books, "--reason", "form for the tax authority")
    record = AuditRecord.objects.get(act="TAXPAYER_ID_REVEALED")
    assert (record.actor, record.subject) == (books.approver, "account CEDAR")
    assert record.details == {"reason": "form for the tax authority"}
    assert "8765" not in str(record.details) + record.subject


@pytest.mark.row("R-5b-2")
def test_numbers_of_a_certified_list_come_out_of_the_books_as_they_stood_on_it(stage: Stage) -> None:
    stage.open_books()
    listed = csv.DictReader(io.StringIO(stage.list_text()))
    stated = {row["account"]: row["taxpayer_id"] for row in listed if row["taxpayer_id"]}
    solomon = User.objects.get(username=SOLOMON)
    for account in sorted(stated)[:3]:
        shown = reveal_taxpayer_id(
            stage.agreement, account=account, reason="form", by=solomon, at=clock.now()
        )
        assert shown == stated[account]


def test_json_holds_it_only_when_asked_and_else_reveals_nothing(books: Plan) -> None:
    masked = json.loads(told(books, "--json"))
    assert masked["taxpayer_id"] == "•••••8765"
    assert not AuditRecord.objects.filter(act="TAXPAYER_ID_REVEALED").exists()
    clear = json.loads(told(books, "--json", "--number-in-json", "--reason", "form"))
    assert clear["taxpayer_id"] == NUMBER
    assert AuditRecord.objects.filter(act="TAXPAYER_ID_REVEALED").count() == 1


def test_makers_and_auditors_are_refused_and_so_is_no_reason(books: Plan) -> None:
    person("auditor", Role.AUDITOR)
    for by, words, why in (
        (books.maker.username, ("--reason", "form"), "approvers and administrators"),
        (books.maker.username, ("--json",), "approvers and administrators"),
        ("auditor", ("--reason", "form"), "auditor"),
        ("", (), "No reason"),
    ):
        with pytest.raises(CommandError, match=why):
            told(books, *words, by=by)
    assert not AuditRecord.objects.filter(act="TAXPAYER_ID_REVEALED").exists()


def test_one_of_another_account_is_not_shown_and_leaves_no_record(books: Plan) -> None:
    cedar = RegisteredHolder.objects.get(account="CEDAR")
    request: dict[str, Any] = {"reason": "form", "by": books.approver, "at": books.tick()}
    with pytest.raises(RightsError) as refused:
        reveal_taxpayer_id(books.agreement, account="ELM", **request)
    assert refused.value.code == "NOT_FOUND"
    RegisteredHolder.objects.filter(account="ELM").update(taxpayer_id_encrypted=cedar.taxpayer_id_encrypted)
    with pytest.raises(BooksOutOfBalance):
        reveal_taxpayer_id(books.agreement, account="ELM", **request)
    assert not AuditRecord.objects.filter(act="TAXPAYER_ID_REVEALED").exists()
