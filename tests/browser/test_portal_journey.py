"""A holder by keys alone, from the mailed code to the confirmation; the print pack, back on the desk."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from config.screens.holder import prepare
from registry import clock
from registry.codes import shown_code
from registry.models import HolderAccess, Item, RightsCertificate, User
from registry.pdf_pages import opened_pdf, page_picture
from registry.services import holder_access
from registry.verifier import verify
from tests.browser.conftest import Site
from tests.browser.keyboard import Keyboard
from tests.browser.looks import complaints_as_it_is, is_wider_than_its_window
from tests.certificates.drawing.samples import pages_of
from tests.journeys.stage import MARA
from tests.portal.desk import PASSWORD
from tests.portal.test_in_chromium import CODE, counter, receive_by_hand
from tests.portal.walk import digits_of

__all__ = ["counter"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NAME = "rosalind"
PAGES_MOST = 12  # from the list of questions to the confirmation
WINDOWS = {1200: {"width": 1200, "height": 900}, 390: {"width": 390, "height": 844}}
DOTS = 2.8  # of 72 to an inch: two hundred dots to an inch
MARKS = ("QR Code", "Code 128")
ASKEW = 1.4  # degrees, as a sheet lies on a scanner
PICTURES = os.environ.get("PORTAL_PICTURES", "")


@dataclass
class Eyes:
    """What is wrong with the pages of a journey, and which pages it had."""

    page: Any
    told: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Look at the open page: axe, its width, every stop of its keyboard."""
        address = re.sub(r"https?://[^/]+", "", self.page.url)
        self.seen.append(address)
        self.told += complaints_as_it_is(self.page, address=address)
        if is_wider_than_its_window(self.page):
            self.told.append(f"{address} is wider than its window")
        Keyboard(self.page).walk()
        self._keep(address)
        self.page.emulate_media(color_scheme="light")

    def _keep(self, address: str) -> None:
        if not PICTURES:
            return
        width = self.page.viewport_size["width"]
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            name = f"{width}-{len(self.seen):02d}-{re.sub(r'[^a-z]+', '-', address)}{scheme}.png"
            self.page.screenshot(path=Path(PICTURES) / name, full_page=True)


@pytest.fixture(scope="module")
def letters(counter: Site) -> dict[int, tuple[RightsCertificate, str]]:
    """For each window a certificate, and the code as the letter shows it; the server knows both."""
    held = RightsCertificate.objects.filter(agreement=counter.stage.agreement, taint_class="", rights__gt=50)
    plain = held.exclude(registration__contains="\n").select_related("holder__agreement")
    maker, told = User.objects.get(username=MARA), {}
    for width, certificate in zip(WINDOWS, plain.order_by("rights", "number"), strict=False):
        _, code = holder_access.make_claim_code(certificate.holder, by=maker, at=clock.now())
        told[width] = certificate, shown_code(code)
    return told


def claim(eyes: Eyes, url: str, certificate: RightsCertificate, code: str, *, name: str) -> None:
    """What the letter says is typed, a sign-in made, the digits of an app copied."""
    page, keys = eyes.page, Keyboard(eyes.page)
    page.goto(url + reverse("portal_claim"))
    eyes.look()
    keys.fill("#id_account", certificate.holder.account)
    keys.fill("#id_code", code.lower())
    keys.press("Continue", until="Make your sign-in")
    eyes.look()
    told = {"username": name, "email": f"{name}@example.com", "password": PASSWORD, "again": PASSWORD}
    for known, words in told.items():
        keys.fill(f"#id_{known}", words)
    keys.press("Make the sign-in", until="Set up a second factor")
    eyes.look()
    keys.press("Set up the app", until="Password")
    page.locator("#id_password").wait_for()
    eyes.look()
    keys.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    secret = page.locator("#authenticator_secret").input_value()  # the telephone reads it off the screen
    eyes.look()
    keys.fill("#id_code", digits_of(secret))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Recovery codes").first.wait_for()
    eyes.look()
    keys.press("Go on", until=f"Account {certificate.holder.account}")
    assert f"R-{certificate.number:07d}" in page.locator("main").inner_text()
    eyes.look()


def answer_wrongly(eyes: Eyes, rights: int) -> None:
    """More Rights than there are: the page says so, the focus is on it, and a link leads to the field."""
    page, keys = eyes.page, Keyboard(eyes.page)
    keys.fill("#id_rights", f"{rights + 1:,}")
    keys.press("Keep and continue", until="There is a problem")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    eyes.look()
    page.reload()  # as it was left: nothing of it was kept
    keys.fill("#id_rights", "30")
    page.get_by_text("30 × $250.00").wait_for()  # counted while it is typed
    assert "$7,500.00" in page.locator(".arithmetic").inner_text()


