"""Who sees what: every address, asked as every kind of person, against a table written by hand.

An address that is not in the table fails the test, so none can be added without saying who may use it.
"""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from config.screens.pages import names_in_use
from tests.admin.scene import put_groups_back
from tests.journeys.addresses import the_table
from tests.journeys.asked import (
    CODE,
    Asked,
)
from tests.journeys.stage import INES, MARA, NELL, ROWAN, SOLOMON, Stage, work

PEOPLE = ("", MARA, SOLOMON, INES, ROWAN, NELL)


def status(client: Client, asked: Asked) -> int:
    """What a person gets."""
    address = reverse(asked.name, args=asked.args)
    answer = client.post(address, asked.form) if asked.method == "POST" else client.get(address)
    return answer.status_code


@pytest.fixture
def opened(stage: Stage) -> Stage:
    """The books open, one run drawn and not yet printed."""
    stage.open_books()
    entry = stage.agreement.entries.latest("number").number
    stage.post(MARA, "lock_run", CODE, entry=entry)
    work()
    return stage


@pytest.mark.row("R-3a-11")
def test_every_address_answers_each_kind_of_person_as_the_table_says(opened: Stage) -> None:
    table = the_table(opened)
    assert {asked.name for asked in table} == set(names_in_use()), (
        "an address is missing in the table, or gone"
    )
    told: list[str] = []
    for asked in table:
        answers = " ".join(str(status(opened.client(name) if name else Client(), asked)) for name in PEOPLE)
        if answers != asked.statuses:
            told.append(f"{asked.method} {asked.name}: expected {asked.statuses}, was {answers}")
    assert not told, "\n".join(told)
    acting_by_reading_is_refused(opened, table)
    officers_see_their_plan_alone(opened)
    model_pages_are_closed(opened)


def acting_by_reading_is_refused(opened: Stage, table: list[Asked]) -> None:
    """An address that only acts answers no GET."""
    reading = {asked.name for asked in table if asked.method == "GET"}
    for asked in table:
        if asked.name not in reading:
            answer = opened.client(SOLOMON).get(reverse(asked.name, args=asked.args))
            assert answer.status_code == 405, asked.name


def officers_see_their_plan_alone(opened: Stage) -> None:
    """The officer of one plan finds its own, and nothing that names the other."""
    assert "NFM-2004" in opened.page(NELL, "agreements")
    for page in (opened.page(NELL, "agreements"), opened.page(NELL, "home")):
        assert CODE not in page
        assert "Alder Harbor" not in page
    for view in ("agreement", "register", "proof", "notices", "print_runs"):
        assert opened.client(NELL).get(reverse(view, args=[CODE])).status_code == 404
        assert opened.client(NELL).get(reverse(view, args=["NO-SUCH"])).status_code == 404
    auditor = "".join(
        opened.page(INES, view, CODE) for view in ("agreement", "register", "proof", "lists", "print_runs")
    )
    assert 'method="post" action="/agreements' not in auditor
    assert 'enctype="multipart/form-data"' not in auditor + opened.page(INES, "print_run", CODE, 1)


def model_pages_are_closed(opened: Stage) -> None:
    """The model pages are for staff and auditors; what each sees there, tests/admin shows."""
    put_groups_back()
    places = [
        "admin:index",
        *(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist" for m in admin.site._registry),
    ]
    for name in PEOPLE:
        client = opened.client(name) if name else Client()
        for place in places:
            status = 200 if name in (MARA, SOLOMON, INES) else 403 if name else 302
            assert client.get(reverse(place)).status_code == status, (name, place)
