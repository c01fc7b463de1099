"""A person who has no mouse: reaches every control by Tab, and always sees where the focus is."""

from __future__ import annotations

from typing import Any

STOPS_MAX = 90
# Where the focus is: its words, whether it can be seen, and whether it lies within the window.
_FOCUS = """() => {
  const on = document.activeElement;
  if (!on || on === document.body || on === document.documentElement) return null;
  if (!window.stopped) window.stopped = new Map();
  if (!window.stopped.has(on)) window.stopped.set(on, window.stopped.size);
  const style = getComputedStyle(on), box = on.getBoundingClientRect();
  const label = on.labels && on.labels.length ? on.labels[0].innerText : "";
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
  const bare = !hit || !hit.closest(".masthead") || on.closest(".masthead") || on.matches(".skip");
  const shown = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const inside = bare && shown && box.right > 0 && box.left < innerWidth;
  return {place: window.stopped.get(on), ring, inside,
          words: `${on.innerText || ""} ${label} #${on.id}`.replace(/\\s+/g, " ").trim()};
}"""
# What there is to reach: links, buttons and fields that are shown; a group of radio buttons is one stop.
_CONTROLS = """() => {
  const shown = [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")]
    .filter((one) => one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility());
  const groups = new Set(shown.filter((one) => one.type === "radio").map((one) => one.name));
  return shown.filter((one) => one.type !== "radio").length + groups.size;
}"""


class Keyboard:
    """Keys alone on an open page. What cannot be seen or reached is an error."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def reach(self, words: str) -> None:
        """Tab until the focus is on a control of these words, label or id."""
        for _ in range(STOPS_MAX):
            self.page.keyboard.press("Tab")
            on = self.focus()
            if on is not None and words in on["words"]:
                return
        raise AssertionError(f"No key reaches “{words}” on {self.page.url}")

    def press(self, words: str, *, until: str) -> None:
        """Reach a control and press Enter; the next page shows what it should."""
        self.reach(words)
        self.page.keyboard.press("Enter")
        self.page.get_by_text(until).first.wait_for()

    def fill(self, field: str, words: str) -> None:
        """Reach a field and type."""
        self.reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def choose(self, field: str, words: str) -> None:
        """Reach a group of choices of which none is made, and go down by arrows to the one of these words."""
        self.reach(field)
        self.page.keyboard.press("Space")
        for _ in range(STOPS_MAX):
            on = self.focus()
            assert on is not None
            if f" {words}" in f" {on['words']}":
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No arrow reaches “{words}” on {self.page.url}")

    def focus(self) -> dict[str, Any] | None:
        """Where the focus is; None when it is nowhere on the page."""
        on: dict[str, Any] | None = self.page.evaluate(_FOCUS)
        if on is not None:
            assert on["ring"], f"The focus is not seen on “{on['words']}” of {self.page.url}"
            assert on["inside"], f"The focus is outside the window on “{on['words']}” of {self.page.url}"
        return on

    def walk(self) -> int:
        """Go through the whole page by Tab and out of it again; returns how many stops it has."""
        self.page.evaluate("document.activeElement.blur(); window.stopped = new Map()")
        there, stops = self.page.evaluate(_CONTROLS), set[int]()
        for _ in range(STOPS_MAX):
            self.page.keyboard.press("Tab")
            on = self.focus()
            if on is None or on["place"] in stops:
                break
            stops.add(on["place"])
        else:
            raise AssertionError(f"Tab never leaves {self.page.url}")
        assert len(stops) >= there, f"{there - len(stops)} controls of {self.page.url} are not reached by Tab"
        return len(stops)
