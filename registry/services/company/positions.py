"""The positions that a notice of nullity names, as they stand on its paper: read exactly (§7(e))."""

from collections.abc import Mapping

from agreement.nullity import Extent, NamedAs
from agreement.posting import TaintClass

_KEYS = {"person_name", "named_as", "taint_class", "account", "certificate", "extent", "rights"}


def read_positions(value: object) -> list[dict[str, object]]:
    """The positions of a notice in canonical form, each account and certificate named once.

    A number of Rights says the extent; else of a transferee what it received from persons named is meant. Of
    the Acquiring Person's side silence says nothing: the extent stays empty, and whose account it is decides
    whether the Company is asked. Raises ValueError for what cannot be read.

    Agreement: 7(e).
    """
    if not isinstance(value, list | tuple) or not value:
        raise ValueError
    read = [_position(one) for one in value]
    places = [one["certificate"] or one["account"] for one in read]
    if len(set(places)) < len(places):
        raise ValueError
    return read


def _position(value: object) -> dict[str, object]:
    if not isinstance(value, Mapping) or set(value) - _KEYS:
        raise ValueError
    taint, named_as = TaintClass(_word(value, "taint_class")), NamedAs(_word(value, "named_as"))
    if (taint is TaintClass.I) is (named_as is NamedAs.TRANSFEREE):
        raise ValueError
    account, certificate = _word(value, "account"), _number(value.get("certificate"))
    if not _word(value, "person_name") or bool(account) is (certificate is not None):
        raise ValueError
    rights = _number(value.get("rights"))
    return {
        "person_name": _word(value, "person_name"),
        "named_as": named_as.value,
        "taint_class": taint.value,
        "account": account,
        "certificate": certificate,
        "extent": _extent(_word(value, "extent"), taint=taint, rights=rights),
        "rights": rights,
    }


def _extent(said: str, *, taint: TaintClass, rights: int | None) -> str:
    if not said and rights is None and taint is TaintClass.I:
        return ""
    extent = Extent(said) if said else (Extent.RECEIVED if rights is None else Extent.NUMBER)
    if (extent is Extent.NUMBER) is (rights is None) or (taint is TaintClass.I and extent is Extent.RECEIVED):
        raise ValueError
    return extent.value


def _word(value: Mapping[str, object], name: str) -> str:
    said = value.get(name)
    if said in (None, ""):
        return ""
    if not isinstance(said, str):
        raise ValueError
    return said.strip()


def _number(said: object) -> int | None:
    if said in (None, ""):
        return None
    if isinstance(said, bool) or not isinstance(said, str | int):
        raise ValueError
    number = int(said.replace(",", "")) if isinstance(said, str) else said
    if not 0 < number <= 10**15:
        raise ValueError
    return number
