"""Reads of what was recorded beside the papers of an item: inquiries, directions (17f-1, §6(a))."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from agreement.delivery import BALANCE_PLACE
from registry.models import CertificateInquiry, DeliveryDirection, Item
from registry.selectors.addresses import address_of
from registry.selectors.items import surrendered


@dataclass(frozen=True, slots=True)
class DirectionShown:
    """A direction with its certificate and its address in words."""

    row: DeliveryDirection
    certificate: str
    address: str


def inquiries_of(item: Item) -> QuerySet[CertificateInquiry]:
    """What was answered about the certificates of an item, in the order recorded."""
    return (
        CertificateInquiry.objects.filter(item=item)
        .select_related("certificate", "document", "stop", "recorded_by")
        .order_by("id")
    )


def directions_of(item: Item) -> Sequence[DirectionShown]:
    """Where papers beside the assignment send the new certificates of an item, in the order recorded."""
    found = DeliveryDirection.objects.filter(item=item).select_related("document", "recorded_by")
    return [
        DirectionShown(one, words_of_place(one.place), address_of(one).words) for one in found.order_by("id")
    ]


def words_of_place(place: int) -> str:
    """Which new certificate a direction is about."""
    return "the balance" if place == BALANCE_PLACE else f"line {place}"


def inquiry_form(item: Item) -> Sequence[tuple[int, Sequence[tuple[str, str]]]]:
    """What the form of an inquiry asks for about each certificate of an item, as the books have it."""
    return [
        (
            one.certificate.number,
            (
                ("Issuer", item.agreement.company_name),
                ("Class of security", "Rights under the Rights Agreement"),
                ("Certificate number", f"R-{one.certificate.number:07d}"),
                ("Rights on its face", f"{one.certificate.rights:,}"),
                ("Date of the certificate", one.certificate.dated.isoformat()),
                ("Registered in the name of", ", ".join(one.certificate.registration.splitlines())),
                ("Presented by", item.presenter),
            ),
        )
        for one in surrendered(item)
    ]
