"""The documents that a transfer needs beyond the signature, by its reason: data, each with its rule.

Nobody is asked for more than stands there; that the transferee is a broker or a nominee asks for nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from agreement.choices import TransferReason
from agreement.grounds import Ground
from agreement.refusals import ground


@dataclass(frozen=True, slots=True)
class DocumentAsked:
    """A document that a reason asks for: its code, its words, the rule, where that was read."""

    reason: TransferReason
    document: str
    words: str
    rule: str
    source: str


def document_grounds(
    reason: TransferReason | None, *, came: Collection[str], asked: Iterable[DocumentAsked]
) -> tuple[Ground, ...]:
    """Each document that the reason asks for and that did not come; without a stated reason none is asked.

    Law: Uniform Commercial Code 8-402.
    """
    return tuple(
        ground("DOCUMENT_OUTSTANDING", clause=one.rule, document=one.words, reason=one.reason.words.lower())
        for one in asked
        if one.reason is reason and one.document not in came
    )
