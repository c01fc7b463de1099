"""Moves of the plan, of what the Company sends, and of the opening of the books."""

from enum import StrEnum

from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable


class SeparationStatus(StrEnum):
    """Where the Rights stand: with the shares, or apart from them."""

    DECLARED = "DECLARED"
    ATTACHED = "ATTACHED"
    SEPARATED_PENDING_LIST = "SEPARATED_PENDING_LIST"
    BOOKS_OPEN = "BOOKS_OPEN"


SEPARATION = MoveTable(
    "plan",
    "3(a);5(b)",
    {
        (SeparationStatus.DECLARED, "record_date_count_certified"): SeparationStatus.ATTACHED,
        # 3(a): only the Company's notice separates; a clock that runs out moves nothing.
        (
            SeparationStatus.ATTACHED,
            "distribution_date_notice_applied",
        ): SeparationStatus.SEPARATED_PENDING_LIST,
        (SeparationStatus.SEPARATED_PENDING_LIST, "books_opened"): SeparationStatus.BOOKS_OPEN,
        # 21: a predecessor's open books are taken on; its Rights had separated by a notice to it.
        (SeparationStatus.DECLARED, "books_taken_on"): SeparationStatus.BOOKS_OPEN,
    },
    basis=Basis.AGREEMENT,
    code="SEPARATION_MOVE_NOT_ALLOWED",
    starts_at=SeparationStatus.DECLARED,
)


class NoticeStatus(StrEnum):
    """What became of a document the Company sent."""

    RECEIVED = "RECEIVED"
    AUTHENTICATED = "AUTHENTICATED"
    ACCEPTED = "ACCEPTED"
    APPLIED = "APPLIED"
    QUERIED = "QUERIED"
    REJECTED = "REJECTED"
    SUPERSEDED = "SUPERSEDED"


NOTICE = MoveTable(
    "notice",
    "policy on documents received",
    {
        (NoticeStatus.RECEIVED, "authenticated"): NoticeStatus.AUTHENTICATED,
        (NoticeStatus.RECEIVED, "rejected_in_form"): NoticeStatus.REJECTED,
        (NoticeStatus.AUTHENTICATED, "accepted"): NoticeStatus.ACCEPTED,
        (NoticeStatus.AUTHENTICATED, "queried"): NoticeStatus.QUERIED,
        (NoticeStatus.AUTHENTICATED, "rejected_in_form"): NoticeStatus.REJECTED,
        # 20(b), 20(g), 29: an officer's certificate, an answer or a determination ends the query.
        (NoticeStatus.QUERIED, "accepted"): NoticeStatus.ACCEPTED,
        (NoticeStatus.QUERIED, "superseded"): NoticeStatus.SUPERSEDED,
        (NoticeStatus.ACCEPTED, "applied"): NoticeStatus.APPLIED,
        (NoticeStatus.RECEIVED, "superseded"): NoticeStatus.SUPERSEDED,
        (NoticeStatus.AUTHENTICATED, "superseded"): NoticeStatus.SUPERSEDED,
        (NoticeStatus.ACCEPTED, "superseded"): NoticeStatus.SUPERSEDED,
        # Only where nothing rests on it that another notice cannot undo: the service looks at that.
        (NoticeStatus.APPLIED, "superseded"): NoticeStatus.SUPERSEDED,
    },
    basis=Basis.HOUSE,
    code="NOTICE_MOVE_NOT_ALLOWED",
    starts_at=NoticeStatus.RECEIVED,
)


class HolderListStatus(StrEnum):
    """How far a list of record holders has come."""

    STAGED = "STAGED"
    REJECTED = "REJECTED"
    ACCEPTED = "ACCEPTED"
    OPENED = "OPENED"
    SUPERSEDED = "SUPERSEDED"


HOLDER_LIST = MoveTable(
    "holder list",
    "policy on list files",
    {
        (HolderListStatus.STAGED, "rejected"): HolderListStatus.REJECTED,
        (HolderListStatus.STAGED, "accepted"): HolderListStatus.ACCEPTED,
        (HolderListStatus.STAGED, "superseded"): HolderListStatus.SUPERSEDED,
        (HolderListStatus.REJECTED, "superseded"): HolderListStatus.SUPERSEDED,
        (HolderListStatus.ACCEPTED, "opened"): HolderListStatus.OPENED,
        (HolderListStatus.ACCEPTED, "superseded"): HolderListStatus.SUPERSEDED,
    },
    basis=Basis.HOUSE,
    code="LIST_MOVE_NOT_ALLOWED",
    starts_at=HolderListStatus.STAGED,
)


class OpeningStatus(StrEnum):
    """How far the opening of the registration books, or a supplementary issue, has come."""

    PREVIEWED = "PREVIEWED"
    REQUESTED = "REQUESTED"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"


