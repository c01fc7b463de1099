"""The letter that acknowledges a stop: what stands still since when, and what is asked next (§6(b), §15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.models import Item, LetterKind, PaperDue, RegisteredHolder, RightsAgreement, User
from registry.selectors.addresses import Address
from registry.services.letters.papers import Facts, ask_for_paper, holder_addressed


@dataclass(frozen=True, slots=True)
class StopPlaced:
    """A stop as it was placed: on which certificates, from which instant, who asked it and why.

    `certificates` are number and Rights on the face; `next_steps` is what the Rights Agent asks for now, each
    in a sentence; `stands_until` is empty for a stop without an end of its own.
    """

    certificates: Sequence[tuple[int, int]]
    placed_at: datetime
    asked_by: str
    reason: str
    reference: str = ""
    stands_until: str = ""
    next_steps: Sequence[str] = ()


def acknowledge_stop(
    agreement: RightsAgreement,
    stop: StopPlaced,
    *,
    holder: RegisteredHolder | None = None,
    to: tuple[str, Address] | None = None,
    section: str = "6(b)",
    item: Item | None = None,
    by: User,
    at: datetime,
) -> PaperDue:
    """Write the acknowledgement of a stop, inside the transaction that places it.

    It goes to the registered holder, or to somebody else by name and address, as one who claims otherwise.

    Agreement: 6(b).
    """
    facts = {
        "to": _addressed(holder, to, at=at),
        "holder": holder.registration if holder else "",
        "account": holder.account if holder else "",
        "certificates": [{"number": number, "rights": rights} for number, rights in stop.certificates],
        "placed_at": stop.placed_at.isoformat(),
        "asked_by": stop.asked_by,
        "reason": stop.reason,
        "reference": stop.reference,
        "stands_until": stop.stands_until,
        "next_steps": list(stop.next_steps),
    }
    return ask_for_paper(
        agreement,
        kind=LetterKind.STOP_ACKNOWLEDGEMENT,
        facts=facts,
        section=section,
        item=item,
        by=by,
        at=at,
    )


def _addressed(holder: RegisteredHolder | None, to: tuple[str, Address] | None, *, at: datetime) -> Facts:
    if to is not None:
        name, where = to
        parts = [where.address, where.city, where.region, where.postal_code, where.country]
        return {"name": name, "address": parts}
    if holder is None:
        raise ValueError("An acknowledgement of a stop has an addressee.")
    return holder_addressed(holder, at=at)
