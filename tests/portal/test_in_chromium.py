"""A holder in a real Chromium, from the code to the posting: the strict policy, every eye, a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from config.screens.camera import TELL_REFUSALS
from registry import clock
from registry.codes import shown_code
from registry.models import Item, RightsCertificate, SeparationState, User
from registry.services import holder_access
from tests.browser.conftest import Site, site
from tests.browser.looks import PHONE, complaints_of
from tests.browser.test_console import decide, open_by_services
from tests.certificates.drawing.samples import pages_of
from tests.journeys.stage import MARA
from tests.portal.desk import PASSWORD, countersign_all
from tests.portal.walk import digits_of, press

__all__ = ["site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CODE, NAME = "AHS-2003", "hazel"
# A folder to look at what was seen, while pages are being made.
PICTURES = os.environ.get("PORTAL_PICTURES", "")


@pytest.fixture(scope="module")
def counter(site: Site) -> Site:
    """The books open, every certificate countersigned, nobody has claimed an account."""
    site.stage.agreement.refresh_from_db()
    if site.stage.agreement.separation_state != SeparationState.BOOKS_OPEN:
        open_by_services(site)
    countersign_all(site.stage)
    cache.clear()
    site.complaints.clear()
    return site


@pytest.fixture(scope="module")
def letter(counter: Site) -> tuple[RightsCertificate, str]:
    """A certificate of some Rights, and the code that was mailed to its holder; the server knows both."""
    held = RightsCertificate.objects.filter(agreement=counter.stage.agreement, taint_class="", rights__gt=50)
    plain = held.exclude(registration__contains="\n")
    certificate = plain.select_related("holder__agreement").order_by("rights", "number")[0]
    maker = User.objects.get(username=MARA)
    _, code = holder_access.make_claim_code(certificate.holder, by=maker, at=clock.now())
    return certificate, shown_code(code)


class Eyes:
    """What is wrong with the pages that a browser comes by, at the desk and on a phone."""

    def __init__(self, page: Any) -> None:
        self.page, self.told, self.count = page, list[str](), 0

    def look(self) -> None:
        """Look at the open page."""
        address = re.sub(r"https?://[^/]+", "", self.page.url)
        self.told += complaints_of(self.page, address=address)
        self.count += 1
        if PICTURES:
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                for width in ({"width": 1280, "height": 900}, PHONE):
                    self.page.set_viewport_size(width)
                    name = (
                        f"{self.count:02d}-{re.sub(r'[^a-z]+', '-', address)}-{width['width']}-{scheme}.png"
                    )
                    self.page.screenshot(path=Path(PICTURES) / name, full_page=True)
            self.page.emulate_media(color_scheme="light")
            self.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def eyes(counter: Site) -> Iterator[Eyes]:
    """A browser of somebody who has not signed in."""
    context = counter.browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(TELL_REFUSALS)
    page = context.new_page()
    page.on("console", counter._heard)
    page.on("pageerror", lambda error: counter.complaints.append(f"{page.url}: {error}"))
    yield Eyes(page)
    context.close()


def claim_by_hand(eyes: Eyes, url: str, certificate: RightsCertificate, code: str) -> None:
    """The letter's words typed, a sign-in made, the digits of an app copied."""
    page = eyes.page
    page.goto(url + reverse("portal_claim"))
    page.fill("#id_account", certificate.holder.account)
    page.fill("#id_code", "1111")
    press(page, "Continue", until="No account is claimed")
    eyes.look()
    page.fill("#id_account", certificate.holder.account)
    page.fill("#id_code", code.lower())
    press(page, "Continue", until="Make your sign-in")
    for name, told in {"username": NAME, "email": f"{NAME}@example.com", "password": PASSWORD}.items():
        page.fill(f"#id_{name}", told)
    page.fill("#id_again", PASSWORD + "x")
    press(page, "Make the sign-in", until="The two passwords differ")
    eyes.look()
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    press(page, "Make the sign-in", until="Set up a second factor")
    eyes.look()
    page.get_by_role("link", name="Set up the app").click()
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("#id_code", digits_of(secret))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Recovery codes").first.wait_for()
    page.get_by_role("link", name="Your accounts").click()
    page.get_by_text(f"Account {certificate.holder.account}").first.wait_for()
    eyes.look()


