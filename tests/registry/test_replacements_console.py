"""A lost certificate over the counter: claimed, stopped, accepted step by step, replaced, caught (6(b))."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from agreement.workflow.items import ItemKind
from registry.models import Approval, BookEntry, Item, Stop
from tests.registry.console import Console, just_now, open_console, paper
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import counter_of, receive

pytestmark = pytest.mark.django_db
COMPANY, OFFICE = "Rowan T. Ellery", "President"


@pytest.fixture
def counter(settings: Any) -> Counter:
    settings.DEMO = True
    return counter_of()


@pytest.fixture
def console(counter: Counter, settings: Any) -> Console:
    plan = counter.plan
    keys_apart_from_numbers()
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=2) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())


def keys_apart_from_numbers() -> None:
    """No item has its own number for a key, so that neither is taken for the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_item_id_seq') FROM generate_series(1, 9)")


def claimed(counter: Counter, **changed: Any) -> dict[str, Any]:
    """The claim of certificate 1, as typed."""
    return {
        "paper-received_at": just_now(),
        "paper-presenter": "By mail from the registered holder",
        "paper-certificates": "R-0000001",
        "paper-document": paper(),
        "claim-cause": "LOST",
        "claim-discovered_on": "2003-06-20",
        "claim-circumstances": "Not in the safe",
        "claim-capacity": "HOLDERS_AGENT",
        "paper-presenter_address": "9 Pier Street\nSan Francisco",
        "form-signed_name": counter.certificate(1).registration,
        **changed,
    }


def step(kind: str, **changed: Any) -> dict[str, Any]:
    return {"kind": kind, "happened_on": "2003-06-22", "person": "", "said": "", "amount": "", **changed}


@pytest.mark.row("R-6b-1", "R-6b-3", "R-6b-4")
def test_a_claim_goes_from_the_certificate_to_the_posting(counter: Counter, console: Console) -> None:
    assert "Claim: lost or mutilated" in console.see("certificate", 1)
    assert 'value="1"' in console.see("receive_replacement", certificate="1")
    console.done("receive_replacement", **claimed(counter))
    assert Stop.objects.get().certificate == counter.certificate(1)
    assert (Stop.objects.get().capacity, Stop.objects.get().reporter_address.split()[0]) == (
        "HOLDERS_AGENT",
        "9",
    )
    assert "agent of the holder, such as a broker" in console.see("replacement", 1)
    assert "Replacement 1" in console.see("items")
    page = console.see("replacement", 1)
    assert "Evidence of the loss, theft, destruction or mutilation is missing" in page
    for kind in ("EVIDENCE_RECEIVED", "INDEMNITY_RECEIVED"):
        console.done("replacement_step", 1, **step(kind, document=paper()))
    assert "may not accept" in console.refused("replacement_step", 1, **step("EVIDENCE_BY_AGENT"))
    for kind in ("EVIDENCE_BY_COMPANY", "INDEMNITY_BY_COMPANY"):
        console.done("replacement_step", 1, **step(kind, person=COMPANY, title=OFFICE, document=paper()))
    for kind in ("EVIDENCE_BY_AGENT", "INDEMNITY_BY_AGENT"):
        console.done("replacement_step", 1, by="approver", **step(kind))
    console.done("replacement_step", 1, **step("EXPENSES_ASKED", amount="40.00"))
    refused = console.post("replacement_asked", 1)
    assert refused.status_code == 422
    assert "Expenses of $40.00" in refused.content.decode()
    console.done("replacement_step", 1, **step("EXPENSES_REIMBURSED", amount="40.00"))
    console.done("replacement_asked", 1)
    console.approve()
    assert BookEntry.objects.latest("number").kind == "REPLACE"
    assert "Posted as entry" in console.see("replacement", 1, by="ines")
    assert "Replaced" in console.see("certificate", 1)
    caught(counter, console)


def caught(counter: Counter, console: Console) -> None:
    """The old one comes in again: told, kept, cancelled by two people."""
    receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    page = console.see("same_name", 2)
    assert "Replaced before it was presented" in page
    console.done("replaced_cancelled", 2)
    assert "Exchange of certificates 2" in console.see_request(Approval.objects.latest("id"))
    console.approve()
    assert "Cancelled" in console.see("certificate", 1)


@pytest.mark.row("R-6b-2")
def test_a_mutilated_certificate_comes_in_later(counter: Counter, console: Console) -> None:
    console.done("receive_replacement", **claimed(counter, **{"claim-cause": "MUTILATED"}))
    assert not Stop.objects.exists()
    assert "The certificate came in" in console.see("replacement", 1)
    console.done("replacement_surrendered", 1, document=paper())
    assert Item.objects.get().certificates.count() == 1


def test_a_claim_that_is_refused_comes_back_with_what_was_typed(counter: Counter, console: Console) -> None:
    page = console.refused("receive_replacement", **claimed(counter, **{"paper-certificates": "1, 2"}))
    assert "one certificate" in page
    assert "Not in the safe" in page
    assert not Item.objects.exists()


def test_an_item_without_a_replaced_certificate_has_none_to_cancel(
    counter: Counter, console: Console
) -> None:
    receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    assert "Replaced before" not in console.see("same_name", 1)
    console.done("replaced_cancelled", 1)
    assert "no replaced certificate" in console.see("same_name", 1)
    assert console.get("replacement", 1).status_code == 404
