"""Certificates handed over to the Company in the console: package, sheet, receipt, two people (§3(a))."""

from __future__ import annotations

from typing import Any

import pytest

from certificates.models import HandOver
from certificates.staff.runs import local_day
from registry import clock
from registry.models import CertificateEvent, PaperEvent
from tests.certificates.post import reconciled, request_to_mail
from tests.certificates.runs import Press
from tests.registry.console import Console, open_console, paper, papers_kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def console(press: Press) -> Console:
    plan = press.plan
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())


def receipt(press: Press, **changed: Any) -> dict[str, Any]:
    """The Company's receipt as filled in."""
    told = {
        "received_by": "Maren K. Osgood, Secretary",
        "received_on": local_day(press.agreement, at=clock.now()).isoformat(),
        "certificate_count": "25",
        "document": paper("receipt.txt"),
    }
    return {f"handoverreceiptform-{name}": value for name, value in (told | changed).items()}


@pytest.mark.row("R-3a-10")
def test_a_run_is_handed_over_with_its_sheet_and_received_by_two_people(
    press: Press, console: Console
) -> None:
    reconciled(press)
    assert "Hand-over to the Company" in console.see("print_run", 1)
    assert "Nothing handed over" in console.see("hand_over", 1, by="rowan")
    assert "25: 1 to 25" in console.see("hand_over", 1)  # what the package would hold
    console.done("hand_over_prepared", 1)
    made = HandOver.objects.get()
    assert "Record the Company&#x27;s receipt for print run 1" in console.home()
    sheet = console.get("hand_over_sheet", 1, made.pk, by="ines")
    assert b"".join(sheet.streaming_content).startswith(b"%PDF")
    assert console.get("hand_over_sheet", 1, made.pk, by="rowan").status_code == 403
    kept = papers_kept()
    page = console.refused("hand_over_received", 1, **receipt(press, certificate_count="24"))
    assert "HAND_OVER_COUNT_DIFFERS" in page
    assert "Maren K. Osgood, Secretary" in page
    tomorrow = receipt(press, received_on="2999-01-01")
    assert "has not come yet" in console.refused("hand_over_received", 1, **tomorrow)
    assert papers_kept() == kept
    console.done("hand_over_received", 1, **receipt(press))
    assert "Waits for a second person" in console.see("hand_over", 1)
    assert not CertificateEvent.objects.filter(kind=PaperEvent.ISSUED).exists()
    console.approve()
    assert CertificateEvent.objects.filter(kind=PaperEvent.ISSUED).count() == 1
    page = console.see("hand_over", 1, by="rowan")
    assert "Received" in page
    assert console.post("hand_over_prepared", 1, by="ines").status_code == 403
    assert "PRINT_RUN_NOT_READY" in console.refused("hand_over_prepared", 1)


@pytest.mark.row("R-3a-10")
def test_where_the_company_asked_the_agent_to_mail_nothing_is_handed_over(
    press: Press, console: Console
) -> None:
    reconciled(press)
    request_to_mail(press)
    page = console.see("hand_over", 1)
    assert "asked the Rights Agent to mail" in page
    assert "Make the package" not in page
    assert "MAILING_REQUESTED" in console.refused("hand_over_prepared", 1)
    assert not HandOver.objects.exists()
