"""Where papers are received, and when Rights alone may move (§5(b), §6(a), §16(a))."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agreement.errors import InvalidRequest, RefusedByGround
from registry.models import DesignatedOffice
from registry.services.offices import receipt_at_office
from registry.services.severance import must_be_severable
from tests.registry.company_desk import Desk

THURSDAY = datetime(2003, 7, 10, 18, 0, tzinfo=UTC)
FRIDAY = datetime(2003, 7, 11, 17, 30, tzinfo=UTC)


@pytest.mark.row("R-5b-4")
def test_what_is_handed_in_at_a_designated_office_is_received_then(desk: Desk) -> None:
    receipt = receipt_at_office(desk.agreement, "New York", handed_in_at=THURSDAY)
    assert (receipt.received_at, receipt.place, receipt.notes) == (THURSDAY, "New York", ())


@pytest.mark.row("R-5b-4")
def test_what_is_handed_in_at_a_branch_is_received_when_it_reaches_a_designated_office(desk: Desk) -> None:
    receipt = receipt_at_office(
        desk.agreement, "Oakland", handed_in_at=THURSDAY, arrived_at=FRIDAY, forwarded_to="San Francisco"
    )
    assert (receipt.received_at, receipt.place) == (FRIDAY, "San Francisco")
    (note,) = receipt.notes
    assert note.code == "NOT_DESIGNATED_OFFICE"
    assert "Oakland" in note.message
    assert "San Francisco" in note.message


@pytest.mark.row("R-5b-4")
@pytest.mark.parametrize(
    ("arrived", "forwarded_to"), [(None, ""), (None, "San Francisco"), (FRIDAY, "Sacramento")]
)
def test_it_is_not_received_before_it_arrives_at_one(
    desk: Desk, arrived: datetime | None, forwarded_to: str
) -> None:
    with pytest.raises(RefusedByGround) as refused:
        receipt_at_office(
            desk.agreement, "Oakland", handed_in_at=THURSDAY, arrived_at=arrived, forwarded_to=forwarded_to
        )
    assert refused.value.code == "NOT_DESIGNATED_OFFICE"
    assert "San Francisco" in str(refused.value)


@pytest.mark.row("R-5b-4")
def test_an_office_counts_from_the_day_of_its_designation_to_its_last(desk: Desk) -> None:
    DesignatedOffice.objects.filter(name="New York").update(designated_until="2003-07-10")
    assert receipt_at_office(desk.agreement, "New York", handed_in_at=THURSDAY).received_at == THURSDAY
    receipt = receipt_at_office(desk.agreement, "New York", handed_in_at=FRIDAY, arrived_at=FRIDAY)
    assert receipt.place == "San Francisco"


def test_nothing_arrives_before_it_is_handed_in(desk: Desk) -> None:
    with pytest.raises(InvalidRequest) as refused:
        receipt_at_office(
            desk.agreement, "Oakland", handed_in_at=FRIDAY, arrived_at=THURSDAY, forwarded_to="New York"
        )
    assert refused.value.code == "ARRIVED_BEFORE_HANDED_IN"
    with pytest.raises(InvalidRequest) as naive:
        receipt_at_office(desk.agreement, "Oakland", handed_in_at=FRIDAY.replace(tzinfo=None))
    assert naive.value.code == "NAIVE_TIMESTAMP"


@pytest.mark.row("R-3a-2", "R-16a-1")
def test_rights_alone_do_not_move_while_they_travel_with_the_shares(desk: Desk) -> None:
    with pytest.raises(RefusedByGround) as refused:
        must_be_severable(desk.agreement, at=desk.at)
    assert refused.value.code == "RIGHTS_NOT_SEVERABLE"
    assert "§16(a)" in str(refused.value)
    desk.separate()
    desk.agreement.refresh_from_db()
    must_be_severable(desk.agreement, at=desk.at)
    known = desk.agreement.distribution_known_from
    assert known is not None
    with pytest.raises(RefusedByGround):
        must_be_severable(desk.agreement, at=known - timedelta(seconds=1))
