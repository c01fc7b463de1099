"""Items over the counter: the list, a transfer taken in, its page with every check, acts on it (§6(a))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.workflow.items import UNPOSTED_ENDS, ItemKind, ItemState, RefusalBasis
from registry import clock
from registry.models import Approval, Item, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import items as reads
from registry.selectors.company_relations import advice_about_item
from registry.selectors.item_answers import directions_of, inquiries_of, inquiry_form
from registry.selectors.item_documents import documents_told, withdrawal_asked
from registry.selectors.replacements import presented_again, returned_papers
from registry.selectors.schedules import schedule_of
from registry.selectors.standing_instructions import why_not
from registry.selectors.turnaround import clock_of
from registry.services import holds, item_refusals, items, transfers
from registry.services.document_files import PICTURED
from registry.services.drafts import must_be_of_account
from registry.services.item_applications import RUNNING
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.decision_forms import RefusalForm
from registry.staff.item_forms import (
    LaterPaperForm,
    PaperForm,
    PartForm,
    Parts,
    filled_in,
)
from registry.staff.prepared import draft_by_cover, transfer_offered, transfer_told
from registry.staff.transfer_forms import balance_of, reason_of, transfer_parts
from registry.staff.uploads import paper_if_any, paper_of


def find_item(request: HttpRequest, code: str, number: int, *, kind: ItemKind | None = None) -> Item:
    """A received item of an agreement that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = reads.received_items(agreement).filter(number=number)
    item = (found.filter(kind=kind.value) if kind else found).first()
    if item is None:
        raise Http404
    return item


