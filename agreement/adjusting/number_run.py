"""Another number of Rights distributed to the holders of record: when it may be, and by which ratio.

Agreement: 11(h).
"""

from dataclasses import dataclass
from fractions import Fraction

from agreement.adjustment import Distributed, Surrender
from agreement.arithmetic import as_text
from agreement.grounds import Ground
from agreement.refusals import ground


@dataclass(frozen=True, slots=True)
class NumberRunFacts:
    """What a distribution of additional Rights rests on: the election, and what stands in its way.

    `ratio` is what the Company certified that each Right becomes, None where it has not; `ended_since` are
    entries recorded after the record date by which Rights ended for all or many at once; `waiting` tells
    papers under way where those out are replaced; `standing_orders` are orders of the Board, by their
    notices, that end Rights; `done` is the entry that carried it out.
    """

    notice: int
    is_in_force: bool
    distributed: Distributed | None
    surrender: Surrender | None
    ratio: Fraction | None
    has_form: bool
    has_record_date_closed: bool
    has_certificates: bool
    has_expired: bool
    standing_orders: tuple[int, ...]
    ended_since: tuple[int, ...]
    waiting: tuple[str, ...]
    additional: int
    done: int | None


def number_run_grounds(facts: NumberRunFacts) -> tuple[Ground, ...]:
    """Why no additional Rights are distributed now: the election does not say enough, or something stands.

    Agreement: 4(a);11(h).
    """
    if facts.done is not None:
        return (ground("NUMBER_ADJUSTED", entry=facts.done, notice=facts.notice),)
    reasons: list[str] = []
    if not facts.is_in_force:
        reasons.append("the election is not accepted")
    if facts.ratio is None:
        reasons.append("the Company has not certified the number of Rights that each Right becomes")
    elif facts.ratio <= 1:
        reasons.append(f"each Right becomes {as_text(facts.ratio)}, so that nothing is additional")
    if facts.distributed is Distributed.REPLACEMENT and facts.surrender is not Surrender.NOT_REQUIRED:
        reasons.append(
            "certificates for all Rights are issued in place of those out only where the Company says that "
            "it requires no surrender of them"
        )
    if not facts.has_certificates:
        reasons.append("no Rights Certificates are issued, so that none is distributed")
    if not facts.has_form:
        reasons.append("no form of certificate is approved and signed off")
    if not facts.has_record_date_closed:
        reasons.append("the record date has not closed")
    if facts.has_expired:
        reasons.append("the Rights have expired")
    reasons += [f"the order of the Board in notice {number} stands" for number in facts.standing_orders]
    reasons += facts.waiting
    reasons += [f"entry {number} ended Rights after the record date" for number in facts.ended_since]
    if not reasons and facts.additional < 1:
        reasons.append("no holder of record gets a whole Right more")
    return tuple(ground("NUMBER_ADJUSTMENT_NOT_POSSIBLE", notice=facts.notice, reason=one) for one in reasons)


def ratio_grounds(ratio: Fraction | None, *, grid: Fraction) -> tuple[Ground, ...]:
    """What is asked back about a ratio: it is to the nearest hundred-thousandth, or not known yet.

    `grid` is the step of the plan.

    Agreement: 11(h).
    """
    if ratio is None or (ratio / grid).denominator == 1:
        return ()
    reason = f"the number of Rights for a Right is stated to {as_text(grid)}, and {as_text(ratio)} is not"
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)
