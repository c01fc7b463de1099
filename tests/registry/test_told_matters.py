"""What a notice or a request says is shown as a person reads it; its fields as hashed stay as they are."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.models import NoticeKind
from registry.staff.matters import in_words
from tests.registry.company_desk import DISTRIBUTION, make_desk

ZONE = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("kind", "facts", "told"),
    [
        (
            NoticeKind.LIST_CERTIFIED,
            {"as_of": "2003-06-16T17:00:00-07:00", "shares": "40000000.5", "holders": 2500},
            [
                ("Instant as of which the list is certified", "Mon 16 Jun 2003, 17:00 PDT"),
                ("Certified number of shares", "40,000,000.5"),
                ("Certified number of record holders", "2,500"),
            ],
        ),
        (
            NoticeKind.MAILING_REQUEST,
            {"mailer": "AGENT", "papers": "SUMMARY_OF_RIGHTS"},
            [("Who is to mail", "Agent"), ("What is to be mailed", "Summary of rights")],
        ),
        (
            NoticeKind.RIGHT_PRICE,
            {"price": "1234.5", "trading_day": "2003-06-13"},
            [("Price of a Right", "$1,234.50"), ("Trading Day of the price", "13 June 2003")],
        ),
        (
            "",  # a paper that is no notice
            {"means": "MANUAL", "signed_on": "2003-06-22", "signatory": "HARBOR", "last": 2414},
            [("Means", "Manual"), ("Signed on", "22 June 2003"), ("Signatory", "HARBOR"), ("Last", "2414")],
        ),
    ],
)
def test_parts_are_told_in_words_and_figures(
    kind: str, facts: dict[str, object], told: list[tuple[str, str]]
) -> None:
    assert in_words(kind, facts, zone=ZONE) == told


@pytest.mark.django_db
def test_a_request_shows_the_day_in_words_above_and_as_hashed_below() -> None:
    desk = make_desk()
    desk.apply_record_count()
    asked = desk.request(desk.authenticate(desk.receive(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION)))
    client = Client()
    client.force_login(desk.approver)
    page = client.get(f"/requests/{asked.request_hash}/").content.decode()
    assert "<dt>Distribution Date</dt><dd>16 June 2003</dd>" in page
    assert "<dd>2003-06-16</dd>" in page
