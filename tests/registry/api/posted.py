"""Acts of staff by API at a counter or desk of the tests, and papers as bodies bring them."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from pytest_django import Settings

from registry import clock
from registry.models import Document, RightsAgreement, RightsCertificate, User
from tests.books.books import Plan

LETTER = b"%PDF-1.7 a letter"


def keep_time(settings: Settings, plan: Plan) -> None:
    """Let the clock of the calls go on from where the plan's own stands."""
    settings.CLOCK_OFFSET = plan.at + timedelta(minutes=1) - datetime.now(UTC)


def paper(content: bytes = LETTER, **changed: Any) -> dict[str, Any]:
    """A paper in the body of a call."""
    told = {
        "title": "Letter",
        "media_type": "application/pdf",
        "content": base64.b64encode(content).decode(),
    }
    return {**told, **changed}


def on_file(document: Document) -> dict[str, str]:
    """A paper that is on file already."""
    return {"sha256": document.sha256}


def signed_in(user: User) -> Client:
    """Somebody with a session."""
    found = Client()
    found.force_login(user)
    return found


def address(agreement: RightsAgreement, *parts: object) -> str:
    """An address below an agreement."""
    return "/".join((f"/api/v1/agreements/{agreement.code}", *(str(part) for part in parts)))


def read(user: User, agreement: RightsAgreement, *parts: object, **query: Any) -> Any:
    """What somebody reads."""
    return signed_in(user).get(address(agreement, *parts), query)


def act(
    user: User, agreement: RightsAgreement, *parts: object, body: Any = None, key: str | None = None
) -> Any:
    """What somebody gets for an act, under a fresh key unless one is given."""
    headers = {"idempotency-key": key or str(uuid.uuid4())}
    return signed_in(user).post(
        address(agreement, *parts), body or {}, content_type="application/json", headers=headers
    )


def signed(name: str, **changed: Any) -> dict[str, str]:
    """A signature in a name, guaranteed by a bank."""
    bank = {"guarantor_kind": "BANK_OR_TRUST_COMPANY", "guarantor_name": "Harbor Bank"}
    return {"signed_name": name, **bank, **changed}


def reverse(name: str, **changed: Any) -> dict[str, Any]:
    """The reverse of a certificate signed in a name, clean unless told otherwise."""
    return {
        "form": signed(name),
        "statement_1": "NO",
        "statement_2": "NO",
        "certification": signed(name),
        "tax": "NONE_ASKED",
        **changed,
    }


def presented(*numbers: int, **more: Any) -> dict[str, Any]:
    """Certificates presented just now."""
    return {
        "received_at": clock.now().isoformat(),
        "presenter": "By mail from the registered holder",
        "certificates": list(numbers),
        "paper": paper(),
        **more,
    }


def line(rights: int = 40, **changed: Any) -> dict[str, Any]:
    """One line of the assignment."""
    return {
        "registration": "Cedar Fund LP",
        "rights": rights,
        "address": "9 Cedar Road",
        "city": "Portland",
        "region": "OR",
        "postal_code": "97201",
        "country": "US",
        **changed,
    }


def transfer(number: int, name: str, **changed: Any) -> dict[str, Any]:
    """The transfer of a part of a certificate, signed in a name; the rest of it is asked back."""
    lines = changed.get("lines", [line()])
    one = RightsCertificate.objects.filter(number=number, registration=name).first()
    balance = max(0, one.rights - sum(told.get("rights", 0) for told in lines)) if one else 0
    told = {"lines": lines, "balance": balance, "reverse": reverse(name), **changed}
    return presented(number, **told)


def claim(number: int, name: str) -> dict[str, Any]:
    """The claim of a certificate that was lost."""
    told = "Not found after a removal"
    return presented(
        number,
        cause="LOST",
        discovered_on="2003-06-02",
        circumstances=told,
        capacity="REPRESENTATIVE",
        request={"signed_name": name},
    )


