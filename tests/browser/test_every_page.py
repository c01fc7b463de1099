"""Every page in a real Chromium, whoever may read it: under the strict policy, for every eye, on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from config.screens.camera import NOBODY
from config.screens.holder import KEEPER, NAME
from config.screens.pages import PAGES, STEPS_OF_A_CLAIM, addresses, pages_not_seen
from registry.models import LetterKind, PaperDue
from tests.browser.conftest import Site
from tests.browser.looks import complaints_of
from tests.browser.scene import set_whole_scene
from tests.browser.test_console import open_by_services
from tests.journeys.stage import INES, MARA, ROWAN, SOLOMON

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PEOPLE = (MARA, SOLOMON, INES, ROWAN, KEEPER.username, NAME, NOBODY)
NOT_ONES_OWN = (302, 403, 404)
# Pages whose examples look different from each other; of the rest one is enough.
OF_MANY_LOOKS = {"request", "item", "exercise", "certificate", "print_run", "mailing", "notice"}
EXAMPLES = 3
# What a page gets by itself once it is open.
PARTS = {r"^/agreements/[^/]+/certificates/\d+/$": "#paper", r"/holders/\d+/$": "#mail"}


@pytest.fixture(scope="module")
def whole(site: Site) -> Site:
    """The books open, and one of everything that has a page."""
    open_by_services(site)
    set_whole_scene(site.stage)
    return site


def examples() -> list[tuple[str, str]]:
    """Some addresses of every page, with its name."""
    return [
        (kind.name, address)
        for kind in PAGES
        for address in addresses(kind)[: EXAMPLES if kind.name in OF_MANY_LOOKS else 1]
    ]


class Walk:
    """What everybody came by, and what was wrong with it; each page is looked at once, by the first."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.seen: dict[str, set[str]] = {}
        self.looked_at: set[str] = set()
        self.told: list[str] = []

    def go(self, name: str, asked: list[tuple[str, str]]) -> None:
        """Open every address as one person."""
        refused = []
        self.site.complaints.clear()
        entrance = self.site.seen_by_nobody() if name == NOBODY else self.site.seen_by(name)
        with entrance as page:
            for kind, address in asked:
                answer = self._answer_to(page, self.site.url + address)
                if answer.status == 200 and answer.url == self.site.url + address:
                    self.seen.setdefault(kind, set()).add(name)
                    self._look(page, answer, address=address)
                elif answer.status in NOT_ONES_OWN or answer.status == 200:
                    refused.append(f"{self.site.url}{address}: Failed to load resource")
                else:
                    self.told.append(f"{name} gets {answer.status} for {address}")
        said = [told for told in self.site.complaints if not told.startswith(tuple(refused))]
        self.told += [f"{name}: {told}" for told in said]

    def _answer_to(self, page: Any, url: str) -> Any:
        """What the person gets for an address: asked for only, once a page of it has been looked at."""
        if url.removeprefix(self.site.url) in self.looked_at:
            return page.context.request.get(url, max_redirects=0)
        return page.goto(url)

    def _look(self, page: Any, answer: Any, *, address: str) -> None:
        if "default-src 'self'" not in answer.headers["content-security-policy"]:
            self.told.append(f"{address} has no strict policy")
        if address in self.looked_at:
            return
        self.looked_at.add(address)
        for pattern, part in PARTS.items():
            if re.search(pattern, address):
                page.wait_for_selector(part)
        self.told += complaints_of(page, address=address)


def test_every_page_keeps_the_policy_is_accessible_and_fits_a_phone_whoever_reads_it(whole: Site) -> None:
    walk, asked = Walk(whole), examples()
    for name in PEOPLE:
        walk.go(name, asked)
    assert not walk.told, "\n".join(walk.told)
    left = set(pages_not_seen(walk.seen)) - set(STEPS_OF_A_CLAIM)  # tests/portal claims an account
    assert left == set()
    staff_and_auditor = {MARA, SOLOMON, INES, KEEPER.username}
    for page in ("item", "exercise", "mailing_preview"):
        assert walk.seen[page] == staff_and_auditor, page
    assert walk.seen["mailing"] == {*staff_and_auditor, ROWAN}
    assert walk.seen["portal_exercise"] == {NAME}
    assert KEEPER.username in walk.seen["admin:index"]


def test_every_kind_of_letter_is_in_the_scene(whole: Site) -> None:
    written = set(PaperDue.objects.values_list("paper_kind", flat=True))
    assert set(LetterKind.values) - written == set()
