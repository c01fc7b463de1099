"""Every address for people is pictured by `make screens`, or said why not."""

from __future__ import annotations

import pytest

from config.screens import pages


def test_no_page_is_missing_and_none_that_is_gone_is_named() -> None:
    assert pages.missing_pages() == []


def test_a_page_that_nobody_pictures_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tuple(kind for kind in pages.PAGES if kind.name != "print_run")
    monkeypatch.setattr(pages, "PAGES", (*kept, pages.PageKind("of_old")))
    assert pages.missing_pages() == ["of_old", "print_run"]


def test_a_page_that_was_asked_for_and_that_nobody_saw_is_named() -> None:
    seen = {kind.name for kind in pages.PAGES} | {*pages.STEPS_OF_A_CLAIM}
    assert pages.pages_not_seen(seen) == []
    asked = ["admin:registry_user_change"]
    left = seen - {"item", "portal_sign_in"}
    assert pages.pages_not_seen(left, asked=asked) == ["admin:registry_user_change", "item", "portal_sign_in"]
