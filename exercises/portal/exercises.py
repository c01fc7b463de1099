"""An exercise prepared by its holder: questions, a check of the answers, one PDF (§7(a))."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.exercise import TenderedMeans
from agreement.refusals import ground
from agreement.workflow.items import ItemKind
from exercises.portal.papers import cover_sheet_facts
from exercises.portal.questions import FORMS
from exercises.selectors.drafts import Prepared, prepared
from exercises.services import drafts
from registry import clock
from registry.codes import shown_code
from registry.models import HolderAccess, Item
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.drafts import find_draft, handed_out, of_open_draft, withdrawn
from registry.portal.questions import Question, certified_words, guarantor_words
from registry.selectors.holder_access import exercise_standing
from registry.services.form_words import ELECTION, statement_words
from registry.staff.access import signed_in

of_open_exercise = of_open_draft(ItemKind.EXERCISE, followed="portal_exercise")


@require_POST
@for_holders
def begin(request: HttpRequest, access_id: int) -> HttpResponseBase:
    """Begin to prepare an exercise, and ask the first question."""
    access = own_access(request, access_id)
    try:
        item = drafts.begin_draft(access, by=signed_in(request), at=clock.now())
    except RightsError as error:
        messages.error(request, str(error))
        return redirect("portal_account", access_id=access.pk)
    return redirect("portal_exercise_draft", cover_code=item.cover_code)


@require_safe
@never_cache
@for_holders
@of_open_exercise
def show_draft(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Show the questions with how far each is; one whose papers came in is shown as an item."""
    told = prepared(item, at=clock.now())
    context = {
        **_page(access, told),
        "tasks": [
            (name, FORMS[name].title, FORMS[name].section, told.is_answered(name)) for name in told.asked
        ],
    }
    return render(request, "portal/exercise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@of_open_exercise
def ask(request: HttpRequest, access: HolderAccess, item: Item, question: str) -> HttpResponseBase:
    """Ask one question; the answer is kept, and the next that is open follows."""
    told = prepared(item, at=clock.now())
    if question != "certificates" and not told.is_answered("certificates"):
        return redirect("portal_question", cover_code=item.cover_code, question="certificates")
    form = FORMS[question](request.POST if request.method == "POST" else None, prepared=told)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = drafts.keep_answer(
                    item, question=question, told=form.told, by=signed_in(request), at=clock.now()
                )
            except RightsError as error:
                refusal, status = error, error.status
            else:
                return _onward(request, kept)
    return render(request, "portal/question.html", _question(access, told, form, refusal), status=status)


def _question(
    access: HolderAccess, told: Prepared, form: Question, refusal: RightsError | None
) -> dict[str, Any]:
    name = next(name for name, kind in FORMS.items() if isinstance(form, kind))
    asked = told.asked
    place = asked.index(name) + 1 if name in asked else len(asked)
    words = None
    if name == "certification":
        words = statement_words(told.chosen[0].certificate.form_version, statement=ELECTION)
    return {
        **_page(access, told),
        "form": form,
        "name": name,
        "place": place,
        "count": len(asked),
        "words": words,
        "refusal": refusal,
        "statements": list(zip([form[field] for field in form.fields], words.clauses, strict=False))
        if words
        else [],
    }


def _onward(request: HttpRequest, item: Item) -> HttpResponseBase:
    """Back to the check of the answers when it asked, else the next open question, else the check."""
    missing = prepared(item, at=clock.now()).missing
    if missing and request.POST.get("back") != "check":
        return redirect("portal_question", cover_code=item.cover_code, question=missing[0])
    return redirect("portal_check", cover_code=item.cover_code)


@require_safe
@never_cache
@for_holders
@of_open_exercise
def check(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Show every answer with the way to change it, and what it comes to."""
    return render(request, "portal/check.html", _page(access, prepared(item, at=clock.now())))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@of_open_exercise
def confirm(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Take the answers as checked, and tell what to print, what to send and what happens next."""
    if request.method == "POST":
        try:
            drafts.note_printed(item, at=clock.now())
        except RightsError as error:
            messages.error(request, str(error))
            return redirect("portal_check", cover_code=item.cover_code)
        return redirect("portal_confirmed", cover_code=item.cover_code)
    told = prepared(item, at=clock.now())
    if not told.is_printed or told.missing:
        return redirect("portal_check", cover_code=item.cover_code)
    return render(request, "portal/confirmed.html", _page(access, told))


@require_safe
@never_cache
@for_holders
def print_papers(request: HttpRequest, cover_code: str) -> HttpResponseBase:
    """Hand out the one PDF: cover sheet, checklist, payment slip, what to write on the reverse."""
    _access, item = find_draft(request, cover_code, kind=ItemKind.EXERCISE)
    at = clock.now()

    def draw() -> bytes:
        drafts.must_be_printable(item, at=at)
        facts = cover_sheet_facts(prepared(item, at=at), at=at)
        drawn: bytes = import_string(settings.PAPER_DRAWERS["cover_sheet"])(facts)
        return drawn

    return handed_out(request, item, draw=draw, name="exercise", back="portal_exercise_draft")


@require_POST
@for_holders
def withdraw(request: HttpRequest, cover_code: str) -> HttpResponseBase:
    """Withdraw a form whose papers have not come in: one press, nothing else is needed."""
    told = "The form is withdrawn. Nothing was sent, and nothing was changed."
    return withdrawn(request, cover_code, kind=ItemKind.EXERCISE, told=told)


def _page(access: HolderAccess, told: Prepared) -> dict[str, Any]:
    """What every page of a draft shows."""
    standing = exercise_standing(access.holder, at=clock.now())
    return {
        **surroundings(access),
        "item": told.item,
        "prepared": told,
        "reference": shown_code(told.item.cover_code or ""),
        "draft_only": ground("PORTAL_DRAFT_ONLY"),
        "standing": standing,
        "may_print": standing.is_open and not told.missing,
        "means": TenderedMeans(told.answers["payment"]).words if "payment" in told.answers else "",
        "guarantor": guarantor_words(told.answers.get("guarantee", "")) or "one to be found",
        "certified": certified_words(told.answers.get("certification")),
    }
