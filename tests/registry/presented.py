"""A plan whose certificates are countersigned and out, and papers as they come in over the counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreement.certification import Answer
from agreement.transfer_documents import DocumentCame
from agreement.workflow.items import TaxStanding
from exercises.services.elections import ElectionReceived
from registry.models import Item, RightsCertificate
from registry.selectors.addresses import Address
from registry.services import transfers
from registry.services.presentations import Presentation, ReverseReceived, SignatureReceived
from registry.services.transfers import LineReceived
from tests.books.books import SEPARATION, make_notice
from tests.certificates.runs import SIGNED_ON, Press

CEDAR = Address("9 Cedar Road", "Portland", "OR", "97201", "US")
NUMBER = "12-3456789"  # an identifying number as elections state it


def elected(rights: int, name: str, **parts: Any) -> ElectionReceived:
    """An election of part of a certificate, with the identifying numbers that Exhibit B asks for."""
    told = {"address": CEDAR, "securities_number": NUMBER, "balance_number": NUMBER, **parts}
    return ElectionReceived(rights, name, **told)


def of_little_value(press: Press) -> None:
    """Rights below the value above which certificates are asked about (17 CFR 240.17f-1(d))."""
    make_notice(press.plan, "RIGHT_PRICE", effective_at=SEPARATION, facts={"price": "0.001"})


def exercise_permitted(plan: Any) -> None:
    """The Company wrote that no registration statement is needed and that every jurisdiction is exempt."""
    since = {"effective_at": SEPARATION}
    facts = {"event": "NOT_NEEDED", "happened_on": SEPARATION.date().isoformat()}
    make_notice(plan, "REGISTRATION_STATEMENT", facts=facts, **since)
    facts = {"as_of": SEPARATION.date().isoformat(), "elsewhere": "EXEMPT"}
    make_notice(plan, "JURISDICTIONS", facts=facts, **since)


def countersigned(press: Press) -> None:
    """All certificates signed by hand on the day of signing, of little value each; exercise is permitted."""
    plan = press.plan
    of_little_value(press)
    exercise_permitted(plan)
    last = RightsCertificate.objects.order_by("-number")[0].number
    plan.post(
        plan.entry(
            "PAPER",
            "5(a)",
            events=[
                {
                    "kind": "COUNTERSIGNED",
                    "first": 1,
                    "last": last,
                    "happened_on": SIGNED_ON.isoformat(),
                    "signatory": plan.signatory.pk,
                }
            ],
        )
    )


@dataclass
class Counter:
    """The counter of the agent: what is presented, and by whom it is taken in."""

    press: Press

    @property
    def plan(self) -> Any:
        return self.press.plan

    def certificate(self, number: int) -> RightsCertificate:
        """A certificate of the plan."""
        return RightsCertificate.objects.get(agreement=self.press.agreement, number=number)

    def signature(self, number: int, **parts: Any) -> SignatureReceived:
        """The signature of a certificate's registered holder, guaranteed by a bank."""
        told = {
            "signed_name": self.certificate(number).registration,
            "signed_on": date(2003, 6, 22),
            "guarantor_kind": "BANK_OR_TRUST_COMPANY",
            "guarantor_name": "Harbor Bank",
            **parts,
        }
        return SignatureReceived(**told)

    def reverse(
        self,
        number: int,
        first: Answer = Answer.NO,
        second: Answer = Answer.NO,
        *,
        form: dict[str, Any] | None = None,
        certification: dict[str, Any] | None = None,
        tax: TaxStanding = TaxStanding.NONE_ASKED,
        documents: tuple[DocumentCame, ...] = (),
    ) -> ReverseReceived:
        """The reverse of a certificate, clean unless told otherwise."""
        return ReverseReceived(
            form=self.signature(number, **(form or {})),
            statement_1=first,
            statement_2=second,
            certification=self.signature(number, **(certification or {})),
            tax=tax,
            documents=documents,
        )

    def presentation(
        self, *numbers: int, received_at: datetime | None = None, **reverse: Any
    ) -> Presentation:
        """Certificates presented now, or at an instant before."""
        return Presentation(
            presenter="By mail from the registered holder",
            received_at=received_at or self.plan.at,
            certificates=numbers,
            reverse=reverse.pop("whole", None) or self.reverse(numbers[0], **reverse),
        )

    def balance(self, *numbers: int, lines: Sequence[LineReceived]) -> int:
        """What the papers ask back: the Rights of the certificates that no line takes."""
        surrendered = sum(self.certificate(number).rights for number in numbers)
        return max(0, surrendered - sum(line.rights for line in lines))

    def receive(
        self,
        *numbers: int,
        rights: int = 40,
        lines: Any = None,
        reason: Any = None,
        balance: int | None = None,
        **parts: Any,
    ) -> Item:
        """A transfer taken in: `rights` to one transferee unless lines are told, the balance asked back."""
        assigned = lines or [LineReceived("Cedar Fund LP", CEDAR, rights)]
        asked = self.balance(*numbers, lines=assigned) if balance is None else balance
        return transfers.receive_transfer(
            self.press.agreement,
            self.presentation(*numbers, **parts),
            lines=assigned,
            balance=asked,
            reason=reason,
            document=self.plan.document,
            by=self.plan.maker,
            at=self.plan.tick(),
        )

    def post(self, item: Item) -> Any:
        """Ask for a transfer, and have the second person approve."""
        approval = transfers.request_transfer(item, maker=self.plan.maker, at=self.plan.tick())
        return self.press.approve(approval)
