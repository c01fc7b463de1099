"""Rows of what happened to the office of the Rights Agent, and of books handed over."""

from __future__ import annotations

from datetime import date

from registry.models import (
    Approval,
    BooksExport,
    BooksPackage,
    NoticeDue,
    OfficeMailing,
    SuccessionRecord,
)
from tests.certificates.runs import Press


def succession_of(press: Press, *, words: str) -> None:
    """What happened to the office of the Rights Agent, and books handed over."""
    approval = Approval.objects.filter(agreement=press.agreement, approved_at__isnull=False).latest("pk")
    shared = {"agreement": press.agreement, "number": 1, "approval": approval}
    shared["recorded_at"] = press.plan.tick()
    told = {"kind": "INCAPACITY", "facts": {"given_by_holder": words}, "effective_on": date(2003, 6, 30)}
    SuccessionRecord.objects.create(**shared, **told, document=press.plan.document)
    due = NoticeDue.objects.create(
        agreement=press.agreement,
        mailing_kind="AGENT_RESIGNED",
        addressees=words,
        as_of=press.plan.at,
        due_by=date(2003, 6, 30),
        section="21",
        recorded_at=press.plan.tick(),
    )
    OfficeMailing.objects.create(
        due=due,
        channel="CERTIFIED_MAIL",
        mailed_on=date(2003, 6, 30),
        document=press.plan.document,
        recorded_by=press.plan.maker,
        recorded_at=press.plan.tick(),
    )
    BooksPackage.objects.create(
        export=BooksExport.objects.create(**shared, recipient="Successor", reason="Appointed"),
        made_by=press.plan.maker,
        made_at=press.plan.tick(),
        manifest_sha256="0" * 64,
        head_number=1,
        totals={},
        row_count=1,
        file_count=1,
        size_bytes=1,
    )
