"""The page of readings: every open question, the reading in use, whose decision, what hangs on it today."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agreement.importer import shipped_open_questions
from agreement.readings import QUESTIONS
from registry.models import NoticeKind
from registry.selectors.open_questions import QuestionRead, questions_read
from tests.registry.company_desk import Desk
from tests.registry.console import make_desk_console

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")


def question(desk: Desk, name: str) -> QuestionRead:
    """One question as it is read now."""
    found = questions_read(desk.agreement, at=desk.at)
    return next(one for one in found.questions if one.reading.name == name)


def test_the_last_close_is_told_under_each_reading(desk: Desk) -> None:
    read = question(desk, "final_expiration_close")
    assert read.numbers == ("AMB-R-01",)
    assert read.topics == ("windows",)
    made = {one.reading: (one.made, one.is_in_use) for one in read.effects}
    assert made == {
        "ROLLED_FORWARD": (datetime(2010, 10, 25, 17, tzinfo=PACIFIC), True),
        "DATE_AS_PRINTED": (datetime(2010, 10, 23, 17, tzinfo=PACIFIC), False),
    }
    assert read.differs


def test_a_figure_that_is_the_same_under_each_reading_is_told_as_such(desk: Desk) -> None:
    read = question(desk, "exercise_price_of_a_right")
    assert [one.made for one in read.effects] == [Fraction(250), Fraction(250)]
    assert not read.differs
    value = question(desk, "preferred_fraction_value")
    assert [one.made for one in value.effects] == [Fraction(1000), Fraction(1, 1000)]


def test_where_nothing_stands_no_figure_is_made_up(desk: Desk) -> None:
    for name in ("partial_exchange_expiry", "ten_day_periods", "notice_effect"):
        assert question(desk, name).effects == (), name


def test_an_order_of_redemption_gives_the_day_of_its_notice_under_each_reading(desk: Desk) -> None:
    # Ordered on Tuesday the 17th: ten days lead to Friday the 27th, which is a Business Day.
    desk.receive(NoticeKind.REDEMPTION_ORDERED, {"ordered_at": desk.at.isoformat(), "price": "0.001"})
    read = question(desk, "ten_day_periods")
    assert [one.made for one in read.effects] == [date(2003, 6, 27)] * 2


def test_a_decision_by_the_companys_paper_is_told_with_that_paper(desk: Desk) -> None:
    before = question(desk, "one_certificate_date")
    assert before.reading.in_use == "ONE_FOR_EACH_DATE"
    assert before.document is not None
    assert before.document.title.startswith("Agreement file")
    earlier = desk.at
    desk.later()
    notice = desk.apply(NoticeKind.ONE_DATE_APPROVAL, {})
    read = question(desk, "one_certificate_date")
    assert (read.reading.in_use, read.document) == ("RECORD_DATE_FOR_ALL", notice.document)
    assert read.decided_by == f"notice {notice.number} of President Rowan T. Ellery"
    then = questions_read(desk.agreement, at=earlier)
    assert {one.reading.in_use for one in then.questions if one.reading.name == "one_certificate_date"} == {
        "ONE_FOR_EACH_DATE"
    }


def test_the_page_tells_every_question_to_everybody_of_the_plan(settings: Any) -> None:
    _desk, console = make_desk_console(settings)
    page = console.see("readings")
    for one in QUESTIONS.values():
        assert f'id="{one.name}"' in page
    for told in shipped_open_questions():
        assert told.number in page, told.number
    for words in (
        "Mon 25 Oct 2010, 17:00 PDT",
        "Sat 23 Oct 2010, 17:00 PDT",
        "17 CFR 240.17Ad-6(c)",
        "Agreement file of AHS-2003",
        "PRICE_MULTIPLE_UNCONFIRMED",
        "No figure of today hangs on it",
        "The same under each",
    ):
        assert words in page, words
    for name in ("approver", "ines", "rowan"):
        assert 'id="final_expiration_close"' in console.see("readings", by=name)
