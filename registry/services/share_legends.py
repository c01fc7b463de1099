"""The legend on certificates for Common Shares: its wording as versions with a checklist (§3(c))."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from agreement.choices import LegendElement
from agreement.errors import RefusedByGround
from agreement.form import share_legend_grounds
from registry.models import RightsAgreement, ShareLegend, User
from registry.roles import must_be_staff
from registry.selectors.agreements import terms_in_force
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document


def save_share_legend(
    agreement: RightsAgreement,
    *,
    wording: str,
    passages: Mapping[LegendElement, str],
    in_use_from: date,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> ShareLegend:
    """Keep a wording of the legend as the next version, once every required element is shown in it.

    `passages` is the checklist: for each element the words of the wording that carry it; spaces, line breaks
    and case are not heeded. `document` is the Company's paper. Raises LEGEND_ELEMENT_MISSING for an element
    without a passage or with one that the wording does not have.

    Agreement: 3(c).
    """
    must_be_staff(by, act="keeping the legend of the share certificates")
    text = _plain(wording)
    stated = [element for element, passage in passages.items() if _plain(passage) and _plain(passage) in text]
    with transaction.atomic(durable=True):
        locked = lock_books(agreement)
        required = terms_in_force(locked, known_at=at).common_legend_elements
        grounds = share_legend_grounds(stated, required=required)
        if grounds:
            raise RefusedByGround.by(grounds)
        last = ShareLegend.objects.filter(agreement=locked).aggregate(last=Max("version"))["last"] or 0
        return ShareLegend.objects.create(
            agreement=locked,
            version=last + 1,
            wording=wording.strip(),
            elements={element.value: passages[element].strip() for element in stated},
            in_use_from=in_use_from,
            document=require_document(locked, document),
            recorded_by=by,
            recorded_at=at,
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
