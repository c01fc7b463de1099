"""Signatures guaranteed: by an accepted kind of guarantor, and where it is a stamp, up to its value.

Agreement: Exhibit B reverse.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agreement.choices import GuarantorKind
from agreement.grounds import Ground
from agreement.refusals import ground

_STAMP = re.compile(r"([A-Z])[0-9]{4,12}")


@dataclass(frozen=True, slots=True)
class MedallionLimit:
    """Up to which value in US dollars a stamp of a prefix guarantees, and when; an empty end is open."""

    prefix: str
    limit: Decimal
    begins: date | None
    until: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the limit holds on a day."""
        return (self.begins is None or self.begins <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class GuaranteeFacts:
    """What a guarantee is compared with: the kinds accepted, the limits of stamps, the value of the Rights.

    `value` is in US dollars and None where the Company certified no price; nothing is then compared.
    """

    accepted: Sequence[GuarantorKind]
    limits: Sequence[MedallionLimit] = ()
    value: Decimal | None = None


def guarantee_grounds(
    *, form: str, kind: str, name: str, medallion: str, facts: GuaranteeFacts, on: date
) -> Iterable[Ground]:
    """What stands against a guarantee: none, one of no accepted kind, a stamp below the value of the Rights.

    A stamp is compared by whomever it was set, a bank or a broker alike; a participant in a medallion
    programme guarantees by nothing else.

    Agreement: Exhibit B reverse.
    """
    if not kind or not name.strip():
        yield ground("GUARANTEE_MISSING", form=form)
    elif kind not in facts.accepted:
        kinds = ", ".join(one.replace("_", " ").lower() for one in facts.accepted)
        yield ground("GUARANTOR_NOT_ELIGIBLE", form=form, accepted=kinds)
    elif medallion.strip() or kind == GuarantorKind.MEDALLION_PROGRAMME:
        yield from _medallion(form, medallion, facts=facts, on=on)


def _medallion(form: str, medallion: str, *, facts: GuaranteeFacts, on: date) -> Iterable[Ground]:
    stamp = _STAMP.fullmatch(medallion.replace(" ", "").upper())
    limits = [one.limit for one in facts.limits if stamp and one.prefix == stamp[1] and one.holds_on(on)]
    if not limits:
        yield ground("MEDALLION_UNREADABLE", form=form, medallion=medallion.strip() or "none")
    elif facts.value is not None and facts.value > max(limits):
        limit, value = f"{max(limits):,.0f}", f"{facts.value:,.2f}"
        yield ground("MEDALLION_BELOW_VALUE", form=form, medallion=medallion, limit=limit, value=value)
