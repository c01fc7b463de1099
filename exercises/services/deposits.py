"""A holder's bank account for payments: on the holder's signed paper, by two people, told by letter (§26).

Nothing in the agreement gives it: it is a practice of the Rights Agent, which no holder must use. For some
days after a new instruction payments still go by check: the letter to the address of record comes first.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from agreement.refusals import refuse
from agreement.refusals.deposits import DEPOSIT_POLICY
from exercises.bank.nacha import is_routing
from exercises.models import DepositInstruction
from exercises.selectors.deposits import (
    RECORD_DEPOSIT_INSTRUCTION,
    bank_account_words,
    words_of_instruction,
)
from registry.models import Approval, LetterKind, RegisteredHolder, User
from registry.roles import must_be_staff
from registry.selectors.addresses import Address, address_as_of, address_versions
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.commitments import commit_words
from registry.services.documents import Evidence, require_document
from registry.services.letters.papers import addressee, ask_for_paper
from registry.services.refusals import told_as_errors
from registry.services.taxpayer_ids import TaxpayerIdVault, vault

PURPOSE = "deposit-account-1"
ACCOUNT_SIGNS_MOST = 17


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account as the paper states it: routing number, account number, in whose name, of which kind."""

    routing: str
    account: str
    name: str
    is_savings: bool = False


@transaction.atomic(durable=True)
def request_instruction(
    holder: RegisteredHolder,
    told: BankAccount | None,
    *,
    signed_by: str,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to have a holder's payments go to a bank account; with none, by check again.

    `document` is the instruction that the registered holder signed. Raises MAKER_NOT_PERMITTED,
    DEPOSIT_UNSIGNED, DEPOSIT_ROUTING_WRONG, DEPOSIT_ACCOUNT_WRONG, DEPOSIT_OTHER_NAME.

    Agreement: 26.
    """
    must_be_staff(maker, act="recording a bank account for payments")
    agreement = lock_books(holder.agreement)
    _must_be_signed(holder, by=signed_by, document=document)
    row = _sealed(holder, told) if told else {}
    with told_as_errors():
        made = DepositInstruction.objects.create(
            holder=holder,
            signed_by=signed_by.strip(),
            document=require_document(agreement, document),
            recorded_at=at,
            recorded_by=maker,
            **row,
        )
    return approvals.request_approval(
        agreement,
        kind=RECORD_DEPOSIT_INSTRUCTION,
        request=_request(made),
        summary=f"Payments of account {holder.account} go "
        + ("to the bank account" if told else "by check again")
        + f" as {made} says",
        maker=maker,
        at=at,
    )


def perform_instruction(approval: Approval, *, at: datetime) -> DepositInstruction:
    """The instruction is in force, and ends those before it; the holder is told at the address of record.

    Where the address was changed within the days of the hold, the one before it is written to as well.
    Raises REQUEST_CHANGED_AFTER_APPROVAL.

    Agreement: 26.
    """
    assert approval.agreement is not None
    agreement = lock_books(approval.agreement)
    found = DepositInstruction.objects.select_related("holder", "document")
    made = found.get(pk=approval.request["deposit_instruction"], holder__agreement=agreement)
    made.holder.agreement = agreement
    if _request(made) != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    made.approval, made.in_force_from = approval, at
    made.pays_from = at + timedelta(days=settings.DEPOSIT_HOLD_DAYS)
    with told_as_errors():
        made.save(update_fields=["approval", "in_force_from", "pays_from"])
    _tell(made, by=approval.maker, at=at)
    append_audit(
        agreement,
        actor=approval.approver,
        act="DEPOSIT_INSTRUCTION_IN_FORCE",
        subject=str(made),
        details={"account": made.holder.account, "pays_from": made.pays_from.isoformat()},
        at=at,
    )
    return made


def account_number(instruction: DepositInstruction) -> str:
    """The number in clear, for the file of deposits alone. BooksOutOfBalance where it was altered."""
    assert instruction.account_encrypted is not None
    holder = instruction.holder
    return _vault().decrypt(
        bytes(instruction.account_encrypted), agreement_code=holder.agreement.code, account=holder.account
    )


def _must_be_signed(holder: RegisteredHolder, *, by: str, document: Evidence | None) -> None:
    lacking = {
        "the paper": document is None,
        "signed by": not by.strip(),
        "signed on": document is not None and document.signed_on is None,
    }
    for field, is_lacking in lacking.items():
        if is_lacking:
            raise refuse("DEPOSIT_UNSIGNED", field=field, account=holder.account)


def _sealed(holder: RegisteredHolder, told: BankAccount) -> dict[str, Any]:
    """The row of a bank account, examined and sealed."""
    routing, account = told.routing.replace(" ", ""), told.account.replace(" ", "").replace("-", "")
    if not is_routing(routing) or not int(routing):
        raise refuse("DEPOSIT_ROUTING_WRONG", routing=routing[:20])
    if not (account.isascii() and account.isalnum() and len(account) <= ACCOUNT_SIGNS_MOST):
        raise refuse("DEPOSIT_ACCOUNT_WRONG")
    if told.name.split() != holder.registration.split():
        stated = " ".join(told.name.split()) or "nobody"
        raise refuse("DEPOSIT_OTHER_NAME", stated=stated, registered=" ".join(holder.registration.split()))
    code = holder.agreement.code
    sealed = _vault().seal(account, agreement_code=code, account=holder.account)
    return {
        "routing": routing,
        "account_encrypted": sealed.encrypted,
        "account_index": _vault().index(f"{routing} {account}", agreement_code=code),
        "account_last_four": sealed.last_four,
        "is_savings": told.is_savings,
    }


def _vault() -> TaxpayerIdVault:
    return vault(purpose=PURPOSE)


def _request(made: DepositInstruction) -> dict[str, Any]:
    """What binds: the paper, the sealed number, and a keyed commitment to the words beside."""
    sealed = bytes(made.account_encrypted or b"")
    words = {"words": words_of_instruction(made), "sealed": hashlib.sha256(sealed).hexdigest()}
    return {
        "act": RECORD_DEPOSIT_INSTRUCTION,
        "agreement": made.holder.agreement.code,
        "deposit_instruction": made.pk,
        "account": made.holder.account,
        "document_sha256": made.document.sha256,
        "committed": {"instruction": commit_words(words, bound_to=f"deposit instruction {made.pk}")},
    }


def _tell(made: DepositInstruction, *, by: User, at: datetime) -> None:
    """Write to the address of record, and to the one before it where that was changed of late."""
    assert made.pays_from is not None
    facts = {
        "holder": made.holder.registration,
        "account": made.holder.account,
        "bank": bank_account_words(made) if made.routing else "",
        "signed_by": made.signed_by,
        "signed_on": made.document.signed_on.isoformat() if made.document.signed_on else "",
        "pays_from": made.pays_from.isoformat(),
    }
    for address in _addresses_of_late(made.holder, at=at):
        ask_for_paper(
            made.holder.agreement,
            kind=LetterKind.DEPOSIT_INSTRUCTION,
            facts={**facts, "to": addressee(made.holder, address)},
            section=DEPOSIT_POLICY,
            by=by,
            at=at,
        )


def _addresses_of_late(holder: RegisteredHolder, *, at: datetime) -> list[Address]:
    """The address in force, and every one that ended within the days of the hold."""
    since = at - timedelta(days=settings.DEPOSIT_HOLD_DAYS)
    former = [
        one.address
        for one in address_versions(holder)
        if one.in_force_until is not None and since <= one.in_force_until <= at
    ]
    return list(dict.fromkeys([address_as_of(holder, at), *former]))
