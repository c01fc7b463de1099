"""An amendment of the terms: asked with the Company's paper and the changed file, made by two people (§27).

Thresholds, prices, officers, countersigners and offices change by it, so it binds the hash of the file, and
what it changes stands in the request in plain words. Asking and making both read the terms under the lock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.adjustment import FIGURES, figure_in_words
from agreement.agreement_file import describe
from agreement.refusals import refuse
from agreement.terms import Terms
from registry.models import Approval, Document, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services import approvals
from registry.services.agreements.loading import (
    AgreementLoaded,
    TermsFile,
    certified_figures,
    last_file,
    must_be_loadable,
    must_differ,
    next_version,
    read_terms,
    record_file,
    text_of,
    write_version,
)
from registry.services.agreements.section_27 import OnFile, read_on_file, section_27_told
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.document_files import received_file
from registry.services.documents import Evidence, open_document, require_document


@dataclass(frozen=True, slots=True)
class Amendment:
    """The Company's paper that changes the terms, from when they apply, what is on file beside it (§27)."""

    document: Evidence
    effective_from: datetime
    on_file: OnFile = field(default_factory=OnFile)


def request_amendment(
    contents: bytes, *, original_name: str, amendment: Amendment, maker: User, at: datetime
) -> Approval:
    """Ask a second person to put changed terms in force, by the hash of their file and the Company's paper.

    All papers are filed now; nothing changes before the approval. Raises as the loading of a file does,
    AGREEMENT_NOT_FOUND for a plan that is not on the books, and RefusedByGround with what stands against an
    amendment of the terms: COMPLIANCE_CERTIFICATE_MISSING, AGENT_CONSENT_NEEDED; after the Distribution Date
    PURPOSE_MISSING, AFTER_DISTRIBUTION_LIMITS, REDEMPTION_PERIOD_LAPSED, LENGTHENING_PURPOSE_MISSING.

    Agreement: 27.
    """
    must_be_staff(maker, act="amending an agreement")
    terms = read_terms(contents)
    must_be_loadable(terms)
    known = RightsAgreement.objects.filter(code=terms.code).first()
    if known is None:
        raise refuse("AGREEMENT_NOT_FOUND", agreement=terms.code)
    with received_file(contents, original_name=original_name) as file, transaction.atomic(durable=True):
        agreement = lock_books(known)
        must_differ(agreement, contents=contents)
        filed = record_file(agreement, stored=file.stored, original_name=original_name, by=maker, at=at)
        paper = require_document(agreement, amendment.document)
        approval = approvals.request_approval(
            agreement,
            kind="AMEND_AGREEMENT",
            request=_request(
                agreement,
                terms=terms,
                filed=filed,
                paper=paper,
                effective_from=amendment.effective_from,
                on_file=amendment.on_file,
                at=at,
            ),
            summary=(
                f"Amend the terms of {agreement.code}, as version {next_version(agreement)} in force from "
                f"{amendment.effective_from.isoformat()}, by {paper}"
            ),
            maker=maker,
            at=at,
        )
        file.keep()
    return approval


def perform_amendment(approval: Approval, *, at: datetime) -> AgreementLoaded:
    """Put the terms of the very file that was approved in force, with the registers it states.

    Reads everything again under the lock; the file is small and was kept when it was asked. Raises
    AGREEMENT_ALREADY_LOADED when the same file came first, REQUEST_CHANGED_AFTER_APPROVAL after another,
    RefusedByGround with what stands against it by now.

    Agreement: 27;18(b).
    """
    asked = approval.request
    agreement = lock_books(RightsAgreement.objects.get(code=asked["agreement"]))
    filed = Document.objects.get(pk=asked["file_document_id"], agreement=agreement)
    paper = Document.objects.get(pk=asked["document_id"], agreement=agreement)
    with open_document(filed) as file:
        contents = file.read()
    terms = read_terms(contents)
    form = must_be_loadable(terms)
    must_differ(agreement, contents=contents)
    since = datetime.fromisoformat(asked["effective_from"])
    on_file = read_on_file(asked.get("section_27", {}))
    now = _request(
        agreement, terms=terms, filed=filed, paper=paper, effective_from=since, on_file=on_file, at=at
    )
    if now != asked:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    stated = TermsFile(text_of(contents), filed.sha256, paper, since, paper.received_at)
    loaded = write_version(agreement, terms=terms, file=stated, form=form, at=at)
    append_audit(
        agreement,
        actor=approval.approver,
        act="AMEND_AGREEMENT",
        subject=f"terms of {agreement.code}, version {loaded.version}",
        details={"file_sha256": filed.sha256, "document_sha256": paper.sha256, "changes": asked["changes"]},
        at=at,
    )
    return loaded


def changes_between(before: Terms, after: Terms, *, fallen: Mapping[str, str]) -> dict[str, str]:
    """What an amendment changes, line by line in plain words with the section: what goes, and what comes.

    `fallen` are figures of certificates of adjustment that the amendment states anew.

    Agreement: 27.
    """
    stood, stands = describe(before), describe(after)
    certified = [
        (f"{one.words}, as certified", figure_in_words(one, fallen[one.name]), f"§{one.section}")
        for one in FIGURES
        if one.name in fallen
    ]
    gone = [("no longer", line) for line in (*certified, *(line for line in stood if line not in stands))]
    come = [("from then on", line) for line in stands if line not in stood]
    return {
        f"{number}": f"{when}: {what}: {value} ({section})"
        for number, (when, (what, value, section)) in enumerate((*gone, *come), start=1)
    }


def _request(
    agreement: RightsAgreement,
    *,
    terms: Terms,
    filed: Document,
    paper: Document,
    effective_from: datetime,
    on_file: OnFile,
    at: datetime,
) -> dict[str, Any]:
    last = last_file(agreement)
    before = read_terms(last.file_text.encode(), is_kept=True)
    told = section_27_told(agreement, before, terms, on_file, at=at)
    _, fallen = certified_figures(agreement, terms=terms, since=effective_from)
    return {
        "act": "AMEND_AGREEMENT",
        "agreement": agreement.code,
        "version": next_version(agreement),
        "effective_from": effective_from.isoformat(),
        "file_document_id": filed.pk,
        "file_sha256": filed.sha256,
        "document_id": paper.pk,
        "document_sha256": paper.sha256,
        "amends_sha256": last.sha256,
        "changes": changes_between(before, terms, fallen=fallen),
        **({"section_27": told} if told else {}),
    }
