"""A holder's bank account in the console: recorded from paper, shown masked; stolen words move nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from exercises.models import DepositInstruction
from exercises.selectors.deposits import instruction_as_of
from registry import clock
from registry.models import Approval, LetterKind, PaperDue, RegisteredHolder
from registry.services import taxpayer_ids
from tests.registry.console import Console, just_now, open_console, paper, papers_kept
from tests.registry.later_shares import make_september

pytestmark = pytest.mark.django_db

NUMBER = "00098765432"
STOLEN = "987-65-4320"  # of the range that is never given to anybody


@pytest.fixture
def console(settings: Any) -> Console:
    settings.DEMO = True
    plan = make_september().plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def holder_of(console: Console) -> RegisteredHolder:
    return RegisteredHolder.objects.filter(agreement=console.agreement).earliest("pk")


def typed(holder: RegisteredHolder, **changed: Any) -> dict[str, Any]:
    return {
        "way": "CHECKING",
        "name": holder.registration,
        "routing": "121000248",
        "account": NUMBER,
        "again": NUMBER,
        "signed_by": "The holder",
        "signed_on": clock.now().date().isoformat(),
        "received_at": just_now(),
        "document": paper(),
        **changed,
    }


def test_staff_record_it_from_paper_and_everybody_sees_it_masked(console: Console) -> None:
    holder = holder_of(console)
    assert "no holder must use it" in console.see("deposit_instructions", holder.pk)
    console.done("record_deposit_instruction", holder.pk, **typed(holder))
    request = console.see_request(Approval.objects.latest("pk"))
    assert "•••••5432" in request
    assert NUMBER not in request
    console.approve()
    for by in ("maker", "approver", "ines"):
        page = console.see("deposit_instructions", holder.pk, by=by)
        assert "By check, for now" in page
        assert "Checking account •••••5432" in page
        assert NUMBER not in page
    assert "Bank account" in console.see("holder", holder.pk)
    assert console.get("deposit_instructions", holder.pk, by="rowan").status_code == 403


def test_what_is_wrong_comes_back_beside_its_field_and_leaves_nothing(console: Console) -> None:
    holder, before = holder_of(console), papers_kept()
    differ = console.refused("record_deposit_instruction", holder.pk, **typed(holder, again="1"))
    assert "two readings of the account number differ" in differ
    wrong = console.refused("record_deposit_instruction", holder.pk, **typed(holder, routing="121000247"))
    assert "Field routing number" in wrong
    assert "DEPOSIT_ROUTING_WRONG" in wrong
    missing = typed(holder)
    del missing["document"]
    console.refused("record_deposit_instruction", holder.pk, **missing)
    assert not DepositInstruction.objects.exists()
    assert papers_kept() == before


def test_a_hijacked_thread_and_a_stolen_number_move_no_money(console: Console) -> None:
    victim = holder_of(console)
    sealed = taxpayer_ids.encrypt(STOLEN, agreement_code=console.code, account=victim.account)
    RegisteredHolder.objects.filter(pk=victim.pk).update(
        taxpayer_id_encrypted=sealed.encrypted,
        taxpayer_id_index=taxpayer_ids.vault().index(STOLEN, agreement_code=console.code),
        taxpayer_id_last_four=sealed.last_four,
    )
    # In a thread of mail with a person the staff knows: logged, and nothing.
    said = f"New bank of account {victim.account}, number {STOLEN}: 121000248, {NUMBER}"
    console.done("log_informal", channel="EMAIL", sender="The holder", said=said, received_at=just_now())
    # The number alone opens no page on which a bank account could be told.
    assert Client().get(f"/agreements/{console.code}/holders/{victim.pk}/deposits/record/").status_code == 302
    # Without a signature, or in the thief's name, it is not taken; one person alone puts nothing into force.
    page = console.refused("record_deposit_instruction", victim.pk, **typed(victim, signed_by=" "))
    assert "This field is required" in page
    page = console.refused("record_deposit_instruction", victim.pk, **typed(victim, name="R. Thief"))
    assert "DEPOSIT_OTHER_NAME" in page
    console.done("record_deposit_instruction", victim.pk, **typed(victim))
    assert instruction_as_of(victim, clock.now()) is None
    # Even with forged paper and two people deceived, the victim is told at home before any money moves.
    console.approve()
    made = instruction_as_of(victim, clock.now())
    assert made is not None
    assert made.pays_from is not None
    assert made.pays_from > clock.now()
    [letter] = PaperDue.objects.filter(paper_kind=LetterKind.DEPOSIT_INSTRUCTION.value)
    assert letter.facts["to"]["address"][0] == victim.address
