"""Refusals about requests and their approval by a second person, nearly all on the agent's own policy."""

from agreement.errors import RightsError
from agreement.grounds import Effect
from agreement.refusals.entry import (
    NOBODY,
    CodeEntry,
    Conflict,
    InvalidRequest,
    NotOnTheBooks,
    by_agreement,
    by_policy,
)

_POLICY = "policy of two people"


def _conflict(code: str, message: str, cure: str, *, error: type[RightsError] = Conflict) -> CodeEntry:
    return by_policy(code, _POLICY, message, cure, error=error)


def _form(code: str, message: str, cure: str) -> CodeEntry:
    return by_policy(code, _POLICY, message, cure, effect=Effect.CURE, error=InvalidRequest)


TWO_PEOPLE_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "NO_CLAUSE_FOR_ACTION",
        "20",
        Effect.REFUSE,
        "No provision supports the action {action}",
        "ask for an act that a provision supports: the agent has the duties expressed, and no others",
        NOBODY,
    ),
    _conflict(
        "MAKER_NOT_PERMITTED",
        "{person} does not hold the role of a maker, which {kind} needs",
        "let a maker in office make it",
    ),
    _conflict(
        "APPROVER_NOT_PERMITTED",
        "{person} has no right to approve or reject requests of the kind {kind}",
        "let an approver in office do it",
    ),
    _conflict(
        "APPROVAL_NEEDS_ANOTHER_PERSON",
        "{person} made this request and cannot approve it",
        "let another person approve it",
    ),
    _form(
        "REQUEST_INCOMPLETE",
        "A request needs its kind, a summary, what is to be done, and the time it is made",
        "state what is missing",
    ),
    _form(
        "REGISTERED_WORDS_IN_REQUEST",
        "The request carries the words of a registration, and requests are kept for ever",
        "name the certificate or the holder whose words they are",
    ),
    _conflict(
        "ALREADY_REQUESTED",
        "The request {request_hash} waits for approval already",
        "approve or reject the one that waits; if it has lapsed, reject it, then ask again",
    ),
    _conflict(
        "APPROVAL_NOT_FOUND",
        "No request waits under {request_hash}",
        "check the hash that was printed when the request was made",
        error=NotOnTheBooks,
    ),
    _conflict("APPROVAL_REJECTED", "The request {request_hash} was rejected", "make a new request"),
    _conflict(
        "REQUEST_LAPSED",
        "The request {request_hash} could be approved until {lapsed}",
        "reject it and make the request again, on the books as they stand",
    ),
    _conflict("ALREADY_APPROVED", "The request {request_hash} was approved already", "none needed"),
    _conflict(
        "REQUEST_NOT_APPROVED",
        "The request {request_hash} has not been approved by a second person",
        "let another person approve it",
    ),
    _conflict(
        "APPROVAL_ALREADY_USED",
        "The approval of the request {request_hash} was used already",
        "make a new request if something remains to be done",
    ),
    _conflict(
        "REQUEST_CHANGED_AFTER_APPROVAL",
        "What would be done is not the request {request_hash} that was approved",
        "look at the request again and have it approved anew",
    ),
    _conflict(
        "APPROVAL_OF_ANOTHER_KIND",
        "The request {request_hash} was approved as {kind}, an act of another kind",
        "use the approval for what it was given for",
    ),
    _conflict(
        "APPROVAL_OF_ANOTHER_AGREEMENT",
        "The request {request_hash} was approved under another agreement",
        "make the request under the agreement it concerns",
    ),
    _conflict(
        "APPROVAL_IS_FOR_THE_BOOKS",
        "The request {request_hash} carries an entry; posting the entry uses its approval, nothing else does",
        "post the entry",
    ),
    _form(
        "APPROVED_BEFORE_REQUESTED",
        "The approval at {at} precedes the request at {requested}",
        "state when it was approved",
    ),
    _form(
        "USED_BEFORE_APPROVED",
        "The approval is used at {at}, before it was given at {approved}",
        "state when it is used",
    ),
    _form("REASON_MISSING", "No reason is given for {what}", "state the reason"),
    _form("AUDIT_INCOMPLETE", "A record of an act needs the act, its subject and its time", "state them"),
)
