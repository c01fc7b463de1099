"""A holder's bank account for payments: signed, by two, sealed, told by letter, held some days (26)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from agreement.errors import BooksOutOfBalance, RightsError
from exercises.models import DepositInstruction
from exercises.selectors.deposits import instruction_as_of, others_naming
from exercises.services.deposits import BankAccount, account_number, request_instruction
from registry.models import Approval, Document, LetterKind, PaperDue, RegisteredHolder
from registry.selectors.addresses import Address
from registry.selectors.requests import words_beside
from registry.services import approvals, taxpayer_ids
from tests.books.books import Plan, make_plan
from tests.registry.test_addresses import approve as moved
from tests.registry.test_addresses import ask, draft

pytestmark = pytest.mark.django_db

AT = datetime(2003, 7, 20, 17, 0, tzinfo=UTC)
ROUTING, NUMBER = "121000248", "00098765432"


@pytest.fixture
def plan() -> Plan:
    made = make_plan()
    made.at = AT
    return made


@pytest.fixture
def cedar(plan: Plan) -> RegisteredHolder:
    return plan.holder("CEDAR")


def signed(plan: Plan, *, on: date | None = date(2003, 7, 18)) -> Document:
    return Document.objects.create(
        agreement=plan.agreement, kind="DEPOSIT", title="Instruction", sha256="2" * 64, size_bytes=1,
        content_type="application/pdf", original_name="paper.pdf", stored_as="22/22", signed_on=on,
        received_at=plan.at, received_by=plan.maker, recorded_at=plan.at,
    )  # fmt: skip


def bank(holder: RegisteredHolder, **changed: Any) -> BankAccount:
    told = {"routing": ROUTING, "account": NUMBER, "name": holder.registration, **changed}
    return BankAccount(**told)


def asked(plan: Plan, holder: RegisteredHolder, told: BankAccount | None, **changed: Any) -> Approval:
    parts = {
        "signed_by": "Cedar",
        "document": signed(plan),
        "maker": plan.maker,
        "at": plan.tick(),
        **changed,
    }
    return request_instruction(holder, told, **parts)


def in_force(plan: Plan, holder: RegisteredHolder, told: BankAccount | None) -> DepositInstruction:
    approval = asked(plan, holder, told)
    made = approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    assert isinstance(made, DepositInstruction)
    return made


def refused(act: Any) -> RightsError:
    before = (DepositInstruction.objects.count(), Approval.objects.count(), PaperDue.objects.count())
    with pytest.raises(RightsError) as found:
        act()
    after = (DepositInstruction.objects.count(), Approval.objects.count(), PaperDue.objects.count())
    assert after == before
    return found.value


def test_it_is_in_force_by_two_people_and_pays_after_the_days_of_the_hold(
    plan: Plan, cedar: RegisteredHolder, settings: Any
) -> None:
    approval = asked(plan, cedar, bank(cedar))
    assert instruction_as_of(cedar, plan.at) is None, "one person alone changes nothing"
    assert refused(lambda: approvals.approve(approval.request_hash, approver=plan.maker, at=plan.tick())).code
    made = approvals.approve(approval.request_hash, approver=plan.approver, at=plan.tick())
    assert instruction_as_of(cedar, plan.at) == made
    assert instruction_as_of(cedar, made.in_force_from - timedelta(seconds=1)) is None
    assert made.pays_from - made.in_force_from == timedelta(days=settings.DEPOSIT_HOLD_DAYS)
    by_check = in_force(plan, cedar, None)
    assert instruction_as_of(cedar, plan.at) == by_check, "a later one ends those before"
    assert instruction_as_of(cedar, by_check.in_force_from - timedelta(seconds=1)) == made


def test_the_account_number_is_sealed_to_its_holder_and_shown_by_its_last_four(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    made = in_force(plan, cedar, bank(cedar, account="0009-8765 432"))
    assert (account_number(made), made.account_last_four) == (NUMBER, "5432")
    assert NUMBER.encode() not in bytes(made.account_encrypted or b"")
    words = str(words_beside(made.approval)) + str(made.approval.request)
    assert "checking account •••••5432, routing number 121000248" in words
    assert NUMBER not in words
    elm = plan.holder("ELM")
    other = in_force(plan, elm, bank(elm))
    assert others_naming(other) == ["CEDAR"], "the same bank account of two holders is told"
    assert "'CEDAR'" in str(words_beside(other.approval)).replace('"', "'")
    other.account_encrypted = made.account_encrypted
    with pytest.raises(BooksOutOfBalance):
        account_number(other)
    with pytest.raises(BooksOutOfBalance):
        taxpayer_ids.vault().decrypt(
            bytes(made.account_encrypted or b""), agreement_code=plan.agreement.code, account="CEDAR"
        )


@pytest.mark.refusal("DEPOSIT_ROUTING_WRONG", "DEPOSIT_ACCOUNT_WRONG", "DEPOSIT_OTHER_NAME")
def test_what_cannot_be_the_holders_account_is_refused_with_field_and_cure(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    for changed, code in (
        ({"routing": "121000247"}, "DEPOSIT_ROUTING_WRONG"),
        ({"routing": "12100024"}, "DEPOSIT_ROUTING_WRONG"),
        ({"routing": "000000000"}, "DEPOSIT_ROUTING_WRONG"),
        ({"account": ""}, "DEPOSIT_ACCOUNT_WRONG"),
        ({"account": "1" * 18}, "DEPOSIT_ACCOUNT_WRONG"),
        ({"account": "12;34"}, "DEPOSIT_ACCOUNT_WRONG"),
        ({"name": "Rowena Thief"}, "DEPOSIT_OTHER_NAME"),
    ):
        told = bank(cedar, **changed)
        found = refused(lambda told=told: asked(plan, cedar, told))  # type: ignore[misc]
        assert found.code == code
        assert "Field " in str(found)
        assert "HOUSE" in str(found)
        assert "to cure" in str(found)


@pytest.mark.refusal("DEPOSIT_UNSIGNED")
def test_without_paper_signature_or_day_nothing_is_recorded(plan: Plan, cedar: RegisteredHolder) -> None:
    for changed, field in (
        ({"document": None}, "the paper"),
        ({"signed_by": " "}, "signed by"),
        ({"document": signed(plan, on=None)}, "signed on"),
    ):
        found = refused(lambda changed=changed: asked(plan, cedar, bank(cedar), **changed))  # type: ignore[misc]
        assert found.code == "DEPOSIT_UNSIGNED"
        assert f"Field {field}" in str(found)


def test_the_letter_goes_to_the_address_of_record_and_to_the_one_before_it(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    in_force(plan, cedar, bank(cedar))
    [letter] = PaperDue.objects.filter(paper_kind=LetterKind.DEPOSIT_INSTRUCTION.value)
    assert letter.facts["to"]["address"][0] == cedar.address
    assert "•••••5432" in letter.facts["bank"]
    assert NUMBER not in str(letter.facts)
    # Who first has the address changed, and then the account, is told of at both addresses.
    moved(plan, ask(plan, draft(plan, cedar, address=Address("5 Elm", "Reno", "NV", "89501", "US"))))
    cedar.refresh_from_db()
    in_force(plan, cedar, bank(cedar, account="55554444"))
    later = PaperDue.objects.filter(paper_kind=LetterKind.DEPOSIT_INSTRUCTION.value, pk__gt=letter.pk)
    assert {one.facts["to"]["address"][1] for one in later} == {"Reno", "San Francisco"}


def test_the_database_lets_none_into_force_without_two_people_or_be_changed(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    made = in_force(plan, cedar, bank(cedar))
    asked(plan, cedar, bank(cedar, account="55554444"))
    waiting = DepositInstruction.objects.get(in_force_from__isnull=True)
    for change in (
        {"approval": made.approval, "in_force_from": plan.at, "pays_from": plan.at},
        {"approval": Approval.objects.latest("pk"), "in_force_from": plan.at, "pays_from": plan.at},
        {"routing": "021000021"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            DepositInstruction.objects.filter(pk=waiting.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        DepositInstruction.objects.filter(pk=made.pk).update(pays_from=made.in_force_from)


def test_a_holder_asks_anew_after_a_rejection_and_the_first_stays_out_of_force(
    plan: Plan, cedar: RegisteredHolder
) -> None:
    first = asked(plan, cedar, bank(cedar))
    approvals.reject(first.request_hash, rejecter=plan.approver, reason="illegible", at=plan.tick())
    made = in_force(plan, cedar, bank(cedar))
    assert instruction_as_of(cedar, plan.at) == made
    assert DepositInstruction.objects.filter(in_force_from__isnull=True).count() == 1
