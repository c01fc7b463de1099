"""A tray of requests approved one after the other, each by its own hash and in a transaction of its own.

A tray saves the hand, not the look: what it holds is shown with its totals, any request can be opened, and a
request that is refused leaves the others as they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from agreement.errors import RightsError
from registry.models import Approval, User
from registry.services import approvals

# What may be decided by the tray: requests about items, each shown with its item and its Rights. What frees
# an item held for the Company is looked at on its own page.
TRAY_KINDS = (
    "POST_TRANSFER",
    "POST_SAME_NAME",
    "POST_EXERCISE",
    "POST_EXERCISE_SCHEDULE",
    "POST_REPLACEMENT",
    "REFUSE_ITEM",
    "WITHDRAW_ITEM",
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A request of a tray: what it asked, and why it was not approved, if it was not."""

    summary: str
    request_hash: str
    refusal: RightsError | None = None


def approve_each(
    requests: Iterable[Approval], *, approver: User, now: Callable[[], datetime]
) -> list[Decided]:
    """Approve each request by its own hash; one that is refused stays as it was and tells why.

    `requests` are those a person took from the tray, of the kinds in TRAY_KINDS; of others nothing is done.
    """
    return [_decide(one, approver=approver, now=now) for one in requests if one.kind in TRAY_KINDS]


def _decide(request: Approval, *, approver: User, now: Callable[[], datetime]) -> Decided:
    try:
        approvals.approve_now(request.request_hash, approver=approver, now=now)
    except RightsError as refusal:
        return Decided(request.summary, request.request_hash, refusal)
    return Decided(request.summary, request.request_hash)
