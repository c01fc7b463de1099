"""Reads of transfers that holders prepared: what is assigned, what stays, what is missing (§6(a))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreement.board_orders import transfer_ended_grounds
from agreement.certification import Answer
from agreement.choices import SignerCapacity, TransferReason
from agreement.grounds import Effect, Ground
from agreement.refusals import ground
from agreement.stops import stop_ground
from agreement.terms import Terms
from agreement.transfer_documents import DocumentAsked, asked_for
from agreement.windows import Window, transfer_window_grounds
from agreement.workflow.items import ItemKind
from registry.models import Item, RegisteredHolder, SeparationState
from registry.selectors.addresses import Address, address_as_of
from registry.selectors.agreements import terms_in_force
from registry.selectors.board_orders import board_orders
from registry.selectors.holder_access import HeldCertificate, certificates_of
from registry.selectors.items import window_for_transfers
from registry.selectors.standards import documents_asked
from registry.selectors.stops import stops_met

QUESTIONS = ("certificates", "transferees", "shares", "reason", "signer", "certification", "guarantee")
# Beyond the words "Not stated" a reason is one of those that ask for documents.
NO_REASON = "NOT_STATED"


@dataclass(frozen=True, slots=True)
class TransferStanding:
    """Whether an account's Rights can be transferred at an instant: the window, and what stands against it.

    `grounds` shut the window now; `orders` hold what is presented until they are lifted.
    """

    window: Window | None
    terms: Terms
    grounds: Sequence[Ground]
    orders: Sequence[Ground]

    @property
    def is_open(self) -> bool:
        """Whether the window is open."""
        return not self.grounds


def transfer_standing(holder: RegisteredHolder, *, at: datetime) -> TransferStanding:
    """What the books know of the window for transfers at an instant: at or prior to its end (§6(a)).

    An order of redemption or exchange shuts it, or holds what is presented until it is settled (§23, §24).
    """
    agreement = holder.agreement
    terms = terms_in_force(agreement, known_at=at)
    window = window_for_transfers(agreement, terms=terms, at=at)
    grounds = list(transfer_window_grounds(window, at=at))
    if not grounds and agreement.separation_state != SeparationState.BOOKS_OPEN:
        grounds = [ground("BOOKS_NOT_OPEN", missing="the opening is not posted")]
    ended = transfer_ended_grounds(board_orders(agreement, at=at), received_at=at)
    grounds += [one for one in ended if one.effect is not Effect.HOLD]
    met = stops_met(agreement, certificates=(), lots=(), kind=ItemKind.TRANSFER, at=at)
    orders = [stop_ground(one, on="all Rights under the agreement") for one in met.orders]
    orders += [one for one in ended if one.effect is Effect.HOLD]
    return TransferStanding(window, terms, grounds, orders)


def why_not(one: HeldCertificate) -> tuple[str, str]:
    """Why a certificate cannot be sent in for a transfer now, with the section; empty where it can."""
    if one.void_rights == one.rights:
        return "its Rights are null and void by the Company's notice, and are transferred by nobody", "7(e)"
    if one.void_rights:
        return (
            f"{one.void_rights:,} of its Rights are null and void by the Company's notice, and the others "
            "are good: write to the Rights Agent, and they come apart at the next presentation",
            "7(e)",
        )
    if one.status == "STOPPED":
        return "a stop stands on it: ask the Rights Agent which", "6(b);15(b)"
    if one.status == "NOT_COUNTERSIGNED":
        return "it is not yet signed by the Rights Agent, and so not yet yours to hand on", "5(a)"
    if one.item is not None:
        return f"it lies with {one.item.get_kind_display().lower()} {one.item.number}", "6(a)"
    return "", ""


@dataclass(frozen=True, slots=True)
class Line:
    """One transferee as told: registration, address, Rights, the account if it has one, where to deliver."""

    place: int
    registration: str
    address: Address
    rights: int | None
    account: str = ""
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class PreparedTransfer:
    """The answers of a prepared transfer, with what they come to on the books as they stand now."""

    item: Item
    answers: Mapping[str, Any]
    held: Sequence[HeldCertificate]
    terms: Terms
    at: datetime

    @property
    def transferable(self) -> list[HeldCertificate]:
        """The certificates that can be sent in."""
        return [one for one in self.held if one.is_live and not why_not(one)[0]]

    @property
    def barred(self) -> list[tuple[HeldCertificate, str, str]]:
        """The others on which Rights stand, each with why not and the section."""
        return [(one, *why_not(one)) for one in self.held if one.is_live and why_not(one)[0]]

    @property
    def chosen(self) -> list[HeldCertificate]:
        """The certificates chosen, by number, those among them that can still be sent in."""
        wanted = set(self.answers.get("certificates", []))
        return [one for one in self.transferable if one.number in wanted]

    @property
    def surrendered(self) -> int:
        """The Rights on the certificates chosen."""
        return sum(one.rights for one in self.chosen)

    @property
    def lines(self) -> list[Line]:
        """The transferees in the order told."""
        told = self.answers.get("lines", [])
        return [
            Line(
                place,
                one["registration"],
                Address(*(one[name] for name in ("address", "city", "region", "postal_code", "country"))),
                one.get("rights"),
                one.get("account", ""),
                one.get("delivery", ""),
            )
            for place, one in enumerate(told, 1)
        ]

    @property
    def assigned(self) -> int:
        """The Rights given to transferees."""
        return sum(line.rights or 0 for line in self.lines)

    @property
    def kept(self) -> int | None:
        """The Rights that the holder keeps, on a balance certificate; None while that is not told."""
        return self.answers.get("kept")

    @property
    def left_over(self) -> int:
        """The Rights for which nothing is told: it must be none; below zero more is given than there is."""
        return self.surrendered - self.assigned - (self.kept or 0)

    @property
    def shares_out(self) -> list[tuple[HeldCertificate, int]]:
        """How many Rights to write on the reverse of each certificate, the lowest number first."""
        left, told = self.assigned, []
        for one in self.chosen:
            told.append((one, min(left, one.rights)))
            left -= told[-1][1]
        return told

    @property
    def kept_by(self) -> tuple[str, Address]:
        """In whose name, and to which address, the balance certificate comes: the registered ones."""
        holder = self.item.holder
        assert holder is not None  # a draft is prepared for an account
        return holder.registration, address_as_of(holder, self.at)

    @property
    def reason(self) -> TransferReason | None:
        """Why it is transferred, as far as further documents hang on it."""
        told = self.answers.get("reason", "")
        return TransferReason(told) if told and told != NO_REASON else None

    @property
    def signer(self) -> SignerCapacity:
        """In which capacity the assignment is signed."""
        return SignerCapacity(self.answers.get("signer", SignerCapacity.HOLDER.value))

    @property
    def documents(self) -> tuple[DocumentAsked, ...]:
        """The documents that the reason and the capacity ask for beside the signature."""
        return asked_for(documents_asked(), capacities={self.signer}, reason=self.reason)

    @property
    def must_consult(self) -> bool:
        """Whether an answer of the certification makes the agent consult the Company first (§20(k))."""
        told = self.answers.get("certification") or {}
        return any(told.get(name) != Answer.NO.value for name in ("statement_1", "statement_2"))

    @property
    def is_printed(self) -> bool:
        """Whether the papers of the very answers were printed."""
        return bool(self.answers.get("printed_at"))

    @property
    def asked(self) -> list[str]:
        """The questions that apply: all of them."""
        return list(QUESTIONS)

    @property
    def missing(self) -> list[str]:
        """The questions that are not answered, or whose answers the books no longer bear."""
        return [name for name in self.asked if not self.is_answered(name)]

    def is_answered(self, question: str) -> bool:
        """Whether a question has an answer that the books bear."""
        match question:
            case "certificates":
                standing = [one.number for one in self.chosen]
                return bool(standing) and standing == sorted(self.answers.get("certificates", []))
            case "transferees":
                return bool(self.lines)
            case "shares":
                given = [line.rights or 0 for line in self.lines]
                return bool(given) and min(given) > 0 and self.kept is not None and self.left_over == 0
            case "signer":
                died = self.reason is TransferReason.DEATH and self.signer is SignerCapacity.HOLDER
                return "signer" in self.answers and not died
            case _:
                return question in self.answers


def prepared_transfer(item: Item, *, at: datetime) -> PreparedTransfer:
    """The answers of a prepared transfer with what they come to at an instant (§6(a))."""
    assert item.holder is not None  # a draft is prepared for an account
    terms = terms_in_force(item.agreement, known_at=at)
    return PreparedTransfer(item, item.prepared, certificates_of(item.holder, at=at), terms, at)
