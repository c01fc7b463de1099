"""Items that their holders ask back while the Company is to be consulted (6(a), 20(k))."""

from __future__ import annotations

import pytest

from agreement.certification import Answer
from agreement.errors import Conflict, RefusedByGround
from agreement.workflow.items import CompanyAnswer, ItemState
from registry.models import Item, ItemPaper, LetterKind, PaperDue
from registry.services import item_work, schedules, transfers
from tests.registry.presented import Counter
from tests.registry.scheduled import NomineeDesk, file_of, line, make_nominee_desk
from tests.registry.test_held_items import consult
from tests.registry.test_items_transfer import counter, second_paper

__all__ = ["counter"]


def ask_back(counter: Counter, item: Item) -> Item:
    plan = counter.plan
    return item_work.note_withdrawal(item, document=second_paper(counter), by=plan.maker, at=plan.tick())


def consults() -> list[PaperDue]:
    return list(PaperDue.objects.filter(paper_kind=LetterKind.CONSULT.value).order_by("pk"))


@pytest.mark.refusal("CONSULTATION_MISSING")
def test_an_affirmed_certificate_asked_back_stays_and_the_company_is_told(counter: Counter) -> None:
    item, plan = counter.receive(1, first=Answer.YES), counter.plan
    for document in (plan.document, None):
        with pytest.raises(RefusedByGround) as refused:
            item_work.request_withdrawal(item, document=document, maker=plan.maker, at=plan.tick())
        assert refused.value.code == "CONSULTATION_MISSING"
    before = consults()
    asked = ask_back(counter, item)
    assert (asked.state, asked.ended_at) == (ItemState.HELD_20K, None)
    assert asked.certificates.get().returned_at is None
    told = consults()[-1]
    assert len(consults()) == len(before) + 1
    assert told.closed_at is None
    assert told.facts["ground"] == "AFFIRMATIVE"
    assert told.facts["items"][0]["asked_back"] == "2003-05-20", "the day of its writing"
    assert asked.certifications.get().statement_1 == Answer.YES, "the record stays"
    with pytest.raises(RefusedByGround) as again:
        ask_back(counter, item)
    assert again.value.code == "WITHDRAWAL_ASKED"


@pytest.mark.refusal("WITHDRAWAL_ASKED")
def test_after_the_company_s_word_it_is_ended_as_asked_and_never_posted(counter: Counter) -> None:
    item, plan = counter.receive(1, first=Answer.BLANK), counter.plan
    ask_back(counter, item)
    counter.press.approve(consult(counter, item, CompanyAnswer.PROCEED))
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    with pytest.raises(RefusedByGround) as refused:
        transfers.request_transfer(item, maker=plan.maker, at=plan.tick())
    assert refused.value.code == "WITHDRAWAL_ASKED"
    written = ItemPaper.objects.get(item=item, serves_as="WITHDRAWAL").document
    asked = item_work.request_withdrawal(item, document=None, maker=plan.maker, at=plan.tick())
    assert asked.request["document"] == written.pk
    counter.press.approve(asked)
    item.refresh_from_db()
    assert item.state == ItemState.WITHDRAWN


def test_an_item_that_waits_for_nobody_is_not_noted_as_asked_back(counter: Counter) -> None:
    item = counter.receive(1)
    with pytest.raises(Conflict) as refused:
        ask_back(counter, item)
    assert refused.value.code == "ITEM_NOT_HELD"
    assert not ItemPaper.objects.filter(item=item, serves_as="WITHDRAWAL").exists()


def test_a_schedule_with_a_held_line_does_not_carry_it_off(db: None) -> None:
    desk: NomineeDesk = make_nominee_desk()
    schedule = desk.receive(file_of(line("A1", 100), line("A2", 50, statement_1="YES")))
    item, plan = Item.objects.get(), desk.plan
    assert schedule.item_id == item.pk
    assert item.state == ItemState.EXAMINED
    with pytest.raises(RefusedByGround) as refused:
        item_work.request_withdrawal(item, document=plan.document, maker=plan.maker, at=plan.tick())
    assert refused.value.code == "CONSULTATION_MISSING"
    item_work.note_withdrawal(item, document=plan.document, by=plan.maker, at=plan.tick())
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K
    assert consults()[-1].facts["ground"] == "AFFIRMATIVE"
    with pytest.raises(RefusedByGround):
        schedules.request_posting(schedule, maker=plan.maker, at=plan.tick())
