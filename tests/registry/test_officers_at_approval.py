"""The officer of an answer is looked up again when it takes effect: the register may be put right (20(g))."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.errors import RefusedByGround
from agreement.workflow.items import CompanyAnswer, ItemState
from registry.models import BookEntry, CompanyOfficer, StandingInstruction
from registry.roles import Role
from registry.services import company, registers
from registry.services.consultation_lists import LineAnswered
from tests.registry.company_desk import codes as refused_codes
from tests.registry.company_desk import company_reply, person, signed_paper
from tests.registry.later_shares import FINDING, OPTIONS, make_september, told
from tests.registry.presented import Counter
from tests.registry.test_held_items import consult, counter, read_back, schedule
from tests.registry.test_standing_instructions import ask_to_instruct, instruct, use

__all__ = ["counter"]


def left_office(agreement: Any, *, at: Any, until: date, title: str = "Secretary") -> Any:
    """The register is put right: the officer had left; what is returned puts it back."""
    row = CompanyOfficer.objects.filter(agreement=agreement, title=title).latest("in_office_from")
    keeper, stood = person("registrar", Role.ADMINISTRATOR), row.in_office_until
    registers.end(row, until=until, reason="The resignation was found", by=keeper, at=at)
    return lambda: registers.end(row, until=stood, reason="It was another's", by=keeper, at=at)


def refuses(counter: Counter, approval: Any) -> None:
    """The second person cannot let it take effect; nothing is posted."""
    before = BookEntry.objects.count()
    with pytest.raises(RefusedByGround) as refused:
        counter.press.approve(approval)
    assert refused_codes(refused) == ["OFFICER_NOT_AUTHORISED"]
    assert BookEntry.objects.count() == before


@pytest.mark.row("R-20k-1", "R-20k-2")
@pytest.mark.refusal("OFFICER_NOT_AUTHORISED")
def test_an_answer_of_an_officer_who_had_left_frees_no_item_though_it_was_asked_before(
    counter: Counter,
) -> None:
    item, plan = counter.receive(1, first=Answer.BLANK), counter.plan
    approval = consult(counter, item)
    put_back = left_office(counter.press.agreement, at=plan.tick(), until=plan.at.date() - timedelta(days=9))
    refuses(counter, approval)
    item.refresh_from_db()
    assert item.state == ItemState.HELD_20K
    put_back()
    counter.press.approve(approval)
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED


@pytest.mark.row("R-20k-2")
def test_no_line_of_a_schedule_is_answered_by_an_officer_who_had_left(counter: Counter) -> None:
    held = [counter.receive(number, first=Answer.BLANK) for number in (1, 2)]
    lines = [LineAnswered(number, CompanyAnswer.PROCEED, "") for number in (1, 2)]
    approval = read_back(counter, schedule(counter), *lines)
    plan = counter.plan
    left_office(counter.press.agreement, at=plan.tick(), until=plan.at.date() - timedelta(days=9))
    refuses(counter, approval)
    for item in held:
        item.refresh_from_db()
    assert [one.state for one in held] == [ItemState.HELD_20K] * 2


@pytest.mark.row("R-20k-2")
def test_a_standing_instruction_and_its_use_fall_with_the_office_of_who_signed_it(counter: Counter) -> None:
    plan, agreement = counter.plan, counter.press.agreement
    standing = instruct(counter)
    waiting = ask_to_instruct(counter)
    used = use(counter, counter.receive(1, first=Answer.BLANK), standing)
    before_signing = standing.signed_on - timedelta(days=1)
    put_back = left_office(agreement, at=plan.tick(), until=before_signing, title=standing.officer_title)
    refuses(counter, waiting)
    refuses(counter, used)
    assert StandingInstruction.objects.get(approval=waiting).applied_at is None
    put_back()
    counter.press.approve(used)


@pytest.mark.row("R-20k-2")
def test_a_standing_instruction_comes_from_an_office_that_may_instruct(counter: Counter) -> None:
    officer = CompanyOfficer.objects.get(agreement=counter.press.agreement, title="Treasurer")
    with pytest.raises(RefusedByGround) as refused:
        ask_to_instruct(counter, officer_name=officer.name, officer_title=officer.title)
    assert refused_codes(refused) == ["OFFICER_NOT_AUTHORISED"]


@pytest.mark.row("R-20g-1")
def test_a_notice_that_stands_by_an_answer_is_not_accepted_when_its_officer_had_left(db: None) -> None:
    desk = make_september()
    plan = desk.plan
    facts = OPTIONS | {"case": "OTHER"} | {"board_finding": FINDING["board_finding"]}
    notice = told(desk, facts)
    application = notice.applications.get()
    company.send_application(application, sent_at=plan.at, by=plan.maker, at=plan.tick())
    reply = company_reply("It stands", "CONFIRMED", at=plan.at, board_determined_on=date(2003, 9, 1))
    company.answer_application(application, reply, document=signed_paper(plan), by=plan.maker, at=plan.tick())
    approval = company.request_acceptance(notice, maker=plan.maker, at=plan.tick())
    put_back = left_office(desk.agreement, at=plan.tick(), until=date(2003, 9, 2), title="President")
    refuses(desk.counter(), approval)
    put_back()
    desk.press.approve(approval)
    assert BookEntry.objects.get(approval=approval).rights_created == 10_000
