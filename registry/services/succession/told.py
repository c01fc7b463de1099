"""What is said about the office of the Rights Agent, as a request freezes it (§19, §21)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from agreement.succession import AddresseeRole, AdoptionMode, MailedTo, Qualification, SuccessionKind

_DAYS = ("effective_on", "given_on", "mailed_on", "filed_on", "told_holders_on", "inspected_on")


@dataclass(frozen=True, slots=True)
class Succession:
    """What is said about the office; which parts are needed depends on the kind."""

    kind: SuccessionKind
    effective_on: date
    given_on: date | None = None
    predecessor: str = ""
    successor: str = ""
    mailed_on: date | None = None
    mailed_to: tuple[MailedTo, ...] = ()
    given_by_holder: str = ""
    inspected_certificate: int | None = None
    inspected_on: date | None = None
    qualification: Qualification = field(default_factory=Qualification)
    affiliate_of: str = ""
    filed_on: date | None = None
    told_holders_on: date | None = None
    first: int | None = None
    last: int | None = None
    mode: AdoptionMode | None = None
    memorandum: str = ""

    def to_json(self) -> dict[str, Any]:
        """What is said as plain values; what is not said is left out."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return {name: value for name, value in plain.items() if value not in (None, "", [], {})}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Succession":
        """What is said, read back."""
        days = {name: date.fromisoformat(told[name]) for name in _DAYS if name in told}
        shown = dict(told.get("qualification", {}))
        if "capital" in shown:
            shown["capital"] = Decimal(shown["capital"])
        parts = {
            **told,
            **days,
            "kind": SuccessionKind(told["kind"]),
            "mailed_to": tuple(
                MailedTo(AddresseeRole(one["role"]), one.get("name", ""), one["channel"])
                for one in told.get("mailed_to", ())
            ),
            "qualification": Qualification(**shown),
            "mode": AdoptionMode(told["mode"]) if "mode" in told else None,
        }
        return cls(**parts)


def _plain(value: Any) -> Any:
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items() if part not in (None, "")}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value
