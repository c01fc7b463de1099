"""Certificates of adjustment: what they change, what stands beside them for comparison, what they leave.

The figures of a certificate are used as they stand: nothing verifies them, and no difference delays them.

Agreement: 11;12;20(e).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.certified_figures import CertifiedFigures
from agreement.choices import Worded
from agreement.clauses import cite_all
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms


class AdjustingSection(Worded):
    """Under which section a certificate adjusts, or tells of an event.

    Agreement: 11;12;13.
    """

    PREFERRED_CHANGED = "PREFERRED_CHANGED", "11(a)(i)"
    TRIGGERING_EVENT = "TRIGGERING_EVENT", "11(a)(ii)"
    SUBSTITUTION = "SUBSTITUTION", "11(a)(iii)"
    RIGHTS_OFFERED = "RIGHTS_OFFERED", "11(b)"
    DISTRIBUTION_MADE = "DISTRIBUTION_MADE", "11(c)"
    OTHER_SHARES = "OTHER_SHARES", "11(f)"
    NUMBER_OF_UNITS = "NUMBER_OF_UNITS", "11(h)"
    VOLUNTARY = "VOLUNTARY", "11(l)"
    COMMON_SHARES_CHANGED = "COMMON_SHARES_CHANGED", "11(n)"
    FLIP_OVER = "FLIP_OVER", "13(a)"
    NULL_AND_VOID = "NULL_AND_VOID", "7(e)"


class Distributed(Worded):
    """What holders of record get when the number of Rights changes.

    Agreement: 11(h).
    """

    ADDITIONAL = "ADDITIONAL", "Certificates for the additional Rights"
    REPLACEMENT = "REPLACEMENT", "Certificates for all Rights, in place of those out"


class Surrender(Worded):
    """Whether the Company requires that certificates replaced are surrendered for those for all Rights.

    Agreement: 11(h).
    """

    NOT_REQUIRED = "NOT_REQUIRED", "None: one replaced evidences no Rights from the issue of the new one on"
    REQUIRED = "REQUIRED", "Required: the new certificate is given for the old one"


# The topics of the calculator that come to the figures of a certificate, each with its section.
COMPUTED_BY = {
    "adjust-preferred-split": AdjustingSection.PREFERRED_CHANGED,
    "adjust-rights-issue": AdjustingSection.RIGHTS_OFFERED,
    "adjust-distribution": AdjustingSection.DISTRIBUTION_MADE,
    "adjust-common-split": AdjustingSection.COMMON_SHARES_CHANGED,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a certificate may state: name, words, section, the term it departs from, if any."""

    name: str
    words: str
    section: str
    field: str = ""
    is_money: bool = False


FIGURES = (
    Figure("price_of_unit", "Exercise Price of a unit", "7(b)", "initial_exercise_price", is_money=True),
    Figure("units_per_right", "Units that a Right buys", "11", "units_per_right"),
    Figure("security", "What a unit is a part of", "11(f)", "preferred_name"),
    Figure("redemption_price", "Redemption Price of a Right", "23(a)", "redemption_price", is_money=True),
    Figure("exchange_ratio", "Exchange Ratio", "24(a)", "exchange_ratio"),
    Figure("cash_per_right", "Cash for a Right in substitution", "11(a)(iii)", is_money=True),
)
# What a worksheet of the agent sets beside a certificate.
COMPARED = FIGURES[:2]


def figures_stated(facts: Mapping[str, object]) -> dict[str, str]:
    """The figures among the facts of a certificate, each in exact text, by its name.

    Agreement: 12.
    """
    return {one.name: str(facts[one.name]) for one in FIGURES if facts.get(one.name)}


def with_figures(terms: Terms, told: Mapping[str, str]) -> Terms:
    """The terms with certified figures; those of the signing stay, for certificates that go on to show them.

    Agreement: 11(i);12.
    """
    if not told:
        return terms
    figures = CertifiedFigures.of(told)
    return replace(
        terms,
        certified=figures,
        redemption_price=figures.redemption_price or terms.redemption_price,
        exchange_ratio=figures.exchange_ratio or terms.exchange_ratio,
    )


