"""What a Right buys after a Triggering Event: Common Shares at the plan's part of their price.

Agreement: 11(a)(ii).
"""

from dataclasses import dataclass
from fractions import Fraction

from agreement.arithmetic import Rounded, Rounding, round_to, split_whole
from agreement.grounds import Ground
from agreement.refusals import ground


def flip_in_shares(
    *,
    price_of_unit: Fraction,
    units_per_right: Fraction,
    discount: Fraction,
    market_price: Fraction,
    rounding: Rounding,
) -> Rounded:
    """Common Shares for a Right: price and units just before the event, by the discounted market price.

    `discount` is the part of the market price that is paid: a half gives twice the price's worth, one gives
    no discount. `market_price` is the Current Per Share Market Price of a Common Share on the day of the
    event. Raises ValueError for prices of nothing.

    Agreement: 11(a)(ii).
    """
    if market_price <= 0 or discount <= 0:
        raise ValueError("A market price and the part of it that is paid are above zero.")
    return round_to(price_of_unit * units_per_right / (discount * market_price), rounding)


def flip_in_grounds(*, is_noticed: bool, is_void: bool, is_exchanged: bool) -> tuple[Ground, ...]:
    """Why a Right buys no Common Shares: no event noticed, the Right void, or ordered to be exchanged.

    Agreement: 7(e);11(a)(ii);24.
    """
    found = [] if is_noticed else [ground("TRIGGER_NOT_NOTICED")]
    if is_void:
        saying = "The Rights are null and void; the holder has no rights in respect of them"
        found.append(ground("RIGHTS_VOID", saying=saying))
    if is_exchanged:
        saying = "The exchange of the Rights is ordered; only what the exchange gives remains"
        found.append(ground("RIGHTS_EXCHANGED", saying=saying))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class FlipInDelivery:
    """What one presentation yields: shares in all, the whole ones, cash for the fraction, the price.

    Agreement: 11(a)(ii);14(c).
    """

    shares: Fraction
    whole: int
    fraction: Fraction
    cash: Rounded | None
    due: Rounded


def flip_in_delivery(
    rights: int,
    *,
    shares_per_right: Fraction,
    price_of_right: Fraction,
    closing_price: Fraction | None,
    money_grid: Fraction,
    rounding: Rounding,
) -> FlipInDelivery:
    """The shares of one presentation, taken together before the fraction is paid in cash.

    `closing_price` is that of a Common Share on the Trading Day before the exercise; without it the cash is
    not computed. `rounding` gives the mode for both amounts of money.

    Agreement: 11(a)(ii);14(c).
    """
    shares = rights * shares_per_right
    whole, fraction = split_whole(shares)
    cash = None
    if closing_price is not None:
        of_cash = Rounding("cash for a fraction of a Common Share", money_grid, "14(c)", rounding.mode)
        cash = round_to(fraction * closing_price, of_cash)
    of_price = Rounding("price of the Rights presented", money_grid, "7(b)", rounding.mode)
    return FlipInDelivery(shares, whole, fraction, cash, round_to(rights * price_of_right, of_price))


@dataclass(frozen=True, slots=True)
class OtherShares:
    """What a Right buys after an adjustment of other shares on like terms, at what price in all.

    Agreement: 11(e).
    """

    shares: Rounded
    price_of_right: Rounded
    rights_for_a_right: Rounded | None


def like_terms(
    shares_per_right: Fraction,
    *,
    price_of_right: Fraction,
    factor: Fraction,
    rounding: Rounding,
    price_rounding: Rounding,
    rights_rounding: Rounding | None = None,
) -> OtherShares:
    """An event of the other shares: a share's price by a factor, the shares by its inverse, the total stays.

    A split in two has the factor one half. `rights_rounding` is given where the Company elects to change the
    number of Rights instead (11(h)): then the shares stay, the price of a Right falls by the factor, and each
    Right becomes more.

    Agreement: 11(a)(ii);11(e).
    """
    if factor <= 0:
        raise ValueError("A factor is above zero.")
    if rights_rounding is not None:
        return OtherShares(
            round_to(shares_per_right, rounding),
            round_to(price_of_right * factor, price_rounding),
            round_to(1 / factor, rights_rounding),
        )
    return OtherShares(
        round_to(shares_per_right / factor, rounding), round_to(price_of_right, price_rounding), None
    )
