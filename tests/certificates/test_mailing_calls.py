"""A mailing over the API: tried, asked for once, listed with its pieces (§26)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from certificates.models import Mailing
from registry.roles import Role, give_role
from tests.certificates.post import ready_to_mail
from tests.certificates.runs import Press

ASKED = {"kind": "CERTIFICATES", "text_name": "certificates_2003"}


@pytest.mark.row("R-26-4")
def test_a_mailing_is_tried_asked_for_once_and_told_piece_by_piece(press: Press, settings: Any) -> None:
    ready_to_mail(press)
    settings.CLOCK_OFFSET = press.plan.tick() - datetime.now(UTC)
    give_role(press.plan.maker, Role.MAKER)
    client = Client()
    client.force_login(press.plan.maker)
    place = f"/api/v1/agreements/{press.agreement.code}/mailings"

    tried = client.get(f"{place}/dry-run", ASKED)
    assert tried.status_code == 200, tried.content
    assert not Mailing.objects.exists()

    def ask() -> Any:
        headers = {"idempotency-key": "mailing-0001"}
        return client.post(place, ASKED, content_type="application/json", headers=headers)

    first, again = ask(), ask()
    assert (first.status_code, again.content) == (202, first.content), first.content
    assert Mailing.objects.count() == 1
    told = client.get(f"{place}/{first.json()['number']}").json()
    by_state = {row["state"]: row["pieces"] for row in told["pieces"]}
    assert by_state["QUEUED"] == tried.json()["pieces"] > 0
    pieces = client.get(f"{place}/1/pieces", {"state": "QUEUED", "limit": 200}).json()["items"]
    assert len(pieces) == by_state["QUEUED"]
    assert client.get(f"{place}/dry-run", {**ASKED, "kind": "POSTCARD"}).status_code == 400
