"""Refusals of shares that an order of the Board gives: each line asked for once, delivered once it came."""

from agreement.grounds import Effect
from agreement.refusals.entry import CodeEntry, Conflict, by_policy

ORDER_SHARES_POLICY = "policy on shares of an order"

ORDER_SHARES_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "SHARES_NOT_REQUISITIONED",
        ORDER_SHARES_POLICY,
        "No shares of list {list} are requisitioned: {reason}",
        "carry the order out first; what nothing goes to yet is requisitioned once nothing stands against it",
        error=Conflict,
    ),
    by_policy(
        "SHARES_STEP_IMPOSSIBLE",
        ORDER_SHARES_POLICY,
        "Of requisition {requisition} this is not recorded: {reason}",
        "look at the paper; record first that the shares came, each step once, on the day it happened",
        error=Conflict,
        effect=Effect.CURE,
    ),
)
