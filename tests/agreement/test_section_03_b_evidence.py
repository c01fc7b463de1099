"""Which paper evidences the Rights of a share: Summary, legend, or Rights Certificate (§3(a) to (c))."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from agreement.separation import (
    EVIDENCE_SECTIONS,
    Evidence,
    evidence_of_rights,
    rights_moved_with,
    sign_off_grounds,
)

RECORD_DATE = date(2000, 10, 23)
NOTICED = datetime(2003, 6, 17, 16, 12, tzinfo=UTC)
BEFORE = NOTICED - timedelta(seconds=1)

HUNDRED = Fraction(100)


def evidence(issued_on: date, *, at: datetime = BEFORE, noticed: datetime | None = NOTICED) -> Evidence:
    return evidence_of_rights(issued_on, record_date=RECORD_DATE, notice_received_at=noticed, at=at)


@pytest.mark.row("R-3b-2")
def test_3b_a_certificate_of_1999_without_legend_evidences_rights_with_the_summary() -> None:
    assert evidence(date(1999, 7, 1)) is Evidence.SUMMARY
    assert evidence(RECORD_DATE) is Evidence.SUMMARY
    assert EVIDENCE_SECTIONS[Evidence.SUMMARY] == "3(b)"


@pytest.mark.row("R-3c-3")
def test_3c_a_share_certificate_issued_later_evidences_them_alone() -> None:
    found = evidence(date(2000, 10, 24))
    assert found is Evidence.LEGEND
    assert rights_moved_with(HUNDRED, rights_per_share=Fraction(1), evidence=found) == 100
    assert rights_moved_with(HUNDRED, rights_per_share=Fraction(3, 2), evidence=found) == 150


@pytest.mark.row("R-3a-11", "R-3c-3")
def test_3a_from_the_notice_on_only_a_rights_certificate_evidences_rights() -> None:
    for issued_on in (date(1999, 7, 1), date(2002, 5, 1)):
        found = evidence(issued_on, at=NOTICED)
        assert found is Evidence.RIGHTS_CERTIFICATE
        assert rights_moved_with(HUNDRED, rights_per_share=Fraction(1), evidence=found) == 0


@pytest.mark.row("R-3a-4")
def test_3a_no_clock_separates_them_without_the_notice() -> None:
    assert evidence(RECORD_DATE, at=NOTICED + timedelta(days=900), noticed=None) is Evidence.SUMMARY


@pytest.mark.row("R-0-4")
def test_recitals_equal_totals_need_the_sign_off_as_well() -> None:
    total = {"predecessor": "Juniper", "inherited": Fraction(5), "stated": Fraction(5)}
    (found,) = sign_off_grounds(**total, is_signed_off=False)
    assert found.code == "TAKEOVER_NOT_SIGNED_OFF"
    assert sign_off_grounds(**total, is_signed_off=True) == ()
