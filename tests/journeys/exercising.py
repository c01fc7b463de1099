"""An exercise told through the pages: taken in, paid, posted by two, securities and money out (§7(c))."""

from __future__ import annotations

from typing import Any

from exercises.models import Payment, Requisition
from registry.models import Item, Notice, RightsCertificate
from tests.journeys.teller import Teller, presented
from tests.registry.console import just_now, paper

COMMON = "Common Stock"
PIER = {"recipient": "TRANSFER_AGENT", "name": "Pier Transfer Company", "address": "4 Dock Street\nOakland"}


def certificates_out(teller: Teller) -> list[RightsCertificate]:
    """The books are open, every certificate countersigned; those without a mark, the smallest first."""
    teller.stage.open_books()
    teller.stage.countersign()
    teller.later(minutes=10)  # a paper typed in from now on was received after those of the opening
    return unmarked(teller)


def unmarked(teller: Teller) -> list[RightsCertificate]:
    """Certificates of the opening without a mark, the smallest first."""
    found = RightsCertificate.objects.filter(
        agreement=teller.stage.agreement, taint_class="", rights__gt=50, issued_by__kind="OPEN"
    )
    return list(found.order_by("rights", "number"))


def exercised(teller: Teller, certificate: RightsCertificate, rights: int, **told: Any) -> Item:
    """The election of so many Rights taken in at the counter, in the holder's own name."""
    election = {
        "rights_exercised": rights,
        "securities_registration": certificate.registration,
        "address": "1 Market Street",
        "city": "San Francisco",
        "country": "US",
        "securities_number": "12-3456789",
        "balance_number": "12-3456789",
    }
    stated = {f"election-{name}": value for name, value in election.items()}
    teller.done("receive_exercise", **presented(certificate), **stated, **told)
    return teller.item()


def amount_due(page: str) -> int:
    """The price due in cents, as the page of the exercise shows it."""
    shown = page.split("Due $", 1)[1].split(",  received", 1)[0].split(" received", 1)[0]
    return int(shown.rstrip(",").replace(",", "").replace(".", ""))


def paid(teller: Teller, item: Item, *, cents: int | None = None, **told: Any) -> int:
    """A cashier's check to the order of the Company, over what is due unless told otherwise; in cents."""
    over = amount_due(teller.page("exercise", item.number)) if cents is None else cents
    count = Payment.objects.filter(item__agreement=item.agreement).count()
    check = {
        "means": "CASHIERS_CHECK",
        "payee": "COMPANY",
        "amount": f"{over // 100}.{over % 100:02d}",
        "drawer_bank": "Harbor Bank",
        "instrument_number": f"C-{count + 1}",
        "received_at": just_now(),
        "document": paper(),
        **told,
    }
    teller.done("exercise_payment", item.number, **check)
    return over


def posted(teller: Teller, item: Item) -> Item:
    """Two people post an exercise."""
    teller.asked_and_approved("exercise_asked", item.number)
    item.refresh_from_db()
    assert item.state == "POSTED"
    return item


def delivered(teller: Teller, item: Item) -> Requisition:
    """The securities are requisitioned, received and delivered."""
    teller.done("exercise_requisitioned", item.number)
    one = Requisition.objects.get(due__item=item)
    teller.done("securities_received", one.number, received_on=teller.today, document=paper())
    went = {"delivered_on": teller.today, "means": "FIRST_CLASS", "document": paper()}
    teller.done("securities_delivered", one.number, **went)
    return one


def forwarded(teller: Teller, item: Item, cents: int) -> None:
    """The price goes to the Company; nothing is left to do about the exercise."""
    out = {"amount": f"{cents // 100}.{cents % 100:02d}", "moved_on": teller.today}
    last = Payment.objects.filter(item=item).latest("pk")
    teller.done("payment_moved", last.pk, "forward", given_to="The Company", document=paper(), **out)
    assert "Due now" not in teller.page("exercise", item.number)


def signed(teller: Teller) -> dict[str, Any]:
    """What the President signed today."""
    return {
        "officer_name": "Rowan T. Ellery",
        "officer_title": "President",
        "signed_on": teller.today,
        "document": paper(),
    }


def routed(teller: Teller) -> None:
    """The Company says of whom what a Right buys is requisitioned."""
    teller.done("delivery_route", **PIER, **signed(teller))


def adjusted(teller: Teller, *, under: str, officer: tuple[str, str] | None = None, **figures: str) -> Notice:
    """The Company's certificate of what a Right buys from now on, accepted by two."""
    facts = {
        "adjusted_under": under,
        "event": "An event of June 2003",
        "effective_from": just_now(),
        "statement_of_facts": "As the Company states",
        "calculations": "As the Company computes",
        **figures,
    }
    notice = teller.said("ADJUSTMENT", officer=officer, **facts)
    teller.accepted(notice)
    teller.later(minutes=1)
    return notice


def needs_no_statement(teller: Teller, *, officer: tuple[str, str] | None = None) -> None:
    """The Company writes that what a Right buys now needs no registration statement."""
    teller.accepted(
        teller.said("REGISTRATION_STATEMENT", officer=officer, event="NOT_NEEDED", happened_on=teller.today)
    )
