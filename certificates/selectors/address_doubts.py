"""Addresses in doubt: mail came back from them and they have not changed since (26)."""

from datetime import datetime

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, When

from certificates.models import MailReturn
from registry.models import HolderAddress, RegisteredHolder, RightsAgreement

PARTS = ("address", "city", "region", "postal_code", "country")


def holders_in_doubt(agreement: RightsAgreement, *, at: datetime) -> QuerySet[RegisteredHolder]:
    """The holders from whose address mail came back last, each with the day as `came_back_on`.

    A piece to a holder of the books counts until another address that was recorded after the return is in
    force. A piece of a share list has no holder: it counts for the holder of its account while the books
    show the very address it went to. What was mailed stays given either way.

    Agreement: 26.
    """
    returned = MailReturn.objects.filter(piece__agreement=agreement).order_by()
    of_lists = returned.filter(piece__holder__isnull=True)
    back = MailReturn.objects.filter(piece__holder=OuterRef("pk")).order_by("-id")
    in_force = HolderAddress.objects.filter(holder=OuterRef("pk"), in_force_from__lte=at)
    same_place = {f"piece__{part}": OuterRef(part) for part in PARTS}
    listed = MailReturn.objects.filter(
        piece__agreement=OuterRef("agreement"),
        piece__holder__isnull=True,
        piece__account=OuterRef("account"),
        **same_place,
    ).order_by("-id")
    named = RegisteredHolder.objects.filter(agreement=agreement).filter(
        Q(pk__in=returned.filter(piece__holder__isnull=False).values("piece__holder"))
        | Q(account__in=of_lists.values("piece__account"))
    )
    told = named.annotate(
        back_recorded_at=Subquery(back.values("recorded_at")[:1]),
        back_on=Subquery(back.values("returned_on")[:1]),
        version_recorded_at=Subquery(in_force.order_by("-in_force_from", "-id").values("recorded_at")[:1]),
        listed_on=Subquery(listed.values("returned_on")[:1]),
    )
    stands = Q(back_recorded_at__isnull=False) & (
        Q(version_recorded_at__isnull=True) | Q(version_recorded_at__lte=F("back_recorded_at"))
    )
    return told.filter(stands | Q(listed_on__isnull=False)).annotate(
        came_back_on=Case(When(stands, then=F("back_on")), default=F("listed_on"), output_field=DateField())
    )
