"""What the door asks of the order of things: notices first, each thing once, nothing after its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from agreement.errors import RightsError
from registry.models import BookEntry, Lot
from registry.services import approvals, books
from tests.books.books import Plan, make_notice
from tests.books.test_door_refusals import VOID, counts, marked_lot, moved, reopened, signed

pytestmark = pytest.mark.servers


def test_a_finding_of_nullity_may_set_an_earlier_instant(separated: Plan) -> None:
    lot = marked_lot(separated, Lot.objects.get(certificate__number=1), void_from=VOID)
    separated.post(reopened(separated, lot, "NULLIFY", void_from="2003-06-20T12:00:00Z"))
    assert Lot.objects.get(parent=lot).taints.get().void_from.day == 20


@pytest.mark.row("R-3a-4")
def test_no_kind_of_entry_gives_holders_rights_before_the_notice_is_applied(plan: Plan) -> None:
    first = plan.attach(100)
    holder, attached = plan.holder("1"), Lot.objects.get()
    opened_for_holder = [{"parent": None, "rights": 5, "holder": holder.pk, "certificate": None}]
    adjustment = plan.entry("ADJUST_NUMBER", "11(i)", rights_created=5, open=opened_for_holder)
    correction = plan.entry(
        "CORRECT",
        "3(a)",
        corrects=first.pk,
        memorandum="Wrong.",
        close=[{"lot": attached.pk, "retired_as": ""}],
        certificates=[plan.certificate(holder, 100)],
        open=[{"parent": attached.pk, "rights": 100, "holder": holder.pk, "certificate": 0}],
    )
    for request in (adjustment, correction):
        before = counts()
        with pytest.raises(RightsError) as refusal:
            plan.post(request)
        assert (refusal.value.code, counts()) == ("RIGHTS_NOT_SEPARATED", before)


def test_rights_do_not_separate_before_the_notice_is_applied(plan: Plan) -> None:
    make_notice(plan, "DISTRIBUTION_DATE", effective_at=plan.at, state="ACCEPTED")
    with pytest.raises(RightsError) as refusal:
        plan.issue((plan.holder("1"), 100))
    assert refusal.value.code == "RIGHTS_NOT_SEPARATED"
    assert "§3(a)" in str(refusal.value)


@pytest.mark.row("R-3d-1")
def test_3d_a_repurchase_after_separation_retires_nothing(separated: Plan) -> None:
    with pytest.raises(RightsError) as refusal:
        separated.attach(10)
    assert refusal.value.code == "RIGHTS_ALREADY_SEPARATE"


def test_a_certificate_is_countersigned_once(separated: Plan) -> None:
    separated.post(separated.entry("PAPER", "5(a)", events=[signed(separated, 1, 2)]))
    with pytest.raises(RightsError) as refusal:
        separated.post(separated.entry("PAPER", "5(a)", events=[signed(separated, 2, 2)]))
    assert refusal.value.code == "EVENT_CONTRADICTS_EARLIER"


@pytest.mark.row("R-5a-3")
def test_5a_paper_is_not_countersigned_before_the_certificate_is_issued(separated: Plan) -> None:
    event = signed(separated, 1, 2, happened_on="2003-06-21")
    with pytest.raises(RightsError) as refusal:
        separated.post(separated.entry("PAPER", "5(a)", events=[event]))
    assert refusal.value.code == "COUNTERSIGNED_BEFORE_ISSUE"
    assert refusal.value.clause == "policy on control of numbered stock"
    assert "came on the books on 2003-06-22" in str(refusal.value)


def test_an_entry_is_corrected_once(separated: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    entry = separated.post(moved(separated, lot))
    correction = {"kind": "CORRECT", "corrects": entry.pk, "memorandum": "Posted to the wrong account."}
    back = Lot.objects.get(parent=lot)
    separated.post(separated.transfer(back, lot.holder, **correction))
    again = Lot.objects.get(parent=back)
    with pytest.raises(RightsError) as refusal:
        separated.post(separated.transfer(again, back.holder, **correction))
    assert refusal.value.code == "ALREADY_CORRECTED"


def test_a_later_entry_is_not_recorded_before_an_earlier_one(separated: Plan) -> None:
    separated.at -= timedelta(days=2)
    with pytest.raises(RightsError) as refusal:
        separated.post(moved(separated, Lot.objects.get(certificate__number=1)))
    assert refusal.value.code == "RECORDED_BEFORE_PREVIOUS"


def test_whoever_waited_while_another_posted_takes_the_time_anew(separated: Plan) -> None:
    asked = books.request_entry(
        separated.agreement,
        entry=moved(separated, Lot.objects.get(certificate__number=1)),
        summary="The first asked for",
        maker=separated.maker,
        at=separated.tick(),
    )
    taken_before = separated.tick()
    other = Lot.objects.get(certificate__number=2)
    separated.post(separated.transfer(other, other.holder, kind="EXCHANGE_CERTIFICATES"))
    later = separated.tick()
    instants = iter([taken_before, later])
    entry = approvals.approve_now(asked.request_hash, approver=separated.approver, now=lambda: next(instants))
    assert entry.recorded_at == later


def test_an_ended_certificate_does_not_return(separated: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    separated.post(separated.transfer(lot, lot.holder, kind="EXCHANGE_CERTIFICATES"))
    child = Lot.objects.get(parent=lot)
    request = separated.transfer(child, lot.holder, kind="EXCHANGE_CERTIFICATES", certificates=[])
    request["open"][0]["certificate"] = {"number": 1}
    with pytest.raises(RightsError) as refusal:
        separated.post(request)
    assert refusal.value.code == "CERTIFICATE_ENDED"


def test_posting_takes_one_round_trip_for_the_posting_itself(
    separated: Plan, django_assert_num_queries: Any
) -> None:
    from registry.models import Approval
    from registry.services import books

    request = moved(separated, Lot.objects.get(certificate__number=1))
    approval = Approval.objects.get(pk=separated.approved(request))
    with django_assert_num_queries(1):
        entry = books.post_entry(approval, at=separated.tick())
    assert (entry.number, entry.kind) == (BookEntry.objects.latest("pk").number, "TRANSFER")
    assert connection.in_atomic_block
