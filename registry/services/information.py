"""What the Rights Agent asks of the Company before it opens the books, and the answers (§3(a), §5(b)(ii))."""

from datetime import datetime

from django.db import transaction

from agreement.refusals import refuse
from registry.models import InformationRequest, RightsAgreement, User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document


@transaction.atomic
def ask(agreement: RightsAgreement, *, question: str, by: User, at: datetime) -> InformationRequest:
    """Record a request for information. Until the Company answers, the books do not open.

    Agreement: 5(b)(ii).
    """
    must_be_staff(by, act="asking for information")
    if not question.strip():
        raise refuse("INSTRUCTION_PART_MISSING", kind="request for information", missing="the question")
    books = lock_books(agreement)
    asked = InformationRequest.objects.create(
        agreement=books, question=question.strip(), asked_at=at, asked_by=by
    )
    append_audit(books, actor=by, act="INFORMATION_ASKED", subject=_named(asked), at=at)
    return asked


@transaction.atomic
def answer(
    request: InformationRequest, *, answer: str, document: Evidence | None, by: User, at: datetime
) -> InformationRequest:
    """Record the Company's answer with the paper it came on. An answer once given stands.

    Raises NO_SUPPORTING_DOCUMENT, INSTRUCTION_PART_MISSING, INFORMATION_ALREADY_ANSWERED.

    Agreement: 5(b)(ii).
    """
    must_be_staff(by, act="recording the Company's answer")
    books = lock_books(request.agreement)
    locked = InformationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    _must_await_answer(locked, answer=answer)
    locked.document = require_document(books, document)
    locked.answer, locked.answered_at = answer.strip(), at
    locked.save(update_fields=["answer", "document", "answered_at"])
    details = {"document": locked.document_id}
    append_audit(books, actor=by, act="INFORMATION_ANSWERED", subject=_named(locked), details=details, at=at)
    return locked


def _named(request: InformationRequest) -> str:
    """A request by its number: the question may name people, and what is recorded stays for ever."""
    return f"request for information {request.pk}"


def _must_await_answer(request: InformationRequest, *, answer: str) -> None:
    """What stands against an answer, whatever its paper: there is one already, or it says nothing."""
    if request.answered_at is not None:
        raise refuse("INFORMATION_ALREADY_ANSWERED", request=request.pk)
    if not answer.strip():
        raise refuse("INSTRUCTION_PART_MISSING", kind="answer of the Company", missing="the answer")


def request_numbered(agreement: RightsAgreement, number: int) -> InformationRequest:
    """A request for information by the number it was shown under. Raises NOT_FOUND."""
    found = InformationRequest.objects.filter(agreement=agreement, pk=number).first()
    if found is None:
        raise refuse("NOT_FOUND", what=f"Request for information {number}")
    return found
