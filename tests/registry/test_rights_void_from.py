"""The event from which Rights are void, by the agreement file: marks, caught items, persons named before."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from agreement.errors import RightsError
from agreement.nullity import find_closure
from registry.models import Approval, BookEntry, LotTaint, NoticeKind, RightsAgreement
from registry.selectors.nullity import nullity_totals, void_from_of
from registry.selectors.nullity_caught import caught_by
from registry.selectors.nullity_desk import reached_lots, rule_notice, void_parts
from registry.services import books, nullity
from registry.services.nullity_caught import caught_letter
from tests.registry.console import open_console
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.servers

BOTH = pytest.mark.parametrize("void_from", ["TRIGGERING_EVENT", "DISTRIBUTION_DATE"])


def scene(void_from: str) -> NullityDesk:
    """The Distribution Date is now; the Triggering Event was three days before."""
    desk = make_nullity_desk(rights_void_from=void_from)
    RightsAgreement.objects.update(distribution_effective_at=desk.event_at)
    desk.agreement.refresh_from_db()
    desk.event_at -= timedelta(days=3)
    return desk


@BOTH
@pytest.mark.row("R-7e-1", "R-7e-10", "R-7e-3")
def test_marks_stand_from_the_event_that_the_plan_names(db: None, void_from: str) -> None:
    desk = scene(void_from)
    separated = desk.event_at + timedelta(days=3)
    expected = desk.event_at if void_from == "TRIGGERING_EVENT" else separated
    before = desk.plan.transfer(
        desk.lot(ELM), desk.holder(ALDER), effective_at=(separated - timedelta(hours=1)).isoformat()
    )
    desk.plan.post(before)
    desk.move(desk.lot(OAK), desk.holder(NOMINEE))
    notice = desk.notified(desk.position(desk.holder(OAK)), desk.position(desk.holder(ELM)))
    assert void_from_of(notice) == expected
    closure = find_closure(reached_lots(notice), notice=rule_notice(notice))
    assert {one.lot.key: (one.taint.value, one.rights_count) for one in closure.standing} == void_parts(
        notice
    )
    # The transfer of an hour before the separation is caught only where the Rights were void already.
    caught = [(one.kind, one.rights) for one in caught_by(notice)]
    assert caught == [("TRANSFER", 101)] * (expected == desk.event_at) + [("TRANSFER", 100)]
    entry = desk.nullify(notice)
    assert entry.effective_at == expected
    assert {mark.void_from for mark in LotTaint.objects.all()} == {expected}
    # Both transferees received after the Triggering Event: that is what makes the class.
    assert {mark.taint_class for mark in LotTaint.objects.all()} == {"II"}
    again = desk.notified(desk.position(desk.holder(OAK)))
    assert nullity_totals(again).rights_count == 0
    assert desk.findings() == []


@pytest.mark.row("R-7e-1")
def test_the_letter_and_the_page_tell_the_instant_from_which_rights_are_void(db: None) -> None:
    desk = scene("DISTRIBUTION_DATE")
    desk.move(desk.lot(OAK), desk.holder(NOMINEE))
    notice = desk.notified(desk.position(desk.holder(OAK)))
    told = caught_letter(notice, caught=caught_by(notice), at=desk.plan.tick())
    local = void_from_of(notice).astimezone(ZoneInfo(desk.agreement.time_zone))
    assert f"null and void (§7(e)) from {local:%H:%M %Z} on {local:%B} {local.day}, 2003" in told
    console = open_console(
        desk.agreement, maker=desk.plan.maker, approver=desk.plan.approver, at=desk.plan.tick()
    )
    page = " ".join(console.see("nullity", notice.number).split())
    assert "the Distribution Date. The Triggering Event was at" in page
    assert "between the Distribution Date and the marking" in page


@pytest.mark.row("R-7e-1")
@pytest.mark.refusal("COMPANY_NOTICE_REQUIRED")
def test_no_other_instant_is_marked_than_that_of_the_event_or_of_the_separation(db: None) -> None:
    desk = scene("DISTRIBUTION_DATE")
    notice = desk.notified(desk.position(desk.holder(OAK)))
    approval = nullity.request_nullification(notice, maker=desk.plan.maker, at=desk.plan.tick())
    other = approval.request | {"void_from": (desk.event_at + timedelta(days=1)).isoformat()}
    given = Approval.objects.get(pk=desk.plan.approved(other, "NULLIFY"))
    before = BookEntry.objects.count()
    with pytest.raises(RightsError) as refused, transaction.atomic():
        books.nullify_lots(given, other, at=desk.plan.tick())
    assert (refused.value.code, BookEntry.objects.count()) == ("COMPANY_NOTICE_REQUIRED", before)


@BOTH
@pytest.mark.row("R-4b-2", "R-7e-1")
def test_named_before_the_separation_as_void_too_early_is_asked_back(db: None, void_from: str) -> None:
    desk = scene(void_from)
    RightsAgreement.objects.update(separation_state="SEPARATED_PENDING_LIST")
    desk.agreement.refresh_from_db()
    oak = desk.holder(OAK)
    person = {
        "person_name": " ".join(oak.registration.split()),
        "account": oak.account,
        "taint_class": "I",
        "void_from": desk.event_at.isoformat(),
    }
    notice = desk.authenticate(desk.receive(NoticeKind.PRE_SEPARATION_NULLITY, {"persons": [person]}))
    asked = [] if void_from == "TRIGGERING_EVENT" else ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert [one["code"] for one in notice.grounds] == asked
    at_separation = person | {"void_from": (desk.event_at + timedelta(days=3)).isoformat()}
    later = desk.receive(NoticeKind.PRE_SEPARATION_NULLITY, {"persons": [at_separation]})
    assert desk.authenticate(later).grounds == []
