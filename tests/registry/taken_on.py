"""A plan whose books were open at a predecessor: its certificate detail, its totals, and their taking-on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from registry.models import (
    Approval,
    AuthorisedCountersigner,
    BookEntry,
    FormVersion,
    TakeOver,
)
from registry.services.detail_reading import StagedDetail
from registry.services.form_folders import find_form_folder
from registry.services.take_on import TakenOn, preview_take_on, request_take_on
from registry.services.takeovers import InheritedTotals, record_take_over, request_reconciliation
from registry.verifier import verify
from tests.books.books import Plan
from tests.registry.company_desk import Desk, make_desk

HEAD = (
    "certificate,account,registration_1,address_1,city,region,postal_code,country,taxpayer_id,rights,dated,"
    "countersigned_on"
)
MARKED_HEAD = f"{HEAD},countersigner,legend_class,taint_class,stopped_on,stop_kind,stop_reason"
ADDRESS = "1 Market Street,San Francisco,CA,94105,US"
ROWS = (
    f"3000,A-1,Alder Fund LP,{ADDRESS},,600,2003-06-23,2003-06-24",
    f"3001,A-2,Birch & Sons,{ADDRESS},,400,2003-06-23,2003-06-24",
    f"3007,A-1,Alder Fund LP,{ADDRESS},,250,2003-07-01,2003-07-02",
)
SIGNER, SECOND_SIGNER = "Former S. Signer", "Later T. Signer"
TOLD = TakenOn(date(2003, 6, 16), SIGNER)


def csv(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *(rows or ROWS), "")).encode()


@dataclass
class TakingDesk(Desk):
    """The desk of a plan that is taken over, with a folder for what the predecessor sends."""

    folder: Path = field(default_factory=Path)

    def detail(self, content: bytes, *, name: str = "detail.csv") -> Path:
        """The certificate detail as it came."""
        place = self.folder / name
        place.write_bytes(content)
        return place

    def read(self, content: bytes, *, name: str = "detail.csv") -> StagedDetail:
        """What a detail comes to."""
        return preview_take_on(self.agreement, self.detail(content, name=name), at=self.later())

    def take_over(self, inherited: int = 1_250, stated: int = 1_250, **marked: int) -> TakeOver:
        """The predecessor's totals, recorded beside the Company's."""
        served = (date(2003, 1, 1), date(2004, 2, 13))
        totals = InheritedTotals("Juniper Stock Transfer", *served, inherited, stated, **marked)
        return record_take_over(
            self.agreement, totals=totals, document=self.paper(), by=self.maker, at=self.later()
        )

    def sign_off(self, taken: TakeOver, reason: str = "") -> None:
        """Two people sign the totals off."""
        self.approve(request_reconciliation(taken, reason=reason, maker=self.maker, at=self.later()))

    def ask(self, content: bytes | None = None, told: TakenOn = TOLD) -> Approval:
        """Ask for the certificates to be taken on."""
        path = self.detail(content or csv())
        return request_take_on(self.agreement, path, told=told, maker=self.maker, at=self.later())

    def take_on(self, *rows: str, head: str = HEAD) -> BookEntry:
        """From the totals to the entry."""
        content = csv(*rows, head=head)
        self.sign_off(self.take_over(self.read(content).rights, self.read(content).rights))
        entry = self.approve(self.ask(content))
        assert isinstance(entry, BookEntry)
        self.agreement.refresh_from_db()
        return entry

    def plan(self) -> Plan:
        """The books as they go on."""
        return Plan(
            self.agreement, self.maker, self.approver, self.paper(), FormVersion.objects.get(),
            AuthorisedCountersigner.objects.get(name=SIGNER), self.later(),
        )  # fmt: skip

    def findings(self) -> list[str]:
        """What the verifier finds in the books."""
        return [str(one) for one in verify([self.agreement.code]).findings if one.table != "database"]


def make_taking_desk(folder: Path) -> TakingDesk:
    """A plan taken over with its books open at the predecessor: form approved, its signatories listed."""
    made = make_desk(at=datetime(2004, 2, 14, 18, tzinfo=UTC))
    desk = TakingDesk(made.agreement, made.maker, made.approver, made.at, folder=folder)
    model = find_form_folder("model_2003")
    FormVersion.objects.update_or_create(
        agreement=desk.agreement,
        name=model.name,
        defaults={
            "folder": model.name,
            "folder_hash": model.hash,
            "is_model": True,
            "company_approval": desk.paper(),
            "company_approved_at": desk.at,
            "agent_signed_off_by": desk.maker,
            "agent_signed_off_at": desk.at,
            "recorded_at": desk.at,
        },
    )
    listed = {
        SIGNER: (date(2003, 1, 1), date(2003, 12, 31)),
        SECOND_SIGNER: (date(2003, 7, 1), date(2004, 2, 13)),
    }
    for name, (first, last) in listed.items():
        AuthorisedCountersigner.objects.create(
            agreement=desk.agreement,
            name=name,
            title="Officer of the predecessor",
            authorised_from=first,
            authorised_until=last,
            recorded_at=desk.at,
        )
    return desk
