"""A transfer and a loss in a real Chromium: the balance as it is typed, by keys alone, every eye, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from registry import clock
from registry.codes import shown_code
from registry.models import HolderAccess, Item, RightsCertificate, Stop, User
from registry.services import holder_access
from tests.browser.conftest import Site, site
from tests.certificates.drawing.samples import pages_of
from tests.journeys.stage import MARA
from tests.portal.desk import PASSWORD
from tests.portal.test_in_chromium import CODE, Eyes, counter
from tests.portal.walk import press

__all__ = ["counter", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NAME = "rowena"


@pytest.fixture(scope="module")
def held(counter: Site) -> RightsCertificate:
    """A certificate of more than fifty Rights, whose holder claimed the account."""
    found = RightsCertificate.objects.filter(agreement=counter.stage.agreement, taint_class="", rights__gt=50)
    plain = found.exclude(registration__contains="\n").select_related("holder__agreement")
    certificate = plain.order_by("rights", "number")[0]
    maker = User.objects.get(username=MARA)
    claim, _ = holder_access.make_claim_code(certificate.holder, by=maker, at=clock.now())
    access = holder_access.claim_with_new_sign_in(
        claim, username=NAME, email=f"{NAME}@example.com", password=PASSWORD, at=clock.now()
    )
    TOTP.activate(access.user, generate_totp_secret())
    counter.stage.passwords[NAME] = PASSWORD
    return certificate


@pytest.fixture
def eyes(counter: Site, held: RightsCertificate) -> Iterator[Eyes]:
    """The browser of the holder at the account, signed in."""
    with counter.seen_by(NAME) as page:
        access = HolderAccess.objects.get(user__username=NAME)
        page.goto(counter.url + reverse("portal_account", args=[access.pk]))
        yield Eyes(page)


def name_two(eyes: Eyes) -> None:
    """Two transferees, one named wrongly first."""
    page = eyes.page
    page.fill("#id_registration", "Cedar Fund LP")
    press(page, "Keep and continue", until="There is a problem")
    eyes.look()
    for name, add in (("Cedar Fund LP", True), ("Birch Family Trust", False)):
        for field, told in {"registration": name, "address": "9 Cedar Road", "city": "Portland"}.items():
            page.fill(f"#id_{field}", told)
        page.fill("#id_country", "US")
        press(page, "Keep and continue", until="How many Rights each gets is asked next")
        if add:
            press(page, "Add another", until="a new one")
    eyes.look()
    press(page, "Continue", until="Rights left over")


def share_by_keys(eyes: Eyes, rights: int) -> None:
    """The balance told without a mouse: typed, counted at once, the rest kept by a button."""
    page = eyes.page
    eyes.look()
    left = page.locator("[data-left]")
    assert left.inner_text() == f"{rights:,}"
    page.focus("#id_line1")
    page.keyboard.type("20")
    assert left.inner_text() == f"{rights - 20:,}"
    page.keyboard.press("Tab")
    page.keyboard.type(str(rights))
    assert "20 Rights too many" in page.locator(".balance-left").inner_text()
    page.keyboard.press("Enter")  # what is too many is not taken
    page.get_by_text("There is a problem").wait_for()
    eyes.look()
    page.fill("#id_line2", "10")
    page.focus("#id_kept")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#id_kept").input_value() == str(rights - 30)
    assert left.inner_text() == "0"
    page.focus("#id_kept")
    page.keyboard.press("Enter")
    page.get_by_text("Why do you transfer?").first.wait_for()


def test_a_holder_prepares_a_transfer_and_its_balance_counts_as_it_is_typed(
    counter: Site, eyes: Eyes, held: RightsCertificate
) -> None:
    page = eyes.page
    eyes.look()
    press(page, "Prepare a transfer", until="Questions")
    eyes.look()
    press(page, "Which certificates", until="Choose every certificate")
    eyes.look()
    page.get_by_label(f"R-{held.number:07d}").check()
    press(page, "Keep and continue", until="Who gets Rights?")
    name_two(eyes)
    share_by_keys(eyes, held.rights)
    eyes.look()
    page.get_by_label(re.compile("^Sale")).check()
    press(page, "Keep and continue", until="Who will sign?")
    page.get_by_label(re.compile("^Registered holder")).check()
    press(page, "Keep and continue", until="What do you certify?")
    eyes.look()
    page.get_by_label("are not", exact=True).check()
    page.get_by_label("did not", exact=True).check()
    press(page, "Keep and continue", until="Who guarantees your signature?")
    page.get_by_label("Member of the NASD").check()
    press(page, "Keep and continue", until="Check your answers")
    eyes.look()
    press(page, "These answers are right", until="Your papers are ready")
    eyes.look()
    item = Item.objects.get(holder=held.holder, number__isnull=True, kind="TRANSFER")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the papers").click()
    assert shown_code(item.cover_code or "") in pages_of(Path(download.value.path()).read_bytes())[0]
    with counter.seen_by(MARA) as desk:
        desk.goto(counter.url + reverse("receive_transfer", args=[CODE]))
        desk.fill("#cover-code", shown_code(item.cover_code or ""))
        press(desk, "Find", until="Prepared by the holder; the paper governs.")
        assert desk.locator("#id_line2-rights").input_value() == "10"
        staff = Eyes(desk)
        staff.look()
        eyes.told += staff.told
    assert eyes.told == []
    assert [told for told in counter.complaints if "422" not in told] == []


def test_a_holder_reports_a_loss_and_the_stop_stands_before_any_paper(
    counter: Site, eyes: Eyes, held: RightsCertificate
) -> None:
    page = eyes.page
    press(page, "report it now", until="A stop stands as soon as you report it.")
    eyes.look()
    press(page, "Report it now", until="There is a problem")
    eyes.look()
    page.get_by_label(f"R-{held.number:07d}").check()
    page.get_by_label("Stolen").check()
    press(page, "Report it now", until="stands on certificate")
    assert Stop.objects.get(certificate=held).kind == "THEFT_REPORTED"
    eyes.look()
    press(page, "When and how", until="What happened?")
    page.fill("#id_discovered_on", f"{clock.now():%Y-%m-%d}")
    page.fill("#id_circumstances", "Taken from the safe at night.")
    eyes.look()
    press(page, "Keep and continue", until="Could somebody else lay claim to it?")
    eyes.look()
    page.get_by_label(re.compile("^No: nothing was written")).check()
    page.get_by_label(re.compile("^No: it was not sold")).check()
    press(page, "Keep and continue", until="Which indemnity or security")
    page.get_by_label("A surety's bond").check()
    press(page, "Keep and continue", until="Check your answers")
    eyes.look()
    press(page, "These answers are right", until="Your papers are ready")
    eyes.look()
    assert eyes.told == []
    assert [told for told in counter.complaints if "422" not in told] == []
