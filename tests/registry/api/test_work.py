"""The work on items for programs: holds, stops, clocks, a month, and an item taken up once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from agreement.certification import Answer
from registry import clock
from registry.models import Document, Item
from registry.services import approvals
from tests.registry.api import posted
from tests.registry.api.test_items import act, address, client, counter
from tests.registry.presented import Counter

__all__ = ["counter"]


def told(counter: Counter, place: str, **query: str) -> Any:
    return client(counter).get(address(counter).removesuffix("items") + place, query)


@pytest.mark.row("R-20k-1")
def test_the_items_held_are_listed_with_their_answers_and_an_affirmative_one_is_of_no_class(
    counter: Counter, django_assert_num_queries: Any
) -> None:
    counter.receive(1, first=Answer.YES)
    counter.receive(2, first=Answer.BLANK)
    counter.receive(3)
    signed_in = client(counter)
    with django_assert_num_queries(9, exact=False):
        listed = signed_in.get(address(counter).removesuffix("items") + "holds").json()["items"]
    assert [(one["number"], one["statement_1"], one["held_class"]) for one in listed] == [
        (2, "BLANK", "BLANK"),
        (1, "YES", ""),
    ]
    assert listed[0]["certificates"] == [2]


@pytest.mark.row("R-7c-8")
def test_a_clock_says_what_it_rests_for_and_a_month_is_measured(counter: Counter) -> None:
    counter.receive(1)
    counter.receive(2, form={"guarantor_kind": ""})
    running = client(counter).get(address(counter, "1", "clock")).json()
    assert (running["is_routine"], running["exclusion"], running["rests_for"]) == (True, "", "")
    assert [one["is_law"] for one in running["dues"]] == [True, False]
    rests = client(counter).get(address(counter, "2", "clock")).json()
    assert (rests["exclusion"], rests["rests_for"]) == ("FURTHER_DOCUMENTS", "PRESENTOR")
    month = told(counter, "turnaround", first="2003-06-01").json()
    assert (month["received"], month["routine"]) == (2, 1)
    assert [one["share_asked"] for one in month["measured"]] == ["9/10", "19/20"]
    assert told(counter, "turnaround", first="2003-06-02").status_code == 400
    assert told(counter, "turnaround").status_code == 400


def test_an_item_is_taken_up_by_whoever_calls(counter: Counter) -> None:
    counter.receive(1)
    taken = act(counter, "1", "taken-up", key=str(uuid.uuid4()))
    assert taken.status_code == 200, taken.content
    assert Item.objects.get().assigned_to == counter.plan.maker


def test_the_companys_answer_is_asked_to_be_recorded_and_listed_with_its_paper(counter: Counter) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    agreement, maker = counter.press.agreement, counter.plan.maker
    place = ("items", 1, "consultations")
    asked = posted.act(maker, agreement, *place, body=posted.answered())
    assert asked.status_code == 202, asked.content
    [one] = posted.read(maker, agreement, *place).json()["items"]
    assert (one["request_hash"], one["applied_at"]) == (asked.json()["request_hash"], None)
    approvals.approve(one["request_hash"], approver=counter.plan.approver, at=clock.now())
    [one] = posted.read(maker, agreement, *place).json()["items"]
    item.refresh_from_db()
    assert (item.state, one["applied_at"] is not None) == ("EXAMINED", True)
    assert one["paper"] == Document.objects.get(kind="CONSULTATION").sha256
    late = posted.act(maker, agreement, *place, body=posted.answered())
    assert late.json()["code"] == "ITEM_NOT_HELD"
    against = posted.act(maker, agreement, "items", 1, "contrary-answers", body=posted.contrary())
    assert (against.status_code, against.json()["state"]) == (201, "HELD_20K")
    first, second = posted.read(maker, agreement, *place).json()["items"]
    assert (second["contradicts"], second["answer"], second["request_hash"]) == (first["id"], "REFUSE", None)


@pytest.mark.row("R-20k-1")
def test_a_holder_asks_a_held_item_back_and_it_stays_held_until_the_company_was_consulted(
    counter: Counter,
) -> None:
    item = counter.receive(1, first=Answer.BLANK)
    agreement, maker = counter.press.agreement, counter.plan.maker
    body = {"paper": posted.paper()}
    ended = posted.act(maker, agreement, "items", 1, "withdrawal", body=body)
    assert ended.json()["code"] == "CONSULTATION_MISSING"
    noted = posted.act(maker, agreement, "items", 1, "withdrawal-asked", body=body)
    assert (noted.status_code, noted.json()["state"]) == (201, "HELD_20K")
    item.refresh_from_db()
    assert (item.state, item.ended_at) == ("HELD_20K", None)
    again = posted.act(maker, agreement, "items", 1, "withdrawal-asked", body=body)
    assert again.json()["code"] == "WITHDRAWAL_ASKED"


def test_no_stop_is_an_empty_list_and_an_unknown_kind_is_named(counter: Counter) -> None:
    assert told(counter, "stops").json()["items"] == []
    refused = told(counter, "stops", kind="NO_SUCH")
    assert refused.status_code == 400
