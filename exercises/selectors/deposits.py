"""Reads of holders' bank accounts for payments: what stands, since when, who else names the account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from exercises.models import DepositInstruction
from registry.models import Approval, RegisteredHolder
from registry.services.taxpayer_ids import masked

RECORD_DEPOSIT_INSTRUCTION = "RECORD_DEPOSIT_INSTRUCTION"


def instruction_as_of(holder: RegisteredHolder, at: datetime) -> DepositInstruction | None:
    """The instruction in force at an instant: the one approved last, also one that asks for checks."""
    found = DepositInstruction.objects.filter(holder=holder, in_force_from__lte=at)
    return found.order_by("-in_force_from", "-pk").first()


def instructions_of(holder: RegisteredHolder) -> Sequence[tuple[DepositInstruction, Approval | None]]:
    """Every instruction of a holder with its request, the latest first."""
    rows = list(
        DepositInstruction.objects.filter(holder=holder).select_related(
            "document", "recorded_by", "approval__approver"
        )
    )
    asked = Approval.objects.filter(
        kind=RECORD_DEPOSIT_INSTRUCTION, request__deposit_instruction__in=[one.pk for one in rows]
    ).select_related("maker", "approver", "rejected_by")
    requests = {int(one.request["deposit_instruction"]): one for one in asked}
    return [(one, requests.get(one.pk)) for one in rows]


def others_naming(instruction: DepositInstruction) -> Sequence[str]:
    """The accounts of other holders that ever named the same bank account: a sign of theft."""
    if instruction.account_index is None:
        return []
    found = DepositInstruction.objects.filter(
        account_index=instruction.account_index, holder__agreement=instruction.holder.agreement_id
    ).exclude(holder=instruction.holder_id)
    return sorted(set(found.values_list("holder__account", flat=True)))


def bank_account_words(instruction: DepositInstruction) -> str:
    """The bank account with its number masked, or checks."""
    if not instruction.routing:
        return "by check to the address of record"
    kind = "savings" if instruction.is_savings else "checking"
    return f"{kind} account {masked(instruction.account_last_four)}, routing number {instruction.routing}"


def words_of_instruction(instruction: DepositInstruction) -> dict[str, str]:
    """What the second person compares with the paper."""
    return {"payments go": bank_account_words(instruction), "signed by": instruction.signed_by}


def words_beside(request: dict[str, Any]) -> dict[str, object]:
    """What an instruction says, for the second person, with who else named the same bank account."""
    found = DepositInstruction.objects.select_related("holder").get(pk=request["deposit_instruction"])
    others = ", ".join(others_naming(found)) or "no other account"
    return {"instruction": words_of_instruction(found) | {"the same bank account is named by": others}}
