"""What the agent asks before it opens the books, and the Company's answers (§3(a), §5(b)(ii))."""

from __future__ import annotations

import pytest

from agreement.errors import NotOnTheBooks, RefusedByGround, RightsError
from registry.selectors.notices import open_information_requests
from registry.services import information
from tests.registry.company_desk import Desk

QUESTION = "Are any of the shares held in escrow on the list?"


@pytest.mark.row("R-5b-1")
def test_a_request_stays_open_until_the_company_answers_on_paper(desk: Desk) -> None:
    asked = information.ask(desk.agreement, question=QUESTION, by=desk.maker, at=desk.at)
    assert [one.question for one in open_information_requests(desk.agreement)] == [QUESTION]
    with pytest.raises(RefusedByGround) as oral:
        information.answer(asked, answer="None", document=None, by=desk.maker, at=desk.later())
    assert oral.value.code == "NO_SUPPORTING_DOCUMENT"
    assert open_information_requests(desk.agreement).exists()
    answered = information.answer(asked, answer="None", document=desk.paper(), by=desk.maker, at=desk.later())
    assert (answered.answer, answered.answered_at) == ("None", desk.at)
    assert not open_information_requests(desk.agreement).exists()


def test_an_answer_stands_and_an_empty_one_is_none(desk: Desk) -> None:
    asked = information.ask(desk.agreement, question=QUESTION, by=desk.maker, at=desk.at)
    with pytest.raises(RightsError, match="lacks: the answer"):
        information.answer(asked, answer=" ", document=desk.paper(), by=desk.maker, at=desk.at)
    information.answer(asked, answer="None", document=desk.paper(), by=desk.maker, at=desk.at)
    with pytest.raises(RightsError) as twice:
        information.answer(asked, answer="Some", document=desk.paper(), by=desk.maker, at=desk.at)
    assert twice.value.code == "INFORMATION_ALREADY_ANSWERED"
    with pytest.raises(RightsError):
        information.ask(desk.agreement, question="", by=desk.maker, at=desk.at)


def test_a_request_of_another_plan_is_not_on_the_books(desk: Desk) -> None:
    with pytest.raises(NotOnTheBooks):
        information.request_numbered(desk.agreement, 999)
