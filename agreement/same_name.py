"""Split-up, combination and exchange of certificates: new Rights Certificates in the same name.

No Right changes hands, so the certification on the reverse is asked only where the terms ask it.

Agreement: 6(a).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agreement.board_orders import transfer_ended_grounds
from agreement.choices import CertifiedAct
from agreement.decisions import Approved, Ground, Held, Refused, decide_then
from agreement.examination import (
    CheckMade,
    PresentationFacts,
    agent_grounds,
    answered_grounds,
    authority_grounds,
    certificate_grounds,
    evidence_grounds,
    grounds_of,
    name_grounds,
    nullity_grounds,
    order_grounds,
    separation_grounds,
    signature_grounds,
    tax_grounds,
)
from agreement.portions import SurrenderedLot, Wanted, shared_out
from agreement.posting import EntryKind, LotClosed, Posting
from agreement.refusals import ground
from agreement.terms import Terms
from agreement.transfer import issued, opened
from agreement.voidness import named_void_grounds
from agreement.windows import Window, transfer_window_grounds
from agreement.workflow.items import SAME_NAME_CHECKS, ItemKind

SAME_NAME_KINDS = (ItemKind.SPLIT_UP, ItemKind.COMBINE, ItemKind.EXCHANGE_CERTIFICATES)
_CERTIFIED = {
    ItemKind.SPLIT_UP: CertifiedAct.SPLIT_UP,
    ItemKind.COMBINE: CertifiedAct.COMBINATION,
    ItemKind.EXCHANGE_CERTIFICATES: CertifiedAct.EXCHANGE_OF_CERTIFICATES,
}
_ENTRIES = {
    ItemKind.SPLIT_UP: EntryKind.SPLIT_UP,
    ItemKind.COMBINE: EntryKind.COMBINE,
    ItemKind.EXCHANGE_CERTIFICATES: EntryKind.EXCHANGE_CERTIFICATES,
}


def is_certified(kind: ItemKind, *, terms: Terms) -> bool:
    """Whether the terms ask the holder's certification for an item in the same name.

    Agreement: 6(a).
    """
    return _CERTIFIED[kind] in terms.certification_required_for


@dataclass(frozen=True, slots=True)
class SurrenderedPaper:
    """A surrendered certificate: its number, the date it bears, the lots on it, the lowest entry first."""

    number: int
    dated: date
    lots: Sequence[SurrenderedLot]

    @property
    def rights_count(self) -> int:
        """Open Rights on it."""
        return sum(lot.rights_count for lot in self.lots)


@dataclass(frozen=True, slots=True)
class SameNameFacts:
    """What a split-up, a combination or an exchange of certificates is decided on.

    `asked` are the whole Rights of each certificate asked for, in their order, of a split-up; the others
    follow from what was surrendered. `combined_date` is the reading of that name, LATEST or EARLIEST.
    `void_lots` are the keys of the lots that are null and void.
    """

    kind: ItemKind
    presentation: PresentationFacts
    window: Window | None
    papers: Sequence[SurrenderedPaper]
    asked: Sequence[int]
    certification_is_required: bool
    combined_date: str
    void_lots: frozenset[str] = frozenset()

    @property
    def surrendered(self) -> int:
        """Rights on the certificates surrendered."""
        return sum(paper.rights_count for paper in self.papers)

    @property
    def lots(self) -> tuple[SurrenderedLot, ...]:
        """All lots of the certificates surrendered."""
        return tuple(lot for paper in self.papers for lot in paper.lots)


def examine_same_name(facts: SameNameFacts) -> tuple[CheckMade, ...]:
    """Every check of an item in the same name in its order; none is left out because an earlier one failed.

    Agreement: 6(a).
    """
    presented = facts.presentation
    certified = facts.certification_is_required
    made = {
        "agent": agent_grounds(presented),
        "separation": separation_grounds(presented),
        "window": transfer_window_grounds(facts.window, at=presented.instant),
        "orders": transfer_ended_grounds(presented.board_orders, received_at=presented.instant),
        "order": order_grounds(presented),
        "certificate": certificate_grounds(presented),
        "nullity": (*void_grounds(facts), *named_void_grounds(presented)),
        "request": (
            *(signature_grounds(presented) if certified else name_grounds(presented)),
            *authority_grounds(presented),
        ),
        "certification": answered_grounds(presented, clause="6(a)") if certified else (),
        "evidence": evidence_grounds(presented, clause="6(a)"),
        "taxes": tax_grounds(presented, clause="6(a)"),
        "numbers": (*number_grounds(facts), *mixture_grounds(facts)),
    }
    note = "" if certified else "The terms do not ask it where the registration stays the same."
    return tuple(
        CheckMade(step, made[step.key], note if step.key == "certification" else "")
        for step in SAME_NAME_CHECKS
    )


def void_grounds(facts: SameNameFacts) -> tuple[Ground, ...]:
    """Void Rights are refused; of a certificate that bears good ones beside them, they come back apart.

    A split-up and an exchange divide such a certificate, and are warned of it; a combination mixes nothing.

    Agreement: 7(e);4(b).
    """
    mixed = mixed_numbers(facts)
    whole = replace(
        facts.presentation,
        certificates=[one for one in facts.presentation.certificates if one.number not in mixed],
    )
    if not mixed:
        return nullity_grounds(whole)
    void = sum(lot.rights_count for lot in facts.lots if lot.key in facts.void_lots)
    return (*nullity_grounds(whole), ground("MIXED_TAINT", void=void, presented=facts.surrendered))


def mixed_numbers(facts: SameNameFacts) -> frozenset[int]:
    """The certificates surrendered that are divided, because some of their Rights are void and some are good.

    Agreement: 7(e).
    """
    if facts.kind is ItemKind.COMBINE:
        return frozenset()
    return frozenset(
        paper.number
        for paper in facts.papers
        if {lot.key in facts.void_lots for lot in paper.lots} == {True, False}
    )


def number_grounds(facts: SameNameFacts) -> tuple[Ground, ...]:
    """A split-up asks for whole Rights, one or more on each, and together exactly those surrendered.

    Agreement: 6(a);14(a).
    """
    if facts.kind is not ItemKind.SPLIT_UP:
        return ()
    found: list[Ground] = []
    if not facts.asked or any(count < 1 for count in facts.asked):
        found.append(ground("FRACTIONAL_RIGHTS_NOT_ISSUED"))
    if facts.papers and sum(facts.asked) != facts.surrendered:
        found.append(
            ground(
                "RIGHTS_NOT_CONSERVED",
                saying=f"Surrendered {facts.surrendered}, requested {sum(facts.asked)}",
                closed=facts.surrendered,
                opened=sum(facts.asked),
            )
        )
    return tuple(found)


def mixture_grounds(facts: SameNameFacts) -> tuple[Ground, ...]:
    """Rights that bear a mark and Rights that bear none, or another, are not combined on one certificate.

    Agreement: 4(b);6(a).
    """
    if facts.kind is not ItemKind.COMBINE:
        return ()
    if len({lot.taint for lot in facts.lots}) <= 1:
        return ()
    numbers = ", ".join(str(paper.number) for paper in facts.papers)
    return (ground("COMBINATION_MIXED_STATUS", numbers=numbers),)


def combined_date(dates: Sequence[date], *, reading: str) -> date:
    """The date of a certificate in the place of several: the latest, or by the reading the earliest.

    Agreement: 4(a).
    """
    return min(dates) if reading == "EARLIEST" else max(dates)


def decide_same_name(facts: SameNameFacts) -> Approved[Posting] | Held | Refused:
    """The posting of an item that nothing stands against, else all grounds in the order of the checks.

    Agreement: 6(a);8.
    """
    return decide_then(grounds_of(examine_same_name(facts)), lambda: same_name_posting(facts))


def same_name_posting(facts: SameNameFacts) -> Posting:
    """All lots of the surrendered certificates closed, and opened again for the same holder.

    A split-up and a combination share all lots out, the oldest first, on certificates of one date; an
    exchange gives each certificate one of like tenor and date in its place.

    Agreement: 4(a);6(a);8.
    """
    holder = facts.presentation.certificates[0].holder
    if facts.kind is ItemKind.EXCHANGE_CERTIFICATES:
        parts = [
            (shared_out(one.lots, wanted=[Wanted(f"R-{one.number}", holder, one.rights_count)]), one.dated)
            for one in facts.papers
        ]
    else:
        counts = facts.asked if facts.kind is ItemKind.SPLIT_UP else (facts.surrendered,)
        wanted = [Wanted(f"certificate {place}", holder, count) for place, count in enumerate(counts, 1)]
        dated = combined_date([one.dated for one in facts.papers], reading=facts.combined_date)
        parts = [(shared_out(facts.lots, wanted=wanted), dated)]
    return Posting(
        _ENTRIES[facts.kind],
        "6(a)",
        lots_closed=tuple(LotClosed(lot.key, lot.rights_count) for lot in facts.lots),
        lots_opened=tuple(lot for portions, _ in parts for lot in opened(portions)),
        certificates=tuple(face for portions, dated in parts for face in issued(portions, dated=dated)),
    )
