"""The verification page: opened by the Company alone; one word about the paper, one for what is not there."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry import clock
from registry.models import Notice, NoticeKind, NoticeState, RightsAgreement, RightsCertificate
from registry.services.transfers import request_transfer
from registry.verifier import verify
from tests.portal.desk import Desk, spaced
from tests.registry.company_desk import Desk as Company
from tests.registry.test_stops import place

PAGE = "/verify/"
WRONG = "0" * 24


def instructed(desk: Desk, page: str) -> Notice:
    """The Company's instruction about the page, accepted by two people."""
    plan = desk.counter.plan
    company = Company(desk.agreement, plan.maker, plan.approver, at=clock.now() - timedelta(minutes=20))
    company.later(minutes=Notice.objects.count())
    return company.apply(NoticeKind.VERIFICATION_PAGE, {"page": page})


def certificate(number: int) -> RightsCertificate:
    return RightsCertificate.objects.get(number=number)


def mark(number: int, *, code: str = "") -> str:
    """What a reader gets from the mark of a certificate."""
    return f"RC1:AHS-2003:{number:08d}:{code or certificate(number).verification_code}"


def asked(text: str, **told: Any) -> Any:
    """What somebody without any sign-in is told."""
    return Client().post(PAGE, {"mark": text, **told})


def test_the_page_is_there_while_the_company_opens_it(desk: Desk) -> None:
    assert reverse("verify_certificate") == PAGE
    assert Client().get(PAGE).status_code == 404
    assert asked(mark(1)).status_code == 404
    opened = instructed(desk, "OPENED")
    assert opened.state in (NoticeState.ACCEPTED, NoticeState.APPLIED)
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "Outstanding" in spaced(asked(mark(1)))
    instructed(desk, "CLOSED")
    assert asked(mark(1)).status_code == 404


def test_a_certificate_is_told_by_its_word_its_figures_and_a_masked_name(desk: Desk) -> None:
    instructed(desk, "OPENED")
    shown, held = spaced(asked(mark(1))), certificate(1)
    for words in ("Outstanding", "100", "one hundred", "R-0000001", "no statement on who owns the Rights"):
        assert words in shown, words
    for name in held.registration.split():
        assert name not in shown.split("Registered to")[1].split("As the books")[0]
    assert held.holder.account not in shown
    typed = Client().post(
        PAGE, {"plan": "AHS-2003", "number": "R-0000001", "code": held.verification_code.upper()}
    )
    assert "Outstanding" in spaced(typed)
    assert verify().findings == []


def test_a_wrong_code_an_unknown_number_and_a_plan_without_the_page_are_answered_alike(desk: Desk) -> None:
    instructed(desk, "OPENED")
    other = RightsAgreement.objects.get(pk=desk.agreement.pk)
    other.pk, other.code = None, "TWIN-2003"
    other.save(force_insert=True)
    texts = (
        mark(1, code=WRONG),
        f"RC1:AHS-2003:99999999:{WRONG}",
        f"RC1:AHS-2003:999999999999:{certificate(1).verification_code}",
        f"RC1:TWIN-2003:00000001:{certificate(1).verification_code}",
        f"RC1:NOBODY-1:00000001:{certificate(1).verification_code}",
    )
    answers = [asked(text) for text in texts]
    assert {answer.status_code for answer in answers} == {200}
    pages = {spaced(answer).split("As the books stood")[0] for answer in answers}
    assert len(pages) == 1
    assert "Not found" in pages.pop()


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        ({"mark": "https://example.com"}, "no mark of a Rights Certificate"),
        ({"plan": "AHS-2003", "number": "twelve", "code": WRONG}, "Type the number of the certificate"),
        ({"plan": "AHS-2003", "number": "12"}, "Type the check code"),
        ({"plan": "", "number": "1٣", "code": WRONG}, "Type the number of the certificate"),
        ({"mark": "RC1:\x00"}, "There is a problem"),
        ({}, "There is a problem"),
    ],
)
def test_what_is_typed_wrong_is_told_beside_its_field(desk: Desk, told: dict[str, str], lacks: str) -> None:
    instructed(desk, "OPENED")
    answer = Client().post(PAGE, told)
    assert answer.status_code == 422
    assert lacks in spaced(answer)


def test_what_became_of_the_paper_is_told(desk: Desk) -> None:
    instructed(desk, "OPENED")
    counter = desk.counter
    counter.plan.at = clock.now() - timedelta(minutes=5)
    place(counter, certificate=3)
    assert "Stopped: ask the Rights Agent" in spaced(asked(mark(3)))
    item = counter.receive(2, rights=40)
    assert "Outstanding" in spaced(asked(mark(2)))
    counter.press.approve(request_transfer(item, maker=counter.plan.maker, at=counter.plan.tick()))
    assert "Cancelled" in spaced(asked(mark(2)))
    issued = RightsCertificate.objects.latest("number")
    assert "Not countersigned" in spaced(asked(mark(issued.number)))
    assert verify().findings == []


@pytest.mark.refusal("VERIFICATIONS_TOO_MANY")
def test_who_asks_too_often_waits_and_codes_are_not_logged(desk: Desk, caplog: Any) -> None:
    instructed(desk, "OPENED")
    code = certificate(1).verification_code
    with caplog.at_level(logging.INFO, logger="registry.verification"):
        statuses = [asked(mark(1)).status_code for _ in range(22)]
    assert statuses == [200] * 20 + [429] * 2
    assert "OUTSTANDING" in caplog.text
    assert "asked for too often" in caplog.text
    assert code not in caplog.text
