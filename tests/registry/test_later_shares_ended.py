"""Rights with later Common Shares while an order of the Board or a notice of nullity is open (§22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from registry.models import BookEntry, LotTaint, Notice, NoticeKind, NoticeState, RegisteredHolder
from registry.services import approvals, company
from tests.registry.company_desk import codes, company_reply, signed_paper
from tests.registry.later_shares import EMPLOYEE, KNOWN, issued, make_september, told
from tests.registry.nullity_scene import NullityDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_september()


def order(desk: NullityDesk, kind: NoticeKind = NoticeKind.REDEMPTION_ORDERED, **facts: Any) -> Notice:
    """The Board acted just now, and the evidence of it is filed; nobody has called back yet."""
    said: dict[str, Any] = {"ordered_at": desk.plan.tick().isoformat(), "method": "by check"}
    if kind == NoticeKind.EXCHANGE_ORDERED:
        event = desk.event_at.date().isoformat()
        said |= {"extent": "ALL", "ratio": "1", "half_held": "BY_NOBODY", "triggered_on": event}
    return desk.receive(kind, said | facts)


def accept(desk: NullityDesk, notice: Notice) -> Notice:
    """Two people accept a notice."""
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    done: Notice = desk.press.approve(approval)
    return done


def confirm(desk: NullityDesk, notice: Notice) -> None:
    """The Company answers the application: the notice stands."""
    plan = desk.plan
    application = notice.applications.get()
    company.send_application(application, sent_at=plan.at, by=plan.maker, at=plan.tick())
    reply = company_reply("It stands", "CONFIRMED", at=plan.at)
    company.answer_application(application, reply, document=signed_paper(plan), by=plan.maker, at=plan.tick())


def refused(desk: NullityDesk, notice: Notice) -> list[str]:
    """The codes for which nobody can ask for the acceptance; nothing is posted."""
    before = BookEntry.objects.count()
    with pytest.raises(RefusedByGround) as found:
        accept(desk, notice)
    assert BookEntry.objects.count() == before
    return [code for code in codes(found) if code != "NOTICE_QUERIED"]


@pytest.mark.refusal("ISSUE_UNDER_ORDER", "RIGHTS_REDEEMED")
def test_from_the_order_the_company_is_asked_and_after_the_redemption_date_nothing_helps(
    desk: NullityDesk,
) -> None:
    last = desk.plan.at.date() + timedelta(days=2)
    accept(desk, desk.authenticate(order(desk, redemption_date=last.isoformat())))
    notice = told(desk)
    assert [(one["code"], one["clause"]) for one in notice.grounds] == [("ISSUE_UNDER_ORDER", "22;23(b)")]
    assert refused(desk, notice) == ["ISSUE_UNDER_ORDER"]
    confirm(desk, notice)
    desk.plan.at += timedelta(days=5)
    assert refused(desk, notice) == ["RIGHTS_REDEEMED"]
    late = told(desk, issue="another exercise of options", issued_on=last.isoformat())
    assert [one["code"] for one in late.grounds] == ["ISSUE_OUTSIDE_SECTION22", "RIGHTS_REDEEMED"]
    assert f"redeemed or expire ({last})" in late.grounds[0]["message"]


def test_before_the_redemption_date_the_companys_word_brings_the_rights_into_being(
    desk: NullityDesk,
) -> None:
    ordered = order(desk)  # it has effect from its filing on, before anybody called back
    notice = told(desk)
    assert f"notice {ordered.number}: redemption of the Rights" in notice.grounds[0]["message"]
    confirm(desk, notice)
    assert issued(accept(desk, notice))[0].rights_created == 10_000


@pytest.mark.refusal("RIGHTS_EXCHANGED")
def test_an_order_of_exchange_filed_between_request_and_approval_stops_the_posting(
    desk: NullityDesk,
) -> None:
    notice = told(desk)
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    ordered = accept(desk, desk.authenticate(order(desk, NoticeKind.EXCHANGE_ORDERED)))
    with pytest.raises(RefusedByGround) as stopped:
        approvals.approve(approval.request_hash, approver=desk.plan.approver, at=desk.plan.tick())
    assert codes(stopped) == ["RIGHTS_EXCHANGED"]
    assert not BookEntry.objects.filter(approval=approval).exists()
    assert "no Rights come into being" in str(stopped.value)
    _end_on_the_companys_word(desk, ordered)
    desk.press.approve(approval)
    assert BookEntry.objects.get(approval=approval).rights_created == 10_000


def _end_on_the_companys_word(desk: NullityDesk, ordered: Notice) -> None:
    """An order ends for a reason of which the agreement does not speak: asked back, and confirmed."""
    ending = desk.authenticate(
        desk.receive(NoticeKind.ORDER_ENDED, {"ends": ordered.number, "reason": "OTHER_REASON"})
    )
    confirm(desk, ending)
    accept(desk, ending)


@pytest.mark.refusal("RIGHTS_NAMED_VOID")
def test_what_an_open_notice_of_nullity_names_gets_no_new_rights_before_it_is_accepted(
    desk: NullityDesk,
) -> None:
    owner = RegisteredHolder.objects.get(account=KNOWN["account"])
    facts = {
        "persons": [desk.position(owner)],
        "event_at": desk.event_at.isoformat(),
        "transferees": "ALL",
    }
    named = desk.receive(NoticeKind.NULLITY, facts)
    notice = told(desk)
    (found,) = notice.grounds
    assert (found["code"], found["clause"], found["effect"]) == ("RIGHTS_NAMED_VOID", "4(b);7(e)", "HOLD")
    assert f"Notice {named.number} of the Company" in found["message"]
    confirm(desk, notice)  # a bare answer marks nothing: the Rights wait on
    assert refused(desk, notice) == ["RIGHTS_NAMED_VOID"]
    desk.authenticate(named)
    assert refused(desk, notice) == ["RIGHTS_NAMED_VOID"]
    accept(desk, named)
    entry, certificates = issued(accept(desk, notice))
    assert [(one.holder.account, one.taint_class) for one in certificates] == [
        (EMPLOYEE["account"], ""),
        (KNOWN["account"], "I"),
    ]
    assert LotTaint.objects.get(marked_by=entry).notice == named
    assert desk.findings() == []


def test_a_notice_received_between_request_and_approval_stops_the_posting_until_it_is_withdrawn(
    desk: NullityDesk,
) -> None:
    owner = RegisteredHolder.objects.get(account=KNOWN["account"])
    notice = told(desk)
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    short = desk.position(owner, rights=5_000)  # more than the account holds: asked back
    facts = {"persons": [short], "event_at": desk.event_at.isoformat(), "transferees": "NAMED"}
    named = desk.authenticate(desk.receive(NoticeKind.NULLITY, facts))
    assert named.state == NoticeState.QUERIED
    with pytest.raises(RefusedByGround) as stopped:
        approvals.approve(approval.request_hash, approver=desk.plan.approver, at=desk.plan.tick())
    assert codes(stopped) == ["RIGHTS_NAMED_VOID"]
    plan, application = desk.plan, named.applications.get()
    company.send_application(application, sent_at=plan.at, by=plan.maker, at=plan.tick())
    withdrawn = company_reply("It was sent in error", "WITHDRAWN", at=plan.at)
    company.answer_application(
        application, withdrawn, document=signed_paper(plan), by=plan.maker, at=plan.tick()
    )
    desk.press.approve(approval)
    assert BookEntry.objects.get(approval=approval).rights_created == 10_000


def test_what_a_transferee_received_and_a_certificate_that_is_named_hold_no_issue(desk: NullityDesk) -> None:
    known = RegisteredHolder.objects.get(account=KNOWN["account"])
    received = desk.position(known, "II", extent="RECEIVED")
    paper = desk.position(known) | {"account": "", "certificate": 1}
    facts = {
        "persons": [received, paper],
        "event_at": desk.event_at.isoformat(),
        "transferees": "ALL",
    }
    desk.receive(NoticeKind.NULLITY, facts)
    assert issued(accept(desk, told(desk)))[0].rights_created == 10_000
