"""The end of the Rights on the Final Expiration Date: when they may be retired, and what is finished before.

The windows close by the instant, whatever stands on the books; the entry that retires the rest is clerical.

Agreement: 1(q);1(r).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.windows import in_utc

NAMED_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class ExpiryFacts:
    """What stands when the Rights are to be retired.

    `expires_at` is the Close of Business on the Final Expiration Date; `open_items` the numbers of items
    received until then that have not ended; `orders` the notices of orders of the Board that stand; `rights`
    how many Rights stand, void ones among them.
    """

    expires_at: datetime
    open_items: Sequence[int]
    orders: Sequence[int]
    rights: int


def reminder_grounds(*, expires_at: datetime, orders: Sequence[int], at: datetime) -> tuple[Ground, ...]:
    """What stands, at an instant, against reminding holders that their Rights expire.

    `orders` are the notices of orders of the Board that stand: while one stops exercise, nobody is asked to
    exercise in time.

    Agreement: 1(q);7(a).
    """
    found: list[Ground] = []
    if in_utc(at) >= in_utc(expires_at):
        end = f"{expires_at:%Y-%m-%d %H:%M %Z}"
        found.append(ground("RIGHTS_EXPIRED", instant=end, cause="the Final Expiration Date"))
    return (*found, *(ground("ORDER_ENDS_THE_RIGHTS", notice=notice) for notice in orders))


def expiry_grounds(facts: ExpiryFacts, *, at: datetime) -> tuple[Ground, ...]:
    """What stands against retiring, at an instant, all Rights that are left.

    Agreement: 1(q);6(a);7(a);23(b);24(b).
    """
    found: list[Ground] = []
    if in_utc(at) < in_utc(facts.expires_at):
        found.append(ground("RIGHTS_NOT_EXPIRED", end=f"{facts.expires_at:%Y-%m-%d %H:%M %Z}"))
    found += [ground("ORDER_ENDS_THE_RIGHTS", notice=notice) for notice in facts.orders]
    if facts.open_items:
        named = ", ".join(str(number) for number in facts.open_items[:NAMED_AT_MOST])
        more = len(facts.open_items) - NAMED_AT_MOST
        items = f"{named} and {more} more" if more > 0 else named
        found.append(ground("ITEMS_IN_TIME_OPEN", count=len(facts.open_items), items=items))
    if not facts.rights:
        found.append(ground("NO_RIGHTS_STAND"))
    return tuple(found)
