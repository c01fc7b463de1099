"""Section 8: cancelled paper, what is issued in its place, what the Company delivers, who keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agreement.cancellation import (
    KEEPER_BY_READING,
    REISSUE_PERMITTED,
    BroughtAs,
    CompanyDeliveryFacts,
    Keeper,
    PaperBrought,
    TransmittalFacts,
    decide_delivery,
    examine_delivery,
    kept_until,
    reissue_grounds,
    transmittal_grounds,
)
from agreement.decisions import Approved, Held, Refused
from agreement.grounds import Basis
from agreement.importer import shipped_figures
from agreement.portions import SurrenderedLot
from agreement.posting import EntryKind, RetiredAs
from agreement.readings import QUESTIONS
from agreement.standards import standard_on
from agreement.stops import StopFacts, StopKind

PAPER = PaperBrought(1001, (SurrenderedLot("7", 400, 3), SurrenderedLot("8", 100, 5)))
ORDER = StopFacts(4, StopKind.COURT_ORDER, date(2003, 6, 20), "Order 12 of the Superior Court")


def delivery(*papers: PaperBrought, **parts: Any) -> CompanyDeliveryFacts:
    told = {"brought_as": BroughtAs.ACQUIRED, "sender": "The Company"} | parts
    return CompanyDeliveryFacts(papers=papers, **told)


def codes(facts: CompanyDeliveryFacts) -> list[str]:
    return [found.code for found in examine_delivery(facts)]


@pytest.mark.row("R-8-3", "R-23b-5")
def test_500_rights_that_the_company_acquired_are_retired_with_the_warning_of_23b() -> None:
    decision = decide_delivery(delivery(PAPER))
    assert isinstance(decision, Approved)
    posting = decision.posting
    assert (posting.kind, posting.section, posting.closed, posting.opened) == (EntryKind.CANCEL, "8", 500, 0)
    assert posting.rights_retired == {RetiredAs.CANCELLED: 500}
    (warning,) = decision.warnings
    assert (warning.code, warning.clause, warning.basis) == ("PURCHASE_RESTRICTED", "23(b)", Basis.AGREEMENT)


@pytest.mark.row("R-8-2")
def test_what_was_surrendered_to_the_company_keeps_its_rights_until_its_item_moves_them() -> None:
    passed_on = delivery(PAPER, brought_as=BroughtAs.FORWARDED)
    assert codes(passed_on) == ["RIGHTS_STAND_ON_CERTIFICATE"]
    assert isinstance(decide_delivery(passed_on), Refused)
    ended = replace(PAPER, lots=())
    decision = decide_delivery(delivery(ended, brought_as=BroughtAs.FORWARDED))
    assert isinstance(decision, Approved)
    assert (decision.posting.kind, decision.posting.closed) == (EntryKind.PAPER, 0)
    assert decision.warnings == ()


@pytest.mark.row("R-8-2", "R-8-3")
@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        ({"cancelled_on": date(2003, 7, 3)}, ["ALREADY_CANCELLED", "PURCHASE_RESTRICTED"]),
        ({"with_item": 17}, ["CERTIFICATE_WITH_ANOTHER_ITEM", "PURCHASE_RESTRICTED"]),
        ({"is_countersigned": False}, ["NOT_COUNTERSIGNED", "PURCHASE_RESTRICTED"]),
        ({"lots": ()}, ["NO_RIGHTS_ON_CERTIFICATE", "PURCHASE_RESTRICTED"]),
    ],
)
def test_paper_that_cannot_be_retired_is_refused(paper: dict[str, Any], expected: list[str]) -> None:
    assert codes(delivery(replace(PAPER, **paper))) == expected
    assert isinstance(decide_delivery(delivery(replace(PAPER, **paper))), Refused)


def test_a_stop_or_an_order_holds_a_purchase_and_no_paper_whose_rights_have_gone() -> None:
    stop = StopFacts(3, StopKind.HOUSE, date(2003, 6, 20), "A precaution")
    stopped = delivery(replace(PAPER, stops=(stop,)))
    assert codes(stopped) == ["STOPPED_BY_AGENT", "PURCHASE_RESTRICTED"]
    assert isinstance(decide_delivery(stopped), Held)
    assert codes(delivery(PAPER, orders=(ORDER,)))[0] == "RESTRAINED_BY_ORDER"
    gone = delivery(replace(PAPER, lots=()), brought_as=BroughtAs.FORWARDED, orders=(ORDER,))
    assert codes(gone) == []


def test_a_delivery_names_certificates_and_who_delivered_them() -> None:
    assert codes(delivery(sender=" "))[:2] == ["CANCELLATION_PART_MISSING"] * 2


@pytest.mark.row("R-8-1")
def test_a_certificate_is_issued_only_by_the_kinds_of_entry_that_the_agreement_permits() -> None:
    refused = {kind for kind in EntryKind if reissue_grounds(kind, certificates=1)}
    assert refused == set(EntryKind) - REISSUE_PERMITTED
    assert refused == {
        EntryKind.CANCEL,
        EntryKind.REDEEM,
        EntryKind.EXPIRE,
        EntryKind.ATTACH,
        EntryKind.RETIRE_ATTACHED,
    }
    (found,) = reissue_grounds("CANCEL", certificates=1)
    assert (found.code, found.clause) == ("NO_GROUND_FOR_REISSUE", "8")
    assert reissue_grounds("CANCEL", certificates=0) == ()


@pytest.mark.row("R-8-4")
def test_delivery_follows_the_reading_in_use_or_notes_on_whose_word_it_does_not() -> None:
    facts = TransmittalFacts(3, Keeper.COMPANY, "TO_COMPANY", without_image=0, means="Courier")
    assert transmittal_grounds(facts) == ()
    other = replace(facts, reading="KEEP")
    assert [one.code for one in transmittal_grounds(other)] == ["KEEPER_DEPARTS_FROM_READING"]
    assert transmittal_grounds(replace(other, said="The Secretary")) == ()
    bare = replace(facts, without_image=2)
    assert [one.code for one in transmittal_grounds(bare)] == ["IMAGE_MISSING"]
    assert transmittal_grounds(replace(bare, keeper=Keeper.AGENT, reading="KEEP")) == ()
    unsent = replace(facts, means=" ", said="The Secretary")
    assert [one.code for one in transmittal_grounds(unsent)] == ["CANCELLATION_PART_MISSING"]


def test_every_reading_of_who_keeps_the_paper_names_a_keeper_and_the_question_names_the_rule() -> None:
    question = QUESTIONS["cancelled_paper"]
    assert set(question.possible) == set(KEEPER_BY_READING)
    assert "240.17Ad-7(d)" in question.question


@pytest.mark.row("R-8-4")
def test_the_rule_keeps_cancelled_paper_for_six_years() -> None:
    rule = standard_on(date(2003, 9, 2), name="cancelled_paper", standards=shipped_figures("retention"))
    assert (rule.figure, rule.unit) == (6, "years")
    assert kept_until(date(2003, 9, 2), years=rule.figure) == date(2009, 9, 2)
    assert kept_until(date(2004, 2, 29), years=6) == date(2010, 3, 1)
