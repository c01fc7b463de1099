"""One act of the console: tried once, then led on to its request or page, or come back with its grounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreement.errors import RightsError
from registry.models import Approval, RightsAgreement
from registry.staff.items import asked_of_another, told_refusal

Outcome = Approval | str


@dataclass(frozen=True, slots=True)
class ActPage:
    """What stands around the one form of an act: words, section, the page it came from, the way there."""

    heading: str
    section: str
    button: str
    back: str
    crumbs: tuple[tuple[str, str], ...] = ()
    about: str = ""


def attempt(
    request: HttpRequest, act: Callable[[], Outcome], *, back: str
) -> tuple[HttpResponse | None, RightsError | None]:
    """Do an act: led to the request that it made, or back with what it says; or the refusal alone."""
    try:
        outcome = act()
    except RightsError as refusal:
        return None, refusal
    if isinstance(outcome, Approval):
        return asked_of_another(request, outcome), None
    messages.success(request, outcome)
    return redirect(back), None


def performed(
    request: HttpRequest,
    *,
    form: Form | None,
    act: Callable[[], Outcome],
    back: str,
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    """Do an act whose form stands on the page of its thing, or show that page again.

    `page` shows it, with the form as `answered`, the `refusal` if there is one, and the `status`.
    """
    if form is not None and not form.is_valid():
        return page(answered=form, refusal=None, status=422)
    answer, refusal = attempt(request, act, back=back)
    if answer is not None:
        return answer
    assert refusal is not None
    return page(answered=form, refusal=refusal, status=refusal.status)


def typed(request: HttpRequest) -> tuple[Any, Any]:
    """What a person typed and the files with it, as a form takes them; nothing before it was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def act_page(
    request: HttpRequest,
    agreement: RightsAgreement,
    form: Form,
    *,
    page: ActPage,
    act: Callable[[], Outcome],
    more: dict[str, Any] | None = None,
    template: str = "staff/act.html",
) -> HttpResponse:
    """A page with one form: empty, done, or come back with its refusal and what was typed."""
    refusal: RightsError | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            answer, refusal = attempt(request, act, back=page.back)
            if answer is not None:
                return answer
            status = refusal.status if refusal else status
    context = {
        "agreement": agreement,
        "page": page,
        "form": form,
        **told_refusal(refusal),
        **(more or {}),
    }
    return render(request, template, context, status=status)
