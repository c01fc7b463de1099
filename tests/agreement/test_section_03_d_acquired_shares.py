"""3(d): Rights of shares the Company acquires."""

from dataclasses import replace
from fractions import Fraction

import pytest

from agreement.decisions import Approved, Held
from agreement.posting import LotClosed, LotOpened, RetiredAs
from agreement.separation import AttachedLot, ShareAcquisition, decide_acquisition

from .moments import DISTRIBUTION_CLOSE, RECORD_DATE_CLOSE, pacific

BOUGHT = ShareAcquisition(
    acquired_at=pacific("2003-02-10T12:00"),
    shares=Fraction(1_500_000),
    rights_per_share=Fraction(1),
    record_date_close=RECORD_DATE_CLOSE,
    distribution_close=None,
    attached=(AttachedLot("1", 1_000_000), AttachedLot("2", 39_000_000)),
)


@pytest.mark.row("R-3d-1")
def test_rights_of_acquired_shares_are_retired_from_the_lots_opened_first() -> None:
    decision = decide_acquisition(BOUGHT)
    assert isinstance(decision, Approved)
    posting = decision.posting
    assert posting.rights_retired == {RetiredAs.CANCELLED: 1_500_000}
    assert posting.lots_closed == (LotClosed("1", 1_000_000), LotClosed("2", 39_000_000))
    assert posting.lots_opened == (LotOpened(38_500_000, parent_lot="2"),)


def test_a_lot_used_up_leaves_no_rest() -> None:
    decision = decide_acquisition(replace(BOUGHT, shares=Fraction(1_000_000)))
    assert isinstance(decision, Approved)
    assert decision.posting.lots_closed == (LotClosed("1", 1_000_000),)
    assert decision.posting.lots_opened == ()


@pytest.mark.row("R-3d-1", "R-3d-2")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"acquired_at": RECORD_DATE_CLOSE}, "REPURCHASE_DATE_INVALID"),
        (
            {"acquired_at": pacific("2003-07-15T12:00"), "distribution_close": DISTRIBUTION_CLOSE},
            "RIGHTS_ALREADY_SEPARATE",
        ),
        ({"shares": Fraction(40_000_001)}, "RETIREMENT_EXCEEDS_ATTACHED"),
        ({"shares": Fraction(1, 2)}, "RIGHTS_PER_SHARE_NOT_WHOLE"),
    ],
)
def test_an_acquisition_outside_the_section_is_asked_back(change: dict[str, object], code: str) -> None:
    decision = decide_acquisition(replace(BOUGHT, **change))  # type: ignore[arg-type]
    assert isinstance(decision, Held)
    assert [(found.code, found.effect) for found in decision.grounds] == [(code, "QUERY")]


def test_before_the_notice_an_acquisition_after_the_projected_date_still_retires() -> None:
    assert isinstance(decide_acquisition(replace(BOUGHT, acquired_at=pacific("2003-06-16T18:00"))), Approved)
