"""A nominee with a large certificate, its schedules as files, and the mornings after."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agreement.schedule import PersonFound
from agreement.workflow.items import CompanyAnswer
from registry.models import (
    Approval,
    BookEntry,
    Item,
    RightsAgreement,
    RightsCertificate,
    Schedule,
    ScheduleLine,
)
from registry.services import holds, schedules
from registry.services.holds import AnswerReceived
from registry.services.schedules import FileReceived
from registry.verifier import verify
from tests.certificates.runs import make_press
from tests.registry.nullity_scene import NullityDesk
from tests.registry.presented import Counter, countersigned

HEAD = (
    "reference", "rights", "statement_1", "statement_2", "answered_by", "stays_with_nominee", "account",
    "corrects_line", "registration_1", "address_1", "city", "region", "postal_code", "country",
)  # fmt: skip
NOMINEE = "Harborlight & Co."


def line(reference: str, rights: object, **changed: str) -> dict[str, str]:
    """A clean line of a schedule, unless told otherwise."""
    return {
        "reference": reference,
        "rights": str(rights),
        "statement_1": "NO",
        "statement_2": "NO",
        "answered_by": f"Clerk of {reference}",
        "registration_1": f"Customer {reference}",
        "address_1": "9 Cedar Road",
        "city": "Portland",
        "region": "OR",
        "postal_code": "97201",
        "country": "US",
        **changed,
    }


def stays(reference: str, rights: object, **changed: str) -> dict[str, str]:
    """A line whose Rights stay with the nominee."""
    nobody = dict.fromkeys(("registration_1", "address_1", "city", "region", "postal_code", "country"), "")
    return line(reference, rights, **{**nobody, "stays_with_nominee": "YES", **changed})


def file_of(*lines: dict[str, str], head: tuple[str, ...] = HEAD) -> bytes:
    """A CSV file of lines."""
    text = io.StringIO()
    writer = csv.DictWriter(text, head)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


@dataclass
class NomineeDesk:
    """The desk at which a nominee presents a certificate with a schedule."""

    counter: Counter
    number: int

    @property
    def plan(self) -> Any:
        return self.counter.plan

    @property
    def agreement(self) -> RightsAgreement:
        return self.counter.press.agreement

    def file(self, content: bytes, name: str = "schedule.csv") -> FileReceived:
        """A file as it came."""
        return FileReceived(name, content, self.plan.document)

    def receive(self, content: bytes, *numbers: int, name: str = "schedule.csv", **reverse: Any) -> Schedule:
        """A schedule taken in with certificates; the reverse denies both statements unless told otherwise."""
        return schedules.receive_schedule(
            self.agreement,
            self.counter.presentation(*(numbers or (self.number,)), **reverse),
            file=self.file(content, name),
            document=self.plan.document,
            by=self.plan.maker,
            at=self.plan.tick(),
        )

    def correct(self, schedule: Schedule, content: bytes) -> Schedule:
        """A later file taken in."""
        return schedules.correct_lines(
            schedule,
            file=self.file(content, "later.csv"),
            received_at=self.plan.at,
            by=self.plan.maker,
            at=self.plan.tick(),
        )

    def person(self, schedule: Schedule, line: int, found: PersonFound) -> ScheduleLine:
        """Who the person of a line is, recorded on a paper."""
        told = {"document": self.plan.document, "by": self.plan.maker, "at": self.plan.tick()}
        return schedules.record_person(schedule, line, found, **told)

    def ask(self, schedule: Schedule) -> Approval:
        """Ask the second person."""
        return schedules.request_posting(schedule, maker=self.plan.maker, at=self.plan.tick())

    def post(self, schedule: Schedule) -> BookEntry:
        """Ask, and have the second person approve."""
        return self.counter.press.approve(self.ask(schedule))

    def next_morning(self, entry: BookEntry) -> None:
        """What the entry issued is countersigned by hand, and the night is over."""
        issued = RightsCertificate.objects.filter(issued_by=entry).order_by("number")
        event = {
            "kind": "COUNTERSIGNED",
            "first": issued[0].number,
            "last": issued[len(issued) - 1].number,
            "happened_on": self.plan.at.astimezone(ZoneInfo(self.agreement.time_zone)).date().isoformat(),
            "signatory": self.plan.signatory.pk,
        }
        self.plan.post(self.plan.entry("PAPER", "5(a)", events=[event]))
        self.plan.at += timedelta(hours=16)

    def answered(self, item: Item, said: CompanyAnswer = CompanyAnswer.PROCEED) -> Item:
        """The Company's answer about an item, recorded by two people."""
        told = AnswerReceived("Maren K. Osgood", "Secretary", self.plan.tick(), "As discussed today", said)
        approval = holds.request_consultation(
            item, told, document=self.plan.document, maker=self.plan.maker, at=self.plan.tick()
        )
        return self.counter.press.approve(approval)

    def nullity(self) -> NullityDesk:
        """The desk of nullity of the same plan; the Triggering Event was a while ago."""
        return NullityDesk(self.counter.press, self.plan.at - timedelta(seconds=2))


def make_nominee_desk(*, rights: int = 1_000) -> NomineeDesk:
    """A nominee's certificate of so many Rights, countersigned; the books open."""
    press = make_press(certificates=2)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    plan = press.plan
    entry = plan.issue((plan.holder("NOM-1", registration=NOMINEE), rights))
    countersigned(press)
    for _ in range(4):
        plan.tick()
    return NomineeDesk(Counter(press), RightsCertificate.objects.get(issued_by=entry).number)


def findings() -> list[str]:
    """What the verifier finds, in words."""
    return [str(found) for found in verify().findings]
