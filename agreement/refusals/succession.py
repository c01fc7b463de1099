"""Refusals about books handed over and restored, and about the succession of Rights Agents (19, 21)."""

from agreement.errors import RightsError
from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    HOUSE_OFFICE,
    NOBODY,
    CodeEntry,
    Conflict,
    InvalidRequest,
    NotOnTheBooks,
    by_agreement,
    by_policy,
)

_HAND_OVER = "policy on the hand-over of books"


def _package(code: str, message: str, cure: str, *, error: type[RightsError] = InvalidRequest) -> CodeEntry:
    return by_policy(code, _HAND_OVER, message, cure, error=error, effect=Effect.CURE)


def _held(code: str, message: str, cure: str) -> CodeEntry:
    return by_policy(code, _HAND_OVER, message, cure, error=Conflict)


SUCCESSION_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "HANDOVER_OUT_OF_BALANCE",
        "21",
        Effect.HOLD,
        "The package totals {package} and the books {books}: {what}",
        "make the package anew from the books; find the difference first",
        COMPANY_OFFICER,
    ),
    _held(
        "BOOKS_EXPORT_USED",
        "The package of leave {number} was made on {day}",
        "ask for a new leave: each makes one package",
    ),
    _held(
        "BOOKS_NOT_PROVEN",
        "The replay of the books finds: {finding}",
        "explain and correct what verify_books names; books are handed over and taken in proven only",
    ),
    _package(
        "FILE_LOST_FROM_STORE",
        "The file {file}, which the books name, is {what}",
        "restore the file from a backup of the store",
        error=Conflict,
    ),
    by_policy(
        "PACKAGE_NOT_FOUND",
        _HAND_OVER,
        "No leave {number} to hand over the books of {agreement} is on file",
        "ask for it, and have another person approve it",
        error=NotOnTheBooks,
    ),
    _package(
        "PACKAGE_UNREADABLE",
        "{file} of the package cannot be used: {reason}",
        "ask for the whole package again",
    ),
    _package(
        "PACKAGE_PATH_UNSAFE",
        "The package names {path}, which is no plain file below its folder",
        "refuse the package; ask the predecessor how it came about",
    ),
    _package(
        "PACKAGE_FILE_UNKNOWN",
        "The file {file} is in the package, and its manifest does not know it",
        "remove what was added, or ask for the whole package again",
    ),
    _package(
        "PACKAGE_FILE_MISSING",
        "The file {file} of the manifest is not in the package",
        "ask for the whole package again",
    ),
    _package(
        "PACKAGE_FILE_CHANGED",
        "{file} is not what was handed over: {where}",
        "ask for this file again and compare its hash with the manifest",
    ),
    _package(
        "PACKAGE_NOT_THE_RECEIPTED",
        "The manifest has the hash {found}, not {expected} as on the receipt",
        "take the package for which the receipt was given",
    ),
    _package(
        "PACKAGE_OF_ANOTHER_VERSION",
        "The package holds {table} otherwise than this version does: {what}",
        "restore it with the version that made it, then migrate",
    ),
    _package(
        "PACKAGE_KEY_DIFFERS",
        "The package was made under another {key}",
        "set the key that was handed over apart from the package",
    ),
    _held(
        "BOOKS_NOT_EMPTY",
        "The table {table} holds {rows} rows: books are restored into an empty system only",
        "make a fresh database, migrate it and restore before anybody is given access",
    ),
    _held(
        "OWNER_ROLE_NEEDED",
        "The role {role} does not own the books: it cannot restore them",
        "set DATABASE_OWNER_URL for this command",
    ),
    by_agreement(
        "RESIGNATION_NOTICE_SHORT",
        "21",
        Effect.CURE,
        "A resignation mailed on {mailed} takes effect on {date} at the earliest, and not on {effective}",
        "state that day or a later one",
        HOUSE_OFFICE,
    ),
    by_agreement(
        "MAIL_CLASS_WRONG",
        "21",
        Effect.CURE,
        "Notices to {addressee} of a change of agent go by {channel}",
        "mail it again so, or record the defect with a memorandum: it undoes nothing",
        HOUSE_OFFICE,
    ),
    by_agreement(
        "INSPECTION_NOT_RECORDED",
        "21",
        Effect.CURE,
        "The notice of {holder} that the agent is incapable needs the certificate submitted for inspection",
        "record the number and the day of the certificate that the Company inspected",
        "the registered holder",
    ),
    by_agreement(
        "SUCCESSOR_NOT_ELIGIBLE",
        "21",
        Effect.HOLD,
        "{successor} is not shown to be able to succeed; missing: {item}",
        "file the evidence, or that of the Person whose Affiliate it is",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "TWO_PRINCIPAL_AGENTS",
        "21",
        Effect.HOLD,
        "{agent} would be in office beside {successor} on {date}",
        "record the resignation, removal or incapacity of the one before the other begins",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUCCESSOR_DUE",
        "21",
        Effect.WARN,
        "The Company has {days} days left, until {date}, to appoint a successor",
        "remind the Company in writing",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "SUCCESSOR_OVERDUE",
        "21",
        Effect.WARN,
        "Nobody was appointed by {date}, in the days from {given}; registered holders may apply to a court",
        "supply holders who ask with an extract of their holding",
        "the Company or a court, by an appointment",
    ),
    by_agreement(
        "APPOINTMENT_NOTICE_LATE",
        "21",
        Effect.WARN,
        "The notice of appointment was not filed and mailed by the effective date {date}",
        "file and mail it; the appointment stands",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ADOPTION_NOT_ALLOWED",
        "19(a);21",
        Effect.REFUSE,
        "No succession covers certificate {number}: {reason}",
        "countersign it, or issue another",
        NOBODY,
    ),
    _package(
        "CERTIFICATE_DETAIL_INVALID",
        "{reason}; things wrong in the certificate detail: {count}",
        "have the predecessor correct its detail and take the whole file in again",
    ),
    _held(
        "TAKE_OVER_MISSING",
        "No totals taken over from a predecessor of {agreement} stand beside the Company's statement",
        "record the take-over and have two people sign it off",
    ),
    by_agreement(
        "TAKE_ON_TOTAL_DIFFERS",
        "21",
        Effect.HOLD,
        "The certificate detail comes to {detail} Rights, and {inherited} were taken over",
        "record the take-over with the total of the detail, or obtain the whole detail",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "TAKE_ON_MARKS_DIFFER",
        "21",
        Effect.HOLD,
        "The certificate detail has {detail} Rights {what}, and the Company states {stated}",
        "have the predecessor correct its detail, or record the take-over with what the Company states",
        COMPANY_OFFICER,
    ),
    _held(
        "ACCOUNT_NAMED_OTHERWISE",
        "Account {account} is registered here in another name than the detail has",
        "find out whose the account is; correct the detail",
    ),
)
