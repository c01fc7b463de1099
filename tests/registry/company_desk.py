"""The Company's desk in tests: the demo plan loaded from its file, two people, notices taken to the end."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agreement.errors import RightsError
from registry.models import (
    Approval,
    Document,
    HolderList,
    InstructionApplication,
    ListState,
    Notice,
    NoticeKind,
    RightsAgreement,
    SeparationState,
    User,
)
from registry.roles import Role, give_role
from registry.services import approvals, company
from registry.services.agreements import load_agreement
from registry.services.documents import file_document

DATA = Path(__file__).resolve().parents[2] / "agreement" / "data"
MORNING = datetime(2003, 6, 17, 16, 12, tzinfo=UTC)  # 09:12 in San Francisco
PRESIDENT = ("Rowan T. Ellery", "President")
FINANCE = ("Idris P. Vale", "Chief Financial Officer")
SHARES = {"shares": "1500000"}
DISTRIBUTION = {"distribution_date": "2003-06-16", "limb": "TENDER_OFFER"}
_numbers = itertools.count(1)


def codes(error: pytest.ExceptionInfo[RightsError]) -> list[str]:
    """The codes of every ground a refusal names."""
    return [ground.code for ground in getattr(error.value, "grounds", ())] or [error.value.code]


def person(name: str, *roles: Role) -> User:
    """A member of staff with roles."""
    user = User.objects.create_user(username=name, password=None)
    for role in roles:
        give_role(user, role)
    return user


def company_reply(words: str, confirms: str, *, at: datetime, **told: Any) -> company.CompanyReply:
    """An answer of the Company's President, received now."""
    officer = {"officer_name": PRESIDENT[0], "officer_title": PRESIDENT[1]}
    return company.CompanyReply(words, confirms, **(officer | {"received_at": at} | told))


def signed_paper(plan: Any) -> Document:
    """A paper of a plan, received and signed today."""
    return file_document(
        plan.agreement,
        content=io.BytesIO(f"Signed paper number {next(_numbers)}".encode()),
        kind="LETTER",
        title="Letter of the Company, signed",
        original_name="letter.txt",
        content_type="text/plain",
        signed_on=plan.at.astimezone(ZoneInfo(plan.agreement.time_zone)).date(),
        received_at=plan.at,
        received_by=plan.maker,
        at=plan.at,
    )


@dataclass
class Desk:
    """A plan with the people who act on it; `at` is the present, moved on by each step."""

    agreement: RightsAgreement
    maker: User
    approver: User
    at: datetime = MORNING
    papers: list[Document] = field(default_factory=list)

    def later(self, **step: float) -> datetime:
        """Move the present on, a minute unless told otherwise."""
        self.at += timedelta(**(step or {"minutes": 1}))
        return self.at

    def paper(self, text: str = "", *, signed_on: date | None = None, agreement: Any = ...) -> Document:
        """A paper received now."""
        return file_document(
            self.agreement if agreement is ... else agreement,
            content=io.BytesIO((text or f"Paper number {next(_numbers)}").encode()),
            kind="LETTER",
            title="Letter of the Company",
            original_name="letter.txt",
            content_type="text/plain",
            signed_on=signed_on,
            received_at=self.at,
            received_by=self.maker,
            at=self.at,
        )

    def receive(self, kind: NoticeKind | str, facts: dict[str, Any], **changed: Any) -> Notice:
        """A notice as it comes in: by facsimile, signed today by the President, unless told otherwise."""
        told: dict[str, Any] = {
            "officer_name": PRESIDENT[0],
            "officer_title": PRESIDENT[1],
            "channel": "FACSIMILE",
            "signed_on": self.at.date(),
            "received_at": self.at,
        } | changed
        document, by = told.pop("document", ...), told.pop("by", self.maker)
        if document is ...:
            document = self.paper()
        at = self.at
        if "effective_at" not in told:
            effective = company.default_effective_at(self.agreement, kind=kind, facts=facts, at=at)
            told["effective_at"] = effective or at
        written = company.WrittenNotice(kind=company.kind_named(kind), facts=facts, **told)
        return company.receive_notice(self.agreement, written, document=document, by=by, at=at)

    def send(self, application: InstructionApplication) -> InstructionApplication:
        """The application for instructions goes to the Company now."""
        return company.send_application(application, sent_at=self.at, by=self.maker, at=self.later())

    def answer(
        self, application: InstructionApplication, words: str, confirms: str
    ) -> InstructionApplication:
        """The Company's answer is filed: CONFIRMED, or WITHDRAWN."""
        paper = signed_paper(self)
        reply = company_reply(words, confirms, at=self.at)
        return company.answer_application(application, reply, document=paper, by=self.maker, at=self.later())

    def let_stand(self, notice: Notice) -> None:
        """The application about a queried notice sent, and answered: it stands as it was given."""
        self.answer(self.send(notice.applications.get()), "It stands", "CONFIRMED")

    def read_list(self, notice: Notice, *, as_of: datetime) -> HolderList:
        """A list of record holders read against a certificate, and not accepted."""
        listed = HolderList.objects.create(
            agreement=self.agreement,
            notice=notice,
            as_of=as_of,
            certified_shares_millionths=10_000_000,
            certified_holders=2,
            file_name="list.csv",
            file_sha256="1" * 64,
            state=ListState.STAGED,
            imported_by=self.maker,
            received_at=self.at,
            recorded_at=self.at,
        )
        listed.document = self.paper()  # a list begins without one
        listed.save()
        return listed

    def authenticate(self, notice: Notice) -> Notice:
        """The call-back."""
        return company.authenticate_notice(
            notice, by=self.maker, at=self.later(), note="Called the office on 415-555-0110, confirmed"
        )

    def request(self, notice: Notice) -> Approval:
        """Ask the second person."""
        return company.request_acceptance(notice, maker=self.maker, at=self.later())

    def approve(self, approval: Approval) -> Any:
        """The second person approves."""
        return approvals.approve(approval.request_hash, approver=self.approver, at=self.later())

    def apply(self, kind: NoticeKind | str, facts: dict[str, Any], **changed: Any) -> Notice:
        """A notice from receipt to effect."""
        notice = self.authenticate(self.receive(kind, facts, **changed))
        return self.approve(self.request(notice))

    def apply_record_count(self, shares: str = "38500000") -> Notice:
        """The dividend of Rights."""
        facts = {"shares": shares, "as_of": "2000-10-23", "source": "report of the share transfer agent"}
        return self.apply(NoticeKind.RECORD_COUNT, facts)

    def separate(self) -> Notice:
        """The Distribution Date of 16 June 2003, noticed now; the dividend is counted first if it was not."""
        self.agreement.refresh_from_db()
        if self.agreement.separation_state == SeparationState.DECLARED:
            self.apply_record_count()
        facts = {"distribution_date": "2003-06-16", "limb": "TENDER_OFFER"}
        return self.apply(NoticeKind.DISTRIBUTION_DATE, facts)


def plan_file(name: str = "alder_harbor_2003") -> bytes:
    """A shipped agreement file."""
    return (DATA / f"{name}.toml").read_bytes()


def make_desk(name: str = "alder_harbor_2003", *, at: datetime = MORNING, suffix: str = "") -> Desk:
    """A plan loaded from a shipped file, with a maker and an approver."""
    maker = person(f"maker{suffix}", Role.MAKER)
    approver = person(f"approver{suffix}", Role.APPROVER)
    loaded = load_agreement(plan_file(name), original_name=f"{name}.toml", by=maker, at=at)
    return Desk(loaded.agreement, maker, approver, at=at)
