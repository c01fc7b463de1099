"""Reads of the registered holders of an agreement: found by words or account, and what one holds (§5(b))."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from agreement.refusals import refuse
from registry.models import (
    AddressChange,
    CashInLieu,
    CopyRequest,
    HolderSearch,
    Item,
    RegisteredHolder,
    RightsAgreement,
)
from registry.selectors.register import PAGE_SIZE, search_is_ready


def holders_found(agreement: RightsAgreement, *, words: str = "") -> QuerySet[RegisteredHolder]:
    """The holders of an agreement, or those on whose registration, account, city or post code all words are.

    Until the words of every holder are indexed, they are looked for in registrations and accounts alone.
    """
    found = RegisteredHolder.objects.filter(agreement=agreement)
    wanted = words.lower().split()
    if not wanted:
        return found
    if search_is_ready(agreement):
        named = HolderSearch.objects.filter(agreement=agreement)
        for word in wanted:
            named = named.filter(words__contains=word)
        return found.filter(pk__in=named.values("holder_id"))
    for word in wanted:
        found = found.filter(Q(registration__icontains=word) | Q(account__icontains=word))
    return found


def holder_of_account(agreement: RightsAgreement, account: str) -> RegisteredHolder:
    """The holder of an account. Raises HOLDER_NOT_FOUND, also for a foreign one."""
    found = RegisteredHolder.objects.filter(agreement=agreement, account=account).first()
    if found is None:
        raise refuse("HOLDER_NOT_FOUND", account=account)
    return found


def holders_page(
    agreement: RightsAgreement,
    *,
    words: str = "",
    after: str = "",
    among: QuerySet[RegisteredHolder] | None = None,
    size: int = PAGE_SIZE,
) -> tuple[list[RegisteredHolder], str]:
    """A page of holders in the order of their accounts, and the account after which the next one begins.

    `among` leaves those of a reading of holders alone.
    """
    found = holders_found(agreement, words=words).order_by("account")
    if among is not None:
        found = found.filter(pk__in=among.order_by().values("pk"))
    rows = list((found.filter(account__gt=after) if after else found)[: size + 1])
    return rows[:size], rows[size - 1].account if len(rows) > size else ""


def items_presented(holder: RegisteredHolder) -> QuerySet[Item]:
    """The items that came with certificates of a holder, the newest first (§6(a), §7(a))."""
    found = Item.objects.filter(holder=holder, number__isnull=False)
    return found.select_related("agreement").order_by("-number")


def address_changes(agreement: RightsAgreement) -> QuerySet[AddressChange]:
    """The changes of address of an agreement, the newest first, with their holders and papers (§5(b))."""
    return (
        AddressChange.objects.filter(holder__agreement=agreement)
        .select_related("holder__agreement", "document", "approval__approver", "drafted_by")
        .order_by("-id")
    )


def copy_requests(agreement: RightsAgreement) -> QuerySet[CopyRequest]:
    """The requests for a copy of the agreement, the newest first (§3(c))."""
    return (
        CopyRequest.objects.filter(agreement=agreement)
        .select_related("agreement", "holder", "document", "recorded_by", "fulfilled_by")
        .order_by("-id")
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What a holder has on the books: live Rights, those of them void at the instant, certificates."""

    rights: int
    void_rights: int
    certificates: int


def held_by(holder: RegisteredHolder, *, at: datetime) -> Held:
    """What stands on the books for a holder (§5(b), §7(e))."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(rights), 0)::bigint,"
            "       coalesce(sum(rights) FILTER (WHERE void_from <= %s), 0)::bigint,"
            "       count(DISTINCT certificate_id)"
            "  FROM open_lot WHERE holder_id = %s",
            [at, holder.pk],
        )
        return Held(*cursor.fetchone())


def fractions_owed(holder: RegisteredHolder) -> QuerySet[CashInLieu]:
    """The fractions of Rights that are to be paid to a holder in cash (§14(a))."""
    return CashInLieu.objects.filter(holder=holder, superseded_by__isnull=True).order_by("id")
