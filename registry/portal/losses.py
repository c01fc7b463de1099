"""A certificate lost, stolen, destroyed or mutilated: reported, stopped at once, its papers made (§6(b))."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreement.replacement import LossCause
from agreement.workflow.items import ItemKind
from registry import clock
from registry.codes import shown_code
from registry.models import HolderAccess, Item
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.loss_questions import FORMS, SECURITY_WORDS, ReportForm, sworn
from registry.portal.papers import block_of, head_facts, instant_text
from registry.portal.prepared_forms import (
    PreparedForm,
    answered,
    check_page,
    confirm_page,
    papers_page,
    question_shown,
    withdraw_page,
)
from registry.selectors.agreements import terms_in_force
from registry.selectors.loss_drafts import PreparedClaim, prepared_claim, reportable
from registry.services import loss_reports
from registry.staff.access import signed_in
from registry.staff.words import certificate_number, day


def _shown(access: HolderAccess, told: PreparedClaim) -> dict[str, Any]:
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


LOSS = PreparedForm(
    ItemKind.REPLACE,
    "loss",
    "loss_sheet",
    read=prepared_claim,
    shown=_shown,
    facts=loss_sheet_facts,
    service=loss_reports,
)
check = check_page(LOSS)
confirm = confirm_page(LOSS)
print_papers = papers_page(LOSS)
withdraw = withdraw_page(
    LOSS,
    told="The papers are withdrawn. A stop that was placed stays: two people release it on your writing.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
def report(request: HttpRequest, access_id: int) -> HttpResponseBase:
    """Take the report of a certificate, and stop it with it; the papers come after."""
    access, at = own_access(request, access_id), clock.now()
    offered = reportable(access.holder, at=at)
    asked = {"certificate": request.GET.get("certificate", "")[:12].replace("\x00", "")}
    form = ReportForm(request.POST if request.method == "POST" else None, offered=offered, initial=asked)
    item, refusal, status = answered(
        request,
        form,
        lambda: loss_reports.report_loss(
            access,
            certificate=int(form.cleaned_data["certificate"]),
            cause=LossCause(form.cleaned_data["cause"]),
            by=signed_in(request),
            at=at,
        ),
    )
    if item is not None:
        return redirect("portal_loss_draft", cover_code=item.cover_code)
    context = {**surroundings(access), "form": form, "offered": offered, "refusal": refusal}
    return render(request, "portal/loss_report.html", context, status=status)


@require_safe
@never_cache
@for_holders
@LOSS.of_open
def show_draft(request: HttpRequest, access: HolderAccess, item: Item) -> HttpResponseBase:
    """Show the stop, and the questions of the papers with how far each is."""
    told = prepared_claim(item, at=clock.now())
    tasks = [(name, FORMS[name].title, FORMS[name].section, name not in told.missing) for name in told.asked]
    return render(request, "portal/loss.html", {**_shown(access, told), "tasks": tasks})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_holders
@LOSS.of_open
def ask(request: HttpRequest, access: HolderAccess, item: Item, question: str) -> HttpResponseBase:
    """Ask one question; the answer is kept, and the next that is open follows."""
    told = prepared_claim(item, at=clock.now())
    if question not in told.asked:
        return redirect("portal_loss_draft", cover_code=item.cover_code)
    form = FORMS[question](request.POST if request.method == "POST" else None, prepared=told)
    by, at = signed_in(request), clock.now()
    kept, refusal, status = answered(
        request,
        form,
        lambda: loss_reports.keep_answer(item, question=question, told=form.told, by=by, at=at),
    )
    if kept is not None:
        return LOSS.onward(request, kept)
    context = {**_shown(access, told), **question_shown(form, question, told, refusal=refusal)}
    return render(request, "portal/loss_question.html", context, status=status)
