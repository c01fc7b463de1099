"""The opening of the books: preview, request, and what was posted (§3(a), §5(b))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from registry import clock
from registry.models import HolderList, Opening, OpeningState, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.requests import RequestState, state_of
from registry.services import openings
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.words import day, in_words, instant


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of the preview: caption, section, column names, and rows; figures are set to the right."""

    caption: str
    section: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


@require_POST
@for_roles(*STAFF)
def preview(request: HttpRequest, code: str, list_id: int) -> HttpResponse:
    """Make a preview of what an accepted list would issue."""
    agreement = visible_agreement(signed_in(request), code)
    holder_list = HolderList.objects.filter(agreement=agreement, pk=list_id).first()
    if holder_list is None:
        raise Http404
    opening = openings.preview_opening(holder_list, maker=signed_in(request), at=clock.now())
    return redirect("opening", code=code, opening_id=opening.pk)


def _find(agreement: RightsAgreement, opening_id: int) -> Opening:
    opening = (
        Opening.objects.filter(agreement=agreement, pk=opening_id)
        .select_related("approval__maker", "approval__agreement", "entry", "holder_list", "created_by")
        .first()
    )
    if opening is None:
        raise Http404
    return opening


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_opening(request: HttpRequest, code: str, opening_id: int) -> HttpResponse:
    """Show a preview whole: totals, dates, legends, samples, and what its approval binds."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    opening = _find(agreement, opening_id)
    context = {
        "agreement": agreement,
        "opening": opening,
        "may_make": has_any_role(user, STAFF_ROLES),
        "may_give_up": has_any_role(user, STAFF_ROLES) and _is_open(opening),
        "tiles": tiles(opening),
        "tables": [table for table in tables(opening.preview) if table.rows],
        "facts": bound_facts(opening.request, zone=agreement.time_zone),
    }
    return render(request, "staff/opening.html", context)


@require_POST
@for_roles(*STAFF)
def request_approval(request: HttpRequest, code: str, opening_id: int) -> HttpResponse:
    """Ask a second person to approve the very preview."""
    opening = _find(visible_agreement(signed_in(request), code), opening_id)
    approval = openings.request_opening(opening, maker=signed_in(request), at=clock.now())
    return redirect("request", request_hash=approval.request_hash)


@require_POST
@for_roles(*STAFF)
def cancel_opening(request: HttpRequest, code: str, opening_id: int) -> HttpResponse:
    """Give up a preview, or one whose request was rejected; the list may be previewed again."""
    opening = _find(visible_agreement(signed_in(request), code), opening_id)
    openings.cancel_opening(opening, at=clock.now())
    return redirect("list", code=code, list_id=opening.holder_list_id)


def _is_open(opening: Opening) -> bool:
    """Whether nothing was posted and no request waits that a second person might still approve."""
    if opening.state == OpeningState.REQUESTED and opening.approval:
        return state_of(opening.approval, at=clock.now()) == RequestState.REJECTED
    return opening.state == OpeningState.PREVIEWED


LEGENDS = {"GENERAL": "General sentence", "NULLITY": "Legend of §4(b)"}


def in_day(text: str) -> str:
    """A date kept as text, in words."""
    return day(date.fromisoformat(text)) if text else "–"


def tiles(opening: Opening) -> list[tuple[str, object]]:
    """The totals of a preview, the largest first; each with what it counts."""
    shown = opening.preview
    issued: list[tuple[str, object]] = [
        ("whole Rights issued", shown["whole_rights"]),
        ("certificates", shown["certificates"]),
        ("accounts", shown["accounts"]),
    ]
    if opening.is_supplementary:
        return [
            *issued,
            ("accounts with a fraction, paid in cash", shown["fractions"]),
            ("Rights in these fractions", shown["fraction_sum"]),
            ("Rights in the fractions they replace", shown["fraction_sum_carried"]),
        ]
    return [
        *issued,
        ("Rights attached until now", shown["attached_rights"]),
        ("Rights paid in cash as fractions", shown["rights_cashed"]),
        ("difference", shown["difference"]),
    ]


def tables(shown: dict[str, Any]) -> list[ShownTable]:
    """The tables of a preview: by date, by legend, and samples to look at before approving."""
    dates = [(in_day(row["dated"]), row["certificates"], row["rights"]) for row in shown["by_date"]]
    classes = [
        (
            LEGENDS.get(row["legend_class"], row["legend_class"]),
            row["taint_class"] or "–",
            row["lots"],
            row["rights"],
            row["remark"] or "–",
        )
        for row in shown["by_class"]
    ]
    found = [
        ShownTable(
            "Certificates by the date they bear", "4(a)", ("Dated as of", "Certificates", "Rights"), dates
        ),
        ShownTable(
            "Certificates by legend", "4(b)", ("Legend", "Class", "Certificates", "Rights", "Remark"), classes
        ),
    ]
    heads = ("Why", "Account", "Registration", "Dated as of", "Rights", "Fraction", "Legend")
    samples = [
        (
            sample["why"],
            sample["account"],
            " / ".join(sample["registration"]),
            in_day(sample["dated"]),
            sample["rights"],
            sample["fraction"],
            f"{LEGENDS.get(sample['legend_class'], '')} {sample['taint_class']}".strip(),
        )
        for sample in shown["samples"]
    ]
    found.append(ShownTable("Samples: look at these before approving", "3(a)", heads, samples))
    return found


def bound_facts(request: dict[str, Any], *, zone: str) -> list[tuple[str, object]]:
    """What the approval binds beside the totals."""
    ratio = f"{request['ratio_numerator']} for {request['ratio_denominator']}"
    return [
        ("List", request["holder_list"]),
        ("Content hash", request["content_hash"]),
        ("Effective", instant(datetime.fromisoformat(request["effective_at"]), zone)),
        ("Rights per share", ratio),
        (
            "First number",
            request["first_certificate"] if request["totals"]["certificates"] else "no certificate",
        ),
        ("Record Date", in_day(request["record_date"])),
        ("One date for all", request["one_date"] or "no"),
        ("Restricted Rights", in_words(request["restricted"])),
        ("Notices relied on", ", ".join(str(number) for number in request["notices"]) or "none"),
    ]
