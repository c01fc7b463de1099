"""Certificates lost, stolen, destroyed or mutilated: the claim, its steps, the posting (§6(b))."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.workflow.items import ItemKind
from registry import clock
from registry.models import Item, Replacement
from registry.selectors import replacements as reads
from registry.selectors.agreements import local_day
from registry.selectors.items import draft_of_cover
from registry.services import replacements
from registry.services.drafts import must_be_of_account
from registry.services.replacement_steps import record_step
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm, filled_in
from registry.staff.items import (
    asked_of_another,
    find_item,
    item_context,
    page_of,
    papers,
    posting_asked,
    taken_in,
    told_refusal,
)
from registry.staff.prepared import claim_offered, claim_told, draft_by_cover
from registry.staff.replacement_forms import CLAIM_PARTS, StepForm, SurrenderForm
from registry.staff.uploads import paper_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Take in the claim of one certificate; it is stopped with it, unless it is mutilated."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    number = request.GET.get("certificate", "")[:12].replace("\0", "")
    draft = draft_by_cover(request, agreement, kind=ItemKind.REPLACE)
    offered = claim_offered(draft) if draft else {"paper": {"certificates": number}}
    parts = filled_in(request, agreement, CLAIM_PARTS, now=at, initial=offered)

    def act() -> Item:
        must_be_of_account(draft, parts.presentation.certificates)
        with papers(request, parts, title="Claim of a certificate lost or mutilated") as document:
            return replacements.receive_claim(
                agreement,
                parts.presentation,
                parts.forms["claim"].told,
                document=document,
                by=signed_in(request),
                at=at,
                draft=draft_of_cover(agreement, parts.forms["paper"].cleaned_data["cover_code"]),
            )

    heading = "Receive a claim of a certificate lost, stolen, destroyed or mutilated"
    told = claim_told(draft, at=at)
    return taken_in(request, agreement, parts, act=act, heading=heading, section="6(b)", beside=told)


@require_safe
@for_roles(*READERS)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a replacement with every check and every step."""
    return _page(request, _item(request, code, number))


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to post it."""
    return posting_asked(
        request,
        partial(replacements.request_replacement, _item(request, code, number)),
        page=lambda **told: _page(request, _item(request, code, number), **told),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def take_step(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record what was received, accepted, asked or paid."""
    item, at = _item(request, code, number), clock.now()
    today = {"happened_on": local_day(item.agreement, at=at)}
    form = StepForm(*typed(request), agreement=item.agreement, now=at, initial=today)

    def act() -> str:
        title = f"Paper of replacement {number}"
        with _paper(request, form, title=title, at=at) as paper:
            record_step(item, form.told, document=paper, by=signed_in(request), at=at)
        return f"{form.told.kind.words}: recorded."

    page = _act(item, heading=f"Record a step of replacement {number}", button="Record it")
    return act_page(request, item.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def surrender(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the mutilated certificate itself came in."""
    item, at = _item(request, code, number), clock.now()
    form = SurrenderForm(*typed(request), agreement=item.agreement, now=at)

    def act() -> str:
        with _paper(request, form, title=f"Mutilated certificate of item {number}", at=at) as paper:
            replacements.receive_mutilated(item, document=paper, by=signed_in(request), at=at)
        return "The mutilated certificate is in hand; it is cancelled with the posting."

    page = _act(item, heading=f"The mutilated certificate of item {number} came in", button="Record it")
    return act_page(request, item.agreement, form, page=page, act=act)


@require_POST
@for_roles(*STAFF)
def cancel_replaced(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to cancel the replaced certificates that came in with an item."""
    item = find_item(request, code, number)
    try:
        asked = replacements.request_cancellation(item, maker=signed_in(request), at=clock.now())
    except RightsError as error:
        messages.error(request, str(error))
        return redirect(page_of(item))
    return asked_of_another(request, asked[0])


def _page(
    request: HttpRequest, item: Item, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    at, place = clock.now(), [item.agreement.code, item.number]
    replacement = reads.replacement_of(item)
    records = list(reads.records_of(replacement))
    context = {
        **item_context(request, item),
        "replacement": replacement,
        "records": records,
        "expenses_left": reads.expenses_left(records),
        "posting": replacements.preview(item, at=at) if item.ended_at is None else None,
        "ask_address": reverse("replacement_asked", args=place),
        "papers_address": reverse("replacement_step", args=place),
        **told_refusal(refusal),
    }
    return render(request, "staff/replacement.html", context, status=status)


def find_replacement(request: HttpRequest, code: str, number: int) -> Replacement:
    """The claim of an item; an item that is none is a 404."""
    return reads.replacement_of(_item(request, code, number))


def _item(request: HttpRequest, code: str, number: int) -> Item:
    item = find_item(request, code, number, kind=ItemKind.REPLACE)
    if not hasattr(item, "replacement"):
        raise Http404
    return item


def _act(item: Item, *, heading: str, button: str) -> ActPage:
    code, back = item.agreement.code, page_of(item)
    crumbs = (("Items", reverse("items", args=[code])), (str(item), back))
    return ActPage(heading, "6(b)", button, back, crumbs)


def _paper(request: HttpRequest, form: PartForm, *, title: str, at: datetime) -> AbstractContextManager[Any]:
    """The paper that came with a form, or none where it may come without one."""
    if not form.cleaned_data.get("document"):
        return nullcontext()
    return paper_of(request, form, kind="ITEM_PAPER", title=title, at=at)
