"""The scan box of every page of the console: a cover sheet, a certificate or an item is found by its code.

A hand scanner types what it reads and ends with Enter; the same words may be typed.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from agreement.workflow.items import ItemState
from registry.codes import plain_code, shown_code
from registry.models import Item, RightsAgreement, RightsCertificate
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.staff.access import READERS, for_roles, signed_in, visible_agreements
from registry.staff.items import page_of

# A certificate by its QR mark, by its bar code or by the number as it is printed; an item by its number.
_MARK = re.compile(r"RC1:(?P<code>[^:]+):(?P<number>\d{1,9})(:.*)?", re.IGNORECASE)
_CERTIFICATE = re.compile(r"(R-?)?(?P<number>\d{1,9})", re.IGNORECASE)
_ITEM = re.compile(r"(item\s*|#)(?P<number>\d{1,9})", re.IGNORECASE)


@require_safe
@for_roles(*READERS)
def find(request: HttpRequest) -> HttpResponse:
    """Lead to what was scanned: the intake of a cover sheet, a certificate, an item, or a search for it."""
    words = " ".join(request.GET.get("words", "").replace("\x00", " ").split())[:120]
    if not words:
        messages.error(request, "Nothing was scanned.")
        return redirect("home")
    seen = visible_agreements(signed_in(request))
    here = seen.filter(code=request.GET.get("agreement", "").replace("\x00", "")) or seen
    address = _of_cover(request, seen, words) or _of_certificate(seen, here, words) or _of_item(here, words)
    if address:
        return redirect(address)
    plan = here.order_by("pk").first()
    if plan is None:
        messages.error(request, "There is no agreement yet.")
        return redirect("home")
    return redirect(f"{reverse('items', args=[plan.code])}?{urlencode({'show': 'all', 'words': words})}")


def _of_cover(request: HttpRequest, seen: QuerySet[RightsAgreement], words: str) -> str:
    """Where what lies under a cover sheet is taken in; its item, once its papers were received."""
    found = Item.objects.filter(agreement__in=seen, cover_code=plain_code(words)).select_related("agreement")
    item = found.exclude(number__isnull=True, state=ItemState.WITHDRAWN.value).first()
    if item is None:
        return ""
    if item.number is not None:
        return page_of(item)
    name = settings.ITEM_INTAKES.get(item.kind)
    if name is None or not has_any_role(signed_in(request), STAFF_ROLES):
        return ""
    cover = urlencode({"cover": shown_code(item.cover_code or "")})
    return f"{reverse(name, args=[item.agreement.code])}?{cover}"


def _of_certificate(seen: QuerySet[RightsAgreement], here: QuerySet[RightsAgreement], words: str) -> str:
    """The page of a certificate; a bare number is that of the plan at hand, or of the only plan with it."""
    mark, bare = _MARK.fullmatch(words), _CERTIFICATE.fullmatch(words)
    told = mark or bare
    if told is None:
        return ""
    plans = seen.filter(code=mark["code"]) if mark else here
    found = RightsCertificate.objects.filter(agreement__in=plans, number=int(told["number"]))
    numbered = list(found.values_list("agreement__code", "number")[:2])
    return reverse("certificate", args=numbered[0]) if len(numbered) == 1 else ""


def _of_item(here: QuerySet[RightsAgreement], words: str) -> str:
    told = _ITEM.fullmatch(words)
    if told is None:
        return ""
    found = Item.objects.filter(agreement__in=here, number=int(told["number"])).select_related("agreement")
    numbered = list(found[:2])
    return page_of(numbered[0]) if len(numbered) == 1 else ""
