"""Accounts claimed by holders: a code mailed to the address of record, good once (§30).

Only registered holders see an account, and never by an identifying number alone. What is typed wrongly is
answered in one way, whatever was wrong. Account numbers are no secret and may stand in several plans: a wrong
code counts against the one letter whose mark it begins with, so nobody voids a letter that he has not seen.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from agreement.refusals import refuse
from registry.codes import GROUP, draw_code, plain_code
from registry.models import ClaimCode, HolderAccess, RegisteredHolder, User
from registry.roles import Role, give_role, has_role, must_be_staff
from registry.selectors.addresses import Address, address_as_of
from registry.selectors.demonstrations import may_demo_users_act
from registry.services.audit import append_audit
from registry.services.books import lock_books

CODE_SIGNS = 16  # eighty random bits
_PURPOSE = b"claim-code-1|"


@transaction.atomic(durable=True)
def make_claim_code(holder: RegisteredHolder, *, by: User, at: datetime) -> tuple[ClaimCode, str]:
    """Make a code for the letter to a holder; returns it and its signs, which are kept nowhere.

    An earlier code that nobody used is void from now. Raises MAKER_NOT_PERMITTED, CLAIM_ADDRESS_MISSING.

    Agreement: 30.
    """
    must_be_staff(by, act="a letter with a code")
    must_have_address(holder, at=at)
    agreement = lock_books(holder.agreement)
    ClaimCode.objects.filter(holder=holder, used_at__isnull=True, void_at__isnull=True).update(void_at=at)
    code = _draw_unlike_others(holder.account)
    claim = ClaimCode.objects.create(
        holder=holder,
        letter_mark=mark_of(code),
        code_hash=hash_of(code, holder=holder),
        made_by=by,
        made_at=at,
        expires_at=at + timedelta(days=settings.CLAIM_CODE_DAYS),
    )
    append_audit(
        agreement,
        actor=by,
        act="CLAIM_CODE_MADE",
        subject=f"account {holder.account}",
        details={"claim": claim.pk, "expires_at": claim.expires_at.isoformat()},
        at=at,
    )
    return claim, code


def must_have_address(holder: RegisteredHolder, *, at: datetime) -> Address:
    """The address of record to which a code is mailed. Raises CLAIM_ADDRESS_MISSING.

    Agreement: 30.
    """
    found = address_as_of(holder, at)
    if not all(part.strip() for part in (holder.registration, found.address, found.city, found.country)):
        raise refuse("CLAIM_ADDRESS_MISSING", account=holder.account)
    return found


@transaction.atomic(durable=True)
def void_claim_code(claim: ClaimCode, *, by: User, at: datetime) -> None:
    """Make a code void whose letter did not come to be; a used one stays as it is.

    Agreement: 30.
    """
    agreement = lock_books(claim.holder.agreement)
    unused = ClaimCode.objects.filter(pk=claim.pk, used_at__isnull=True, void_at__isnull=True)
    if unused.update(void_at=at):
        append_audit(
            agreement, actor=by, act="CLAIM_CODE_VOID", subject=f"account {claim.holder.account}", at=at
        )


def void_codes_mailed_before(holder: RegisteredHolder, *, by: User | None, at: datetime) -> None:
    """A new address of record: a code mailed to the earlier one is good no more. Under the books' lock.

    Agreement: 5(b);30.
    """
    if ClaimCode.objects.filter(holder=holder, used_at__isnull=True, void_at__isnull=True).update(void_at=at):
        append_audit(
            holder.agreement, actor=by, act="CLAIM_CODE_VOID", subject=f"account {holder.account}", at=at
        )


def examine_claim(*, account: str, code: str, at: datetime) -> ClaimCode:
    """The good code of an account, as typed from the letter; a wrong one counts against the letter it names.

    The mark a code begins with names the letter, in whatever plan the account number stands. An account that
    is not there, one of another plan, a code used, void or expired, and one mistyped are all refused alike.
    Raises CLAIM_NOT_ACCEPTED.

    Agreement: 30.
    """
    with transaction.atomic(durable=True):
        plain = plain_code(code)
        good = _good_codes(account, mark=mark_of(plain), at=at)
        matching = _matching(good, plain)
        if matching is None and good:
            _count_against(good, at=at)
    if matching is None:
        raise refuse("CLAIM_NOT_ACCEPTED")
    return matching


@transaction.atomic(durable=True)
def claim_with_new_sign_in(
    claim: ClaimCode, *, username: str, email: str, password: str, at: datetime
) -> HolderAccess:
    """Make a holder's sign-in and let it see the account of a code, which is spent.

    Made in a demonstration, it is good in a demonstration alone. Raises CLAIM_NOT_ACCEPTED for a code no
    longer good, CLAIM_LOGIN_TAKEN.

    Agreement: 30.
    """
    held = _held(claim, at=at)
    user = User(username=username, email=email, is_demo=may_demo_users_act())
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as taken:
        raise refuse("CLAIM_LOGIN_TAKEN") from taken
    give_role(user, Role.HOLDER)
    return _use(held, user=user, at=at)


@transaction.atomic(durable=True)
def claim_further(claim: ClaimCode, *, user: User, at: datetime) -> HolderAccess:
    """Let a holder who has signed in see one more account; the code is spent.

    Raises CLAIM_NOT_ACCEPTED, CLAIM_LOGIN_NOT_HOLDER, CLAIM_MADE_BEFORE.

    Agreement: 30.
    """
    must_be_holder(user)
    held = _held(claim, at=at)
    if HolderAccess.objects.filter(user=user, holder=held.holder, until__isnull=True).exists():
        raise refuse("CLAIM_MADE_BEFORE", person=user, account=held.holder.account)
    return _use(held, user=user, at=at)


def must_be_holder(user: User) -> None:
    """Raise CLAIM_LOGIN_NOT_HOLDER for a sign-in of staff, an officer, an auditor or a program.

    Agreement: 30.
    """
    others = set(Role) - {Role.HOLDER}
    if not has_role(user, Role.HOLDER) or any(has_role(user, role) for role in others):
        raise refuse("CLAIM_LOGIN_NOT_HOLDER", person=user)


@transaction.atomic(durable=True)
def end_holder_access(access: HolderAccess, *, reason: str, by: User, at: datetime) -> HolderAccess:
    """End at once what a person sees of an account; what that person prepared stays a draft of the account.

    Raises MAKER_NOT_PERMITTED, REASON_MISSING, HOLDER_ACCESS_ENDED.

    Agreement: 30.
    """
    must_be_staff(by, act="the end of a holder's access")
    if not reason.strip():
        raise refuse("REASON_MISSING", what="the end of the access")
    agreement = lock_books(access.holder.agreement)
    if not HolderAccess.objects.filter(pk=access.pk, until__isnull=True).update(until=at, ended_by=by):
        raise refuse("HOLDER_ACCESS_ENDED", account=access.holder.account)
    append_audit(
        agreement,
        actor=by,
        act="HOLDER_ACCESS_ENDED",
        subject=f"account {access.holder.account}",
        details={"access": access.pk, "reason": reason.strip()},
        at=at,
    )
    access.refresh_from_db()
    return access


def held_access(access: HolderAccess) -> HolderAccess:
    """An access, read again under the lock of its books and its own. Raises HOLDER_ACCESS_ENDED.

    Agreement: 30.
    """
    lock_books(access.holder.agreement)
    found = (
        HolderAccess.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=access.pk, until__isnull=True)
        .select_related("holder__agreement")
        .first()
    )
    if found is None:
        raise refuse("HOLDER_ACCESS_ENDED", account=access.holder.account)
    return found


def hash_of(code: str, *, holder: RegisteredHolder) -> bytes:
    """What is kept of a code: a keyed hash, bound to the account, that nobody can try out on a copy."""
    message = _PURPOSE + f"{holder.pk}|{code}".encode()
    return hmac.digest(settings.BLIND_INDEX_KEY, message, "sha256")


def mark_of(code: str) -> str:
    """The part of a code that names its letter: the first group. It opens nothing."""
    return code[:GROUP]


def _draw_unlike_others(account: str) -> str:
    """A new code whose mark no open letter of this account number has, in any plan."""
    letters = ClaimCode.objects.filter(holder__account=account, used_at__isnull=True, void_at__isnull=True)
    taken = set(letters.values_list("letter_mark", flat=True))
    while mark_of(code := draw_code(CODE_SIGNS)) in taken:
        pass
    return code


def _good_codes(account: str, *, mark: str, at: datetime) -> list[ClaimCode]:
    """The code that may still be used for an account of this number and bears the mark, locked.

    Two letters made in two plans at the same instant might bear one mark, once in a million; hence a list.
    """
    return list(
        ClaimCode.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            holder__account=account.strip(),
            letter_mark=mark,
            used_at__isnull=True,
            void_at__isnull=True,
            expires_at__gt=at,
            attempts__lt=settings.CLAIM_CODE_TRIES,
        )
        .select_related("holder__agreement")
        .order_by("id")
    )


def _matching(good: Sequence[ClaimCode], code: str) -> ClaimCode | None:
    for claim in good:
        if hmac.compare_digest(bytes(claim.code_hash), hash_of(code, holder=claim.holder)):
            return claim
    return None


def _count_against(good: Sequence[ClaimCode], *, at: datetime) -> None:
    """Count one wrong try; a code tried too often is void, and the holder is told by a new letter only."""
    keys = [claim.pk for claim in good]
    ClaimCode.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1)
    tried_out = ClaimCode.objects.filter(pk__in=keys, attempts__gte=settings.CLAIM_CODE_TRIES)
    for claim in tried_out.select_related("holder__agreement"):
        claim.void_at = at
        claim.save(update_fields=["void_at"])
        append_audit(
            claim.holder.agreement,
            actor=None,
            act="CLAIM_CODE_TRIED_OUT",
            subject=f"account {claim.holder.account}",
            details={"claim": claim.pk, "attempts": claim.attempts},
            at=at,
        )


def _held(claim: ClaimCode, *, at: datetime) -> ClaimCode:
    """A code under lock, still good."""
    lock_books(claim.holder.agreement)
    found = (
        ClaimCode.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=claim.pk, used_at__isnull=True, void_at__isnull=True, expires_at__gt=at)
        .select_related("holder__agreement")
        .first()
    )
    if found is None:
        raise refuse("CLAIM_NOT_ACCEPTED")
    return found


def _use(claim: ClaimCode, *, user: User, at: datetime) -> HolderAccess:
    claim.used_at, claim.used_by = at, user
    claim.save(update_fields=["used_at", "used_by"])
    access = HolderAccess.objects.create(user=user, holder=claim.holder, claim=claim, since=at)
    append_audit(
        claim.holder.agreement,
        actor=user,
        act="ACCOUNT_CLAIMED",
        subject=f"account {claim.holder.account}",
        details={"claim": claim.pk, "access": access.pk},
        at=at,
    )
    return access
