"""Split-ups, combinations and exchanges of certificates over the counter (§6(a))."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.same_name import SAME_NAME_KINDS
from agreement.workflow.items import ItemKind
from registry import clock
from registry.models import Item, RightsAgreement
from registry.selectors.agreements import terms_in_force
from registry.services import same_name
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.item_forms import LaterPaperForm, PartForm, filled_in
from registry.staff.items import find_item, item_context, papers, posting_asked, taken_in, told_refusal
from registry.staff.same_name_forms import SameNamePaperForm, asked_of, same_name_parts


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Take in a split-up, a combination or an exchange of certificates from its papers."""
    agreement, of_kind, at = visible_agreement(signed_in(request), code), _kind(kind), clock.now()
    parts = filled_in(request, agreement, _parts(agreement, of_kind, SameNamePaperForm), now=at)

    def act() -> Item:
        with papers(request, parts, title=f"Papers of {_WITH_ARTICLE[of_kind]}") as document:
            return same_name.receive(
                agreement,
                parts.presentation,
                kind=of_kind,
                asked=asked_of(parts),
                document=document,
                by=signed_in(request),
                at=at,
            )

    heading = f"Receive {_WITH_ARTICLE[of_kind]}"
    return taken_in(request, agreement, parts, act=act, heading=heading, section="6(a)")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def add_papers(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record the papers received since for such an item, as they stand now."""
    item, at = _item(request, code, number), clock.now()
    counts = ", ".join(str(line.rights) for line in item.lines.order_by("place"))
    kind = ItemKind(item.kind)
    shape, initial = _parts(item.agreement, kind, LaterPaperForm), {"asked": {"rights": counts}}
    parts = filled_in(request, item.agreement, shape, now=at, initial=initial)

    def act() -> Item:
        with papers(request, parts, title=f"Later papers of item {number}") as document:
            return same_name.put_right(
                item, parts.reverse, asked=asked_of(parts), document=document, by=signed_in(request), at=at
            )

    heading = f"Put item {number} right"
    return taken_in(request, item.agreement, parts, act=act, heading=heading, section="6(a)", item=item)


@require_safe
@for_roles(*READERS)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show such an item with every check."""
    return _page(request, _item(request, code, number))


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to post it."""
    return posting_asked(
        request,
        partial(same_name.request_posting, _item(request, code, number)),
        page=lambda **told: _page(request, _item(request, code, number), **told),
    )


def _page(
    request: HttpRequest, item: Item, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    at, place = clock.now(), [item.agreement.code, item.number]
    context = {
        **item_context(request, item),
        "lines": item.lines.order_by("place"),
        "posting": same_name.preview(item, at=at) if item.ended_at is None else None,
        "ask_address": reverse("same_name_asked", args=place),
        "papers_address": reverse("same_name_papers", args=place),
        **told_refusal(refusal),
    }
    return render(request, "staff/same_name.html", context, status=status)


def _item(request: HttpRequest, code: str, number: int) -> Item:
    item = find_item(request, code, number)
    if item.kind not in SAME_NAME_KINDS:
        raise Http404
    return item


def _parts(agreement: RightsAgreement, kind: ItemKind, first: type[PartForm]) -> Any:
    return same_name_parts(kind, first, terms=terms_in_force(agreement, known_at=clock.now()))


def _kind(slug: str) -> ItemKind:
    if slug not in KIND_OF_SLUG:
        raise Http404
    return KIND_OF_SLUG[slug]


KIND_OF_SLUG = {
    "split-up": ItemKind.SPLIT_UP,
    "combination": ItemKind.COMBINE,
    "exchange-of-certificates": ItemKind.EXCHANGE_CERTIFICATES,
}
_WITH_ARTICLE = {
    ItemKind.SPLIT_UP: "a split-up",
    ItemKind.COMBINE: "a combination",
    ItemKind.EXCHANGE_CERTIFICATES: "an exchange of certificates",
}
