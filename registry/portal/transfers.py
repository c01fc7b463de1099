"""A transfer prepared by its holder: questions, a balance that comes to nothing left, one PDF (§6(a))."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.refusals import ground
from agreement.workflow.items import ItemKind
from registry import clock
from registry.codes import shown_code
from registry.models import HolderAccess, Item
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.prepared_forms import (
    PreparedForm,
    answered,
    check_page,
    confirm_page,
    papers_page,
    question_shown,
    withdraw_page,
)
from registry.portal.questions import Question, certified_words, guarantor_words
from registry.portal.transfer_papers import transfer_sheet_facts
from registry.portal.transfer_questions import (
    EVENLY,
    FORMS,
    REST,
    SECTIONS,
    TITLES,
    SharesQuestion,
    TransfereeForm,
)
from registry.selectors.transfer_drafts import PreparedTransfer, prepared_transfer, transfer_standing
from registry.services import transfer_drafts as drafts
from registry.services.form_words import ASSIGNMENT
from registry.staff.access import signed_in

DRAFT_ONLY = (
    "A prepared transfer takes effect only when the signed original and the certificate reach the "
    "designated office"
)


def _shown(access: HolderAccess, told: PreparedTransfer) -> dict[str, Any]:
    """What every page of a draft shows."""
    standing = transfer_standing(access.holder, at=told.at)
    return {
        **surroundings(access),
        "item": told.item,
        "prepared": told,
        "reference": shown_code(told.item.cover_code or ""),
        "draft_only": ground("PORTAL_DRAFT_ONLY", clause="6(a);16(b)", saying=DRAFT_ONLY),
        "standing": standing,
        "may_print": standing.is_open and not told.missing,
        "reason": told.reason.words if told.reason else "not stated" if "reason" in told.answers else "",
        "signer": told.signer.words if "signer" in told.answers else "",
        "guarantor": guarantor_words(told.answers.get("guarantee", "")) or "one to be found",
        "certified": certified_words(told.answers.get("certification")),
    }


TRANSFER = PreparedForm(
    ItemKind.TRANSFER,
    "transfer",
    "transfer_sheet",
    read=prepared_transfer,
    shown=_shown,
    facts=transfer_sheet_facts,
    service=drafts,
)
check = check_page(TRANSFER)
confirm = confirm_page(TRANSFER)
print_papers = papers_page(TRANSFER)
withdraw = withdraw_page(TRANSFER, told="The form is withdrawn. Nothing was sent, and nothing was changed.")


@require_POST
@for_holders
def begin(request: HttpRequest, access_id: int) -> HttpResponseBase:
    """Begin to prepare a transfer, and show its questions."""
    access = own_access(request, access_id)
    try:
        item = drafts.begin_transfer(access, by=signed_in(request), at=clock.now())
    except RightsError as error:
        messages.error(request, str(error))
        return redirect("portal_account", access_id=access.pk)
    return redirect("portal_transfer_draft", cover_code=item.cover_code)


@require_safe
@never_cache
@for_holders
@TRANSFER.of_open
def show_draft(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Show the questions with how far each is."""
    told = prepared_transfer(item, at=clock.now())
    tasks = [(name, TITLES[name], SECTIONS[name], told.is_answered(name)) for name in told.asked]
    return render(request, "portal/transfer.html", {**_shown(access, told), "tasks": tasks})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@TRANSFER.of_open
def ask(request: HttpRequest, access: HolderAccess, item: Item, question: str) -> HttpResponseBase:
    """Ask one question; the answer is kept, and the next that is open follows."""
    told = prepared_transfer(item, at=clock.now())
    needed = _needed_before(told, question)
    if needed:
        return redirect("portal_transfer_question", cover_code=item.cover_code, question=needed)
    if question == "transferees":
        return _transferees(request, access, told)
    form = FORMS[question](request.POST if request.method == "POST" else None, prepared=told)
    if request.method == "POST" and isinstance(form, SharesQuestion) and _fills(request):
        return _shown_question(request, access, told, form=form.filled(_fills(request)), name=question)
    kept, refusal, status = answered(request, form, lambda: _keep(request, item, form, question))
    if kept is not None:
        return TRANSFER.onward(request, kept)
    return _shown_question(request, access, told, form=form, name=question, refusal=refusal, status=status)


