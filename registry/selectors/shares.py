"""Reads about Common Shares: the legend in use, which paper evidences the attached Rights (§3(b), §3(c))."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from agreement.separation import EVIDENCE_SECTIONS, Evidence, evidence_of_rights
from registry.models import RightsAgreement, ShareLegend
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
    """Attached Rights that one kind of paper evidences."""

    evidence: Evidence
    rights: int

    @property
    def section(self) -> str:
        """Where the agreement says so."""
        return EVIDENCE_SECTIONS[self.evidence]


# The open attached Rights by the section of the entry that first attached them: what was retired with
# acquired shares left a remainder, whose root is the lot it came from in the end.
_ATTACHED = """
    WITH RECURSIVE line (rights, lot, parent) AS (
        SELECT rights, id, parent_id FROM lot
         WHERE agreement_id = %s AND holder_id IS NULL AND closed_by_id IS NULL
         UNION ALL
        SELECT line.rights, lot.id, lot.parent_id FROM line JOIN lot ON lot.id = line.parent)
    SELECT entry.section, sum(line.rights)::bigint
      FROM line JOIN lot ON lot.id = line.lot JOIN book_entry entry ON entry.id = lot.opened_by_id
     WHERE line.parent IS NULL GROUP BY entry.section ORDER BY min(lot.id)
"""


def attached_by_evidence(agreement: RightsAgreement, *, at: datetime) -> list[AttachedEvidence]:
    """The attached Rights by what evidences them: those of the dividend and those of later shares apart.

    Rights retired with acquired shares are taken from the lots opened first, as the books take them.
    """
    record_date = terms_in_force(agreement, known_at=at).record_date
    totals: dict[Evidence, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ATTACHED, [agreement.pk])
        for section, rights in cursor.fetchall():
            issued_on = record_date if section == "Recitals" else date.max
            evidence = share_evidence(agreement, issued_on=issued_on, at=at)
            totals[evidence] = totals.get(evidence, 0) + rights
    return [AttachedEvidence(evidence, rights) for evidence, rights in totals.items()]
