"""A transmittal of which the Company received nothing: its paper waits again, or is recorded as lost (8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from agreement.cancellation import Keeper, Unreceived
from agreement.errors import Conflict, RightsError
from registry.models import AuditRecord, UnreceivedTransmittal
from registry.selectors import transmittals as reads
from registry.selectors.cancelled import cancelled_counts, cancelled_numbered
from registry.services import transmittals
from registry.services.unreceived import NotReceived, record_not_received
from registry.verifier import verify
from tests.books.test_second_line import refused
from tests.registry.cancelled import ask_receipt, deliver, make, miss, receive, send, vault_of
from tests.registry.company_desk import codes
from tests.registry.console import open_console, paper
from tests.registry.presented import Counter
from tests.registry.test_cancellations import status, written

DAY = date(2003, 6, 22)


@pytest.fixture
def counter(db: None) -> Counter:
    return vault_of()


def standing(counter: Counter, number: int) -> str:
    return reads.state_of(reads.transmittal_numbered(counter.plan.agreement, number))


@pytest.mark.row("R-8-4")
def test_what_came_back_waits_for_a_later_transmittal_which_is_receipted(counter: Counter) -> None:
    deliver(counter, 2, 3)
    made, agreement = make(counter), counter.plan.agreement
    send(counter, made)
    with pytest.raises(RightsError) as none:
        ask_receipt(counter, made, 0, not_received=(2, 3), document=counter.plan.document)
    assert codes(none) == ["TRANSMITTAL_COUNT_DIFFERS"]
    before = written()
    told = miss(counter, made, Unreceived.IN_VAULT, document=counter.plan.document)
    assert (told.certificate_count, told.document) == (2, counter.plan.document)
    assert written() == before  # no entry, no event: nothing was delivered
    assert standing(counter, 1) == reads.NOT_RECEIVED
    assert reads.left_off(made) == [2, 3] == reads.numbers_waiting(agreement)
    assert reads.keeper_of(agreement, 2) is None
    audit = AuditRecord.objects.get(act="TRANSMITTAL_NOT_RECEIVED")
    assert (audit.subject, audit.details["outcome"]) == ("Transmittal 1", "IN_VAULT")
    second = make(counter)
    send(counter, second)
    receive(counter, second, 2)
    assert status(counter, 2) == status(counter, 3) == "DELIVERED_TO_COMPANY"
    assert verify().findings == []


@pytest.mark.row("R-8-4")
def test_what_is_lost_is_shown_as_lost_and_goes_on_a_later_list_when_it_is_found(counter: Counter) -> None:
    deliver(counter, 2, 3)
    made, agreement = make(counter), counter.plan.agreement
    send(counter, made)
    miss(counter, made, Unreceived.LOST)
    assert standing(counter, 1) == reads.LOST
    assert reads.numbers_waiting(agreement) == []
    found = cancelled_numbered(agreement, 2)
    assert (found.transmittal, found.keeper, found.lost_on, found.received_on) == (1, "", DAY, None)
    counts = cancelled_counts(agreement)
    assert (counts.lost, counts.listed, counts.on_none, counts.delivered) == (2, 0, 0, 0)
    assert status(counter, 2) == "CANCELLED"  # record and books say nothing of a delivery
    assert reads.keeper_of(agreement, 2) is None
    second = make(counter, 3)
    assert [one.number for one in reads.papers_on(made)] == [2]
    send(counter, second)
    receive(counter, second, 1)
    counts = cancelled_counts(agreement)
    assert (counts.lost, counts.delivered) == (1, 1)
    assert verify().findings == []


@pytest.mark.row("R-8-4")
def test_only_what_was_delivered_and_is_not_receipted_is_recorded_as_not_received(counter: Counter) -> None:
    deliver(counter, 2)
    made, plan = make(counter), counter.plan
    with pytest.raises(Conflict) as early:
        miss(counter, made, Unreceived.LOST)
    assert codes(early) == ["TRANSMITTAL_STATE"]
    send(counter, made)
    before = written()
    for expected, told in {
        "CANCELLATION_PART_MISSING": {"reason": " "},
        "EVENT_NOT_YET_HAPPENED": {"found_on": date(2003, 6, 30)},
    }.items():
        with pytest.raises(RightsError) as error:
            miss(counter, made, Unreceived.LOST, document=plan.document, **told)
        assert codes(error) == [expected]
    with pytest.raises(RightsError) as before_it_left:
        miss(counter, made, Unreceived.LOST, document=plan.document, found_on=date(2003, 6, 21))
    assert codes(before_it_left) == ["CANCELLATION_PART_MISSING"]
    with pytest.raises(RightsError) as no_paper:
        record_not_received(
            made, NotReceived(Unreceived.LOST, DAY, "Gone"), document=None, by=plan.maker, at=plan.tick()
        )
    assert codes(no_paper) == ["NO_SUPPORTING_DOCUMENT"]
    assert (written(), UnreceivedTransmittal.objects.count()) == (before, 0)
    asked = ask_receipt(counter, made, 1)
    miss(counter, made, Unreceived.IN_VAULT)
    with pytest.raises(Conflict) as late:
        counter.press.approve(asked)
    assert codes(late) == ["TRANSMITTAL_STATE"]
    for act in (
        lambda: miss(counter, made, Unreceived.LOST, document=plan.document),
        lambda: transmittals.withdraw_transmittal(made, reason="x", by=plan.maker, at=plan.tick()),
    ):
        with pytest.raises(Conflict) as again:
            act()
        assert codes(again) == ["TRANSMITTAL_STATE"]


@pytest.mark.row("R-8-4")
def test_paper_kept_here_that_was_lost_on_its_way_falls_back_to_nobody(counter: Counter) -> None:
    deliver(counter, 2)
    first, agreement = make(counter), counter.plan.agreement
    send(counter, first, keeper=Keeper.AGENT, means="")
    receive(counter, first, 1)
    second = make(counter, 2)
    send(counter, second)
    miss(counter, second, Unreceived.LOST)
    assert cancelled_counts(agreement).lost == 1
    assert reads.keeper_of(agreement, 2) is None
    third = make(counter, 2)
    send(counter, third)
    miss(counter, third, Unreceived.IN_VAULT)
    kept = reads.keeper_of(agreement, 2)
    assert kept is not None
    assert kept.keeper is Keeper.AGENT  # as the Company signed for it before


def test_the_database_takes_one_word_of_the_company_about_a_transmittal(counter: Counter) -> None:
    deliver(counter, 2)
    made, plan = make(counter), counter.plan
    row = (
        "INSERT INTO registry_unreceivedtransmittal (transmittal_id, outcome, found_on, reason, document_id,"
        f" certificate_count, recorded_at, recorded_by_id) VALUES ({made.pk}, 'LOST', '2003-06-22', 'x',"
        f" {plan.document.pk}, 1, now(), {plan.maker.pk})"
    )
    with connection.cursor() as cursor:
        assert refused(cursor, row).startswith("RA001 TRANSMITTAL_STATE")
    send(counter, made)
    receive(counter, made, 1)
    with connection.cursor() as cursor:
        assert refused(cursor, row).startswith("RA001 TRANSMITTAL_STATE")


@pytest.mark.row("R-8-4")
def test_the_console_asks_for_reason_and_paper_and_shows_what_is_lost(
    counter: Counter, settings: Any
) -> None:
    settings.DEMO = True
    deliver(counter, 2, 3)
    made, plan = make(counter), counter.plan
    send(counter, made)
    settings.CLOCK_OFFSET = plan.at + timedelta(minutes=30) - datetime.now(UTC)
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())
    assert "Nothing was received" in console.see("transmittal", 1)
    console.done(
        "transmittal_not_received",
        1,
        outcome="LOST",
        found_on="2003-06-22",
        reason="The courier lost waybill 7711-0042",
        document=paper("answer.txt"),
    )
    page = console.see("transmittal", 1)
    assert "The courier lost waybill 7711-0042" in page
    assert "The paper is lost" in page
    assert "Record the receipt" not in page
    assert "R-0000002" in console.see("cancelled", standing="lost")
    assert "No such certificate in the vault" in console.see("cancelled", standing="listed")
    assert "and not received" in console.see("certificate", 2)
    assert "R-0000002" in page
    assert "Found: put it on a list" in page
