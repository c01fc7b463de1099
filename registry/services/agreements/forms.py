"""Forms of certificate: added from a folder, approved by the Company, signed off by the agent (§4(a))."""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from registry.models import Approval, Document, FormVersion, RightsAgreement, User
from registry.services import approvals
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document
from registry.services.form_folders import find_form_folder, folder_hash, place_of

NO_EFFECT, AFFECTS = "NO_EFFECT_ON_AGENT", "AFFECTS_AGENT"


def add_form_version(agreement: RightsAgreement, *, name: str, at: datetime) -> FormVersion:
    """Put a form version on file from a folder of that name, inside the code or outside it.

    Nothing prints with it before the Company's approval and the agent's sign-off.
    Raises NOT_FOUND, FORM_ALREADY_ON_FILE, and what the examination of its words refuses.

    Agreement: 4(a).
    """
    form = find_form_folder(name)
    with transaction.atomic(durable=True):
        books = lock_books(agreement)
        if FormVersion.objects.filter(agreement=books, name=form.name).exists():
            raise refuse("FORM_ALREADY_ON_FILE", form=form.name)
        return FormVersion.objects.create(
            agreement=books,
            name=form.name,
            folder=form.folder.name,
            folder_hash=form.hash,
            is_model=form.is_model,
            recorded_at=at,
        )


def request_form_approval(
    form: FormVersion, *, document: Evidence | None, sign_off: str, maker: User, at: datetime
) -> Approval:
    """Ask a second person to sign off a form that the Company approved in writing.

    `document` is the Company's paper; without one its accepted notice of approval counts. `sign_off` says
    what the extra marks and legends do: NO_EFFECT_ON_AGENT or AFFECTS_AGENT.
    Raises TEMPLATE_NOT_APPROVED, FORM_FOLDER_CHANGED, LEGEND_AFFECTS_AGENT, FORM_ALREADY_APPROVED.

    Agreement: 4(a).
    """
    with transaction.atomic(durable=True):
        locked, paper = _examined(form.pk, document=document, sign_off=sign_off)
        return approvals.request_approval(
            locked.agreement,
            kind="APPROVE_FORM",
            request=_request(locked, paper=paper, sign_off=sign_off),
            summary=f"Sign off form version {locked.name} of {locked.agreement.code}, approved by {paper}",
            maker=maker,
            at=at,
        )


def perform_form_approval(approval: Approval, *, at: datetime) -> FormVersion:
    """The form may be printed: the Company's paper is on file and the second person signed off for the agent.

    Agreement: 4(a).
    """
    asked = approval.request
    named = Document.objects.get(pk=asked["document_id"])
    form, paper = _examined(asked["form_version_id"], document=named, sign_off=asked["sign_off"])
    if _request(form, paper=paper, sign_off=asked["sign_off"]) != asked:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    form.company_approval, form.company_approved_at = paper, paper.received_at
    form.agent_signed_off_by, form.agent_signed_off_at = approval.approver, at
    form.save()
    return form


def must_leave_duties(sign_off: str) -> None:
    """Refuse a sign-off unless it states that extra marks and legends leave the agent's duties alone.

    Raises LEGEND_AFFECTS_AGENT, INSTRUCTION_PART_MISSING.

    Agreement: 4(a).
    """
    if sign_off == AFFECTS:
        raise refuse("LEGEND_AFFECTS_AGENT")
    if sign_off != NO_EFFECT:
        lacks = "the statement that extra marks and legends leave the agent's duties as they are"
        raise refuse("INSTRUCTION_PART_MISSING", kind="sign-off of the form", missing=lacks)


def _examined(key: int, *, document: Evidence | None, sign_off: str) -> tuple[FormVersion, Document]:
    """The form under the agreement's lock with the Company's paper, if nothing stands against it."""
    form = FormVersion.objects.select_related("agreement", "company_approval").get(pk=key)
    form.agreement = lock_books(form.agreement)
    if form.agent_signed_off_at is not None:
        raise refuse("FORM_ALREADY_APPROVED", form=form.name)
    if folder_hash(place_of(form)) != form.folder_hash:
        raise refuse("FORM_FOLDER_CHANGED", form=form.name)
    must_leave_duties(sign_off)
    named = document or form.company_approval
    if named is None:
        raise refuse("TEMPLATE_NOT_APPROVED", form=form.name)
    return form, require_document(form.agreement, named)


def _request(form: FormVersion, *, paper: Document, sign_off: str) -> dict[str, Any]:
    return {
        "act": "APPROVE_FORM",
        "agreement": form.agreement.code,
        "form_version_id": form.pk,
        "form_version": form.name,
        "folder_hash": form.folder_hash,
        "is_model": form.is_model,
        "document_id": paper.pk,
        "document_sha256": paper.sha256,
        "sign_off": sign_off,
    }
