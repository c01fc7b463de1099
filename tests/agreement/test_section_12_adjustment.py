"""Certified figures beside those of the signing, comparisons that stop nothing, new forms (11(i), 12, 22)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from agreement.adjustment import (
    as_shown,
    certified_lines,
    changes,
    difference_grounds,
    figures_left,
    figures_stated,
    in_dollars,
    with_figures,
)
from agreement.grounds import Effect
from agreement.new_form import FormOrdered, Manner, OldPaper, RunFacts, form_order_grounds, run_grounds
from agreement.terms import Terms

ADJUSTED = {"price_of_unit": "241.67", "units_per_right": "1.03"}
ORDERED = FormOrdered(
    name="adjusted_2004",
    is_on_file=True,
    has_company_approval=True,
    is_signed_off=True,
    is_signed_off_last=True,
    is_ordered_already=False,
    issued=0,
    units_of_right=Fraction(1),
)


@pytest.mark.row("R-11i-1")
def test_what_a_right_costs_and_buys_is_certified_and_the_signing_stays_beside_it(terms: Terms) -> None:
    adjusted = with_figures(terms, ADJUSTED)
    assert (adjusted.price_of_unit, adjusted.units_of_right) == (Decimal("241.67"), Fraction(103, 100))
    assert adjusted.total_exercise_price == Decimal("248.92")
    assert (adjusted.initial_exercise_price, adjusted.units_per_right) == (Decimal("250.00"), 1)
    assert with_figures(terms, {}) is terms
    assert certified_lines(terms) == ()
    assert [line[:2] for line in certified_lines(adjusted)] == [
        ("Exercise Price of a unit, as certified", "$241.67"),
        ("Units that a Right buys, as certified", "1.03"),
    ]


def test_the_changes_name_every_figure_before_and_after(terms: Terms) -> None:
    told = changes(terms, with_figures(terms, ADJUSTED | {"redemption_price": "0.0005"}))
    assert [(one.before, one.after) for one in told if one.is_change] == [
        ("$250.00", "$241.67"),
        ("1", "1.03"),
        ("$0.001", "$0.0005"),
        ("$250.00", "$248.92"),
    ]


def test_a_figure_falls_where_the_file_states_another_value_of_its_own(terms: Terms) -> None:
    other = replace(terms, initial_exercise_price=Decimal("240.00"))
    assert figures_left(ADJUSTED, before=terms, after=terms) == ADJUSTED
    assert figures_left(ADJUSTED, before=terms, after=other) == {"units_per_right": "1.03"}


def test_only_figures_are_taken_from_the_facts_of_a_certificate() -> None:
    facts = {"event": "Split", "price_of_unit": "241.67", "security": "", "copied_on": "2004-05-03"}
    assert figures_stated(facts) == {"price_of_unit": "241.67"}
    assert (in_dollars("1234.5"), in_dollars("0.0005"), in_dollars("250")) == (
        "$1,234.50",
        "$0.0005",
        "$250.00",
    )


@pytest.mark.row("R-11-1", "R-20e-1")
def test_a_difference_warns_and_figures_that_are_equal_do_not() -> None:
    (found,) = difference_grounds({"price_of_unit": "241.76"}, {"price_of_unit": "241.67"}, number=3)
    assert (found.code, found.effect) == ("CERTIFICATE_DIFFERS", Effect.WARN)
    assert "certificate $241.76, worksheet 3 $241.67" in found.message
    equal = {"units_per_right": "103/100"}
    assert difference_grounds(ADJUSTED, equal | {"price_of_unit": "241.670"}, number=3) == ()
    assert difference_grounds({"redemption_price": "1"}, {"price_of_unit": "2"}, number=3) == ()


@pytest.mark.row("R-22-1", "R-11i-1")
def test_the_certificates_of_a_form_show_what_its_order_froze(terms: Terms) -> None:
    adjusted = with_figures(terms, {"price_of_unit": "200.00"})
    assert as_shown(adjusted, {}).initial_exercise_price == Decimal("250.00")
    shown = as_shown(adjusted, {"price_of_unit": "241.67", "security": "Series B"})
    assert (shown.initial_exercise_price, shown.preferred_name) == (Decimal("241.67"), "Series B")
    assert shown.total_exercise_price == Decimal("200.00")


@pytest.mark.row("R-22-1")
@pytest.mark.parametrize(
    ("order", "codes"),
    [
        (ORDERED, []),
        (replace(ORDERED, is_on_file=False), ["NEW_FORM_CANNOT_STAND"]),
        (replace(ORDERED, has_company_approval=False), ["TEMPLATE_NOT_APPROVED"]),
        (replace(ORDERED, is_signed_off=False), ["TEMPLATE_NOT_APPROVED"]),
        (replace(ORDERED, is_signed_off_last=False), ["NEW_FORM_CANNOT_STAND"]),
        (replace(ORDERED, is_ordered_already=True, issued=9), ["NEW_FORM_CANNOT_STAND"]),
        (replace(ORDERED, issued=1), ["NEW_FORM_CANNOT_STAND"]),
        (replace(ORDERED, units_of_right=Fraction(103, 100)), ["NEW_FORM_CANNOT_STAND"]),
        (replace(ORDERED, manner=Manner.BULK_RUN, others=2_431), ["OLD_PAPER_UNSETTLED"]),
        (replace(ORDERED, manner=Manner.BULK_RUN, others=2_431, old_paper=OldPaper.VOID_ON_ISSUE), []),
        (replace(ORDERED, manner=Manner.BULK_RUN), []),
    ],
)
def test_what_stands_against_an_order_of_a_new_form(order: FormOrdered, codes: list[str]) -> None:
    found = form_order_grounds(order)
    assert [one.code for one in found] == codes
    assert {one.effect for one in found} <= {Effect.QUERY, Effect.HOLD}


RUN = RunFacts("adjusted_2004", Manner.BULK_RUN, OldPaper.VOID_ON_ISSUE, True, False, (), (), 2_431)


@pytest.mark.row("R-22-1")
@pytest.mark.parametrize(
    ("run", "reasons"),
    [
        (RUN, []),
        (replace(RUN, manner=Manner.ON_PRESENTATION), ["does not say that those out are replaced"]),
        (replace(RUN, old_paper=None), ["does not say that those out are replaced"]),
        (replace(RUN, is_in_use=False), ["of another form by now"]),
        (replace(RUN, has_expired=True), ["the Rights have expired"]),
        (replace(RUN, standing_orders=(7, 9)), ["in notice 7 stands", "in notice 9 stands"]),
        (replace(RUN, waiting=("mailing 3 is under way",), certificates=0), ["mailing 3", "can be replaced"]),
    ],
)
def test_a_run_waits_for_what_stands_in_its_way(run: RunFacts, reasons: list[str]) -> None:
    found = run_grounds(run)
    assert {one.code for one in found} <= {"NEW_FORM_RUN_NOT_POSSIBLE"}
    assert len(found) == len(reasons)
    for one, reason in zip(found, reasons, strict=True):
        assert reason in one.message
