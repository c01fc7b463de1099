"""Shares of the series: how many there may be, votes, liquidation, mergers, what a split of the Common does.

Parts of a share have the same part of every right.

Agreement: Exhibit A.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from agreement.arithmetic import Rounded, Rounding, as_text, round_to
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms

_MAJORITY = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class SeriesPool:
    """The control book of the series: authorised, issued, retired; retired shares never come back to it.

    Agreement: Exhibit A 1;Exhibit A 6.
    """

    authorised: Fraction
    issued: Fraction = Fraction(0)
    retired: Fraction = Fraction(0)

    @property
    def outstanding(self) -> Fraction:
        """Issued and not retired."""
        return self.issued - self.retired

    @property
    def available(self) -> Fraction:
        """What may still be issued as this series.

        Agreement: Exhibit A 1;Exhibit A 6.
        """
        return self.authorised - self.issued

    @property
    def undesignated(self) -> Fraction:
        """What its retirement gave back to the Preferred Stock that is of no series.

        Agreement: Exhibit A 6.
        """
        return self.retired


def issue_grounds(pool: SeriesPool, *, shares: Fraction) -> tuple[Ground, ...]:
    """What stands against an issue: more than is authorised, or shares that were retired.

    Agreement: Exhibit A 1;Exhibit A 6.
    """
    if shares <= pool.available:
        return ()
    if shares <= pool.available + pool.retired:
        return (ground("NOT_REISSUABLE", shares=as_text(shares), available=as_text(pool.available)),)
    authorised = as_text(pool.authorised)
    return (ground("OVER_ISSUE", authorised=authorised, shares=as_text(shares), issued=as_text(pool.issued)),)


def retire(pool: SeriesPool, *, shares: Fraction) -> SeriesPool:
    """The control book after the Company acquired shares of the series: they are retired and cancelled.

    Agreement: Exhibit A 6.
    """
    if not 0 <= shares <= pool.outstanding:
        raise ValueError(f"{shares} shares cannot be retired of {pool.outstanding}.")
    return replace(pool, retired=pool.retired + shares)


def redemption_grounds() -> tuple[Ground, ...]:
    """What stands against any redemption of the series.

    Agreement: Exhibit A 9.
    """
    return (ground("SERIES_NOT_REDEEMABLE"),)


def after_common_change(position: Fraction, *, ratio: Fraction, terms: Terms) -> Rounded:
    """A position after the Common Shares became so many of one: in the same proportion, on the plan's grid.

    Agreement: Exhibit A 2.
    """
    if ratio <= 0:
        raise ValueError("A ratio is above zero.")
    grid = Rounding("position in the series", terms.rounding_preferred, "11(d)", terms.rounding_mode)
    return round_to(position * ratio, grid)


def votes(*, common_shares: Fraction, series_shares: Fraction, terms: Terms) -> Fraction:
    """The votes of a holder: one for a Common Share, the plan's number for a share of the series.

    Agreement: Exhibit A 4(a);Exhibit A 4(b);Exhibit A 12.
    """
    return common_shares + series_shares * terms.series_votes


def liquidation_amount(*, common_amount: Fraction, accrued: Fraction, terms: Terms) -> Fraction:
    """What a share of the series is paid in a liquidation: the multiple of a Common Share, and what accrued.

    Unrounded; a position is rounded once.

    Agreement: Exhibit A 7.
    """
    return terms.series_liquidation_multiple * common_amount + accrued


def merger_consideration(each: Mapping[str, Fraction], *, terms: Terms) -> Mapping[str, Fraction]:
    """What a share of the series becomes in a merger: the multiple of what a Common Share becomes, in kind.

    Agreement: Exhibit A 8.
    """
    return {thing: terms.series_liquidation_multiple * amount for thing, amount in each.items()}


@dataclass(frozen=True, slots=True)
class SeriesVote:
    """A vote of the series as a class of its own: for, outstanding, the part, whether it passes.

    Agreement: Exhibit A 11.
    """

    in_favour: Fraction
    outstanding: Fraction
    part: Fraction
    passes: bool


def class_vote(*, in_favour: Fraction, outstanding: Fraction) -> SeriesVote:
    """Whether a majority of the shares outstanding is in favour of an adverse change of the charter.

    Agreement: Exhibit A 11.
    """
    if outstanding <= 0 or not 0 <= in_favour <= outstanding:
        raise ValueError("Votes in favour are of shares outstanding.")
    part = in_favour / outstanding
    return SeriesVote(in_favour, outstanding, part, part > _MAJORITY)
