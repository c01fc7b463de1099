"""Moves of mailings and their pieces. Jobs take a piece to PRODUCED; only a receipt of the post goes on."""

from enum import StrEnum

from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable


class MailingStatus(StrEnum):
    """How far a mailing has come."""

    DRAFT = "DRAFT"
    SNAPSHOT_LOCKED = "SNAPSHOT_LOCKED"
    TEXT_APPROVED = "TEXT_APPROVED"
    PREPARED = "PREPARED"
    DISPATCHING = "DISPATCHING"
    DISPATCHED = "DISPATCHED"
    CERTIFIED = "CERTIFIED"
    CANCELLED = "CANCELLED"


_M = MailingStatus

MAILING = MoveTable(
    "mailing",
    "policy on mailings",
    {
        (_M.DRAFT, "snapshot_locked"): _M.SNAPSHOT_LOCKED,
        (_M.SNAPSHOT_LOCKED, "text_approved"): _M.TEXT_APPROVED,
        (_M.TEXT_APPROVED, "prepared"): _M.PREPARED,
        # 26: a piece is given when the post took it, so a mailing moves on with the receipts alone.
        (_M.PREPARED, "dispatched_in_part"): _M.DISPATCHING,
        (_M.PREPARED, "dispatched"): _M.DISPATCHED,
        (_M.DISPATCHING, "dispatched_in_part"): _M.DISPATCHING,
        (_M.DISPATCHING, "dispatched"): _M.DISPATCHED,
        (_M.DISPATCHED, "certified"): _M.CERTIFIED,
        (_M.DRAFT, "cancelled"): _M.CANCELLED,
        (_M.SNAPSHOT_LOCKED, "cancelled"): _M.CANCELLED,
        (_M.TEXT_APPROVED, "cancelled"): _M.CANCELLED,
        (_M.PREPARED, "cancelled"): _M.CANCELLED,
    },
    basis=Basis.HOUSE,
    code="MAILING_MOVE_NOT_ALLOWED",
    starts_at=_M.DRAFT,
)


class MailingPieceStatus(StrEnum):
    """Where one piece of a mailing stands."""

    QUEUED = "QUEUED"
    PRODUCED = "PRODUCED"
    DISPATCHED = "DISPATCHED"
    RETURNED = "RETURNED"
    REMAILED = "REMAILED"
    EXCLUDED = "EXCLUDED"


_P = MailingPieceStatus

MAILING_PIECE = MoveTable(
    "piece of a mailing",
    "policy on mailings",
    {
        (_P.QUEUED, "produced"): _P.PRODUCED,
        (_P.QUEUED, "excluded"): _P.EXCLUDED,
        (_P.PRODUCED, "dispatched"): _P.DISPATCHED,
        # 26: what comes back was given all the same; it changes what is known of the address.
        (_P.DISPATCHED, "returned"): _P.RETURNED,
        (_P.RETURNED, "remailed"): _P.REMAILED,
    },
    basis=Basis.HOUSE,
    code="MAILING_PIECE_MOVE_NOT_ALLOWED",
    starts_at=_P.QUEUED,
)
