"""Marking an installation productive: from then on forms in a Company's own words print without DEMO."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from agreement.refusals import refuse
from registry.models import Approval, Installation, RightsAgreement, User
from registry.selectors.agreements import approved_form
from registry.services import approvals


@transaction.atomic(durable=True)
def request_productive(*, maker: User, at: datetime) -> Approval:
    """Ask a second person to mark the installation productive, for every plan that is not a demo.

    Raises ALREADY_PRODUCTIVE, CLOCK_MOVED, TEMPLATE_NOT_APPROVED, PRODUCTIVE_WITH_MODEL_FORM.

    Agreement: 4(a).
    """
    request = _examined()
    return approvals.request_approval(
        None,
        kind="MARK_PRODUCTIVE",
        request=request,
        summary=f"Mark the installation productive for {', '.join(request['forms']) or 'no plan yet'}",
        maker=maker,
        at=at,
    )


def perform_productive(approval: Approval, *, at: datetime) -> Installation:
    """Mark the installation productive, once, for the plans and forms that were approved.

    Agreement: 4(a).
    """
    if _examined() != approval.request:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    row, _ = Installation.objects.get_or_create(singleton=True)
    row.productive_approval, row.productive_since = approval, at
    row.save()
    return row


def _examined() -> dict[str, Any]:
    """The plans with the hashes of their approved forms, if nothing stands against printing for them."""
    stood = Installation.objects.filter(productive_since__isnull=False).first()
    if stood is not None:
        raise refuse("ALREADY_PRODUCTIVE", since=stood.productive_since)
    if settings.CLOCK_OFFSET:
        raise refuse("CLOCK_MOVED", offset=settings.CLOCK_OFFSET)
    forms: dict[str, str] = {}
    for agreement in RightsAgreement.objects.filter(is_demo=False).order_by("code"):
        form = approved_form(agreement)
        if form is None:
            raise refuse("TEMPLATE_NOT_APPROVED", form=f"of {agreement.code}")
        if form.is_model:
            raise refuse("PRODUCTIVE_WITH_MODEL_FORM", form=form.name)
        forms[agreement.code] = form.folder_hash
    return {"act": "MARK_PRODUCTIVE", "forms": forms}
