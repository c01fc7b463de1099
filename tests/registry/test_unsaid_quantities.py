"""Persons named before the separation in accounts of other names: how many Rights is asked (4(b), 7(e))."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.errors import RightsError
from registry.models import NamedPerson, Notice, NoticeKind, NoticeState, Opening
from registry.services import openings
from tests.books.books import SEPARATION, Plan, make_notice
from tests.registry.company_desk import Desk, codes, make_desk
from tests.registry.opened import accept_list, listed, make_opening_plan, separate, stage_list

OAK = {"person_name": "Oak Partners", "account": "1", "taint_class": "I"}
ROWS = [listed("1", 400, name="Nominee\n& Co"), listed("2", 600, name="OAK  Partners")]


@pytest.fixture
def desk(db: None) -> Desk:
    """A desk at which a list of holders is on file."""
    desk = make_desk()
    names: Any = (None, None, desk.later())  # no form and no signatory is looked at
    stage_list(Plan(desk.agreement, desk.maker, desk.approver, desk.paper(), *names), ROWS)
    return desk


def received(desk: Desk, **changed: Any) -> Notice:
    said = {"persons": [OAK | changed]}
    return desk.authenticate(desk.receive(NoticeKind.PRE_SEPARATION_NULLITY, said))


@pytest.mark.row("R-7e-2", "R-7e-7")
@pytest.mark.refusal("NULLITY_QUANTITY_MISSING")
def test_silence_about_an_account_in_another_name_is_asked_back(desk: Desk) -> None:
    silent = received(desk)
    assert silent.state == NoticeState.QUERIED
    (asked,) = silent.grounds
    assert asked["code"] == "NULLITY_QUANTITY_MISSING"
    assert asked["facts"]["registration"] == "Nominee & Co"
    with pytest.raises(RightsError):
        desk.request(silent)
    assert not NamedPerson.objects.exists()


@pytest.mark.parametrize("said", [{"rights": 250}, {"extent": "ALL"}, {"account": "2"}, {"account": "9"}])
def test_a_number_all_of_it_the_person_s_own_name_or_a_name_not_known_asks_nothing(
    desk: Desk, said: dict[str, Any]
) -> None:
    assert received(desk, **said).state == NoticeState.AUTHENTICATED


@pytest.mark.parametrize("said", [{"rights": 250, "extent": "ALL"}, {"extent": "RECEIVED"}])
def test_a_number_and_all_of_it_are_not_said_at_once(desk: Desk, said: dict[str, Any]) -> None:
    with pytest.raises(RightsError, match="each person"):
        received(desk, **said)


def opening_plan(**said: Any) -> tuple[Plan, Any]:
    """A plan whose notice came before any list told in whose name the account stands."""
    plan = make_opening_plan()
    person = {**OAK, "rights": None, **said}
    notice = make_notice(plan, "PRE_SEPARATION_NULLITY", effective_at=SEPARATION, facts={"persons": [person]})
    NamedPerson.objects.create(notice=notice, person_name="Oak Partners", account="1", taint_class="I")
    plan.attach(1_000)
    separate(plan)
    return plan, accept_list(plan, ROWS)


@pytest.mark.row("R-4b-1")
@pytest.mark.refusal("NULLITY_QUANTITY_MISSING")
def test_books_do_not_open_on_silence_that_the_list_shows_to_be_unclear(db: None) -> None:
    plan, certified = opening_plan()
    with pytest.raises(RightsError) as held:
        openings.preview_opening(certified, maker=plan.maker, at=plan.tick())
    assert codes(held) == ["NULLITY_QUANTITY_MISSING"]
    assert not Opening.objects.exists()


def test_books_open_where_the_notice_says_that_all_are_meant(db: None) -> None:
    plan, certified = opening_plan(extent="ALL")
    assert (
        openings.preview_opening(certified, maker=plan.maker, at=plan.tick()).preview["marked_rights"] == 400
    )
