"""Each step on an application or a question is taken by staff and recorded (§20(g), §5(b)(ii))."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from agreement.errors import RightsError
from registry.models import AuditRecord, InstructionApplication, NoticeKind, User
from registry.roles import Role
from registry.services import company, information
from tests.registry.company_desk import FINANCE, SHARES, Desk, codes, company_reply, person

EXCLUDED = {**SHARES, "issued_on": "2002-05-01", "resolution_on": "2002-05-02"}
Step = Callable[..., InstructionApplication]


@pytest.fixture
def application(desk: Desk) -> InstructionApplication:
    """The draft of an application, made on 3 July 2003."""
    desk.at = datetime(2003, 7, 3, 18, 0, tzinfo=UTC)
    notice = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, EXCLUDED))
    return notice.applications.get()


def recorded(application: InstructionApplication) -> list[tuple[str, User | None, Any]]:
    """What is recorded of an application: the act, the person, the notice named."""
    found = AuditRecord.objects.filter(subject=str(application)).order_by("id")
    return [(one.act, one.actor, one.details["notice"]) for one in found]


def steps_of(desk: Desk, application: InstructionApplication) -> list[tuple[str, Step]]:
    """Every step from the letter to the answer, with the act it is recorded as."""
    at = desk.at
    consent = {"document": desk.paper(signed_on=date(2003, 7, 3)), "day": date(2003, 7, 2)}
    officer = {"officer_name": FINANCE[0], "officer_title": FINANCE[1]}
    reply, paper = company_reply("It stands", "CONFIRMED", at=at), desk.paper(signed_on=date(2003, 7, 3))
    return [
        ("APPLICATION_SENT", partial(company.send_application, application, sent_at=at, at=at)),
        (
            "APPLICATION_RECEIVED",
            partial(company.record_receipt, application, officer="R. Ellery", received_at=at, at=at),
        ),
        (
            "APPLICATION_DATE_STATED",
            partial(company.state_date, application, day=date(2003, 7, 11), at=at),
        ),
        (
            "APPLICATION_DATE_RECEIVED",
            partial(company.record_date_receipt, application, officer="R. Ellery", received_at=at, at=at),
        ),
        (
            "APPLICATION_CONSENT_FILED",
            partial(company.consent_to_date, application, **consent, **officer, at=at),
        ),
        ("APPLICATION_UNANSWERED", partial(company.attest_unanswered, application, at=at)),
        (
            "APPLICATION_ANSWERED",
            partial(company.answer_application, application, reply, document=paper, at=at),
        ),
    ]


@pytest.mark.row("R-20g-1", "R-20g-2", "R-20g-3")
def test_20g_each_step_of_an_application_names_the_person_who_took_it(
    desk: Desk, application: InstructionApplication
) -> None:
    outsider = person("outsider", Role.AUDITOR)
    steps = steps_of(desk, application)
    for place, (_, step) in enumerate(steps):
        with pytest.raises(RightsError) as barred:
            step(by=outsider)
        assert codes(barred) == ["MAKER_NOT_PERMITTED"]
        assert len(recorded(application)) == place
        step(by=desk.maker)
    number = application.notice.number
    assert recorded(application) == [(act, desk.maker, number) for act, _ in steps]


def test_an_application_is_withdrawn_by_a_person_or_by_the_one_who_accepts_the_notice(desk: Desk) -> None:
    exclusion = desk.authenticate(desk.receive(NoticeKind.SHARES_EXCLUDED, EXCLUDED))
    given_up = exclusion.applications.get()
    company.withdraw_application(given_up, by=desk.maker, at=desk.later())
    assert recorded(given_up) == [("APPLICATION_WITHDRAWN", desk.maker, exclusion.number)]
    facts = {"price": "0.85", "trading_day": "2003-06-13"}
    price = desk.authenticate(desk.receive(NoticeKind.RIGHT_PRICE, facts))
    asked = price.applications.get()
    desk.separate()
    desk.approve(desk.request(price))
    assert recorded(asked) == [("APPLICATION_WITHDRAWN", desk.approver, price.number)]


def test_what_is_refused_is_not_recorded(desk: Desk, application: InstructionApplication) -> None:
    with pytest.raises(RightsError):
        company.state_date(application, day=date(2003, 7, 10), by=desk.maker, at=desk.at)
    assert recorded(application) == []


@pytest.mark.row("R-5b-1")
def test_5b_a_question_and_its_answer_name_their_people_and_no_words(desk: Desk) -> None:
    asked = information.ask(desk.agreement, question="Who is Oak?", by=desk.maker, at=desk.at)
    outsider = person("outsider", Role.AUDITOR)
    with pytest.raises(RightsError) as barred:
        information.answer(asked, answer="None", document=desk.paper(), by=outsider, at=desk.later())
    assert codes(barred) == ["MAKER_NOT_PERMITTED"]
    paper = desk.paper()
    information.answer(asked, answer="None", document=paper, by=desk.approver, at=desk.later())
    found = AuditRecord.objects.filter(act__startswith="INFORMATION_").order_by("id")
    told = f"request for information {asked.pk}"
    assert [(one.act, one.actor, one.subject, one.details) for one in found] == [
        ("INFORMATION_ASKED", desk.maker, told, {}),
        ("INFORMATION_ANSWERED", desk.approver, told, {"document": paper.pk}),
    ]
