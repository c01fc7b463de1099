"""What is kept for good tells nothing about holders: requests, their summaries, who did what (§5(b))."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreement.errors import Conflict, RightsError
from certificates.services import spoiling
from registry.models import AddressChange, Approval, Notice, NoticeKind
from registry.selectors.addresses import Address
from registry.selectors.requests import words_beside
from registry.services import approvals
from registry.services.addresses import draft_address_change, request_address_change
from registry.services.commitments import commit_words
from registry.services.documents import file_document
from tests.certificates.runs import NAMES, Press, make_press
from tests.registry.company_desk import Desk

pytestmark = pytest.mark.django_db

HOME = Address("9 Cedar Lane\nUnit 4", "Townsend", "WA", "98368", "US")
SIGNER = "Ludovika Cedarholm"
PERSONS = [
    {"person_name": "Oakhurst Raiders LP", "account": "OAK-7781", "taint_class": "I"},
    {
        "person_name": "Wilhelmina Thornquist",
        "account": "THORN-12",
        "taint_class": "II",
        "rights": 500,
        "not_feasible_reason": "the sheet of Wilhelmina Thornquist is too small",
    },
]


def kept() -> str:
    """Every column of every request and of every record of an act, as text in small letters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(row, ' ') FROM (SELECT approval::text FROM registry_approval approval"
            " UNION ALL SELECT audit::text FROM audit_record audit) AS kept (row)"
        )
        return str(cursor.fetchone()[0]).lower()


def words_of(*texts: str) -> set[str]:
    """The telling words of some texts, as they would stand in JSON as well."""
    words = {word.strip(".,()&").lower() for text in texts for word in text.replace("\\n", "\n").split()}
    plain = {"as", "the", "of", "is", "and", "lp", "ltd", "co", "us", "wa", "unit", "4", "9", "too", "small"}
    return {word for word in words if len(word) > 2} - plain


@pytest.fixture
def press() -> Press:
    return make_press(certificates=4)


def ask_for_address(press: Press) -> Approval:
    """A change of the address of the second account, asked for on its letter."""
    holder = press.plan.holders[1]
    draft = draft_address_change(
        holder, registration=holder.registration, address=HOME, by=press.plan.maker, at=press.plan.tick()
    )
    at = press.plan.tick()
    paper = file_document(
        press.agreement, content=b"my new address", kind="CHANGE_OF_ADDRESS", title="Letter",
        original_name="letter.txt", content_type="", signed_on=at.date(), received_at=at,
        received_by=press.plan.maker, at=at,
    )  # fmt: skip
    return request_address_change(
        draft, document=paper, signed_by=SIGNER, capacity="REGISTERED_HOLDER", maker=press.plan.maker, at=at
    )


@pytest.mark.row("R-5b-2", "R-5b-5")
def test_no_word_of_a_holder_stands_in_a_request_or_a_record_of_an_act(press: Press) -> None:
    press.approve(ask_for_address(press))
    press.printed()
    moved = spoiling.move_number(
        press.agreement, number=3, reason="the sheet is lost", document=press.plan.document,
        maker=press.plan.maker, at=press.plan.tick(),
    )  # fmt: skip
    press.approve(moved)
    client = Client()
    client.force_login(press.plan.maker)
    export = client.get(reverse("register_export", args=[press.agreement.code]), {"words": "Beech"})
    assert export.status_code == 200
    text = kept()
    assert "export_register" in text
    assert {word for word in words_of(*NAMES, SIGNER, HOME.words) if word in text} == set()
    address = press.plan.holders[1]
    address.refresh_from_db()
    assert address.city == HOME.city


@pytest.mark.row("R-4b-1")
def test_no_person_named_by_a_notice_stands_in_its_request(desk: Desk) -> None:
    desk.apply(NoticeKind.PRE_SEPARATION_NULLITY, {"persons": PERSONS, "board_finding": "Thornquist planned"})
    certified = {"fact_type": "ACQUIRING_PERSON", "value": "Oakhurst Raiders LP", "as_of": "2003-06-16"}
    desk.apply(NoticeKind.FACT_CERTIFIED, certified)
    named = [str(person[part]) for person in PERSONS for part in ("person_name", "account")]
    text = kept()
    assert {word for word in words_of(*named) if word in text} == set()
    assert "acquiring_person" in text


def test_the_second_person_reads_the_words_beside_the_request(press: Press) -> None:
    asked = ask_for_address(press)
    assert words_beside(asked) == {
        "registration": press.plan.holders[1].registration,
        "signed_by": SIGNER,
        "address": HOME.words,
    }
    client = Client()
    client.force_login(press.plan.approver)
    page = client.get(reverse("request", args=[asked.request_hash])).content.decode()
    assert SIGNER in page
    assert HOME.city in page


@pytest.mark.parametrize("part", ["city", "signed_by"])
def test_an_address_changed_after_it_was_asked_for_is_refused(press: Press, part: str) -> None:
    asked = ask_for_address(press)
    AddressChange.objects.update(**{part: "Elsewhere"})
    with pytest.raises(Conflict) as refused:
        press.approve(asked)
    assert refused.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"


def test_persons_changed_after_acceptance_was_asked_for_are_refused(desk: Desk) -> None:
    notice = desk.authenticate(desk.receive(NoticeKind.PRE_SEPARATION_NULLITY, {"persons": PERSONS}))
    asked = desk.request(notice)
    other: list[dict[str, Any]] = [{**notice.facts["persons"][0], "account": "ELM-1"}]
    Notice.objects.filter(pk=notice.pk).update(facts={**notice.facts, "persons": other})
    with pytest.raises(RightsError) as refused:
        approvals.approve(asked.request_hash, approver=desk.approver, at=desk.later())
    assert refused.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"


def test_the_same_words_of_two_rows_cannot_be_recognised_as_the_same(settings: Any) -> None:
    first = commit_words("9 Cedar Lane", bound_to="change 1")
    assert first == commit_words("9 Cedar Lane", bound_to="change 1")
    assert first != commit_words("9 Cedar Lane", bound_to="change 2")
    settings.COMMITMENT_KEY = b"k" * 32
    assert first != commit_words("9 Cedar Lane", bound_to="change 1")