def _shown_question(
    request: HttpRequest,
    access: HolderAccess,
    told: PreparedTransfer,
    *,
    form: Question,
    name: str,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    statement = ASSIGNMENT if name == "certification" else ""
    asked = question_shown(form, name, told, refusal=refusal, statement=statement)
    return render(request, "portal/transfer_question.html", {**_shown(access, told), **asked}, status=status)


def _needed_before(told: PreparedTransfer, question: str) -> str:
    """The question that is to be answered before this one makes sense; empty where there is none."""
    before = {"certificates": (), "shares": ("certificates", "transferees")}.get(question, ("certificates",))
    return next((name for name in before if not told.is_answered(name)), "")


def _fills(request: HttpRequest) -> str:
    """Which numbers are to be filled in, where a button for it was pressed."""
    act = request.POST.get("act", "")
    return act if act in (REST, EVENLY) else ""


def _keep(request: HttpRequest, item: Item, form: Question, question: str) -> Item:
    by, at = signed_in(request), clock.now()
    if isinstance(form, SharesQuestion):
        rights, kept = form.told
        return drafts.keep_shares(item, rights=rights, kept=kept, by=by, at=at)
    return drafts.keep_answer(item, question=question, told=form.told, by=by, at=at)


def _transferees(request: HttpRequest, access: HolderAccess, told: PreparedTransfer) -> HttpResponseBase:
    """The transferees told so far; with none, the first is asked at once. Going on asks what is open."""
    code = told.item.cover_code
    if request.method == "POST" and told.lines:
        return TRANSFER.onward(request, told.item)
    if not told.lines:
        return redirect("portal_transferee_new", cover_code=code)
    context = {
        **_shown(access, told),
        "title": TITLES["transferees"],
        "place": told.asked.index("transferees") + 1,
        "count": len(told.asked),
        "may_add": len(told.lines) < drafts.LINES_MOST,
        "most": drafts.LINES_MOST,
    }
    return render(request, "portal/transferees.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@TRANSFER.of_open
def tell_transferee(
    request: HttpRequest, access: HolderAccess, item: Item, line: int | None = None
) -> HttpResponseBase:
    """Ask for one transferee: a further one, or one told before at its place."""
    told = prepared_transfer(item, at=clock.now())
    known = item.prepared.get("lines", [])
    if line is not None and not 0 < line <= len(known):
        return redirect("portal_transfer_question", cover_code=item.cover_code, question="transferees")
    before = dict(known[line - 1]) if line else {}
    form = TransfereeForm(request.POST if request.method == "POST" else None, initial=before)
    by, at = signed_in(request), clock.now()
    kept, refusal, status = answered(
        request, form, lambda: drafts.keep_transferee(item, place=line, told=form.told, by=by, at=at)
    )
    if kept is not None:
        return redirect("portal_transfer_question", cover_code=item.cover_code, question="transferees")
    context = {**_shown(access, told), "form": form, "line": line, "refusal": refusal}
    return render(request, "portal/transferee.html", context, status=status)


@require_POST
@for_holders
@TRANSFER.of_open
def drop_transferee(request: HttpRequest, access: HolderAccess, item: Item, line: int) -> HttpResponseBase:
    """Take a transferee out again."""
    try:
        drafts.drop_transferee(item, place=line, by=signed_in(request), at=clock.now())
    except RightsError as error:
        messages.error(request, str(error))
    return redirect("portal_transfer_question", cover_code=item.cover_code, question="transferees")
