"""What becomes of a check of the Company's money: which step may follow which, and when it is old.

The agreement says nothing of checks; the states are the agent's own record of what the bank and holders did.
"""

from datetime import date, timedelta
from enum import StrEnum

from agreement.choices import Worded
from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable

# A bank need not pay a check that is older than six months (UCC 4-404); counted in days.
STALE_DAYS = 180


class CheckEvent(Worded):
    """What happened to a check."""

    PAID = "PAID", "Paid by the bank"
    STALE = "STALE", "Stale"
    STOPPED = "STOPPED", "Stopped"
    REISSUED = "REISSUED", "Another issued in its place"
    UNCLAIMED = "UNCLAIMED", "Unclaimed"


class CheckState(StrEnum):
    """How a check stands."""

    ISSUED = "ISSUED"
    PAID = "PAID"
    STALE = "STALE"
    STOPPED = "STOPPED"
    REISSUED = "REISSUED"
    UNCLAIMED = "UNCLAIMED"


_S = CheckState
CHECK = MoveTable(
    "check",
    "policy on checks",
    {
        (_S.ISSUED, "paid"): _S.PAID,
        (_S.ISSUED, "stale"): _S.STALE,
        (_S.ISSUED, "stopped"): _S.STOPPED,
        # A bank may pay an old check in good faith (UCC 4-404).
        (_S.STALE, "paid"): _S.PAID,
        (_S.STALE, "stopped"): _S.STOPPED,
        # Another check only once the first is stopped: nothing is paid twice.
        (_S.STOPPED, "reissued"): _S.REISSUED,
        (_S.STOPPED, "unclaimed"): _S.UNCLAIMED,
        (_S.UNCLAIMED, "reissued"): _S.REISSUED,
    },
    basis=Basis.HOUSE,
    code="CHECK_MOVE_NOT_ALLOWED",
    starts_at=_S.ISSUED,
)


def is_stale(dated: date, *, on: date) -> bool:
    """Whether a check of a date is older, on a day, than a bank need pay it."""
    return on > dated + timedelta(days=STALE_DAYS)
