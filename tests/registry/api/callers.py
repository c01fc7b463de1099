"""Everybody who may call the API, and how each calls."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from registry import clock
from registry.models import HolderAccess, RegisteredHolder, RightsAgreement, User
from registry.roles import Role, give_role
from registry.services import holder_access
from registry.services.tokens import make_token
from tests.journeys.stage import INES, MARA, NELL, ROWAN, SOLOMON, Stage, work

CODE = "AHS-2003"
ROOT = "/api/v1/"
PLAN = f"{ROOT}agreements/{CODE}/"
NOBODY, HOLDER, MACHINE, OTHER_MACHINE = "", "hazel", "ledger", "other-ledger"
EVERYBODY = (NOBODY, MARA, SOLOMON, INES, ROWAN, NELL, HOLDER, MACHINE, OTHER_MACHINE)


@dataclass
class Callers:
    """The stage with the programs that call."""

    stage: Stage
    tokens: dict[str, str]
    replayed: set[str] = field(default_factory=set)  # addresses to which an act was sent again

    def client(self, name: str) -> Client:
        """How somebody calls: nobody, a program with its token, a person with a session."""
        if name == NOBODY:
            return Client()
        if name in self.tokens:
            return Client(headers={"authorization": f"Bearer {self.tokens[name]}"})
        return self.stage.client(name)

    def get(self, name: str, path: str, **query: Any) -> Any:
        """What somebody gets for reading."""
        return self.client(name).get(ROOT + path.removeprefix(ROOT), query)

    def post(self, name: str, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """What somebody gets for an act, under a fresh key if none is given."""
        return self.client(name).post(
            ROOT + path.removeprefix(ROOT),
            body if body is not None else {},
            content_type="application/json",
            headers={"idempotency-key": key or str(uuid.uuid4())},
        )

    def claim(self, holder: RegisteredHolder) -> HolderAccess:
        """Let the holder who calls claim an account by the code of a letter, a second factor set up."""
        user, maker = (User.objects.get(username=name) for name in (HOLDER, MARA))
        if not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, generate_totp_secret())
        letter, _code = holder_access.make_claim_code(holder, by=maker, at=clock.now())
        return holder_access.claim_further(letter, user=user, at=clock.now())

    def draw(self) -> int:
        """Lock a print run of the opening, through the API, and have it drawn."""
        entry = self.stage.agreement.entries.latest("number").number
        locked = self.post(MARA, f"{PLAN}print-runs", {"entries": [entry]})
        assert locked.status_code == 201, locked.content
        work()
        return int(locked.json()["number"])


def make_callers(stage: Stage, *, at: datetime) -> Callers:
    """A holder who has claimed no account yet, and a machine client for each plan."""
    give_role(User.objects.create_user(HOLDER), Role.HOLDER)
    maker = User.objects.get(username=MARA)
    tokens = {
        MACHINE: token_for(MACHINE, stage.agreement, by=maker, at=at),
        OTHER_MACHINE: token_for(OTHER_MACHINE, stage.other, by=maker, at=at),
    }
    return Callers(stage, tokens)


def token_for(name: str, agreement: RightsAgreement, *, by: User, at: datetime) -> str:
    """A machine client with a token for one plan."""
    client = User.objects.create_user(name)
    give_role(client, Role.MACHINE)
    _, text = make_token(client, label="nightly", agreements=[agreement], days=30, made_by=by, at=at)
    return text
