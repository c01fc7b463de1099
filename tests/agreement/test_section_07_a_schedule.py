"""7(a), 7(c), 7(e), 20(k): an exercise with a nominee's schedule, each line decided and paid alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.certification import Answer, CertificationFacts
from agreement.decisions import Approved, Held
from agreement.examination import SignatureFacts, grounds_of
from agreement.exercise import ExerciseFacts
from agreement.exercise_price import TenderedMeans, amount_due
from agreement.exercise_schedule import (
    ExerciseScheduleFacts,
    LinePaid,
    decide_exercise_lines,
    decide_exercise_schedule,
    examine_exercise_schedule,
    exercised_of,
    totals_exercised,
    whole_of,
)
from agreement.portions import SurrenderedLot
from agreement.posting import EntryKind, RetiredAs, TaintClass
from agreement.schedule import LineProblem, ScheduleLineFacts, totals_of
from agreement.terms import Terms
from tests.agreement.test_section_07_a_exercise import exercise, paid, price

CLEAN = CertificationFacts(Answer.NO, Answer.NO, is_signed=True)
BLANK = replace(CLEAN, statement_1=Answer.BLANK)
AFFIRMED = replace(CLEAN, statement_2=Answer.YES)
WRONG = LineProblem("city", "ADDRESS", "is empty", "give the city")
LOTS = (SurrenderedLot("1", 600, 1), SurrenderedLot("2", 400, 2))
Line = tuple[ScheduleLineFacts, LinePaid]


def line(
    number: int,
    rights: int | None,
    answers: CertificationFacts = CLEAN,
    *,
    sent: str | None = None,
    means: TenderedMeans | None = TenderedMeans.CASHIERS_CHECK,
    **more: object,
) -> Line:
    """A line, paid in full unless told otherwise."""
    amount = Decimal(250 * (rights or 0)) if sent is None else Decimal(sent)
    return ScheduleLineFacts(number, f"L{number}", rights, answers, **more), LinePaid(means, amount)  # type: ignore[arg-type]


def schedule(
    *lines: Line,
    received: str = "250000.00",
    lots: tuple[SurrenderedLot, ...] = LOTS,
    void: frozenset[str] = frozenset(),
    is_released: bool = False,
) -> ExerciseScheduleFacts:
    """A certificate of 1,000 Rights in two lots, signed and guaranteed, with lines; the money in hand."""
    whole: ExerciseFacts = exercise(paid(received), lots=lots)
    signatures = [
        *whole.presentation.signatures,
        SignatureFacts("certification", "Beech Trust", "NASD_MEMBER", "A Member"),
    ]
    presented = replace(whole.presentation, signatures=signatures, is_released=is_released)
    facts = replace(whole, presentation=presented, void_lots=void)
    return ExerciseScheduleFacts(facts, [one for one, _ in lines], {one.number: said for one, said in lines})


def codes(facts: ExerciseScheduleFacts) -> list[str]:
    return [found.code for found in grounds_of(examine_exercise_schedule(facts))]


def states(facts: ExerciseScheduleFacts) -> list[str]:
    return [one.state.value for one in decide_exercise_lines(facts)]


@pytest.mark.row("R-7a-3", "R-7a-4", "R-7c-1", "R-7d-1")
def test_7a_clean_lines_are_exercised_together_and_everything_else_comes_back() -> None:
    found = schedule(
        line(1, 100),
        line(2, 50, BLANK),
        line(3, 70, named_by=(3,)),
        line(4, 30, problems=(WRONG,)),
        line(5, 200, name_met_in=(4,)),
        line(6, 20),
    )
    assert states(found) == ["CLEAN", "HELD", "VOID", "MALFORMED", "HELD", "CLEAN"]
    assert exercised_of(decide_exercise_lines(found), price=price()) == (120, Decimal("30000.00"))
    decision = decide_exercise_schedule(found)
    assert isinstance(decision, Approved)
    posting = decision.posting
    assert (posting.kind, posting.section, posting.closed) == (EntryKind.EXERCISE, "7(d)", 1_000)
    assert posting.rights_retired == {RetiredAs.EXERCISED: 120}
    assert [(one.key, one.rights_count) for one in posting.certificates] == [
        ("held 2/", 50), ("held 5/", 200), ("void/", 70), ("balance/", 560),
    ]  # fmt: skip


@pytest.mark.row("R-7a-3", "R-7c-2")
def test_7c_a_line_a_cent_short_or_by_another_means_is_rejected_with_field_rule_and_cure() -> None:
    found = schedule(
        line(1, 100),
        line(2, 30, sent="7499.99"),
        line(3, 10, means=TenderedMeans.PERSONAL_CHECK),
        line(4, 10, means=None),
        line(5, 10, AFFIRMED, sent="0"),
    )
    assert states(found) == ["CLEAN", *["MALFORMED"] * 4]
    told = [one.grounds[0] for one in decide_exercise_lines(found)[1:]]
    assert [(one.code, one.facts["field"], one.facts["rule"]) for one in told] == [
        ("PAYMENT_SHORT", "payment_amount", "PRICE_OF_THE_LINE"),
        ("PAYMENT_MEANS_NOT_ACCEPTED", "payment_means", "MEANS_ACCEPTED"),
        ("PAYMENT_MEANS_NOT_ACCEPTED", "payment_means", "MEANS_ACCEPTED"),
        ("PAYMENT_SHORT", "payment_amount", "PRICE_OF_THE_LINE"),
    ]
    assert told[0].message == "Line 2, payment_amount: due $7,500.00, sent $7,499.99, short $0.01"
    assert told[0].cure.startswith("pay the rest")
    assert isinstance(decide_exercise_schedule(found), Approved)


@pytest.mark.row("R-7a-3")
def test_7a_money_short_of_the_lines_in_order_and_held_makes_the_whole_wait() -> None:
    lines = (line(1, 100), line(2, 50, BLANK), line(3, 40, problems=(WRONG,)))
    assert whole_of(schedule(*lines)).due == Decimal("37500.00")
    short = schedule(*lines, received="37499.99")
    assert codes(short) == ["PAYMENT_SHORT"]
    assert isinstance(decide_exercise_schedule(short), Held)
    assert isinstance(decide_exercise_schedule(schedule(*lines, received="37500.00")), Approved)


@pytest.mark.row("R-7c-1")
def test_7c_each_line_is_rounded_by_itself_and_the_whole_owes_their_sum() -> None:
    found = schedule(line(1, 1, sent="248.92"), line(2, 1, sent="248.92"), line(3, 1, sent="248.92"))
    found = replace(found, exercise=replace(found.exercise, price=price("248.9201")))
    assert amount_due(3, price=price("248.9201")) == Decimal("746.76")
    found = replace(found, exercise=replace(found.exercise, price=price("248.9240")))
    assert amount_due(3, price=price("248.9240")) == Decimal("746.77")
    assert states(found) == ["CLEAN"] * 3
    assert whole_of(found).due == Decimal("746.76")


@pytest.mark.row("R-20k-1", "R-7f-1")
def test_20k_where_every_line_is_held_the_whole_waits_and_what_the_company_says_frees_blank_lines() -> None:
    lines = (line(1, 100, BLANK), line(2, 100, AFFIRMED))
    assert codes(schedule(*lines)) == ["HELD_20K"]
    released = schedule(*lines, is_released=True)
    assert states(released) == ["CLEAN", "HELD"], "what affirms is asked about alone"
    assert isinstance(decide_exercise_schedule(released), Approved)
    affirmed = schedule(line(1, 100, AFFIRMED), is_released=True)
    assert codes(affirmed) == ["SCHEDULE_NOTHING_TO_POST"], "an entry that exercises nothing is none"


@pytest.mark.row("R-7e-9", "R-4b-1")
def test_7e_void_rights_are_exercised_by_no_line_and_come_back_apart() -> None:
    lots = (SurrenderedLot("1", 600, 1, TaintClass.I), SurrenderedLot("2", 400, 2))
    lines = (line(1, 100), line(2, 50, BLANK), line(3, 600, named_by=(3,)))
    found = decide_exercise_schedule(schedule(*lines, void=frozenset({"1"}), lots=lots))
    assert isinstance(found, Approved)
    assert found.posting.rights_retired == {RetiredAs.EXERCISED: 100}
    assert [(one.key, one.rights_count, one.taint) for one in found.posting.certificates] == [
        ("held 2/", 50, None), ("balance/", 250, None), ("void/I", 600, "I"),
    ]  # fmt: skip
    more = schedule(line(1, 300), line(2, 200, BLANK), void=frozenset({"1"}), lots=lots)
    assert "SCHEDULE_EXCEEDS_VALID_RIGHTS" in codes(more)


@pytest.mark.row("R-7a-4")
def test_7a_lines_that_ask_more_than_was_presented_or_exercise_nothing_post_nothing() -> None:
    assert codes(schedule(line(1, 600), line(2, 401), received="250250")) == ["RIGHTS_NOT_CONSERVED"]
    assert codes(schedule(line(1, None), line(2, 10, problems=(WRONG,)))) == ["SCHEDULE_NOTHING_TO_POST"]


@pytest.mark.row("R-14b-1", "R-7c-1")
def test_14_shares_and_fractions_are_those_of_each_line_as_of_a_single_exercise(terms: Terms) -> None:
    terms = replace(terms, units_per_right=Fraction(103, 100))
    told = [line(1, 100), line(2, 50), line(3, 10, BLANK)]
    found = schedule(*told)
    totals = totals_exercised(decide_exercise_lines(found), found.paid, price=price(), terms=terms)
    assert (totals.rights, totals.due, totals.paid) == (150, Decimal("37500.00"), Decimal("37500.00"))
    assert (totals.whole_units, totals.fractions, totals.with_fraction) == (154, Fraction(1, 2), 1)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 90),
            st.sampled_from([CLEAN, BLANK, AFFIRMED]),
            st.sampled_from([(), (WRONG,)]),
            st.sampled_from([(), (7,)]),
            st.sampled_from([None, "1"]),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_7a_every_right_is_exercised_or_comes_back_on_one_certificate(
    told: list[tuple[int, CertificationFacts, tuple[LineProblem, ...], tuple[int, ...], str | None]],
) -> None:
    found = schedule(
        *(
            line(place, rights, answers, sent=sent, problems=problems, named_by=named)
            for place, (rights, answers, problems, named, sent) in enumerate(told, 1)
        )
    )
    totals = totals_of(decide_exercise_lines(found), presented=1_000)
    assert totals.ties
    decision = decide_exercise_schedule(found)
    assert isinstance(decision, Approved) == (totals.posted > 0)
    if isinstance(decision, Approved):
        assert decision.posting.rights_retired == {RetiredAs.EXERCISED: totals.posted}
        assert decision.posting.opened == totals.returned
