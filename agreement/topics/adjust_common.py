"""Topics on events of the Common Shares and, after a flip-in, of other shares that a Right buys."""

from dataclasses import replace
from fractions import Fraction

from agreement.adjusting.common import split_factors
from agreement.adjusting.events import split_ratio
from agreement.adjusting.number import coarse_grounds, units_following
from agreement.adjusting.price import Carried, PriceRule, change_price
from agreement.arithmetic import as_text, exact
from agreement.calculation import Calculation, money
from agreement.choices import CommonSplit
from agreement.flip_in import like_terms
from agreement.topics.figures import (
    CARRIED,
    EXERCISE_PRICE,
    OF_THE_TERMS,
    STATEMENT_ON_ACTION,
    UNITS_PER_RIGHT,
    carried_as_json,
    carried_of,
    grids,
    price_in_force,
    tell_price,
    tell_total,
    units_in_force,
)
from agreement.topics.kinds import ABOVE_ZERO, DAY, NUMBER, PRICE, TRUTH, Field
from agreement.topics.topic import Topic


def _common_split(done: Calculation) -> None:
    facts, terms = done.facts, done.terms
    ratio = split_ratio(facts["common_before"], facts["common_after"], shares="Common Shares")
    done.step("ratio of the event", ratio, "11(n)", formula="Common Shares after ÷ before")
    convention: CommonSplit = terms.common_split_convention
    done.step(f"what the plan changes: {convention.words}", convention.value, "11(n)")
    factors = split_factors(ratio, convention=convention, is_separated=bool(facts["is_separated"]))
    event = Carried(factors.price, facts["effective_on"], "11(n)")
    found = change_price(price_in_force(done), event, carried=carried_of(done), rule=PriceRule.of(terms))
    done.result = tell_price(done, found, section="11(n)")
    units = units_following(units_in_force(done), found, grids=grids(done), of_event=factors.units)
    done.rounded("units of a Right", units, "11(n)", formula=f"units before × {as_text(factors.units)}")
    done.add(coarse_grounds(units))
    of_share = facts["rights_per_share"] or terms.rights_per_share
    before = facts["rights_outstanding"]
    if before is None:
        before = facts["common_before"] * of_share
    after = before * factors.rights
    done.step("Rights afterwards", after, "11(n)", formula="Rights before × Rights for each")
    done.result |= {
        "units_per_right": as_text(units.value),
        "total_exercise_price": tell_total(done, price=found.price, units=units.value),
        "rights_per_share": as_text(of_share * factors.rights_per_share),
        "rights_for_a_right": as_text(factors.rights),
        "rights_outstanding": as_text(after),
    }
    _tell_proposals(done, factors.redemption_price, factors.exchange_ratio, after)


def _tell_proposals(done: Calculation, of_price: Fraction, of_ratio: Fraction, rights: Fraction) -> None:
    """The Redemption Price and Exchange Ratio that would keep their proportion; a certificate fixes them."""
    facts, terms = done.facts, done.terms
    stated = facts["redemption_price"]
    redemption = (exact(terms.redemption_price) if stated is None else stated) * of_price
    exchange = (facts["exchange_ratio"] or terms.exchange_ratio) * of_ratio
    done.step("Redemption Price in proportion", redemption, "23(a)", formula="price before × factor")
    done.step("Exchange Ratio in proportion", exchange, "24(a)", formula="ratio before × factor")
    done.step("redemption of all Rights", money(rights * redemption), "23(a)", formula="Rights × price")
    done.result |= {
        "redemption_price": money(redemption),
        "exchange_ratio": as_text(exchange),
        "redemption_of_all": money(rights * redemption),
    }


