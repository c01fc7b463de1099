"""Dates by each policy on Business Days that reads the agreement's words (§1(e)): told where they differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from registry.models import NoticeKind
from registry.selectors.other_policies import PoliciesCompared, compare_policies
from registry.services.agreements import load_agreement
from tests.registry.company_desk import Desk, make_desk, plan_file

AUTUMN = datetime(2003, 9, 2, 17, 0, tzinfo=UTC)
COMPARED = "CALIFORNIA, NEW_JERSEY, CA_OR_NJ_STRICT+FEDERAL_RESERVE"


@pytest.fixture
def autumn(db: None) -> Desk:
    """The plan a week before the ninth of September, when banks of one of its states may close."""
    desk = make_desk(at=AUTUMN)
    desk.apply_record_count()
    return desk


def announce(desk: Desk) -> None:
    """An offer first published on the Friday before Labor Day."""
    desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-08-29"})


def told(found: PoliciesCompared) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each date that is disputed, and what the others make of it, by the days."""
    return [
        (one.section, f"{one.in_use.date()}", [(f"{at.date()}", names) for at, names in one.others])
        for one in found.disputed
    ]


@pytest.mark.row("R-1e-1", "R-1l-1")
def test_a_projected_date_is_told_by_each_policy_that_disagrees(autumn: Desk) -> None:
    announce(autumn)
    found = compare_policies(autumn.agreement, at=autumn.at)
    assert (found.in_use, found.others) == ("CA_OR_NJ_STRICT", COMPARED)
    assert told(found) == [("1(l)", "2003-09-16", [("2003-09-15", "NEW_JERSEY")])]


@pytest.mark.row("R-1e-1")
def test_policies_that_agree_on_every_date_are_named_and_nothing_is_disputed(autumn: Desk) -> None:
    found = compare_policies(autumn.agreement, at=autumn.at)
    assert (found.others, found.disputed) == (COMPARED, ())


@pytest.mark.row("R-1e-2")
def test_a_day_closed_by_an_order_counts_for_the_policies_that_heed_its_place(autumn: Desk) -> None:
    from registry.services.agreements import request_closure

    announce(autumn)
    autumn.approve(
        request_closure(
            autumn.agreement,
            place="NEW_JERSEY",
            closed_on=datetime(2003, 9, 11, tzinfo=UTC).date(),
            name="Storm",
            source="Executive Order 12 of 2003",
            document=autumn.paper("Order"),
            maker=autumn.maker,
            at=autumn.later(),
        )
    )
    found = compare_policies(autumn.agreement, at=autumn.later())
    assert told(found) == [("1(l)", "2003-09-17", [("2003-09-16", "CALIFORNIA, NEW_JERSEY")])]


@pytest.mark.row("R-1e-1", "R-1r-1")
def test_the_last_close_of_business_is_told_by_each_policy_that_disagrees(autumn: Desk) -> None:
    text = plan_file().decode().replace('code = "AHS-2003"', 'code = "AHS-ELECTION"')
    text = text.replace("final_expiration_date = 2010-10-23", "final_expiration_date = 2010-11-02")
    plan = load_agreement(
        text.encode(), original_name="plan.toml", by=autumn.maker, at=autumn.later()
    ).agreement
    found = compare_policies(plan, at=autumn.at)
    assert told(found) == [("1(r)", "2010-11-03", [("2010-11-02", "CALIFORNIA")])]


def test_the_page_of_the_plan_shows_both_dates(autumn: Desk, settings: Settings) -> None:
    client = Client()
    client.force_login(autumn.maker)
    settings.CLOCK_OFFSET = autumn.at - datetime.now(UTC)

    def page() -> str:
        return client.get(reverse("agreement", args=[autumn.agreement.code])).content.decode()

    assert "lead to the same dates" in page()
    settings.CLOCK_OFFSET += timedelta(hours=1)
    autumn.later(hours=1)
    announce(autumn)
    settings.CLOCK_OFFSET += timedelta(hours=1)
    shown = page()
    assert "Dates on which policies on Business Days disagree" in shown
    assert "by NEW_JERSEY" in shown
    assert "Mon 15 Sep 2003" in shown
