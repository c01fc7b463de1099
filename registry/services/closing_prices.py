"""Closing prices taken from a file into the history; corrections stand beside what they correct (§1(j))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agreement.closing_price import PriceSource
from agreement.errors import RefusedByGround
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from registry.imports.price_lines import PRICES, PriceLine, read_prices
from registry.imports.problems import FileRefused
from registry.models import ClosingQuotation, Notice, NoticeKind, NoticeState, RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.prices import standing_quotations
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.documents import Evidence, require_document

TOLD = 20
_Key = tuple[date, PriceSource]


@dataclass(frozen=True, slots=True)
class LineFound:
    """A line of a file against the history: new, the same as stands, or other than `stands`."""

    line: PriceLine
    stands: ClosingQuotation | None

    @property
    def is_same(self) -> bool:
        """Whether the history says just this already."""
        row = self.stands
        if row is None:
            return False
        stated = row.statement.number if row.statement else None
        said = (self.line.listing.value, self.line.notice)
        return said == (row.listing, stated) and all(
            getattr(row, name) == self.line.prices[name] for name in PRICES
        )

    @property
    def is_correction(self) -> bool:
        """Whether it would stand in the place of another price."""
        return self.stands is not None and not self.is_same


@dataclass(frozen=True, slots=True)
class PricesPreview:
    """What a file would add to the history of a security, and what is wrong with it by line."""

    security: str
    lines: tuple[LineFound, ...]
    wrong: tuple[tuple[int, Ground], ...]

    @property
    def added(self) -> int:
        """Lines for days and sources of which nothing is on file."""
        return sum(1 for one in self.lines if one.stands is None)

    @property
    def same(self) -> int:
        """Lines that say what is on file already."""
        return sum(1 for one in self.lines if one.is_same)

    @property
    def corrections(self) -> tuple[LineFound, ...]:
        """Lines that say otherwise than what is on file."""
        return tuple(one for one in self.lines if one.is_correction)

    @property
    def may_be_kept(self) -> bool:
        """Whether the whole file can be read and says anything new."""
        return not self.wrong and self.same < len(self.lines)


def preview_prices(
    agreement: RightsAgreement, content: bytes, *, security: str, at: datetime
) -> PricesPreview:
    """What a file of closing prices would add, by the reading that keeps it; writes nothing.

    Raises FILE_UNREADABLE and the refusals of a file that is none.

    Agreement: 1(j).
    """
    try:
        read = read_prices(content, until=local_day(agreement, at=at))
    except FileRefused as refused:
        raise refused.as_refusal(file="of closing prices") from None
    certified = _certified(agreement)
    stands = {(one.day, one.source): one for one in standing_quotations(agreement, security)}
    unsigned = [
        (one.line, ground("BOARD_VALUE_UNSIGNED", date=one.day, source=one.source.words))
        for one in read.lines
        if one.notice is not None and one.notice not in certified
    ]
    return PricesPreview(
        security,
        tuple(LineFound(one, stands.get((one.day, one.source.value))) for one in read.lines),
        tuple(sorted([*read.wrong, *unsigned], key=lambda one: one[0])),
    )


@transaction.atomic(durable=True)
def record_prices(
    agreement: RightsAgreement,
    content: bytes,
    *,
    security: str,
    reason: str,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> PricesPreview:
    """Keep the closing prices of a file; one that says otherwise than the history stands beside it, with why.

    All or nothing: a file with a line that is wrong is refused with each of them. Raises
    PRICE_LINE_UNREADABLE, BOARD_VALUE_UNSIGNED, REASON_MISSING for a correction without why,
    NOTHING_NEW_PRICED, NO_SUPPORTING_DOCUMENT.

    Agreement: 1(j).
    """
    must_be_staff(by, act="recording closing prices")
    books = lock_books(agreement)
    found = preview_prices(books, content, security=security, at=at)
    if found.wrong:
        raise RefusedByGround.by([one for _, one in found.wrong[:TOLD]])
    if not found.may_be_kept:
        raise refuse("NOTHING_NEW_PRICED", security=security)
    if found.corrections and not reason.strip():
        raise refuse("REASON_MISSING", what="correcting closing prices")
    paper, certified = require_document(books, document), _certified(books)
    ClosingQuotation.objects.bulk_create(
        ClosingQuotation(
            agreement=books,
            security=security,
            day=one.line.day,
            source=one.line.source.value,
            listing=one.line.listing.value,
            **one.line.prices,
            statement_id=certified[one.line.notice] if one.line.notice is not None else None,
            document=paper,
            line=one.line.line,
            corrects=one.stands,
            reason=reason.strip() if one.is_correction else "",
            recorded_at=at,
            recorded_by=by,
        )
        for one in found.lines
        if not one.is_same
    )
    details = {"security": security, "added": found.added, "corrected": len(found.corrections)}
    append_audit(books, actor=by, act="CLOSING_PRICES_KEPT", subject=security, details=details, at=at)
    return found


def _certified(agreement: RightsAgreement) -> Mapping[int, int]:
    """The Company's certified facts in force, by number: a choice or value of the Board rests on one."""
    facts = Notice.objects.filter(
        agreement=agreement, kind=NoticeKind.FACT_CERTIFIED, state=NoticeState.APPLIED
    )
    return dict(facts.values_list("number", "pk"))
