"""Before a transfer: what of value was asked about (17f-1), and where new certificates go (6(a))."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.delivery import DirectionFacts, DirectionSource, delivery_grounds
from agreement.grounds import Basis, Effect
from agreement.inquiry import InquiryFacts, InquiryResult, inquiry_grounds
from agreement.turnaround import PauseReason, exclusion_of, pause_for
from agreement.workflow.items import ItemKind

ABOVE = Decimal(10_000)
DAY = date(2003, 7, 1)
PORTLAND, SALEM = "9 Cedar Road, Portland, OR 97201, US", "1 Elm Street, Salem, OR 97301, US"
LETTER, SETTLING = DirectionSource.LETTER, DirectionSource.SETTLING


def answered(number: int, result: InquiryResult) -> InquiryFacts:
    return InquiryFacts(number, result, DAY, f"C-{number}")


CLEAN, REPORTED = answered(1, InquiryResult.CLEAN), answered(1, InquiryResult.REPORTED)


@pytest.mark.parametrize(
    ("value", "inquiries", "codes"),
    [
        ("10000.00", (), []),
        ("10000.01", (), ["INQUIRY_MISSING"]),
        (None, (), ["INQUIRY_MISSING"]),  # a value that nobody certified may be above it
        ("10000.01", (CLEAN,), []),
        (None, (CLEAN,), []),
        ("10000.01", (CLEAN, REPORTED), ["INQUIRY_ANSWERED_REPORTED"]),
        ("1.00", (REPORTED,), ["INQUIRY_ANSWERED_REPORTED"]),  # whatever the value, it was reported
        ("10000.01", (REPORTED, CLEAN), []),
        ("10000.01", (answered(2, InquiryResult.CLEAN),), ["INQUIRY_MISSING"]),
    ],
)
def test_above_the_dated_value_an_inquiry_is_asked_for_and_the_last_answer_speaks(
    value: str | None, inquiries: Sequence[InquiryFacts], codes: list[str]
) -> None:
    worth = None if value is None else Decimal(value)
    found = inquiry_grounds([1], inquiries, value=worth, above=ABOVE)
    assert [one.code for one in found] == codes
    assert all((one.basis, one.effect) == (Basis.LAW, Effect.HOLD) for one in found)
    assert all(one.clause == "17 CFR 240.17f-1(d)" for one in found)


def test_an_inquiry_is_the_agents_own_work_and_makes_no_item_less_routine(
    calendar: BusinessDayCalendar,
) -> None:
    (missing,) = inquiry_grounds([1, 2], (), value=Decimal("20000"), above=ABOVE)
    assert "Certificates 1, 2 are worth $20,000.00" in missing.message
    found = exclusion_of(
        kind=ItemKind.TRANSFER, grounds=[missing], received_on=DAY, lapses=(), lapse_days=5, calendar=calendar
    )
    assert found is None
    assert pause_for([missing]) is None
    assert inquiry_grounds([1], (), value=Decimal("20000"), above=None) == ()


def direction(place: int, source: DirectionSource, address: str, to: str = "Cedar Fund LP") -> DirectionFacts:
    return DirectionFacts(place, source, to, address)


ASSIGNED = direction(1, DirectionSource.ASSIGNMENT, PORTLAND)


@pytest.mark.row("R-6a-13")
@pytest.mark.parametrize(
    ("directions", "held"),
    [
        ((), False),
        ((direction(1, LETTER, "9 Cedar Road  Portland, OR 97201, us"),), False),  # the same in other signs
        ((direction(1, LETTER, SALEM),), True),
        ((direction(1, LETTER, PORTLAND, to="Elm Custody Co."),), True),
        ((direction(0, LETTER, SALEM),), False),  # the balance has no other direction
        ((direction(0, LETTER, SALEM), direction(0, DirectionSource.INSTRUMENT, PORTLAND)), True),
        ((direction(1, LETTER, SALEM), direction(1, SETTLING, PORTLAND)), False),
        # Settled for another address than the line bears: the certificate would not go there.
        ((direction(1, SETTLING, SALEM),), True),
        ((direction(1, SETTLING, PORTLAND), direction(1, LETTER, SALEM)), True),
    ],
)
def test_two_directions_for_one_certificate_hold_it_until_a_written_one_settles_it(
    directions: Sequence[DirectionFacts], held: bool
) -> None:
    found = delivery_grounds([ASSIGNED], directions)
    assert [one.code for one in found] == (["ENTITLED_PERSON_UNCLEAR"] if held else [])
    assert all(one.effect is Effect.HOLD for one in found)
    assert pause_for(found) is (PauseReason.PRESENTOR if held else None)
