"""What every page of something prepared by a holder does first: whose it is, and whether it is still open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from agreement.errors import RightsError
from agreement.workflow.items import ItemKind
from registry import clock
from registry.codes import plain_code, shown_code
from registry.models import HolderAccess, Item
from registry.portal.access import View
from registry.selectors.holder_access import accesses_of, draft_of
from registry.services import drafts
from registry.staff.access import signed_in


def find_draft(request: HttpRequest, cover_code: str, *, kind: ItemKind) -> tuple[HolderAccess, Item]:
    """A form of an account that the person sees, with that access; absent and foreign are the same 404."""
    user = signed_in(request)
    item = draft_of(user, plain_code(cover_code), kind=kind) if "\x00" not in cover_code else None
    if item is None:
        raise Http404
    access = accesses_of(user).filter(holder=item.holder).first()
    if access is None:
        raise Http404
    return access, item


def of_open_draft(kind: ItemKind, *, followed: str) -> Callable[[View], View]:
    """Give a page its access and form by the code in the address; one that came in is followed as an item.

    `followed` names the page on which an item of the kind is followed.
    """

    def made(view: View) -> View:
        @wraps(view)
        def led(request: HttpRequest, cover_code: str, **told: Any) -> HttpResponseBase:
            access, item = find_draft(request, cover_code, kind=kind)
            if item.number is not None:
                return redirect(followed, access_id=access.pk, number=item.number)
            return view(request, access, item, **told)

        return led

    return made


def withdrawn(request: HttpRequest, cover_code: str, *, kind: ItemKind, told: str) -> HttpResponseBase:
    """Withdraw a form whose papers have not come in: one press; `told` says what that means."""
    access, item = find_draft(request, cover_code, kind=kind)
    try:
        drafts.withdraw_draft(item, by=signed_in(request), at=clock.now())
    except RightsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect("portal_account", access_id=access.pk)


def handed_out(
    request: HttpRequest, item: Item, *, draw: Callable[[], bytes], name: str, back: str
) -> HttpResponseBase:
    """Hand out the papers of a form as one PDF; what stands against them is told on the page named `back`."""
    try:
        drawn = draw()
    except RightsError as error:
        messages.error(request, str(error))
        return redirect(back, cover_code=item.cover_code)
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{shown_code(item.cover_code or "")}.pdf"'
    return answer
