"""What a holder sees of the accounts claimed: certificates, Rights, price, window and items (§7, §30)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from registry import clock
from registry.models import HolderAccess, Item
from registry.portal.access import for_holders, own_access
from registry.selectors import holder_access as reads
from registry.selectors.addresses import address_as_of
from registry.selectors.transfer_drafts import transfer_standing
from registry.staff.access import signed_in


@require_safe
@for_holders
def list_accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts of a person; the only one is opened at once."""
    accesses = list(reads.accesses_of(signed_in(request)))
    if len(accesses) == 1:
        return redirect("portal_account", access_id=accesses[0].pk)
    return render(request, "portal/accounts.html", {"accesses": accesses})


@require_safe
@for_holders
def show_account(request: HttpRequest, access_id: int) -> HttpResponse:
    """Show one account: its certificates, whether Rights can be exercised, what is under way."""
    access = own_access(request, access_id)
    at, holder = clock.now(), access.holder
    held = reads.certificates_of(holder, at=at)
    live = [one for one in held if one.is_live]
    context = {
        **surroundings(access),
        "address": address_as_of(holder, at),
        "live": live,
        "ended": [one for one in held if not one.is_live],
        "rights": sum(one.rights for one in live),
        "void_rights": sum(one.void_rights for one in live),
        "standing": reads.exercise_standing(holder, at=at),
        "transfer": transfer_standing(holder, at=at),
        "items": [(item, page_of_item(access, item)) for item in reads.items_of(holder)],
        "is_separated": holder.agreement.distribution_effective_at is not None,
    }
    return render(request, "portal/account.html", context)


def surroundings(access: HolderAccess) -> dict[str, Any]:
    """What every page about an account is given."""
    return {"access": access, "holder": access.holder, "agreement": access.holder.agreement}


def page_of_item(access: HolderAccess, item: Item) -> str:
    """The page on which a holder follows an item of its kind; empty where there is none."""
    name = settings.PORTAL_ITEM_PAGES.get(item.kind)
    if name is None:
        return ""
    if item.number is None:
        return reverse(f"{name}_draft", args=[item.cover_code]) if item.cover_code else ""
    return reverse(name, args=[access.pk, item.number])
