"""Who gets how many Rights at the separation: whole Rights per holder, the fraction in cash.

Agreement: 3(a).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from agreement.arithmetic import as_text, split_whole
from agreement.grounds import Ground
from agreement.posting import TaintClass
from agreement.refusals import ground, refuse

NOTHING_LEFT_OVER = Fraction(0)
IssueDate = date | None  # None: the shares were outstanding on the Record Date


@dataclass(frozen=True, slots=True)
class HolderRights:
    """The Rights of one record holder: whole Rights by issue date of the shares, and the fraction left over.

    `whole_by_date` keeps the Record Date (None) first, then the issue dates in order; dates that get no
    whole Right are absent. The fraction is paid in cash and is never a Right.

    Agreement: 3(a).
    """

    whole_by_date: Mapping[IssueDate, int]
    fraction: Fraction

    @property
    def whole(self) -> int:
        """The whole Rights of the holder."""
        return sum(self.whole_by_date.values())


def rights_of_holder(
    shares_by_issue_date: Mapping[IssueDate, Fraction],
    *,
    rights_per_share: Fraction,
    left_over: Fraction = NOTHING_LEFT_OVER,
) -> HolderRights:
    """The Rights of a holder: the sum over all its shares, rounded down once, the fraction kept exactly.

    In a supplementary issue the shares are those added, and `left_over` is the fraction of a Right that the
    holder's earlier shares left and that was not paid: together they make whole Rights (14(a)).

    Each date first gets the whole Rights of its own shares; the whole Rights still missing from the sum go to
    the dates with the largest remainders, ties to the earliest date (the Record Date before all).
    Raises ValueError for negative shares and for a ratio that is not above zero.

    Agreement: 3(a).
    """
    if not 0 <= left_over < 1:
        raise ValueError("What is left over is less than one Right.")
    if rights_per_share <= 0 or min(shares_by_issue_date.values(), default=Fraction(0)) < 0:
        raise ValueError("Shares cannot be negative and the Rights per share must be above zero.")
    dates = sorted(shares_by_issue_date, key=_record_date_first)
    parts = {day: split_whole(shares_by_issue_date[day] * rights_per_share) for day in dates}
    total = sum(shares_by_issue_date.values(), Fraction(0)) * rights_per_share + left_over
    whole, fraction = split_whole(total)
    missing = whole - sum(part for part, _ in parts.values())
    # sorted() keeps the order of dates among equal remainders, so ties fall to the earliest date.
    favoured = set(sorted(dates, key=lambda day: parts[day][1], reverse=True)[:missing])
    counts = {day: parts[day][0] + (day in favoured) for day in dates}
    return HolderRights(MappingProxyType({day: count for day, count in counts.items() if count}), fraction)


def _record_date_first(day: IssueDate) -> date:
    return date.min if day is None else day


@dataclass(frozen=True, slots=True)
class TaintedQuantity:
    """So many Rights of one holder that a notice places in a class. None: all of them."""

    taint: TaintClass
    rights_count: int | None


@dataclass(frozen=True, slots=True)
class CertificateShare:
    """A certificate that one holder gets: whole Rights of one issue date, clean or of one class."""

    issue_date: IssueDate
    rights_count: int
    taint: TaintClass | None
    is_certificated: bool = True


def certificates_of_holder(
    rights: HolderRights,
    *,
    tainted: Iterable[TaintedQuantity] = (),
    restricted_rights_at_issue: str = "LEGENDED",
) -> tuple[CertificateShare, ...]:
    """The certificates of one holder: one for each issue date, and separate ones for Rights of a class.

    With the reading NOT_CERTIFICATED, Rights of a class stay on the books without a certificate. A class
    named by quantity is taken from the earliest issue date first. Clean certificates come before
    marked ones. Raises ValueError when more Rights are named than the holder has.

    Agreement: 4(b).
    """
    left = dict(rights.whole_by_date)
    certificated = restricted_rights_at_issue == "LEGENDED"
    marked: list[CertificateShare] = []
    for quantity in tainted:
        wanted = sum(left.values()) if quantity.rights_count is None else quantity.rights_count
        if wanted > sum(left.values()):
            raise ValueError(f"{wanted} Rights are named, and the holder has {sum(left.values())}.")
        for day in left:
            taken = min(wanted, left[day])
            wanted -= taken
            left[day] -= taken
            if taken:
                marked.append(CertificateShare(day, taken, quantity.taint, certificated))
    clean = [CertificateShare(day, count, None) for day, count in left.items() if count]
    return (*clean, *marked)


def fractional_share_grounds(
    account: str, shares: Fraction, *, fractional_shares_on_list: str
) -> tuple[Ground, ...]:
    """Fractions of shares on the list are ordinary, unless the plan's reading refuses them.

    Agreement: 14(a).
    """
    if shares.denominator == 1 or fractional_shares_on_list != "REFUSED":
        return ()
    return (ground("FRACTIONAL_SHARES_REFUSED", account=account, shares=as_text(shares)),)


@dataclass(frozen=True, slots=True)
class ListTotals:
    """The totals of an imported list and of the Company's certificate."""

    listed_shares: Fraction
    certified_shares: Fraction
    listed_holders: int
    certified_holders: int | None = None


def list_grounds(totals: ListTotals) -> tuple[Ground, ...]:
    """What stands against a list: its shares or its holders differ from what the Company certified.

    Agreement: 5(b)(ii).
    """
    found: list[Ground] = []
    if totals.listed_shares != totals.certified_shares:
        found.append(
            ground(
                "LIST_OUT_OF_BALANCE",
                unit="Common Shares",
                listed=as_text(totals.listed_shares),
                certified=as_text(totals.certified_shares),
                difference=as_text(totals.listed_shares - totals.certified_shares),
            )
        )
    if totals.certified_holders is not None and totals.listed_holders != totals.certified_holders:
        found.append(
            ground(
                "LIST_OUT_OF_BALANCE",
                unit="record holders",
                listed=totals.listed_holders,
                certified=totals.certified_holders,
                difference=totals.listed_holders - totals.certified_holders,
            )
        )
    return tuple(found)


def must_reconcile(*, shares: Fraction, rights_per_share: Fraction, whole: int, fractions: Fraction) -> None:
    """Whole Rights and fractions together are exactly the shares times the ratio.

    Raises SEPARATION_TOTAL_MISMATCH (ListDoesNotReconcile).

    Agreement: 3(a).
    """
    expected = shares * rights_per_share
    if whole + fractions != expected:
        raise refuse(
            "SEPARATION_TOTAL_MISMATCH",
            whole=whole,
            fractions=as_text(fractions),
            expected=as_text(expected),
        )
