"""Until when the Board may redeem, by the agreement file: the query about an order, the line, the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agreement.choices import DaysKind, RedemptionWindow
from agreement.importer import shipped_agreement
from certificates.services.mailing_words import _redemption_until
from registry.models import Notice
from registry.models import NoticeKind as Kind
from registry.selectors.redemption_window import acquiring_person_since
from registry.selectors.timeline import timeline
from tests.registry.nullity_scene import OAK, NullityDesk, make_nullity_desk

LINE = "Redemption may be ordered before"
BOTH = pytest.mark.parametrize("window", list(RedemptionWindow))


def seen(desk: NullityDesk) -> dict[str, tuple[object, str]]:
    on = desk.plan.at.astimezone(ZoneInfo(desk.agreement.time_zone)).date()
    line = timeline(desk.agreement, on=on, known_at=desk.plan.at)
    return {one.name: (one.at, one.source) for one in line.events}


def ordered(desk: NullityDesk, **facts: Any) -> Notice:
    """Evidence that the Board ordered redemption just now, called back."""
    acted = desk.plan.tick()
    told = {"ordered_at": acted.isoformat(), "method": "by check", "announced_on": str(acted.date()), **facts}
    return desk.authenticate(desk.receive(Kind.REDEMPTION_ORDERED, told))


def asked(notice: Notice) -> list[str]:
    """What is asked back, but for the orders of this test that stand beside each other."""
    return [one["code"] for one in notice.grounds if one["code"] != "INSTRUCTIONS_CONFLICT"]


@pytest.mark.django_db
@pytest.mark.row("R-23a-1", "R-20g-1")
@pytest.mark.parametrize(
    "window",
    [
        RedemptionWindow.DAYS_AFTER_ANNOUNCEMENT,
        pytest.param(
            RedemptionWindow.UNTIL_ACQUIRING_PERSON, marks=pytest.mark.refusal("REDEMPTION_WINDOW_CLOSED")
        ),
    ],
)
def test_an_order_after_there_is_an_acquiring_person_is_asked_back_where_the_plan_says_so(
    window: RedemptionWindow,
) -> None:
    desk = make_nullity_desk(redemption_window=window.value)
    assert LINE not in seen(desk)
    assert asked(ordered(desk)) == []
    notice = desk.notified(desk.position(desk.holder(OAK)))
    assert acquiring_person_since(desk.agreement, known_at=desk.plan.at) == desk.event_at
    before = acquiring_person_since(desk.agreement, known_at=notice.received_at - timedelta(seconds=1))
    assert before is None
    is_until = window is RedemptionWindow.UNTIL_ACQUIRING_PERSON
    assert asked(ordered(desk)) == ["REDEMPTION_WINDOW_CLOSED"] * is_until
    earlier = (desk.event_at - timedelta(seconds=1)).isoformat()
    assert asked(ordered(desk, ordered_at=earlier)) == []
    if is_until:
        assert seen(desk)[LINE] == (desk.event_at, "until there is an Acquiring Person")
    else:
        assert LINE not in seen(desk)
    # What was found to have been inadvertent opens the window again.
    desk.ended(notice)
    assert asked(ordered(desk)) == []
    assert LINE not in seen(desk)


@BOTH
@pytest.mark.django_db
@pytest.mark.row("R-23a-1", "R-1hh-1")
def test_an_announcement_ends_the_window_at_once_or_after_days(window: RedemptionWindow) -> None:
    desk = make_nullity_desk(redemption_window=window.value)
    zone = ZoneInfo(desk.agreement.time_zone)
    today = desk.plan.at.astimezone(zone).date()
    desk.apply(Kind.ANNOUNCEMENT, {"limb": "SHARES_ACQUISITION", "announced_on": today.isoformat()})
    is_until = window is RedemptionWindow.UNTIL_ACQUIRING_PERSON
    assert asked(ordered(desk)) == ["REDEMPTION_WINDOW_CLOSED"] * is_until
    at, source = seen(desk)[LINE]
    assert isinstance(at, datetime)
    if is_until:
        assert (at, source) == (datetime(*today.timetuple()[:3], tzinfo=zone), window.words)
    else:
        assert at.astimezone(zone).date() >= today + timedelta(days=5)
        assert source == "5 days after the Shares Acquisition Date"
    later = ordered(desk, extended_to=(today + timedelta(days=9)).isoformat())
    told = "INSTRUCTION_OUTSIDE_AGREEMENT" if is_until else "EXTENSION_NOT_ANNOUNCED"
    assert told in asked(later)


def test_the_summary_of_rights_says_until_when() -> None:
    terms = shipped_agreement("digitalthink_2003")
    days = "until the fifth day after it is announced to the public that somebody owns 15% or more of the "
    assert _redemption_until(terms).startswith(days)
    business = replace(terms, redemption_days_kind=DaysKind.BUSINESS)
    assert _redemption_until(business).startswith("until the fifth Business Day after")
    until = replace(terms, redemption_window=RedemptionWindow.UNTIL_ACQUIRING_PERSON)
    assert _redemption_until(until).startswith("until somebody owns 15% or more of the ")
    assert "announced" not in _redemption_until(until)