def as_shown(terms: Terms, shown: Mapping[str, str]) -> Terms:
    """The terms as the certificates of a form show them: with the figures that its order froze.

    Without an order certificates go on to show price and units of the signing.

    Agreement: 11(i);22.
    """
    figures = CertifiedFigures.of(shown)
    price = figures.price_of_unit
    return replace(
        terms,
        initial_exercise_price=terms.initial_exercise_price if price is None else price,
        units_per_right=figures.units_per_right or terms.units_per_right,
        preferred_name=figures.security or terms.preferred_name,
    )


def figures_left(told: Mapping[str, str], *, before: Terms, after: Terms) -> dict[str, str]:
    """The certified figures that stand under another version of the terms of the plan itself.

    One falls where that version states another value of what it departs from: then the amendment says it.

    Agreement: 12;27.
    """
    fields = {one.name: one.field for one in FIGURES}
    return {
        name: value
        for name, value in told.items()
        if not fields[name] or getattr(before, fields[name]) == getattr(after, fields[name])
    }


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after a certificate, in words."""

    words: str
    section: str
    before: str
    after: str

    @property
    def is_change(self) -> bool:
        """Whether it becomes another one."""
        return self.before != self.after


def changes(before: Terms, after: Terms) -> tuple[Change, ...]:
    """Every figure of a Right before and after, that of a whole Right last.

    Agreement: 12.
    """
    return (
        *(
            Change(one.words, one.section, told, then)
            for one, told, then in zip(
                FIGURES, figures_in_words(before), figures_in_words(after), strict=True
            )
        ),
        Change(
            "Exercise Price of a whole Right",
            "7(b)",
            f"${before.total_exercise_price:,.2f}",
            f"${after.total_exercise_price:,.2f}",
        ),
    )


def figures_in_words(terms: Terms) -> tuple[str, ...]:
    """The figures of a Right in force, in the order of FIGURES.

    Agreement: 12.
    """
    return (
        in_dollars(str(terms.price_of_unit)),
        as_text(terms.units_of_right),
        terms.security_bought,
        in_dollars(str(terms.redemption_price)),
        as_text(terms.exchange_ratio),
        in_dollars(str(terms.cash_of_right)),
    )


def certified_lines(terms: Terms) -> tuple[tuple[str, str, str], ...]:
    """The figures that certificates have fixed, each with its words and section; none while none has.

    Agreement: 12.
    """
    fixed = terms.certified
    return tuple(
        (f"{one.words}, as certified", told, cite_all(one.section, "12"))
        for one, told in zip(FIGURES, figures_in_words(terms), strict=True)
        if getattr(fixed, one.name) not in (None, "")
    )


def figure_in_words(figure: Figure, value: str) -> str:
    """A stated figure in words: money with every decimal it has and at least two, a ratio exactly.

    Agreement: 12.
    """
    if figure.is_money:
        return in_dollars(value)
    return value if figure.name == "security" else as_text(Fraction(value))


def in_dollars(value: str) -> str:
    """A price in dollars, with every decimal it has and at least two.

    Agreement: 7(b).
    """
    whole, _, rest = value.partition(".")
    return f"${int(whole):,}.{rest.rstrip('0').ljust(2, '0')}"


def difference_grounds(
    certified: Mapping[str, str], worksheet: Mapping[str, str], *, number: int
) -> tuple[Ground, ...]:
    """Where a worksheet of the agent comes to another figure than the certificate: told, it stops nothing.

    Agreement: 12;20(e).
    """
    return tuple(
        ground(
            "CERTIFICATE_DIFFERS",
            certificate=figure_in_words(one, certified[one.name]),
            worksheet=figure_in_words(one, worksheet[one.name]),
            figure=one.words,
            number=number,
        )
        for one in COMPARED
        if certified.get(one.name)
        and worksheet.get(one.name)
        and Fraction(certified[one.name]) != Fraction(worksheet[one.name])
    )
