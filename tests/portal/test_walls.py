"""Holders see their own accounts and nothing else; staff see no account as its holder (§30)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from registry.models import Stop
from tests.portal.desk import Desk, spaced
from tests.portal.prepared import CEDAR, STORY, answered, begun, reported, tell_loss


@pytest.mark.row("R-30-1")
def test_another_holders_account_form_and_item_are_the_same_404_as_none(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1)
    desk.counter.receive(1)
    thief = desk.claimed(2, "beech")
    theirs = desk.access(1).pk
    for args in ([theirs], [theirs + 999]):
        assert thief.get(reverse("portal_account", args=args)).status_code == 404
        assert thief.post(reverse("portal_exercise_begin", args=args)).status_code == 404
        assert thief.get(reverse("portal_exercise", args=[*args, 1])).status_code == 404
    for code in (item.cover_code, "ZZZZZZZZZZZZ", "%00", "\x00"):
        for name in (
            "portal_exercise_draft",
            "portal_exercise_check",
            "portal_exercise_confirmed",
            "portal_exercise_papers",
        ):
            assert thief.get(reverse(name, args=[code])).status_code == 404, (name, code)
        assert thief.post(reverse("portal_exercise_withdraw", args=[code])).status_code == 404
        assert (
            thief.post(reverse("portal_exercise_question", args=[code, "rights"]), {"rights": 1}).status_code
            == 404
        )
    item.refresh_from_db()
    assert (item.state, item.prepared["rights"]) == ("DRAFT", 30)
    own = spaced(thief.get(reverse("portal_account", args=[desk.access(2, "beech").pk])))
    assert desk.holder(1).account not in own
    assert "Alder Fund" not in own


@pytest.mark.row("R-30-1")
def test_another_holders_transfer_and_report_are_the_same_404_as_none(desk: Desk) -> None:
    transfer = answered(desk, begun(desk, 1), 1)
    report = tell_loss(desk, reported(desk, 1))
    thief = desk.claimed(2, "beech")
    theirs = desk.access(1).pk
    for args in ([theirs], [theirs + 999]):
        assert thief.post(reverse("portal_transfer_begin", args=args)).status_code == 404
        assert thief.get(reverse("portal_loss_report", args=args)).status_code == 404
        told = {"certificate": 1, "cause": "STOLEN"}
        assert thief.post(reverse("portal_loss_report", args=args), told).status_code == 404
        assert thief.get(reverse("portal_transfer", args=[*args, 1])).status_code == 404
        assert thief.get(reverse("portal_loss", args=[*args, 1])).status_code == 404
        assert thief.get(reverse("portal_loss_found", args=[*args, 1])).status_code == 404
        assert thief.post(reverse("portal_loss_found", args=[*args, 1])).status_code == 404
    seen = {
        "transfer": ("draft", "check", "confirmed", "papers"),
        "loss": ("draft", "check", "confirmed", "papers"),
    }
    for code in (transfer.cover_code, report.cover_code, "ZZZZZZZZZZZZ", "%00", "\x00"):
        for kind, pages in seen.items():
            for name in pages:
                address = reverse(f"portal_{kind}_{name}", args=[code])
                assert thief.get(address).status_code == 404, (kind, name, code)
            assert thief.post(reverse(f"portal_{kind}_withdraw", args=[code])).status_code == 404
        shares = reverse("portal_transfer_question", args=[code, "shares"])
        assert thief.post(shares, {"line1": 1, "kept": 99}).status_code == 404
        assert thief.post(reverse("portal_transferee_new", args=[code]), CEDAR).status_code == 404
        assert thief.post(reverse("portal_transferee_out", args=[code, 1])).status_code == 404
        story = reverse("portal_loss_question", args=[code, "story"])
        assert thief.post(story, STORY).status_code == 404
    # The code of a form of another kind finds nothing either, also for its own holder.
    own = desk.holders["alder"]
    assert own.get(reverse("portal_exercise_draft", args=[transfer.cover_code])).status_code == 404
    assert own.get(reverse("portal_transfer_draft", args=[report.cover_code])).status_code == 404
    for item in (transfer, report):
        before = item.prepared
        item.refresh_from_db()
        assert (item.state, item.prepared) == ("DRAFT", before)
    assert Stop.objects.count() == 1


def test_staff_without_an_account_open_no_page_of_a_holder(desk: Desk) -> None:
    item = desk.begun(1)
    for address in (
        reverse("portal"),
        reverse("portal_account", args=[desk.access(1).pk]),
        reverse("portal_exercise_draft", args=[item.cover_code]),
        reverse("portal_exercise_papers", args=[item.cover_code]),
        reverse("portal_loss_report", args=[desk.access(1).pk]),
        reverse("portal_transfer_draft", args=[item.cover_code]),
    ):
        assert desk.staff.get(address).status_code == 403, address
        assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_a_holder_opens_no_page_of_staff_and_is_led_home(desk: Desk) -> None:
    client = desk.claimed(1)
    assert client.get("/")["Location"] == reverse("portal")
    code = desk.agreement.code
    for name, args in (
        ("agreements", []),
        ("agreement", [code]),
        ("register", [code]),
        ("certificate", [code, 1]),
        ("items", [code]),
        ("receive_exercise", [code]),
        ("requests", []),
        ("jobs", []),
        ("proof", [code]),
        ("claim_letter", [code, desk.holder(1).account]),
        ("admin:index", []),
    ):
        status = client.get(reverse(name, args=args)).status_code
        # The list of agreements is open to whoever signed in, and empty for a holder.
        assert status in (403, 404) or (name == "agreements" and status == 200), (name, status)
    assert code not in spaced(client.get(reverse("agreements")))
    assert client.get("/api/v1/agreements").status_code in (401, 403)
    assert client.get(reverse("clause", args=["7(a)"])).status_code == 200


def test_no_taxpayer_number_but_its_last_signs_is_on_any_page(desk: Desk) -> None:
    holder = desk.holder(1)
    type(holder).objects.filter(pk=holder.pk).update(taxpayer_id_last_four="6789")
    item = desk.answered(desk.begun(1), 1)
    account = spaced(desk.holders["alder"].get(reverse("portal_account", args=[desk.access(1).pk])))
    assert "ends in 6789" in account
    question = desk.holders["alder"].get(
        reverse("portal_exercise_question", args=[item.cover_code, "securities"])
    )
    assert "it is not asked here" in spaced(question)


def test_an_access_that_ended_closes_the_forms_too(desk: Desk) -> None:
    from registry import clock
    from registry.services import holder_access

    item = desk.answered(desk.begun(1), 1)
    holder_access.end_holder_access(
        desk.access(1), reason="Ended.", by=desk.counter.plan.maker, at=clock.now()
    )
    client = desk.holders["alder"]
    assert client.get(reverse("portal_exercise_papers", args=[item.cover_code])).status_code == 404
    assert "No account" in spaced(client.get(reverse("portal")))
