"""A request about a print run or a mailing that lapsed says so everywhere, is rejected, and asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from certificates.models import Mailing, PrintRun
from registry.models import Approval
from tests.certificates.post import reconciled, request_to_mail
from tests.certificates.runs import Press
from tests.certificates.test_mailing_pages import ASKED, Room

WAITS, LAPSED = "Waits for a second person", "Lapsed: to be rejected and asked again"


@pytest.fixture
def room(press: Press, transactional_db: None, settings: Any) -> Room:
    settings.DEMO = True
    reconciled(press)
    return Room(press)


def let_lapse(settings: Any) -> None:
    """Ten days and a second pass."""
    settings.CLOCK_OFFSET += timedelta(days=settings.APPROVAL_DAYS, seconds=1)


def withdraw(room: Room, approval: Approval) -> None:
    """The maker takes the request back on its page."""
    page = reverse("request", args=[approval.request_hash])
    assert "Withdraw it, with a reason" in room.client("maker").get(page).content.decode()
    assert "Approve and do it" not in room.client("approver").get(page).content.decode()
    address = reverse("reject_request", args=[approval.request_hash])
    assert room.client("maker").post(address, {"reason": "It lapsed."}).status_code == 302
    approval.refresh_from_db()
    assert approval.rejected_by == approval.maker


def test_a_lapsed_request_to_close_a_run_is_shown_as_lapsed_and_asked_again(
    room: Room, settings: Any
) -> None:
    run = PrintRun.objects.get()
    room.post("run_closed", run.number)
    asked = Approval.objects.get(kind="CLOSE_RUN")
    page = room.see("print_run", run.number)
    assert WAITS in page
    assert LAPSED not in page
    let_lapse(settings)
    page = room.see("print_run", run.number)
    assert LAPSED in page
    assert WAITS not in page
    withdraw(room, asked)
    page = room.see("print_run", run.number)
    assert LAPSED not in page
    assert "Ask to close the run" in page
    room.post("run_closed", run.number)
    assert Approval.objects.filter(kind="CLOSE_RUN").count() == 2
    assert WAITS in room.see("print_run", run.number)


def test_a_lapsed_mailing_is_told_by_page_and_api_cancelled_and_frozen_again(
    room: Room, settings: Any
) -> None:
    request_to_mail(room.press)
    room.post("freeze_mailing", **ASKED)
    mailing = Mailing.objects.get()
    assert mailing.approval is not None
    client, code = room.client("maker"), room.press.agreement.code
    requests = f"/api/v1/agreements/{code}/requests"

    def told() -> tuple[str, str, list[str], list[str]]:
        """How the mailing and its request stand, and what stands in the lists of waiting and lapsed ones."""
        shown = client.get(f"/api/v1/agreements/{code}/mailings/{mailing.number}").json()
        one = client.get(f"{requests}/{shown['request_hash']}").json()
        lists = [client.get(requests, {"state": state}).json()["items"] for state in ("WAITING", "LAPSED")]
        waiting, lapsed = ([line["kind"] for line in found] for found in lists)
        return shown["request_state"], one["state"], waiting, lapsed

    assert told() == ("WAITING", "WAITING", ["APPROVE_MAILING"], [])
    assert WAITS in room.see("mailing", mailing.number)
    let_lapse(settings)
    assert told() == ("LAPSED", "LAPSED", [], ["APPROVE_MAILING"])
    page = room.see("mailing", mailing.number)
    assert LAPSED in page
    assert WAITS not in page
    assert LAPSED in client.get(reverse("home")).content.decode()
    withdraw(room, mailing.approval)
    assert told()[:2] == ("REJECTED", "REJECTED")
    assert "Rejected" in room.see("mailing", mailing.number)
    room.post("mailing_cancelled", mailing.number, **{"cancelform-reason": "Its request lapsed."})
    assert room.post("freeze_mailing", **ASKED).status_code == 302
    assert WAITS in room.see("mailing", Mailing.objects.latest("number").number)
