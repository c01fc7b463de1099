"""What becomes of an item by the grounds found: the step it takes, and on which of them it may be refused.

What only holds refuses nothing, nor does the agent's own policy.

Agreement: 6(a);7(a);20(k).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from agreement.grounds import Basis, Effect, Ground
from agreement.workflow.items import ItemKind, UnpostedEnd


def outcome_of(grounds: Sequence[Ground], *, kind: str = ItemKind.TRANSFER) -> str:
    """Which step an examined item takes: the name of an event of its table of moves.

    A hold for consultation comes before everything else, a refusal included: no further action is taken
    without the Company. What refuses does not refuse by itself: a person asks for it, another approves.

    Agreement: 20(g);20(k).
    """
    effects = {found.effect for found in grounds} - {Effect.WARN}
    codes = {found.code for found in grounds}
    if codes & {"HELD_20K", "INSTRUCTIONS_CONFLICT"}:
        return "held_for_consultation"
    if not effects:
        return "found_complete" if kind == ItemKind.EXERCISE else "found_in_order"
    if {found.code for found in grounds if found.effect is not Effect.WARN} == {"PAYMENT_SHORT"}:
        return "payment_short"
    return "held" if effects == {Effect.HOLD} else "found_deficient"


def refusing_grounds(
    grounds: Iterable[Ground], *, since: Mapping[str, date], today: date, deficiency_days: int
) -> tuple[Ground, ...]:
    """The grounds on which an item may be refused today, in the order of the checks; none for most items.

    One that refuses does so at once. One that can be cured does when it was left so for more than
    `deficiency_days` calendar days, unless it is a policy of the Rights Agent. `since` tells by code from
    which day on each stands; one that stands since no day that is told is of today. A hold never refuses.

    Agreement: 6(a);7(a).
    """
    patience = timedelta(days=deficiency_days)

    def refuses(found: Ground) -> bool:
        if found.basis is Basis.HOUSE:
            return False
        if found.effect is Effect.REFUSE:
            return True
        return found.effect is Effect.CURE and today - since.get(found.code, today) > patience

    return tuple(found for found in grounds if refuses(found))


def end_of(refusing: Sequence[Ground]) -> UnpostedEnd:
    """How an item ends by the grounds on which it may be refused.

    What could have been put right and was not goes back uncured: nothing is refused, and it may be presented
    again. One ground that refuses by itself refuses the item, whatever else stands against it.

    Agreement: 6(a);7(a).
    """
    is_refused = any(found.effect is Effect.REFUSE for found in refusing)
    return UnpostedEnd.REFUSED if is_refused else UnpostedEnd.RETURNED
