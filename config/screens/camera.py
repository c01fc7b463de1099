"""A Chromium that signs in as each person of the demonstration and pictures every page that person reads.

Whoever comes first to a page has it pictured in four forms: at two widths, light and dark. Of what everybody
else sees of it two are kept, desktop light and phone dark, which show what differs between people.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.urls import reverse

from config.demo.box import KEPT
from config.screens.holder import digits_of

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--disable-gpu",
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
ALL_FORMS = tuple(product(WIDTHS, SCHEMES))
OF_OTHERS = (("desktop", "light"), ("phone", "dark"))
NOBODY = "nobody"
PATIENCE_MS = 180_000
# A refusal of the policy is an event of the page; it is told as an error of the console.
TELL_REFUSALS = """
    document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


class SeenPages:
    """The addresses of which somebody took all pictures, whichever browser that was."""

    def __init__(self) -> None:
        self._addresses: set[str] = set()
        self._one_at_a_time = Lock()

    def forms_of(self, address: str) -> tuple[tuple[str, str], ...]:
        """The forms in which an address is to be pictured now: all of them for whoever comes first."""
        with self._one_at_a_time:
            if address in self._addresses:
                return OF_OTHERS
            self._addresses.add(address)
            return ALL_FORMS


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as one person saw it; `files` are its pictures by what they show, such as `phone dark`."""

    kind: str
    person: str
    address: str
    title: str
    files: dict[str, str]
    complaints: tuple[str, ...]


def chromium() -> str:
    """Where the Chromium of this machine is; empty when there is none."""
    named = os.environ.get("CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, PROGRAMS)), "") or ""


@contextmanager
def open_browser() -> Iterator[Any]:
    """A headless Chromium of this machine. Raises RuntimeError with the cure where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise RuntimeError("Playwright is not installed: ./run screens installs it.") from missing
    program = chromium()
    if not program:
        raise RuntimeError("There is no Chromium on this machine: install it, or name one by CHROMIUM.")
    # Playwright keeps an event loop in this thread; the queries between two pages are the command's own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


def walk(
    browser: Any,
    *,
    site: str,
    person: str,
    addresses: Iterable[tuple[str, str]],
    folder: Path,
    seen: SeenPages,
) -> Iterator[Picture]:
    """Open each address as one person and picture those that person may read; others are passed over.

    `addresses` are the names of pages with an address of each; `seen` tells what others pictured already.
    """
    with _camera(browser, person=person, folder=folder) as camera:
        if person != NOBODY:
            _sign_in(camera.page, site=site, person=person)
        for kind, address in addresses:
            camera.heard.clear()
            answer = camera.page.goto(site + address)
            if answer.status == 200 and camera.page.url.removeprefix(site) == address:
                yield camera.take(kind, address, forms=seen.forms_of(address))
            # else it is not this person's to read, or it leads elsewhere


def walk_claim(browser: Any, *, site: str, account: str, code: str, folder: Path) -> Iterator[Picture]:
    """Claim an account with the code of a letter, and picture the steps to which no address alone leads."""
    with _camera(browser, person=NOBODY, folder=folder) as camera:
        page = camera.page
        page.goto(site + reverse("portal_claim"))
        _fill(page, {"account": account, "code": code})
        yield camera.take("portal_sign_in", reverse("portal_sign_in"))
        password = secrets.token_urlsafe(18)
        name = f"{account.lower()}-holder"
        told = {"username": name, "email": f"{name}@example.com", "password": password, "again": password}
        _fill(page, told)
        yield camera.take("portal_second_factor", reverse("portal_second_factor"))


def _fill(page: Any, told: Mapping[str, str]) -> None:
    """Fill the fields of a form and go on to the next page."""
    for field, words in told.items():
        page.fill(f"#id_{field}", words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@dataclass(frozen=True, slots=True)
class _Camera:
    """An open page of one person, and what its console said since the last picture."""

    page: Any
    person: str
    folder: Path
    heard: list[str]

    def take(self, kind: str, address: str, *, forms: Iterable[tuple[str, str]] = ALL_FORMS) -> Picture:
        """Pictures of what is open. Raises RuntimeError where another page is open than expected."""
        if self.page.url.partition("://")[2].partition("/")[2] != address[1:]:
            raise RuntimeError(f"{self.person} came to {self.page.url} and not to {address}.")
        self.page.wait_for_load_state("networkidle")
        name = f"{self.person}/{_file_name(address)}"
        files = dict(_pictures(self.page, forms, folder=self.folder, name=name))
        heard = tuple(self.heard)
        self.heard.clear()
        return Picture(kind, self.person, address, self.page.title(), files, heard)


@contextmanager
def _camera(browser: Any, *, person: str, folder: Path) -> Iterator[_Camera]:
    (folder / person).mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport=WIDTHS["desktop"], reduced_motion="reduce")
    context.add_init_script(TELL_REFUSALS)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)  # pictures of long pages take their time on a busy machine
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    try:
        yield _Camera(page, person, folder, heard)
    finally:
        context.close()


def _sign_in(page: Any, *, site: str, person: str) -> None:
    passwords = json.loads((settings.VAR / KEPT).read_text())
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", person)
    page.fill("[name=password]", passwords[person])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    if "/2fa/authenticate/" in page.url:
        page.fill("[name=code]", digits_of(person))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/2fa/" not in url)


def _pictures(
    page: Any, forms: Iterable[tuple[str, str]], *, folder: Path, name: str
) -> Iterator[tuple[str, str]]:
    for width, scheme in forms:
        page.set_viewport_size(WIDTHS[width])
        page.emulate_media(color_scheme=scheme)
        file = f"{name}.{width}.{scheme}.png"
        page.screenshot(path=folder / file, full_page=True, animations="disabled")
        yield f"{width} {scheme}", file
    page.set_viewport_size(WIDTHS["desktop"])
    page.emulate_media(color_scheme="light")


def _file_name(address: str) -> str:
    """A name of letters, digits and dashes; the hash of a request is told by its first digits."""
    short = re.sub(r"([0-9a-f]{10})[0-9a-f]{54}", r"\1", address)
    return re.sub(r"[^\w.-]+", "-", short).strip("-") or "home"
