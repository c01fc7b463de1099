"""§18(a), §20(c), §20(i): fees by a schedule, what was paid, the scope of delegates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from agreement.delegates import DelegateWork, Engagement, is_in_scope, must_be_in_scope
from agreement.errors import RightsError
from agreement.fees import (
    ActsCounted,
    CountedAct,
    FeeTerms,
    MoneyReceived,
    fees_paid_by_year,
    fees_paid_in_twelve_months,
    price,
    receipt_refusal,
    schedule_of_period,
    total_of,
)

SIGNED = CountedAct.CERTIFICATE_COUNTERSIGNED
AGREED = FeeTerms(
    1,
    date(2003, 1, 1),
    Decimal("12000.00"),
    {SIGNED: Decimal("2.00"), CountedAct.TRANSFER_POSTED: Decimal(15)},
)
LATER = FeeTerms(2, date(2003, 7, 1), Decimal("14000.00"), {SIGNED: Decimal("2.25")})


def counted(count: int, *, act: CountedAct = SIGNED) -> ActsCounted:
    return ActsCounted(act, count, "Books: entry 14")


@pytest.mark.row("R-18a-1")
def test_2431_certificates_at_2_dollars_and_the_annual_fee_are_16862_dollars() -> None:
    lines = price(AGREED, [counted(2431), counted(0, act=CountedAct.TRANSFER_POSTED)], annual_year=2003)
    assert [(line.words, line.count, line.amount) for line in lines] == [
        ("Rights Certificates countersigned", 2431, Decimal("4862.00")),
        ("Annual fee for 2003", 1, Decimal("12000.00")),
    ]
    assert total_of(lines) == Decimal("16862.00")


def test_a_fee_in_parts_of_a_cent_is_rounded_once_a_line() -> None:
    mailed = CountedAct.NOTICE_MAILED
    terms = FeeTerms(1, date(2003, 1, 1), Decimal(0), {mailed: Decimal("0.035")})
    (line,) = price(terms, [counted(1001, act=mailed)], annual_year=None)
    assert line.amount == Decimal("35.04")  # 35.035, the middle away from zero


def test_an_act_that_the_schedule_does_not_price_is_not_billed() -> None:
    with pytest.raises(RightsError) as refused:
        price(AGREED, [counted(3, act=CountedAct.EXERCISE_POSTED)], annual_year=None)
    assert refused.value.code == "FEE_NOTHING_TO_BILL"


@pytest.mark.row("R-18a-1")
def test_a_period_before_the_first_schedule_has_none() -> None:
    with pytest.raises(RightsError) as refused:
        schedule_of_period(date(2002, 12, 1), date(2002, 12, 31), [AGREED, LATER])
    assert refused.value.code == "FEE_SCHEDULE_MISSING"
    assert str(refused.value).startswith("No fee schedule in force on 2002-12-01 (AGREEMENT §18(a))")


def test_a_period_lies_within_one_schedule() -> None:
    both = [AGREED, LATER]
    assert schedule_of_period(date(2003, 6, 1), date(2003, 6, 30), both) == AGREED
    assert schedule_of_period(date(2003, 7, 1), date(2003, 7, 31), both) == LATER
    for first, last, code in (
        (date(2003, 6, 1), date(2003, 7, 1), "FEE_PERIOD_DIVIDED"),
        (date(2003, 6, 2), date(2003, 6, 1), "FEE_PERIOD_EMPTY"),
    ):
        with pytest.raises(RightsError) as refused:
            schedule_of_period(first, last, both)
        assert refused.value.code == code


def test_part_payments_come_until_all_is_paid_and_never_more() -> None:
    told = {"asked": Decimal("16862.00"), "received": Decimal("10000.00"), "what": "invoice 1"}
    assert receipt_refusal(**told, amount=Decimal("6862.00")) is None
    refused = receipt_refusal(**told, amount=Decimal("6862.01"))
    assert refused is not None
    assert refused.code == "RECEIPT_EXCEEDS_SUM"
    assert "$6862.01 is more than the $6862.00 that is open of invoice 1" in str(refused)


@pytest.mark.row("R-20c-1")
def test_the_fees_paid_stand_by_calendar_year_and_for_the_last_twelve_months() -> None:
    received = [
        MoneyReceived(date(2003, 7, 15), Decimal("10000.00")),
        MoneyReceived(date(2003, 7, 15), Decimal("-10000.00")),  # taken back
        MoneyReceived(date(2003, 7, 15), Decimal("12000.00")),
        MoneyReceived(date(2003, 12, 31), Decimal("4862.00")),
        MoneyReceived(date(2004, 1, 2), Decimal("500.00")),
    ]
    assert fees_paid_by_year(received) == ((2004, Decimal("500.00")), (2003, Decimal("16862.00")))
    assert fees_paid_in_twelve_months(received, until=date(2004, 7, 15)) == Decimal("5362.00")
    assert fees_paid_in_twelve_months(received, until=date(2004, 2, 29)) == Decimal("17362.00")


@pytest.mark.row("R-20i-1")
def test_a_mail_house_engaged_for_one_job_has_that_job_alone() -> None:
    house = Engagement(
        "Quay Mailing Inc.",
        frozenset({DelegateWork.MAILING}),
        date(2003, 6, 1),
        until=date(2003, 12, 31),
        jobs=frozenset({3}),
    )
    told = {"work": DelegateWork.MAILING, "day": date(2003, 6, 27)}
    assert is_in_scope(house, **told, job=3)
    for changed in (
        {"job": 4},
        {"job": None},
        {"job": 3, "work": DelegateWork.PRINTING},
        {"job": 3, "day": date(2004, 1, 1)},
        {"job": 3, "day": date(2003, 5, 31)},
    ):
        with pytest.raises(RightsError) as refused:
            must_be_in_scope(house, **(told | changed))
        assert refused.value.code == "DELEGATE_OUT_OF_SCOPE"
        assert str(refused.value).startswith("Quay Mailing Inc. is not engaged for this work")
