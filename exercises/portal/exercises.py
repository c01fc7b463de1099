"""An exercise prepared by its holder: questions, a check of the answers, one PDF (§7(a))."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.exercise_price import TenderedMeans
from agreement.refusals import ground
from agreement.workflow.items import ItemKind
from exercises.portal.papers import cover_sheet_facts
from exercises.portal.questions import FORMS, plain_number
from exercises.selectors.drafts import Prepared, counted, prepared
from exercises.services import drafts
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
from registry.portal.questions import certified_words, guarantor_words
from registry.selectors.holder_access import exercise_standing
from registry.services.form_words import ELECTION
from registry.staff.access import signed_in


def _shown(access: HolderAccess, told: Prepared) -> dict[str, Any]:
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


EXERCISE = PreparedForm(
    ItemKind.EXERCISE,
    "exercise",
    "cover_sheet",
    read=prepared,
    shown=_shown,
    facts=cover_sheet_facts,
    service=drafts,
)
check = check_page(EXERCISE)
confirm = confirm_page(EXERCISE)
print_papers = papers_page(EXERCISE)
withdraw = withdraw_page(EXERCISE, told="The form is withdrawn. Nothing was sent, and nothing was changed.")


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
@EXERCISE.of_open
def show_draft(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Show the questions with how far each is; one whose papers came in is shown as an item."""
    told = prepared(item, at=clock.now())
    context = {
        **_shown(access, told),
        "tasks": [
            (name, FORMS[name].title, FORMS[name].section, told.is_answered(name)) for name in told.asked
        ],
    }
    return render(request, "portal/exercise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@EXERCISE.of_open
def ask(request: HttpRequest, access: HolderAccess, item: Item, question: str) -> HttpResponseBase:
    """Ask one question; the answer is kept, and the next that is open follows."""
    told = prepared(item, at=clock.now())
    if question != "certificates" and not told.is_answered("certificates"):
        return redirect("portal_exercise_question", cover_code=item.cover_code, question="certificates")
    if question == "rights" and request.headers.get("HX-Request"):
        typed = plain_number(request.GET.get("rights", ""))
        return render(request, "portal/arithmetic.html", _shown(access, counted(told, typed)))
    form = FORMS[question](request.POST if request.method == "POST" else None, prepared=told)
    by, at = signed_in(request), clock.now()
    kept, refusal, status = answered(
        request, form, lambda: drafts.keep_answer(item, question=question, told=form.told, by=by, at=at)
    )
    if kept is not None:
        return EXERCISE.onward(request, kept)
    statement = ELECTION if question == "certification" else ""
    asked = question_shown(form, question, told, refusal=refusal, statement=statement)
    return render(request, "portal/exercise_question.html", {**_shown(access, told), **asked}, status=status)
