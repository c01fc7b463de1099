"""The console in a real Chromium by keys alone: the opening, a print run, a notice; the keys themselves."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from certificates.models import PrintRun, RunState
from config.demo.press import SIGNATORY
from config.demo.story import PRESIDENT, SECRETARY
from registry.models import Approval, HolderList, SeparationState
from tests.browser.conftest import Site
from tests.journeys.stage import MARA, SOLOMON, work

# The site commits what all tests of this module look at; what a test itself would write is rolled back.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CODE = "AHS-2003"
TABS_MAX = 90


def tab_to(page: Any, words: str) -> None:
    """Press Tab until the focus is on a control of these words; a keyboard must reach it."""
    told = "() => (document.activeElement.innerText || document.activeElement.id || '').trim()"
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if words in page.evaluate(told):
            return
    raise AssertionError(f"No key reaches “{words}” on {page.url}")


def press(page: Any, words: str, *, until: str) -> None:
    """Reach a control by keys and press Enter; the next page shows what it should."""
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"text={until}")


def decide(site: Site, *, until: str) -> None:
    """The second person opens what waits and approves it, by keys."""
    with site.seen_by(SOLOMON) as page:
        press(page, "Decide:", until="What is bound")
        press(page, "Approve and do it", until="Approved and done")
        page.wait_for_selector(f"text={until}")


def test_a_list_becomes_opened_books_by_keys_alone(site: Site) -> None:
    path = site.stage.folder / "list.csv"
    site.stage.list_text()
    with site.seen_by(MARA) as page:
        press(page, "Agreements", until="Alder Harbor")
        press(page, "Alder Harbor", until="Terms in force")
        press(page, "Holder lists", until="Read a list")
        tab_to(page, "file")
        page.locator("#file").set_input_files(path)  # the system's own dialogue has keys of its own
        press(page, "Read and examine", until="No row was refused")
        press(page, "Ask for acceptance", until="Another person decides it")
    decide(site, until="Accept list")
    with site.seen_by(MARA) as page:
        page.goto(site.url + reverse("list", args=[CODE, HolderList.objects.latest("id").pk]))
        press(page, "Preview the opening", until="Samples: look at these before approving")
        press(page, "Ask for approval", until="Another person decides it")
    decide(site, until="Open")
    site.stage.agreement.refresh_from_db()
    assert site.stage.agreement.separation_state == SeparationState.BOOKS_OPEN
    rows_by_keys(site)


def rows_by_keys(site: Site) -> None:
    """`/` searches, `j` and `k` choose a row, Enter opens it, `?` tells the keys and Escape closes them."""
    with site.seen_by(MARA) as page:
        page.goto(site.url + reverse("register", args=[CODE]))
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#keys").is_visible()
        page.keyboard.press("/")
        page.keyboard.type("R-0000004")
        page.locator("tr[data-row]").nth(1).wait_for(state="detached")
        page.keyboard.press("Escape")
        page.locator("#status").focus()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('R-0000004')")


@pytest.fixture(scope="module")
def opened(site: Site) -> Site:
    """The books open."""
    site.stage.agreement.refresh_from_db()
    if site.stage.agreement.separation_state != SeparationState.BOOKS_OPEN:
        open_by_services(site)
    site.complaints.clear()
    return site


def open_by_services(site: Site) -> None:
    """The same opening without a browser, where the walk by keys was not run."""
    from config.demo import story
    from registry import clock
    from registry.models import Notice

    stage = site.stage
    stage.list_text()
    notice = Notice.objects.filter(agreement=stage.agreement, kind="LIST_CERTIFIED").latest("number")
    holder_list = story.read_list(stage.agreement, stage.folder / "list.csv", notice=notice, at=clock.now())
    story.open_the_books(holder_list, at=clock.now(), now=clock.now)
    stage.permit_exercise()
    stage.agreement.refresh_from_db()
    work()


def fill(page: Any, field: str, words: str) -> None:
    """Reach a field by keys and type."""
    tab_to(page, field)
    page.keyboard.type(words)


def send_paper(page: Any, form: str) -> None:
    """Choose the paper of a form; the system's own dialogue has keys of its own."""
    tab_to(page, f"id_{form}-document")
    paper = {"name": "signed.txt", "mimeType": "text/plain", "buffer": form.encode()}
    page.locator(f"#id_{form}-document").set_input_files(paper)


