"""Readings of the agreement: every open question, the reading in use, by whose decision, what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from agreement.arithmetic import as_text
from agreement.calculation import money as exact_money
from registry import clock
from registry.selectors.open_questions import QuestionRead, ReadingMade, questions_read
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.words import moment


@dataclass(frozen=True, slots=True)
class EffectShown:
    """What one reading makes today, in words."""

    reading: str
    words: SafeString | str
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with what each of its readings makes, in words."""

    read: QuestionRead
    effects: tuple[EffectShown, ...]


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show every open question of a plan with the reading in use and its effect today (§29)."""
    agreement = visible_agreement(signed_in(request), code)
    found = questions_read(agreement, at=clock.now())
    shown = [
        QuestionShown(one, tuple(_effect(made, zone=agreement.time_zone) for made in one.effects))
        for one in found.questions
    ]
    context = {
        "agreement": agreement,
        "here": "readings",
        "questions": shown,
        "differing": [one for one in shown if one.read.differs],
        "answered_by_rules": found.answered_by_rules,
        "version": found.version,
    }
    return render(request, "staff/readings.html", context)


def _effect(made: ReadingMade, *, zone: str) -> EffectShown:
    return EffectShown(made.reading, _words(made, zone=zone), made.is_in_use)


def _words(made: ReadingMade, *, zone: str) -> SafeString | str:
    value = made.made
    if isinstance(value, datetime | date):
        return moment(value, zone)
    if made.unit == "dollars" and isinstance(value, Fraction):
        whole, dot, rest = exact_money(value).partition(".")
        return f"${int(whole):,}{dot}{rest}" if whole.isdigit() else f"${whole}"
    told = (
        f"{value:,}" if isinstance(value, int) else as_text(value) if isinstance(value, Fraction) else value
    )
    return f"{told} {made.unit}".strip()
