"""The console in a real Chromium: by keys alone, under the strict policy, for every eye, on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from registry.models import (
    AddressChange,
    Approval,
    CopyRequest,
    HolderList,
    InformationRequest,
    Notice,
    RegisteredHolder,
    SeparationState,
)
from tests.browser.conftest import Site
from tests.browser.looks import complaints_of
from tests.journeys.stage import INES, MARA, ROWAN, SOLOMON, Stage, paper, work
from tests.journeys.test_who_sees_what import the_table

# The site commits what all tests of this module look at; what a test itself would write is rolled back.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CODE = "AHS-2003"
TABS_MAX = 90
PLACE = {MARA: 1, SOLOMON: 2, INES: 3, ROWAN: 4}
# Handed out as files, or parts of another page.
NO_PAGES = {
    "document",
    "healthz",
    "list_rejects",
    "register_export",
    "register_workbook",
    "hand_over_sheet",
    "holder_post",
    "run_file",
    "run_paper",
    "certificate_copy",
    "certificate_picture",
    "certificate_paper",
}


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
    """The books open, a run drawn, an execution waiting for its second person."""
    stage = site.stage
    stage.agreement.refresh_from_db()
    if stage.agreement.separation_state != SeparationState.BOOKS_OPEN:
        open_by_services(site)
    entry = stage.agreement.entries.latest("number").number
    stage.post(MARA, "lock_run", CODE, entry=entry)
    work()
    stage.post(MARA, "proof", CODE)
    work()
    site.desk += papers_at_the_desk(stage)
    site.complaints.clear()
    return site


def papers_at_the_desk(stage: Stage) -> list[str]:
    """Two prices that conflict, a draft of a new address, a copy asked for; the pages on which they stand."""
    received = "2003-06-17T09:12:00"
    notice = {
        "authority-officer_name": "Rowan T. Ellery", "authority-officer_title": "President",
        "authority-channel": "FACSIMILE", "authority-signed_on": "2003-06-17",
        "authority-received_at": received, "facts-trading_day": "2003-06-16",
    }  # fmt: skip
    for price in ("4.15", "4.25"):
        told = notice | {"facts-price": price, "paper-document": paper(text=price)}
        assert stage.post(MARA, "receive_notice", CODE, "RIGHT_PRICE", **told).status_code == 302
    number = Notice.objects.filter(agreement=stage.agreement).latest("number").number
    stage.post(MARA, "notice_called_back", CODE, number, note="Called the President, who confirmed it.")
    holder = RegisteredHolder.objects.filter(agreement=stage.agreement).latest("pk")
    moved = {"registration": holder.registration, "address": "9 Cedar Lane", "city": "Salem", "country": "US"}
    assert (
        stage.post(MARA, "change_address", CODE, holder.pk, **moved, received_at=received).status_code == 302
    )
    asked = {"name": str(holder), "account": holder.account, "received_at": received, "document": paper()}
    stage.client(MARA).post(reverse("log_copy", args=[CODE]), asked)
    stage.post(MARA, "questions", CODE, question="Which transfers came in after the list was closed?")
    return [
        reverse(view, args=[CODE, *args])
        for view, *args in (
            ("notice", number),
            ("application", number),
            ("holder", holder.pk),
            ("address_change", AddressChange.objects.get(holder=holder).pk),
            ("copy_given", CopyRequest.objects.get(holder=holder).pk),
            ("question_answered", InformationRequest.objects.latest("pk").pk),
        )
    ]


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
    stage.agreement.refresh_from_db()
    work()


def pages_of(site: Site, name: str) -> list[str]:
    """The addresses that the table lets a person read as a page."""
    return [
        reverse(asked.name, args=asked.args)
        for asked in the_table(site.stage)
        if asked.method == "GET"
        and asked.name not in NO_PAGES
        and asked.statuses.split()[PLACE[name]] == "200"
    ]


@pytest.mark.parametrize("name", [SOLOMON, INES, ROWAN])
def test_no_page_of_a_role_meets_the_policy_or_says_an_error(opened: Site, name: str) -> None:
    opened.complaints.clear()
    with opened.seen_by(name) as page:
        for address in pages_of(opened, name):
            answer = page.goto(opened.url + address)
            assert answer.status == 200, address
            assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert opened.complaints == []


def test_every_page_of_the_clerk_is_accessible_light_and_dark_and_fits_a_phone(opened: Site) -> None:
    told: list[str] = []
    opened.complaints.clear()
    with opened.seen_by(MARA) as page:
        for address in (*pages_of(opened, MARA), *opened.desk):
            assert page.goto(opened.url + address).status == 200, address
            if "certificates" in address:
                page.wait_for_selector("#paper")
            if re.search(r"/holders/\d+/$", address):
                page.wait_for_selector("#mail")
            told += complaints_of(page, address=address)
    assert told == []
    assert opened.complaints == []


def test_a_request_shows_what_it_binds_and_its_maker_no_button(opened: Site) -> None:
    approval = Approval.objects.filter(kind="OPEN_BOOKS").latest("id")
    with opened.seen_by(MARA) as page:
        page.goto(opened.url + reverse("request", args=[approval.request_hash]))
        assert page.locator("button:has-text('Approve')").count() == 0
        assert page.locator(f"text={approval.request['content_hash']}").count() == 1


def fill(page: Any, field: str, words: str) -> None:
    """Reach a field by keys and type."""
    tab_to(page, field)
    page.keyboard.type(words)


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
