"""Refusals and questions of the worksheet of beneficial ownership."""

from agreement.grounds import Effect
from agreement.refusals.entry import (
    COMPANY_OFFICER,
    NOBODY,
    CodeEntry,
    InvalidRequest,
    by_agreement,
    by_policy,
)

_HOLD, _WARN, _CURE = Effect.HOLD, Effect.WARN, Effect.CURE
_WORKSHEET = "policy on the worksheet of ownership"


def _unsourced(code: str, message: str, cure: str) -> CodeEntry:
    return by_policy(code, _WORKSHEET, message, cure, effect=_CURE, error=InvalidRequest)


OWNERSHIP_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "INDICATOR_NOT_A_DETERMINATION",
        "1(a);20(b);29",
        Effect.REFUSE,
        "Only a signed notice or certificate of the Company can establish {status}; a computation cannot",
        "apply to the Company for instructions, and file its notice",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "EXEMPTION_NOT_NAMED",
        "1(a)",
        _WARN,
        "The exemption names {exempt} only; {person} belongs to it and is not named",
        "ask the Company whether it covers Affiliates and Associates",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PLAN_STATUS_UNPROVEN",
        "1(a);20(b)",
        _WARN,
        "Nothing on file shows that {person} is of the Company's side, so no exemption is applied",
        "file the plan's document or a certificate of the Company",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "GROUP_MEMBER_ALONE",
        "1(a)",
        _WARN,
        "{person} is tested with all of {group} together, and not alone",
        "report the holdings of every member",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "HOLDING_ALSO_ROSE",
        "1(a)",
        _WARN,
        "The holding rose by {more} with the Company's purchase of {date}; it is not taken to be protected",
        "ask the Company what brought the holder to the limit",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "CAUSE_REQUIRED",
        "1(a)",
        _HOLD,
        "Nothing says how the holder came to have {more} shares more on {date}; dividends and splits count "
        "otherwise than purchases",
        "state how they were obtained",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "BUYBACK_LIMIT_OPEN",
        "1(a);29",
        _WARN,
        "The sentence about the Company's purchases names {base} of the Common Shares, and the limit of "
        "{whose} is {limit}; it is applied with the holder's own limit",
        "ask the Company which limit it takes",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "HISTORY_DIFFERS",
        "1(a)",
        _WARN,
        "The history ends with {last} shares and the lines on file add up to {shares}; no protection is "
        "taken from it",
        "bring the history up to date",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "GRANDFATHER_UNPROVEN",
        "1(a)(ii)",
        _WARN,
        "No proof is on file of what {person} held on {day}, so it does not count as held then",
        "file the proof of that holding",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "INADVERTENCE_NOT_STATED",
        "1(a)(i)",
        Effect.QUERY,
        "Notice {notice} does not say that the Board determined in good faith that the Person became one "
        "inadvertently and without any intention to change or influence control",
        "answer the application for instructions with the determination",
        "a determination of the Board",
    ),
    by_agreement(
        "LATER_ANNOUNCEMENT",
        "1(hh)",
        _WARN,
        "An earlier public announcement of {first} is on file; the first date governs",
        "nothing: it is kept beside the first",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PERSON_KIND_REQUIRED",
        "1(t)",
        Effect.REFUSE,
        "The kind of the Person is not stated",
        "choose the kind of Person: {kinds}",
        NOBODY,
    ),
    by_agreement(
        "RELATION_BY_ANOTHER_RULE",
        "1(c)",
        _WARN,
        "The relation is classified by the rule as of {stated}; the agreement takes it as of {wanted}",
        "classify it by the rule of that date, or ask the Company",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "OWN_RIGHTS_EXCLUDED",
        "1(d)(ii)(A)",
        _WARN,
        "Rights of this plan are no right to acquire; those of {person} are not counted",
        "nothing",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "APPROVAL_TOO_LATE",
        "1(d)(ii)(A)",
        _WARN,
        "The Board approved the merger agreement on {approved}, and there was an Acquiring Person since "
        "{first}; the exclusion does not apply",
        "ask the Company if a date is wrong",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PROXY_EXCLUSION_INCOMPLETE",
        "1(d)(ii)(B)",
        _WARN,
        "Of the proxy of {person} it is not stated that it answers a public solicitation and is not "
        "reportable on Schedule 13D, so it is counted",
        "state both",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NOT_BONA_FIDE_OFFERING",
        "1(d)(ii)(A)",
        _WARN,
        "No public offering is named to which the underwriting agreement of {person} belongs; it is counted",
        "name the offering",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "OUTSTANDING_MISSING",
        "29",
        _HOLD,
        "The number of Common Shares outstanding on {date} is not stated",
        "have the Company state it",
        COMPANY_OFFICER,
    ),
    _unsourced(
        "NEGATIVE_HOLDING", "A holding of {shares} shares of {person} cannot be", "state what the source has"
    ),
    _unsourced(
        "HOLDING_SOURCE_REQUIRED",
        "A holding of {person} names no filing, notice or certificate",
        "name the paper it is taken from",
    ),
    _unsourced(
        "RELATIONSHIP_SOURCE_REQUIRED",
        "The relation of {person} and {other} names no filing, notice or certificate",
        "name the paper it is taken from",
    ),
    _unsourced(
        "GROUP_SOURCE_REQUIRED",
        "The understanding of {first} and {second} names no filing or notice",
        "name the paper that shows it",
    ),
)
