"""The console as a browser sees it: a plan with its people, each signed in, on a morning of 2003."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from registry import clock
from registry.models import Approval, Document, IssuerAccess, RightsAgreement, User
from registry.roles import Role
from tests.registry.company_desk import MORNING, Desk, make_desk, person

NOW = MORNING + timedelta(hours=2)
_papers = itertools.count(1)


def paper(name: str = "letter.txt") -> io.BytesIO:
    """A paper as a browser sends it, each with words of its own."""
    sent = io.BytesIO(f"Signed paper {next(_papers)}".encode())
    sent.name = name
    return sent


def local(at: datetime) -> str:
    """An instant as the wall clock of San Francisco shows it."""
    return at.astimezone(ZoneInfo("America/Los_Angeles")).strftime("%Y-%m-%dT%H:%M:%S")


@dataclass
class Console:
    """The browsers of maker, approver, auditor and officer before one plan."""

    agreement: RightsAgreement
    people: dict[str, User]
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code of the plan."""
        return self.agreement.code

    def client(self, name: str) -> Client:
        """The browser of a person who is signed in."""
        if name not in self.clients:
            self.clients[name] = Client()
            self.clients[name].force_login(self.people[name])
        return self.clients[name]

    def home(self, by: str = "maker") -> str:
        """What waits for a person."""
        return str(self.client(by).get("/").content.decode())

    def get(self, view: str, *args: Any, by: str = "maker", **asked: Any) -> Any:
        """The answer to a person who opens an address of the plan."""
        return self.client(by).get(reverse(view, args=[self.code, *args]), asked)

    def see(self, view: str, *args: Any, by: str = "maker", **asked: Any) -> str:
        """A page that a person may open, as text."""
        answer = self.get(view, *args, by=by, **asked)
        assert answer.status_code == 200, (view, answer.status_code)
        return answer.content.decode()

    def post(self, view: str, *args: Any, by: str = "maker", **told: Any) -> Any:
        """The answer to a form that a person sends."""
        return self.client(by).post(reverse(view, args=[self.code, *args]), told)

    def done(self, view: str, *args: Any, **told: Any) -> None:
        """A form that is taken."""
        answer = self.post(view, *args, **told)
        assert answer.status_code == 302, answer.content.decode()

    def refused(self, view: str, *args: Any, **told: Any) -> str:
        """The page that a form comes back with."""
        answer = self.post(view, *args, **told)
        assert answer.status_code in (400, 409, 422), answer.status_code
        return answer.content.decode()

    def approve(self) -> Approval:
        """The second person approves what was asked last, as the page shows it."""
        asked = Approval.objects.latest("id")
        assert self.see_request(asked)
        answer = self.client("approver").post(reverse("approve_request", args=[asked.request_hash]))
        assert answer.status_code == 302, answer.content.decode()
        asked.refresh_from_db()
        told = self.client("approver").get(answer["Location"]).content.decode()
        assert asked.approved_at, told
        return asked

    def see_request(self, asked: Approval) -> str:
        """The page of a request as the second person sees it."""
        answer = self.client("approver").get(reverse("request", args=[asked.request_hash]))
        assert answer.status_code == 200
        return answer.content.decode()


def open_console(agreement: RightsAgreement, *, maker: User, approver: User, at: datetime) -> Console:
    """The console of a plan: beside its two people an auditor, and an officer of the Company."""
    people = {
        "maker": maker,
        "approver": approver,
        "ines": person("ines", Role.AUDITOR),
        "rowan": person("rowan", Role.ISSUER_OFFICER),
    }
    IssuerAccess.objects.create(user=people["rowan"], agreement=agreement, granted_at=at)
    return Console(agreement, people)


def make_desk_console(settings: Any) -> tuple[Desk, Console]:
    """A plan with its desk and its console, whose clock stands two hours after the plan was taken on."""
    settings.DEMO, settings.CLOCK_OFFSET = True, NOW - datetime.now(UTC)
    desk = make_desk()
    return desk, open_console(desk.agreement, maker=desk.maker, approver=desk.approver, at=desk.at)


def papers_kept() -> tuple[int, int]:
    """How many papers are on file, and how many files are in the store."""
    root = Path(configured.FILES_ROOT)
    return Document.objects.count(), sum(1 for path in root.rglob("*") if path.is_file())


def just_now() -> str:
    """An instant ago on the wall clock of the plan."""
    return local(clock.now() - timedelta(seconds=5))
