"""What the database refuses, as errors that people read: one table of codes, one place to map them (11)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import DatabaseError

from agreement.errors import (
    Basis,
    BooksOutOfBalance,
    Conflict,
    InvalidRequest,
    NotOnTheBooks,
    RefusedByGround,
    RightsError,
)
from agreement.refusals import CODES, refuse

REFUSAL_STATE = "RA001"
# Constraints whose breach means that the books themselves would be wrong.
BALANCE_CONSTRAINTS = frozenset({"entry_in_balance", "entry_balances", "control_total_not_negative"})
BUSY_STATES = frozenset({"40001", "40P01", "55P03"})


class Refusal(NamedTuple):
    """How a code of the database is told: class of error, sentence, section or policy, cure."""

    error: type[RightsError]
    message: str
    clause: str | None = None
    cure: str = ""
    basis: Basis = Basis.AGREEMENT


# A control of our own, which serves 17 CFR 240.17Ad-12 but is not written there.
TWO_PEOPLE = "two people for every posting"

REFUSALS: dict[str, Refusal] = {
    # ---------------------------------------------------------------------------------------- two people
    "MAKER_NOT_ENTITLED": Refusal(
        Conflict, "This person may not make requests.", TWO_PEOPLE, "ask a maker to request it", Basis.HOUSE
    ),
    "APPROVER_NOT_ENTITLED": Refusal(
        Conflict, "This person may not approve requests.", TWO_PEOPLE, "ask an approver", Basis.HOUSE
    ),
    "SAME_PERSON": Refusal(
        Conflict,
        "Nobody approves a request of one's own.",
        TWO_PEOPLE,
        "ask another person to approve it",
        Basis.HOUSE,
    ),
    "REQUEST_INCOMPLETE": Refusal(
        InvalidRequest, "A request needs a kind, a summary, its content and its time."
    ),
    "ALREADY_REQUESTED": Refusal(
        Conflict, "The same request waits for approval already.", None, "approve or reject the one that waits"
    ),
    "APPROVAL_UNKNOWN": Refusal(NotOnTheBooks, "There is no request under this hash."),
    "APPROVAL_REJECTED": Refusal(
        Conflict, "The request was rejected.", TWO_PEOPLE, "make a new request", Basis.HOUSE
    ),
    "ALREADY_APPROVED": Refusal(Conflict, "The request was approved already.", TWO_PEOPLE, "", Basis.HOUSE),
    "APPROVAL_MISSING": Refusal(
        Conflict,
        "The request has not been approved by a second person.",
        TWO_PEOPLE,
        "have another person approve it",
        Basis.HOUSE,
    ),
    "APPROVAL_USED": Refusal(
        Conflict, "The approval was used already.", TWO_PEOPLE, "make a new request", Basis.HOUSE
    ),
    "APPROVAL_HASH_DIFFERS": Refusal(
        Conflict,
        "What is to be done is not what was approved.",
        TWO_PEOPLE,
        "have the changed request approved",
        Basis.HOUSE,
    ),
    "APPROVAL_OF_ANOTHER_KIND": Refusal(
        Conflict, "The approval was given for an act of another kind.", TWO_PEOPLE, "", Basis.HOUSE
    ),
    "APPROVAL_OF_ANOTHER_AGREEMENT": Refusal(
        Conflict, "The approval was given under another agreement.", TWO_PEOPLE, "", Basis.HOUSE
    ),
    "APPROVAL_IS_FOR_THE_BOOKS": Refusal(
        Conflict, "This approval is used by posting its entry, not otherwise.", TWO_PEOPLE, "", Basis.HOUSE
    ),
    "APPROVED_BEFORE_REQUESTED": Refusal(InvalidRequest, "An approval cannot precede its request."),
    "USED_BEFORE_APPROVED": Refusal(InvalidRequest, "An approval cannot be used before it was given."),
    "REASON_MISSING": Refusal(InvalidRequest, "A reason is required.", None, "state the reason"),
    "AUDIT_INCOMPLETE": Refusal(InvalidRequest, "An audit record needs an act, a subject and a time."),
    # ------------------------------------------------------------------------------------------ the entry
    "AGREEMENT_UNKNOWN": Refusal(NotOnTheBooks, "There is no such agreement."),
    "REQUEST_KEY_UNKNOWN": Refusal(InvalidRequest, "The request holds a field that no entry has."),
    "REQUEST_ILL_FORMED": Refusal(InvalidRequest, "A value of the request is not of its kind."),
    "HASH_ILL_FORMED": Refusal(InvalidRequest, "A hash is 64 hexadecimal digits."),
    "INSTANT_MISSING_OR_WITHOUT_ZONE": Refusal(
        InvalidRequest, "An instant is missing or names no time zone.", None, "state it with its offset"
    ),
    "ENTRY_KIND_UNKNOWN": Refusal(InvalidRequest, "The books know no entry of this kind."),
    "ENTRY_DOES_NOTHING": Refusal(InvalidRequest, "The entry would change nothing."),
    "SECTION_MISSING": Refusal(
        RefusedByGround, "An entry names the section it acts under.", "5(b)", "name the section"
    ),
    "DOCUMENT_NOT_OF_THE_AGREEMENT": Refusal(
        RefusedByGround,
        "An entry rests on a document on file under this agreement.",
        "18(b)",
        "file the document and name it",
    ),
    "RECEIVED_AFTER_RECORDED": Refusal(
        RefusedByGround, "Nothing is received later than it is recorded.", "18(b)", "correct the receipt"
    ),
    "RECORDED_BEFORE_PREVIOUS": Refusal(
        Conflict, "A later entry is already in the books.", None, "post again with the present time"
    ),
    "OPENED_FROM_THE_LIST_ONLY": Refusal(
        RefusedByGround,
        "The books open from the certified list of record holders alone.",
        "3(a)",
        "open them from the accepted list",
    ),
    "DISTRIBUTION_NOT_NOTICED": Refusal(
        RefusedByGround,
        "Until written notice is received the Rights Agent may presume that no Distribution Date occurred.",
        "3(a)",
        "receive, accept and apply the Company's notice of the Distribution Date",
    ),
    "RIGHTS_ALREADY_SEPARATE": Refusal(
        RefusedByGround,
        "The Rights are separate from the Common Shares and no longer follow them.",
        "3(d)",
        "deliver the Rights Certificates for cancellation instead",
    ),
    "RIGHTS_CANNOT_BE_CREATED": Refusal(
        RefusedByGround, "An entry of this kind creates no Rights.", "22", "issue Rights on a ground for it"
    ),
    "NO_GROUND_FOR_NEW_RIGHTS": Refusal(
        RefusedByGround,
        "Rights are created only by the dividend, with later shares, by adjustment or under the section on "
        "new certificates.",
        "22",
        "name the section that creates them",
    ),
    "RIGHTS_NOT_CONSERVED": Refusal(
        RefusedByGround, "Rights closed and created are not Rights opened and retired.", "6(a)"
    ),
    "NOT_A_WHOLE_RIGHT": Refusal(
        RefusedByGround, "A lot and a certificate hold at least one whole Right.", "14(a)"
    ),
    "CONTROL_CHANGE_DIFFERS": Refusal(
        InvalidRequest, "The control book changes by exactly the Rights created."
    ),
    "ONLY_A_CORRECTION_CORRECTS": Refusal(InvalidRequest, "Only a correction names an entry it corrects."),
    "CORRECTED_ENTRY_UNKNOWN": Refusal(NotOnTheBooks, "The entry to correct is not on the books."),
    "ALREADY_CORRECTED": Refusal(
        Conflict, "The entry was corrected already.", "5(b)", "correct the correction instead"
    ),
    "MEMORANDUM_MISSING": Refusal(
        RefusedByGround, "A correction explains itself.", "5(b)", "add the memorandum"
    ),
    "ENTRY_OUT_OF_TURN": Refusal(Conflict, "Entries are numbered one after another.", "5(b)"),
    "ROW_OUTSIDE_ITS_ENTRY": Refusal(Conflict, "A posted entry takes no further rows.", "5(b)"),
    "LIST_IMMUTABLE": Refusal(
        Conflict, "A list that was read is not changed.", "5(b)", "import the corrected list as another"
    ),
    "BOOKS_IMMUTABLE": Refusal(Conflict, "Posted entries cannot be edited.", "5(b)", "post a correction"),
    # --------------------------------------------------------------------------- lots, certificates, paper
    "LOT_UNKNOWN": Refusal(NotOnTheBooks, "A lot is not on the books of this agreement."),
    "LOT_NAMED_TWICE": Refusal(InvalidRequest, "A lot is named twice."),
    "LOT_ALREADY_CLOSED": Refusal(Conflict, "A lot was closed already.", "6(a)", "read the register again"),
    "LOT_OUT_OF_REACH": Refusal(
        RefusedByGround, "An entry of this kind does not reach Rights of this standing.", "3(a)"
    ),
    "RETIREMENT_NOT_OF_THIS_KIND": Refusal(
        RefusedByGround, "An entry of this kind does not retire Rights in this way.", "8"
    ),
    "PARENT_NOT_CLOSED_HERE": Refusal(
        RefusedByGround, "New lots come out of lots that the same entry closes.", "6(a)"
    ),
    "PARENT_NOT_DISTRIBUTED": Refusal(
        RefusedByGround, "The Rights of a closed lot are not all passed on or retired.", "6(a)"
    ),
    "RIGHTS_WITHOUT_ORIGIN": Refusal(
        RefusedByGround, "Only Rights that the entry creates have no earlier lot.", "22"
    ),
    "HOLDER_MAY_NOT_CHANGE": Refusal(
        RefusedByGround, "Only a transfer changes the holder.", "6(a)", "present the Rights for transfer"
    ),
    "HOLDER_UNKNOWN": Refusal(NotOnTheBooks, "The holder is not on the books of this agreement."),
    "FORM_VERSION_UNKNOWN": Refusal(NotOnTheBooks, "The form of certificate is not of this agreement."),
    "CERTIFICATE_UNKNOWN": Refusal(NotOnTheBooks, "The certificate is not on the books of this agreement."),
    "CERTIFICATE_NUMBER_NOT_NEXT": Refusal(
        Conflict, "Certificate numbers follow one another without gap.", "5(b)", "read the next number again"
    ),
    "BOOK_ENTRY_INCOMPLETE": Refusal(
        RefusedByGround,
        "Name, address, number of Rights and date are required.",
        "5(b)",
        "complete the registration",
    ),
    "CERTIFICATE_NOT_WHOLE": Refusal(
        RefusedByGround, "A certificate stands for the Rights on its face or for none.", "4(a)"
    ),
    "CERTIFICATE_OF_ANOTHER_HOLDER": Refusal(
        RefusedByGround, "The Rights on a certificate are its registered holder's.", "16(c)"
    ),
    "CERTIFICATE_ENDED": Refusal(
        RefusedByGround, "A certificate that has ended does not return.", "8", "issue a new certificate"
    ),
    "CERTIFICATE_STILL_OUTSTANDING": Refusal(
        RefusedByGround, "Rights still stand on the certificate.", "8", "move its Rights in the same entry"
    ),
    "MARK_WITHOUT_NOTICE": Refusal(
        RefusedByGround,
        "A mark rests on an accepted notice of the Company.",
        "4(b);7(e)",
        "accept the Company's notice first",
    ),
    "MARK_NOT_INHERITED": Refusal(
        RefusedByGround, "The mark on Rights passes to whoever holds them next.", "7(e)", "keep the mark"
    ),
    "NULLITY_NOT_INHERITED": Refusal(
        RefusedByGround, "Rights that are void stay void in other hands.", "7(e)", "keep the date of nullity"
    ),
    "KIND_MARKS_NOTHING": Refusal(
        RefusedByGround, "An entry of this kind neither makes nor ends marks.", "7(e)"
    ),
    "ALREADY_MARKED": Refusal(Conflict, "The lot is marked already.", "7(e)"),
    "MARK_UNKNOWN": Refusal(NotOnTheBooks, "The lot has no mark in force."),
    "VOID_RIGHTS_STAY": Refusal(
        RefusedByGround, "Rights that are void are not transferred, exercised or paid for.", "7(e)"
    ),
    "LEGEND_DOES_NOT_FOLLOW": Refusal(
        RefusedByGround,
        "A certificate bears the legend if, and only if, its Rights are marked.",
        "4(b)",
        "give marked Rights a certificate of their own with the legend",
    ),
    "EVENT_RANGE_UNKNOWN": Refusal(NotOnTheBooks, "The numbers were never given to certificates."),
    "EVENT_NOT_YET_HAPPENED": Refusal(
        RefusedByGround, "What has not happened is not recorded.", "5(a)", "state the day it happened"
    ),
    "EVENT_CONTRADICTS_EARLIER": Refusal(
        Conflict, "The certificate was countersigned or ended already.", "5(a)", "read its history again"
    ),
    "SIGNATORY_NOT_AUTHORISED": Refusal(
        RefusedByGround,
        "Certificates are countersigned by a signatory authorised on that day.",
        "5(a)",
        "name an authorised signatory",
    ),
}


@contextmanager
def told_as_errors() -> Iterator[None]:
    """Run database functions so that their refusals arrive as errors of agreement.errors.

    BooksOutOfBalance when an invariant of the books broke; Conflict when the books were busy too long;
    InvalidRequest when a value was not of its type. Everything else passes as it is.
    """
    try:
        yield
    except DatabaseError as error:
        told = error_for(error)
        if told is None:
            raise
        raise told from error


def error_for(error: DatabaseError) -> Exception | None:
    """The error of agreement.errors for what the database raised, or None when it is not a refusal."""
    cause = error.__cause__
    diagnostics = getattr(cause, "diag", None)
    state = getattr(cause, "sqlstate", None) or ""
    if diagnostics is None:
        return None
    if state == REFUSAL_STATE:
        return refusal_error(diagnostics.message_primary or "", facts_of(diagnostics.message_detail))
    if state == "23514" and diagnostics.constraint_name in BALANCE_CONSTRAINTS:
        return BooksOutOfBalance(
            diagnostics.message_primary or "An entry is out of balance.",
            **facts_of(diagnostics.message_detail),
        )
    if state in BUSY_STATES:
        return Conflict("BOOKS_BUSY", "Another posting holds the books.", cure="try again")
    if state.startswith("22"):
        refusal = refusal_error("REQUEST_ILL_FORMED", {})
        refusal.message = f"{refusal.message.rstrip('.')}: {diagnostics.message_primary}"
        return refusal
    return None


def refusal_error(code: str, facts: dict[str, Any]) -> RightsError:
    """The error that stands for a code of the database. An unknown code is a refusal without citation."""
    refusal = REFUSALS.get(code)
    if refusal is None and code in CODES:
        return refuse(code, **facts)
    if refusal is None:
        return Conflict(code, "The books refuse it.", facts=facts)
    return refusal.error(
        code, refusal.message, basis=refusal.basis, clause=refusal.clause, facts=facts, cure=refusal.cure
    )


def facts_of(detail: str | None) -> dict[str, Any]:
    """The facts of a refusal from its detail; a detail that is no JSON object tells nothing."""
    try:
        facts = json.loads(detail or "{}")
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