def _like_terms(done: Calculation) -> None:
    facts, of_plan = done.facts, grids(done)
    event = Carried(facts["factor"], facts["effective_on"], "11(e)")
    # The par value bounds what is paid for units of Preferred Shares; here the whole price stays.
    rule = replace(PriceRule.of(done.terms), par_of_unit=Fraction(0))
    shares, price = facts["shares_per_right"], facts["price_of_right"]
    found = change_price(price, event, carried=carried_of(done), rule=rule)
    done.step("factor with what was carried", found.cumulative, "11(d);11(e)")
    if found.is_floored:
        done.add(found.floor_grounds(has_statement=False))
        return
    done.step("the change is", "made" if found.is_made else "carried", "11(d);11(e)")
    elected = bool(facts["number_of_rights_elected"])
    other = like_terms(
        shares,
        price_of_right=price,
        factor=found.cumulative if found.is_made else Fraction(1),
        rounding=of_plan.common,
        price_rounding=of_plan.price,
        rights_rounding=of_plan.rights if elected else None,
    )
    done.rounded("shares of a Right", other.shares, "11(e)", formula="shares before ÷ factor")
    done.rounded("price of a Right", other.price_of_right, "11(e)", formula="as before", is_money=True)
    done.result = {
        "is_made": found.is_made,
        "shares_per_right": as_text(other.shares.value),
        "price_of_right": money(other.price_of_right.value),
        "carried": carried_as_json(done, found.carried),
    }
    if other.rights_for_a_right is not None:
        done.rounded("Rights for a Right", other.rights_for_a_right, "11(h)", formula="1 ÷ factor")
        done.result["rights_for_a_right"] = as_text(other.rights_for_a_right.value)


COMMON_TOPICS = (
    Topic(
        "adjust-common-split",
        "price, units and Rights after a dividend, split, combination of Common Shares",
        "11(n);23(a);24(a)",
        (
            Field("common_before", NUMBER, "Common Shares just before", "11(n)", unit="shares"),
            Field("common_after", ABOVE_ZERO, "Common Shares just after", "11(n)", unit="shares"),
            Field("effective_on", DAY, "record date of the dividend, or effective date", "11(n)"),
            Field(
                "is_separated",
                TRUTH,
                "whether the Distribution Date has occurred",
                "11(n)",
                required=False,
                when_absent="it has not",
            ),
            Field(
                "rights_per_share",
                ABOVE_ZERO,
                "Rights of a Common Share just before",
                "3(a)",
                unit="Rights",
                required=False,
                when_absent=OF_THE_TERMS,
            ),
            Field(
                "rights_outstanding",
                NUMBER,
                "Rights just before",
                "11(n)",
                unit="Rights",
                required=False,
                when_absent="those of the Common Shares just before",
            ),
            Field(
                "redemption_price",
                PRICE,
                "Redemption Price just before",
                "23(a)",
                unit="dollars",
                required=False,
                when_absent=OF_THE_TERMS,
            ),
            Field(
                "exchange_ratio",
                ABOVE_ZERO,
                "Common Shares for which a Right is exchanged just before",
                "24(a)",
                unit="shares",
                required=False,
                when_absent=OF_THE_TERMS,
            ),
            EXERCISE_PRICE,
            UNITS_PER_RIGHT,
            CARRIED,
            STATEMENT_ON_ACTION,
        ),
        {
            "facts": {
                "common_before": "40000000",
                "common_after": "80000000",
                "effective_on": "2002-06-03",
                "exercise_price": "250.00",
            }
        },
        _common_split,
        readings=("rounding_mode",),
    ),
    Topic(
        "adjust-like-terms",
        "shares and price of a Right that buys other shares, after an event of those shares",
        "11(a)(ii);11(e)",
        (
            Field("shares_per_right", ABOVE_ZERO, "shares of a Right just before", "11(e)", unit="shares"),
            Field("price_of_right", PRICE, "what is paid for a Right", "11(e)", unit="dollars"),
            Field(
                "factor",
                ABOVE_ZERO,
                "by what the event multiplies the price of a share; one half for a split in two",
                "11(e)",
            ),
            Field("effective_on", DAY, "record or effective date of the event", "11(e)"),
            Field(
                "number_of_rights_elected",
                TRUTH,
                "whether the Company elected to change the number of Rights instead",
                "11(h)",
                required=False,
                when_absent="it has not",
            ),
            CARRIED,
        ),
        {
            "facts": {
                "shares_per_right": "50",
                "price_of_right": "250.00",
                "factor": "1/2",
                "effective_on": "2003-08-01",
            }
        },
        _like_terms,
        readings=("rounding_mode",),
    ),
)
