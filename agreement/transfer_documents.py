"""The documents an item needs beyond the signature, by the reason of a transfer and by who signed.

They are data, each with its rule. Nobody is asked for more than stands there; that the transferee is a broker
or a nominee asks for nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from agreement.choices import SignerCapacity, TransferReason
from agreement.grounds import Ground
from agreement.refusals import ground


@dataclass(frozen=True, slots=True)
class DocumentAsked:
    """A document that a reason or a capacity asks for: its code, its words, the rule, where that was read.

    `days` is how old it may be on the day of the presentation; None where its date is no matter.
    """

    document: str
    words: str
    rule: str
    source: str
    reason: TransferReason | None = None
    capacity: SignerCapacity | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentCame:
    """A document that came with the papers: its code, and the day it bears where that was asked."""

    document: str
    dated: date | None = None


def asked_for(
    asked: Iterable[DocumentAsked], *, capacities: Collection[SignerCapacity], reason: TransferReason | None
) -> tuple[DocumentAsked, ...]:
    """What capacities and a reason ask for together, each document once: what a capacity asks is the nearer.

    Law: Uniform Commercial Code 8-402.
    """
    known = list(asked)
    found = {one.document: one for one in known if reason is not None and one.reason is reason}
    found |= {one.document: one for one in known if one.capacity in capacities}
    return tuple(found.values())


def document_grounds(
    asked: Iterable[DocumentAsked], *, came: Iterable[DocumentCame], presented_on: date
) -> tuple[Ground, ...]:
    """Each document asked for that did not come, or bears an older day than its rule allows.

    Law: Uniform Commercial Code 8-402.
    """
    given = list(came)
    return tuple(
        found for one in asked if (found := _missing(one, came=given, presented_on=presented_on)) is not None
    )


def _missing(one: DocumentAsked, *, came: Iterable[DocumentCame], presented_on: date) -> Ground | None:
    given = [found.dated for found in came if found.document == one.document]
    named = {"document": one.words, "because": _because(one)}
    if not given:
        return ground("DOCUMENT_OUTSTANDING", clause=one.rule, **named)
    if one.days is None:
        return None
    days = [dated for dated in given if dated is not None]
    earliest = presented_on - timedelta(days=one.days)
    if days and max(days) >= earliest:
        return None
    return ground(
        "DOCUMENT_TOO_OLD",
        clause=one.rule,
        **named,
        dated=max(days) if days else "on no day that was recorded",
        presented=presented_on,
        days=one.days,
        earliest=earliest,
    )


def _because(one: DocumentAsked) -> str:
    if one.capacity is not None:
        return f"who signs{one.capacity.after_name}"
    assert one.reason is not None  # a row is of a reason or of a capacity
    return f"a transfer by reason of {one.reason.words[0].lower()}{one.reason.words[1:]}"
