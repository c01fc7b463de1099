"""Refusals about the files of a form version, what is drawn from them, and what is typed at the doors."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, InvalidRequest, by_policy

_CURE = Effect.CURE
_PRINT = "policy on print runs"
_FORMS = "policy on the files of a form version"
_SHELL = "policy on staff at the shell"
_TYPED = "policy on what is typed in"


def _form(code: str, policy: str, message: str, cure: str) -> CodeEntry:
    return by_policy(code, policy, message, cure, effect=_CURE, error=InvalidRequest)


DRAWING_CODES: tuple[CodeEntry, ...] = (
    _form("FORM_UNREADABLE", _FORMS, "{file} is no file of a form version: {reason}", "correct the file"),
    _form(
        "PLACEHOLDER_UNKNOWN",
        _FORMS,
        "{file} has the placeholder {placeholder}, which nothing fills there",
        "use one of {known}",
    ),
    by_policy(
        "AGREEMENT_CODE_UNPRINTABLE",
        _PRINT,
        "The agreement code {agreement} cannot stand in the mark of a certificate",
        "give the agreement a code of capital letters, digits and hyphens",
        lifted_by=COMPANY_OFFICER,
    ),
    by_policy(
        "RIGHTS_COUNT_INVALID",
        _PRINT,
        "Certificate {number} would show {rights} Rights, fewer than one or more than fit",
        "correct the register",
    ),
    by_policy(
        "CERT_NUMBER_INVALID",
        _PRINT,
        "Certificate number {number} has more than eight digits or none",
        "correct the register",
    ),
    by_policy(
        "VERIFICATION_CODE_INVALID",
        _PRINT,
        "The verification code of certificate {number} is not 24 hexadecimal digits",
        "correct the register",
    ),
    _form("PRINT_FILE_EMPTY", _PRINT, "A print file holds at least one certificate", "select some"),
    _form(
        "PRINT_FILE_MIXED",
        _PRINT,
        "Certificate {number} has other terms than certificate {first}",
        "write one print file for each set of terms",
    ),
    _form("PAGE_UNKNOWN", _PRINT, "The certificate has no page {page}", "ask for a page from 1 to {pages}"),
    _form(
        "EXCEPTION_MALFORMED",
        _TYPED,
        "{text} is no exception",
        "write the number, an equals sign and the reason: 17=spoiled",
    ),
    _form("DATE_ILL_FORMED", _TYPED, "{text} is no date", "write it as 2003-06-17"),
    _form("FILE_MISSING", _TYPED, "No file was chosen", "choose the Company's list, CSV or XLSX"),
    _form(
        "STAFF_NOT_TIED",
        _SHELL,
        "{login} cannot act as {named}",
        "act as the operating-system user tied to that member of staff in STAFF_BY_OS_USER",
    ),
    _form(
        "STAFF_UNKNOWN",
        _SHELL,
        "No active member of staff acts here: {named} is nobody's user name",
        "tie the operating-system user in STAFF_BY_OS_USER, or name a person with --as",
    ),
)
