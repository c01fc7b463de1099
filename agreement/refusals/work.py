"""Refusals about files handed in, lists of holders, jobs and the posting door."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    CodeEntry,
    Conflict,
    InvalidRequest,
    ListDoesNotReconcile,
    NotOnTheBooks,
    by_agreement,
    by_policy,
)

_CURE, _HOLD = Effect.CURE, Effect.HOLD
_FILES = "policy on list files"
_JOBS = "policy on bulk work"
_BOOKS = "policy on the registration books"


def _file(code: str, message: str, cure: str) -> CodeEntry:
    return by_policy(
        code, _FILES, message, cure, effect=_CURE, error=InvalidRequest, lifted_by=COMPANY_OFFICER
    )


def _calculation(code: str, message: str, cure: str) -> CodeEntry:
    policy = "policy on calculations"
    return by_policy(code, policy, message, cure, effect=_CURE, error=InvalidRequest)


WORK_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "LIST_OUT_OF_BALANCE",
        "3(a);5(b)(ii)",
        _CURE,
        "The list totals {listed} {unit}; the certified total is {certified}: a difference of {difference}",
        "ask the Company for a list or a certificate that agrees",
        COMPANY_OFFICER,
        error=ListDoesNotReconcile,
    ),
    by_agreement(
        "LIST_ROW_INVALID",
        "5(b)",
        _CURE,
        "Row {row}: {reason}",
        "correct the row",
        COMPANY_OFFICER,
        error=InvalidRequest,
    ),
    by_policy(
        "LIST_HAS_REJECTS",
        _FILES,
        "{count} row(s) of the list are rejected",
        "correct them and import the list again",
    ),
    _file(
        "FILE_UNREADABLE",
        "The file {file} cannot be read: {reason}",
        "save it again as CSV in UTF-8 or as XLSX",
    ),
    _file("OUTPUT_FILE_EXISTS", "The file {file} exists already", "name a file that does not exist yet"),
    _file(
        "OUTPUT_NOT_WRITABLE",
        "The file {file} cannot be written: {reason}",
        "name a file in a folder that takes it; nothing was recorded",
    ),
    by_policy(
        "WORKBOOK_TOO_LARGE",
        "policy on exports",
        "More than {limit} rows are asked for, and a workbook takes no more",
        "narrow the list by its filters, or take it as CSV, which has no limit",
        effect=_CURE,
        error=InvalidRequest,
    ),
    _file("LIST_FILE_EMPTY", "The file {file} has no rows of holders", "send the list with its rows"),
    _file("LIST_FILE_ENCODING", "The file is not UTF-8 at line {line}", "save it as UTF-8"),
    _file(
        "LIST_FILE_TRUNCATED", "The file ends in the middle of its contents at {place}", "send the whole file"
    ),
    _file(
        "LIST_FILE_TOO_LARGE", "The file has {size} and the limit is {limit}", "send it as CSV, or in parts"
    ),
    _file(
        "LIST_FIELD_TOO_LONG",
        "Line {line}: the field {column} is longer than {limit} characters",
        "shorten it",
    ),
    _file("LIST_FILE_NUL", "The file has a zero byte at line {line}", "save it again as text"),
    _file(
        "LIST_COLUMN_MISSING", "The list lacks the column(s) {columns}", "add them; see docs/operations.md"
    ),
    _file(
        "LIST_COLUMN_UNKNOWN",
        "The list has column(s) it cannot have: {columns}",
        "take them out or rename them",
    ),
    _file("LIST_COLUMN_TWICE", "The list has the column {columns} more than once", "keep one of them"),
    _file(
        "LIST_FIELD_COUNT", "Line {line} has {found} fields and the head has {expected}", "correct the line"
    ),
    _file("LIST_CELL_FORMULA", "Cell {cell} holds a formula", "paste values instead of formulas"),
    _file(
        "LIST_CELL_NUMBER_IN_TEXT",
        "Cell {cell} of the text column {column} holds a number, whose zeros may be lost",
        "format the column as text",
    ),
    _file("LIST_SHARES_INVALID", "Line {line}: {value} is not a number of shares", "give a positive number"),
    _file(
        "LIST_DATE_INVALID",
        "Line {line}: {value} is not a date the shares can be issued on",
        "correct the date",
    ),
    _file(
        "LIST_NAME_MISSING", "Line {line}: the registration is blank", "give the name of the record holder"
    ),
    _file("LIST_ADDRESS_MISSING", "Line {line}: the address is incomplete", "give address, city and country"),
    _file(
        "LIST_TAXPAYER_ID_INVALID",
        "Line {line}: the taxpayer number is not one",
        "correct it or leave it empty",
    ),
    _file(
        "LIST_DUPLICATE_ACCOUNT",
        "Line {line}: account {account} stood on line {first_line} already",
        "merge the lines, or number the accounts apart",
    ),
    _file(
        "LIST_ACCOUNT_DIFFERS",
        "Line {line}: account {account} has another registration or address than on line {first_line}",
        "give one registration and one address for each account",
    ),
    _file(
        "LIST_ACCOUNT_INVALID",
        "Line {line}: {value} is not an account",
        "give letters and digits, with points, strokes or hyphens between them",
    ),
    _file(
        "LIST_CONTROL_CHARACTER",
        "Line {line}: {column} holds {kind} ({character})",
        "take it out",
    ),
    _file(
        "LIST_COUNTRY_UNKNOWN",
        "Line {line}: {value} is not a country by two letters of ISO 3166",
        "give the country's two letters",
    ),
    _file(
        "LIST_EMAIL_INVALID", "Line {line}: {value} is not an e-mail address", "correct it or leave it empty"
    ),
    _file("LIST_QUOTE_OPEN", "The quotation mark opened on line {line} is not closed", "close it"),
    by_policy(
        "REVEAL_REASON_MISSING",
        "policy on personal data",
        "No reason is given for showing the taxpayer number of account {account}",
        "state the reason",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy("LIST_NOT_FOUND", _FILES, "No list {list} is on file", "check its number", error=NotOnTheBooks),
    by_policy(
        "JOB_NOT_RUNNING",
        _JOBS,
        "Job {job} is {status} and does not run",
        "resume or start it",
        error=Conflict,
    ),
    by_policy("JOB_NOT_FOUND", _JOBS, "No job {job} is on file", "check its number", error=NotOnTheBooks),
    by_policy(
        "SKIP_REASON_MISSING",
        _JOBS,
        "No reason is given for skipping chunk {chunk}",
        "state the reason",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "JOB_ATTEMPT_LOST",
        _JOBS,
        "Attempt {attempt} of chunk {chunk} is no longer the present one",
        "none needed; the present attempt does the work",
        error=Conflict,
    ),
    by_policy(
        "JOB_KIND_UNKNOWN",
        _JOBS,
        "No work of the kind {kind} is known",
        "check the kind",
        effect=_CURE,
        error=InvalidRequest,
    ),
    by_policy(
        "BOOKS_CHANGED",
        _BOOKS,
        "The books changed since this was previewed: {reason}",
        "preview it again",
        error=Conflict,
    ),
    by_policy(
        "LOT_ALREADY_CLOSED",
        _BOOKS,
        "Lot {lot} was closed by entry {entry}",
        "preview it again",
        error=Conflict,
    ),
    by_policy(
        "NOT_FOUND", _BOOKS, "{what} is not on the books", "check what was asked for", error=NotOnTheBooks
    ),
    by_policy(
        "DISK_FULL", _JOBS, "The store of files has no room for {needed}", "make room and resume the job"
    ),
    _calculation("FACT_MISSING", "{name} is missing", "give it"),
    _calculation("FACT_UNKNOWN", "{name} is no key of the input", "give only: {names}"),
    _calculation("FACT_MALFORMED", "{name} cannot be {value}", "give {wanted}"),
    _calculation("TOPIC_UNKNOWN", "The calculator has no topic {topic}", "choose one of {topics}"),
)
