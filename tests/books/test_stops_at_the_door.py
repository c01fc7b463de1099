"""A stop at the door of the books: what it keeps from being moved, what passes, and that nobody undoes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from agreement.errors import RightsError
from agreement.stops import PASSING_ENTRIES
from registry.models import BookEntry, Lot, Stop, StopRelease
from registry.verifier import verify
from tests.books.books import Plan
from tests.books.tampering import found, lift_guards
from tests.books.test_door_refusals import marked_lot, reopened
from tests.books.test_second_line import refused

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]


def stopped(plan: Plan, kind: str = "HOUSE", **on: Any) -> Stop:
    """A stop as a row, on certificate 1 unless told otherwise."""
    target = on or {"certificate": lot_of().certificate}
    return Stop.objects.create(
        agreement=plan.agreement,
        number=Stop.objects.count() + 1,
        kind=kind,
        reason="A reason",
        reported_by="Somebody",
        capacity="OTHER",
        reported_at=plan.at,
        placed_at=plan.at,
        placed_by=plan.maker,
        document=plan.document,
        **target,
    )


def released(plan: Plan, stop: Stop) -> StopRelease:
    """Its release by two people."""
    request = {"act": "RELEASE_STOP", "stop": stop.pk}
    approval = plan.approved(request, kind="RELEASE_STOP")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT consume_approval(%s, 'RELEASE_STOP', request, %s) FROM registry_approval WHERE id = %s",
            [approval, plan.tick(), approval],
        )
    return StopRelease.objects.create(
        stop=stop, document=plan.document, reason="Over", approval_id=approval, released_at=plan.at
    )


def lot_of(number: int = 1) -> Lot:
    return Lot.objects.get(certificate__number=number, closed_by=None)


def refusal_of(plan: Plan, request: dict[str, Any]) -> str:
    """The code with which the door refuses an entry; nothing is written."""
    before = BookEntry.objects.count()
    with pytest.raises(RightsError) as refusal:
        plan.post(request)
    assert BookEntry.objects.count() == before
    return refusal.value.code


def moved(plan: Plan, kind: str, **parts: Any) -> dict[str, Any]:
    """An entry of a kind that closes the lot of certificate 1 and opens it again for its holder."""
    lot = lot_of()
    return plan.transfer(lot, lot.holder, kind=kind, **parts) if lot.holder else {}


@pytest.mark.row("R-6b-1", "R-15b-1")
@pytest.mark.parametrize("on", ["certificate", "holder", "lot"])
def test_the_door_closes_no_lot_on_which_a_stop_stands(separated: Plan, on: str) -> None:
    lot = lot_of()
    stopped(separated, **{on: {"certificate": lot.certificate, "holder": lot.holder, "lot": lot}[on]})
    request = separated.transfer(lot, separated.holder("9"))
    assert refusal_of(separated, request) == "RIGHTS_UNDER_STOP"
    separated.post(separated.transfer(lot_of(2), separated.holders[-1]))  # another's certificate goes on
    assert verify().findings == []


@pytest.mark.parametrize(
    "kind", ["TRANSFER", "SPLIT_UP", "COMBINE", "EXCHANGE_CERTIFICATES", "REPLACE", "PAPER"]
)
def test_every_kind_that_moves_a_holders_rights_is_kept(separated: Plan, kind: str) -> None:
    stopped(separated)
    assert refusal_of(separated, moved(separated, kind)) == "RIGHTS_UNDER_STOP"


@pytest.mark.parametrize("kind", ["EXERCISE", "CANCEL"])
def test_stopped_rights_do_not_leave_the_books(separated: Plan, kind: str) -> None:
    stopped(separated)
    retired = "EXERCISED" if kind == "EXERCISE" else "CANCELLED"
    close = [{"lot": lot_of().pk, "retired_as": retired}]
    assert refusal_of(separated, separated.entry(kind, "8", close=close)) == "RIGHTS_UNDER_STOP"


@pytest.mark.row("R-6b-1")
def test_a_replacement_passes_the_report_of_the_loss_it_cures_and_no_other_stop(separated: Plan) -> None:
    stopped(separated, "LOSS_REPORTED")
    other = stopped(separated, "COMPANY_INSTRUCTION")
    assert refusal_of(separated, moved(separated, "REPLACE")) == "RIGHTS_UNDER_STOP"
    released(separated, other)
    assert separated.post(moved(separated, "REPLACE")).kind == "REPLACE"
    assert verify().findings == []


def test_marks_and_corrections_pass_and_a_stop_follows_a_lot_into_its_parts(separated: Plan) -> None:
    lot = lot_of()
    stopped(separated, lot=lot)
    marked_lot(separated, lot)
    correction = reopened(separated, lot, "CORRECT")
    correction |= {"corrects": lot.opened_by_id, "memorandum": "Entered on the wrong form"}
    separated.post(correction)
    child = Lot.objects.get(parent=lot)
    again = reopened(separated, child, "EXCHANGE_CERTIFICATES")
    assert refusal_of(separated, again) == "RIGHTS_UNDER_STOP"
    assert verify().findings == []


def test_an_order_on_exercises_holds_them_alone_and_one_on_all_holds_everything(separated: Plan) -> None:
    order = {"certificate": None, "dated_on": date(2003, 6, 20)}
    stopped(separated, "COURT_ORDER", reach="EXERCISE", **order)
    close = [{"lot": lot_of().pk, "retired_as": "EXERCISED"}]
    assert refusal_of(separated, separated.entry("EXERCISE", "7(a)", close=close)) == "RIGHTS_UNDER_STOP"
    separated.post(separated.transfer(lot_of(2), separated.holder("9")))
    stopped(separated, "COURT_ORDER", **order)
    assert refusal_of(separated, moved(separated, "TRANSFER")) == "RIGHTS_UNDER_STOP"


def test_a_demand_holds_to_its_last_day_and_a_claim_not_at_all(separated: Plan) -> None:
    stopped(separated, "ADVERSE_CLAIM")
    stopped(
        separated, "DEMAND_NOT_TO_REGISTER", certificate=lot_of().certificate, expires_on=separated.at.date()
    )
    separated.at = separated.at.replace(hour=23)  # still the day in San Francisco
    assert refusal_of(separated, moved(separated, "TRANSFER")) == "RIGHTS_UNDER_STOP"
    separated.at += timedelta(days=1)
    assert separated.post(moved(separated, "TRANSFER")).kind == "TRANSFER"
    assert verify().findings == []


def test_the_rules_and_the_door_let_the_same_entries_pass() -> None:
    from registry.verifier.functions import written_functions

    body = written_functions()["check_stops"].body
    listed = body.split("of_kind IN (", 1)[1].split(")", 1)[0]
    assert {word.strip(" \n'") for word in listed.split(",")} == {str(kind) for kind in PASSING_ENTRIES}


def test_nobody_changes_or_removes_a_stop_and_none_ends_without_two_people(
    separated: Plan, as_owner: Owner
) -> None:
    stop, other = stopped(separated), stopped(separated, "HOUSE", holder=separated.holders[1])
    approval = separated.approved({"act": "RELEASE_STOP", "stop": other.pk}, kind="RELEASE_STOP")
    forged = (
        "INSERT INTO registry_stoprelease"
        " (stop_id, document_id, reason, approval_id, released_at, released_after)"
        f" VALUES ({stop.pk}, {separated.document.pk}, 'x', {approval}, now(), 0)"
    )
    with connection.cursor() as cursor:
        assert refused(cursor, "UPDATE registry_stop SET reason = 'x'") == "RA001 BOOKS_IMMUTABLE"
        assert refused(cursor, "DELETE FROM registry_stop").startswith("42501")
        assert refused(cursor, forged) == "RA001 APPROVAL_OF_ANOTHER_KIND"
    with as_owner() as cursor:
        assert refused(cursor, "UPDATE registry_stop SET kind = 'ADVERSE_CLAIM'") == "RA001 BOOKS_IMMUTABLE"
        assert refused(cursor, forged) == "RA001 APPROVAL_OF_ANOTHER_KIND"
    assert not StopRelease.objects.exists()


def test_only_a_demand_gets_a_last_day_and_it_is_written_once(separated: Plan) -> None:
    stopped(separated, "DEMAND_NOT_TO_REGISTER", reach="REGISTRATION", certificate=lot_of().certificate)
    close = [{"lot": lot_of().pk, "retired_as": "EXERCISED"}]
    assert refusal_of(separated, moved(separated, "TRANSFER")) == "RIGHTS_UNDER_STOP"
    ends = "UPDATE registry_stop SET expires_on = '2003-07-22'"
    with connection.cursor() as cursor:
        assert refused(cursor, f"{ends}, reason = 'x'") == "RA001 BOOKS_IMMUTABLE"
        cursor.execute(ends)
        assert refused(cursor, "UPDATE registry_stop SET expires_on = NULL") == "RA001 BOOKS_IMMUTABLE"
    house = stopped(separated, certificate=lot_of(2).certificate)
    with connection.cursor() as cursor:
        assert refused(cursor, f"{ends} WHERE id = {house.pk}").startswith("23514")
    separated.post(separated.entry("EXERCISE", "7(a)", close=close))  # a demand holds no exercise
    assert verify().findings == []


def test_a_stop_notes_the_last_entry_before_it_whatever_it_is_told(separated: Plan) -> None:
    stop = stopped(separated, certificate=lot_of().certificate, placed_after=999)
    stop.refresh_from_db()
    assert stop.placed_after == BookEntry.objects.latest("number").number


def test_rights_moved_under_a_stop_behind_the_door_are_named(separated: Plan, as_owner: Owner) -> None:
    lot = lot_of()
    separated.post(separated.transfer(lot, separated.holder("9")))
    stopped(separated, certificate=lot.certificate)
    assert verify().findings == []  # it was moved before
    with as_owner() as cursor:
        lift_guards(cursor)
        cursor.execute("UPDATE registry_stop SET placed_after = placed_after - 1")
        named = {(finding.table, finding.key, finding.column) for finding in found()}
    assert named == {("lot", str(lot.pk), "closed_by_id")}
