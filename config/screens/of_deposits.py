"""Bank accounts for payments in the scene of the screens: one in force, one that waits for approval."""

from __future__ import annotations

from config.demo.people import MAKER, user_of
from config.demo.story import approve
from config.screens.counter import paper
from exercises.services.deposits import BankAccount, request_instruction
from registry import clock
from registry.models import Approval, RegisteredHolder


def tell_bank_account(holder: RegisteredHolder) -> None:
    """A holder names a bank account on signed paper; then asks for another, which nobody approved yet."""
    approve(_asked(holder, "000123456789"), at=clock.now())
    _asked(holder, "000987654321")


def _asked(holder: RegisteredHolder, number: str) -> Approval:
    return request_instruction(
        holder,
        BankAccount("121000248", number, holder.registration),
        signed_by=" ".join(holder.registration.split()),
        document=paper(holder.agreement, "Instruction for deposits", account=holder.account),
        maker=user_of(MAKER),
        at=clock.now(),
    )
