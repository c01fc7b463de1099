"""Tokens of machine clients: made once, shown once, kept as hashes, ended by time or by a person (9)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from agreement.refusals import refuse
from registry.models import AccessToken, RightsAgreement, User
from registry.roles import Role
from registry.selectors.demonstrations import may_act_here
from registry.services.audit import append_audit

PREFIX = "rat_"
LONGEST_DAYS = 366


@transaction.atomic(durable=True)
def make_token(
    user: User, *, label: str, agreements: Sequence[RightsAgreement], days: int, made_by: User, at: datetime
) -> tuple[AccessToken, str]:
    """Make a token of a machine client for some agreements; returns it and its text, which is kept nowhere.

    The text has 256 random bits, so that a plain hash of it tells nothing. A person's user gets none: a token
    would pass by the second factor. Raises TOKEN_OWNER_NOT_MACHINE, TOKEN_PERIOD_INVALID.
    """
    if set(user.groups.values_list("name", flat=True)) != {str(Role.MACHINE)} or not user.is_active:
        raise refuse("TOKEN_OWNER_NOT_MACHINE", person=user.username)
    if not 1 <= days <= LONGEST_DAYS:
        raise refuse("TOKEN_PERIOD_INVALID", days=days, limit=LONGEST_DAYS)
    text = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=user,
        label=label,
        token_hash=hash_of(text),
        last_four=text[-4:],
        made_by=made_by,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    token.agreements.set(agreements)
    for agreement in agreements:
        append_audit(agreement, actor=made_by, act="TOKEN_MADE", subject=str(token), at=at)
    return token, text


@transaction.atomic(durable=True)
def revoke_token(token: AccessToken, *, by: User, at: datetime) -> AccessToken:
    """End a token at once; ending it again changes nothing."""
    locked = AccessToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if locked.revoked_at is None:
        locked.revoked_at = at
        locked.save(update_fields=["revoked_at"])
        for agreement in locked.agreements.all():
            append_audit(agreement, actor=by, act="TOKEN_REVOKED", subject=str(locked), at=at)
    return locked


def token_in_force(text: str, *, at: datetime) -> AccessToken | None:
    """The token of a text, if it is in force and its client still is active and a machine client alone."""
    if not text.startswith(PREFIX) or len(text) > 100 or not text.isascii():
        return None
    token = (
        AccessToken.objects.filter(token_hash=hash_of(text), revoked_at__isnull=True, expires_at__gt=at)
        .select_related("user")
        .first()
    )
    if token is None or not token.user.is_active or not may_act_here(token.user):
        return None
    roles = set(token.user.groups.values_list("name", flat=True))
    return token if roles == {str(Role.MACHINE)} else None


def hash_of(text: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(text.encode()).digest()
