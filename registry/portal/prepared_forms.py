"""The pages that every form prepared by a holder has: the check of the answers, the papers, the end of it.

Forms differ by kind in what is asked and in what their papers say; a holder goes through all in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.workflow.items import ItemKind
from registry import clock
from registry.models import HolderAccess, Item
from registry.portal.access import View, for_holders
from registry.portal.drafts import find_draft, handed_out, of_open_draft, withdrawn
from registry.portal.questions import Question
from registry.services.form_words import statement_words


class Service(Protocol):
    """What the service of a kind of form does with its papers."""

    def must_be_printable(self, draft: Item, *, at: datetime) -> None:
        """Raise while papers cannot be made."""

    def note_printed(self, draft: Item, *, at: datetime) -> Item:
        """Note that papers were made."""


@dataclass(frozen=True, slots=True)
class PreparedForm:
    """Forms of one kind: `stem` begins the names of their pages and templates, and of the papers' file.

    `read(item, at=...)` gives the answers so far, with `asked`, `missing`, `is_printed` and `chosen`;
    `shown(access, told)` what every page shows of them; `facts(told, at=...)` what stands on the papers,
    drawn by settings.PAPER_DRAWERS[`drawer`].
    """

    kind: ItemKind
    stem: str
    drawer: str
    read: Callable[..., Any]
    shown: Callable[[HolderAccess, Any], dict[str, Any]]
    facts: Callable[..., dict[str, Any]]
    service: Service

    def page(self, name: str) -> str:
        """The name of one of the pages of these forms."""
        return f"portal_{self.stem}_{name}"

    def of_open(self, view: View) -> View:
        """Give a page its access and form by the code in the address; one that came in is followed."""
        return of_open_draft(self.kind, followed=f"portal_{self.stem}")(view)

    def onward(self, request: HttpRequest, item: Item) -> HttpResponse:
        """Back to the check of the answers when it asked, else the next open question, else the check."""
        missing = self.read(item, at=clock.now()).missing
        if missing and request.POST.get("back") != "check":
            return redirect(self.page("question"), cover_code=item.cover_code, question=missing[0])
        return redirect(self.page("check"), cover_code=item.cover_code)


def answered(
    request: HttpRequest, form: BaseForm, keep: Callable[[], Item]
) -> tuple[Item | None, RightsError | None, int]:
    """What keeping a posted answer comes to: the form with it, or why not; and the status of the page."""
    if request.method != "POST":
        return None, None, 200
    if not form.is_valid():
        return None, None, 422
    try:
        return keep(), None, 200
    except RightsError as refusal:
        return None, refusal, refusal.status


def question_shown(
    form: Question, name: str, told: Any, *, refusal: RightsError | None, statement: str = ""
) -> Mapping[str, Any]:
    """What the page of one question shows: the form, its place, the words of a printed `statement`."""
    words = None
    if statement:
        words = statement_words(told.chosen[0].certificate.form_version, statement=statement)
    fields = [form[field] for field in form.fields]
    return {
        "form": form,
        "name": name,
        "place": told.asked.index(name) + 1 if name in told.asked else len(told.asked),
        "count": len(told.asked),
        "words": words,
        "refusal": refusal,
        "statements": list(zip(fields, words.clauses, strict=False)) if words else [],
    }


def check_page(of: PreparedForm) -> View:
    """The page that shows every answer with the way to change it, and what it comes to."""

    @require_safe
    @never_cache
    @for_holders
    @of.of_open
    def check(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
        told = of.read(item, at=clock.now())
        return render(request, f"portal/{of.stem}_check.html", of.shown(access, told))

    return check


def confirm_page(of: PreparedForm) -> View:
    """The page that takes the answers as checked, and tells what to print, to send and to expect."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @for_holders
    @of.of_open
    def confirm(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
        if request.method == "POST":
            try:
                of.service.note_printed(item, at=clock.now())
            except RightsError as error:
                messages.error(request, str(error))
                return redirect(of.page("check"), cover_code=item.cover_code)
            return redirect(of.page("confirmed"), cover_code=item.cover_code)
        told = of.read(item, at=clock.now())
        if not told.is_printed or told.missing:
            return redirect(of.page("check"), cover_code=item.cover_code)
        return render(request, f"portal/{of.stem}_confirmed.html", of.shown(access, told))

    return confirm


def papers_page(of: PreparedForm) -> View:
    """The one PDF with everything to print."""

    @require_safe
    @never_cache
    @for_holders
    def print_papers(request: HttpRequest, cover_code: str) -> HttpResponseBase:
        _access, item = find_draft(request, cover_code, kind=of.kind)
        at = clock.now()

        def draw() -> bytes:
            of.service.must_be_printable(item, at=at)
            facts = of.facts(of.read(item, at=at), at=at)
            drawn: bytes = import_string(settings.PAPER_DRAWERS[of.drawer])(facts)
            return drawn

        return handed_out(request, item, draw=draw, name=of.stem, back=of.page("draft"))

    return print_papers


def withdraw_page(of: PreparedForm, *, told: str) -> View:
    """Withdraws a form whose papers have not come in, by one press; `told` says what that means."""

    @require_POST
    @for_holders
    def withdraw(request: HttpRequest, cover_code: str) -> HttpResponseBase:
        return withdrawn(request, cover_code, kind=of.kind, told=told)

    return withdraw
