"""A real Chromium before the console, on a server that listens, with the settings of production.

The site is made once for a module: the two plans are told up to a separated plan whose list is certified.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from config.screens.camera import OPTIONS, TELL_REFUSALS, chromium
from config.screens.holder import digits_of

END_OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = session_user AND pid <> pg_backend_pid()
"""


@dataclass
class Site:
    """A served console with its people."""

    url: str
    stage: Any
    browser: Any
    complaints: list[str] = field(default_factory=list)
    sessions: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def seen_by(self, name: str, **how: Any) -> Iterator[Any]:
        """A page of a person who has signed in; what its console says is kept as complaints.

        Whoever signed in before comes with the same session: digits of an app are taken once only.
        """
        with self.seen_by_nobody(**{"storage_state": self.sessions.get(name), **how}) as page:
            page.goto(f"{self.url}/accounts/login/")
            if "/accounts/login/" in page.url:
                self._sign_in(page, name)
                self.sessions[name] = page.context.storage_state()
            yield page

    def _sign_in(self, page: Any, name: str) -> None:
        page.wait_for_selector("#id_login:focus")  # the first field has the focus
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(self.stage.passwords[name])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        if "/2fa/" in page.url:
            page.fill("[name=code]", digits_of(name))
            page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url or "/portal/" in url)

    @contextmanager
    def seen_by_nobody(self, **how: Any) -> Iterator[Any]:
        """A page of somebody who has not signed in."""
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **how})
        context.add_init_script(TELL_REFUSALS)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        try:
            yield page
        finally:
            context.close()

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


@pytest.fixture(scope="module")
def site(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The console before the opening: the plan has separated, the list is certified and not read yet."""
    from playwright.sync_api import sync_playwright

    program = chromium()
    if not program:
        if os.environ.get("CI"):
            pytest.fail("CI must have a Chromium.")
        pytest.skip("no Chromium on this machine")
    folder = tmp_path_factory.mktemp("site")
    with (
        django_db_blocker.unblock(),
        _settings_of_the_site(folder),
        sync_playwright() as playwright,
        _served() as url,
    ):
        from django.db import connection

        from tests.journeys.stage import make_stage

        # Beside Playwright's loop Django keeps another connection than without; an earlier one was ended.
        connection.close()
        stage = make_stage(folder)
        stage.attach_and_approve_form()
        stage.separate()
        stage.certify()
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        try:
            yield Site(url, stage, browser)
        finally:
            browser.close()
            connection.close()


@contextmanager
def _settings_of_the_site(folder: Path) -> Iterator[None]:
    from django.apps import apps
    from django.db import connection
    from django.test import override_settings

    from registry.roles import make_groups
    from tests.conftest import empty_tables, owner_rights
    from tests.journeys.stage import offset_to_morning

    def begin_afresh() -> None:
        """Nothing of an earlier module is left, nor a session of a server's thread that holds it."""
        with owner_rights(connection) as cursor:
            cursor.execute(END_OTHER_SESSIONS)
        empty_tables()
        with owner_rights(connection):
            make_groups(apps.get_app_config("registry"))

    # Playwright keeps an event loop in this thread; Django's queries here are of the test itself.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    told = {"FILES_ROOT": folder / "files", "FORMS_ROOT": folder / "forms"}
    with override_settings(DEMO=True, CLOCK_OFFSET=offset_to_morning(), **told):
        connection.close()  # an earlier module may have ended its session
        begin_afresh()
        try:
            yield
        finally:
            begin_afresh()
            connection.close()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def _served() -> Iterator[str]:
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()
