"""The accounts to which later Common Shares were issued, as a notice has them: read exactly (§5(b), §22)."""

from collections.abc import Callable, Mapping

from registry.imports.examination import ACCOUNT
from registry.imports.postal import COUNTRIES, is_postal_code_usable, is_region_usable

_WORDS = ("city", "region", "postal_code", "country")
_KEYS = {"account", "shares", "registration", "address", *_WORDS}
LONGEST_ACCOUNT = 40


def read_recipients(value: object, *, read_shares: Callable[[object], str]) -> list[dict[str, object]]:
    """The accounts of a notice in canonical form, each once, with its shares.

    An account that stands on the books needs neither name nor address. Raises ValueError for what cannot be
    read, such as a country that is none.

    Agreement: 5(b);22.
    """
    if not isinstance(value, list | tuple) or not value:
        raise ValueError
    read = [_recipient(one, read_shares=read_shares) for one in value]
    if len({one["account"] for one in read}) < len(read):
        raise ValueError
    return read


def _recipient(value: object, *, read_shares: Callable[[object], str]) -> dict[str, object]:
    if not isinstance(value, Mapping) or set(value) - _KEYS:
        raise ValueError
    account = _line(value, "account")
    if len(account) > LONGEST_ACCOUNT or not ACCOUNT.fullmatch(account):
        raise ValueError
    place = {name: _line(value, name) for name in _WORDS}
    place["country"] = place["country"].upper()
    if any(place.values()):
        _must_be_usable(place)
    return {
        "account": account,
        "registration": _lines(value, "registration"),
        "address": _lines(value, "address"),
        **place,
        "shares": read_shares(value.get("shares")),
    }


def _must_be_usable(place: Mapping[str, str]) -> None:
    country = place["country"]
    if country not in COUNTRIES or not is_region_usable(place["region"], country=country):
        raise ValueError
    if not is_postal_code_usable(place["postal_code"], country=country):
        raise ValueError


def _lines(value: Mapping[str, object], name: str) -> str:
    """Words of several lines, with single blanks and no empty lines."""
    return "\n".join(" ".join(line.split()) for line in _said(value, name).splitlines() if line.strip())


def _line(value: Mapping[str, object], name: str) -> str:
    return " ".join(_said(value, name).split())


def _said(value: Mapping[str, object], name: str) -> str:
    said = value.get(name)
    if said is None:
        return ""
    if not isinstance(said, str):
        raise ValueError
    return said
