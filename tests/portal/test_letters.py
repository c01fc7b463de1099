"""The letters a holder reads again: those that were mailed about its own items, no others (§26)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from certificates.models import MailClass
from certificates.services.letters import Handed, record_mailed, take_back
from registry import clock
from registry.models import PaperDue
from tests.portal.desk import Desk, spaced


@pytest.mark.row("R-26-5")
def test_a_holder_reads_the_letters_that_were_mailed_about_its_own_items_alone(desk: Desk) -> None:
    counter = desk.counter
    item = counter.receive(1, form={"signed_name": "Somebody Else"})
    other = counter.receive(2, form={"signed_name": "Somebody Else"})
    mine, foreign = PaperDue.objects.get(item=item), PaperDue.objects.get(item=other)
    client, access = desk.claimed(1), desk.access(1)
    listed = reverse("portal_letters", args=[access.pk])
    taken = reverse("portal_letter", args=[access.pk, mine.pk])
    assert listed in client.get(reverse("portal_account", args=[access.pk])).content.decode()
    assert "None yet" in spaced(client.get(listed))
    assert client.get(taken).status_code == 404  # nobody has mailed it
    handed = Handed(
        clock.now().astimezone(ZoneInfo(desk.agreement.time_zone)).date(), MailClass.FIRST_CLASS, "Mara"
    )
    told = {"by": counter.plan.maker, "at": clock.now()}
    record_mailed(desk.agreement, [mine.pk, foreign.pk], handed, **told)
    shown = spaced(client.get(listed))
    assert "Deficiency letter" in shown
    assert f"letter {mine.pk}" in shown
    assert f"letter {foreign.pk}" not in shown
    assert client.get(taken).content.startswith(b"%PDF")
    assert client.get(reverse("portal_letter", args=[access.pk, foreign.pk])).status_code == 404
    assert desk.claimed(2, "beech").get(listed).status_code == 404
    take_back(mine, reason="Not yet", **told)
    assert "None yet" in spaced(client.get(listed))