OPENING = MoveTable(
    "opening",
    "policy on the registration books",
    {
        (OpeningStatus.PREVIEWED, "requested"): OpeningStatus.REQUESTED,
        (OpeningStatus.PREVIEWED, "cancelled"): OpeningStatus.CANCELLED,
        # The approval of the second person and the posting are one transaction.
        (OpeningStatus.REQUESTED, "posted"): OpeningStatus.POSTED,
        (OpeningStatus.REQUESTED, "cancelled"): OpeningStatus.CANCELLED,
    },
    basis=Basis.HOUSE,
    code="OPENING_MOVE_NOT_ALLOWED",
    starts_at=OpeningStatus.PREVIEWED,
)


class ApplicationStatus(StrEnum):
    """How far an application for instructions to the Company has come."""

    DRAFT = "DRAFT"
    SENT = "SENT"
    RECEIVED_BY_OFFICER = "RECEIVED_BY_OFFICER"
    ANSWERED = "ANSWERED"
    DEEMED_AUTHORISED = "DEEMED_AUTHORISED"
    WITHDRAWN = "WITHDRAWN"


APPLICATION = MoveTable(
    "application for instructions",
    "policy on applications for instructions",
    {
        (ApplicationStatus.DRAFT, "sent"): ApplicationStatus.SENT,
        (ApplicationStatus.DRAFT, "withdrawn"): ApplicationStatus.WITHDRAWN,
        (ApplicationStatus.SENT, "received_by_officer"): ApplicationStatus.RECEIVED_BY_OFFICER,
        (ApplicationStatus.SENT, "answered"): ApplicationStatus.ANSWERED,
        (ApplicationStatus.SENT, "withdrawn"): ApplicationStatus.WITHDRAWN,
        (ApplicationStatus.RECEIVED_BY_OFFICER, "answered"): ApplicationStatus.ANSWERED,
        # A person attests that the stated date passed without an answer; the date alone does nothing.
        (ApplicationStatus.RECEIVED_BY_OFFICER, "found_unanswered"): ApplicationStatus.DEEMED_AUTHORISED,
        (ApplicationStatus.RECEIVED_BY_OFFICER, "withdrawn"): ApplicationStatus.WITHDRAWN,
        # An instruction that arrives before the action still prevails.
        (ApplicationStatus.DEEMED_AUTHORISED, "answered"): ApplicationStatus.ANSWERED,
    },
    basis=Basis.HOUSE,
    code="APPLICATION_MOVE_NOT_ALLOWED",
    starts_at=ApplicationStatus.DRAFT,
)


class CashInLieuStatus(StrEnum):
    """How far the cash for a fraction of a Right has come."""

    COMPUTED = "COMPUTED"
    CERTIFICATE_RECEIVED = "CERTIFICATE_RECEIVED"
    FUNDED = "FUNDED"
    PAID = "PAID"
    RETURNED = "RETURNED"


CASH_IN_LIEU = MoveTable(
    "payment for a fraction",
    "14(e)",
    {
        (CashInLieuStatus.COMPUTED, "certificate_received"): CashInLieuStatus.CERTIFICATE_RECEIVED,
        (CashInLieuStatus.CERTIFICATE_RECEIVED, "funds_collected"): CashInLieuStatus.FUNDED,
        (CashInLieuStatus.FUNDED, "paid"): CashInLieuStatus.PAID,
        (CashInLieuStatus.PAID, "returned"): CashInLieuStatus.RETURNED,
        (CashInLieuStatus.RETURNED, "paid"): CashInLieuStatus.PAID,
    },
    basis=Basis.AGREEMENT,
    code="PAYMENT_MOVE_NOT_ALLOWED",
    starts_at=CashInLieuStatus.COMPUTED,
)


class AppointmentStatus(StrEnum):
    """The office of a Rights Agent."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    RESIGNING = "RESIGNING"
    REMOVING = "REMOVING"
    ENDED = "ENDED"


APPOINTMENT = MoveTable(
    "appointment of a Rights Agent",
    "2;21",
    {
        (AppointmentStatus.PENDING, "took_office"): AppointmentStatus.ACTIVE,
        (AppointmentStatus.ACTIVE, "resigned"): AppointmentStatus.RESIGNING,
        (AppointmentStatus.ACTIVE, "removed"): AppointmentStatus.REMOVING,
        (AppointmentStatus.RESIGNING, "left_office"): AppointmentStatus.ENDED,
        (AppointmentStatus.REMOVING, "left_office"): AppointmentStatus.ENDED,
    },
    basis=Basis.AGREEMENT,
    code="APPOINTMENT_MOVE_NOT_ALLOWED",
    starts_at=AppointmentStatus.PENDING,
)
