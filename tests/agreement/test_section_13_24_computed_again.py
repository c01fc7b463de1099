"""A second computation, sharing no code, agrees on ten thousand made-up cases (13, 23, 24)."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from agreement.exchange import exchange_deliveries, exchange_short_of_shares, partial_exchange
from agreement.flip_over import flip_over
from agreement.redemption import RightsHeld, redemption_payees
from agreement.terms import Terms
from tests.agreement import plain_flip_and_exchange as plain

CASES = 10_000
MILLION = 1_000_000


def test_flip_over_computed_again(terms: Terms) -> None:
    lots = random.Random(20030331)
    for _ in range(CASES):
        price = lots.choice((lots.randint(1, 10**4) * 10**4, lots.randint(1, 10**9)))
        market = lots.choice((lots.randint(1, 10**4) * 10**4, lots.randint(1, 10**9)))
        paid = (lots.randint(1, 20), 20)
        bears = lots.randint(1, 99)
        interests = {"A": Fraction(bears, 100), "B": Fraction(100 - bears, 100)}
        found = flip_over(
            Fraction(price, MILLION),
            interests=interests,
            market_prices=dict.fromkeys(interests, Fraction(market, MILLION)),
            terms=replace(terms, flip_over_discount=Fraction(*paid)),
        )
        for share, part in zip(found.shares, (bears, 100 - bears), strict=True):
            wanted = plain.shares_after_flip_over(
                price=price, market=market, paid_part=paid, interest=(part, 100)
            )
            assert share.shares.value == Fraction(wanted, 10_000), (price, market, paid, part)


def test_exchange_and_redemption_computed_again(terms: Terms) -> None:
    lots = random.Random(20030620)
    for _ in range(CASES):
        rights, close = lots.randint(1, 10**6), lots.randint(1, 10**9)
        ratio = (lots.randint(1, 12), lots.randint(1, 12))
        (found,) = exchange_deliveries(
            {"A-1": rights}, ratio=Fraction(*ratio), close=Fraction(close, MILLION), terms=terms
        )
        whole, cents = plain.exchanged_shares(rights, ratio=ratio, close=close)
        assert (found.shares.whole, found.shares.cash.value) == (whole, Fraction(cents, 100))
        price = lots.choice((1000, 100, lots.randint(1, 10**5)))
        (payee,) = redemption_payees(
            [RightsHeld("A-1", rights)], price=Fraction(price, MILLION), terms=terms
        ).payees
        assert payee.amount.value == Fraction(plain.redeemed(rights, price=price), 100)


def test_partial_exchange_computed_again() -> None:
    lots = random.Random(20030707)
    for _ in range(CASES):
        most = lots.choice((3, 50, 10**6))
        held = [lots.randint(0, most) for _ in range(lots.randint(1, 9))]
        ordered = lots.randint(0, sum(held))
        found = partial_exchange({f"A-{place}": n for place, n in enumerate(held)}, rights_count=ordered)
        assert [one.exchanged for one in found] == plain.shared_out(held, ordered=ordered), (held, ordered)


def test_an_exchange_short_of_shares_computed_again(terms: Terms) -> None:
    lots = random.Random(20030819)
    for _ in range(CASES):
        rights = lots.randint(1, 10**6)
        ratio = (lots.randint(1, 8), lots.choice((1, 2, 4, 5)))
        available = lots.randint(0, 2 * rights)
        market = lots.randint(1, 10**9)
        found = exchange_short_of_shares(
            rights,
            available=available,
            ratio=Fraction(*ratio),
            market_price=Fraction(market, MILLION),
            terms=terms,
        )
        shares, cash, divisor = plain.even_package(rights, available=available, ratio=ratio, market=market)
        assert found.package.shares == Fraction(shares, 10_000)
        assert found.package.cash == Fraction(cash, divisor * MILLION)
