"""Refusals at the door for programs: who calls, how a call is built, calls made twice or too often."""

from agreement.errors import MediaNotRead, NotOffered, NotPermitted, NotSignedIn, RightsError, TooManyCalls
from agreement.grounds import Effect
from agreement.refusals.entry import CodeEntry, Conflict, InvalidRequest, NotOnTheBooks, by_policy

_CALLS = "policy on calls of programs"
_ACCESS = "policy on access"


def _form(code: str, message: str, cure: str, *, error: type[RightsError] = InvalidRequest) -> CodeEntry:
    """A call that is not built as the door can take it: nothing legal about it."""
    return by_policy(code, _CALLS, message, cure, effect=Effect.CURE, error=error)


CALL_CODES: tuple[CodeEntry, ...] = (
    by_policy(
        "SIGN_IN_MISSING",
        _ACCESS,
        "The call names nobody who signed in: {reason}",
        "sign in, or send a token as Authorization: Bearer TOKEN",
        error=NotSignedIn,
        effect=Effect.CURE,
    ),
    by_policy(
        "NOT_PERMITTED",
        _ACCESS,
        "This operation is not open to the caller: {reason}",
        "have a person call who holds one of the roles that the operation names",
        error=NotPermitted,
    ),
    by_policy(
        "SECOND_FACTOR_MISSING",
        _ACCESS,
        "No second factor is set up for this sign-in, and no account opens without one",
        "set up an app with six digits or a passkey on the holders' pages",
        error=NotPermitted,
        effect=Effect.CURE,
    ),
    by_policy(
        "CALLS_TOO_MANY",
        _CALLS,
        "More calls came than are answered; the next is answered in {seconds} seconds",
        "wait as long as the header Retry-After says",
        error=TooManyCalls,
    ),
    _form(
        "OPERATION_NOT_FOUND",
        "There is no operation {path}",
        "look it up in the reference",
        error=NotOnTheBooks,
    ),
    _form(
        "METHOD_NOT_OFFERED",
        "{path} is not to be called by {method}",
        "use a method that the header Allow names",
        error=NotOffered,
    ),
    _form(
        "CONTENT_NOT_READ",
        "A body of the type {content_type} is not read",
        "send JSON as Content-Type: application/json",
        error=MediaNotRead,
    ),
    _form("BODY_NOT_EXPECTED", "{field}: {method} takes no body", "send none"),
    _form("BODY_TOO_LARGE", "{field}: the body has more than {limit} bytes", "send less"),
    _form("TEXT_NOT_UTF8", "{field} is not UTF-8", "send it as UTF-8"),
    _form("JSON_ILL_FORMED", "{field} is not JSON: {reason}", "send one JSON object"),
    _form("JSON_TOO_DEEP", "{field} is nested deeper than {limit} levels", "send it flatter"),
    _form("JSON_NAME_TWICE", "{field} is given twice", "give it once"),
    _form(
        "NUMBER_OUT_OF_RANGE",
        "{field} is beyond {limit}, or written with too many digits",
        "give a smaller number, or fewer digits",
    ),
    _form("CHARACTER_NOT_TEXT", "{field} holds {kind}, which is not text", "take it out"),
    _form(
        "PARAMETER_NOT_DECLARED",
        "{field} is no parameter of this operation",
        "take it out; it has {declared}",
    ),
    _form("PARAMETER_TWICE", "{field} is given twice", "give it once"),
    _form("FIELD_NOT_DECLARED", "{field} is no field of this operation", "take it out; it has {declared}"),
    _form("FIELD_INVALID", "{field}: {reason}", "correct it; the reference tells its kind"),
    _form(
        "CURSOR_ILL_FORMED",
        "The cursor is none of this list",
        "give next_cursor of the page before, unchanged",
    ),
    _form(
        "CALL_KEY_MISSING",
        "The call would change something and has no key",
        "send a fresh Idempotency-Key for every act, and the same one when you try it again",
    ),
    _form(
        "CALL_KEY_ILL_FORMED",
        "The Idempotency-Key is not 8 to 128 letters, digits, points, hyphens, underscores or colons",
        "send a UUID",
    ),
    _form(
        "CALL_KEY_REUSED",
        "The Idempotency-Key {key} was used for another request",
        "send a fresh key for another act",
        error=Conflict,
    ),
    by_policy(
        "TOKEN_OWNER_NOT_MACHINE",
        _ACCESS,
        "{person} is no machine client and signs in as a person",
        "make the token for a user who has the role machine alone",
        error=InvalidRequest,
        effect=Effect.CURE,
    ),
    by_policy(
        "TOKEN_PERIOD_INVALID",
        _ACCESS,
        "A token may last 1 to {limit} days, not {days}",
        "choose a shorter period",
        error=InvalidRequest,
        effect=Effect.CURE,
    ),
    by_policy(
        "TOKEN_NOT_FOUND",
        _ACCESS,
        "{client} has no token that stands",
        "check the client and the label",
        error=NotOnTheBooks,
    ),
    by_policy(
        "CHUNK_NOT_FOUND",
        "policy on bulk work",
        "Job {job} has no chunk {chunk}",
        "check its number",
        error=NotOnTheBooks,
    ),
    by_policy(
        "OPENING_NOT_FOUND",
        _CALLS,
        "No opening {opening} is on file",
        "check its number",
        error=NotOnTheBooks,
    ),
    by_policy(
        "ENTRY_NOT_FOUND",
        "policy on the registration books",
        "The books have no entry {entry}",
        "check its number",
        error=NotOnTheBooks,
    ),
    by_policy(
        "HOLDER_NOT_FOUND",
        "policy on the registration books",
        "No account {account} is on the books",
        "check the account",
        error=NotOnTheBooks,
    ),
)
