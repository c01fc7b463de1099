"""Standing instructions of the Company: what they free, what they never reach, when they hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.errors import InvalidRequest, RefusedByGround, RightsError
from agreement.workflow.items import (
    HeldClass,
    ItemState,
    StandingAnswer,
)
from registry.models import (
    Approval,
    Consultation,
    Item,
    StandingInstruction,
)
from registry.services import (
    standing_instructions,
)
from registry.services.standing_instructions import InstructionReceived
from tests.registry.presented import Counter
from tests.registry.test_items_transfer import counter

__all__ = ["counter"]
SIGNED = date(2003, 5, 19)


def instruct(counter: Counter, **parts: Any) -> StandingInstruction:
    """A standing instruction, recorded and approved."""
    approval = ask_to_instruct(counter, **parts)
    counter.press.approve(approval)
    return StandingInstruction.objects.get(approval=approval)


def ask_to_instruct(counter: Counter, **parts: Any) -> Approval:
    officer = counter.press.agreement.officers.order_by("pk").first()
    told = {
        "held_class": HeldClass.BLANK,
        "answer": StandingAnswer.PROCEED,
        "signed_on": SIGNED,
        "in_force_from": counter.plan.at.date() - timedelta(days=1),
        "in_force_until": None,
        "officer_name": officer.name,
        "officer_title": officer.title,
        "said": "Go on with blank statements of banks",
        **parts,
    }
    return standing_instructions.request_instruction(
        counter.press.agreement,
        InstructionReceived(**told),
        document=counter.plan.document,
        maker=counter.plan.maker,
        at=counter.plan.tick(),
    )


def use(counter: Counter, item: Item, instruction: StandingInstruction) -> Approval:
    return standing_instructions.request_use(
        item, instruction, maker=counter.plan.maker, at=counter.plan.tick()
    )


@pytest.mark.row("R-20k-1", "R-20k-2")
def test_a_standing_instruction_frees_an_item_of_its_class_and_the_use_cites_it(counter: Counter) -> None:
    instruction = instruct(counter)
    item = counter.receive(1, first=Answer.BLANK)
    assert item.state == ItemState.HELD_20K, "an instruction does nothing by itself"
    counter.press.approve(use(counter, item, instruction))
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    used = Consultation.objects.get(item=item)
    assert used.standing_instruction == instruction
    assert used.document == instruction.document
    assert f"Standing instruction {instruction.pk}" in used.said


@pytest.mark.parametrize(
    ("first", "second", "parts"),
    [
        (Answer.YES, Answer.NO, {}),
        (Answer.BLANK, Answer.YES, {}),
        (Answer.BOTH, Answer.NO, {}),
        (Answer.BLANK, Answer.NO, {"held_class": HeldClass.UNSIGNED}),
        (Answer.BLANK, Answer.BLANK, {"held_class": HeldClass.UNSIGNED}),
    ],
)
def test_no_standing_instruction_reaches_an_affirmative_answer_or_another_class(
    first: Answer, second: Answer, parts: dict[str, Any], counter: Counter
) -> None:
    instruction = instruct(counter, **parts)
    item = counter.receive(1, first=first, second=second)
    with pytest.raises(RefusedByGround) as refused:
        use(counter, item, instruction)
    assert refused.value.code == "STANDING_INSTRUCTION_NOT_APPLICABLE"
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K
    assert not Consultation.objects.exists()


def test_an_instruction_reaches_nothing_before_its_approval_or_after_its_last_day(counter: Counter) -> None:
    approval = ask_to_instruct(counter, in_force_until=counter.plan.at.date())
    instruction = StandingInstruction.objects.get(approval=approval)
    item = counter.receive(1, first=Answer.BLANK)
    with pytest.raises(RefusedByGround) as early:
        use(counter, item, instruction)
    assert "approved" in str(early.value)
    counter.press.approve(approval)
    counter.plan.at += timedelta(days=2)
    with pytest.raises(RefusedByGround) as late:
        use(counter, item, instruction)
    assert "not in force" in str(late.value)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"officer_title": "Janitor"}, "OFFICER_NOT_AUTHORISED"),
        ({"said": " "}, "ITEM_PART_MISSING"),
    ],
)
def test_a_standing_instruction_comes_from_an_officer_in_words(
    parts: dict[str, Any], code: str, counter: Counter
) -> None:
    with pytest.raises(RightsError) as refused:
        ask_to_instruct(counter, **parts)
    assert refused.value.code == code
    assert not StandingInstruction.objects.exists()


@pytest.mark.parametrize("held_class", list(HeldClass))
def test_a_paper_without_any_certification_is_of_no_class(held_class: HeldClass, counter: Counter) -> None:
    instruction = instruct(counter, held_class=held_class)
    item = counter.receive(1, first=Answer.BLANK, second=Answer.BLANK, certification={"signed_name": ""})
    with pytest.raises(RefusedByGround) as refused:
        use(counter, item, instruction)
    assert refused.value.code == "STANDING_INSTRUCTION_NOT_APPLICABLE"


@pytest.mark.row("R-20g-1")
def test_two_instructions_that_say_otherwise_about_a_class_reach_nothing(counter: Counter) -> None:
    first = instruct(counter)
    item = counter.receive(1, first=Answer.BLANK)
    waiting = use(counter, item, first)
    instruct(counter, answer=StandingAnswer.REFUSE)
    with pytest.raises(RefusedByGround) as refused:
        counter.press.approve(waiting)
    assert "says otherwise" in str(refused.value)
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K


def test_an_instruction_that_ends_before_it_begins_is_refused(counter: Counter) -> None:
    with pytest.raises(InvalidRequest) as refused:
        ask_to_instruct(counter, in_force_until=counter.plan.at.date() - timedelta(days=2))
    assert refused.value.code == "INSTRUCTION_ENDS_BEFORE_IT_BEGINS"


def test_a_certification_that_nobody_signed_is_a_class_of_its_own(counter: Counter) -> None:
    instruction = instruct(counter, held_class=HeldClass.UNSIGNED, answer=StandingAnswer.REFUSE)
    item = counter.receive(1, certification={"signed_name": ""})
    assert item.state == ItemState.HELD_20K
    counter.press.approve(use(counter, item, instruction))
    item.refresh_from_db()
    assert item.state == ItemState.RETURNED
