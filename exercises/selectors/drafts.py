"""Reads of exercises that holders prepared: the answers, what they come to, what is asked (§7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from agreement.certification import Answer
from agreement.exercise_price import amount_due
from agreement.requisition import bought_in_words
from agreement.terms import Terms
from exercises.selectors.elections import price_facts
from registry.models import Item
from registry.selectors.addresses import Address, address_as_of
from registry.selectors.agreements import terms_in_force
from registry.selectors.holder_access import (
    HeldCertificate,
    certificates_of,
)

QUESTIONS = ("certificates", "rights", "securities", "balance", "certification", "payment", "guarantee")


@dataclass(frozen=True, slots=True)
class Prepared:
    """The answers of a draft, with what they come to on the books and terms as they stand now.

    Amounts are what would be due now: the price in force when all papers are in hand decides.
    """

    item: Item
    answers: Mapping[str, Any]
    held: Sequence[HeldCertificate]
    terms: Terms
    due: Decimal | None
    at: datetime

    @property
    def chosen(self) -> list[HeldCertificate]:
        """The certificates chosen, by number, those among them that still are on the account."""
        wanted = set(self.answers.get("certificates", []))
        return [one for one in self.held if one.number in wanted]

    @property
    def surrendered(self) -> int:
        """The Rights on the certificates chosen that are not void."""
        return sum(one.valid_rights for one in self.chosen)

    @property
    def rights(self) -> int:
        """How many Rights are to be exercised; 0 while that is not answered."""
        return int(self.answers.get("rights", 0))

    @property
    def balance(self) -> int:
        """The Rights that are left for a new certificate."""
        return max(sum(one.rights for one in self.chosen) - self.rights, 0) if self.rights else 0

    @property
    def price_per_right(self) -> Decimal:
        """The price of all units of a Right as it stands now."""
        return self.terms.total_exercise_price

    @property
    def buys(self) -> str:
        """What the Rights buy, in words."""
        return bought_in_words(self.rights, terms=self.terms)

    @property
    def shares_out(self) -> list[tuple[HeldCertificate, int]]:
        """How many Rights to write on the reverse of each certificate, the lowest number first."""
        left, told = self.rights, []
        for one in self.chosen:
            told.append((one, min(left, one.valid_rights)))
            left -= told[-1][1]
        return told

    @property
    def is_printed(self) -> bool:
        """Whether the papers of the very answers were printed."""
        return bool(self.answers.get("printed_at"))

    @property
    def asked(self) -> list[str]:
        """The questions that apply: without a balance nobody is asked where it goes."""
        return [name for name in QUESTIONS if name != "balance" or not self.rights or self.balance]

    @property
    def missing(self) -> list[str]:
        """The questions that are not answered, or whose answers the books no longer bear."""
        return [name for name in self.asked if not self.is_answered(name)]

    def is_answered(self, question: str) -> bool:
        """Whether a question has an answer that the books bear."""
        if question == "certificates":
            standing = [one.number for one in self.chosen if one.is_live]
            return bool(standing) and standing == sorted(self.answers.get("certificates", []))
        if question == "rights":
            return 0 < self.rights <= self.surrendered
        return question in self.answers

    def name_of(self, part: str) -> tuple[str, Address]:
        """In whose name, and to which address, the securities or the balance are asked."""
        told = self.answers.get(part) or {}
        holder = self.item.holder
        assert holder is not None  # a draft is prepared for an account
        if told.get("same", True):
            return holder.registration, address_as_of(holder, self.at)
        parts = ("address", "city", "region", "postal_code", "country")
        return told["registration"], Address(*(told[name] for name in parts))

    @property
    def securities(self) -> tuple[str, Address]:
        """In whose name the securities are asked."""
        return self.name_of("securities")

    @property
    def balance_to(self) -> tuple[str, Address]:
        """In whose name the balance is asked."""
        return self.name_of("balance")

    @property
    def must_consult(self) -> bool:
        """Whether an answer of the certification makes the agent consult the Company first (§20(k))."""
        told = self.answers.get("certification") or {}
        return any(told.get(name) != Answer.NO.value for name in ("statement_1", "statement_2"))


def prepared(item: Item, *, at: datetime) -> Prepared:
    """The answers of a draft with what they come to at an instant (§7(c), §7(d))."""
    assert item.holder is not None
    terms = terms_in_force(item.agreement, known_at=at)
    rights = int(item.prepared.get("rights", 0))
    held = certificates_of(item.holder, at=at)
    return Prepared(item, item.prepared, held, terms, _due(item, rights, terms=terms), at)


def counted(told: Prepared, rights: int) -> Prepared:
    """The same answers with another number of Rights, kept nowhere; too many come to nothing (§7(c))."""
    wanted = rights if 0 < rights <= told.surrendered else 0
    due = _due(told.item, wanted, terms=told.terms)
    return replace(told, answers={**told.answers, "rights": wanted}, due=due)


def _due(item: Item, rights: int, *, terms: Terms) -> Decimal | None:
    return amount_due(rights, price=price_facts(item.agreement, terms=terms)) if rights else None
