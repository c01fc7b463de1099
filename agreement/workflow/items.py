"""Items: their kinds, their states, the moves between them, and the order of the checks.

The states are the house's own order of work; what holds an item under the agreement is a ground.
"""

from dataclasses import dataclass

from agreement.choices import Worded
from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable

POLICY = "policy on items presented"


class ItemKind(Worded):
    """What is asked for by a presentation."""

    TRANSFER = "TRANSFER", "Transfer"
    SPLIT_UP = "SPLIT_UP", "Split-up"
    COMBINE = "COMBINE", "Combination"
    EXCHANGE_CERTIFICATES = "EXCHANGE_CERTIFICATES", "Exchange of certificates"
    REPLACE = "REPLACE", "Replacement"
    EXERCISE = "EXERCISE", "Exercise"


class ItemState(Worded):
    """Where an item stands."""

    DRAFT = "DRAFT", "Prepared, paper not received"
    RECEIVED = "RECEIVED", "Received"
    DEFICIENT = "DEFICIENT", "Deficient, papers kept"
    AWAITING_PAYMENT = "AWAITING_PAYMENT", "Awaiting payment"
    HELD_20K = "HELD_20K", "Held for consultation with the Company"
    HELD = "HELD", "Held"
    EXAMINED = "EXAMINED", "Examined, in order"
    COMPLETE = "COMPLETE", "Complete, in order"
    POSTED = "POSTED", "Posted"
    REFUSED = "REFUSED", "Refused"
    RETURNED = "RETURNED", "Returned for completion"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class CompanyAnswer(Worded):
    """What the Company answered when it was consulted."""

    PROCEED = "PROCEED", "Proceed"
    REFUSE = "REFUSE", "Do not proceed"


class AskedBy(Worded):
    """Who asked for evidence about an item.

    Agreement: 6(a);7(f)(ii).
    """

    AGENT = "AGENT", "The Rights Agent"
    COMPANY = "COMPANY", "The Company"


class Assessment(Worded):
    """What whoever asked for evidence found of what came.

    Agreement: 6(a);7(f)(ii).
    """

    SATISFIED = "SATISFIED", "It satisfies"
    NOT_SATISFIED = "NOT_SATISFIED", "It does not satisfy"


class HeldClass(Worded):
    """Which held items a standing instruction of the Company may reach; an affirmative answer is in none.

    Agreement: 20(k).
    """

    BLANK = "BLANK", "A statement is left blank, and none is affirmed"
    UNSIGNED = "UNSIGNED", "Both statements are denied, and nobody signed"


class StandingAnswer(Worded):
    """What a standing instruction may say.

    Agreement: 20(k).
    """

    PROCEED = "PROCEED", "Proceed"
    REFUSE = "REFUSE", "Return for completion"


class ItemProposal(Worded):
    """What an application for instructions about a held item may propose.

    Agreement: 20(g).
    """

    RETURN_FOR_COMPLETION = "RETURN_FOR_COMPLETION", "Return the papers for completion"
    REFUSE_AND_RETURN = "REFUSE_AND_RETURN", "Refuse the item and return its papers"


class RefusalBasis(Worded):
    """On what an item is refused: a ground that the checks found, or what somebody else decided on paper.

    Agreement: 6(a);20(g).
    """

    GROUND = "GROUND", "What the checks found"
    COMPANY = "COMPANY", "An instruction of the Company"
    ORDER = "ORDER", "An order of a court or an authority"


class UnpostedEnd(Worded):
    """How an item ends that is not posted, on a ground of the checks; the event of its table of moves.

    Agreement: 6(a);7(a).
    """

    REFUSED = "refused", "Refused"
    RETURNED = "returned_uncured", "Returned uncured, not refused"


class ReturnMeans(Worded):
    """How the papers of an item that ended unposted left the office."""

    FIRST_CLASS = "FIRST_CLASS", "First-class mail"
    REGISTERED = "REGISTERED", "Registered mail"
    CERTIFIED = "CERTIFIED", "Certified mail"
    COURIER = "COURIER", "Overnight courier"
    HAND = "HAND", "Handed over at the office"
    KEPT = "KEPT", "Kept for another presentation, as the holder asks in writing"


TRACKED = (ReturnMeans.REGISTERED, ReturnMeans.CERTIFIED, ReturnMeans.COURIER)


class TaxStanding(Worded):
    """Whether a tax or charge was asked for an item, and what became of it."""

    NONE_ASKED = "NONE_ASKED", "None was asked"
    ASKED = "ASKED", "Asked, and not shown to be paid"
    PAID = "PAID", "Asked, and shown to be paid"
    NOT_DUE = "NOT_DUE", "Shown to the Company's satisfaction not to be due"


_S = ItemState
ENDED_STATES = (_S.POSTED, _S.REFUSED, _S.RETURNED, _S.WITHDRAWN)
UNPOSTED_ENDS = (_S.REFUSED, _S.RETURNED, _S.WITHDRAWN)


# An examination may find another thing again and again until the item is posted or refused.
_EXAMINED_AGAIN = (_S.RECEIVED, _S.DEFICIENT, _S.AWAITING_PAYMENT, _S.HELD, _S.EXAMINED, _S.COMPLETE)
_FOUND = {
    "found_in_order": _S.EXAMINED,
    "found_complete": _S.COMPLETE,
    "found_deficient": _S.DEFICIENT,
    "payment_short": _S.AWAITING_PAYMENT,
    "held": _S.HELD,
    "held_for_consultation": _S.HELD_20K,
    "refused": _S.REFUSED,
    "returned_uncured": _S.RETURNED,
    "withdrawn": _S.WITHDRAWN,
}