def page_of(item: Item) -> str:
    """The page on which an item of its kind is shown."""
    return reverse(settings.ITEM_PAGES.get(item.kind, "item"), args=[item.agreement.code, item.number])


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive_transfer(request: HttpRequest, code: str) -> HttpResponse:
    """Take in a transfer from its papers."""
    agreement = visible_agreement(signed_in(request), code)
    at = clock.now()
    draft = draft_by_cover(request, agreement, kind=ItemKind.TRANSFER)
    offered = transfer_offered(draft) if draft else None
    known = len((draft.prepared or {}).get("lines", ())) if draft else 0
    parts = filled_in(request, agreement, transfer_parts(PaperForm, known=known), now=at, initial=offered)

    def act() -> Item:
        must_be_of_account(draft, parts.presentation.certificates)
        with papers(request, parts, title="Papers of a transfer") as document:
            return transfers.receive_transfer(
                agreement,
                parts.presentation,
                lines=parts.lines,
                balance=balance_of(parts),
                reason=reason_of(parts),
                document=document,
                by=signed_in(request),
                at=at,
                draft=reads.draft_of_cover(agreement, parts.forms["paper"].cleaned_data["cover_code"]),
            )

    told = transfer_told(draft, at=at)
    heading = "Receive a transfer"
    return taken_in(request, agreement, parts, act=act, heading=heading, section="6(a)", beside=told)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def add_papers(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record the papers received since for a transfer, as they stand now."""
    item = find_item(request, code, number, kind=ItemKind.TRANSFER)
    at = clock.now()
    lines = {f"line{line.place}": _line(line) for line in item.lines.all()}
    lines["cause"] = {"reason": item.transfer_reason}
    lines["balance"] = {"rights": item.balance_asked or None}
    shape = transfer_parts(LaterPaperForm, known=item.lines.count())
    parts = filled_in(request, item.agreement, shape, now=at, initial=lines)

    def act() -> Item:
        with papers(request, parts, title=f"Later papers of item {number}") as document:
            return transfers.put_right(
                item,
                parts.reverse,
                lines=parts.lines,
                balance=balance_of(parts),
                reason=reason_of(parts),
                document=document,
                by=signed_in(request),
                at=at,
            )

    heading = f"Put item {number} right"
    return taken_in(request, item.agreement, parts, act=act, heading=heading, section="6(a)", item=item)


def papers(request: HttpRequest, parts: Parts, *, title: str) -> Any:
    """The scan that came with the parts, received when they say."""
    form = parts.forms["paper"]
    received_at = form.cleaned_data["received_at"]
    return paper_of(request, form, kind="ITEM_PAPER", title=title, received_at=received_at, at=clock.now())


def taken_in(
    request: HttpRequest,
    agreement: RightsAgreement,
    parts: Parts,
    *,
    act: Callable[[], Item],
    heading: str,
    section: str,
    item: Item | None = None,
    beside: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Read the parts and do the act, then show the item; a refusal comes back with what was typed.

    `beside` is what the page shows beside the parts, by the template named `prepared_template` in it.
    """
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if parts.is_valid():
            try:
                received = act()
            except RightsError as error:
                refusal, status = error, error.status
            else:
                state = ItemState(received.state).words
                messages.success(request, f"Item {received.number} is taken in. It stands: {state}.")
                return redirect(page_of(received))
    context = {
        "agreement": agreement,
        "item": item,
        "item_page": page_of(item) if item else "",
        "parts": parts,
        "heading": heading,
        "section": section,
        **(beside or {}),
        **told_refusal(refusal),
    }
    return render(request, "staff/item_intake.html", context, status=status)


@require_safe
@for_roles(*READERS)
def show_item(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one item with every check; one that another page shows is led there."""
    item = find_item(request, code, number)
    if settings.ITEM_PAGES.get(item.kind, "item") != "item":
        return redirect(page_of(item))
    return item_page(request, item)


def item_page(
    request: HttpRequest, item: Item, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    """The page of a transfer; after an act that was refused, with its grounds."""
    at = clock.now()
    if schedule_of(item) is not None:
        if refusal is not None:
            messages.error(request, str(refusal))
        return redirect("schedule", item.agreement.code, item.number)
    is_open = item.ended_at is None
    context = {
        **item_context(request, item),
        "lines": item.lines.select_related("holder").order_by("place"),
        "posting": transfers.preview(item, at=at) if is_open else None,
        "ask_address": reverse("item_asked", args=[item.agreement.code, item.number]),
        "papers_address": reverse("item_papers", args=[item.agreement.code, item.number]),
        **told_refusal(refusal),
    }
    return render(request, "staff/item.html", context, status=status)


def item_context(request: HttpRequest, item: Item) -> dict[str, Any]:
    """What every page of an item shows: the checks, the papers, the answers, what may be done."""
    at, is_open = clock.now(), item.ended_at is None
    checks = items.examine(item, at=at) if is_open else ()
    asked = [one for one in (item.posting, item.refusal) if one is not None and items.is_undecided(one)]
    told = list(reads.consultations(item))
    asked += [one.act for one in item.applications.all() if one.act and items.is_undecided(one.act)]
    asked += [one.approval for one in told if one.approval and items.is_undecided(one.approval)]
    is_staff = has_any_role(signed_in(request), STAFF_ROLES)
    may_act = is_staff and is_open and not asked
    is_held = item.state == ItemState.HELD_20K
    return {
        "agreement": item.agreement,
        "item": item,
        "is_open": is_open,
        "fragments": settings.ITEM_FRAGMENTS,
        "checks": checks,
        "standing": grounds_of(checks),
        "held": reads.surrendered(item),
        "form": reads.latest_form(item),
        "certification": reads.latest_certification(item),
        "consultations": told,
        "documents": documents_told(item),
        "papers": reads.papers_of(item).select_related("document__received_by"),
        "has_scan": reads.papers_of(item).filter(document__content_type__in=PICTURED).exists(),
        "requests": asked,
        "is_held": is_held,
        "asked_back": withdrawal_asked(item) if is_held or (is_open and told) else None,
        "caught": presented_again(item),
        "advice": advice_about_item(item),
        "may_cancel_caught": is_staff,
        **_work_on(request, item, at=at),
        "may_act": may_act,
        "may_consult": may_act and is_held,
        "may_contradict": is_staff and is_open and holds.proceeding_answer(item) is not None,
        "issued": item.entry.certificates.order_by("number") if item.entry else (),
        "may_ask": may_act and item.state in (ItemState.EXAMINED, ItemState.COMPLETE),
        "may_refuse": may_act and not is_held,
        "returned": returned_papers(item),
        "may_return": item.state in UNPOSTED_ENDS and is_staff,
    }


def _work_on(request: HttpRequest, item: Item, *, at: datetime) -> dict[str, Any]:
    """The clock of an item, the evidence asked for, the applications, the instructions that reach it."""
    applications = list(item.applications.order_by("-id"))
    standing = item.agreement.standing_instructions.select_related("document").order_by("id")
    is_held = item.state == ItemState.HELD_20K
    return {
        "timed": clock_of(item, at=at),
        "evidence": reads.evidence_asked(item),
        "evidence_section": "7(f)(ii)" if item.kind == ItemKind.EXERCISE else "6(a)",
        "applications": applications,
        "may_apply": not any(one.state in RUNNING for one in applications),
        "instructions": [one for one in standing if is_held and not why_not(one, item, at=at)],
        "may_assign": has_any_role(signed_in(request), STAFF_ROLES),
        **_answers_about(item),
    }


def _answers_about(item: Item) -> dict[str, Any]:
    """What was recorded beside the papers of a transfer, and what an inquiry asks for."""
    if item.kind != ItemKind.TRANSFER:
        return {}
    return {
        "inquiries": inquiries_of(item),
        "inquiry_form": inquiry_form(item),
        "directions": directions_of(item),
    }


def told_refusal(refusal: RightsError | None) -> dict[str, Any]:
    """A refusal for a page: its grounds, all of them."""
    grounds = list(refusal.grounds) if isinstance(refusal, RefusedByGround) else []
    return {"refusal": refusal, "grounds": grounds or ([refusal] if refusal else [])}


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to post a transfer."""
    item = find_item(request, code, number, kind=ItemKind.TRANSFER)
    return posting_asked(
        request,
        partial(transfers.request_transfer, item),
        page=lambda **told: item_page(request, find_item(request, code, number), **told),
    )


def posting_asked(
    request: HttpRequest, ask: Callable[..., Approval], *, page: Callable[..., HttpResponse]
) -> HttpResponse:
    """Ask a second person to post, or show the page of the item again with what stands against it.

    `page` reads the item anew: what was refused left nothing behind.
    """
    try:
        approval = ask(maker=signed_in(request), at=clock.now())
    except RightsError as error:
        return page(refusal=error, status=error.status)
    return asked_of_another(request, approval)


@require_POST
@for_roles(*STAFF)
def examine(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Examine an item once more."""
    item = find_item(request, code, number)
    try:
        found = items.examine_again(item, by=signed_in(request), at=clock.now())
    except RightsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Examined. It stands: {ItemState(found.state).words}.")
    return redirect(page_of(item))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def refuse_item(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to refuse an item, or to return it uncured; its papers go back."""
    item = find_item(request, code, number)

    def act(form: RefusalForm) -> Approval:
        at, said = clock.now(), form.cleaned_data
        with paper_if_any(request, form, kind="INSTRUCTION", title=f"About item {number}", at=at) as paper:
            return item_refusals.request_refusal(
                item,
                reason=said["reason"],
                basis=RefusalBasis(said["basis"]),
                document=paper,
                maker=signed_in(request),
                at=at,
            )

    return one_form(request, item, RefusalForm, act=act, button="Ask for approval")


def one_form(
    request: HttpRequest,
    item: Item,
    form_class: type[PartForm],
    *,
    act: Callable[[Any], Approval | str],
    button: str,
) -> HttpResponse:
    """A page with one form about an item: filled in, done, or come back with its refusal."""
    refusal, status = None, 200
    told = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_class(*told, agreement=item.agreement, now=clock.now())
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = act(form)
            except RightsError as error:
                refusal, status = error, error.status
            else:
                if isinstance(outcome, Approval):
                    return asked_of_another(request, outcome)
                messages.success(request, outcome)
                return redirect(page_of(item))
    context = {
        "agreement": item.agreement,
        "item": item,
        "item_page": page_of(item),
        "form": form,
        "button": button,
        **told_refusal(refusal),
    }
    return render(request, "staff/item_act.html", context, status=status)


def asked_of_another(request: HttpRequest, approval: Approval) -> HttpResponse:
    """Lead to the request that another person decides."""
    messages.success(request, "Asked. Another person decides it; this page shows what it binds.")
    return redirect("request", request_hash=approval.request_hash)


def _line(line: Any) -> dict[str, Any]:
    names = ("registration", "rights", "address", "city", "region", "postal_code", "country")
    return {name: getattr(line, name) for name in names} | {
        "account": line.holder.account if line.holder else ""
    }
