"""Print runs, their files and their pieces; packages handed over to the Company; mailings and the post."""

from certificates.models.hand_overs import HandOver
from certificates.models.inherited_mailings import InheritedMailing
from certificates.models.letters import LetterMailing, StatusInquiry
from certificates.models.mailings import (
    AddressSource,
    MailClass,
    Mailing,
    MailingFile,
    MailingKind,
    MailingPiece,
    MailingReceipt,
    MailingState,
    MailReturn,
    PieceStep,
    ReturnReason,
)
from certificates.models.print_runs import PieceState, PrintFile, PrintPiece, PrintRun, RunState

__all__ = [
    "AddressSource",
    "HandOver",
    "InheritedMailing",
    "LetterMailing",
    "MailClass",
    "MailReturn",
    "Mailing",
    "MailingFile",
    "MailingKind",
    "MailingPiece",
    "MailingReceipt",
    "MailingState",
    "PieceState",
    "PieceStep",
    "PrintFile",
    "PrintPiece",
    "PrintRun",
    "ReturnReason",
    "RunState",
    "StatusInquiry",
]
