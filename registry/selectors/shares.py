"""Reads about Common Shares: the legend in use, which paper evidences the attached Rights (§3(b), §3(c))."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from agreement.separation import Evidence, evidence_of_rights
from registry.models import Lot, RightsAgreement, ShareLegend
from registry.selectors.agreements import terms_in_force


def share_legends(agreement: RightsAgreement) -> QuerySet[ShareLegend]:
    """Every version of the legend on share certificates, oldest first."""
    return (
        ShareLegend.objects.filter(agreement=agreement)
        .select_related("document", "recorded_by")
        .order_by("version")
    )


def share_legend_on(agreement: RightsAgreement, *, day: date) -> ShareLegend | None:
    """The version for share certificates issued on a day; None where none was in use yet."""
    return share_legends(agreement).filter(in_use_from__lte=day).order_by("in_use_from", "version").last()


def share_evidence(agreement: RightsAgreement, *, issued_on: date, at: datetime) -> Evidence:
    """What evidences the Rights of a share certificate issued on a day, by what is noticed at an instant."""
    return evidence_of_rights(
        issued_on,
        record_date=terms_in_force(agreement, known_at=at).record_date,
        notice_received_at=agreement.distribution_known_from,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class AttachedEvidence:
    """Attached Rights that came on the control account by one kind of entry, and what evidences them."""

    evidence: Evidence
    rights: int


def attached_by_evidence(agreement: RightsAgreement, *, at: datetime) -> list[AttachedEvidence]:
    """The attached Rights by what evidences them: those of the dividend and those of later shares apart.

    Rights retired with acquired shares are taken from the lots opened first, as the books take them.
    """
    record_date = terms_in_force(agreement, known_at=at).record_date
    totals: dict[Evidence, int] = {}
    lots = Lot.objects.filter(agreement=agreement, holder__isnull=True, closed_by__isnull=True)
    for lot in lots.select_related("opened_by").order_by("id"):
        is_dividend = _root(lot).opened_by.section == "Recitals"
        issued_on = record_date if is_dividend else date.max
        evidence = share_evidence(agreement, issued_on=issued_on, at=at)
        totals[evidence] = totals.get(evidence, 0) + lot.rights
    return [AttachedEvidence(evidence, rights) for evidence, rights in totals.items()]


def _root(lot: Lot) -> Lot:
    """The lot from which a lot came in the end."""
    while lot.parent_id is not None:
        lot = Lot.objects.select_related("opened_by").get(pk=lot.parent_id)
    return lot
