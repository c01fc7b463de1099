"""§6(a): split-up, combination, exchange of certificates; nothing lost, nothing mixed, dates by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.certification import Answer, CertificationFacts
from agreement.choices import GuarantorKind
from agreement.decisions import Approved, Held, Refused
from agreement.examination import CertificateFacts, PresentationFacts, SignatureFacts
from agreement.portions import SurrenderedLot
from agreement.posting import EntryKind, Posting, TaintClass
from agreement.same_name import (
    SameNameFacts,
    SurrenderedPaper,
    combined_date,
    decide_same_name,
    examine_same_name,
    is_certified,
)
from agreement.terms import Appointment, Terms
from agreement.windows import Window
from agreement.workflow.items import ItemKind, TaxStanding

SEPARATED = datetime(2003, 6, 17, 0, 0, 0, tzinfo=UTC)
CLOSE = datetime(2010, 10, 26, 0, 0, 0, tzinfo=UTC)  # 17:00:00 in San Francisco
OLD, LATER = date(2000, 10, 23), date(2002, 5, 1)


def paper(
    number: int, rights: int, *, dated: date = OLD, taint: TaintClass | None = None
) -> SurrenderedPaper:
    return SurrenderedPaper(number, dated, [SurrenderedLot(str(number), rights, number, taint)])


def presented(
    *papers: SurrenderedPaper,
    kind: ItemKind,
    asked: tuple[int, ...] = (),
    instant: datetime = CLOSE,
    signed: str = "Alder Fund LP",
    certification: CertificationFacts | None = None,
    certified: bool = False,
    holders: tuple[str, ...] = (),
) -> SameNameFacts:
    names = holders or ("7",) * len(papers)
    certificates = [
        CertificateFacts(
            one.number, holder, "Alder Fund LP", one.rights_count, is_in_hand=True, is_countersigned=True
        )
        for one, holder in zip(papers, names, strict=True)
    ]
    facts = PresentationFacts(
        instant=instant,
        at=instant,
        day=instant.date(),
        agent="Harbor Agent",
        appointments=[Appointment("Harbor Agent", "PRINCIPAL", date(2003, 1, 1), None)],
        distribution_close=SEPARATED,
        books_are_open=True,
        certificates=certificates,
        signatures=[SignatureFacts("written request", signed, "", "")],
        certification=certification,
        is_released=False,
        tax=TaxStanding.NONE_ASKED,
        guarantors=[GuarantorKind.NASD_MEMBER],
    )
    window = Window(SEPARATED, CLOSE, start_inclusive=False, end_inclusive=True)
    return SameNameFacts(kind, facts, window, papers, asked, certified, "LATEST")


def posted(facts: SameNameFacts) -> Posting:
    decided = decide_same_name(facts)
    assert isinstance(decided, Approved), decided
    return decided.posting


def codes(facts: SameNameFacts) -> list[str]:
    decided = decide_same_name(facts)
    assert isinstance(decided, Held | Refused)
    return [found.code for found in decided.grounds]


def faces(posting: Posting) -> list[tuple[int, date, TaintClass | None]]:
    return [(one.rights_count, one.dated, one.taint) for one in posting.certificates]


@pytest.mark.row("R-6a-7")
def test_600_rights_are_split_into_100_and_500_of_the_same_date_and_holder() -> None:
    posting = posted(presented(paper(4002, 600), kind=ItemKind.SPLIT_UP, asked=(100, 500)))
    assert (posting.kind, posting.section) == (EntryKind.SPLIT_UP, "6(a)")
    assert faces(posting) == [(100, OLD, None), (500, OLD, None)]
    assert {one.holder for one in posting.certificates} == {"7"}
    assert [(one.lot, one.rights_count) for one in posting.lots_closed] == [("4002", 600)]


@pytest.mark.row("R-6a-5", "R-6a-7")
@pytest.mark.parametrize("asked", [(400, 599), (400, 601)])
def test_a_split_up_that_does_not_add_up_is_refused_with_both_figures(asked: tuple[int, ...]) -> None:
    facts = presented(paper(1, 1_000), kind=ItemKind.SPLIT_UP, asked=asked)
    assert codes(facts) == ["RIGHTS_NOT_CONSERVED"]
    (check,) = [made for made in examine_same_name(facts) if made.grounds]
    assert check.grounds[0].message == f"Surrendered 1000, requested {sum(asked)}"
    assert faces(posted(replace(facts, asked=(400, 600)))) == [(400, OLD, None), (600, OLD, None)]


@pytest.mark.row("R-6a-12")
@pytest.mark.parametrize("asked", [(), (600, 0), (601, -1)])
def test_each_certificate_asked_for_bears_one_right_or_more(asked: tuple[int, ...]) -> None:
    assert "FRACTIONAL_RIGHTS_NOT_ISSUED" in codes(
        presented(paper(1, 600), kind=ItemKind.SPLIT_UP, asked=asked)
    )


@pytest.mark.row("R-6a-8")
def test_100_and_500_are_combined_and_legended_with_clean_is_not() -> None:
    both = presented(paper(1, 100), paper(2, 500), kind=ItemKind.COMBINE)
    assert faces(posted(both)) == [(600, OLD, None)]
    mixed = presented(paper(1, 100, taint=TaintClass.I), paper(2, 500), kind=ItemKind.COMBINE)
    decided = decide_same_name(mixed)
    assert isinstance(decided, Held)
    (found,) = decided.grounds
    assert (found.code, found.basis) == ("COMBINATION_MIXED_STATUS", "HOUSE")
    alike = presented(
        paper(1, 100, taint=TaintClass.I), paper(2, 500, taint=TaintClass.I), kind=ItemKind.COMBINE
    )
    assert faces(posted(alike)) == [(600, OLD, TaintClass.I)]


@pytest.mark.row("R-6a-8", "R-4b-2")
def test_a_split_up_of_mixed_certificates_keeps_marked_rights_on_paper_of_their_own() -> None:
    facts = presented(
        paper(1, 100, taint=TaintClass.I), paper(2, 500), kind=ItemKind.SPLIT_UP, asked=(100, 500)
    )
    assert faces(posted(facts)) == [(100, OLD, TaintClass.I), (500, OLD, None)]


@pytest.mark.row("R-6a-8")
def test_certificates_of_two_holders_are_not_combined() -> None:
    facts = presented(paper(1, 100), paper(2, 500), kind=ItemKind.COMBINE, holders=("7", "8"))
    assert codes(facts) == ["DIFFERENT_REGISTRATION"]


@pytest.mark.row("R-6a-9")
def test_an_exchange_gives_each_certificate_one_of_its_own_number_of_rights_and_date() -> None:
    posting = posted(
        presented(
            paper(1, 600), paper(2, 50, dated=LATER, taint=TaintClass.IV), kind=ItemKind.EXCHANGE_CERTIFICATES
        )
    )
    assert posting.kind is EntryKind.EXCHANGE_CERTIFICATES
    assert faces(posting) == [(600, OLD, None), (50, LATER, TaintClass.IV)]
    assert [lot.parent_lot for lot in posting.lots_opened] == ["1", "2"]


@pytest.mark.row("R-4a-3")
def test_a_combination_takes_the_latest_date_or_by_the_other_reading_the_earliest() -> None:
    facts = presented(paper(1, 100), paper(2, 500, dated=LATER), kind=ItemKind.COMBINE)
    assert faces(posted(facts)) == [(600, LATER, None)]
    assert faces(posted(replace(facts, combined_date="EARLIEST"))) == [(600, OLD, None)]
    assert combined_date([LATER, OLD], reading="LATEST") == LATER


@pytest.mark.row("R-6a-14", "R-6a-3")
def test_the_certification_is_asked_only_where_the_terms_ask_it(terms: Terms, other_terms: Terms) -> None:
    kinds = (ItemKind.SPLIT_UP, ItemKind.COMBINE, ItemKind.EXCHANGE_CERTIFICATES)
    assert [is_certified(kind, terms=terms) for kind in kinds] == [False, False, False]
    assert [is_certified(kind, terms=other_terms) for kind in kinds] == [True, True, True]
    blank = CertificationFacts(Answer.BLANK, Answer.BLANK, is_signed=False)
    split = presented(paper(1, 600), kind=ItemKind.SPLIT_UP, asked=(600,), certification=blank)
    assert faces(posted(split)) == [(600, OLD, None)]
    asked = replace(split, certification_is_required=True)
    assert {"HELD_20K", "GUARANTEE_MISSING"} <= set(codes(asked))


@pytest.mark.row("R-6a-2")
@pytest.mark.parametrize(
    ("signed", "code"), [("", "NOT_REGISTERED_HOLDER"), ("Alder Fund", "SIGNATURE_NAME_MISMATCH")]
)
def test_only_the_registered_holder_asks(signed: str, code: str) -> None:
    assert codes(presented(paper(1, 10), kind=ItemKind.COMBINE, signed=signed)) == [code]


@pytest.mark.row("R-6a-1")
def test_the_last_instant_of_the_window_is_within_it_and_the_first_is_not() -> None:
    late = CLOSE.replace(microsecond=1)
    assert faces(posted(presented(paper(1, 10), kind=ItemKind.COMBINE)))
    assert codes(presented(paper(1, 10), kind=ItemKind.COMBINE, instant=late)) == ["OUTSIDE_TRANSFER_WINDOW"]
    early = presented(paper(1, 10), kind=ItemKind.COMBINE, instant=SEPARATED)
    assert "OUTSIDE_TRANSFER_WINDOW" in codes(early)


@pytest.mark.row("R-6a-5")
@given(
    rights=st.lists(st.integers(min_value=1, max_value=10_000), min_size=1, max_size=6),
    marks=st.lists(st.sampled_from([None, TaintClass.I, TaintClass.III_A]), min_size=6, max_size=6),
    cuts=st.lists(st.integers(min_value=1, max_value=60_000), max_size=5),
)
def test_every_split_up_opens_what_it_closes_and_marks_stay_on_their_rights(
    rights: list[int], marks: list[TaintClass | None], cuts: list[int]
) -> None:
    papers = [paper(place, count, taint=marks[place]) for place, count in enumerate(rights)]
    total = sum(rights)
    edges = [0, *sorted({cut for cut in cuts if cut < total}), total]
    asked = tuple(last - first for first, last in pairwise(edges))
    posting = posted(presented(*papers, kind=ItemKind.SPLIT_UP, asked=asked))
    assert sum(one.rights_count for one in posting.lots_opened) == total
    for mark in set(marks):
        before = sum(one.rights_count for one in papers if one.lots[0].taint is mark)
        assert before == sum(one.rights_count for one in posting.certificates if one.taint is mark)
