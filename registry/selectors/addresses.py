"""Reads of registered addresses through time: which one was in force when (§5(b))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F

from registry.models import (
    AddressChange,
    AddressChangeState,
    HolderAccess,
    HolderAddress,
    RegisteredHolder,
    RightsAgreement,
)
from registry.models.addresses import PostalAddress

_IN_FORCE = """
    SELECT address, city, region, postal_code, country FROM registry_holderaddress
     WHERE holder_id = %s AND coalesce(in_force_from <= %s, true)
     ORDER BY in_force_from DESC NULLS LAST, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it goes on a letter, without the name."""

    address: str
    city: str
    region: str
    postal_code: str
    country: str

    @property
    def words(self) -> str:
        """The address in one line."""
        parts = (*self.address.split("\n"), self.city, f"{self.region} {self.postal_code}", self.country)
        return ", ".join(part.strip() for part in parts if part.strip())


@dataclass(frozen=True, slots=True)
class AddressInForce:
    """One version with the instants from and until which it was in force; null means without bound."""

    address: Address
    in_force_from: datetime | None
    in_force_until: datetime | None
    version: HolderAddress


def address_of(row: RegisteredHolder | PostalAddress) -> Address:
    """The parts of an address on any row that has one."""
    return Address(row.address, row.city, row.region, row.postal_code, row.country)


def address_versions(holder: RegisteredHolder) -> Sequence[AddressInForce]:
    """Every address an account ever had, oldest first; empty while it never changed."""
    rows = list(
        HolderAddress.objects.filter(holder=holder)
        .select_related("document", "recorded_by", "approval__approver")
        .order_by(F("in_force_from").asc(nulls_first=True), "id")
    )
    ends = [*(row.in_force_from for row in rows[1:]), None][: len(rows)]
    return [
        AddressInForce(address_of(row), row.in_force_from, end, row)
        for row, end in zip(rows, ends, strict=True)
    ]


def address_as_of(holder: RegisteredHolder, at: datetime) -> Address:
    """The mailing address in force at an instant: a mailing uses that of its snapshot (§5(b))."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [holder.pk, at])
        version = cursor.fetchone()
    return Address(*version) if version else address_of(holder)


def changed_of_late(agreement: RightsAgreement, *, at: datetime) -> dict[int, tuple[datetime, datetime]]:
    """The holders whose address changed of late, by key: when, and until when what is of value waits (§26).

    The days count from the act that filed the change: from then the letters about it are written.
    """
    held = timedelta(days=settings.ADDRESS_HOLD_DAYS)
    found = HolderAddress.objects.filter(
        holder__agreement=agreement,
        in_force_from__isnull=False,
        recorded_at__gt=at - held,
        recorded_at__lte=at,
    )
    rows = found.order_by("recorded_at", "id").values_list("holder_id", "recorded_at")
    return {holder: (changed_at, changed_at + held) for holder, changed_at in rows}


def own_draft(access: HolderAccess) -> AddressChange | None:
    """The change of address that a person drafted for an account it sees, while it waits for its paper."""
    found = AddressChange.objects.filter(holder=access.holder, drafted_by=access.user)
    return found.filter(state=AddressChangeState.DRAFT).first()


def address_changes_between(
    agreement: RightsAgreement, *, since: datetime, until: datetime
) -> Sequence[HolderAddress]:
    """The addresses that came on the books after an instant and by another, in the order of recording."""
    return list(
        HolderAddress.objects.filter(
            holder__agreement=agreement,
            in_force_from__isnull=False,
            recorded_at__gt=since,
            recorded_at__lte=until,
        )
        .select_related("holder", "document", "recorded_by")
        .order_by("recorded_at", "id")
    )
