"""Reads of cancelled paper: the vault by number, its counts, one certificate's trail (§8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet

from agreement.choices import Worded
from agreement.importer import shipped_figures
from agreement.refusals import refuse
from agreement.standards import Standard, standard_on
from registry.models import CancelledImage, CompanyDelivery, RightsAgreement, RightsCertificate

PAGE_SIZE = 50


class PaperStanding(Worded):
    """How far the paper of a cancelled certificate has come."""

    WITHOUT_IMAGE = "without-image", "Image missing"
    ON_NONE = "on-none", "On no transmittal"
    LISTED = "listed", "On a transmittal, not signed for"
    DELIVERED = "delivered", "Received by the Company"
    KEPT = "kept", "Kept here for the Company"
    LOST = "lost", "Lost on its way to the Company"


_NARROWED = {
    PaperStanding.WITHOUT_IMAGE: "images.how_many = 0",
    PaperStanding.ON_NONE: "line.id IS NULL",
    PaperStanding.LISTED: "line.id IS NOT NULL AND receipt.id IS NULL AND lost.id IS NULL",
    PaperStanding.DELIVERED: "receipt.keeper = 'COMPANY'",
    PaperStanding.KEPT: "receipt.keeper = 'AGENT'",
    PaperStanding.LOST: "lost.id IS NOT NULL",
}
# The line under which the paper of a certificate stands: the one it did not come off, else the one by which
# the Company signed that it is kept here and from which it went on another list that was not receipted.
LINE = """
    SELECT line.id, line.transmittal_id FROM registry_transmittalline line
      LEFT JOIN registry_transmittalreceipt signed
             ON signed.transmittal_id = line.transmittal_id AND signed.keeper = 'AGENT'
     WHERE line.certificate_id = paper.id
       AND (line.left_off_at IS NULL OR NOT signed.not_received @> to_jsonb(paper.number))
     ORDER BY line.left_off_at IS NULL DESC, line.id DESC
"""
_PAPER = """
      FROM cancelled_certificate paper
      CROSS JOIN LATERAL (SELECT count(*) AS how_many FROM registry_cancelledimage image
                           WHERE image.certificate_id = paper.id) AS images
      LEFT JOIN LATERAL (:line LIMIT 1) AS line ON true
      LEFT JOIN registry_transmittal transmittal ON transmittal.id = line.transmittal_id
      LEFT JOIN registry_transmittaldelivery delivery ON delivery.transmittal_id = transmittal.id
      LEFT JOIN registry_transmittalreceipt receipt ON receipt.transmittal_id = transmittal.id
      LEFT JOIN registry_unreceivedtransmittal lost ON lost.transmittal_id = transmittal.id
""".replace(":line", LINE)
_ROWS = f"""
    SELECT paper.number, paper.rights, certificate.registration, paper.cancelled_on, entry.number, entry.kind,
           entry.section, entry.item_number, images.how_many, transmittal.number, delivery.delivered_on,
           receipt.received_on,
           CASE WHEN lost.id IS NULL THEN coalesce(receipt.keeper, delivery.keeper, '') ELSE '' END,
           lost.found_on
    {_PAPER}
      JOIN rights_certificate certificate ON certificate.id = paper.id
      JOIN book_entry entry ON entry.id = paper.entry_id
     WHERE paper.agreement_id = %s AND {{condition}}
     ORDER BY paper.number LIMIT %s
"""
_LISTED_ON = """
    paper.id IN (SELECT listed.certificate_id FROM registry_transmittalline listed
                   JOIN registry_transmittal made ON made.id = listed.transmittal_id
                  WHERE made.agreement_id = %s AND made.number = %s)
"""
_HISTORY = """
    SELECT asked.number, event.kind, max(event.happened_on)
      FROM certificate_event event
      JOIN unnest(%(numbers)s::bigint[]) AS asked(number)
        ON int8range(event.first_number, event.last_number, '[]') @> asked.number
     WHERE event.agreement_id = %(agreement)s GROUP BY 1, 2
"""
_COUNTS = f"""
    SELECT count(*), {", ".join(f"count(*) FILTER (WHERE {rule})" for rule in _NARROWED.values())}
    {_PAPER}
     WHERE paper.agreement_id = %s
