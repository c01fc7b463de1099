"""Marks and events forged with every hash right: the rules still name the table and the row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.models import BookEntry, CertificateEvent, Lot, LotTaint
from registry.verifier import verify
from tests.books.books import Plan
from tests.books.tampering import RECHAIN, REHASH, found, lift_guards
from tests.books.test_door_refusals import VOID, inherited, marked_lot, reopened, signed

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]
Named = set[tuple[str, str, str]]


def forged(as_owner: Owner, statement: str, parameters: list[Any]) -> Named:
    """What the verifier names after a change by the owner who makes every hash right again."""
    assert verify().findings == []
    with as_owner() as cursor:
        lift_guards(cursor)
        cursor.execute(statement, parameters)
        cursor.execute(REHASH)
        cursor.execute(RECHAIN)
        return {(finding.table, finding.key, finding.column) for finding in found()}


@pytest.mark.row("R-7e-9")
def test_void_rights_that_were_transferred_are_named(separated: Plan, as_owner: Owner) -> None:
    lot = marked_lot(separated, Lot.objects.get(certificate__number=1))
    request = inherited(separated, lot)
    request["certificates"][0].update(legend_class="NULLITY", taint_class="IV")
    separated.post(request)
    named = forged(as_owner, "UPDATE lot_taint SET void_from = %s", [VOID])
    assert named == {("lot", str(lot.pk), "retired_as")}


@pytest.mark.parametrize("void_from", [None, "2003-06-22T00:00:00Z"])
def test_a_void_mark_that_ends_or_begins_later_in_other_hands_is_named(
    separated: Plan, as_owner: Owner, void_from: str | None
) -> None:
    lot = marked_lot(separated, Lot.objects.get(certificate__number=1), void_from=VOID)
    separated.post(reopened(separated, lot, "EXCHANGE_CERTIFICATES", void_from=VOID))
    mark = LotTaint.objects.get(lot__parent=lot)
    named = forged(as_owner, "UPDATE lot_taint SET void_from = %s WHERE id = %s", [void_from, mark.pk])
    assert named == {("lot_taint", str(mark.pk), "void_from")}


def test_a_mark_that_a_later_lot_has_lost_names_the_lot(separated: Plan, as_owner: Owner) -> None:
    lot = marked_lot(separated, Lot.objects.get(certificate__number=1), void_from=VOID)
    separated.post(reopened(separated, lot, "EXCHANGE_CERTIFICATES", void_from=VOID))
    child = Lot.objects.get(parent=lot)
    named = forged(as_owner, "DELETE FROM lot_taint WHERE lot_id = %s", [child.pk])
    assert ("lot_taint", str(child.pk), "lot_id") in named


def test_two_marks_in_force_on_a_lot_are_named(separated: Plan, as_owner: Owner) -> None:
    lot = marked_lot(separated, Lot.objects.get(certificate__number=1))
    named = forged(
        as_owner,
        'INSERT INTO lot_taint SELECT (json_populate_record(mark, \'{"id": 999999, "taint_class": "IV"}\')).*'
        " FROM lot_taint mark WHERE lot_id = %s",
        [lot.pk],
    )
    assert named == {("lot_taint", "999999", "lot_id")}


@pytest.mark.row("R-3a-4")
@pytest.mark.parametrize(
    "change",
    [
        "received_at = received_at + '9 days', recorded_at = recorded_at + '9 days'",
        "state = 'ACCEPTED'",
        "kind = 'RIGHT_PRICE'",
    ],
)
def test_rights_held_before_the_notice_came_name_the_entry(
    separated: Plan, as_owner: Owner, change: str
) -> None:
    issued = BookEntry.objects.get(kind="ISSUE")
    named = forged(
        as_owner, f"UPDATE registry_notice SET {change} WHERE agreement_id = %s", [separated.agreement.pk]
    )
    assert named == {("book_entry", str(issued.pk), "kind")}


@pytest.mark.row("R-5a-3")
def test_a_countersignature_dated_before_the_issue_is_named(separated: Plan, as_owner: Owner) -> None:
    separated.post(separated.entry("PAPER", "5(a)", events=[signed(separated, 1, 2)]))
    event = CertificateEvent.objects.get()
    named = forged(as_owner, "UPDATE certificate_event SET happened_on = %s", ["2003-06-21"])
    assert named == {("certificate_event", str(event.pk), "happened_on")}


@pytest.mark.row("R-5a-3")
@pytest.mark.parametrize(("kind", "is_named"), [("COUNTERSIGNED", True), ("ISSUED", False)])
def test_a_second_countersignature_over_some_of_the_numbers_is_named(
    separated: Plan, as_owner: Owner, kind: str, is_named: bool
) -> None:
    separated.post(separated.entry("PAPER", "5(a)", events=[signed(separated, 1, 2)]))
    forged_later = f'{{"id": 999999, "kind": "{kind}", "first_number": 2}}'
    named = forged(
        as_owner,
        "INSERT INTO certificate_event SELECT (json_populate_record(event, %s)).*"
        " FROM certificate_event event",
        [forged_later],
    )
    assert (("certificate_event", "999999", "kind") in named) is is_named
