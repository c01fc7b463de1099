"""Moves of certificates and print runs."""

from enum import StrEnum

from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable


class CertificateStatus(StrEnum):
    """Where the paper of a Rights Certificate stands."""

    DRAFT = "DRAFT"
    NUMBERED = "NUMBERED"
    PRINTED = "PRINTED"
    EXECUTED = "EXECUTED"
    SPOILED = "SPOILED"
    COUNTERSIGNED = "COUNTERSIGNED"
    ISSUED = "ISSUED"
    STOPPED = "STOPPED"
    REPLACED = "REPLACED"
    SURRENDERED = "SURRENDERED"
    CANCELLED = "CANCELLED"
    VOID = "VOID"
    REDEEMED = "REDEEMED"
    EXCHANGED = "EXCHANGED"
    EXPIRED = "EXPIRED"
    DELIVERED_TO_COMPANY = "DELIVERED_TO_COMPANY"
    KEPT_FOR_COMPANY = "KEPT_FOR_COMPANY"


_C = CertificateStatus

CERTIFICATE = MoveTable(
    "Rights Certificate",
    "5(a);8",
    {
        (_C.DRAFT, "numbered"): _C.NUMBERED,
        (_C.NUMBERED, "printed"): _C.PRINTED,
        (_C.PRINTED, "executed"): _C.EXECUTED,
        (_C.PRINTED, "spoiled"): _C.SPOILED,
        (_C.EXECUTED, "spoiled"): _C.SPOILED,
        # 5(a): by hand, by an agent in office, after both signatures of the Company.
        (_C.EXECUTED, "countersigned"): _C.COUNTERSIGNED,
        (_C.COUNTERSIGNED, "issued"): _C.ISSUED,
        (_C.COUNTERSIGNED, "stopped"): _C.STOPPED,
        (_C.ISSUED, "stopped"): _C.STOPPED,
        (_C.STOPPED, "released"): _C.ISSUED,
        (_C.STOPPED, "replaced"): _C.REPLACED,
        # 22: by the Company's order of a new form, which says that what is replaced evidences nothing more.
        (_C.ISSUED, "replaced"): _C.REPLACED,
        (_C.COUNTERSIGNED, "replaced"): _C.REPLACED,
        (_C.ISSUED, "surrendered"): _C.SURRENDERED,
        (_C.SURRENDERED, "returned"): _C.ISSUED,
        (_C.SURRENDERED, "cancelled"): _C.CANCELLED,
        (_C.ISSUED, "voided"): _C.VOID,
        (_C.VOID, "restored"): _C.ISSUED,
        (_C.ISSUED, "redeemed"): _C.REDEEMED,
        (_C.ISSUED, "exchanged"): _C.EXCHANGED,
        (_C.ISSUED, "expired"): _C.EXPIRED,
        (_C.REPLACED, "presented"): _C.CANCELLED,
        (_C.CANCELLED, "delivered_to_company"): _C.DELIVERED_TO_COMPANY,
        # 8: by the Company's signed list the paper stays with the Rights Agent, which never left it.
        (_C.CANCELLED, "kept_for_company"): _C.KEPT_FOR_COMPANY,
        (_C.KEPT_FOR_COMPANY, "delivered_to_company"): _C.DELIVERED_TO_COMPANY,
    },
    basis=Basis.AGREEMENT,
    code="CERTIFICATE_MOVE_NOT_ALLOWED",
    starts_at=_C.DRAFT,
)


class PrintRunStatus(StrEnum):
    """How far a print run has come."""

    DRAFT = "DRAFT"
    DATA_LOCKED = "DATA_LOCKED"
    RENDERED = "RENDERED"
    PROOFED = "PROOFED"
    PRINTED = "PRINTED"
    EXECUTED = "EXECUTED"
    COUNTERSIGNING = "COUNTERSIGNING"
    RECONCILED = "RECONCILED"
    CLOSED = "CLOSED"
    ABORTED = "ABORTED"


_R = PrintRunStatus

PRINT_RUN = MoveTable(
    "print run",
    "policy on print runs",
    {
        (_R.DRAFT, "data_locked"): _R.DATA_LOCKED,
        (_R.DATA_LOCKED, "rendered"): _R.RENDERED,
        (_R.RENDERED, "proofed"): _R.PROOFED,
        (_R.PROOFED, "printed"): _R.PRINTED,
        (_R.PRINTED, "executed"): _R.EXECUTED,
        (_R.EXECUTED, "countersigning_begun"): _R.COUNTERSIGNING,
        (_R.COUNTERSIGNING, "reconciled"): _R.RECONCILED,
        (_R.RECONCILED, "closed"): _R.CLOSED,
        (_R.DRAFT, "aborted"): _R.ABORTED,
        (_R.DATA_LOCKED, "aborted"): _R.ABORTED,
        (_R.RENDERED, "aborted"): _R.ABORTED,
        (_R.PROOFED, "aborted"): _R.ABORTED,
    },
    basis=Basis.HOUSE,
    code="PRINT_RUN_MOVE_NOT_ALLOWED",
    starts_at=_R.DRAFT,
)
