"""Statuses and the table of allowed moves for every kind of item, paper and job."""

from agreement.workflow.checks import CHECK, CheckState
from agreement.workflow.items import ITEM, ItemKind, ItemState
from agreement.workflow.jobs import JOB, JOB_CHUNK, ChunkStatus, JobStatus
from agreement.workflow.moves import MoveTable, events_from, is_end, move
from agreement.workflow.paper import (
    CERTIFICATE,
    PRINT_RUN,
    CertificateStatus,
    PrintRunStatus,
)
from agreement.workflow.plan import (
    APPLICATION,
    APPOINTMENT,
    CASH_IN_LIEU,
    HOLDER_LIST,
    NOTICE,
    OPENING,
    SEPARATION,
    ApplicationStatus,
    AppointmentStatus,
    CashInLieuStatus,
    HolderListStatus,
    NoticeStatus,
    OpeningStatus,
    SeparationStatus,
)
from agreement.workflow.post import MAILING, MAILING_PIECE, MailingPieceStatus, MailingStatus

TABLES = (
    SEPARATION,
    NOTICE,
    HOLDER_LIST,
    OPENING,
    APPLICATION,
    APPOINTMENT,
    CASH_IN_LIEU,
    CHECK,
    CERTIFICATE,
    PRINT_RUN,
    MAILING,
    MAILING_PIECE,
    ITEM,
    JOB,
    JOB_CHUNK,
)

__all__ = [
    "APPLICATION",
    "APPOINTMENT",
    "CASH_IN_LIEU",
    "CERTIFICATE",
    "CHECK",
    "HOLDER_LIST",
    "ITEM",
    "JOB",
    "JOB_CHUNK",
    "MAILING",
    "MAILING_PIECE",
    "NOTICE",
    "OPENING",
    "PRINT_RUN",
    "SEPARATION",
    "TABLES",
    "ApplicationStatus",
    "AppointmentStatus",
    "CashInLieuStatus",
    "CertificateStatus",
    "CheckState",
    "ChunkStatus",
    "HolderListStatus",
    "ItemKind",
    "ItemState",
    "JobStatus",
    "MailingPieceStatus",
    "MailingStatus",
    "MoveTable",
    "NoticeStatus",
    "OpeningStatus",
    "PrintRunStatus",
    "SeparationStatus",
    "events_from",
    "is_end",
    "move",
]
