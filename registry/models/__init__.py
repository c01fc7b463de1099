"""Models of the registration books, one topic a file."""

from registry.models.addresses import (
    AddressChange,
    AddressChangeState,
    HolderAddress,
    RequesterCapacity,
)
from registry.models.agreements import (
    BEFORE_SEPARATION,
    AgentAppointment,
    AuthorisedCountersigner,
    BankClosure,
    CompanyOfficer,
    DesignatedOffice,
    FormVersion,
    Installation,
    ReadingDecision,
    RightsAgreement,
    SeparationState,
    TermsVersion,
)
from registry.models.approvals import Approval
from registry.models.audit import AuditRecord
from registry.models.books import (
    BookEntry,
    BookIsReadOnly,
    CertificateEvent,
    ControlAccount,
    EntryKind,
    LegendClass,
    Lot,
    LotTaint,
    NumberCounter,
    PaperEvent,
    RetiredAs,
    RightsCertificate,
    TaintClass,
)
from registry.models.calls import AccessToken, IdempotentCall
from registry.models.copies import CopyMeans, CopyRequest, CopyRequestState
from registry.models.documents import Document
from registry.models.holder_access import ClaimCode, HolderAccess
from registry.models.holders import CashInLieu, HolderSearch, RegisteredHolder
from registry.models.item_work import EvidenceRequest, ItemPause, RoutineFinding, StandingInstruction
from registry.models.items import (
    Certification,
    Consultation,
    ExecutedForm,
    FormKind,
    Item,
    ItemCertificate,
    ItemPaper,
    TransferLine,
)
from registry.models.jobs import ChunkState, Job, JobChunk, JobState
from registry.models.lists import HolderList, HolderListReject, HolderListRow, ListPurpose, ListState
from registry.models.notices import (
    InformalNotice,
    InformationRequest,
    InstructionApplication,
    NamedPerson,
    Notice,
    NoticeAddress,
    NoticeKind,
    NoticeState,
)
from registry.models.nullity import CaughtItem, CaughtKind
from registry.models.obligations import LetterKind, NoticeDue, PaperDue
from registry.models.openings import Opening, OpeningState
from registry.models.people import IssuerAccess, User
from registry.models.replacements import Replacement, ReplacementRecord
from registry.models.schedules import Schedule, ScheduleFile, ScheduleLine
from registry.models.shares import ShareLegend
from registry.models.stops import Stop, StopRecord, StopRecordKind, StopRelease
from registry.models.succession import (
    OF_THE_OFFICE,
    BooksExport,
    BooksPackage,
    OfficeMailing,
    SuccessionRecord,
)
from registry.models.takeovers import TakeOver

__all__ = [
    "BEFORE_SEPARATION",
    "OF_THE_OFFICE",
    "AccessToken",
    "AddressChange",
    "AddressChangeState",
    "AgentAppointment",
    "Approval",
    "AuditRecord",
    "AuthorisedCountersigner",
    "BankClosure",
    "BookEntry",
    "BookIsReadOnly",
    "BooksExport",
    "BooksPackage",
    "CashInLieu",
    "CaughtItem",
    "CaughtKind",
    "CertificateEvent",
    "Certification",
    "ChunkState",
    "ClaimCode",
    "CompanyOfficer",
    "Consultation",
    "ControlAccount",
    "CopyMeans",
    "CopyRequest",
    "CopyRequestState",
    "DesignatedOffice",
    "Document",
    "EntryKind",
    "EvidenceRequest",
    "ExecutedForm",
    "FormKind",
    "FormVersion",
    "HolderAccess",
    "HolderAddress",
    "HolderList",
    "HolderListReject",
    "HolderListRow",
    "HolderSearch",
    "IdempotentCall",
    "InformalNotice",
    "InformationRequest",
    "Installation",
    "InstructionApplication",
    "IssuerAccess",
    "Item",
    "ItemCertificate",
    "ItemPaper",
    "ItemPause",
    "Job",
    "JobChunk",
    "JobState",
    "LegendClass",
    "ListPurpose",
    "LetterKind",
    "ListState",
    "Lot",
    "LotTaint",
    "NamedPerson",
    "Notice",
    "NoticeAddress",
    "NoticeDue",
    "NoticeKind",
    "NoticeState",
    "NumberCounter",
    "OfficeMailing",
    "Opening",
    "OpeningState",
    "PaperDue",
    "PaperEvent",
    "ReadingDecision",
    "RegisteredHolder",
    "Replacement",
    "ReplacementRecord",
    "RequesterCapacity",
    "RetiredAs",
    "RightsAgreement",
    "RightsCertificate",
    "RoutineFinding",
    "Schedule",
    "ScheduleFile",
    "ScheduleLine",
    "SeparationState",
    "ShareLegend",
    "StandingInstruction",
    "Stop",
    "StopRecord",
    "StopRecordKind",
    "StopRelease",
    "SuccessionRecord",
    "TaintClass",
    "TakeOver",
    "TermsVersion",
    "TransferLine",
    "User",
]
