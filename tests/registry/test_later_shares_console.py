"""Later Common Shares in the console: typed from the paper, previewed, held, replaced, accepted (§22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registry.models import Notice, RightsCertificate
from tests.registry.console import Console, just_now, open_console, paper
from tests.registry.later_shares import make_september

pytestmark = pytest.mark.django_db


@pytest.fixture
def console(settings: Any) -> Console:
    settings.DEMO = True
    plan = make_september().plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def typed_notice(**changed: Any) -> dict[str, Any]:
    """A notice of options exercised by an employee and by a holder on the books, as typed from its paper."""
    return {
        "authority-officer_name": "Rowan T. Ellery",
        "authority-officer_title": "President",
        "authority-channel": "FACSIMILE",
        "authority-signed_on": "2003-09-02",
        "authority-received_at": just_now(),
        "facts-shares": "10,000",
        "facts-issued_on": "2003-09-01",
        "facts-issue": "exercise of stock options",
        "facts-case": "STOCK_OPTIONS",
        "facts-tax": "NO_SIGNIFICANT_RISK",
        "facts-adjustment": "NONE_MADE",
        "person1-account": "E00001",
        "person1-shares": "6,000",
        "person1-registration": "Petra Ålund\nand Olof Ålund",
        "person1-address": "7 Quay Street",
        "person1-city": "Astoria",
        "person1-region": "OR",
        "person1-postal_code": "97103",
        "person1-country": "US",
        "person2-account": "A00001",
        "person2-shares": "4,000",
        "person2-country": "US",
        **changed,
    }


def number() -> int:
    return int(Notice.objects.latest("number").number)


@pytest.mark.row("R-22-2", "R-22-4")
def test_a_notice_is_previewed_held_for_its_statement_replaced_and_accepted_by_two(console: Console) -> None:
    assert "Rights issued with later Common Shares" in console.see("notice_kinds")
    lacking = typed_notice(**{"facts-tax": ""})
    seen = console.post("receive_notice", "LATER_SHARES", **lacking, preview="yes").content.decode()
    for words in ("SECTION22_STATEMENT_MISSING", "held with an application for instructions", "97103"):
        assert words in seen, words
    assert "Certificates to be issued" not in seen
    console.done("receive_notice", "LATER_SHARES", **lacking, **{"paper-document": paper()})
    held = number()
    console.done("notice_called_back", held, note="Called the President, who confirmed it")
    page = console.see("notice", held, by="rowan")
    for words in ("SECTION22_STATEMENT_MISSING", "To cure:", "Petra Ålund", "10,000"):
        assert words in page, words
    assert "NOTICE_QUERIED" in console.refused("notice_acceptance", held)
    assert "to issue no Rights Certificates" in console.see("application", held)

    whole = typed_notice(**{"facts-supersedes": str(held)})
    seen = console.post("receive_notice", "LATER_SHARES", **whole, preview="yes").content.decode()
    for words in ("Certificates to be issued", "1 September 2003", "6,000", "which is superseded"):
        assert words in seen, words
    console.done("receive_notice", "LATER_SHARES", **whole, **{"paper-document": paper()})
    console.done("notice_called_back", number(), note="Called the President, who confirmed it")
    assert "Certificates to be issued" in console.see("notice", number())
    console.done("notice_acceptance", number())
    asked = console.approve()
    assert "Petra" not in str(asked.request)
    page = console.see("notice", number(), by="ines")
    assert "Certificates issued" in page
    issued = RightsCertificate.objects.filter(issued_by__approval=asked).order_by("number")
    assert [(one.holder.account, one.rights) for one in issued] == [("E00001", 6_000), ("A00001", 4_000)]
    assert issued[0].registration == "Petra Ålund\nand Olof Ålund"
    assert "Superseded" in console.see("notice", held)
    assert "6,000" in console.see("certificate", issued[0].number)


def test_an_account_named_needs_its_shares_and_keeps_what_was_typed(console: Console) -> None:
    told = typed_notice(**{"person2-shares": "", "paper-document": paper()})
    page = console.refused("receive_notice", "LATER_SHARES", **told)
    assert "An account to which shares were issued has this." in page
    assert "Petra Ålund" in page
    nobody = {name: "" for name in typed_notice() if name.startswith("person")}
    page = console.refused("receive_notice", "LATER_SHARES", **typed_notice(**nobody), preview="yes")
    assert "INSTRUCTION_PART_MISSING" in page
    assert "each account with the shares issued to it" in page
