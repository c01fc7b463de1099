"""Reads of the lists of record holders: one list, its rejects by page, its totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.db.models import QuerySet

from registry.imports.columns import MILLIONTHS
from registry.models import HolderList, HolderListReject, RightsAgreement

REJECT_COLUMNS = ("line", "column", "value", "code", "reason", "cure")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


class RejectedLine(NamedTuple):
    """One thing wrong with one line, as a report shows it."""

    line: int
    column: str
    value: str
    code: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class ListTotals:
    """The totals of a list beside the certified ones, in Common Shares and accounts."""

    rows: int
    rejected_rows: int
    accounts: int
    certified_accounts: int
    shares: Fraction
    certified_shares: Fraction


def holder_lists(agreement: RightsAgreement) -> QuerySet[HolderList]:
    """The lists of an agreement, newest first, with their notices and people."""
    return (
        HolderList.objects.filter(agreement=agreement)
        .select_related("agreement", "notice", "document", "imported_by", "acceptance__approver")
        .order_by("-id")
    )


def totals(holder_list: HolderList) -> ListTotals:
    """The exact totals of a list."""
    return ListTotals(
        rows=holder_list.row_count,
        rejected_rows=holder_list.reject_count,
        accounts=holder_list.account_count,
        certified_accounts=holder_list.certified_holders,
        shares=Fraction(int(holder_list.shares_millionths), MILLIONTHS),
        certified_shares=Fraction(int(holder_list.certified_shares_millionths), MILLIONTHS),
    )


def rejects(holder_list: HolderList) -> QuerySet[HolderListReject]:
    """Everything wrong with the rows of a list, in the order of its lines."""
    return HolderListReject.objects.filter(holder_list=holder_list).order_by("line", "id")


def reject_lines(holder_list: HolderList) -> Iterator[RejectedLine]:
    """All rejects for a report, streamed, with no value that a spreadsheet would run as a formula."""
    for found in rejects(holder_list).values_list(*REJECT_COLUMNS).iterator(chunk_size=2000):
        line, *words = found
        yield RejectedLine(line, *(harmless(word) for word in words))


def harmless(text: str) -> str:
    """A text as a spreadsheet takes it for text: one that begins like a formula gets a mark before it."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
