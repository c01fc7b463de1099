"""Reads of the registered holders of an agreement: found by words or account, and what one holds (§5(b))."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from agreement.refusals import refuse
from registry.models import CashInLieu, HolderSearch, RegisteredHolder, RightsAgreement
from registry.selectors.register import search_is_ready


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
