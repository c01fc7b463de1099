"""The Company's papers of the demonstration: short letters, so that each act has its document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from registry.models import Document, RightsAgreement, User
from registry.services.documents import file_document


def letter(
    agreement: RightsAgreement,
    *,
    title: str,
    officer: str,
    signed_on: date,
    says: Mapping[str, object],
    received_at: datetime,
    by: User,
    at: datetime,
) -> Document:
    """File a letter of the Company as plain text: what it says, who signed it and when."""
    lines = [
        agreement.company_name,
        "",
        f"{signed_on:%B} {signed_on.day}, {signed_on.year}",
        "",
        f"To {agreement.agent_name}, as Rights Agent",
        "",
        title,
        "",
        *(f"  {name.replace('_', ' ')}: {value}" for name, value in says.items()),
        "",
        officer,
        "(invented for the demonstration)",
        "",
    ]
    return file_document(
        agreement,
        content="\n".join(lines).encode(),
        kind="COMPANY_LETTER",
        title=title,
        original_name=f"{title.lower().replace(' ', '-')[:60]}.txt",
        content_type="text/plain",
        signed_on=signed_on,
        received_at=received_at,
        received_by=by,
        at=at,
        genuineness_check="Signature compared with the specimen; officer called back.",
    )
