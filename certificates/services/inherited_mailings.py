"""A mailing inherited from before: recorded from its paper by two people, never produced here (3(b)).

The Summary of Rights of an inherited plan went out long ago; what is on file of it is kept as evidence.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from agreement.refusals import refuse
from certificates.models import InheritedMailing, MailClass, MailingKind
from registry.models import Approval, Document, RightsAgreement, User
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document

RECORD_INHERITED_MAILING = "RECORD_INHERITED_MAILING"


@dataclass(frozen=True, slots=True)
class InheritedPost:
    """What the paper says: which papers, who mailed them, on which day, and class and pieces if stated."""

    kind: MailingKind
    mailed_by: str
    mailed_on: date
    mail_class: MailClass | None = None
    piece_count: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, as approved."""
        return {
            "kind": self.kind.value,
            "mailed_by": self.mailed_by.strip(),
            "mailed_on": self.mailed_on.isoformat(),
            "mail_class": self.mail_class.value if self.mail_class else "",
            "piece_count": self.piece_count,
        }


@transaction.atomic(durable=True)
def request_inherited_mailing(
    agreement: RightsAgreement,
    said: InheritedPost,
    *,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record a mailing that was made before these records began.

    Raises INSTRUCTION_PART_MISSING, MAILING_DAY_IMPOSSIBLE for a day since which the agreement is kept here,
    whose mailings are produced and receipted, NO_SUPPORTING_DOCUMENT.

    Agreement: Recitals;3(b).
    """
    locked = lock_books(agreement)
    _must_be_stated(said)
    _must_be_inherited(locked, said.mailed_on)
    paper = require_document(locked, document)
    return request_approval(
        locked,
        kind=RECORD_INHERITED_MAILING,
        request={
            "act": RECORD_INHERITED_MAILING,
            "agreement": locked.code,
            "document": paper.pk,
            "document_sha256": paper.sha256,
            **said.as_json(),
        },
        summary=f"Inherited: {said.kind.label}, mailed on {said.mailed_on} by {said.mailed_by.strip()}",
        maker=maker,
        at=at,
    )


def perform_inherited_mailing(approval: Approval, *, at: datetime) -> InheritedMailing:
    """Record the inherited mailing as approved; nothing is given or dispatched by it.

    Agreement: Recitals;3(b).
    """
    asked = approval.request
    locked = lock_books(RightsAgreement.objects.get(code=asked["agreement"]))
    paper = Document.objects.get(pk=asked["document"], agreement=locked)
    if paper.sha256 != asked["document_sha256"]:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    consume(approval, at=at)
    made = InheritedMailing.objects.create(
        agreement=locked,
        kind=asked["kind"],
        mailed_by=asked["mailed_by"],
        mailed_on=date.fromisoformat(asked["mailed_on"]),
        mail_class=asked["mail_class"],
        piece_count=asked["piece_count"],
        document=paper,
        approval=approval,
        recorded_at=at,
    )
    append_audit(
        locked,
        actor=approval.approver,
        act="INHERITED_MAILING_RECORDED",
        subject=f"inherited mailing {made.pk}",
        details={"kind": made.kind, "mailed_on": asked["mailed_on"], "document": paper.pk},
        at=at,
    )
    return made


def _must_be_stated(said: InheritedPost) -> None:
    lacking = []
    if not said.mailed_by.strip():
        lacking.append("who mailed it")
    if said.piece_count is not None and said.piece_count < 1:
        lacking.append("a number of pieces of at least one, or none")
    if lacking:
        raise refuse("INSTRUCTION_PART_MISSING", kind="inherited mailing", missing="; ".join(lacking))


def _must_be_inherited(agreement: RightsAgreement, day: date) -> None:
    """What was mailed since the agreement is kept here has a mailing of its own, with the post's receipt."""
    kept_since = agreement.created_at.astimezone(ZoneInfo(agreement.time_zone)).date()
    if day >= kept_since:
        raise refuse(
            "MAILING_DAY_IMPOSSIBLE",
            saying=f"A mailing of {day} is not inherited: this agreement is kept here since {kept_since}",
            curing="record the mailing itself with the receipt of the post",
            date=day,
        )