def later(**papers: Any) -> dict[str, Any]:
    """Papers received since, just now."""
    return {"received_at": clock.now().isoformat(), "paper": paper(b"%PDF-1.7 later"), **papers}


def row(reference: str, rights: object, **changed: str) -> dict[str, Any]:
    """A line of a schedule."""
    return {
        "reference": reference,
        "rights": str(rights),
        "statement_1": "NO",
        "statement_2": "NO",
        "answered_by": "Clerk",
        "registration_1": "Juniper Trust",
        "address_1": "4 Juniper Way",
        "city": "Salem",
        "region": "OR",
        "postal_code": "97301",
        "country": "US",
        **changed,
    }


def schedule(number: int, name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """A certificate presented with a schedule."""
    return presented(number, reverse=reverse(name), file={"rows": list(rows)})


def exercise_schedule(number: int, name: str) -> dict[str, Any]:
    """A certificate presented for exercise with a schedule of one line."""
    paid = row("E-1", 1, payment_amount="300.00", payment_means="CASHIERS_CHECK")
    return schedule(number, name, paid)


def reported(certificate: int, **changed: Any) -> dict[str, Any]:
    """The loss of a certificate, told by telephone."""
    return {
        "kind": "LOSS_REPORTED",
        "certificate": certificate,
        "reported_by": "The registered holder, by telephone",
        "capacity": "REGISTERED_HOLDER",
        "reported_at": clock.now().isoformat(),
        "reason": "Not found after a removal",
        **changed,
    }


def inquired() -> dict[str, Any]:
    """What the inquiry system answered about the certificates of an item."""
    return {
        "result": "CLEAN",
        "inquired_by": "Ada Moss",
        "answered_at": clock.now().isoformat(),
        "confirmation": "SIC-4711",
    }


def directed() -> dict[str, Any]:
    """Where a letter sends the new certificate of the first line."""
    return {
        "place": 1,
        "source": "LETTER",
        "deliver_to": "Elm Custody Co.",
        "address": "1 Elm Street",
        "city": "Salem",
        "country": "US",
        "paper": paper(),
    }


def person_of_line() -> dict[str, Any]:
    """That who bears a name which a notice names is another person."""
    return {"line": 1, "found": "ANOTHER", "paper": paper()}


def contrary() -> dict[str, Any]:
    """What another officer says against the Company's answer to proceed."""
    told = {**answered(), "answered_by": "Idris P. Vale", "answered_by_title": "Chief Financial Officer"}
    return {name: said for name, said in told.items() if name != "answer"}


def answered() -> dict[str, Any]:
    """The Company's answer about a held item."""
    return {
        "answered_by": "Maren K. Osgood",
        "answered_by_title": "Secretary",
        "answered_at": clock.now().isoformat(),
        "said": "Proceed",
        "answer": "PROCEED",
        "paper": paper(),
    }


def election(name: str, rights: int = 30) -> dict[str, Any]:
    """What is elected: some Rights, the securities in a name."""
    numbers = {"securities_number": "12-3456789", "balance_number": "12-3456789"}
    return line(rights, registration=name, **numbers)


def exercise(number: int, name: str, **changed: Any) -> dict[str, Any]:
    """The exercise of a part of a certificate, signed in a name."""
    return presented(number, **{"election": election(name), "reverse": reverse(name), **changed})


def payment(amount: str, **changed: Any) -> dict[str, Any]:
    """A cashier's check that came just now."""
    return {
        "received_at": clock.now().isoformat(),
        "means": "CASHIERS_CHECK",
        "amount": amount,
        "drawer_bank": "Harbor Bank",
        "instrument_number": "4711",
        "payee": "COMPANY",
        "paper": paper(b"%PDF-1.7 a check"),
        **changed,
    }


def forwarded(amount: str, *, on: str, **changed: Any) -> dict[str, Any]:
    """Money of a payment that went to the Company."""
    told = {"to": "FORWARDED", "amount": amount, "moved_on": on, "given_to": "The Company, by courier"}
    return {**told, "paper": paper(b"%PDF-1.7 advice"), **changed}
