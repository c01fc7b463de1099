"""Refusals at the door of the registration books, raised by the functions of the database."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    NOBODY,
    CodeEntry,
    Conflict,
    InvalidRequest,
    NotOnTheBooks,
    by_agreement,
    by_policy,
)

_REFUSE, _HOLD, _CURE = Effect.REFUSE, Effect.HOLD, Effect.CURE
_BOOKS = "policy on the registration books"
_STOCK = "policy on control of numbered stock"


def _form(code: str, message: str, cure: str, *, policy: str = _BOOKS) -> CodeEntry:
    """A request that is not built as the books need it: nothing legal about it."""
    return by_policy(code, policy, message, cure, effect=_CURE, error=InvalidRequest)


def _absent(code: str, message: str, cure: str, *, policy: str = _BOOKS) -> CodeEntry:
    """Something named that the books of this agreement do not have."""
    return by_policy(code, policy, message, cure, error=NotOnTheBooks)


def _conflict(code: str, message: str, cure: str, *, policy: str = _BOOKS) -> CodeEntry:
    """The books changed first, or it was done already."""
    return by_policy(code, policy, message, cure, error=Conflict)


def _bar(code: str, clause: str, message: str, cure: str) -> CodeEntry:
    """What the agreement itself does not let happen."""
    return by_agreement(code, clause, _REFUSE, message, cure, NOBODY)


_ENTRY: tuple[CodeEntry, ...] = (
    _form("REQUEST_KEY_UNKNOWN", "The request holds {keys}, which no entry has", "take it out"),
    _form("REQUEST_ILL_FORMED", "A value of the request is not of its kind: {reason}", "correct the value"),
    _form("HASH_ILL_FORMED", "{field} is not a hash of 64 hexadecimal digits", "give the hash whole"),
    _form("ENTRY_KIND_UNKNOWN", "The books know no entry of the kind {kind}", "choose a kind of entry"),
    _form("ENTRY_DOES_NOTHING", "The entry would change nothing", "state what it closes, opens or records"),
    _form(
        "SECTION_MISSING", "An entry of the kind {kind} names no section it acts under", "name the section"
    ),
    _conflict(
        "RECORDED_BEFORE_PREVIOUS",
        "The entry would be recorded at {at}, before the last one at {previous}",
        "post it with the present time",
    ),
    _form(
        "CONTROL_CHANGE_DIFFERS",
        "The control book would change by {control_change}, and the Rights created are {rights_created}",
        "state the same number",
    ),
    _form(
        "ONLY_A_CORRECTION_CORRECTS",
        "An entry of the kind {kind} names an entry that it corrects",
        "post a correction, or name none",
    ),
    _absent("CORRECTED_ENTRY_UNKNOWN", "The entry to be corrected is not on the books", "name the entry"),
    _conflict("ALREADY_CORRECTED", "The entry was corrected already", "correct the correction instead"),
    _form("MEMORANDUM_MISSING", "The correction does not explain itself", "add the memorandum"),
    _conflict("ENTRY_OUT_OF_TURN", "Entry {number} is not the next one", "post through the posting function"),
    _conflict("ROW_OUTSIDE_ITS_ENTRY", "A posted entry takes no rows of {table} any more", "post an entry"),
    _conflict(
        "BOOKS_BUSY", "Another posting holds the books of the agreement", "try again when it has ended"
    ),
    _conflict(
        "LIST_IMMUTABLE",
        "A list that was read is not changed",
        "import the corrected list as another",
        policy="policy on list files",
    ),
    _form(
        "OPENING_REQUEST_ILL_FORMED",
        "The request to open the books states no rule for restricted holders or no usable ratio of Rights",
        "make a new preview and ask again",
    ),
)

_RIGHTS: tuple[CodeEntry, ...] = (
    by_agreement(
        "OPENED_FROM_THE_LIST_ONLY",
        "3(a);5(b)(ii)",
        _HOLD,
        "The books open from the Company's list of record holders, and from nothing else",
        "open them from the accepted list",
        COMPANY_OFFICER,
    ),
    _form("RIGHTS_CANNOT_BE_CREATED", "An entry of the kind {kind} creates no Rights", "choose another kind"),
    by_agreement(
        "NO_GROUND_FOR_NEW_RIGHTS",
        "Recitals;3(c);11(h);22",
        _HOLD,
        "Section {section} is not among those under which Rights are issued, or taken on from a predecessor",
        "name the section that creates them",
        COMPANY_OFFICER,
    ),
    _bar(
        "RIGHTS_NOT_CONSERVED",
        "6(a)",
        "{closed} Rights surrendered and {created} created are not {opened} requested and {retired} retired",
        "request as many Rights as are surrendered",
    ),
    _form(
        "NOT_A_WHOLE_RIGHT",
        "A lot or a certificate of the entry would hold less than one Right",
        "give each one whole Right or more",
    ),
    _absent(
        "LOT_UNKNOWN", "A lot of the entry is not on the books of its agreement", "read the register again"
    ),
    _form("LOT_NAMED_TWICE", "The entry names a lot twice", "name it once"),
    _bar(
        "LOT_OUT_OF_REACH",
        "3(a)",
        "The entry reaches Rights that are {reaches} only: attached to Common Shares until the Distribution "
        "Date, evidenced by Rights Certificates after it",
        "choose the kind of entry for these Rights",
    ),
    _form(
        "RETIREMENT_NOT_OF_THIS_KIND",
        "An entry of this kind does not retire Rights as {retired_as}",
        "choose the kind of entry that does",
    ),
    _form(
        "PARENT_NOT_CLOSED_HERE",
        "The entry opens a lot out of one that it does not close",
        "close the earlier lot in the same entry",
    ),
    _form(
        "PARENT_NOT_DISTRIBUTED",
        "Lot {lot} of {rights} Rights is closed, and {passed_on} of them are passed on",
        "pass on or retire all of them",
    ),
    _form(
        "RIGHTS_WITHOUT_ORIGIN",
        "{without_parent} Rights come from no earlier lot, and {created} are created",
        "name the lot from which they come",
    ),
    _bar(
        "HOLDER_MAY_NOT_CHANGE",
        "6(a);16(b)",
        "Only a transfer changes the registered holder, and this is {kind}",
        "present the Rights Certificate for transfer",
    ),
    _absent(
        "HOLDER_UNKNOWN", "A holder of the entry is not on the books of its agreement", "name the holder"
    ),
    by_agreement(
        "RIGHTS_VOID",
        "7(e)",
        _REFUSE,
        "The Rights of lot {lot} are null and void since {void_from}; the holder has no rights in respect of "
        "them",
        "none, unless the Company determines in writing that the section does not apply",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "RIGHTS_NOT_VOID",
        "7(e)",
        _HOLD,
        "The Rights of lot {lot} are not marked as null and void and cannot end as such",
        "file the Company's notice that the section applies",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "MARK_NOT_INHERITED",
        "4(b);7(e)",
        _REFUSE,
        "The mark on Rights goes with them to whoever receives them, and this entry ({kind}) drops it",
        "keep the mark, or file the Company's notice that the class no longer applies",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NULLITY_NOT_INHERITED",
        "7(e)",
        _REFUSE,
        "Rights that are null and void stay so in other hands, and this entry ({kind}) changes the date",
        "keep the date of nullity",
        COMPANY_OFFICER,
    ),
    _form(
        "KIND_MARKS_NOTHING", "An entry of the kind {kind} neither makes nor ends marks", "post another kind"
    ),
    _conflict("ALREADY_MARKED", "Lot {lot} is marked already", "end the mark first"),
    _absent("MARK_UNKNOWN", "A lot of the entry has no mark in force", "read the register again"),
)

_CERTIFICATES: tuple[CodeEntry, ...] = (
    _absent("FORM_VERSION_UNKNOWN", "The form of certificate is not of this agreement", "name one that is"),
    _conflict(
        "CERTIFICATE_NUMBER_NOT_NEXT",
        "Certificate numbers follow one another, and the next is {next}",
        "read the next number again",
        policy=_STOCK,
    ),
    _bar(
        "CERTIFICATE_NOT_WHOLE",
        "5(b)",
        "Certificate {certificate} shows {face} Rights on its face, and {open} would stand on it",
        "put all of its Rights on it, or none",
    ),
    _bar(
        "CERTIFICATE_OF_ANOTHER_HOLDER",
        "16(c)",
        "The Rights on certificate {certificate} would be of another than its registered holder",
        "issue a certificate in the name of the holder",
    ),
    _bar(
        "CERTIFICATE_ENDED",
        "8",
        "Certificate {certificate} was surrendered and cannot evidence Rights again",
        "issue a new certificate",
    ),
    by_policy(
        "COUNTERSIGNED_BEFORE_ISSUE",
        _STOCK,
        "Certificate {number} came on the books on {issued} and cannot have been countersigned on {date}",
        "state the day on which it was signed by hand",
    ),
    by_policy(
        "CERTIFICATE_STILL_OUTSTANDING",
        _STOCK,
        "Certificate {certificate} would end while Rights stand on it",
        "move its Rights in the same entry",
    ),
    _absent(
        "EVENT_RANGE_UNKNOWN",
        "The numbers of an event go beyond {highest}, the last one given to a certificate, or backwards",
        "state numbers that were given",
        policy=_STOCK,
    ),
    _form(
        "EVENT_NOT_YET_HAPPENED",
        "An event is dated after {today}, or has no date",
        "state the day it happened",
        policy=_STOCK,
    ),
    _conflict(
        "EVENT_CONTRADICTS_EARLIER",
        "Certificate {number} cannot be recorded as {kind}: it is recorded as {earlier_kind}",
        "read its history again",
        policy=_STOCK,
    ),
)

BOOKS_CODES: tuple[CodeEntry, ...] = _ENTRY + _RIGHTS + _CERTIFICATES
