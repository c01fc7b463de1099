"""Numbers of Rights named where another notice has marked some: answered, or named by certificate (7(e))."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.errors import RightsError
from registry.models import Lot, LotTaint, Notice, NoticeKind, NoticeState
from registry.services import company, nullity
from tests.registry.company_desk import codes, company_reply, signed_paper
from tests.registry.nullity_scene import ELM, NOMINEE, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """The nominee holds 103 Rights on certificate 4 and 101 on another; 80 of certificate 4 are void."""
    made = make_nullity_desk()
    made.move(made.lot(ELM), made.holder(NOMINEE))
    made.nullify(made.notified(by_paper(made, NOMINEE, rights=80)))
    return made


def by_paper(desk: NullityDesk, number: int, **more: Any) -> dict[str, Any]:
    """A position of one certificate."""
    named = {"account": "", "certificate": number, "extent": "" if "rights" in more else "ALL"}
    return desk.position(desk.holder(NOMINEE)) | {"person_name": "Another behind the nominee"} | named | more


def by_account(desk: NullityDesk, rights: int) -> dict[str, Any]:
    """A position of a number of Rights of the nominee's account."""
    return desk.position(desk.holder(NOMINEE), rights=rights) | {"person_name": "Another behind the nominee"}


def told(desk: NullityDesk, position: dict[str, Any], **facts: Any) -> Notice:
    """Another notice of nullity, called back."""
    said = {"persons": [position], "event_at": desk.event_at.isoformat(), "transferees": "NAMED"}
    return desk.authenticate(desk.receive(NoticeKind.NULLITY, said | facts))


def accept(desk: NullityDesk, notice: Notice) -> Notice:
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    done: Notice = desk.press.approve(approval)
    return done


def confirm(desk: NullityDesk, notice: Notice) -> Notice:
    """The Company answers that those void already are among those named; two people accept the notice."""
    plan = desk.plan
    application = notice.applications.get()
    company.send_application(application, sent_at=plan.at, by=plan.maker, at=plan.tick())
    reply = company_reply("They are among them", "CONFIRMED", at=plan.at)
    company.answer_application(application, reply, document=signed_paper(plan), by=plan.maker, at=plan.tick())
    return accept(desk, notice)


def marked_by(notice: Notice) -> list[tuple[int, int]]:
    """The certificate and the number of Rights of each mark that rests on a notice."""
    marks = LotTaint.objects.filter(notice=notice, ended_by__isnull=True, lot__closed_by__isnull=True)
    found = marks.values_list("lot__certificate__number", "lot__rights").order_by("lot_id")
    return [(number, rights) for number, rights in found]


def second_paper(desk: NullityDesk) -> int:
    """The other certificate of the nominee."""
    of_nominee = Lot.objects.filter(holder=desk.holder(NOMINEE), closed_by=None)
    other = of_nominee.exclude(certificate__number=NOMINEE).get().certificate
    assert other is not None
    return other.number


@pytest.mark.row("R-7e-2")
@pytest.mark.refusal("NULLITY_POSITION_SHORT", "NOTHING_TO_NULLIFY")
def test_an_answer_says_only_that_those_void_already_are_meant_and_marks_no_other(desk: NullityDesk) -> None:
    notice = told(desk, by_account(desk, 50))
    (asked,) = notice.grounds
    assert (notice.state, asked["code"]) == (NoticeState.QUERIED, "NULLITY_POSITION_SHORT")
    assert "answer that the 50 void already are among the Rights named" in asked["cure"]
    assert asked["cure"].endswith("names them by certificate")
    applied = confirm(desk, notice)
    with pytest.raises(RightsError) as nothing:
        nullity.request_nullification(applied, maker=desk.plan.maker, at=desk.plan.tick())
    assert codes(nothing) == ["NOTHING_TO_NULLIFY"]
    assert marked_by(applied) == []


@pytest.mark.row("R-7e-2")
def test_other_rights_are_named_by_certificate_in_a_notice_that_replaces_it(desk: NullityDesk) -> None:
    asked = told(desk, by_account(desk, 50))
    other = second_paper(desk)
    named = told(desk, by_paper(desk, other, rights=50), supersedes=asked.number)
    assert (named.state, named.grounds) == (NoticeState.AUTHENTICATED, [])
    applied = accept(desk, named)
    asked.refresh_from_db()
    assert asked.state == NoticeState.SUPERSEDED
    desk.nullify(applied)
    assert marked_by(applied) == [(other, 50)]
    assert sorted(rights for _, rights in desk.marked().values()) == [50, 80]
    assert desk.findings() == []


@pytest.mark.row("R-7e-2")
def test_on_the_very_certificate_that_is_marked_others_are_named_by_the_whole_or_with_those_marked(
    desk: NullityDesk,
) -> None:
    met = told(desk, by_paper(desk, NOMINEE, rights=20))
    (asked,) = met.grounds
    assert asked["cure"].endswith(
        f"by the whole of certificate {NOMINEE}, or by a number that counts all that are void there"
    )
    counted = told(desk, by_paper(desk, NOMINEE, rights=95), supersedes=met.number)
    assert "80 are void already by another notice, and 15 are not void yet" in counted.grounds[0]["message"]
    applied = confirm(desk, counted)
    desk.nullify(applied)
    assert marked_by(applied) == [(NOMINEE, 15)]
    whole = told(desk, by_paper(desk, NOMINEE))
    assert whole.grounds == []
    desk.nullify(accept(desk, whole))
    assert marked_by(whole) == [(NOMINEE, 8)]
    assert desk.findings() == []
