"""A holder says that a certificate reported lost is found again: staff are told, the stop stays (6(b))."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreement.errors import NotOnTheBooks, RefusedByGround
from config.home.tasks import tasks_for
from registry import clock
from registry.models import Approval, Item, Stop, StopRecord, StopRecordKind
from registry.services import loss_reports, replacements
from registry.services.stop_records import StopDone, record_done
from tests.portal.desk import Desk, spaced
from tests.portal.prepared import page, reported, tell_loss
from tests.portal.test_losses import _accept, taken_in


def address(desk: Desk, number: int = 1) -> str:
    return reverse("portal_loss_found", args=[desk.access(1).pk, number])


def due(desk: Desk) -> list[str]:
    """What the home page of staff asks about finds."""
    return [one.words for one in tasks_for(desk.counter.plan.maker) if "is found" in one.words]


@pytest.mark.row("R-6b-5")
def test_the_holder_says_that_it_is_found_and_the_stop_stays(desk: Desk) -> None:
    client, item = desk.claimed(1), reported(desk, 1)
    assert "Tell the Rights Agent that you found it" in page(desk, "portal_loss_draft", item.cover_code)
    asked = spaced(client.get(address(desk)))
    assert "Stop 1 stays when you say so." in asked
    assert due(desk) == []
    assert not StopRecord.objects.exists()
    told = client.post(address(desk), {"said": "Behind the safe"})
    assert told["Location"] == reverse("portal_account", args=[desk.access(1).pk])
    record = StopRecord.objects.get()
    assert (record.kind, record.said, record.recorded_by) == (
        "FOUND",
        "Behind the safe",
        desk.access(1).user,
    )
    assert "Stopped" in page(desk, "portal_account", desk.access(1).pk)
    assert not Approval.objects.filter(kind="RELEASE_STOP").exists()
    assert due(desk) == ["Look at stop 1: its holder says that certificate 1 is found"]
    assert client.post(address(desk), {"said": "Again"}).status_code == 302
    assert StopRecord.objects.count() == 1, "said twice, it is one word"
    assert "You said so on" in spaced(client.get(address(desk)))


@pytest.mark.refusal("FOUND_AGAIN", "CERTIFICATE_REPLACED")
def test_no_replacement_is_posted_against_the_holders_last_word(desk: Desk) -> None:
    item = tell_loss(desk, reported(desk, 1))
    assert taken_in(desk, item).status_code == 302
    client = desk.holders["alder"]
    assert "You found it again?" in page(desk, "portal_loss", desk.access(1).pk, 1)
    assert client.post(address(desk), {"said": ""}).status_code == 302
    taken = Item.objects.get(pk=item.pk)
    with pytest.raises(RefusedByGround) as refused:
        _accept(desk, taken)
    assert refused.value.code == "FOUND_AGAIN"
    plan, stop = desk.counter.plan, Stop.objects.get()
    today = StopRecord.objects.get().happened_on
    noted = StopDone(StopRecordKind.NOTED, today, said="It was another certificate, the holder says")
    record_done(stop, noted, document=None, by=plan.maker, at=plan.tick())
    assert due(desk) == []
    desk.counter.press.approve(replacements.request_replacement(taken, maker=plan.maker, at=plan.tick()))
    access = desk.access(1)
    with pytest.raises(RefusedByGround) as replaced:
        loss_reports.say_found(access, certificate=1, said="", by=access.user, at=clock.now())
    assert replaced.value.code == "CERTIFICATE_REPLACED"


@pytest.mark.refusal("LOSS_NOT_ON_RECORD")
def test_what_was_not_reported_or_is_foreign_is_not_said_to_be_found(desk: Desk) -> None:
    client, access = desk.claimed(1), desk.access(1)
    for number in (1, 2, 999):
        assert client.get(address(desk, number)).status_code == 404
        with pytest.raises(NotOnTheBooks) as refused:
            loss_reports.say_found(access, certificate=number, said="", by=access.user, at=clock.now())
        assert refused.value.code == "LOSS_NOT_ON_RECORD"
    assert not StopRecord.objects.exists()
