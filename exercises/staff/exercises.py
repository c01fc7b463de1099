"""Exercises over the counter: taken in, paid, complete, asked to be posted, what is due after (§7, §10)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.workflow.items import ItemKind, ItemState
from exercises.selectors.elections import closures_behind, election_of, payments_of, settlement
from exercises.services import elections, payments
from exercises.services.elections import identifying_numbers
from exercises.staff.forms import ElectionForm, PaymentForm, exercise_parts
from exercises.staff.prepared import found_by_cover, offered, told_of
from exercises.staff.way_out import way_out
from registry import clock
from registry.models import Item
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.items import draft_of_cover
from registry.selectors.schedules import line_of, schedule_of
from registry.services import items
from registry.services.drafts import must_be_of_account
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.item_forms import LaterPaperForm, PaperForm, filled_in
from registry.staff.items import (
    find_item,
    item_context,
    one_form,
    papers,
    posting_asked,
    taken_in,
    told_refusal,
)
from registry.staff.uploads import paper_of


def find_exercise(request: HttpRequest, code: str, number: int) -> Item:
    """An item of the kind EXERCISE; absent and foreign are the same 404."""
    return find_item(request, code, number, kind=ItemKind.EXERCISE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive_exercise(request: HttpRequest, code: str) -> HttpResponse:
    """Take in an exercise from its papers; the payment is recorded on its page."""
    agreement = visible_agreement(signed_in(request), code)
    at = clock.now()
    found = found_by_cover(request, agreement, at=at)
    parts = filled_in(
        request,
        agreement,
        exercise_parts(PaperForm),
        now=at,
        initial=offered(found) if found else None,
    )

    def act() -> Item:
        draft = draft_of_cover(agreement, parts.forms["paper"].cleaned_data["cover_code"])
        must_be_of_account(draft, parts.presentation.certificates)
        with papers(request, parts, title="Papers of an exercise") as document:
            return elections.receive_exercise(
                agreement,
                parts.presentation,
                election=parts.forms["election"].told,
                document=document,
                by=signed_in(request),
                at=at,
                draft=draft,
            )

    return taken_in(
        request,
        agreement,
        parts,
        act=act,
        heading="Receive an exercise",
        section="7(a)",
        beside={"prepared_template": "portal/prepared.html", **told_of(found)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def add_papers(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record the papers received since for an exercise, as they stand now."""
    item = find_exercise(request, code, number)
    if schedule_of(item) is not None:
        return redirect("schedule_papers", code, number)
    at, election = clock.now(), election_of(item)
    known = {"election": {name: getattr(election, name) for name in ElectionForm.kept}}
    parts = filled_in(request, item.agreement, exercise_parts(LaterPaperForm), now=at, initial=known)

    def act() -> Item:
        with papers(request, parts, title=f"Later papers of item {number}") as document:
            return elections.put_right(
                item,
                parts.reverse,
                election=parts.forms["election"].told,
                document=document,
                by=signed_in(request),
                at=at,
            )

    heading = f"Put item {number} right"
    return taken_in(request, item.agreement, parts, act=act, heading=heading, section="7(a)", item=item)


@require_safe
@for_roles(*READERS)
def show_exercise(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one exercise with every check, its payments and its figures."""
    return exercise_page(request, find_exercise(request, code, number))


def exercise_page(
    request: HttpRequest, item: Item, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    """The page of an exercise; after an act that was refused, with its grounds."""
    if schedule_of(item) is not None:
        if refusal is not None:
            messages.error(request, str(refusal))
        return redirect("schedule", item.agreement.code, item.number)
    at, is_open = clock.now(), item.ended_at is None
    place = [item.agreement.code, item.number]
    asked = item.posting is not None and items.is_undecided(item.posting)
    context: dict[str, Any] = {
        **item_context(request, item),
        "election": (election := election_of(item)),
        "closures": closures_behind(election),
        "line": line_of(item),
        "numbers": identifying_numbers(item),
        "payments": payments_of(item),
        "figures": settlement(item, at=at) if is_open else None,
        "posting": elections.preview(item, at=at) if is_open else None,
        "way_out": way_out(item, at=at).steps,
        "may_go_on": has_any_role(signed_in(request), STAFF_ROLES),
        "may_take_money": is_open and not asked and has_any_role(signed_in(request), STAFF_ROLES),
        "ask_address": reverse("exercise_asked", args=place),
        "papers_address": reverse("exercise_papers", args=place),
        **told_refusal(refusal),
    }
    return render(request, "staff/exercise.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive_payment(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record a payment for an exercise."""
    item = find_exercise(request, code, number)

    def act(form: PaymentForm) -> str:
        told, at, title = form.told, clock.now(), f"Payment for item {number}"
        with paper_of(
            request, form, kind="PAYMENT", title=title, received_at=told.received_at, at=at
        ) as paper:
            payments.receive_payment(item, told, document=paper, by=signed_in(request), at=at)
        state = ItemState(find_exercise(request, code, number).state).words
        return f"${told.amount:,.2f} is recorded. The item stands: {state}."

    return one_form(request, item, PaymentForm, act=act, button="Record the payment")


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to post an exercise that is complete."""
    return posting_asked(
        request,
        partial(elections.request_exercise, find_exercise(request, code, number)),
        page=lambda **told: exercise_page(request, find_exercise(request, code, number), **told),
    )