ITEM = MoveTable(
    "item",
    POLICY,
    {
        (_S.DRAFT, "received"): _S.RECEIVED,
        (_S.DRAFT, "withdrawn"): _S.WITHDRAWN,
        **{(state, event): reached for state in _EXAMINED_AGAIN for event, reached in _FOUND.items()},
        (_S.EXAMINED, "posted"): _S.POSTED,
        (_S.COMPLETE, "posted"): _S.POSTED,
        # 20(k): no clock and no further paper, only the Company's recorded answer moves it on.
        (_S.HELD_20K, "company_says_proceed"): _S.RECEIVED,
        (_S.HELD_20K, "company_says_refuse"): _S.REFUSED,
        # 20(g): two people act on what was proposed to an officer, who did not answer by its date.
        (_S.HELD_20K, "proposal_taken"): _S.REFUSED,
        # By such a proposal, or by a standing instruction: the papers go back, and nothing is refused.
        (_S.HELD_20K, "returned_for_completion"): _S.RETURNED,
    },
    basis=Basis.HOUSE,
    code="ITEM_MOVE_NOT_ALLOWED",
    starts_at=_S.DRAFT,
)


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One check of an item: what it asks, under which sections."""

    key: str
    asks: str
    clause: str
    basis: Basis = Basis.AGREEMENT


# The order of the checks; all are made, and the first that fails heads the letter.
_BEGIN = (
    CheckStep("agent", "A Rights Agent is in office", "2;21"),
    CheckStep("separation", "The Distribution Date is noticed and the books are open", "3(a);5(b)"),
)
_PAPER = (
    CheckStep("order", "No order of a court or an authority restrains it", "15(b)"),
    CheckStep("certificate", "Each certificate is countersigned, in hand, not stopped, not ended", "5(a);8"),
    CheckStep("nullity", "The Rights are not null and void", "7(e)"),
    CheckStep("signature", "The holder, or who may for it, signed and is guaranteed", "Exhibit B reverse"),
)
TRANSFER_CHECKS = (
    *_BEGIN,
    CheckStep("window", "Received within the time for transfers", "6(a)"),
    CheckStep("orders", "No order of exchange takes the Rights, and none is redeemed", "6(a);23(a);24(b)"),
    *_PAPER,
    CheckStep("documents", "The documents asked for beyond the signature came", "UCC 8-402", Basis.LAW),
    CheckStep(
        "inquiry", "What of value is transferred is not reported stolen", "17 CFR 240.17f-1(d)", Basis.LAW
    ),
    CheckStep("certification", "Both statements are denied, over a signature", "6(a);20(k)"),
    CheckStep("evidence", "Evidence that was asked for has come and satisfies", "6(a)"),
    CheckStep("taxes", "Taxes and charges that were asked are satisfied", "6(a)"),
    CheckStep("numbers", "Whole Rights, as many as were surrendered, to persons named in full", "6(a)"),
    CheckStep("delivery", "The papers agree on where each new certificate goes", "6(a)"),
)
SAME_NAME_CHECKS = (
    *_BEGIN,
    CheckStep("window", "Received within the time for transfers", "6(a)"),
    CheckStep("orders", "No order of exchange takes the Rights, and none is redeemed", "6(a);23(a);24(b)"),
    *_PAPER[:-1],
    CheckStep("request", "The registered holder asks in writing", "6(a);16(b)"),
    CheckStep("certification", "Both statements are denied, where the terms ask them", "6(a);20(k)"),
    CheckStep("evidence", "Evidence that was asked for has come and satisfies", "6(a)"),
    CheckStep("taxes", "Taxes and charges that were asked are satisfied", "6(a)"),
    CheckStep("numbers", "Whole Rights, as many as were surrendered, nothing mixed", "6(a)"),
)
EXERCISE_CHECKS = (
    *_BEGIN,
    CheckStep("window", "Complete within the time for exercise", "7(a)"),
    CheckStep("orders", "No redemption or exchange is on file", "7(a);23(b);24(b)"),
    *_PAPER,
    CheckStep("certification", "Both statements are denied, over a signature", "7(f);20(k)"),
    CheckStep("evidence", "Evidence that was asked for has come and satisfies", "7(f)(ii)"),
    CheckStep("suspension", "Exercise is not suspended", "9(c);11(a)(iii);24(c)"),
    CheckStep("registration", "A registration statement is in effect, or none is needed", "9(c)"),
    CheckStep("jurisdiction", "The holder's jurisdiction is qualified or exempt", "9(c)"),
    CheckStep("payment", "The Exercise Price is paid in full to the Company's order", "7(a);7(c)"),
    CheckStep("taxes", "Taxes and charges that were asked are satisfied", "9(e)"),
    CheckStep("numbers", "A whole number of Rights that the certificates evidence", "7(a)"),
    CheckStep("identified", "Identifying numbers for all that is issued are stated", "Exhibit B reverse"),
    CheckStep("books", "No closure of the Company's transfer books waits to be confirmed", "10"),
)
REPLACEMENT_CHECKS = (
    *_BEGIN,
    _PAPER[0],
    CheckStep("certificate", "The certificate stands, and is stopped or, if mutilated, surrendered", "6(b)"),
    CheckStep("request", "The registered holder asks in writing", "6(b);16(c)"),
    CheckStep("evidence", "The evidence satisfies the Company and the Rights Agent", "6(b)"),
    CheckStep("indemnity", "The indemnity satisfies the Company and the Rights Agent", "6(b)"),
    CheckStep("expenses", "Expenses asked for are reimbursed", "6(b)"),
)
