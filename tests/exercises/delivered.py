"""Exercises posted at the counter, and what the Company says about what they give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from agreement.exercise_price import Payee, TenderedMeans
from agreement.funds import FundsPurpose
from agreement.requisition import Recipient
from exercises.models import DeliveryRoute, FractionCertified, Payment, ReservedShares
from exercises.services import arrangements, elections, fractions, funds
from exercises.services.arrangements import RouteTold, Signed
from exercises.services.fractions import CertificateTold
from exercises.services.funds import FundsTold
from exercises.services.payments import PaymentReceived, receive_payment
from registry.models import Approval, Item, RightsAgreement
from tests.certificates.runs import make_press
from tests.registry.presented import Counter, countersigned, elected

PREFERRED = "Series A Participating Preferred Stock"
SIGNED = Signed("Rowan T. Ellery", "President", date(2003, 6, 20))


def make_counter(*, certificates: int = 4) -> Counter:
    """Certificates of 100 Rights and up, countersigned; the books open."""
    press = make_press(certificates=certificates)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def receive(counter: Counter, number: int = 1, *, rights: int = 30, name: str = "", **parts: Any) -> Item:
    """An exercise taken in, its securities in the holder's own name unless another is said."""
    return elections.receive_exercise(
        counter.press.agreement,
        counter.presentation(number, **parts),
        election=elected(rights, name or counter.certificate(number).registration),
        document=counter.plan.document,
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )


def pay(counter: Counter, item: Item, amount: Decimal, *, number: str = "", **parts: Any) -> Payment:
    """A cashier's check received now."""
    told: dict[str, Any] = {
        "means": TenderedMeans.CASHIERS_CHECK,
        "amount": amount,
        "drawer_bank": "Harbor Bank",
        "instrument_number": number or f"{item.number}",
        "payee": Payee.COMPANY,
        "received_at": counter.plan.at,
        **parts,
    }
    plan = counter.plan
    return receive_payment(
        item, PaymentReceived(**told), document=plan.document, by=plan.maker, at=plan.tick()
    )


def asked(
    counter: Counter, number: int = 1, *, rights: int = 30, over: str = "0.00"
) -> tuple[Item, Approval]:
    """An exercise complete, and asked to be posted."""
    item = receive(counter, number, rights=rights)
    figures = elections.settlement(item, at=counter.plan.at)
    pay(counter, item, figures["due"] + Decimal(over))
    return item, elections.request_exercise(item, maker=counter.plan.maker, at=counter.plan.tick())


def posted(counter: Counter, number: int = 1, *, rights: int = 30, over: str = "0.00") -> Item:
    """An exercise posted by two people."""
    item, approval = asked(counter, number, rights=rights, over=over)
    counter.press.approve(approval)
    return Item.objects.get(pk=item.pk)


def reserve(counter: Counter, shares: str, *, security: str = PREFERRED, **changed: Any) -> ReservedShares:
    """The Company's certificate of shares reserved."""
    plan = counter.plan
    told = {"signed": SIGNED, "document": plan.document, "by": plan.maker, **changed}
    return arrangements.record_reserved(
        counter.press.agreement, security=security, shares=Fraction(shares), at=plan.tick(), **told
    )


def arrange(
    counter: Counter,
    recipient: Recipient = Recipient.TRANSFER_AGENT,
    *,
    security: str = PREFERRED,
    **changed: Any,
) -> DeliveryRoute:
    """The Company's notice of whom a security is requisitioned."""
    plan = counter.plan
    told = RouteTold(security, recipient, "Pier Transfer Company", "4 Dock Street\nOakland, CA 94607")
    more = {"signed": SIGNED, "document": plan.document, "by": plan.maker, **changed}
    return arrangements.record_route(counter.press.agreement, told, at=plan.tick(), **more)


def certify(
    counter: Counter, item: Item, amount: str, *, close: str = "10.00", **changed: Any
) -> FractionCertified:
    """The Company's certificate of the cash for a fraction."""
    plan = counter.plan
    told = CertificateTold(Decimal(close), changed.pop("day", date(2003, 6, 20)), Decimal(amount))
    more = {"signed": SIGNED, "document": plan.document, "by": plan.maker, **changed}
    return fractions.record_certificate(item, told, at=plan.tick(), **more)


def collect(counter: Counter, dollars: str) -> None:
    """Money of the Company for fractions, collected."""
    plan = counter.plan
    told = FundsTold(
        FundsPurpose.FRACTIONS, None, "The Company, by wire", date(2003, 6, 20), Decimal(dollars)
    )
    funds.record_funds(counter.press.agreement, told, document=plan.document, by=plan.maker, at=plan.tick())
