"""6(a), 7(e), 20(k): a nominee's schedule, each line decided alone, everything else back to the nominee."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.certification import Answer, CertificationFacts
from agreement.decisions import Approved, Effect, Held, Refused
from agreement.examination import SignatureFacts, grounds_of
from agreement.portions import SurrenderedLot
from agreement.posting import TaintClass
from agreement.schedule import (
    LineProblem,
    LineState,
    ScheduleFacts,
    ScheduleLineFacts,
    decide_lines,
    decide_schedule,
    effective_answers,
    examine_schedule,
    portions_of,
    totals_by_state,
    totals_of,
)
from agreement.transfer import TransferFacts
from agreement.windows import Window
from agreement.workflow.items import ItemKind
from tests.agreement.test_section_06_a_same_name import CLOSE, OLD, SEPARATED, paper, presented

CLEAN = CertificationFacts(Answer.NO, Answer.NO, is_signed=True)
BLANK = replace(CLEAN, statement_1=Answer.BLANK)
AFFIRMED = replace(CLEAN, statement_2=Answer.YES)
WRONG = LineProblem("city", "ADDRESS", "is empty", "give the city")


def line(
    number: int, rights: int | None, answers: CertificationFacts = CLEAN, **more: object
) -> ScheduleLineFacts:
    return ScheduleLineFacts(number, f"L{number}", rights, answers, holder=f"{number}", **more)  # type: ignore[arg-type]


def schedule(
    *lines: ScheduleLineFacts,
    void: frozenset[str] = frozenset(),
    lots: tuple[SurrenderedLot, ...] = (SurrenderedLot("1", 600, 1), SurrenderedLot("2", 400, 2)),
) -> ScheduleFacts:
    """A certificate of 1,000 Rights in two lots, signed and guaranteed, with lines."""
    told = presented(paper(1, 1_000), kind=ItemKind.SPLIT_UP, certification=CLEAN).presentation
    signed = [
        SignatureFacts(form, "Alder Fund LP", "NASD_MEMBER", "Harbor Brokers")
        for form in ("form of assignment", "certification")
    ]
    window = Window(SEPARATED, CLOSE, start_inclusive=False, end_inclusive=True)
    transfer = TransferFacts(replace(told, signatures=signed), window, lots, (), OLD)
    return ScheduleFacts(transfer, void, lines)


def codes(facts: ScheduleFacts) -> list[str]:
    return [found.code for found in grounds_of(examine_schedule(facts))]


def states(facts: ScheduleFacts) -> list[LineState]:
    return [one.state for one in decide_lines(facts)]


@pytest.mark.row("R-6a-3", "R-20k-1")
def test_6a_each_line_is_decided_alone_and_what_cannot_be_read_is_rejected_before_anything_else() -> None:
    found = schedule(
        line(1, 100),
        line(2, 50, BLANK),
        line(3, 50, AFFIRMED),
        line(4, 70, BLANK, named_by=(3,)),
        line(5, 30, AFFIRMED, problems=(WRONG,), named_by=(3,)),
        line(6, None),
        line(7, 10, replace(CLEAN, is_signed=False)),
    )
    assert states(found) == ["CLEAN", "HELD", "HELD", "VOID", "MALFORMED", "MALFORMED", "HELD"]
    totals = totals_of(decide_lines(found), presented=1_000)
    assert (totals.posted, totals.held, totals.void, totals.malformed, totals.unallocated) == (
        100, 110, 70, 30, 690,
    )  # fmt: skip
    assert totals.ties
    (rejected,) = decide_lines(found)[4].grounds
    assert (rejected.code, rejected.facts["field"], rejected.cure) == (
        "SCHEDULE_LINE_MALFORMED", "city", "give the city",
    )  # fmt: skip
    (void,) = decide_lines(found)[3].grounds
    assert (void.code, void.effect) == ("RIGHTS_VOID", Effect.REFUSE)


def test_7e_a_name_alone_holds_a_line_beside_what_its_certification_holds_and_is_asked_about_apart() -> None:
    found = schedule(line(1, 100, name_met_in=(3,)), line(2, 50, BLANK, name_met_in=(3, 4)))
    assert states(found) == ["HELD", "HELD"]
    first, second = ([one.code for one in line.grounds] for line in decide_lines(found))
    assert first == ["NAME_OF_A_PERSON_NAMED"]
    assert second == ["NAME_OF_A_PERSON_NAMED", "HELD_20K", "CERTIFICATION_INCOMPLETE"]
    assert codes(found) == [], "one line alone is asked about, and not the whole"
    assert codes(schedule(line(2, 50, BLANK, name_met_in=(3,)))) == ["HELD_20K"]


@pytest.mark.row("R-20k-1", "R-6a-14")
@pytest.mark.parametrize(
    ("reverse", "own", "state"),
    [
        (CLEAN, CLEAN, "CLEAN"),
        (replace(CLEAN, statement_1=Answer.BLANK, statement_2=Answer.BLANK), CLEAN, "CLEAN"),
        (AFFIRMED, CLEAN, "HELD"),
        (replace(CLEAN, statement_1=Answer.BOTH), CLEAN, "HELD"),
        (replace(CLEAN, is_signed=False), CLEAN, "HELD"),
        (CLEAN, BLANK, "HELD"),
        (CLEAN, AFFIRMED, "HELD"),
        (None, CLEAN, "HELD"),
    ],
)
def test_20k_a_line_is_clean_only_with_its_own_denials_and_a_signed_reverse_that_affirms_nothing(
    reverse: CertificationFacts | None, own: CertificationFacts, state: str
) -> None:
    base = schedule(line(1, 10, own), line(2, 10, BLANK))
    presented = replace(base.transfer.presentation, certification=reverse)
    found = replace(base, transfer=replace(base.transfer, presentation=presented))
    assert states(found)[0] == state
    answered = effective_answers(own, reverse=reverse)
    assert (answered == CLEAN) == (state == "CLEAN")


@pytest.mark.row("R-20k-1")
def test_20k_where_every_line_is_held_nothing_is_divided_and_the_whole_waits_for_the_company() -> None:
    held = schedule(line(1, 100, BLANK), line(2, 100, AFFIRMED))
    assert codes(held) == ["HELD_20K"]
    assert isinstance(decide_schedule(held), Held)
    presented = replace(held.transfer.presentation, is_released=True)
    released = replace(held, transfer=replace(held.transfer, presentation=presented))
    assert states(released) == ["CLEAN", "HELD"], "what affirms is asked about alone"
    assert isinstance(decide_schedule(released), Approved)
    affirmed = replace(released, lines=(line(1, 100, AFFIRMED), line(2, 100, AFFIRMED)))
    divided = decide_schedule(affirmed)
    assert isinstance(divided, Approved), "the whole was asked about; now each line waits on its own"
    assert [one.key for one in divided.posting.certificates] == ["held 1/", "held 2/", "balance/"]


@pytest.mark.row("R-7e-9", "R-4b-1")
def test_7e_void_rights_go_to_no_line_and_come_back_apart_whatever_their_order() -> None:
    lots = (SurrenderedLot("1", 600, 1, TaintClass.I), SurrenderedLot("2", 400, 2))
    found = schedule(
        line(1, 100), line(2, 50, BLANK), line(3, 600, named_by=(3,)), void=frozenset({"1"}), lots=lots
    )
    decision = decide_schedule(found)
    assert isinstance(decision, Approved)
    assert [one.code for one in decision.warnings] == ["MIXED_TAINT"]
    faces = [(one.key, one.rights_count, one.taint) for one in decision.posting.certificates]
    assert faces == [
        ("line 1/", 100, None), ("held 2/", 50, None), ("balance/", 250, None), ("void/I", 600, "I"),
    ]  # fmt: skip
    assert decision.posting.closed == decision.posting.opened == 1_000


@pytest.mark.row("R-7e-9")
def test_7e_a_line_named_by_a_notice_comes_back_apart_before_its_rights_are_marked() -> None:
    posting = decide_schedule(schedule(line(1, 100), line(2, 300, named_by=(3, 4))))
    assert isinstance(posting, Approved)
    faces = [(one.key, one.rights_count) for one in posting.posting.certificates]
    assert faces == [("line 1/", 100), ("void/", 300), ("balance/", 600)]


@pytest.mark.row("R-6a-5")
def test_6a_lines_that_ask_more_than_was_presented_refuse_the_whole() -> None:
    found = schedule(line(1, 600), line(2, 401))
    assert codes(found) == ["RIGHTS_NOT_CONSERVED"]
    assert isinstance(decide_schedule(found), Refused | Held)
    assert not totals_of(decide_lines(found), presented=1_000).ties


@pytest.mark.row("R-6a-12")
def test_6a_lines_that_name_nobody_cannot_take_void_rights() -> None:
    found = schedule(line(1, 300), line(2, 200, BLANK), void=frozenset({"1"}))
    assert "SCHEDULE_EXCEEDS_VALID_RIGHTS" in codes(found)
    assert not isinstance(decide_schedule(found), Approved)


def test_6a_a_schedule_of_rejected_lines_posts_nothing() -> None:
    assert codes(schedule(line(1, None), line(2, 10, problems=(WRONG,)))) == ["SCHEDULE_NOTHING_TO_POST"]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 90),
            st.sampled_from([CLEAN, BLANK, AFFIRMED]),
            st.sampled_from([(), (WRONG,)]),
            st.sampled_from([(), (7,)]),
        ),
        min_size=1,
        max_size=10,
    ),
    st.sampled_from([frozenset(), frozenset({"1"}), frozenset({"2"})]),
)
def test_6a_every_right_presented_is_in_one_column_and_on_one_certificate(
    told: list[tuple[int, CertificationFacts, tuple[LineProblem, ...], tuple[int, ...]]], void: frozenset[str]
) -> None:
    lines = [
        line(place, rights, answers, problems=problems, named_by=named)
        for place, (rights, answers, problems, named) in enumerate(told, 1)
    ]
    found = schedule(*lines, void=void)
    decided = decide_lines(found)
    totals = totals_of(decided, presented=1_000)
    assert totals.ties
    assert totals.posted + totals.returned == totals.presented
    if totals.posted + totals.held <= found.valid_rights:
        portions = portions_of(found)
        assert sum(one.rights_count for one in portions) == 1_000
        marked = {one.lot.key for one in portions if one.wanted.key.startswith(("line", "held", "balance"))}
        assert not marked & void
        gone = sum(one.rights_count for one in portions if one.wanted.key.startswith("line"))
        assert gone == totals.posted


def test_6a_a_line_in_order_and_a_line_posted_are_one_column() -> None:
    before = totals_by_state({LineState.CLEAN: 40, LineState.HELD: 5}, presented=50)
    after = totals_by_state({LineState.POSTED: 40, LineState.HELD: 5}, presented=50)
    assert before == after
    assert (before.posted, before.unallocated, before.returned) == (40, 5, 10)
