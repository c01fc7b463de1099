"""The timeline and the readings in a real Chromium: desk and phone, light and dark, by keys alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from config.demo import story
from tests.browser.conftest import Site
from tests.browser.test_console import CODE, tab_to
from tests.journeys.stage import INES, MARA, ROWAN

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 780}
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture(scope="module")
def announced(site: Site) -> Site:
    """A plan whose Shares Acquisition Date was announced: the days of the count are shown."""
    story.announce_acquisition(site.stage.agreement)
    site.complaints.clear()
    return site


def opened(site: Site, page: Any, view: str, query: str = "") -> None:
    """Open a page of the plan."""
    page.goto(site.url + reverse(view, args=[CODE]) + query)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "shown", "hidden"), [
    (DESK, ".line-lying", ".line-standing"),
    (PHONE, ".line-standing", ".line-lying"),
])  # fmt: skip
def test_the_line_lies_at_a_desk_and_stands_on_a_phone_and_the_page_fits(
    site: Site, viewport: dict[str, int], shown: str, hidden: str, colours: str
) -> None:
    with site.seen_by(MARA, viewport=viewport, color_scheme=colours) as page:
        opened(site, page, "timeline")
        assert page.locator(shown).is_visible()
        assert not page.locator(hidden).is_visible()
        assert page.evaluate(FITS)
        drawn = page.locator(f"{shown} .stop" if shown == ".line-lying" else f"svg{shown} .stop").count()
        assert drawn > 6
        opened(site, page, "readings")
        assert page.locator("#final_expiration_close").is_visible()
        assert page.evaluate(FITS)
    assert site.complaints == []


def test_a_day_is_chosen_and_a_count_is_opened_by_keys_alone(announced: Site) -> None:
    site = announced
    with site.seen_by(INES) as page:
        opened(site, page, "timeline")
        tab_to(page, "Day by day")
        page.keyboard.press("Enter")
        assert page.locator("details[open] .day-count >> text=Business Day 10").is_visible()
        opened(site, page, "timeline")
        tab_to(page, "id_on")
        page.keyboard.type("06/03/2003")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Seen from 3 June 2003")
        tab_to(page, "Back to today")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Today, 17 June 2003")


def test_a_conflict_leads_to_the_reading_in_use(site: Site) -> None:
    with site.seen_by(ROWAN) as page:
        opened(site, page, "timeline")
        page.locator("tr", has_text="Saturday is no Business Day").get_by_text("How it is read").click()
        page.wait_for_url(lambda url: url.endswith("#final_expiration_close"))
        row = page.locator("#final_expiration_close")
        assert "Mon 25 Oct 2010, 17:00 PDT" in row.inner_text()
        assert "In use" in row.inner_text()
        page.fill("#filter-questions", "cancelled certificates")
        page.locator("#final_expiration_close").wait_for(state="hidden")
        assert page.locator("#cancelled_paper").is_visible()
