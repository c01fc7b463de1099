"""Fields that several topics share: price and units in force, what is carried; and how a change is told."""

from collections.abc import Sequence
from fractions import Fraction

from agreement.adjusting.grids import Grids
from agreement.adjusting.number import coarse_grounds, rights_for_a_right, units_after
from agreement.adjusting.price import Carried, PriceChange, last_day_to_make
from agreement.arithmetic import Rounding, as_text, exact, round_to
from agreement.calculation import Calculation, money
from agreement.topics.kinds import ABOVE_ZERO, DAY, PRICE, TEXT, TRUTH, Field, choice_of, list_of, record_of

OF_THE_TERMS = "that of the terms"
ADJUSTING_CLAUSE = choice_of("11(a)(i)", "11(b)", "11(c)", "11(n)")
EXERCISE_PRICE = Field(
    "exercise_price",
    PRICE,
    "the Exercise Price of one unit in force just before",
    "7(b)",
    unit="dollars",
    required=False,
    when_absent=OF_THE_TERMS,
)
UNITS_PER_RIGHT = Field(
    "units_per_right",
    ABOVE_ZERO,
    "the units of a Preferred Share that a Right buys just before",
    "11",
    unit="units",
    required=False,
    when_absent=OF_THE_TERMS,
)
CARRIED = Field(
    "carried",
    list_of(
        record_of(
            Field("factor", ABOVE_ZERO, "the factor of the event, unrounded", "11(d)"),
            Field("transaction_date", DAY, "the day of the transaction", "11(d)"),
            Field("section", ADJUSTING_CLAUSE, "the clause of the event", "11"),
            Field("name", TEXT, "the event by name", "11(d)", required=False),
        )
    ),
    "earlier changes that were too small to be made",
    "11(d)",
    required=False,
    when_absent="none",
)
STATEMENT_ON_ACTION = Field(
    "corporate_action_stated",
    TRUTH,
    "whether the Company's statement on the corporate action before a price below par is on file",
    "11(j)",
    required=False,
    when_absent="it is not",
)


def price_in_force(done: Calculation) -> Fraction:
    """The price of a unit that was given, or that of the terms."""
    given: Fraction | None = done.facts["exercise_price"]
    return exact(done.terms.price_of_unit) if given is None else given


def units_in_force(done: Calculation) -> Fraction:
    """The units of a Right that were given, or those of the terms."""
    given: Fraction | None = done.facts["units_per_right"]
    return done.terms.units_of_right if given is None else given


def grids(done: Calculation) -> Grids:
    """The roundings of the plan; how a tie is rounded is an open question, noted as used."""
    done.reading("rounding_mode")
    return Grids.of(done.terms)


def money_rounding(done: Calculation, name: str, section: str) -> Rounding:
    """A rounding to the grid of money by the plan's mode, under a name and section of its own."""
    done.reading("rounding_mode")
    return Rounding(name, done.terms.rounding_money, section, done.terms.rounding_mode)


def carried_of(done: Calculation) -> tuple[Carried, ...]:
    """The changes carried from before, as they were given."""
    given = done.facts["carried"] or ()
    return tuple(
        Carried(one["factor"], one["transaction_date"], one["section"], one["name"] or "") for one in given
    )


def carried_as_json(done: Calculation, carried: Sequence[Carried]) -> list[dict[str, object]]:
    """What is left to carry, each with the last day on which it may be unmade."""
    return [
        {
            "factor": as_text(one.factor),
            "transaction_date": one.transaction_date.isoformat(),
            "section": one.section,
            "last_day": last_day_to_make(
                one.transaction_date,
                years=done.terms.carry_forward_years,
                expiration_date=done.terms.final_expiration_date,
            ).isoformat(),
        }
        for one in carried
    ]


def tell_price(done: Calculation, found: PriceChange, *, section: str) -> dict[str, object]:
    """Note the steps of a change of price and give its part of the result; grounds of the par floor too."""
    threshold = done.terms.adjustment_threshold
    done.step("price of a unit in force", found.in_force, "7(b)")
    done.step("factor of the event", found.factor, section)
    if found.cumulative != found.factor:
        by_product = done.terms.carry_forward_method.value == "PRODUCT"
        formula = "product of the factors" if by_product else "1 + sum of (factor − 1)"
        done.step("factor with what was carried", found.cumulative, "11(d)", formula=formula)
    done.rounded(
        "price computed", found.rounded, f"{section};11(d)", formula="price in force × factor", is_money=True
    )
    done.step(
        "change, as a part of the price in force",
        found.change,
        "11(d)",
        formula=f"factor − 1; made from {as_text(threshold)} on, up or down",
    )
    verdict = "made" if found.is_made else "carried" if found.carried else "nothing to change"
    done.step("the change is", verdict, "11(d)")
    stated = bool(done.facts.get("corporate_action_stated"))
    done.add(found.floor_grounds(has_statement=stated))
    if found.is_floored:
        done.step("lowest price not below the par value of a unit", money(found.price), "11(a)(i);11(j)")
    return {
        "exercise_price": money(found.price),
        "is_made": found.is_made,
        "carried": carried_as_json(done, found.carried),
    }


def tell_units(done: Calculation, found: PriceChange, units: Fraction) -> dict[str, object]:
    """The units that follow from a change of price, and the number of Rights if that is elected instead."""
    if not found.moves_units:
        return {"units_per_right": as_text(units)}
    of_plan, before = grids(done), found.price_before_for_units
    after = units_after(units, price_before=before, price_after=found.price, grids=of_plan)
    more = rights_for_a_right(price_before=before, price_after=found.price, grids=of_plan)
    if before != found.in_force:
        formula = "price in force × factors of the others made with it"
        done.step("price before what moves the units", before, "11(g)", formula=formula)
    done.rounded("units of a Right", after, "11(g)", formula="units before × price before ÷ price after")
    done.add(coarse_grounds(after))
    done.rounded("Rights for a Right, if so elected", more, "11(h)", formula="price before ÷ price after")
    return {
        "units_per_right": as_text(after.value),
        "if_number_of_rights_is_elected": {
            "rights_for_a_right": as_text(more.value),
            "units_per_right": as_text(units),
        },
    }


def tell_total(done: Calculation, *, price: Fraction, units: Fraction) -> str:
    """The Total Exercise Price of a Right, noted as a step."""
    total = round_to(price * units, money_rounding(done, "Total Exercise Price", "1(mm)"))
    done.rounded(
        "Total Exercise Price", total, "1(mm)", formula="price of a unit × units of a Right", is_money=True
    )
    return money(total.value)


def price_of_a_right(done: Calculation, *, price: Fraction, units: Fraction) -> Fraction:
    """What is paid for a Right, by the reading in use: the price of all its units, or that of one."""
    is_total = done.reading("exercise_price_of_a_right") == "TOTAL_EXERCISE_PRICE"
    exact_price = price * units if is_total else price
    done.step(
        "price of a Right",
        exact_price,
        "1(mm);7(b)",
        formula="price of a unit × units of a Right" if is_total else "price of one unit",
    )
    return exact_price
