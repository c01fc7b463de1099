"""How items end unposted: refused on a ground, returned for completion, and the papers' way back (§6(a))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.errors import Conflict, InvalidRequest, RightsError
from agreement.workflow.items import (
    CompanyAnswer,
    ItemProposal,
    ItemState,
    RefusalBasis,
    ReturnMeans,
    StandingAnswer,
    TaxStanding,
)
from registry.models import Item, ItemReturn, LetterKind, PaperDue
from registry.services import item_refusals, items, paper_returns, standing_instructions, transfers
from registry.services.paper_returns import ReturnTold
from registry.services.standing_instructions import EndReceived
from tests.registry.presented import Counter
from tests.registry.test_held_items import SIGNED, act_on, apply_for, consult, unanswered
from tests.registry.test_items_transfer import counter, second_paper
from tests.registry.test_standing_instructions import instruct, use
from tests.registry.test_transfer_documents import LINE

__all__ = ["counter"]
MISMATCH = {"signed_name": "Somebody Else"}
UNCURED = timedelta(days=31)  # the agreement's own days are thirty


def refuse_it(counter: Counter, item: Item, **parts: Any) -> Item:
    """An item refused; what can be put right was left uncured for the days of the agreement."""
    counter.plan.at += UNCURED
    told = {"reason": "It is not to be registered", **parts}
    plan = counter.plan
    asked = item_refusals.request_refusal(item, maker=plan.maker, at=plan.tick(), **told)
    counter.press.approve(asked)
    item.refresh_from_db()
    return item


def return_it(counter: Counter, item: Item, **parts: Any) -> ItemReturn:
    plan = counter.plan
    document = parts.pop("document", None)
    told = {"returned_at": plan.tick(), "means": ReturnMeans.HAND, "handed_over_by": "P. Clerk", **parts}
    return paper_returns.record_return(
        item, ReturnTold(**told), document=document, by=plan.maker, at=plan.tick()
    )


@pytest.mark.row("R-6a-3")
def test_what_stands_in_order_is_refused_by_nobody_without_another_s_word(counter: Counter) -> None:
    item = counter.receive(1)
    with pytest.raises(InvalidRequest) as refused:
        refuse_it(counter, item)
    assert refused.value.code == "REFUSAL_WITHOUT_GROUND"
    assert "document" in refused.value.cure
    with pytest.raises(RightsError) as unsaid:
        refuse_it(counter, item, basis=RefusalBasis.COMPANY)
    assert unsaid.value.code == "NO_SUPPORTING_DOCUMENT"
    paper = second_paper(counter)
    refused_item = refuse_it(counter, item, basis=RefusalBasis.COMPANY, document=paper)
    assert refused_item.state == ItemState.REFUSED
    assert f"DOC-{paper.pk}" in refused_item.end_reason


def test_a_ground_that_was_cured_since_refuses_nothing(counter: Counter) -> None:
    item, plan = counter.receive(1, form=MISMATCH), counter.plan
    plan.at += UNCURED
    asked = item_refusals.request_refusal(item, reason="the name", maker=plan.maker, at=plan.tick())
    Item.objects.filter(pk=item.pk).update(refusal=None)  # as if it had been asked before the papers came
    transfers.put_right(
        item,
        counter.reverse(1),
        lines=LINE,
        balance=60,
        document=second_paper(counter),
        by=plan.maker,
        at=plan.tick(),
    )
    with pytest.raises(InvalidRequest) as cured:
        counter.press.approve(asked)
    assert cured.value.code == "REFUSAL_WITHOUT_GROUND"
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED


def test_what_holds_or_can_be_put_right_is_refused_by_nobody_before_its_days_are_over(
    counter: Counter,
) -> None:
    plan = counter.plan
    taxed, named = counter.receive(2, tax=TaxStanding.ASKED), counter.receive(1, form=MISMATCH)
    for item in (taxed, named):
        with pytest.raises(InvalidRequest) as early:
            item_refusals.request_refusal(item, reason="no", maker=plan.maker, at=plan.tick())
        assert early.value.code == "REFUSAL_WITHOUT_GROUND"
        assert "more than 30 days" in early.value.message
    # Found anew, it stands since it was first found.
    plan.at += timedelta(days=30)
    items.examine_again(named, by=plan.maker, at=plan.tick())
    with pytest.raises(InvalidRequest, match="refuses it"):
        item_refusals.request_refusal(named, reason="no", maker=plan.maker, at=plan.tick())
    plan.at += timedelta(days=1)
    asked = item_refusals.request_refusal(named, reason="not cured", maker=plan.maker, at=plan.tick())
    assert asked.summary.startswith(f"Return the papers of item {named.number} uncured")
    assert counter.press.approve(asked).state == ItemState.RETURNED
    plan.at += timedelta(days=900)
    with pytest.raises(InvalidRequest) as held:  # a hold never turns into a refusal
        item_refusals.request_refusal(taxed, reason="no", maker=plan.maker, at=plan.tick())
    assert held.value.code == "REFUSAL_WITHOUT_GROUND"


@pytest.mark.row("R-6a-2", "R-20k-1")
def test_a_certificate_lies_with_the_item_until_its_return_is_recorded(counter: Counter) -> None:
    item = refuse_it(counter, counter.receive(1, form=MISMATCH))
    with pytest.raises(Conflict) as lies:
        counter.receive(1)
    assert lies.value.code == "CERTIFICATE_WITH_ANOTHER_ITEM"
    assert "return of its papers" in lies.value.cure
    made = return_it(counter, item, means=ReturnMeans.CERTIFIED, tracking="7001 2510")
    assert item.certificates.get().returned_at == made.returned_at
    assert counter.receive(1).state == ItemState.EXAMINED
    with pytest.raises(Conflict) as again:
        return_it(counter, item)
    assert again.value.code == "NOTHING_TO_RETURN"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"means": ReturnMeans.COURIER}, "ITEM_PART_MISSING"),
        ({"handed_over_by": " "}, "ITEM_PART_MISSING"),
        ({"means": ReturnMeans.KEPT}, "NO_SUPPORTING_DOCUMENT"),
        ({"returned_at": "before"}, "RETURN_NOT_POSSIBLE_THEN"),
        ({"returned_at": "later"}, "RETURN_NOT_POSSIBLE_THEN"),
    ],
)
def test_a_return_that_cannot_be_is_refused_and_leaves_nothing(
    counter: Counter, parts: dict[str, Any], code: str
) -> None:
    item = refuse_it(counter, counter.receive(1, form=MISMATCH))
    at = counter.plan.at
    when = {"before": at - timedelta(days=1), "later": at + timedelta(days=9)}
    told = {**parts, "returned_at": when[parts["returned_at"]]} if "returned_at" in parts else parts
    with pytest.raises(RightsError) as refused:
        return_it(counter, item, **told)
    assert refused.value.code == code
    assert not ItemReturn.objects.exists()
    assert item.certificates.get().returned_at is None


def test_papers_of_an_item_that_has_not_ended_or_was_posted_do_not_go_back(counter: Counter) -> None:
    open_item = counter.receive(1)
    posted = counter.receive(2)
    counter.post(posted)
    for item in (open_item, posted):
        with pytest.raises(Conflict) as refused:
            return_it(counter, item)
        assert refused.value.code == "NOTHING_TO_RETURN"


def test_papers_kept_on_the_holders_writing_may_be_presented_again_at_once(counter: Counter) -> None:
    item = refuse_it(counter, counter.receive(1, form=MISMATCH))
    return_it(counter, item, means=ReturnMeans.KEPT, document=second_paper(counter))
    assert counter.receive(1).state == ItemState.EXAMINED


@pytest.mark.row("R-20g-2", "R-20k-1")
def test_what_is_returned_for_completion_is_not_refused_and_its_letter_says_so(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    application = unanswered(counter, apply_for(counter, item, ItemProposal.RETURN_FOR_COMPLETION))
    counter.press.approve(act_on(counter, application))
    item.refresh_from_db()
    assert item.state == ItemState.RETURNED
    assert item.end_reason.endswith("return the papers for completion")
    letter = PaperDue.objects.get(item=item, paper_kind=LetterKind.REFUSAL)
    assert letter.facts["state"] == "RETURNED"


@pytest.mark.row("R-20k-1")
def test_a_standing_instruction_returns_for_completion_and_one_answer_refuses(counter: Counter) -> None:
    instruction = instruct(counter, answer=StandingAnswer.REFUSE, said="Send them back to be completed")
    item = counter.receive(1, first=Answer.BLANK)
    counter.press.approve(use(counter, item, instruction))
    item.refresh_from_db()
    assert item.state == ItemState.RETURNED
    other = counter.receive(2, first=Answer.BLANK)
    counter.press.approve(consult(counter, other, CompanyAnswer.REFUSE))
    other.refresh_from_db()
    assert other.state == ItemState.REFUSED


@pytest.mark.row("R-20g-1", "R-20k-2")
def test_the_company_ends_a_standing_instruction_early_by_a_paper(counter: Counter) -> None:
    instruction, plan = instruct(counter), counter.plan
    told: dict[str, Any] = {
        "ends_on": plan.at.date() + timedelta(days=2),
        "signed_on": SIGNED,
        "officer_name": instruction.officer_name,
        "officer_title": instruction.officer_title,
        "said": "No more from that day",
    }

    def end(**parts: Any) -> Any:
        return standing_instructions.end_instruction(
            instruction,
            EndReceived(**{**told, **parts}),
            document=plan.document,
            by=plan.maker,
            at=plan.tick(),
        )

    for parts, code in (
        ({"said": " "}, "ITEM_PART_MISSING"),
        ({"ends_on": SIGNED - timedelta(days=1)}, "INSTRUCTION_ENDS_BEFORE_IT_BEGINS"),
        ({"officer_name": "Nobody Known"}, "OFFICER_NOT_AUTHORISED"),
        ({"signed_on": plan.at.date()}, "DOCUMENT_DATED_LATER"),
    ):
        with pytest.raises(RightsError) as refused:
            end(**parts)
        assert refused.value.code == code
    end()
    before = counter.receive(1, first=Answer.BLANK)
    counter.press.approve(use(counter, before, instruction))
    plan.at += timedelta(days=3)
    after = counter.receive(2, first=Answer.BLANK)
    with pytest.raises(RightsError) as ended:
        use(counter, after, instruction)
    assert ended.value.code == "STANDING_INSTRUCTION_NOT_APPLICABLE"
    assert "the Company has ended it" in str(ended.value)
    with pytest.raises(Conflict) as twice:
        end()
    assert twice.value.code == "INSTRUCTION_ENDED_ALREADY"


def test_the_office_of_who_instructs_is_asked_about_on_the_day_of_the_signature(counter: Counter) -> None:
    officer = counter.press.agreement.officers.order_by("pk")[0]
    type(officer).objects.filter(pk=officer.pk).update(in_office_until=SIGNED)
    assert instruct(counter).signed_on == SIGNED, "that the office ended since does not matter"
    with pytest.raises(RightsError) as refused:
        instruct(counter, signed_on=SIGNED + timedelta(days=1))
    assert refused.value.code == "OFFICER_NOT_AUTHORISED"