def prepare_by_hand(eyes: Eyes, certificate: RightsCertificate) -> Item:
    """Every question met in its turn, one of them answered wrongly first."""
    page = eyes.page
    press(page, "Prepare an exercise", until="Questions")
    eyes.look()
    press(page, "Which certificates", until="Choose every certificate")
    eyes.look()
    page.get_by_label(f"R-{certificate.number:07d}").check()
    press(page, "Keep and continue", until="How many Rights")
    page.fill("#id_rights", str(certificate.rights + 1))
    press(page, "Keep and continue", until="There is a problem")
    eyes.look()
    page.fill("#id_rights", "30")
    press(page, "Keep and continue", until="In whose name do you ask for the securities?")
    eyes.look()
    page.get_by_label("As registered").check()
    press(page, "Keep and continue", until="In whose name do you ask for the balance")
    page.get_by_label("As registered").check()
    press(page, "Keep and continue", until="What do you certify?")
    eyes.look()
    page.get_by_label("are not", exact=True).check()
    page.get_by_label("did not", exact=True).check()
    press(page, "Keep and continue", until="How will you pay?")
    eyes.look()
    page.get_by_label("Cashier's check").check()
    press(page, "Keep and continue", until="Who guarantees your signature?")
    eyes.look()
    page.get_by_label("Member of the NASD").check()
    press(page, "Keep and continue", until="Check your answers")
    eyes.look()
    press(page, "These answers are right", until="Your papers are ready")
    eyes.look()
    return Item.objects.get(holder=certificate.holder, number__isnull=True)


def receive_by_hand(page: Any, certificate: RightsCertificate) -> None:
    """Staff fill in from the paper what no draft may, and take the exercise in."""
    page.fill("#id_paper-presenter", "By mail")
    page.set_input_files("#id_paper-document", [scan("both sides")])
    for block in ("securities", "balance"):
        page.fill(f"#id_election-{block}_number", "12-3456789")
    for part in ("form", "certification"):
        page.fill(f"#id_{part}-signed_name", certificate.registration)
        page.select_option(f"#id_{part}-guarantor_kind", "NASD_MEMBER")
        page.fill(f"#id_{part}-guarantor_name", "Harbor Securities")
    for place in (0, 1):
        page.get_by_label("No: the box that denies it").nth(place).check()
    page.get_by_label("None was asked").check()
    press(page, "Take it in and examine it", until="is taken in")


def pay_by_hand(page: Any, *, amount: str) -> None:
    """A cashier's check comes in."""
    press(page, "Record a payment", until="Payment received")
    page.select_option("#id_means", "CASHIERS_CHECK")
    page.fill("#id_amount", amount)
    page.fill("#id_drawer_bank", "Harbor Bank")
    page.fill("#id_instrument_number", "4711")
    page.get_by_label("The Company", exact=True).check()
    page.set_input_files("#id_document", [scan("a check")])
    press(page, "Record the payment", until="is recorded")


def scan(words: str) -> dict[str, Any]:
    """A scanned paper."""
    return {"name": f"{words}.txt", "mimeType": "text/plain", "buffer": words.encode()}


def test_a_holder_comes_from_the_code_to_the_posted_exercise(
    counter: Site, eyes: Eyes, letter: tuple[RightsCertificate, str]
) -> None:
    certificate, code = letter
    claim_by_hand(eyes, counter.url, certificate, code)
    item = prepare_by_hand(eyes, certificate)
    with eyes.page.expect_download() as download:
        eyes.page.get_by_role("link", name="Download the papers").click()
    pdf = Path(download.value.path()).read_bytes()
    assert shown_code(item.cover_code or "") in pages_of(pdf)[0]
    with counter.seen_by(MARA) as page:
        staff = Eyes(page)
        page.goto(counter.url + reverse("claim_letter", args=[CODE, certificate.holder.account]))
        staff.look()
        page.goto(counter.url + reverse("receive_exercise", args=[CODE]))
        page.fill("#cover-code", shown_code(item.cover_code or ""))
        press(page, "Find", until="Prepared by the holder; the paper governs.")
        assert page.locator("#id_election-rights_exercised").input_value() == "30"
        staff.look()
        receive_by_hand(page, certificate)
        press(eyes.page, "Account", until="Prepared and presented")
        press(eyes.page, "Exercise 1", until="the Exercise Price is not paid in full")
        eyes.look()
        pay_by_hand(page, amount="7500.00")
        press(page, "Ask for approval of the posting", until="Another person decides it")
        eyes.told += staff.told
    decide(counter, until="exercise 30 Rights")
    eyes.page.reload()
    eyes.page.get_by_text("The exercise is entered in the registration books.").wait_for()
    eyes.page.get_by_text("Not countersigned").first.wait_for()
    eyes.look()
    assert eyes.told == []
    assert [told for told in counter.complaints if "422" not in told] == []
