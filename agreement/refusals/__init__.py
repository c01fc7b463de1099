"""The catalogue of refusals: every code with its sentence, basis, section, cure, effect and who may lift it.

`refuse` makes the error to raise, `ground` the ground of a decision; both fill the sentence with the facts.
"""

from collections.abc import Mapping
from types import MappingProxyType

from agreement.errors import RefusedByGround, RightsError
from agreement.grounds import Effect, Ground
from agreement.refusals.adjustments import ADJUSTMENT_CODES
from agreement.refusals.amendment import AMENDMENT_CODES
from agreement.refusals.board_orders import BOARD_ORDER_CODES
from agreement.refusals.books import BOOKS_CODES
from agreement.refusals.calls import CALL_CODES
from agreement.refusals.cancellation import CANCELLATION_CODES
from agreement.refusals.company import COMPANY_CODES
from agreement.refusals.company_account import COMPANY_ACCOUNT_CODES
from agreement.refusals.deliveries import DELIVERY_CODES
from agreement.refusals.deposits import DEPOSIT_CODES
from agreement.refusals.drawing import DRAWING_CODES
from agreement.refusals.entry import CodeEntry
from agreement.refusals.exercise_gates import EXERCISE_GATE_CODES
from agreement.refusals.expiry import EXPIRY_CODES
from agreement.refusals.flip_over import FLIP_OVER_CODES
from agreement.refusals.items import ITEM_CODES
from agreement.refusals.later_shares import LATER_SHARES_CODES
from agreement.refusals.letters import LETTER_CODES
from agreement.refusals.moves import MOVE_CODES
from agreement.refusals.nullity import NULLITY_CODES
from agreement.refusals.opening import OPENING_CODES
from agreement.refusals.order_shares import ORDER_SHARES_CODES
from agreement.refusals.ownership import OWNERSHIP_CODES
from agreement.refusals.paper import PAPER_CODES
from agreement.refusals.plan_exchange import PLAN_EXCHANGE_CODES
from agreement.refusals.portal import PORTAL_CODES
from agreement.refusals.post import POST_CODES
from agreement.refusals.prices import PRICE_CODES
from agreement.refusals.registers import REGISTER_CODES
from agreement.refusals.schedules import SCHEDULE_CODES
from agreement.refusals.separation import SEPARATION_CODES
from agreement.refusals.series import SERIES_CODES
from agreement.refusals.signatures import SIGNATURE_CODES
from agreement.refusals.standing import STANDING_CODES
from agreement.refusals.stops import STOP_CODES
from agreement.refusals.succession import SUCCESSION_CODES
from agreement.refusals.two_people import TWO_PEOPLE_CODES
from agreement.refusals.work import WORK_CODES

__all__ = ["CODES", "CodeEntry", "effect_of", "ground", "refuse"]


def _catalogue(*tables: tuple[CodeEntry, ...]) -> Mapping[str, CodeEntry]:
    codes: dict[str, CodeEntry] = {}
    for entry in (entry for table in tables for entry in table):
        if entry.code in codes:
            raise ValueError(f"The catalogue of refusals names {entry.code} twice.")
        codes[entry.code] = entry
    return MappingProxyType(codes)


CODES: Mapping[str, CodeEntry] = _catalogue(
    SEPARATION_CODES,
    OPENING_CODES,
    COMPANY_CODES,
    TWO_PEOPLE_CODES,
    STANDING_CODES,
    BOOKS_CODES,
    PAPER_CODES,
    POST_CODES,
    DRAWING_CODES,
    WORK_CODES,
    ITEM_CODES,
    SIGNATURE_CODES,
    LATER_SHARES_CODES,
    ADJUSTMENT_CODES,
    PRICE_CODES,
    OWNERSHIP_CODES,
    EXPIRY_CODES,
    FLIP_OVER_CODES,
    PLAN_EXCHANGE_CODES,
    AMENDMENT_CODES,
    SERIES_CODES,
    LETTER_CODES,
    MOVE_CODES,
    CALL_CODES,
    REGISTER_CODES,
    PORTAL_CODES,
    NULLITY_CODES,
    BOARD_ORDER_CODES,
    DELIVERY_CODES,
    DEPOSIT_CODES,
    ORDER_SHARES_CODES,
    STOP_CODES,
    SUCCESSION_CODES,
    SCHEDULE_CODES,
    CANCELLATION_CODES,
    COMPANY_ACCOUNT_CODES,
    EXERCISE_GATE_CODES,
)


class _Facts(dict[str, object]):
    """Facts for a sentence; one that is not given is said to be not stated, so that a refusal never fails."""

    def __missing__(self, name: str) -> str:
        return "(not stated)"


def ground(
    code: str,
    /,
    *,
    clause: str | None = None,
    saying: str | None = None,
    curing: str | None = None,
    **facts: object,
) -> Ground:
    """The ground of a code, its sentence and cure filled with the facts.

    `clause` replaces the section of the catalogue where the case at hand rests on a nearer one; `saying` and
    `curing` replace its sentence and its cure where the case can be told more exactly.
    Raises KeyError for a code that the catalogue does not have.
    """
    entry = CODES[code]
    return Ground(
        code,
        clause or entry.clause,
        entry.basis,
        message=saying or entry.message.format_map(_Facts(facts)),
        facts=facts,
        cure=curing or entry.cure.format_map(_Facts(facts)),
        effect=entry.effect,
    )


def refuse(
    code: str,
    /,
    *,
    clause: str | None = None,
    saying: str | None = None,
    curing: str | None = None,
    **facts: object,
) -> RightsError:
    """The error of a code, ready to raise; a RefusedByGround carries the code's own ground (see `ground`).

    Raises KeyError for a code that the catalogue does not have.
    """
    entry = CODES[code]
    because = ground(code, clause=clause, saying=saying, curing=curing, **facts)
    if issubclass(entry.error, RefusedByGround):
        return entry.error.by([because])
    return entry.error(
        code,
        because.message,
        basis=because.basis,
        clause=because.clause,
        facts=because.facts,
        cure=because.cure,
    )


def effect_of(code: str) -> Effect:
    """What a code does to the matter: CURE, HOLD, QUERY, REFUSE or WARN."""
    return CODES[code].effect
