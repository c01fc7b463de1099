"""What is recorded beside the papers of a transfer: answers to inquiries, directions (17f-1, §6(a))."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from agreement.inquiry import InquiryResult
from agreement.workflow.items import ItemKind
from registry import clock
from registry.services import certificate_inquiries, delivery_directions
from registry.staff.access import STAFF, for_roles, signed_in
from registry.staff.item_answer_forms import DirectionForm, InquiryForm
from registry.staff.items import find_item, one_form
from registry.staff.uploads import paper_if_any, paper_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_inquiry(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record what the inquiry system answered about the certificates of a transfer."""
    item = find_item(request, code, number, kind=ItemKind.TRANSFER)

    def act(form: InquiryForm) -> str:
        at, told = clock.now(), form.told
        with paper_if_any(
            request, form, kind="INQUIRY", title=f"Inquiry about item {number}", at=at
        ) as paper:
            certificate_inquiries.record_inquiry(item, told, document=paper, by=signed_in(request), at=at)
        if told.result is InquiryResult.REPORTED:
            return "Recorded. What is reported is stopped, and the transfer is held."
        return "Recorded, and the transfer examined anew."

    form: Any = partial(InquiryForm, item=item)
    return one_form(request, item, form, act=act, button="Record the answer")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_direction(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record where a paper sends a new certificate of a transfer."""
    item = find_item(request, code, number, kind=ItemKind.TRANSFER)

    def act(form: DirectionForm) -> str:
        at, received_at = clock.now(), form.cleaned_data["received_at"]
        told: dict[str, Any] = {"title": f"Direction, item {number}", "received_at": received_at, "at": at}
        with paper_of(request, form, kind="ITEM_PAPER", **told) as paper:
            delivery_directions.record_direction(
                item, form.told, document=paper, by=signed_in(request), at=at
            )
        return "Recorded, and the transfer examined anew."

    form: Any = partial(DirectionForm, item=item)
    return one_form(request, item, form, act=act, button="Record the direction")
