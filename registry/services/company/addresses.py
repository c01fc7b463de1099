"""Addresses for notices, changed by a signed writing and two people, used from its receipt (§26)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.notice_addresses import filing_grounds
from agreement.refusals import refuse
from registry.models import Approval, Document, NoticeAddress, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document

FILE_NOTICE_ADDRESS = "FILE_NOTICE_ADDRESS"
PARTIES = {"COMPANY": "the Company", "RIGHTS_AGENT": "the Rights Agent"}
ROLES = {"PRINCIPAL": "the address", "COPY": "the address of the copy"}


@transaction.atomic(durable=True)
def request_address_filing(
    agreement: RightsAgreement,
    *,
    party: str,
    role: str,
    lines: Sequence[str],
    facsimile: str,
    attention: str,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record another address for notices, as a signed paper states it.

    The earlier one stays on the record with its dates. Raises ADDRESS_CHANGE_NOT_WRITTEN without a signed
    paper or without lines, INSTRUCTION_PART_MISSING for an unknown party or role.

    Agreement: 26.
    """
    must_be_staff(maker, act="filing an address for notices")
    for said, known, name in ((party, PARTIES, "whose address it is"), (role, ROLES, "which address it is")):
        if said not in known:
            raise refuse("INSTRUCTION_PART_MISSING", kind="filing of an address", missing=name)
    stated = [" ".join(line.split()) for line in lines if line.strip()]
    signed = document is not None and document.signed_on is not None
    grounds = filing_grounds(signed=signed, lines=stated)
    if grounds:
        raise RefusedByGround.by(grounds)
    books = lock_books(agreement)
    paper = require_document(books, document)
    return request_approval(
        books,
        kind=FILE_NOTICE_ADDRESS,
        request={
            "act": FILE_NOTICE_ADDRESS,
            "party": party,
            "role": role,
            "lines": stated,
            "facsimile": facsimile.strip(),
            "attention": attention.strip(),
            "document": paper.pk,
            "sha256": paper.sha256,
        },
        summary=f"Notices to {PARTIES[party]}, {ROLES[role]}: {', '.join(stated)}",
        maker=maker,
        at=at,
    )


def perform_address_filing(approval: Approval, *, at: datetime) -> NoticeAddress:
    """Record the address as approved; it is used from the receipt of its paper.

    Agreement: 26.
    """
    asked = approval.request
    assert approval.agreement is not None  # asked for one agreement
    agreement = lock_books(approval.agreement)
    paper = Document.objects.get(pk=asked["document"])
    consume(approval, at=at)
    filed = NoticeAddress.objects.create(
        agreement=agreement,
        party=asked["party"],
        role=asked["role"],
        lines="\n".join(asked["lines"]),
        facsimile=asked["facsimile"],
        attention=asked["attention"],
        in_force_from=paper.received_at,
        document=paper,
        approval=approval,
        recorded_at=at,
    )
    append_audit(agreement, actor=approval.maker, act="NOTICE_ADDRESS_FILED", subject=str(filed), at=at)
    return filed
