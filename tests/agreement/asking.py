"""How tests ask the calculator, and read what it tells."""

from __future__ import annotations

from collections.abc import Callable

from agreement.calculation import Calculation

Ask = Callable[..., Calculation]


def codes(done: Calculation) -> list[str]:
    """The codes of the grounds told."""
    return [found.code for found in done.grounds]


def part(done: Calculation, *names: str) -> object:
    """A part of the result, down a path of names."""
    found: object = done.result
    for name in names:
        assert isinstance(found, dict), found
        found = found[name]
    return found


def exact_of(done: Calculation, step: str) -> str:
    """The exact value of the first step of a name."""
    return next(one.exact for one in done.steps if one.name == step)
