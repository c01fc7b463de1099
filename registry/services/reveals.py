"""Showing a taxpayer number in clear: to who may see it, for a reason, on the record (§5(b), policy)."""

from datetime import datetime

from django.db import transaction

from agreement.refusals import refuse
from registry.models import RegisteredHolder, RightsAgreement, User
from registry.roles import APPROVERS, has_any_role
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.taxpayer_ids import vault


def reveal_taxpayer_id(
    agreement: RightsAgreement, *, account: str, reason: str, by: User, at: datetime
) -> str:
    """The taxpayer number of an account in clear, once it is on the record who asked for it and why.

    For approvers and administrators alone; `reason` names no holder. Raises NOT_PERMITTED,
    REVEAL_REASON_MISSING, NOT_FOUND without such an account or number, BooksOutOfBalance where the number is
    not the account's.

    Agreement: 5(b).
    """
    must_be_shown_numbers(by)
    if not reason.strip():
        raise refuse("REVEAL_REASON_MISSING", account=account)
    with transaction.atomic(durable=True):
        locked = lock_books(agreement)
        holder = holder_with_number(locked, account=account)
        number = vault().decrypt(
            bytes(holder.taxpayer_id_encrypted or b""), agreement_code=locked.code, account=holder.account
        )
        append_audit(
            locked,
            actor=by,
            act="TAXPAYER_ID_REVEALED",
            subject=f"account {holder.account}",
            details={"reason": reason.strip()},
            at=at,
        )
    return number


def must_be_shown_numbers(person: User) -> None:
    """Refuse everybody but approvers and administrators with NOT_PERMITTED.

    Agreement: 5(b).
    """
    if not has_any_role(person, APPROVERS):
        raise refuse("NOT_PERMITTED", reason="taxpayer numbers are shown to approvers and administrators")


def holder_with_number(agreement: RightsAgreement, *, account: str) -> RegisteredHolder:
    """The account, if it stands on the books with a taxpayer number. Raises NOT_FOUND.

    Agreement: 5(b).
    """
    holder = RegisteredHolder.objects.filter(agreement=agreement, account=account).first()
    if holder is None or holder.taxpayer_id_encrypted is None:
        raise refuse("NOT_FOUND", what=f"A taxpayer number of account {account}")
    return holder
