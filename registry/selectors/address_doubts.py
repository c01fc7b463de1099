"""Whether the address of a holder is in doubt: mail came back from it and it has not changed since (26).

The post knows that; it is named in settings.ADDRESS_DOUBTS, for the books stand below the post.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from registry.models import RegisteredHolder, RightsAgreement


def holders_in_doubt(agreement: RightsAgreement, *, at: datetime) -> QuerySet[Any, Any]:
    """The holders whose address is in doubt, each with the day mail came back as `came_back_on` (§26)."""
    return cast("QuerySet[Any, Any]", import_string(settings.ADDRESS_DOUBTS)(agreement, at=at))


def address_in_doubt(holder: RegisteredHolder, *, at: datetime) -> date | None:
    """The day on which mail last came back from the address of a holder; None where no doubt stands (§26)."""
    return doubts_among([holder], agreement=holder.agreement, at=at).get(holder.pk)


def doubts_among(
    holders: Iterable[RegisteredHolder], *, agreement: RightsAgreement, at: datetime
) -> dict[int, date]:
    """Those of some holders whose address is in doubt, by key, with the day mail came back (§26)."""
    asked = holders_in_doubt(agreement, at=at).filter(pk__in=[holder.pk for holder in holders])
    return dict(asked.values_list("pk", "came_back_on"))
