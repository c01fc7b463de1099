"""Shares of which surrender and payment fall on days when the transfer books are closed (10)."""

from collections.abc import Sequence
from datetime import date

import pytest

from agreement.importer import shipped_agreement, shipped_closures
from agreement.transfer_books import BooksClosed, closure_grounds, first_open_day

CALENDAR = shipped_agreement("digitalthink_2003").calendar(shipped_closures())
JULY_10, JULY_14 = date(2003, 7, 10), date(2003, 7, 14)
JULY_3 = date(2003, 7, 3)


def closed(first: date, last: date, *, accepted: bool = True, notice: int = 7) -> BooksClosed:
    return BooksClosed(notice, first, last, accepted)


@pytest.mark.row("R-10-2")
@pytest.mark.parametrize(
    ("day", "told", "of_record"),
    [
        (JULY_10, [closed(JULY_10, JULY_14)], date(2003, 7, 15)),
        (JULY_3, [closed(JULY_3, JULY_3)], date(2003, 7, 7)),  # the fourth is a holiday, a Friday
        (date(2003, 7, 9), [closed(JULY_10, JULY_14)], date(2003, 7, 9)),
        (date(2003, 7, 15), [closed(JULY_10, JULY_14)], date(2003, 7, 15)),
        # The next Business Day lies in another closure.
        (
            JULY_10,
            [closed(JULY_10, JULY_14), closed(date(2003, 7, 15), date(2003, 7, 16))],
            date(2003, 7, 17),
        ),
        (JULY_10, [closed(JULY_10, JULY_14, accepted=False)], JULY_10),
        (date(2003, 7, 5), [], date(2003, 7, 5)),  # a Saturday: open unless the Company closes them
    ],
)
def test_10_the_next_business_day_on_which_the_books_are_open(
    day: date, told: Sequence[BooksClosed], of_record: date
) -> None:
    assert first_open_day(day, closed=told, calendar=CALENDAR) == of_record


def test_10_a_closure_that_is_not_accepted_holds_what_falls_in_it_and_nothing_else() -> None:
    told = [closed(JULY_10, JULY_14, accepted=False)]
    [ground] = closure_grounds(JULY_10, closed=told)
    assert (ground.code, ground.clause) == ("BOOKS_CLOSURE_UNCONFIRMED", "10")
    assert "from 2003-07-10 through 2003-07-14" in ground.message
    for day in (None, date(2003, 7, 9), date(2003, 7, 15)):
        assert closure_grounds(day, closed=told) == ()
    assert closure_grounds(JULY_10, closed=[closed(JULY_10, JULY_14)]) == ()
    # One that begins where an accepted one ends.
    then = closed(date(2003, 7, 15), date(2003, 7, 16), accepted=False, notice=8)
    [ground] = closure_grounds(JULY_10, closed=[closed(JULY_10, JULY_14), then])
    assert ground.facts["notice"] == 8
