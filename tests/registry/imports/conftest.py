"""A plan whose Distribution Date was noticed and whose list was certified, ready for a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group

from agreement.importer import shipped_agreement_text
from registry.models import (
    Document,
    HolderList,
    Notice,
    NoticeKind,
    NoticeState,
    ReadingDecision,
    RightsAgreement,
    SeparationState,
    TermsVersion,
    User,
)
from registry.services.holder_lists import import_holder_list

START = datetime(2000, 10, 23, 21, tzinfo=UTC)
DISTRIBUTION = datetime(2003, 6, 17, 0, tzinfo=UTC)  # 16 June 2003, 17:00 in California
RECEIVED = datetime(2003, 6, 18, 16, tzinfo=UTC)
AT = datetime(2003, 6, 18, 17, tzinfo=UTC)


@dataclass
class ListPlan:
    """The plan, the two people of the agent, and the paper that certifies the list."""

    agreement: RightsAgreement
    maker: User
    approver: User
    document: Document
    folder: Path

    def certify(self, *, shares: str, holders: int, as_of: datetime = DISTRIBUTION, **changes: Any) -> Notice:
        """An accepted certificate of the list with these totals."""
        return Notice.objects.create(
            **{
                "agreement": self.agreement,
                "number": self.agreement.notices.count() + 1,
                "kind": NoticeKind.LIST_CERTIFIED,
                "state": NoticeState.ACCEPTED,
                "officer_name": "Ada Ashgrove",
                "officer_title": "Secretary",
                "channel": "first-class mail",
                "signed_on": date(2003, 6, 17),
                "effective_at": DISTRIBUTION,
                "received_at": RECEIVED,
                "recorded_at": AT,
                "recorded_by": self.maker,
                "document": self.document,
                "facts": {"as_of": as_of.isoformat(), "shares": shares, "holders": holders},
                **changes,
            }
        )

    def write(self, content: str | bytes, *, name: str = "list.csv") -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def take(
        self,
        content: str | bytes | Path,
        *,
        shares: str = "250",
        holders: int = 1,
        notice: Notice | None = None,
    ) -> HolderList:
        """Import a list against a certificate."""
        return import_holder_list(
            self.agreement,
            path=content if isinstance(content, Path) else self.write(content),
            notice=notice or self.certify(shares=shares, holders=holders),
            imported_by=self.maker,
            received_at=RECEIVED,
            at=AT,
        )

    def decide(self, name: str, *, reading: str) -> None:
        """Take another reading of an open question."""
        ReadingDecision.objects.create(
            agreement=self.agreement,
            name=name,
            reading=reading,
            decided_by="the Company",
            document=self.document,
            since=START,
            recorded_at=START,
        )


def member(name: str, *, group: str) -> User:
    """A person of the agent with one role."""
    user = User.objects.create(username=name)
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


@pytest.fixture
def list_plan(db: None, tmp_path: Path, settings: Any) -> ListPlan:
    """The plan of these tests."""
    settings.FILES_ROOT = tmp_path / "files"
    maker, approver = member("mary.maker", group="maker"), member("abel.approver", group="approver")
    agreement = RightsAgreement.objects.create(
        code="LISTS",
        title="Rights Agreement",
        company_name="Alder Harbor Inc.",
        company_jurisdiction="Delaware",
        agent_name="Harbor Transfer",
        agent_jurisdiction="New Jersey",
        agreement_date=date(2003, 3, 31),
        time_zone="America/Los_Angeles",
        separation_state=SeparationState.SEPARATED_PENDING_LIST,
        distribution_effective_at=DISTRIBUTION,
        distribution_known_from=RECEIVED,
        created_at=START,
    )
    document = Document.objects.create(
        agreement=agreement,
        kind="NOTICE",
        title="Certificate of the list",
        sha256="0" * 64,
        size_bytes=1,
        content_type="text/plain",
        original_name="certificate.txt",
        stored_as="none",
        received_at=RECEIVED,
        received_by=maker,
        recorded_at=AT,
    )
    TermsVersion.objects.create(
        agreement=agreement,
        version=1,
        effective_from=START,
        known_from=START,
        recorded_at=START,
        file_text=shipped_agreement_text("alder_harbor_2003"),
        sha256="0" * 64,
        document=document,
    )
    return ListPlan(agreement, maker, approver, document, tmp_path)
