"""The flip-over: when it applies, what a Right buys of the Principal Party, what becomes of that later.

The agreement says "or more" of a sale of assets: a sale of exactly the part named counts. A Summary of Rights
that says "more than" changes nothing (Exhibit C). Figures stand beside the Company's; its notice governs.

Agreement: 13.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from agreement.arithmetic import Rounded, Rounding, as_text, round_to
from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from agreement.terms import Terms

CASH = "US dollars"


def is_asset_sale_a_section_13_event(part_sold: Fraction, *, threshold: Fraction) -> bool:
    """Whether a sale of assets or earning power reaches the part that makes it a Section 13 Event.

    `part_sold` is the part of the assets or earning power of the Company and its Subsidiaries, taken as a
    whole, sold in one or more transactions, as an exact fraction from 0 to 1; `threshold` is the part of the
    terms. Raises FACT_MALFORMED for a part that is none.

    Agreement: 13(a)(iii).
    """
    if not 0 <= part_sold <= 1:
        raise refuse("FACT_MALFORMED", name="part_sold", value=part_sold, wanted="a part from 0 to 1")
    return part_sold >= threshold


class Section13EventKind(Worded):
    """The transactions of Section 13.

    Agreement: 13(a).
    """

    MERGED_INTO_ANOTHER = "MERGED_INTO_ANOTHER", "the Company consolidates with, or merges into, another"
    MERGED_INTO_COMPANY = "MERGED_INTO_COMPANY", "another merges into the Company, its shares are exchanged"
    SALE = "SALE", "sale or transfer of assets or earning power"

    @property
    def section(self) -> str:
        """The limb."""
        limbs = {"MERGED_INTO_ANOTHER": "13(a)(i)", "MERGED_INTO_COMPANY": "13(a)(ii)", "SALE": "13(a)(iii)"}
        return limbs[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section13Facts:
    """What a notice says of a transaction, with the day of the Triggering Event on file.

    `is_with_wholly_owned` says that the other side is a wholly owned Subsidiary and that Section 11(m) is
    complied with; `are_shares_exchanged` is asked of a merger into the Company, `part_sold` of a sale.

    Agreement: 13(a).
    """

    kind: Section13EventKind
    triggered_on: date | None
    on: date
    is_with_wholly_owned: bool = False
    are_shares_exchanged: bool = True
    part_sold: Fraction | None = None


def section_13_event_grounds(facts: Section13Facts, *, terms: Terms) -> tuple[Ground, ...]:
    """What is asked back about a transaction that is told as a Section 13 Event.

    Agreement: 13(a).
    """
    found: list[Ground] = []
    if facts.triggered_on is None or facts.triggered_on > facts.on:
        found.append(ground("NO_TRIGGERING_EVENT", clause="13(a)"))
    is_merger_in = facts.kind is Section13EventKind.MERGED_INTO_COMPANY
    if facts.is_with_wholly_owned and not is_merger_in:
        found.append(ground("NOT_A_SECTION_13_EVENT", clause=facts.kind.section, reason=_WHOLLY_OWNED))
    if is_merger_in and not facts.are_shares_exchanged:
        found.append(ground("NOT_A_SECTION_13_EVENT", clause=facts.kind.section, reason=_NOT_EXCHANGED))
    if facts.kind is Section13EventKind.SALE:
        sold, threshold = facts.part_sold, terms.asset_sale_threshold
        if sold is None:
            found.append(board_determination_ground())
        elif not is_asset_sale_a_section_13_event(sold, threshold=threshold):
            found.append(ground("BELOW_50_PERCENT", part=as_text(sold), threshold=as_text(threshold)))
    return tuple(found)


_WHOLLY_OWNED = "the other side is wholly owned by the Company, and Section 11(m) is complied with"
_NOT_EXCHANGED = "the Company survives and its Common Shares are not changed or exchanged"


@dataclass(frozen=True, slots=True)
class BusinessIncome:
    """The operating income of one business, year by year, the last first, and the part of it that is sold.

    Only years in which the Company or a Subsidiary operated it.

    Agreement: 13(a)(iii)(F).
    """

    name: str
    by_year: tuple[Fraction, ...]
    part_sold: Fraction = Fraction(0)


def earning_power_sold(businesses: Sequence[BusinessIncome], *, terms: Terms) -> Fraction:
    """The part of the earning power sold, by yearly operating income over the years of the plan.

    A business operated for fewer years counts with the mean of those. For information beside the Board's
    determination. Raises BOARD_DETERMINATION_REQUIRED where no income is left to divide by.

    Agreement: 13(a)(iii)(F).
    """
    yearly = [(one, _mean(one.by_year[: terms.earning_power_years])) for one in businesses]
    total = sum((mean for _, mean in yearly), Fraction(0))
    if total <= 0:
        raise _board_determines("no operating income is left to divide by")
    return sum((mean * one.part_sold for one, mean in yearly), Fraction(0)) / total


def _mean(figures: Sequence[Fraction]) -> Fraction:
    return sum(figures, Fraction(0)) / len(figures) if figures else Fraction(0)


def board_determination_ground() -> Ground:
    """What is asked about a sale whose part no determination of the Board states.

    Agreement: 13(a)(iii)(F).
    """
    return ground("BOARD_DETERMINATION_REQUIRED", clause="13(a)(iii)(F)", saying=_NO_PART, curing=_STATE_PART)


_NO_PART = "No determination of the Board states the part of the assets or earning power sold"
_STATE_PART = "answer the application for instructions with the determination, its years and figures"


def _board_determines(reason: str) -> Exception:
    saying = f"{_NO_PART}, and {reason}"
    return refuse("BOARD_DETERMINATION_REQUIRED", clause="13(a)(iii)(F)", saying=saying, curing=_STATE_PART)


def shares_rounding(terms: Terms) -> Rounding:
    """The grid of shares of the Principal Party for a Right.

    Agreement: 11(d).
    """
    return Rounding("Common Shares of a Right", terms.rounding_common, "11(d)", terms.rounding_mode)


@dataclass(frozen=True, slots=True)
class FlipOverShare:
    """What a Right buys of one Principal Party: its part of the obligation, the price for it, the shares.

    Agreement: 13(a)(iii)(A);13(b).
    """

    party: str
    interest: Fraction
    market_price: Fraction
    price_paid: Fraction
    shares: Rounded


@dataclass(frozen=True, slots=True)
class FlipOver:
    """What a Right buys after a Section 13 Event, and the Total Exercise Price paid for it.

    Agreement: 13(a)(iii)(A).
    """

    total_exercise_price: Fraction
    discount: Fraction
    shares: tuple[FlipOverShare, ...]


def flip_over(
    total_exercise_price: Fraction,
    *,
    interests: Mapping[str, Fraction],
    market_prices: Mapping[str, Fraction],
    terms: Terms,
) -> FlipOver:
    """The shares of each Principal Party for a Right: its part of the price over the discounted market price.

    `total_exercise_price` is that in force just before the event, what 11(a)(ii) made of it left out.
    `market_prices` are the averages over the days before consummation. A sole Principal Party has interest 1.
    Raises PRINCIPAL_PARTY_OPEN, INTERESTS_NOT_100 and MARKET_VALUE_MISSING.

    Agreement: 13(a)(iii)(A);13(b);13(c).
    """
    if not interests:
        raise refuse("PRINCIPAL_PARTY_OPEN", reason="none is named")
    total = sum(interests.values(), Fraction(0))
    if total != 1:
        raise refuse("INTERESTS_NOT_100", total=as_text(total * 100))
    missing = [party for party in interests if market_prices.get(party, 0) <= 0]
    if missing:
        raise refuse("MARKET_VALUE_MISSING", parties=", ".join(missing))
    discount = terms.flip_over_discount
    shares = []
    for party, interest in interests.items():
        paid = total_exercise_price * interest
        exact_shares = paid / (discount * market_prices[party])
        rounded = round_to(exact_shares, shares_rounding(terms))
        shares.append(FlipOverShare(party, interest, market_prices[party], paid, rounded))
    return FlipOver(total_exercise_price, discount, tuple(shares))


@dataclass(frozen=True, slots=True)
class Consideration:
    """What one share is exchanged for in a transaction: an amount of each thing, cash under US dollars.

    Agreement: 13(a)(iii)(E).
    """

    security: str
    on: date
    each: Mapping[str, Fraction] = field(hash=False)


def after_later_transactions(
    package: Mapping[str, Fraction], *, transactions: Sequence[Consideration]
) -> tuple[Mapping[str, Fraction], ...]:
    """What a Right gives after each later transaction, by days: the first is what it gave before.

    In each its holder stands as if it had owned what the Right gave.

    Agreement: 13(a)(iii)(E);13(f).
    """
    chain: list[Mapping[str, Fraction]] = [dict(package)]
    for transaction in sorted(transactions, key=lambda one: one.on):
        before = dict(chain[-1])
        held = before.pop(transaction.security, Fraction(0))
        for thing, amount in transaction.each.items():
            before[thing] = before.get(thing, Fraction(0)) + held * amount
        chain.append({thing: amount for thing, amount in before.items() if amount})
    return tuple(chain)


@dataclass(frozen=True, slots=True)
class CompanyRole:
    """Who is the Company from the start of a day on.

    Agreement: 1(i);13(a)(iii)(C).
    """

    name: str
    since: date


def company_on(day: date, *, roles: Sequence[CompanyRole]) -> str:
    """Who is the Company on a day: the one since last. Raises COMPANY_ROLE_OVERLAP for two since one day.

    Agreement: 1(i);13(a)(iii)(C);13(f).
    """
    begun = [role for role in roles if role.since <= day]
    last = max((role.since for role in begun), default=None)
    names = {role.name for role in begun if role.since == last}
    if len(names) != 1:
        raise refuse("COMPANY_ROLE_OVERLAP", day=day, names=", ".join(sorted(names)) or "nobody")
    return names.pop()


def issuer_of_event_grounds(issuer: str, *, on: date, roles: Sequence[CompanyRole]) -> tuple[Ground, ...]:
    """What stands against an event of Section 11: its issuer is not the Company on that day any more.

    Agreement: 13(a)(iii)(C).
    """
    company = company_on(on, roles=roles)
    return (
        () if issuer == company else (ground("NOT_THE_COMPANY_NOW", issuer=issuer, company=company, day=on),)
    )


def replaced_entitlement_grounds(*, at: date, consummated_on: date | None) -> tuple[Ground, ...]:
    """What stands against an exercise for what a Right bought before: the flip-over took its place.

    Agreement: 13(c).
    """
    if consummated_on is None or at < consummated_on:
        return ()
    return (ground("ENTITLEMENT_REPLACED", date=consummated_on),)
