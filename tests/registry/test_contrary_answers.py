"""Officers of the Company who say otherwise about one item: held until the Company settles it (§20(g))."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.errors import Conflict, RefusedByGround, RightsError
from agreement.workflow.items import CompanyAnswer, ItemState
from registry.models import BookEntry, Consultation, Item, LetterKind, PaperDue
from registry.services import approvals, holds, transfers
from registry.services.holds import AnswerReceived
from tests.registry.presented import Counter
from tests.registry.test_held_items import consult
from tests.registry.test_items_transfer import codes, counter, second_paper

__all__ = ["counter"]


def contrary(counter: Counter, item: Item, **parts: Any) -> Item:
    """Another officer says not to proceed; one person files it."""
    plan = counter.plan
    said = AnswerReceived(
        "Idris P. Vale", "Chief Financial Officer", plan.tick(), "Do nothing yet", CompanyAnswer.REFUSE
    )
    told = {"document": second_paper(counter), "by": plan.maker, "at": plan.tick()}
    return holds.file_contrary_answer(item, replace(said, **parts), **told)


def freed(counter: Counter, number: int = 1) -> Item:
    """An item whose certification is blank, with which the Company said to proceed."""
    item = counter.receive(number, first=Answer.BLANK)
    counter.press.approve(consult(counter, item))
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    return item


@pytest.mark.refusal("INSTRUCTIONS_CONFLICT")
@pytest.mark.row("R-20g-1")
def test_one_officer_releases_another_holds_and_the_item_is_held_until_a_later_answer(
    counter: Counter,
) -> None:
    item, plan = freed(counter), counter.plan
    asked = transfers.request_transfer(item, maker=plan.maker, at=plan.tick())
    before = BookEntry.objects.count()
    held = contrary(counter, item)
    assert held.state == ItemState.HELD_20K
    assert codes(held, counter) == ["INSTRUCTIONS_CONFLICT", "HELD_20K", "CERTIFICATION_INCOMPLETE"]
    with pytest.raises(RightsError) as waiting:
        counter.press.approve(asked)
    assert (waiting.value.code, BookEntry.objects.count()) == ("CONSULTATION_MISSING", before)
    letter = PaperDue.objects.get(paper_kind=LetterKind.CONSULT, closed_at__isnull=True)
    assert letter.facts["ground"] == "CONFLICT"
    assert (
        "Maren K. Osgood, Secretary (proceed) and of Idris P. Vale, Chief Financial Officer (do not proceed)"
        in (letter.facts["items"][0]["held"])
    )
    approvals.reject(
        asked.request_hash, rejecter=plan.approver, reason="The answers conflict", at=plan.tick()
    )
    counter.press.approve(consult(counter, item))
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    counter.post(item)


def test_an_answer_that_waits_for_approval_is_contradicted_too_and_frees_nothing(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    noted = consult(counter, item)
    assert contrary(counter, item).state == ItemState.HELD_20K
    counter.press.approve(noted)
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K
    assert "INSTRUCTIONS_CONFLICT" in codes(item, counter)


@pytest.mark.refusal("NOTHING_CONTRADICTED")
def test_only_an_answer_to_proceed_that_stands_is_contradicted_and_by_an_officer(counter: Counter) -> None:
    clean, held = counter.receive(2), counter.receive(3, first=Answer.BLANK)
    for item in (clean, held):
        with pytest.raises(Conflict) as nothing:
            contrary(counter, item)
        assert nothing.value.code == "NOTHING_CONTRADICTED"
    item, before = freed(counter), Consultation.objects.count()
    with pytest.raises(RefusedByGround) as nobody:
        contrary(counter, item, answered_by="Jonas W. Pike", answered_by_title="Treasurer")
    assert nobody.value.code == "OFFICER_NOT_AUTHORISED"
    with pytest.raises(Conflict) as agrees:
        contrary(counter, item, answer=CompanyAnswer.PROCEED)
    assert agrees.value.code == "NOTHING_CONTRADICTED"
    assert Consultation.objects.count() == before
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    contrary(counter, item)
    item.refresh_from_db()
    with pytest.raises(Conflict) as again:
        contrary(counter, item)
    assert again.value.code == "NOTHING_CONTRADICTED"


def test_what_was_posted_is_contradicted_by_nobody(counter: Counter) -> None:
    item = freed(counter)
    counter.post(item)
    item.refresh_from_db()
    with pytest.raises(RightsError) as late:
        contrary(counter, item)
    assert late.value.code == "ITEM_MOVE_NOT_ALLOWED"