def prepare_by_keys(eyes: Eyes, certificate: RightsCertificate) -> list[str]:
    """Every question met in its turn; returns the questions as they were asked."""
    page, keys, asked = eyes.page, Keyboard(eyes.page), list[str]()

    def ask(question: str) -> None:
        page.get_by_role("heading", name=question, level=1).wait_for()
        asked.append(page.locator("h1").inner_text().replace("\n", " "))
        assert page.locator("h1").count() == page.locator("main form").count() == 1
        assert page.locator("main :is([type=radio], [type=checkbox]):checked").count() == 0
        eyes.look()

    keys.press("Prepare an exercise", until="Questions")
    eyes.look()
    keys.press("Which certificates", until="Choose every certificate")
    ask("Which certificates")
    keys.reach(f"R-{certificate.number:07d}")
    page.keyboard.press("Space")
    keys.press("Keep and continue", until="How many Rights")
    ask("How many Rights")
    answer_wrongly(eyes, certificate.rights)
    keys.press("Keep and continue", until="In whose name")
    for question, group, choice in (
        ("In whose name do you ask for the securities?", "id_whose", "As registered"),
        ("In whose name do you ask for the balance certificate?", "id_whose", "As registered"),
        ("What do you certify?", "id_statement_1", "are not"),
        ("How will you pay?", "id_means", "Cashier's check"),
        ("Who guarantees your signature?", "id_guarantor", "Member of the NASD"),
    ):
        ask(question)
        keys.choose(group, choice)
        if question == "What do you certify?":
            keys.choose("id_statement_2", "did not")
        keys.reach("Keep and continue")
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Check your answers").wait_for()
    eyes.look()
    keys.press("These answers are right", until="Your papers are ready")
    eyes.look()
    return asked


def downloaded(eyes: Eyes) -> bytes:
    """The one PDF, by keys."""
    Keyboard(eyes.page).reach("Download the papers")
    with eyes.page.expect_download() as download:
        eyes.page.keyboard.press("Enter")
    pdf = Path(download.value.path()).read_bytes()
    if PICTURES:
        (Path(PICTURES) / "pack.pdf").write_bytes(pdf)
    return pdf


def look_beside(eyes: Eyes) -> None:
    """What else an account has: documents and notices, a change of address, where one is signed in."""
    keys = Keyboard(eyes.page)
    keys.press("Documents and notices", until="Certificates and notices")
    eyes.look()
    keys.press("Account", until="On record")
    keys.press("Copies by mail", until="What it is, and what it is not")
    eyes.look()
    keys.press("Account", until="On record")
    keys.press("Change the address", until="Address now")
    eyes.look()
    new = {"address": "9 Cedar Lane", "city": "Portland", "region": "OR", "postal_code": "97201"}
    for known, words in {**new, "country": "US"}.items():
        keys.fill(f"#id_{known}", words)
    keys.press("Make the request", until="Not signed yet")
    eyes.look()
    keys.press("Where you are signed in", until="You are signed in nowhere else")
    eyes.look()


def scanned(pdf: bytes, page: int) -> dict[str, str]:
    """What a scanner reads off a printed page: kind of mark → text. The sheet lies askew and is grey."""
    with opened_pdf(pdf) as document:
        sheet = page_picture(document, page, scale=DOTS).convert("L")
    turned = sheet.rotate(ASKEW, expand=True, fillcolor=255)
    return {str(found.format): found.text for found in zxingcpp.read_barcodes(turned)}


def scan_in(page: Any, code: str, *, until: str) -> None:
    """A hand scanner before the console: it types what it reads into the scan box, and Enter."""
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.id") == "scan"
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.get_by_text(until).first.wait_for()


