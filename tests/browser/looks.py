"""How a page looks to every eye: axe in light and dark, and the width of a phone."""

from __future__ import annotations

from typing import Any

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# Dark changes nothing but colours, so only what colours can break is looked for again.
AXE: dict[Any, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}},
}
# Contrast is by far the slowest rule: pages of one style sheet need it once for each kind of page.
WITHOUT_COLOURS = {"light": {**AXE["light"], "rules": {"color-contrast": {"enabled": False}}}}
WORDS_SHOWN = 160


def complaints_of(page: Any, *, address: str, has_own_colours: bool = True) -> list[str]:
    """What axe finds serious on an open page, and whether it is wider than a phone."""
    told = complaints_as_it_is(page, address=address, has_own_colours=has_own_colours)
    page.set_viewport_size(PHONE)
    if is_wider_than_its_window(page):
        told.append(f"{address} is wider than a phone")
    page.set_viewport_size(DESKTOP)
    return told


def complaints_as_it_is(page: Any, *, address: str, has_own_colours: bool = True) -> list[str]:
    """What axe finds serious on an open page, in light and in dark, at the width it is looked at."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    told = []
    for scheme, options in (AXE if has_own_colours else WITHOUT_COLOURS).items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page, options=options).response["violations"]
        told += [
            f"{address} {scheme}: {one['id']} {one['nodes'][0]['html'][:WORDS_SHOWN]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
    return told


def is_wider_than_its_window(page: Any) -> bool:
    """Whether a page has to be moved sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
