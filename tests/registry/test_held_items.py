"""Items held for the Company: applications and what they propose, answers by schedule, instructions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.errors import Conflict, InvalidRequest, RefusedByGround, RightsError
from agreement.workflow import ApplicationStatus
from agreement.workflow.items import (
    CompanyAnswer,
    ItemProposal,
    ItemState,
)
from registry.models import (
    Approval,
    BookEntry,
    Consultation,
    InstructionApplication,
    Item,
    LetterKind,
    PaperDue,
)
from registry.selectors.requests import words_beside
from registry.services import (
    approvals,
    company,
    consultation_lists,
    holds,
    item_applications,
    transfers,
)
from registry.services.consultation_lists import LineAnswered
from registry.services.holds import AnswerReceived
from registry.services.transfers import LineReceived
from tests.registry.company_desk import company_reply
from tests.registry.presented import CEDAR, Counter
from tests.registry.test_items_transfer import counter, second_paper

__all__ = ["counter"]
SIGNED = date(2003, 5, 19)


def answer(counter: Counter, said: CompanyAnswer = CompanyAnswer.PROCEED) -> AnswerReceived:
    return AnswerReceived("Maren K. Osgood", "Secretary", counter.plan.tick(), "As discussed today", said)


@pytest.mark.row("R-20k-2", "R-20g-1")
@pytest.mark.parametrize(
    ("name", "title"),
    [("Ada Moss", "Secretary"), ("Maren K. Osgood", "President"), ("Jonas W. Pike", "Treasurer")],
)
def test_an_answer_of_nobody_in_an_office_that_may_instruct_leaves_the_item_held(
    counter: Counter, name: str, title: str
) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    told = replace(answer(counter), answered_by=name, answered_by_title=title)
    plan = counter.plan
    with pytest.raises(RefusedByGround) as refused:
        holds.request_consultation(item, told, document=plan.document, maker=plan.maker, at=plan.tick())
    assert refused.value.code == "OFFICER_NOT_AUTHORISED"
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K
    assert not item.consultations.exists()
    assert consult(counter, item).kind == "RECORD_CONSULTATION"


def consult(counter: Counter, item: Item, said: CompanyAnswer = CompanyAnswer.PROCEED) -> Approval:
    return holds.request_consultation(
        item,
        answer(counter, said),
        document=counter.plan.document,
        maker=counter.plan.maker,
        at=counter.plan.tick(),
    )


def apply_for(
    counter: Counter, item: Item, proposed: ItemProposal = ItemProposal.REFUSE_AND_RETURN
) -> InstructionApplication:
    return item_applications.apply_about_item(item, proposed, by=counter.plan.maker, at=counter.plan.tick())


def unanswered(counter: Counter, application: InstructionApplication) -> InstructionApplication:
    """Sent, received by an officer, its date stated, come and gone."""
    plan = counter.plan
    company.send_application(application, sent_at=plan.tick(), by=plan.maker, at=plan.at)
    found = company.record_receipt(
        application, officer="Ada Moss", received_at=plan.tick(), by=plan.maker, at=plan.at
    )
    company.state_date(found, day=found.earliest_date, by=plan.maker, at=plan.tick())
    company.record_date_receipt(found, officer="Ada Moss", received_at=plan.tick(), by=plan.maker, at=plan.at)
    plan.at += timedelta(days=(found.earliest_date - plan.at.date()).days + 1)
    return company.attest_unanswered(application, by=plan.maker, at=plan.tick())


def act_on(counter: Counter, application: InstructionApplication) -> Approval:
    return item_applications.request_proposed_act(
        application, maker=counter.plan.maker, at=counter.plan.tick()
    )


@pytest.mark.row("R-20g-2", "R-20k-1")
def test_an_affirmative_answer_waits_however_long_and_ends_only_by_two_people(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.YES)
    with pytest.raises(InvalidRequest) as refused:
        apply_for(counter, item, ItemProposal.RETURN_FOR_COMPLETION)
    assert refused.value.code == "PROPOSAL_NOT_OPEN"
    application = apply_for(counter, item)
    assert "refuse the item" in application.letter
    counter.plan.at += timedelta(days=60)
    with pytest.raises(RefusedByGround) as early:
        act_on(counter, application)
    assert early.value.code == "PROPOSAL_NOT_AUTHORISED"
    unanswered(counter, application)
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K, "the date alone did nothing"
    approval = act_on(counter, application)
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K, "nor did one person"
    counter.press.approve(approval)
    item.refresh_from_db()
    assert item.state == ItemState.REFUSED
    assert f"application {application.pk}" in item.end_reason
    assert item.certificates.get().returned_at is None, "nobody mailed anything yet"
    assert not BookEntry.objects.filter(item_number=item.number).exists()


@pytest.mark.row("R-20g-3")
def test_an_answer_that_comes_before_the_action_prevails(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    application = unanswered(counter, apply_for(counter, item, ItemProposal.RETURN_FOR_COMPLETION))
    approval = act_on(counter, application)
    noted = consult(counter, item)
    with pytest.raises(RefusedByGround) as prevails:
        counter.press.approve(approval)
    assert prevails.value.code == "PROPOSAL_NOT_AUTHORISED"
    approvals.reject(
        approval.request_hash,
        rejecter=counter.plan.maker,
        reason="the Company called",
        at=counter.plan.tick(),
    )
    counter.press.approve(noted)
    item.refresh_from_db()
    application.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    assert application.state == ApplicationStatus.ANSWERED
    with pytest.raises(Conflict) as over:
        act_on(counter, application)
    assert over.value.code == "ITEM_NOT_HELD"


def test_a_company_answers_an_application_about_an_item_by_a_consultation(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    application = apply_for(counter, item)
    plan = counter.plan
    company.send_application(application, sent_at=plan.tick(), by=plan.maker, at=plan.at)
    with pytest.raises(InvalidRequest) as refused:
        company.answer_application(
            application,
            company_reply("Proceed", "CONFIRMED", at=plan.at),
            document=plan.document,
            by=plan.maker,
            at=plan.tick(),
        )
    assert refused.value.code == "ANSWER_IS_A_CONSULTATION"
    with pytest.raises(Conflict) as second:
        apply_for(counter, item)
    assert second.value.code == "APPLICATION_ALREADY_MADE"


@pytest.mark.row("R-20k-1")
def test_what_the_company_said_about_one_certification_frees_no_other(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    counter.press.approve(consult(counter, item))
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    plan, later = counter.plan, second_paper(counter)
    line = [LineReceived("Cedar Fund LP", CEDAR, 40)]
    told: dict[str, Any] = {"lines": line, "balance": 60, "by": plan.maker}
    same = transfers.put_right(item, counter.reverse(1, Answer.BLANK), document=later, at=plan.tick(), **told)
    assert same.state == ItemState.EXAMINED, "the very answers the Company was asked about"
    affirmed = transfers.put_right(
        item, counter.reverse(1, Answer.YES), document=second_paper(counter), at=plan.tick(), **told
    )
    assert affirmed.state == ItemState.HELD_20K
    with pytest.raises(RefusedByGround):
        transfers.request_transfer(item, maker=plan.maker, at=plan.tick())


def test_no_application_is_made_about_an_item_that_is_not_held(counter: Counter) -> None:
    item = counter.receive(1)
    with pytest.raises(Conflict) as refused:
        apply_for(counter, item)
    assert refused.value.code == "ITEM_NOT_HELD"
    assert not InstructionApplication.objects.exists()


def schedule(counter: Counter) -> PaperDue:
    """The letter of the day on whose schedule all items held on one ground stand."""
    return PaperDue.objects.get(paper_kind=LetterKind.CONSULT, closed_at__isnull=True)


def read_back(counter: Counter, letter: PaperDue, *lines: LineAnswered) -> Approval:
    return consultation_lists.request_answers(
        letter,
        answer(counter),
        lines=lines,
        document=counter.plan.document,
        maker=counter.plan.maker,
        at=counter.plan.tick(),
    )


@pytest.mark.row("R-20k-2", "R-20g-1")
def test_two_answers_about_one_item_on_one_paper_conflict_and_note_nothing(counter: Counter) -> None:
    counter.receive(1, first=Answer.BLANK)
    lines = [LineAnswered(1, CompanyAnswer.PROCEED, ""), LineAnswered(1, CompanyAnswer.REFUSE, "")]
    with pytest.raises(RightsError) as refusal:
        read_back(counter, schedule(counter), *lines)
    assert refusal.value.code == "INSTRUCTIONS_CONFLICT"
    assert not Consultation.objects.exists()


@pytest.mark.row("R-20k-2")
def test_one_paper_answers_a_schedule_line_by_line_and_one_line_may_wait(counter: Counter) -> None:
    held = [counter.receive(number, first=Answer.BLANK) for number in (1, 2, 3)]
    letter = schedule(counter)
    assert [line["item"] for line in letter.facts["items"]] == [1, 2, 3]
    approval = read_back(
        counter,
        letter,
        LineAnswered(1, CompanyAnswer.PROCEED, ""),
        LineAnswered(3, CompanyAnswer.REFUSE, "Not this one"),
    )
    assert words_beside(approval)["item 3 said"] == "Not this one"
    assert [one.state for one in Item.objects.order_by("number")] == [ItemState.HELD_20K] * 3
    counter.press.approve(approval)
    for item in held:
        item.refresh_from_db()
    assert [one.state for one in held] == [ItemState.EXAMINED, ItemState.HELD_20K, ItemState.REFUSED]
    counter.post(held[0])


def test_an_answer_about_an_item_that_is_not_on_the_schedule_records_nothing(counter: Counter) -> None:
    counter.receive(1, first=Answer.BLANK)
    counter.receive(2)
    letter = schedule(counter)
    lines = [LineAnswered(1, CompanyAnswer.PROCEED, ""), LineAnswered(2, CompanyAnswer.PROCEED, "")]
    with pytest.raises(InvalidRequest) as refused:
        read_back(counter, letter, *lines)
    assert refused.value.code == "LINE_NOT_ON_SCHEDULE"
    with pytest.raises(InvalidRequest) as empty:
        read_back(counter, letter)
    assert empty.value.code == "ITEM_PART_MISSING"
    assert not Consultation.objects.exists()
