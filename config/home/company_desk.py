"""The Company's desk: what is needed from it, what it may instruct, how its Rights and its reserve stand.

An officer lays papers in here. Nothing follows from that: a notice is taken in by staff from its original.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.arithmetic import as_text
from agreement.choices import CHANNEL_WORDS
from agreement.notice import NOTICE_FORMS, titles_for
from agreement.notice import NoticeKind as RuleKind
from agreement.terms import Terms
from config.home.chart import Panel, draw_panel
from config.home.company import needed_of
from exercises.selectors.deliveries import ReserveStanding, reserve_standing
from registry import clock
from registry.models import InformalNotice, NoticeKind, RightsAgreement
from registry.roles import Role, has_any_role
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.rights_over_time import RightsOnDay, rights_over_time
from registry.services import company
from registry.services.company.parts import parts_of, required_parts
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm
from registry.staff.matters import part_label
from registry.staff.uploads import paper_of

DAYS_SHOWN, LAID_IN_SHOWN = 20, 20
OTHER = "OTHER"


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the Company is asked for, what it may instruct, its Rights over time and its reserve."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    terms, days = terms_in_force(agreement, known_at=at), rights_over_time(agreement)
    laid_in = InformalNotice.objects.filter(agreement=agreement, document__isnull=False)
    context = {
        "agreement": agreement,
        "is_officer": has_any_role(user, {Role.ISSUER_OFFICER}),
        "needed": needed_of(agreement, at=at),
        "kinds": kinds_told(terms),
        "channels": channels_told(terms),
        "panels": panels_of(days, agreement=agreement, at=at),
        "days": days[: -DAYS_SHOWN - 1 : -1],
        "day_count": len(days),
        "reserves": [reserve_told(one) for one in reserve_standing(agreement, at=at)],
        "laid_in": laid_in.select_related("document", "recorded_by", "followed_by").order_by("-number")[
            :LAID_IN_SHOWN
        ],
    }
    return render(request, "staff/company_desk.html", context)


def channels_told(terms: Terms) -> str:
    """By which channels a notice is given."""
    return " or ".join(CHANNEL_WORDS[one] for one in terms.notice_channels)


def kinds_told(terms: Terms) -> list[dict[str, Any]]:
    """Each kind of notice that the Company may give: what it says, its section, whose signature it takes."""
    told = []
    for kind in NoticeKind:
        form = NOTICE_FORMS[RuleKind(kind)]
        titles = ", ".join(titles_for(form.purpose, terms=terms))
        told.append({"kind": kind, "words": form.words, "section": form.section, "titles": titles})
    return told


def panels_of(days: list[RightsOnDay], *, agreement: RightsAgreement, at: datetime) -> list[Panel]:
    """Rights outstanding, exercised and void, each as a drawing of its own scale."""
    today = local_day(agreement, at=at)
    wanted = (
        ("Outstanding, not void", "5(b)", [(one.day, one.outstanding) for one in days]),
        ("Exercised", "7(d)", [(one.day, one.exercised) for one in days]),
        ("Null and void", "7(e)", [(one.day, one.void) for one in days]),
    )
    drawn = [draw_panel(name, section=section, values=told, until=today) for name, section, told in wanted]
    return [one for one in drawn if one is not None]


def reserve_told(one: ReserveStanding) -> dict[str, Any]:
    """A reserve in shares, and how much of it is used, in parts of a hundred for the bar."""
    reserved = one.certificate.reserved_units if one.certificate else 0
    used = min(100 * one.taken // reserved, 100) if reserved else 0
    return {
        "security": one.security,
        "certificate": one.certificate,
        "reserved": shares_text(one.shares(reserved)) if one.certificate else "",
        "taken": shares_text(one.shares(one.taken)),
        "left": shares_text(one.shares(one.left)) if one.left is not None else "",
        "needed": shares_text(one.needed),
        "used": used,
        "grounds": one.grounds,
    }


def shares_text(shares: Fraction) -> str:
    """Shares as a reader has them: 2,089.5, and a ratio where no decimal ends."""
    told = as_text(shares)
    return told if "/" in told else f"{Decimal(told):,f}"


class LaidInForm(PartForm):
    """A signed paper of the Company, laid in ahead of its original."""

    section = "26"
    about = forms.ChoiceField(label="What it is")
    said = forms.CharField(
        label="What you want to say with it",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    document = forms.FileField(label="The signed paper")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in NoticeKind]
        self.fields["about"].choices = [("", "Choose"), *kinds, (OTHER, "An answer, or another paper")]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ISSUER_OFFICER)
def lay_in(request: HttpRequest, code: str) -> HttpResponse:
    """Lay a signed paper in: kept and shown to staff, without any effect of its own."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    kind = request.GET.get("kind", "")
    chosen = NoticeKind(kind) if kind in NoticeKind.values else None
    terms = terms_in_force(agreement, known_at=at)
    form = LaidInForm(*typed(request), agreement=agreement, now=at, initial={"about": chosen})

    def act() -> str:
        said = form.cleaned_data
        about = "An answer, or another paper"
        if said["about"] != OTHER:
            about = NoticeKind(said["about"]).label
        with paper_of(request, form, kind="LAID_IN", title=f"Laid in: {about}", at=at) as paper:
            made = company.lay_in(
                agreement, about=about, said=said["said"], document=paper, by=signed_in(request), at=at
            )
        return f"{made} is laid in. Staff see it now; it takes effect with its original."

    back = reverse("company_desk", args=[code])
    page = ActPage(
        heading="Lay a paper in",
        section="26",
        button="Lay it in",
        back=back,
        crumbs=(("The Company’s desk", back),),
        about=(
            "Staff see at once what you lay in, and prepare. It has no effect by itself: send the signed "
            f"original by {channels_told(terms)}. The Rights Agent calls an officer back at a number on file "
            "before anything follows."
        ),
    )
    more = {"chosen": kind_whole(chosen, terms=terms) if chosen else None}
    return act_page(request, agreement, form, page=page, act=act, more=more, template="staff/laid_in.html")


def kind_whole(kind: NoticeKind, *, terms: Terms) -> dict[str, Any]:
    """A kind of notice with the parts that it states, those first without which it is refused in form."""
    form, needed = NOTICE_FORMS[RuleKind(kind)], required_parts(kind)
    parts = [(part_label(part), part.name in needed) for part in parts_of(kind)]
    return {
        "kind": kind,
        "words": form.words,
        "section": form.section,
        "titles": titles_for(form.purpose, terms=terms),
        "needed": [label for label, is_needed in parts if is_needed],
        "stated": [label for label, is_needed in parts if not is_needed],
    }