def work_beside() -> None:
    """Do what lies ready as a worker does: on a connection of its own, which commits."""

    def draw() -> None:
        try:
            work()
        finally:
            connection.close()

    worker = Thread(target=draw)
    worker.start()
    worker.join()


def test_a_run_is_locked_printed_signed_and_reconciled_by_keys_alone(opened: Site) -> None:
    with opened.seen_by(MARA) as page:
        press(page, "Agreements", until="Alder Harbor")
        press(page, "Alder Harbor", until="Terms in force")
        press(page, "Print runs", until="not printed yet")
        press(page, "Lock the run and draw it", until="Frozen when locked")
        work_beside()
        page.reload()
        press(page, "Record as printed", until="Officers who signed")
        for officer in (PRESIDENT, SECRETARY):
            tab_to(page, str(page.get_by_label(", ".join(officer)).get_attribute("id")))
            page.keyboard.press("Space")
        send_paper(page, "executionform")
        press(page, "Ask for approval of the execution", until="Another person decides it")
    decide(opened, until="execut")
    run = PrintRun.objects.get(agreement=opened.stage.agreement)
    with opened.seen_by(MARA) as page:
        page.goto(opened.url + reverse("print_run", args=[CODE, run.number]))
        fill(page, SIGNATORY, SIGNATORY)
        send_paper(page, "countersignatureform")
        press(page, "Ask for approval of the countersigning", until="Another person decides it")
    decide(opened, until="countersign")
    with opened.seen_by(MARA) as page:
        page.goto(opened.url + reverse("print_run", args=[CODE, run.number]))
        press(page, "Reconcile", until="Ask to close the run")
    run.refresh_from_db()
    assert run.state == RunState.RECONCILED
    assert opened.complaints == []


def test_a_request_shows_what_it_binds_and_its_maker_no_button(opened: Site) -> None:
    approval = Approval.objects.filter(kind="OPEN_BOOKS").latest("id")
    with opened.seen_by(MARA) as page:
        page.goto(opened.url + reverse("request", args=[approval.request_hash]))
        assert page.locator("button:has-text('Approve')").count() == 0
        assert page.locator(f"text={approval.request['content_hash']}").count() == 1


def test_a_notice_is_previewed_recorded_called_back_and_asked_for_by_keys_alone(opened: Site) -> None:
    opened.complaints.clear()
    with opened.seen_by(MARA) as page:
        page.goto(opened.url + reverse("notices", args=[CODE]))
        press(page, "Take in a notice", until="Which notice came in?")
        press(page, "Officer's certificate of a fact", until="Who signed it")
        fill(page, "id_authority-officer_name", "Rowan T. Ellery")
        fill(page, "id_authority-officer_title", "President")
        fill(page, "By facsimile", "By facs")
        fill(page, "id_authority-signed_on", "06172003")
        fill(page, "id_facts-fact_type", "MARKET_PRICE")
        fill(page, "id_facts-value", "4.15")
        fill(page, "id_facts-as_of", "06162003")
        press(page, "Preview what it will do", until="conclusive as of its date")
        assert page.locator("#id_facts-value").input_value() == "4.15"
        page.locator("#id_paper-document").set_input_files(opened.stage.folder / "list.csv")
        press(page, "Record it as received", until="no effect before the call-back")
        press(page, "Record the call-back", until="Call on a number of record")
        fill(page, "id_note", "Called the President on the number of record, who confirmed it.")
        press(page, "Record it as authenticated", until="Ask a second person")
        press(page, "Ask for acceptance", until="Another person decides it")
    assert opened.complaints == []


def test_single_keys_are_switched_off_and_the_browser_remembers_it(opened: Site) -> None:
    with opened.seen_by(MARA) as page:
        page.keyboard.press("?")
        page.keyboard.press("Shift+Tab")  # from the button that closes
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Single keys are off")
        page.keyboard.press("Escape")
        page.goto(opened.url + reverse("register", args=[CODE]))
        for key in ("?", "j", "/"):
            page.keyboard.press(key)
        assert not page.locator("#keys").is_visible()
        assert page.locator("tr.is-chosen").count() == 0
        assert page.evaluate("document.activeElement.id") != "words"
        page.goto(opened.url + reverse("agreements"))
        tab_to(page, "keys")
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Switch single keys off")
        page.goto(opened.url + reverse("register", args=[CODE]))
        page.keyboard.press("j")
        assert page.locator("tr.is-chosen").count() == 1
