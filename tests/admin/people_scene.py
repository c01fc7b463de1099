"""Rows of people for the walk over the model pages: access, sessions, second factors, a claimed account."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from registry.models import (
    ClaimCode,
    CompanyOfficer,
    CopyConsent,
    HolderAccess,
    IdempotentCall,
    Installation,
    IssuerAccess,
    User,
)
from registry.services import tokens
from tests.certificates.runs import Press

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SESSION_KEY = "k3yofasessionthatnobodyistosee42"


def rows_of_people(press: Press, people: dict[str, User]) -> str:
    """A call, an officer's access, a token, an address, a second factor, an act; returns the token's text."""
    agreement, by, at = press.agreement, press.plan.maker, press.plan.tick()
    Installation.objects.create()
    IdempotentCall.objects.create(
        user=people["machine"],
        key="a-key-of-a-call",
        method="POST",
        path="/api/v1/jobs",
        request_hash="0" * 64,
        status=200,
        body='{"secret": "of the answer"}',
        called_at=at,
    )
    IssuerAccess.objects.create(user=people["issuer_officer"], agreement=agreement, granted_at=at)
    _, text = tokens.make_token(
        people["machine"], label="nightly", agreements=[agreement], days=30, made_by=by, at=at
    )
    EmailAddress.objects.create(user=people["maker"], email="maker@example.com", verified=True, primary=True)
    Authenticator.objects.create(
        user=people["maker"], type=Authenticator.Type.TOTP, data={"secret": TOTP_SECRET}
    )
    UserSession.objects.create(
        user=people["maker"], ip="192.0.2.7", user_agent="A browser", session_key=SESSION_KEY
    )
    officer = CompanyOfficer.objects.first()
    assert officer is not None
    LogEntry.objects.create(
        user=people["administrator"],
        content_type=ContentType.objects.get_for_model(CompanyOfficer),
        object_id=str(officer.pk),
        object_repr=str(officer),
        action_flag=CHANGE,
        change_message="Ended. Reason: resigned",
        action_time=at + timedelta(seconds=1),
    )
    return text


def a_claimed_account(press: Press) -> None:
    """A code that its holder used, and the access that came of it."""
    plan, at = press.plan, press.plan.tick()
    person = User.objects.create(username="holder-at-home")
    claim = ClaimCode.objects.create(
        holder=plan.holders[0],
        code_hash=b"c" * 32,
        made_by=plan.maker,
        made_at=at,
        expires_at=at + timedelta(days=30),
        used_by=person,
        used_at=at,
    )
    access = HolderAccess.objects.create(user=person, holder=plan.holders[0], claim=claim, since=at)
    CopyConsent.objects.create(access=access, email="holder@example.com", given_at=at)
