"""A posting: the lots an entry closes and opens, the Rights it creates and retires. It must balance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from agreement.clauses import section
from agreement.errors import BooksOutOfBalance


class EntryKind(StrEnum):
    """What an entry in the registration books does."""

    ATTACH = "ATTACH"
    RETIRE_ATTACHED = "RETIRE_ATTACHED"
    OPEN = "OPEN"
    ISSUE = "ISSUE"
    TRANSFER = "TRANSFER"
    SPLIT_UP = "SPLIT_UP"
    COMBINE = "COMBINE"
    EXCHANGE_CERTIFICATES = "EXCHANGE_CERTIFICATES"
    REPLACE = "REPLACE"
    EXERCISE = "EXERCISE"
    CANCEL = "CANCEL"
    NULLIFY = "NULLIFY"
    RESTORE = "RESTORE"
    ADJUST_NUMBER = "ADJUST_NUMBER"
    REDEEM = "REDEEM"
    EXCHANGE_RIGHTS = "EXCHANGE_RIGHTS"
    EXPIRE = "EXPIRE"
    PAPER = "PAPER"
    TAKE_ON = "TAKE_ON"
    CORRECT = "CORRECT"


class RetiredAs(StrEnum):
    """As what a Right left the books."""

    EXERCISED = "EXERCISED"
    REDEEMED = "REDEEMED"
    EXCHANGED = "EXCHANGED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    ADJUSTED = "ADJUSTED"
    FRACTION_CASHED = "FRACTION_CASHED"
    VOID = "VOID"


class LegendClass(StrEnum):
    """Which sentence about nullity stands on a Rights Certificate. Exactly one does.

    Agreement: 4(b).
    """

    GENERAL = "GENERAL"
    NULLITY = "NULLITY"


class TaintClass(StrEnum):
    """The classes of holders whose Rights are void after a Triggering Event.

    Agreement: 7(e).
    """

    I = "I"  # noqa: E741  Acquiring Person, its Affiliates and Associates: 7(e)(i)
    II = "II"  # Post-Event Transferee: 7(e)(ii)
    III_A = "III_A"  # Pre-Event Transferee by distribution or continuing agreement: 7(e)(iii)(A)
    III_B = "III_B"  # Pre-Event Transferee under a plan to avoid the section: 7(e)(iii)(B)
    IV = "IV"  # later transferees: 7(e)(iv)


@dataclass(frozen=True, slots=True)
class LotClosed:
    """A lot that this entry closes, whole."""

    lot: str
    rights_count: int


@dataclass(frozen=True, slots=True)
class LotOpened:
    """A lot that this entry opens: whose, on which certificate, out of which lot.

    `holder` and `certificate` are empty while the Rights are attached to shares.
    """

    rights_count: int
    holder: str | None = None
    certificate: str | None = None
    parent_lot: str | None = None
    taint: TaintClass | None = None


@dataclass(frozen=True, slots=True)
class CertificateToIssue:
    """A Rights Certificate that the entry brings into being, under a key of the caller's own."""

    key: str
    holder: str
    rights_count: int
    dated: date
    legend: LegendClass = LegendClass.GENERAL
    taint: TaintClass | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """What one entry does to the books: closed + created = opened + retired, else BooksOutOfBalance.

    Numbers are whole Rights. `section` must be a section of the agreement.
    """

    kind: EntryKind
    section: str
    lots_closed: tuple[LotClosed, ...] = ()
    lots_opened: tuple[LotOpened, ...] = ()
    rights_created: int = 0
    rights_retired: Mapping[RetiredAs, int] = field(default_factory=dict, hash=False)
    certificates: tuple[CertificateToIssue, ...] = ()

    def __post_init__(self) -> None:
        section(self.section)
        object.__setattr__(self, "rights_retired", MappingProxyType(dict(self.rights_retired)))
        self._must_be_positive()
        must_balance(
            closed=self.closed, created=self.rights_created, opened=self.opened, retired=self.retired
        )
        self._certificates_must_match_lots()

    @property
    def closed(self) -> int:
        """Rights in the lots closed."""
        return sum(lot.rights_count for lot in self.lots_closed)

    @property
    def opened(self) -> int:
        """Rights in the lots opened."""
        return sum(lot.rights_count for lot in self.lots_opened)

    @property
    def retired(self) -> int:
        """Rights that leave the books by this entry."""
        return sum(self.rights_retired.values())

    def _must_be_positive(self) -> None:
        counts = [lot.rights_count for lot in self.lots_closed]
        counts += [lot.rights_count for lot in self.lots_opened]
        counts += [certificate.rights_count for certificate in self.certificates]
        if min(counts, default=1) < 1:
            raise BooksOutOfBalance("A lot and a certificate hold at least one Right.", kind=self.kind)
        if self.rights_created < 0 or min(self.rights_retired.values(), default=0) < 0:
            raise BooksOutOfBalance("Rights created and retired cannot be negative.", kind=self.kind)

    def _certificates_must_match_lots(self) -> None:
        on_lots: dict[str, int] = {}
        for lot in self.lots_opened:
            if lot.certificate is not None:
                on_lots[lot.certificate] = on_lots.get(lot.certificate, 0) + lot.rights_count
        for certificate in self.certificates:
            if on_lots.get(certificate.key, 0) != certificate.rights_count:
                raise BooksOutOfBalance(
                    f"Certificate {certificate.key} says {certificate.rights_count} Rights, "
                    f"its lots {on_lots.get(certificate.key, 0)}.",
                    certificate=certificate.key,
                )


def must_balance(*, closed: int, created: int, opened: int, retired: int) -> None:
    """Closed and created Rights together equal opened and retired Rights, else BooksOutOfBalance."""
    if closed + created != opened + retired:
        raise BooksOutOfBalance(
            f"The entry does not balance: {closed} closed + {created} created is not "
            f"{opened} opened + {retired} retired.",
            closed=closed,
            created=created,
            opened=opened,
            retired=retired,
        )