@pytest.mark.row("R-7a-6")
@pytest.mark.parametrize("width", WINDOWS)
def test_7a_a_holder_comes_from_the_letter_to_the_confirmation_by_keys_alone(
    counter: Site, letters: dict[int, tuple[RightsCertificate, str]], width: int
) -> None:
    certificate, mailed = letters[width]
    with counter.seen_by_nobody(viewport=WINDOWS[width]) as page:
        eyes = Eyes(page)
        claim(eyes, counter.url, certificate, mailed, name=f"hazel{width}")
        begun = len(set(eyes.seen))
        asked = prepare_by_keys(eyes, certificate)
        assert all(question.endswith("?") for question in asked)
        assert len(asked) == len(set(asked)) == 7
        assert len(set(eyes.seen)) - begun <= PAGES_MOST, eyes.seen
        pdf = downloaded(eyes)
        keys = Keyboard(page)
        keys.press("Account", until="Prepared and presented")
        keys.press("Exercise", until="Printed")
        eyes.look()
        keys.press("Account", until="On record")
        look_beside(eyes)
    assert eyes.told == []
    item = Item.objects.get(holder=certificate.holder, number__isnull=True)
    assert len(pages_of(pdf)) == 3
    code = item.cover_code or ""
    for sheet in (1, 2):  # on top, and on the slip that goes with the money
        assert set(scanned(pdf, sheet)) == set(MARKS)
        assert set(scanned(pdf, sheet).values()) == {code}
    with counter.seen_by(MARA) as page:
        scan_in(page, scanned(pdf, 1)["QR Code"], until="Prepared by the holder; the paper governs.")
        assert page.locator("#id_paper-cover_code").input_value() == shown_code(code)
        assert page.locator("#id_paper-certificates").input_value() == f"R-{certificate.number:07d}"
        assert page.locator("#id_election-rights_exercised").input_value() == "30"
    assert [told for told in counter.complaints if "422" not in told] == []


@pytest.fixture(scope="module")
def pack(counter: Site, letters: dict[int, tuple[RightsCertificate, str]]) -> tuple[Item, HolderAccess]:
    """A prepared exercise of a third holder, its papers made; the server knows it."""
    taken = [certificate.holder_id for certificate, _ in letters.values()]
    held = RightsCertificate.objects.filter(agreement=counter.stage.agreement, taint_class="", rights__gt=50)
    plain = held.exclude(registration__contains="\n").exclude(holder__in=taken)
    certificate = plain.select_related("holder__agreement").order_by("rights", "number")[0]
    maker = User.objects.get(username=MARA)
    code, _ = holder_access.make_claim_code(certificate.holder, by=maker, at=clock.now())
    access = holder_access.claim_with_new_sign_in(
        code, username=NAME, email=f"{NAME}@example.com", password=PASSWORD, at=clock.now()
    )
    TOTP.activate(access.user, generate_totp_secret())
    counter.stage.passwords[NAME] = PASSWORD
    prepare(access, certificate)
    return Item.objects.get(holder=certificate.holder, number__isnull=True), access


@pytest.mark.refusal("ELECTION_NOT_ON_CERTIFICATE", "CERTIFICATION_NOT_ON_CERTIFICATE")
def test_7a_a_pack_signed_on_the_guide_copy_alone_is_deficient_and_moves_nothing(
    counter: Site, pack: tuple[Item, HolderAccess]
) -> None:
    item, access = pack
    head = counter.stage.head()
    with counter.seen_by(NAME, viewport=WINDOWS[390]) as page:
        page.goto(counter.url + reverse("portal_exercise_confirmed", args=[item.cover_code]))
        pdf = downloaded(Eyes(page))
    assert "Do not sign this page" in pages_of(pdf)[2]
    with counter.seen_by(MARA) as page:
        scan_in(page, scanned(pdf, 1)["Code 128"], until="Prepared by the holder; the paper governs.")
        for form in ("form", "certification"):
            page.select_option(f"#id_{form}-instrument", "SEPARATE")
        receive_by_hand(page, RightsCertificate.objects.get(number=item.prepared["certificates"][0]))
        page.goto(counter.url + reverse("home"))
        item.refresh_from_db()
        scan_in(page, scanned(pdf, 2)["QR Code"], until=f"Exercise {item.number}")
        assert page.url.endswith(reverse("exercise", args=[CODE, item.number]))
        for code in ("ELECTION_NOT_ON_CERTIFICATE", "CERTIFICATION_NOT_ON_CERTIFICATE"):
            page.get_by_text(code).first.wait_for()
        assert page.get_by_role("button", name="Ask for approval of the posting").count() == 0
    assert item.state == "DEFICIENT"
    assert counter.stage.head() == head
    assert verify([CODE]).findings == []
    with counter.seen_by(NAME, viewport=WINDOWS[390]) as page:
        page.goto(counter.url + reverse("portal_exercise", args=[access.pk, item.number]))
        eyes = Eyes(page)
        eyes.look()
        assert "Execute the form of election on the reverse" in page.locator("main").inner_text()
    assert eyes.told == []
