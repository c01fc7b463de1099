"""Items: their kinds, their states, the moves between them, and the order of the checks.

The states are the house's own order of work; what holds an item under the agreement is a ground.
"""

from dataclasses import dataclass
from enum import StrEnum

from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable

POLICY = "policy on items presented"


class _Worded(StrEnum):
    """A word of the programs with the words for people."""

    words: str

    def __new__(cls, value: str, words: str) -> "_Worded":
        made = str.__new__(cls, value)
        made._value_ = value
        made.words = words
        return made


class ItemKind(_Worded):
    """What is asked for by a presentation."""

    TRANSFER = "TRANSFER", "Transfer"
    SPLIT_UP = "SPLIT_UP", "Split-up"
    COMBINE = "COMBINE", "Combination"
    EXCHANGE_CERTIFICATES = "EXCHANGE_CERTIFICATES", "Exchange of certificates"
    REPLACE = "REPLACE", "Replacement"
    EXERCISE = "EXERCISE", "Exercise"


class ItemState(_Worded):
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
    REFUSED = "REFUSED", "Refused, papers returned"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class CompanyAnswer(_Worded):
    """What the Company answered when it was consulted."""

    PROCEED = "PROCEED", "Proceed"
    REFUSE = "REFUSE", "Do not proceed"


class TaxStanding(_Worded):
    """Whether a tax or charge was asked for an item, and what became of it."""

    NONE_ASKED = "NONE_ASKED", "None was asked"
    ASKED = "ASKED", "Asked, and not shown to be paid"
    PAID = "PAID", "Asked, and shown to be paid"
    NOT_DUE = "NOT_DUE", "Shown to the Company's satisfaction not to be due"


_S = ItemState
ENDED_STATES = (_S.POSTED, _S.REFUSED, _S.WITHDRAWN)
# What an examination may find again and again until the item is asked to be posted or refused.
_OPEN = (_S.RECEIVED, _S.DEFICIENT, _S.AWAITING_PAYMENT, _S.HELD, _S.EXAMINED, _S.COMPLETE)


def _moves(in_order: ItemState, *waiting: tuple[str, ItemState]) -> dict[tuple[ItemState, str], ItemState]:
    """The moves of a kind of item: `in_order` is where it stands when nothing is against it."""
    found: dict[tuple[ItemState, str], ItemState] = {
        (_S.DRAFT, "received"): _S.RECEIVED,
        (_S.DRAFT, "withdrawn"): _S.WITHDRAWN,
    }
    for state in _OPEN:
        found |= {
            (state, "found_in_order"): in_order,
            (state, "found_deficient"): _S.DEFICIENT,
            (state, "held"): _S.HELD,
            (state, "held_for_consultation"): _S.HELD_20K,
            (state, "refused"): _S.REFUSED,
            (state, "withdrawn"): _S.WITHDRAWN,
            **{(state, event): reached for event, reached in waiting},
        }
    return {
        **found,
        (in_order, "posted"): _S.POSTED,
        # 20(k): no clock and no further paper, only the Company's recorded answer moves it on.
        (_S.HELD_20K, "company_says_proceed"): _S.RECEIVED,
        (_S.HELD_20K, "company_says_refuse"): _S.REFUSED,
    }


TRANSFER_ITEM = MoveTable(
    "transfer",
    POLICY,
    _moves(_S.EXAMINED),
    basis=Basis.HOUSE,
    code="TRANSFER_MOVE_NOT_ALLOWED",
    starts_at=_S.DRAFT,
)
EXERCISE_ITEM = MoveTable(
    "exercise",
    POLICY,
    _moves(_S.COMPLETE, ("payment_short", _S.AWAITING_PAYMENT)),
    basis=Basis.HOUSE,
    code="EXERCISE_MOVE_NOT_ALLOWED",
    starts_at=_S.DRAFT,
)


def table_of(kind: ItemKind | str) -> MoveTable[ItemState]:
    """The moves of a kind of item; what is no exercise moves as a transfer does."""
    return EXERCISE_ITEM if kind == ItemKind.EXERCISE else TRANSFER_ITEM


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
    CheckStep("certificate", "Each certificate is countersigned, in hand, not stopped, not ended", "5(a);8"),
    CheckStep("nullity", "The Rights are not null and void", "7(e)"),
    CheckStep("signature", "The registered holder signed, and is guaranteed", "Exhibit B reverse"),
)
TRANSFER_CHECKS = (
    *_BEGIN,
    CheckStep("window", "Received within the time for transfers", "6(a)"),
    *_PAPER,
    CheckStep("certification", "Both statements are denied, over a signature", "6(a);20(k)"),
    CheckStep("taxes", "Taxes and charges that were asked are satisfied", "6(a)"),
    CheckStep("numbers", "Whole Rights, as many as were surrendered, to persons named in full", "6(a)"),
)
EXERCISE_CHECKS = (
    *_BEGIN,
    CheckStep("window", "Complete within the time for exercise", "7(a)"),
    CheckStep("orders", "No redemption, exchange or suspension is on file", "7(a);23(b);24(b);9(c)"),
    *_PAPER,
    CheckStep("certification", "Both statements are denied, over a signature", "7(f);20(k)"),
    CheckStep("numbers", "A whole number of Rights that the certificates evidence", "7(a)"),
    CheckStep("payment", "The Exercise Price is paid in full to the Company's order", "7(a);7(c)"),
    CheckStep("taxes", "Taxes and charges that were asked are satisfied", "9(e)"),
)
