"""The timeline as a page: one line, one table, seen from a day, by what was known then or is known now."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from registry.models import NoticeKind
from registry.selectors.timeline import timeline
from registry.staff.timeline_drawing import draw_lying, draw_standing
from tests.registry.company_desk import Desk
from tests.registry.console import Console, make_desk_console

pytestmark = pytest.mark.django_db
OFFER = {"limb": "TENDER_OFFER", "announced_on": "2003-06-27"}


@pytest.fixture
def told(settings: Any) -> tuple[Desk, Console]:
    """The console of a plan to which an offer was made known that is published in ten days."""
    desk, console = make_desk_console(settings)
    desk.apply(NoticeKind.ANNOUNCEMENT, OFFER)
    return desk, console


def row_of(page: str, name: str) -> str:
    """The row of the table whose date has a name."""
    rows = re.findall(r"<tr data-row.*?</tr>", page, re.DOTALL)
    (found,) = [row for row in rows if re.search(rf'data-label="Date">{re.escape(name)} <', row)]
    return str(found)


def test_the_page_tells_the_count_the_conflicts_and_the_ground_of_each_date(
    told: tuple[Desk, Console],
) -> None:
    _desk, console = told
    page = console.see("timeline")
    projected = row_of(page, "Distribution Date")
    for words in (
        "Projected",
        "Mon 14 Jul 2003, 17:00 PDT",
        "Business Day 10",
        "weekend",
        "Independence Day",
    ):
        assert words in projected, words
    assert "Business Day 11" not in projected
    printed = row_of(page, "Final Expiration Date")
    for words in ("Conflict", "Saturday is no Business Day", "#final_expiration_close"):
        assert words in printed, words
    assert "#AMB-R-07" in row_of(page, "The Rights expire")
    assert "Today, 17 June 2003" in page
    assert page.index("<table") < page.index('<svg class="plan-line"')


def test_the_same_day_by_what_was_known_then_and_by_what_is_known_now(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    before = console.see("timeline", on="2003-06-16", known="then")
    assert "Seen from 16 June 2003" in before
    assert "Offer first published" not in before
    after = console.see("timeline", on="2003-06-16", known="now")
    assert "Learned later" in row_of(after, "Offer first published")
    assert "Learned later" not in row_of(after, "Record Date")
    assert "ahead" in row_of(after, "Distribution Date")
    assert "past" in row_of(console.see("timeline", on="2010-10-26", known="now"), "The Rights expire")


def test_a_day_before_the_plan_was_taken_on_and_one_that_is_none(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    assert "Nothing was known of the plan then" in console.see("timeline", on="2001-01-01")
    assert "Record Date" in console.see("timeline", on="2001-01-01", known="now")
    for asked in ({"on": "yesterday"}, {"on": "1066-10-14"}, {"known": "never"}):
        answer = console.get("timeline", **asked)
        assert answer.status_code == 422, asked
        assert 'class="error"' in answer.content.decode()


def test_everybody_of_the_plan_sees_it(told: tuple[Desk, Console]) -> None:
    _desk, console = told
    for name in ("approver", "ines", "rowan"):
        assert "Projected" in console.see("timeline", by=name)


def test_no_words_of_the_drawing_lie_on_another_and_each_number_is_drawn(told: tuple[Desk, Console]) -> None:
    desk, _console = told
    line = timeline(desk.agreement, on=date(2003, 6, 17), known_at=desk.at)
    for drawing in (draw_lying(line), draw_standing(line)):
        words = [one for stop in drawing.stops for one in stop.words]
        assert len({(one.x, one.y) for one in words}) == len(words)
        assert all(0 < one.y < drawing.height for one in words)
        firsts = [int(stop.numbers.split("–")[0]) for stop in drawing.stops]
        assert firsts == sorted(set(firsts))
        assert firsts[0] == 1
        assert drawing.begins < drawing.looked_at < drawing.ends
    lying = draw_lying(line)
    places = [stop.x for stop in lying.stops]
    assert all(later - earlier >= 96 for earlier, later in pairwise(places))
    # Words of neighbours stand on two sides of the line; those of one side are two steps apart.
    assert all(len(one.text) * 6.5 < 2 * 96 for stop in lying.stops for one in stop.words)
