"""The books between two instants: every entry, credits and debits, changes of address, balances (§5(b))."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, Sum

from registry.models import BookEntry, HolderAddress, RightsAgreement
from registry.selectors.addresses import address_changes_between
from registry.selectors.holdings import Holding, holdings_as_of

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class CertificateHeld:
    """A certificate and the Rights that stood on it at an instant."""

    number: int
    account: str
    registration: str
    rights: int


@dataclass(frozen=True, slots=True)
class Movements:
    """The movement report: what stood before, every entry since, what stands after.

    A credit opens lots, a debit closes them; `is_balanced` proves before + credits − debits = after.
    """

    since: datetime
    until: datetime
    before: int
    entries: Sequence[BookEntry]
    addresses: Sequence[HolderAddress]
    after: int

    @property
    def credits(self) -> int:
        """Rights in lots opened."""
        return sum(entry.rights_opened for entry in self.entries)

    @property
    def debits(self) -> int:
        """Rights in lots closed, and in classes that ended whole."""
        return sum(_debit(entry) for entry in self.entries)

    @property
    def is_balanced(self) -> bool:
        """Whether credits less debits explain the change."""
        return self.before + self.credits - self.debits == self.after


def movements(agreement: RightsAgreement, *, since: datetime, until: datetime) -> Movements:
    """Every entry recorded after an instant and by another, with user, cause and papers (§5(b))."""
    entries = list(
        agreement.entries.filter(recorded_at__gt=since, recorded_at__lte=until)
        .select_related("maker", "approver", "document")
        .order_by("number")
    )
    addresses = address_changes_between(agreement, since=since, until=until)
    before, after = live_rights(agreement, at=since), live_rights(agreement, at=until)
    return Movements(since, until, before, entries, addresses, after)


def live_rights(agreement: RightsAgreement, *, at: datetime) -> int:
    """The Rights alive by the entries recorded by an instant, counted from lots, attached ones included."""
    lots = agreement.lots.filter(opened_by__recorded_at__lte=at).filter(
        Q(closed_by__isnull=True) | Q(closed_by__recorded_at__gt=at)
    )
    ended = agreement.entries.filter(recorded_at__lte=at).exclude(ended_class="")
    gone = ended.aggregate(total=Sum("rights_retired"))["total"] or 0
    return int((lots.aggregate(total=Sum("rights"))["total"] or 0) - gone)


def _debit(entry: BookEntry) -> int:
    return entry.rights_retired if entry.ended_class else entry.rights_closed


def every_holding(agreement: RightsAgreement, *, at: datetime) -> Iterator[Holding]:
    """The whole register as of an instant, account by account, read in batches (§5(b))."""
    after = ""
    while batch := holdings_as_of(agreement, at=at, after=after, size=BATCH):
        yield from batch
        after = batch[-1].account


_CERTIFICATES = """
    SELECT certificate.number, holder.account, certificate.registration, sum(lot.rights)::bigint
      FROM rights_certificate certificate
      JOIN registered_holder holder ON holder.id = certificate.holder_id
      JOIN lot ON lot.certificate_id = certificate.id
      JOIN book_entry opened ON opened.id = lot.opened_by_id AND opened.recorded_at <= %(at)s
      LEFT JOIN book_entry closed ON closed.id = lot.closed_by_id AND closed.recorded_at <= %(at)s
     WHERE certificate.agreement_id = %(agreement)s AND certificate.number > %(after)s AND closed.id IS NULL
     GROUP BY certificate.id, holder.id ORDER BY certificate.number LIMIT %(size)s
"""


def certificates_as_of(
    agreement: RightsAgreement, *, at: datetime, after: int = 0, size: int = 50
) -> list[CertificateHeld]:
    """The certificates on which Rights stood by the entries recorded by an instant, by number (§5(b))."""
    with connection.cursor() as cursor:
        cursor.execute(_CERTIFICATES, {"agreement": agreement.pk, "at": at, "after": after, "size": size})
        return [CertificateHeld(*row) for row in cursor.fetchall()]


def every_certificate(agreement: RightsAgreement, *, at: datetime) -> Iterator[CertificateHeld]:
    """Every certificate on which Rights stood as of an instant, by number, read in batches (§5(b))."""
    after = 0
    while batch := certificates_as_of(agreement, at=at, after=after, size=BATCH):
        yield from batch
        after = batch[-1].number
