"""What a holder reads of the Summary of Rights and of taxes; the agreement governs (Exhibit C)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreement.summary import HEADINGS
from certificates.models import MailingKind
from tests.certificates.post import frozen, produced, request_to_mail
from tests.portal.desk import Desk, spaced

CAUTION = "The Rights Agent computes none and gives no advice about taxes"


@pytest.mark.row("R-XC-1")
def test_a_holder_reads_the_summary_that_was_approved_for_the_post(desk: Desk) -> None:
    client = desk.claimed(1)
    address = reverse("portal_summary", args=[desk.access(1).pk])
    assert address in client.get(reverse("portal_account", args=[desk.access(1).pk])).content.decode()
    assert "No Summary of Rights was approved" in spaced(client.get(address))
    press = desk.counter.press
    request_to_mail(press, papers="SUMMARY_OF_RIGHTS")
    mailing = frozen(press, MailingKind.SUMMARY_OF_RIGHTS)
    assert "No Summary of Rights was approved" in spaced(client.get(address))  # nobody approved it yet
    produced(press, mailing)
    shown = spaced(client.get(address))
    for heading in HEADINGS.values():
        assert f" {heading} " in shown, heading
    for words in ("The agreement governs.", "50% or more", "$250.00", "Version summary_2003"):
        assert words in shown, words
    assert "{" not in shown
    thief = desk.claimed(2, "beech")
    assert thief.get(address).status_code == 404


@pytest.mark.row("R-XC-3")
def test_the_caution_about_taxes_stands_on_the_pages_of_an_exercise_and_no_tax_is_computed(
    desk: Desk,
) -> None:
    item = desk.answered(desk.begun(1), 1)
    client = desk.holders["alder"]
    assert client.post(reverse("portal_exercise_confirmed", args=[item.cover_code])).status_code in {200, 302}
    for address in (
        reverse("portal_account", args=[desk.access(1).pk]),
        reverse("portal_exercise_check", args=[item.cover_code]),
        reverse("portal_exercise_confirmed", args=[item.cover_code]),
    ):
        shown = spaced(client.get(address))
        assert shown.count(CAUTION) == 1, address
