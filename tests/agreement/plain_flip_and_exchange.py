"""Flip-over, exchange and redemption computed once more, from the text alone: whole numbers, by hand.

Nothing of the product is imported here. Money comes in millionths of a dollar, parts as two whole numbers.
"""

from __future__ import annotations


def halves_go_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to a ratio that is not negative; the middle goes up."""
    whole = numerator // denominator
    rest = numerator - whole * denominator
    return whole + 1 if 2 * rest >= denominator else whole


def shares_after_flip_over(
    *, price: int, market: int, paid_part: tuple[int, int], interest: tuple[int, int]
) -> int:
    """Ten-thousandths of a share for a Right: the price over a part of the market price (13(a)(iii)(A)).

    `price` and `market` in millionths of a dollar; `paid_part` is the part of the market price that is paid,
    `interest` the part of the obligation that the Principal Party bears (13(b)).
    """
    numerator = price * interest[0] * paid_part[1] * 10_000
    denominator = market * interest[1] * paid_part[0]
    return halves_go_up(numerator, denominator)


def exchanged_shares(rights: int, *, ratio: tuple[int, int], close: int) -> tuple[int, int]:
    """Whole shares and cents: Rights times the ratio (24(b)), the fraction at the close (24(d)).

    `close` in millionths of a dollar.
    """
    due = rights * ratio[0]
    whole = due // ratio[1]
    left = due - whole * ratio[1]
    return whole, halves_go_up(left * close, ratio[1] * 10_000)


def shared_out(held: list[int], *, ordered: int) -> list[int]:
    """A partial exchange: the holders stand in the order of their account numbers (24(b)).

    Each gets the whole Rights of its share; then one Right after the other goes to whoever has the largest
    remainder and got none yet, the first among equals.
    """
    total = 0
    for rights in held:
        total += rights
    given = [rights * ordered // total if total else 0 for rights in held]
    remainder = [rights * ordered - give * total for rights, give in zip(held, given, strict=True)]
    done: list[int] = []
    while sum(given) < ordered:
        best = -1
        for place in range(len(held)):
            if place not in done and (best < 0 or remainder[place] > remainder[best]):
                best = place
        given[best] += 1
        done.append(best)
    return given


def redeemed(rights: int, *, price: int) -> int:
    """Cents for a holder's Rights at a price in millionths of a dollar (23(a))."""
    return halves_go_up(rights * price, 10_000)


def even_package(rights: int, *, available: int, ratio: tuple[int, int], market: int) -> tuple[int, int, int]:
    """Where shares lack (24(c)): ten-thousandths of a share for a Right, and the cash for it as two numbers.

    The cash is (ratio − shares) × market, in millionths of a dollar over a divisor.
    """
    enough = available * ratio[1] >= rights * ratio[0]
    if enough:
        return ratio[0] * 10_000 // ratio[1], 0, 1
    shares = available * 10_000 // rights
    return shares, (ratio[0] * 10_000 - shares * ratio[1]) * market, ratio[1] * 10_000
