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
from registry.models.obligations import NoticeDue, PaperDue
from registry.models.openings import Opening, OpeningState
from registry.models.people import IssuerAccess, User
from registry.models.shares import ShareLegend
from registry.models.takeovers import TakeOver

__all__ = [
    "BEFORE_SEPARATION",
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
    "CashInLieu",
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
    "Job",
    "JobChunk",
    "JobState",
    "LegendClass",
    "ListPurpose",
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
    "Opening",
    "OpeningState",
    "PaperDue",
    "PaperEvent",
    "ReadingDecision",
    "RegisteredHolder",
    "RequesterCapacity",
    "RetiredAs",
    "RightsAgreement",
    "RightsCertificate",
    "SeparationState",
    "ShareLegend",
    "TaintClass",
    "TakeOver",
    "TermsVersion",
    "TransferLine",
    "User",
]
