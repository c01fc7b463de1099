"""What takes the place of Common Shares: Current Value and Spread, the package, the periods, the default.

Agreement: 11(a)(iii).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from agreement.arithmetic import Rounded, Rounding, RoundingMode, as_text, round_to
from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground, refuse


class SubstitutionGround(Worded):
    """On which ground the Company substitutes: its option in the first case, its duty in the others.

    Agreement: 11(a)(iii).
    """

    BOARD_DETERMINES = "BOARD_DETERMINES", "The Board finds it necessary or appropriate"
    TOO_FEW_SHARES = "TOO_FEW_SHARES", "Too few Common Shares are authorised and free"
    APPROVAL_MISSING = "APPROVAL_MISSING", "A regulatory approval has not been obtained"


def trigger_date(*, first_event_on: date, redemption_expired_on: date | None) -> date:
    """The Section 11(a)(ii) Trigger Date: the later of the first event and the end of redemption.

    Raises TRIGGER_DATE_OPEN while that right has not expired.

    Agreement: 11(a)(iii).
    """
    if redemption_expired_on is None:
        raise refuse("TRIGGER_DATE_OPEN")
    return max(first_event_on, redemption_expired_on)


@dataclass(frozen=True, slots=True)
class Values:
    """The Current Value of the Common Shares of a Right, and the Spread over what is paid for it.

    Agreement: 11(a)(iii).
    """

    current_value: Rounded
    spread: Fraction


def values_of(
    shares_per_right: Fraction, *, share_price: Fraction, price_of_right: Fraction, rounding: Rounding
) -> Values:
    """Current Value and Spread; `share_price` is the ten-day average on the Trigger Date.

    Agreement: 11(a)(iii).
    """
    current = round_to(shares_per_right * share_price, rounding)
    return Values(current, current.value - price_of_right)


class ComponentKind(Worded):
    """What a package may consist of.

    Agreement: 11(a)(iii).
    """

    CASH = "CASH", "Cash"
    PRICE_REDUCTION = "PRICE_REDUCTION", "A reduction of the Exercise Price"
    COMMON_SHARES = "COMMON_SHARES", "Common Shares"
    COMMON_STOCK_EQUIVALENTS = "COMMON_STOCK_EQUIVALENTS", "Common Stock Equivalents"
    OTHER_EQUITY = "OTHER_EQUITY", "Other equity securities"
    DEBT = "DEBT", "Debt securities"
    OTHER_ASSETS = "OTHER_ASSETS", "Other assets"


# Valued by their number at the price of a Common Share; the others by the value that is stated.
COUNTED_IN_SHARES = frozenset({ComponentKind.COMMON_SHARES, ComponentKind.COMMON_STOCK_EQUIVALENTS})


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the package for a Right: a stated value, or a number of shares valued as Common Shares.

    `only_for` names for whom alone it is meant; nobody may be singled out.

    Agreement: 11(a)(iii).
    """

    kind: ComponentKind
    value: Fraction
    shares: Fraction
    approval_missing: bool = False
    only_for: str = ""

    def worth(self, *, share_price: Fraction) -> Fraction:
        """What it is worth on the Trigger Date: an equivalent is worth a Common Share.

        Agreement: 11(a)(iii).
        """
        return self.shares * share_price if self.kind in COUNTED_IN_SHARES else self.value


def package_grounds(
    components: Sequence[Component], *, current_value: Fraction, share_price: Fraction, has_advice: bool
) -> tuple[Ground, ...]:
    """What stands against a package: its total, approvals, the Board's adviser, holders treated apart.

    Agreement: 11(a)(iii).
    """
    found = []
    total = sum((one.worth(share_price=share_price) for one in components), Fraction(0))
    if total != current_value:
        found.append(
            ground(
                "PACKAGE_VALUE_MISMATCH",
                clause="11(a)(iii)",
                stated=as_text(total),
                wanted=as_text(current_value),
            )
        )
    for one in components:
        if one.approval_missing:
            found.append(ground("APPROVAL_MISSING_FOR_COMPONENT", component=one.kind.words))
        if one.only_for:
            found.append(ground("PACKAGE_NOT_UNIFORM", component=one.kind.words, who=one.only_for))
    if not has_advice:
        found.append(ground("PACKAGE_ADVICE_MISSING"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SubstitutionPeriod:
    """The Substitution Period: the Trigger Date, its end, the latest end to which it may be extended.

    Agreement: 11(a)(iii).
    """

    trigger: date
    end: date
    latest: date


def substitution_period(
    trigger: date, *, days: int, days_max: int, extended_to: date | None = None
) -> SubstitutionPeriod:
    """The period of so many days after the Trigger Date, or as extended; never beyond the longest one.

    An extension beyond it counts up to the latest end, and `period_grounds` tells of it.

    Agreement: 11(a)(iii).
    """
    first, latest = trigger + timedelta(days=days), trigger + timedelta(days=days_max)
    return SubstitutionPeriod(trigger, first if extended_to is None else min(extended_to, latest), latest)


def period_grounds(
    period: SubstitutionPeriod,
    *,
    extended_to: date | None,
    suspended_until: date | None,
    on: date | None,
    is_provided: bool,
) -> tuple[Ground, ...]:
    """What the periods tell: an end too late, a suspension beyond it, that it has lapsed without provision.

    Agreement: 11(a)(iii).
    """
    found = []
    if extended_to is not None and extended_to > period.latest:
        found.append(ground("SUBSTITUTION_EXTENSION_TOO_LONG", date=extended_to, latest=period.latest))
    if suspended_until is not None and suspended_until > period.end:
        found.append(ground("SUSPENSION_BEYOND_PERIOD", date=suspended_until, latest=period.end))
    if on is not None and on > period.end and not is_provided:
        found.append(ground("SUBSTITUTION_PERIOD_LAPSED", date=period.end))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DefaultDelivery:
    """What is due for a Right without payment when the period lapsed: Common Shares, then cash.

    Agreement: 11(a)(iii).
    """

    shares: Rounded
    cash: Rounded


def default_delivery(
    spread: Fraction,
    *,
    available_shares: Fraction,
    share_price: Fraction,
    share_grid: Fraction,
    cash_rounding: Rounding,
) -> DefaultDelivery:
    """Common Shares as far as they are available and approved, then cash, worth the Spread together.

    Shares that the Spread bounds are rounded down, so that cash makes up the rest.

    Agreement: 11(a)(iii).
    """
    within = Rounding("Common Shares within the Spread", share_grid, "11(d)", RoundingMode.DOWN)
    shares = round_to(min(available_shares, max(spread, Fraction(0)) / share_price), within)
    return DefaultDelivery(
        shares, round_to(max(spread - shares.value * share_price, Fraction(0)), cash_rounding)
    )
