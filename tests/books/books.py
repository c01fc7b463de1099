"""A small plan whose books can be written to: people, papers, holders, and posting through the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from registry.models import (
    AuthorisedCountersigner,
    BookEntry,
    Document,
    FormVersion,
    Lot,
    Notice,
    RegisteredHolder,
    RightsAgreement,
    User,
)
from registry.roles import give_role
from registry.services import approvals, books
from registry.services.commitments import commit_registration

SEPARATION = datetime(2003, 6, 20, 0, tzinfo=UTC)
BEFORE = SEPARATION - timedelta(days=30)
AFTER = SEPARATION + timedelta(days=3)


@dataclass
class Plan:
    """One agreement ready for posting; `at` moves on by a second with every act."""

    agreement: RightsAgreement
    maker: User
    approver: User
    document: Document
    form: FormVersion
    signatory: AuthorisedCountersigner
    at: datetime = BEFORE
    holders: list[RegisteredHolder] = field(default_factory=list)

    def tick(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def entry(self, kind: str, section: str, /, **parts: Any) -> dict[str, Any]:
        """The request of an entry; parts not named are empty."""
        return {
            "agreement": self.agreement.code,
            "kind": kind,
            "section": section,
            "document": self.document.pk,
            "item": None,
            "effective_at": self.at.isoformat(),
            "received_at": self.at.isoformat(),
            "corrects": None,
            "memorandum": "",
            "close": [],
            "open": [],
            "certificates": [],
            "events": [],
            "rights_created": 0,
            **parts,
        }

    def post(self, request: dict[str, Any]) -> BookEntry:
        """Ask for an entry and have the second person approve it."""
        approval = books.request_entry(
            self.agreement, entry=request, summary=request["kind"], maker=self.maker, at=self.tick()
        )
        entry = approvals.approve(approval.request_hash, approver=self.approver, at=self.tick())
        assert isinstance(entry, BookEntry)
        return entry

    def approved(self, request: dict[str, Any], kind: str = "POST_ENTRY") -> int:
        """The key of an approval that is given and not used."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM request_approval(%s, %s, %s, 'test', %s, %s)",
                [self.agreement.pk, kind, Jsonb(request), self.maker.pk, self.tick()],
            )
            approval, request_hash = cursor.fetchone()
            cursor.execute(
                "SELECT approve_request(%s, %s, %s, %s)",
                [approval, request_hash, self.approver.pk, self.tick()],
            )
        return int(approval)

    def attach(self, rights: int) -> BookEntry:
        """Rights attached to shares outstanding."""
        return self.post(
            self.entry(
                "ATTACH",
                "Recitals",
                rights_created=rights,
                open=[{"parent": None, "rights": rights, "holder": None, "certificate": None}],
            )
        )

    def separate(self) -> Notice:
        """The Company's notice of the Distribution Date, applied."""
        self.at = max(self.at, AFTER)
        return make_notice(self, "DISTRIBUTION_DATE", effective_at=SEPARATION)

    def holder(self, account: str, *, registration: str = "") -> RegisteredHolder:
        """A new account."""
        made = RegisteredHolder.objects.create(
            agreement=self.agreement,
            account=account,
            registration=registration or f"Holder {account}\nas trustee",
            address="1 Market Street",
            city="San Francisco",
            country="US",
        )
        self.holders.append(made)
        return made

    def certificate(self, holder: RegisteredHolder, rights: int, **parts: Any) -> dict[str, Any]:
        """A certificate to issue."""
        return {
            "number": None,
            "holder": holder.pk,
            "rights": rights,
            "registration_of_holder": True,
            "registration_commitment": commit_registration(holder.registration).hex(),
            "dated": "2000-10-23",
            "form_version": self.form.pk,
            "legend_class": "GENERAL",
            "taint_class": "",
            **parts,
        }

    def issue(self, *faces: tuple[RegisteredHolder, int], **parts: Any) -> BookEntry:
        """A certificate for each holder and number of Rights, out of new Rights."""
        return self.post(
            self.entry(
                "ISSUE",
                "22",
                rights_created=sum(rights for _, rights in faces),
                certificates=[self.certificate(holder, rights) for holder, rights in faces],
                open=[
                    {"parent": None, "rights": rights, "holder": holder.pk, "certificate": place}
                    for place, (holder, rights) in enumerate(faces)
                ],
                **parts,
            )
        )

    def transfer(self, lot: Lot, to: RegisteredHolder, **parts: Any) -> dict[str, Any]:
        """The request that moves a whole lot to another holder."""
        return self.entry(
            "TRANSFER",
            "6(a)",
            **{
                "close": [{"lot": lot.pk, "retired_as": ""}],
                "certificates": [self.certificate(to, lot.rights)],
                "open": [{"parent": lot.pk, "rights": lot.rights, "holder": to.pk, "certificate": 0}],
                **parts,
            },
        )


def make_notice(
    plan: Plan, kind: str, *, effective_at: datetime, state: str = "APPLIED", **parts: Any
) -> Notice:
    """A notice of the Company as it stands on file; `parts` are other fields of it."""
    return Notice.objects.create(
        agreement=plan.agreement,
        number=Notice.objects.filter(agreement=plan.agreement).count() + 1,
        kind=kind,
        state=state,
        officer_name="A. Officer",
        officer_title="Secretary",
        channel="COURIER",
        signed_on=effective_at.date(),
        effective_at=effective_at,
        received_at=plan.at,
        recorded_at=plan.at,
        recorded_by=plan.maker,
        document=plan.document,
        **parts,
    )


def make_plan(code: str = "DTHK", *, people: str = "") -> Plan:
    """A plan of one agreement; `people` tells its users from those of another plan."""
    agreement = RightsAgreement.objects.create(
        code=code,
        title="Rights Agreement",
        company_name="Example Company",
        company_jurisdiction="Delaware",
        agent_name="Example Agent",
        agent_jurisdiction="New Jersey",
        agreement_date=date(2003, 3, 15),
        time_zone="America/Los_Angeles",
        created_at=BEFORE,
    )
    maker = User.objects.create_user(f"maker{people}")
    give_role(maker, "maker")
    approver = User.objects.create_user(f"approver{people}")
    give_role(approver, "approver")
    document = Document.objects.create(
        agreement=agreement,
        kind="INSTRUCTION",
        title="Instruction",
        sha256="0" * 64,
        size_bytes=1,
        content_type="application/pdf",
        original_name="instruction.pdf",
        stored_as="00/00",
        received_at=BEFORE,
        received_by=maker,
        recorded_at=BEFORE,
    )
    form = FormVersion.objects.create(
        agreement=agreement,
        name="form-1",
        folder="form-1",
        folder_hash="0" * 64,
        is_model=True,
        recorded_at=BEFORE,
    )
    signatory = AuthorisedCountersigner.objects.create(
        agreement=agreement,
        name="C. Signer",
        title="Vice President",
        authorised_from=date(2003, 1, 1),
        recorded_at=BEFORE,
    )
    return Plan(agreement, maker, approver, document, form, signatory)