"""


@dataclass(frozen=True, slots=True)
class CancelledFilters:
    """What the vault is narrowed to; empty means no narrowing.

    `transmittal` asks for what stands on one, `listed_on` also for what came off it.
    """

    number: int | None = None
    standing: PaperStanding | None = None
    transmittal: int | None = None
    listed_on: int | None = None


@dataclass(frozen=True, slots=True)
class CancelledPaper:
    """A cancelled certificate: when, by which entry and item; its images, transmittal and who keeps it.

    `lost_on` is the day on which its paper was found to be lost; nobody keeps it then.
    """

    number: int
    rights: int
    registration: str
    cancelled_on: date
    entry: int
    entry_kind: str
    section: str
    item: int | None
    images: int
    transmittal: int | None
    delivered_on: date | None
    received_on: date | None
    keeper: str
    lost_on: date | None


@dataclass(frozen=True, slots=True)
class CancelledPage:
    """Cancelled certificates in the order of their numbers; `next_after` asks for the next page."""

    rows: Sequence[CancelledPaper]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class CancelledCounts:
    """How many certificates are cancelled, and how many of them stand how."""

    total: int
    without_image: int
    on_none: int
    listed: int
    delivered: int
    kept: int
    lost: int


def cancelled_page(
    agreement: RightsAgreement,
    filters: CancelledFilters | None = None,
    *,
    after: int = 0,
    size: int = PAGE_SIZE,
) -> CancelledPage:
    """One page of the vault after a number, narrowed: one query (§8)."""
    wanted = filters or CancelledFilters()
    rules, values = ["paper.number > %s"], [agreement.pk, after]
    if wanted.number is not None:
        rules.append("paper.number = %s")
        values.append(wanted.number)
    if wanted.transmittal is not None:
        rules.append("transmittal.number = %s")
        values.append(wanted.transmittal)
    if wanted.listed_on is not None:
        rules.append(_LISTED_ON)
        values += [agreement.pk, wanted.listed_on]
    if wanted.standing is not None:
        rules.append(_NARROWED[wanted.standing])
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(condition=" AND ".join(rules)), [*values, size + 1])
        rows = [CancelledPaper(*row) for row in cursor.fetchall()]
    return CancelledPage(rows[:size], rows[size - 1].number if len(rows) > size else None)


def cancelled_counts(agreement: RightsAgreement) -> CancelledCounts:
    """The counts of the vault: one query (§8)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [agreement.pk])
        return CancelledCounts(*cursor.fetchone())


def cancelled_numbered(agreement: RightsAgreement, number: int) -> CancelledPaper:
    """A cancelled certificate by its number. Raises CERTIFICATE_NOT_FOUND, CERTIFICATE_NOT_CANCELLED."""
    found = cancelled_if_so(agreement, number)
    if found is None:
        certificate_numbered(agreement, number)
        raise refuse("CERTIFICATE_NOT_CANCELLED", number=number)
    return found


def cancelled_if_so(agreement: RightsAgreement, number: int) -> CancelledPaper | None:
    """What became of the paper of a certificate, if it is cancelled."""
    rows = cancelled_page(agreement, CancelledFilters(number=number)).rows
    return rows[0] if rows else None


def certificate_numbered(agreement: RightsAgreement, number: int) -> RightsCertificate:
    """A certificate by its number. Raises CERTIFICATE_NOT_FOUND, also for a foreign one."""
    found = RightsCertificate.objects.filter(agreement=agreement, number=number).first()
    if found is None:
        raise refuse("CERTIFICATE_NOT_FOUND", number=number, agreement=agreement.code)
    return found


def paper_history(agreement: RightsAgreement, *, numbers: Sequence[int]) -> dict[tuple[int, str], date]:
    """The last day of each kind of event of the paper of certificates, by number and kind: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"agreement": agreement.pk, "numbers": list(numbers)})
        return {(number, kind): day for number, kind, day in cursor.fetchall()}


def images_of(certificate: RightsCertificate) -> QuerySet[CancelledImage]:
    """The images of a cancelled certificate in the order attached."""
    found = CancelledImage.objects.filter(certificate=certificate)
    return found.select_related("document", "recorded_by").order_by("id")


def deliveries_of_company(agreement: RightsAgreement) -> QuerySet[CompanyDelivery]:
    """The log of what the Company delivered for cancellation, newest first (§8)."""
    return (
        CompanyDelivery.objects.filter(agreement=agreement)
        .select_related("document", "entry", "approval__maker", "approval__approver")
        .order_by("-number")
    )


@lru_cache(maxsize=1)
def _figures() -> tuple[Standard, ...]:
    return shipped_figures("retention")


def retention_on(day: date) -> Standard:
    """For how many years the rule has cancelled paper kept. Raises PERIOD_NOT_ON_FILE."""
    return standard_on(day, name="cancelled_paper", standards=_figures())
