"""The stage of the journeys: plans and people of the demonstration, told as far as a test needs them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from agreement.notice import NoticeKind
from config.demo import story
from config.demo.people import OFFICER, OTHER_OFFICER, give_access, make_people
from registry import clock
from registry.models import (
    AuthorisedCountersigner,
    BookEntry,
    HolderList,
    Notice,
    RightsAgreement,
    RightsCertificate,
    User,
)
from registry.services import approvals, books, jobs

MORNING = datetime(2003, 6, 17, 16, 12, tzinfo=UTC)  # 09:12 in San Francisco
HOLDERS = 60
MARA, SOLOMON, INES, ROWAN, NELL = "mara", "solomon", "ines", "rowan", "nell"


def offset_to_morning() -> timedelta:
    """What moves the one clock to the morning of the demonstration."""
    return MORNING - datetime.now(UTC)


@dataclass
class Stage:
    """Two plans with their people; each step of the story is told when a test asks for it."""

    folder: Path
    passwords: dict[str, str]
    agreement: RightsAgreement
    other: RightsAgreement
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """The browser of a person who is signed in."""
        if name not in self.clients:
            self.clients[name] = Client()
            self.clients[name].force_login(User.objects.get(username=name))
        return self.clients[name]

    def page(self, name: str, view: str, *args: Any) -> str:
        """The text of a page that a person may open."""
        answer = self.client(name).get(reverse(view, args=args))
        assert answer.status_code == 200, (view, args, answer.status_code)
        return answer.content.decode()

    def post(self, name: str, view: str, /, *args: Any, **told: Any) -> Any:
        """What a person gets for a form."""
        return self.client(name).post(reverse(view, args=args), told)

    def head(self) -> tuple[int, bytes]:
        """How many entries the books have, and the hash of the last."""
        last = BookEntry.objects.filter(agreement=self.agreement).order_by("-number").first()
        return (last.number, bytes(last.entry_hash)) if last else (0, b"")

    def attach_and_approve_form(self) -> None:
        """Rights attached to the Common Shares, words of the certificate approved."""
        story.attach_rights(self.agreement)
        story.approve_form(self.agreement)

    def separate(self) -> None:
        """The Company's notice of the Distribution Date, the persons it names, the answers it owes."""
        story.separate(self.agreement, at=clock.now())
        self.agreement.refresh_from_db()
        story.name_persons(self.agreement, at=clock.now())
        story.answer_questions(self.agreement, at=clock.now())

    def certify(self) -> Notice:
        """The Company's certificate of the list."""
        return story.certify_list(self.agreement, holders=HOLDERS, at=clock.now())

    def list_text(self) -> str:
        """The invented list, as text."""
        return story.write_list(self.folder / "list.csv", holders=HOLDERS).read_text(encoding="utf-8")

    def open_books(self) -> HolderList:
        """Everything up to the opened books, exercise permitted."""
        self.attach_and_approve_form()
        self.separate()
        opened = self.open_from_list()
        self.permit_exercise()
        return opened

    def open_from_list(self) -> HolderList:
        """The Rights are separate: the certified list, and the books opened from it."""
        notice = self.certify()
        self.list_text()
        holder_list = story.read_list(self.agreement, self.folder / "list.csv", notice=notice, at=clock.now())
        story.open_the_books(holder_list, at=clock.now(), now=clock.now)
        self.certify_price()
        self.agreement.refresh_from_db()
        work()
        return holder_list

    def countersign(self) -> None:
        """Every certificate of the opening is countersigned by hand, as two people record."""
        entry, at = self.agreement.entries.latest("number"), clock.now()
        last = RightsCertificate.objects.filter(agreement=self.agreement).latest("number").number
        signatory = AuthorisedCountersigner.objects.filter(agreement=self.agreement).first()
        assert signatory is not None
        event = {"kind": "COUNTERSIGNED", "first": 1, "last": last, "signatory": signatory.pk}
        request = {
            "agreement": self.agreement.code,
            "kind": "PAPER",
            "section": "5(a)",
            "document": entry.document_id,
            "item": None,
            "effective_at": at.isoformat(),
            "received_at": at.isoformat(),
            "events": [{**event, "happened_on": at.date().isoformat()}],
        }
        people = {name: User.objects.get(username=name) for name in (MARA, SOLOMON)}
        asked = books.request_entry(
            self.agreement, entry=request, summary="Countersigned", maker=people[MARA], at=clock.now()
        )
        approvals.approve(asked.request_hash, approver=people[SOLOMON], at=clock.now())

    def permit_exercise(self) -> None:
        """The Company's word that no registration statement is needed and every jurisdiction is exempt."""
        since = date(2003, 6, 17)
        facts: dict[str, object] = {"event": "NOT_NEEDED", "happened_on": since}
        story.say(self.agreement, NoticeKind.REGISTRATION_STATEMENT, facts, received_at=clock.now())
        facts = {"as_of": since, "elsewhere": "EXEMPT"}
        story.say(self.agreement, NoticeKind.JURISDICTIONS, facts, received_at=clock.now())

    def certify_price(self, price: str = "0.001") -> Notice:
        """The Company's certificate of the price of a Right: few are worth an inquiry (17f-1)."""
        facts = {"price": price, "trading_day": date(2003, 6, 13)}
        return story.say(self.agreement, NoticeKind.RIGHT_PRICE, facts, received_at=clock.now())


def make_stage(folder: Path) -> Stage:
    """Load the two plans and make the people of the demonstration."""
    passwords = make_people()
    agreement = story.take_on("alder_harbor_2003.toml")
    other = story.take_on("northfold_2004.toml", at=story.TAKEN_ON + timedelta(minutes=5))
    give_access(OFFICER, agreement, at=story.TAKEN_ON)
    give_access(OTHER_OFFICER, other, at=story.TAKEN_ON)
    return Stage(folder, passwords, agreement, other)


def work() -> None:
    """Do what lies ready, as a worker does."""
    jobs.run_available("journeys", clock=clock.now)


def paper(name: str = "paper.txt", text: str = "Signed, sealed, received.") -> io.BytesIO:
    """A paper as a browser sends it."""
    sent = io.BytesIO(text.encode())
    sent.name = name
    return sent
