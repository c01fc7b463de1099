"""A certificate lost, stolen, destroyed or mutilated: reported, stopped at once, its papers made (§6(b))."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.replacement import LossCause
from agreement.workflow.items import ItemKind
from registry import clock
from registry.codes import shown_code
from registry.models import HolderAccess, Item
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.drafts import find_draft, handed_out, of_open_draft, withdrawn
from registry.portal.loss_questions import FORMS, SECURITY_WORDS, ReportForm, sworn
from registry.portal.papers import block_of, head_facts, instant_text
from registry.portal.questions import Question
from registry.selectors.agreements import terms_in_force
from registry.selectors.loss_drafts import PreparedClaim, prepared_claim, reportable
from registry.services import loss_reports
from registry.staff.access import signed_in
from registry.staff.words import certificate_number, day

of_open_report = of_open_draft(ItemKind.REPLACE, followed="portal_loss")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
def report(request: HttpRequest, access_id: int) -> HttpResponseBase:
    """Take the report of a certificate, and stop it with it; the papers come after."""
    access, at = own_access(request, access_id), clock.now()
    offered = reportable(access.holder, at=at)
    asked = {"certificate": request.GET.get("certificate", "")[:12].replace("\x00", "")}
    form = ReportForm(request.POST if request.method == "POST" else None, offered=offered, initial=asked)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                item = loss_reports.report_loss(
                    access,
                    certificate=int(form.cleaned_data["certificate"]),
                    cause=LossCause(form.cleaned_data["cause"]),
                    by=signed_in(request),
                    at=at,
                )
            except RightsError as error:
                refusal, status = error, error.status
            else:
                return redirect("portal_loss_draft", cover_code=item.cover_code)
    context = {**surroundings(access), "form": form, "offered": offered, "refusal": refusal}
    return render(request, "portal/loss_report.html", context, status=status)


@require_safe
@never_cache
@for_holders
@of_open_report
def show_draft(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Show the stop, and the questions of the papers with how far each is."""
    told = prepared_claim(item, at=clock.now())
    tasks = [(name, FORMS[name].title, FORMS[name].section, name not in told.missing) for name in told.asked]
    return render(request, "portal/loss.html", {**_page(access, told), "tasks": tasks})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@of_open_report
def ask(request: HttpRequest, access: HolderAccess, item: Item, question: str) -> HttpResponseBase:
    """Ask one question; the answer is kept, and the next that is open follows."""
    told = prepared_claim(item, at=clock.now())
    if question not in told.asked:
        return redirect("portal_loss_draft", cover_code=item.cover_code)
    form = FORMS[question](request.POST if request.method == "POST" else None, prepared=told)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = loss_reports.keep_answer(
                    item, question=question, told=form.told, by=signed_in(request), at=clock.now()
                )
            except RightsError as error:
                refusal, status = error, error.status
            else:
                return _onward(kept)
    return render(request, "portal/loss_question.html", _question(access, told, form, refusal), status=status)


def _question(
    access: HolderAccess, told: PreparedClaim, form: Question, refusal: RightsError | None
) -> dict[str, Any]:
    name = next(name for name, kind in FORMS.items() if type(form) is kind)
    place = list(told.asked).index(name) + 1
    return {
        **_page(access, told),
        "form": form,
        "name": name,
        "place": place,
        "count": len(told.asked),
        "refusal": refusal,
    }


def _onward(item: Item) -> HttpResponse:
    missing = prepared_claim(item, at=clock.now()).missing
    if missing:
        return redirect("portal_loss_question", cover_code=item.cover_code, question=missing[0])
    return redirect("portal_loss_check", cover_code=item.cover_code)


@require_safe
@never_cache
@for_holders
@of_open_report
def check(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Show every answer with the way to change it."""
    return render(request, "portal/loss_check.html", _page(access, prepared_claim(item, at=clock.now())))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@of_open_report
def confirm(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Take the answers as checked, and tell what to print, what to send and what happens next."""
    if request.method == "POST":
        try:
            loss_reports.note_printed(item, at=clock.now())
        except RightsError as error:
            messages.error(request, str(error))
            return redirect("portal_loss_draft", cover_code=item.cover_code)
        return redirect("portal_loss_confirmed", cover_code=item.cover_code)
    told = prepared_claim(item, at=clock.now())
    if not told.is_printed or told.missing:
        return redirect("portal_loss_check", cover_code=item.cover_code)
    return render(request, "portal/loss_confirmed.html", _page(access, told))


@require_safe
@never_cache
@for_holders
def print_papers(request: HttpRequest, cover_code: str) -> HttpResponseBase:
    """Hand out the one PDF: cover sheet, affidavit and indemnity, or the request with what is mutilated."""
    _access, item = find_draft(request, cover_code, kind=ItemKind.REPLACE)
    at = clock.now()

    def draw() -> bytes:
        loss_reports.must_be_printable(item, at=at)
        facts = loss_sheet_facts(prepared_claim(item, at=at), at=at)
        drawn: bytes = import_string(settings.PAPER_DRAWERS["loss_sheet"])(facts)
        return drawn

    return handed_out(request, item, draw=draw, name="replacement", back="portal_loss_draft")


def loss_sheet_facts(told: PreparedClaim, *, at: datetime) -> dict[str, Any]:
    """What stands on the papers of a report whose every question is answered, as plain values."""
    item, one = told.item, told.certificate
    agent = terms_in_force(item.agreement, known_at=at).rights_agent.name
    stop = told.stop
    return {
        **head_facts(item, agent=agent, at=at),
        "address": block_of(*told.new_to),
        "certificate": certificate_number(one.number),
        "rights": one.rights,
        "dated_text": day(one.dated),
        "cause_text": told.cause.words.lower(),
        "is_mutilated": told.is_mutilated,
        "stop_text": f"{stop} stands since {instant_text(stop.placed_at, item=item)}" if stop else "",
        "discovered_text": day(told.discovered_on) if told.discovered_on else "",
        "circumstances": told.circumstances,
        "ownership": sworn(told),
        "security_text": SECURITY_WORDS.get(told.answers.get("security", ""), ""),
    }


@require_POST
@for_holders
def withdraw(request: HttpRequest, cover_code: str) -> HttpResponseBase:
    """Withdraw the papers of a report; the stop stays until two people of the staff release it."""
    told = "The papers are withdrawn. A stop that was placed stays: two people release it on your writing."
    return withdrawn(request, cover_code, kind=ItemKind.REPLACE, told=told)


def _page(access: HolderAccess, told: PreparedClaim) -> dict[str, Any]:
    """What every page of a report shows."""
    return {
        **surroundings(access),
        "item": told.item,
        "prepared": told,
        "reference": shown_code(told.item.cover_code or ""),
        "certificate": told.certificate,
        "stop": told.stop,
        "sworn": sworn(told),
        "security": SECURITY_WORDS.get(told.answers.get("security", ""), ""),
    }
