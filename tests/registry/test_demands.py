"""A demand not to register: both are told of a presentation, and from then its period runs (16(c))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from agreement.errors import Conflict, RightsError
from agreement.examination import grounds_of
from agreement.grounds import Basis
from agreement.stops import ReporterCapacity, StopKind, StopReach
from agreement.workflow.items import ItemKind, ItemState
from certificates.services.letter_papers import letter_of, paper_bytes
from config.home.tasks import tasks_for
from registry.models import Item, LetterKind, PaperDue, RightsAgreement, Stop, StopRecord, StopRecordKind
from registry.selectors import stops as reads
from registry.selectors.demands import demands_to_tell, waiting_after_demands
from registry.services import items, same_name
from registry.services.stop_records import StopDone, record_done
from registry.verifier import verify
from tests.registry.company_desk import codes as refused_codes
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import counter_of, receive, written
from tests.registry.test_stops import ask_release, place, release, status

PLACED = date(2003, 6, 22)  # in San Francisco


@pytest.fixture
def counter(db: None) -> Counter:
    return counter_of()


def demand(counter: Counter, **parts: Any) -> Stop:
    """A demand of the registered holder on certificate 1."""
    return place(counter, StopKind.DEMAND_NOT_TO_REGISTER, reporter_address="1 Market Street", **parts)


def told(counter: Counter, stop: Stop, *, on: date | None = None) -> StopRecord:
    """The record that both letters went out, today unless told otherwise."""
    plan = counter.plan
    day = on or plan.at.date() - timedelta(days=1)  # an hour past midnight in UTC is the day before there
    done = StopDone(StopRecordKind.COMMUNICATED, day)
    return record_done(stop, done, document=None, by=plan.maker, at=plan.tick())


def letters(item: Item | None = None) -> list[PaperDue]:
    found = PaperDue.objects.filter(paper_kind=LetterKind.DEMAND_PRESENTED.value).order_by("pk")
    return list(found.filter(item=item) if item else found)


@pytest.mark.row("R-16c-1")
def test_a_demand_withholds_registration_without_a_day_until_something_is_presented(counter: Counter) -> None:
    stop = demand(counter)
    assert (stop.reach, stop.expires_on, stop.expires_under) == ("REGISTRATION", None, "UCC 8-403(c)")
    assert status(counter, 1, days=400) == "STOPPED"
    one, held = counter.certificate(1), []
    for kind in (ItemKind.TRANSFER, ItemKind.EXERCISE):
        met = reads.stops_met(
            counter.press.agreement, certificates=[one], lots=[], kind=kind, at=counter.plan.at
        )
        held.append(len(met.on_certificates[one.pk]))
    assert held == [1, 0]
    assert letters() == []
    [acknowledged] = PaperDue.objects.filter(paper_kind=LetterKind.STOP_ACKNOWLEDGEMENT.value)
    assert (acknowledged.section, acknowledged.facts["reach"]) == ("UCC 8-403", "REGISTRATION")
    assert verify().findings == []


@pytest.mark.row("R-16c-1")
def test_who_demanded_and_who_presented_are_told_once(counter: Counter) -> None:
    stop = demand(counter, reported_by="The heir of Alder", capacity=ReporterCapacity.REPRESENTATIVE)
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    assert item.state == ItemState.HELD
    [found] = grounds_of(items.examine(item, at=counter.plan.at))
    assert (found.code, found.basis, found.clause) == ("DEMAND_NOT_TO_REGISTER", Basis.LAW, "UCC 8-403")
    assert "until the end of the period that its maker and the presenter are told" in found.message
    sent = letters(item)
    assert [one.facts["to"]["name"] for one in sent] == ["The heir of Alder", item.presenter]
    assert sent[0].facts["to"]["address"][0] == "1 Market Street"
    assert {(one.section, one.facts["reference"], one.facts["days"]) for one in sent} == {
        ("UCC 8-403", str(stop), 30)
    }
    for one in sent:
        assert letter_of(one).values["period"] == "for 30 calendar days after the date of this letter"
    assert paper_bytes(sent).startswith(b"%PDF")
    plan = counter.plan
    item = items.examine_again(item, by=plan.maker, at=plan.tick())
    assert letters(item) == sent


@pytest.mark.row("R-16c-1")
def test_the_letter_to_the_presenter_goes_to_the_address_told_at_intake(counter: Counter) -> None:
    demand(counter)
    told = replace(
        counter.presentation(1, whole=written(counter, 1)),
        presenter="R. Alder, messenger",
        presenter_address="9 Pier Street\nSan Francisco, CA 94107",
    )
    plan = counter.plan
    item = same_name.receive(
        plan.agreement,
        told,
        kind=ItemKind.EXCHANGE_CERTIFICATES,
        asked=(),
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    _, presenter = letters(item)
    assert presenter.facts["to"]["name"] == "R. Alder, messenger"
    assert presenter.facts["to"]["address"][0] == "9 Pier Street\nSan Francisco, CA 94107"
    assert paper_bytes([presenter]).startswith(b"%PDF")


@pytest.mark.row("R-16c-1")
def test_the_home_page_asks_that_both_be_told_until_it_is_recorded(counter: Counter) -> None:
    stop, plan = demand(counter), counter.plan
    agreements = RightsAgreement.objects.all()
    assert demands_to_tell(agreements) == []
    receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    assert demands_to_tell(agreements) == [stop]
    [task] = [one for one in tasks_for(plan.maker) if one.section == "UCC 8-403"]
    assert task.words == f"Tell both, and record it: stop {stop.number} on certificate 1"
    assert task.address.endswith(f"/stops/{stop.number}/")
    told(counter, stop)
    assert demands_to_tell(agreements) == []
    [task] = [one for one in tasks_for(plan.maker) if one.section == "UCC 8-403"]  # years later
    assert task.words == "The demand ended on 22 July 2003: examine item 1"


@pytest.mark.row("R-16c-1")
def test_what_waits_when_the_demand_comes_is_told_of_it_too(counter: Counter) -> None:
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    assert letters() == []
    demand(counter)
    item.refresh_from_db()
    assert item.state == ItemState.HELD
    assert len(letters(item)) == 2


@pytest.mark.row("R-16c-1")
def test_thirty_days_after_both_were_told_the_demand_ends_and_the_transfer_goes_on(counter: Counter) -> None:
    stop = demand(counter)
    counter.plan.at += timedelta(days=40)  # nothing runs before a certificate is presented
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    assert item.state == ItemState.HELD
    record = told(counter, stop)
    stop.refresh_from_db()
    assert stop.expires_on == record.happened_on + timedelta(days=30)
    [found] = grounds_of(items.examine(item, at=counter.plan.at))
    assert stop.expires_on.isoformat() in found.message
    assert (status(counter, 1, days=29), status(counter, 1, days=32)) == ("STOPPED", "OUTSTANDING")
    counter.plan.at += timedelta(days=32)
    plan = counter.plan
    item = items.examine_again(item, by=plan.maker, at=plan.tick())
    counter.press.approve(same_name.request_posting(item, maker=plan.maker, at=plan.tick()))
    with pytest.raises(Conflict) as ended:
        ask_release(counter, stop)
    assert ended.value.code == "STOP_HAS_ENDED"
    assert verify().findings == []


@pytest.mark.refusal("DEMAND_NOT_PRESENTED", "DEMAND_TOLD_ALREADY")
def test_the_period_begins_once_and_not_before_the_letters_were_written(counter: Counter) -> None:
    stop = demand(counter)
    with pytest.raises(RightsError) as early:
        told(counter, stop)
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    with pytest.raises(RightsError) as before:
        told(counter, stop, on=PLACED - timedelta(days=1))
    told(counter, stop)
    with pytest.raises(RightsError) as twice:
        told(counter, stop)
    codes = [error.value.code for error in (early, before, twice)]
    assert codes == ["DEMAND_NOT_PRESENTED", "DEMAND_NOT_PRESENTED", "DEMAND_TOLD_ALREADY"]
    assert StopRecord.objects.filter(kind=StopRecordKind.COMMUNICATED).count() == 1
    assert Item.objects.get(pk=item.pk).state == ItemState.HELD
    house = place(counter, StopKind.HOUSE, certificate=2)
    with pytest.raises(RightsError) as other:
        told(counter, house)
    assert other.value.code == "STOP_PART_MISSING"


def test_a_demand_that_was_withdrawn_gets_no_last_day(counter: Counter) -> None:
    stop = demand(counter)
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    release(counter, stop)
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    with pytest.raises(RightsError) as ended:
        told(counter, stop)
    assert ended.value.code == "STOP_HAS_ENDED"
    assert not StopRecord.objects.exists()


def test_a_demand_that_asks_to_hold_exercises_is_refused(counter: Counter) -> None:
    with pytest.raises(RightsError) as refused:
        demand(counter, reach=StopReach.EXERCISE)
    assert refused_codes(refused) == ["STOP_REACH_OF_AN_ORDER"]
    assert not Stop.objects.exists()


@pytest.mark.row("R-16c-1")
def test_when_the_period_has_run_out_the_home_page_asks_for_the_examination(counter: Counter) -> None:
    stop, plan = demand(counter), counter.plan
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    told(counter, stop)
    stop.refresh_from_db()
    assert stop.expires_on is not None
    agreements = RightsAgreement.objects.all()
    plan.at += timedelta(days=29)
    assert waiting_after_demands(agreements, at=plan.at) == []
    plan.at += timedelta(days=2)
    assert waiting_after_demands(agreements, at=plan.at) == [(stop, item)]
    item.refresh_from_db()
    assert item.state == ItemState.HELD  # no clock moves it
    items.examine_again(item, by=plan.maker, at=plan.tick())
    assert waiting_after_demands(agreements, at=plan.at) == []
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED


@pytest.mark.row("R-16c-1")
@pytest.mark.refusal("BOND_WITHHOLDS", "BOND_WITHOUT_DEMAND", "STOP_PAPER_MISSING")
def test_a_bond_filed_in_the_time_of_a_demand_withholds_registration_after_it(counter: Counter) -> None:
    plan, before = counter.plan, Stop.objects.count()
    bond = {
        "reporter_address": "1 Market Street",
        "reason": "Bond 7 of Pier Surety, found sufficient by Ellery",
    }
    with pytest.raises(Conflict) as early:
        place(counter, StopKind.INDEMNITY_BOND, **bond)
    assert refused_codes(early) == ["BOND_WITHOUT_DEMAND"]
    assert Stop.objects.count() == before
    stop = demand(counter)
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    told(counter, stop)
    with pytest.raises(RightsError) as bare:
        place(counter, StopKind.INDEMNITY_BOND, document=None, **bond)
    assert refused_codes(bare) == ["STOP_PAPER_MISSING"]
    filed = place(counter, StopKind.INDEMNITY_BOND, **bond)
    assert (filed.reach, filed.expires_on, filed.document) == ("REGISTRATION", None, plan.document)
    letter = PaperDue.objects.filter(paper_kind=LetterKind.STOP_ACKNOWLEDGEMENT.value).latest("pk")
    assert letter.section == "UCC 8-403(d)"
    assert paper_bytes([letter]).startswith(b"%PDF")
    plan.at += timedelta(days=31)
    items.examine_again(item, by=plan.maker, at=plan.tick())
    [found] = grounds_of(items.examine(item, at=plan.at))
    assert (found.code, found.basis, found.clause) == ("BOND_WITHHOLDS", Basis.LAW, "UCC 8-403(d)")
    met = reads.stops_met(
        plan.agreement, certificates=[counter.certificate(1)], lots=[], kind=ItemKind.EXERCISE, at=plan.at
    )
    assert not met.on_certificates.get(counter.certificate(1).pk)
    plan.at += timedelta(days=1)
    with pytest.raises(Conflict) as late:
        place(counter, StopKind.INDEMNITY_BOND, certificate=2, **bond)
    assert refused_codes(late) == ["BOND_WITHOUT_DEMAND"]
    release(counter, filed)
    assert grounds_of(items.examine(item, at=plan.at)) == ()
    assert verify().findings == []
