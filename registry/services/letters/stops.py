"""The letter that acknowledges a stop: what stands still since when, and what is asked next (§6(b), §15).

Each kind of stop has its own section and its own next steps: evidence, indemnity and expenses are asked for a
lost certificate alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agreement.stops import StopKind, StopReach
from registry.models import LetterKind, PaperDue, RegisteredHolder, RightsAgreement, User
from registry.selectors.addresses import Address
from registry.services.letters.papers import Facts, ask_for_paper, holder_addressed


@dataclass(frozen=True, slots=True)
class StopPlaced:
    """A stop as it was placed: on which certificates, from which instant, who asked it and why.

    `certificates` are number and Rights on the face. Section and next steps follow from the kind.
    """

    kind: StopKind
    reach: StopReach
    certificates: Sequence[tuple[int, int]]
    placed_at: datetime
    asked_by: str
    reason: str
    reference: str = ""


_LOSS = (
    "send an affidavit of the loss, theft or destruction, or other evidence that satisfies the Company and "
    "the Rights Agent",
    "give a bond, or other indemnity or security, that satisfies the Company and the Rights Agent",
    "be ready to reimburse the reasonable expenses of the Company and the Rights Agent, once a sum is told",
)
# The section a letter serves, or the rule beside the agreement on which the stop rests.
SECTIONS_OF_STOPS = {
    StopKind.LOSS_REPORTED: "6(b)",
    StopKind.THEFT_REPORTED: "6(b)",
    StopKind.COURT_ORDER: "15(b)",
    StopKind.DEMAND_NOT_TO_REGISTER: "UCC 8-403",
    StopKind.INDEMNITY_BOND: "UCC 8-403(d)",
    StopKind.NULLITY: "7(e)",
    StopKind.COMPANY_INSTRUCTION: "20(g)",
    StopKind.HOUSE: "policy on stops",
}
NEXT_STEPS: dict[StopKind, tuple[str, ...]] = {
    StopKind.LOSS_REPORTED: _LOSS,
    StopKind.THEFT_REPORTED: _LOSS,
    StopKind.COURT_ORDER: (
        "send us any later order of the court or authority, for this stop ends with its release",
    ),
    StopKind.DEMAND_NOT_TO_REGISTER: (
        "tell us at once of any change of the address at which who made the demand is reached",
        "when our letter says that a certificate was presented, obtain an order of a court or file an "
        "indemnity bond within the period stated there; without either, the transfer may then be registered",
    ),
    StopKind.INDEMNITY_BOND: (
        "obtain an order of a court that settles whose the Rights are, or the release of the bond by who "
        "filed it: this stop ends with either",
    ),
    StopKind.NULLITY: (
        "write to the Company if you hold that these Rights are not null and void: it is the Company that "
        "determines it and tells us so",
    ),
    StopKind.COMPANY_INSTRUCTION: ("turn to the Company: this stop ends with its release in writing",),
    StopKind.HOUSE: (
        "send us what removes the doubt that is stated above; two people then decide on its release",
    ),
}


def acknowledge_stop(
    agreement: RightsAgreement,
    stop: StopPlaced,
    *,
    holder: RegisteredHolder | None = None,
    to: tuple[str, Address] | None = None,
    by: User,
    at: datetime,
) -> PaperDue:
    """Write the acknowledgement of a stop, inside the transaction that places it.

    It goes to the registered holder, or to somebody else by name and address, as one who claims otherwise.

    Agreement: 6(b);15(b).
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
        "stop_kind": stop.kind.value,
        "reach": stop.reach.value,
        "next_steps": list(NEXT_STEPS.get(stop.kind, ())),
    }
    return ask_for_paper(
        agreement,
        kind=LetterKind.STOP_ACKNOWLEDGEMENT,
        facts=facts,
        section=SECTIONS_OF_STOPS[stop.kind],
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
