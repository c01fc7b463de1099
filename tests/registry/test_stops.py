"""Stops: placed by one person and in force at once, released by two, asked by every gate (6(b), 15(b))."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreement.errors import Conflict, NotOnTheBooks, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.grounds import Basis
from agreement.stops import ReporterCapacity, StopKind, StopReach
from agreement.workflow.items import ItemKind, ItemState
from registry.models import (
    Approval,
    AuditRecord,
    BookEntry,
    Item,
    Lot,
    PaperDue,
    Stop,
    StopRecordKind,
    StopRelease,
)
from registry.roles import Role
from registry.selectors import stops as reads
from registry.selectors.register import RegisterFilters, certificate_detail, register_page
from registry.services import approvals, items, same_name, stops
from registry.services.stop_records import StopDone, record_done
from registry.services.stops import StopAsked
from registry.verifier import verify
from tests.books.books import make_plan
from tests.registry.company_desk import codes as refused_codes
from tests.registry.company_desk import person
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import counter_of, post, receive


@pytest.fixture
def counter(db: None) -> Counter:
    return counter_of()


def asked(counter: Counter, kind: StopKind = StopKind.LOSS_REPORTED, **parts: Any) -> StopAsked:
    """A loss of certificate 1, reported by its holder now, unless told otherwise."""
    told: dict[str, Any] = {
        "reason": "Not found in the safe",
        "reported_by": "The registered holder, by telephone",
        "reported_at": counter.plan.at,
        "capacity": ReporterCapacity.REGISTERED_HOLDER,
        **parts,
    }
    if not {"certificate", "account", "lot"} & parts.keys():
        told["certificate"] = 1
    return StopAsked(kind, **told)


def place(counter: Counter, kind: StopKind = StopKind.LOSS_REPORTED, **parts: Any) -> Stop:
    """A stop placed by one person; what rests on a writing comes with one."""
    paper = parts.pop("document", counter.plan.document if kind != StopKind.LOSS_REPORTED else None)
    plan = counter.plan
    return stops.place_stop(
        counter.press.agreement, asked(counter, kind, **parts), document=paper, by=plan.maker, at=plan.tick()
    )


def ask_release(counter: Counter, stop: Stop, **parts: Any) -> Approval:
    plan = counter.plan
    told = {"reason": "Found in the safe", "document": plan.document, "maker": plan.maker} | parts
    return stops.request_release(stop, at=plan.tick(), **told)


def release(counter: Counter, stop: Stop) -> StopRelease:
    found = counter.press.approve(ask_release(counter, stop))
    assert isinstance(found, StopRelease)
    return found


def codes(item: Item, counter: Counter) -> list[str]:
    return [found.code for found in grounds_of(items.examine(item, at=counter.plan.at))]


def status(counter: Counter, number: int, **later: float) -> str:
    at = counter.plan.at + timedelta(**later)
    return certificate_detail(counter.press.agreement, number=number, at=at).status


@pytest.mark.row("R-6b-1")
def test_a_loss_told_by_telephone_stops_the_certificate_at_once_by_one_person(counter: Counter) -> None:
    item = receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60))
    assert item.state == ItemState.EXAMINED
    stop = place(counter)
    assert (stop.number, stop.placed_by, stop.document) == (1, counter.plan.maker, None)
    assert status(counter, 1) == "STOPPED"
    item.refresh_from_db()
    assert item.state == ItemState.HELD  # what waits with it is examined again
    [found] = grounds_of(items.examine(item, at=counter.plan.at))
    assert (found.code, found.basis, found.clause) == ("CERTIFICATE_STOPPED", Basis.AGREEMENT, "6(b)")
    assert "Not found in the safe" in found.message
    assert PaperDue.objects.filter(paper_kind="STOP_ACKNOWLEDGEMENT").count() == 1
    assert AuditRecord.objects.filter(act="STOP_PLACED").count() == 1
    assert verify().findings == []


@pytest.mark.row("R-6b-1", "R-6b-5")
def test_a_stop_is_released_by_two_people_on_a_paper_and_the_item_goes_on(counter: Counter) -> None:
    item = receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60))
    stop = place(counter)
    approval = ask_release(counter, stop)
    with pytest.raises(Conflict) as alone:
        approvals.approve(approval.request_hash, approver=counter.plan.maker, at=counter.plan.tick())
    assert alone.value.code == "APPROVAL_NEEDS_ANOTHER_PERSON"
    assert status(counter, 1) == "STOPPED"
    done = counter.press.approve(approval)
    assert (done.stop, done.document, done.reason) == (stop, counter.plan.document, "Found in the safe")
    assert status(counter, 1) == "OUTSTANDING"
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    assert post(counter, item).kind == "SPLIT_UP"
    assert verify().findings == []


def test_items_that_wait_are_examined_again_in_the_order_of_their_receipt(counter: Counter) -> None:
    plan = counter.plan
    order = place(counter, StopKind.COURT_ORDER, certificate=None, dated_on=date(2003, 6, 20))
    waiting = [receive(counter, ItemKind.EXCHANGE_CERTIFICATES, number) for number in (1, 2, 3)]
    assert {item.state for item in waiting} == {ItemState.HELD}
    release(counter, order)
    examined = AuditRecord.objects.filter(act="ITEM_EXAMINED").order_by("-id")[:3]
    assert [one.subject for one in reversed(examined)] == ["item 1", "item 2", "item 3"]
    assert set(Item.objects.values_list("state", flat=True)) == {"EXAMINED"}
    assert plan.at


@pytest.mark.row("R-15b-1")
def test_an_order_on_all_exercises_holds_exercises_and_lets_transfers_go(counter: Counter) -> None:
    place(
        counter,
        StopKind.COURT_ORDER,
        certificate=None,
        reason="Superior Court, order 03-117",
        dated_on=date(2003, 6, 20),
        reach=StopReach.EXERCISE,
    )
    kept = {kind: reads.stops_met(
        counter.press.agreement, certificates=[counter.certificate(1)], lots=[], kind=kind, at=counter.plan.at
    ).orders for kind in (ItemKind.TRANSFER, ItemKind.EXERCISE)}  # fmt: skip
    assert [len(kept[ItemKind.TRANSFER]), len(kept[ItemKind.EXERCISE])] == [0, 1]
    assert post(counter, receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)).kind == "EXCHANGE_CERTIFICATES"
    assert verify().findings == []


@pytest.mark.refusal("RESTRAINED_BY_ORDER")
@pytest.mark.row("R-15b-1")
def test_an_order_holds_what_it_names_until_its_release_is_recorded(counter: Counter) -> None:
    order = place(
        counter,
        StopKind.COURT_ORDER,
        reason="Superior Court, order 03-117",
        dated_on=date(2003, 6, 20),
        capacity=ReporterCapacity.COURT_OR_AUTHORITY,
    )
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    [found] = grounds_of(items.examine(item, at=counter.plan.at))
    assert (found.code, found.citation) == ("RESTRAINED_BY_ORDER", "AGREEMENT §15(b)")
    assert found.message == "Processing is restrained by Superior Court, order 03-117 of 2003-06-20"
    release(counter, order)
    assert codes(item, counter) == []


@pytest.mark.refusal("ADVERSE_CLAIM_NOTED")
@pytest.mark.row("R-16c-1")
def test_a_claim_of_somebody_else_is_noted_and_the_holders_transfer_proceeds(counter: Counter) -> None:
    claim = place(counter, StopKind.ADVERSE_CLAIM, reported_by="A broker", capacity=ReporterCapacity.OTHER)
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    assert item.state == ItemState.EXAMINED
    [noted] = grounds_of(items.examine(item, at=counter.plan.at))
    assert noted.code == "ADVERSE_CLAIM_NOTED"
    finding = item.routine_findings.get()
    assert (finding.exclusion, finding.codes) == ("STOP_OR_CLAIM", ["ADVERSE_CLAIM_NOTED"])
    assert not item.pauses.exists(), "it stops nothing, and rests no clock"
    assert status(counter, 1) == "OUTSTANDING"
    assert post(counter, item).kind == "EXCHANGE_CERTIFICATES"
    assert not reads.is_in_force(claim, day=counter.plan.at.date())
    assert verify().findings == []


def test_a_stop_on_an_account_holds_every_certificate_of_it(counter: Counter) -> None:
    account = counter.certificate(2).holder.account
    place(counter, StopKind.COMPANY_INSTRUCTION, account=account)
    assert [status(counter, number) for number in (1, 2)] == ["OUTSTANDING", "STOPPED"]
    assert codes(receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 2), counter) == ["STOPPED_BY_COMPANY"]


def test_a_stop_on_a_lot_holds_the_certificate_it_is_on(counter: Counter) -> None:
    place(counter, StopKind.HOUSE, lot=Lot.objects.get(certificate__number=3).pk)
    assert status(counter, 3) == "STOPPED"
    [found] = grounds_of(
        items.examine(receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 3), at=counter.plan.at)
    )
    assert (found.code, found.basis) == ("STOPPED_BY_AGENT", Basis.HOUSE)


def test_a_nullity_stop_cites_the_legend(counter: Counter) -> None:
    place(counter, StopKind.NULLITY)
    [found] = grounds_of(
        items.examine(receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1), at=counter.plan.at)
    )
    assert (found.code, found.clause) == ("CERTIFICATE_STOPPED", "4(b);7(e)")


def test_the_register_finds_what_is_stopped(counter: Counter) -> None:
    place(counter)
    place(counter, StopKind.HOUSE, account=counter.certificate(3).holder.account)
    page = register_page(
        counter.press.agreement, at=counter.plan.at, filters=RegisterFilters(status="STOPPED")
    )
    assert [row.number for row in page.rows] == [1, 3]


REFUSED: dict[str, tuple[StopKind, dict[str, Any]]] = {
    "STOP_PART_MISSING": (StopKind.LOSS_REPORTED, {"reason": "  "}),
    "STOP_PAPER_MISSING": (StopKind.COMPANY_INSTRUCTION, {"document": None}),
    "STOP_REACH_OF_AN_ORDER": (StopKind.HOUSE, {"reach": StopReach.EXERCISE}),
    "STOP_TARGET_UNCLEAR": (StopKind.LOSS_REPORTED, {"account": "A00001"}),
    "STOP_TARGET_UNKNOWN": (StopKind.LOSS_REPORTED, {"certificate": 999}),
    "DEMAND_NOT_BY_PROPER_PERSON": (
        StopKind.DEMAND_NOT_TO_REGISTER,
        {"capacity": ReporterCapacity.OTHER, "reporter_address": "1 Market Street"},
    ),
    "DEMAND_PART_MISSING": (StopKind.DEMAND_NOT_TO_REGISTER, {}),
    "RECEIVED_AFTER_RECORDED": (StopKind.LOSS_REPORTED, {"reported_at": None}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_stop_that_is_not_whole_is_refused_and_leaves_nothing(counter: Counter, code: str) -> None:
    kind, parts = REFUSED[code]
    if code == "RECEIVED_AFTER_RECORDED":
        parts = {"reported_at": counter.plan.at + timedelta(hours=1)}
    with pytest.raises(RightsError) as refusal:
        place(counter, kind, **parts)
    assert refused_codes(refusal) == [code]
    assert not Stop.objects.exists()
    assert status(counter, 1) == "OUTSTANDING"


def test_nobody_but_staff_places_a_stop(counter: Counter) -> None:
    auditor = person("ines", Role.AUDITOR)
    with pytest.raises(RightsError) as refusal:
        stops.place_stop(
            counter.press.agreement, asked(counter), document=None, by=auditor, at=counter.plan.tick()
        )
    assert refusal.value.code == "MAKER_NOT_PERMITTED"


def test_the_same_loss_is_stopped_once_and_a_theft_beside_it(counter: Counter) -> None:
    place(counter)
    with pytest.raises(Conflict) as twice:
        place(counter)
    assert twice.value.code == "STOP_ALREADY_STANDS"
    assert place(counter, StopKind.THEFT_REPORTED).number == 2


def test_a_release_is_asked_once_and_a_stop_ends_once(counter: Counter) -> None:
    stop = place(counter)
    with pytest.raises(RightsError) as unexplained:
        ask_release(counter, stop, reason=" ")
    with pytest.raises(RightsError) as unproven:
        ask_release(counter, stop, document=None)
    approval = ask_release(counter, stop)
    with pytest.raises(Conflict) as waiting:
        ask_release(counter, stop, reason="Again")
    counter.press.approve(approval)
    with pytest.raises(Conflict) as ended:
        ask_release(counter, stop)
    told = [error.value.code for error in (unexplained, unproven, waiting, ended)]
    assert told == ["STOP_PART_MISSING", "NO_SUPPORTING_DOCUMENT", "STOP_RELEASE_ASKED", "STOP_HAS_ENDED"]
    assert StopRelease.objects.count() == 1


def test_a_stop_of_another_agreement_is_not_found(counter: Counter) -> None:
    place(counter)
    other = make_plan("OTHER", people="2")
    with pytest.raises(NotOnTheBooks) as refusal:
        reads.stop_numbered(other.agreement, 1)
    assert refusal.value.code == "STOP_NOT_FOUND"


def test_a_posting_asked_before_the_stop_is_refused_when_it_is_approved(counter: Counter) -> None:
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    plan = counter.plan
    approval = same_name.request_posting(item, maker=plan.maker, at=plan.tick())
    place(counter)
    entries = BookEntry.objects.count()
    with pytest.raises(RefusedByGround) as refusal:
        counter.press.approve(approval)
    assert refused_codes(refusal) == ["CERTIFICATE_STOPPED"]
    assert BookEntry.objects.count() == entries


def test_theft_and_loss_are_reported_within_dated_days_and_their_steps_recorded(counter: Counter) -> None:
    plan = counter.plan
    loss, theft = place(counter), place(counter, StopKind.THEFT_REPORTED, certificate=2)
    told = [reads.loss_report(stop, at=plan.at) for stop in (loss, theft)]
    days = [(report.waits_until, report.due_on) for report in told if report]
    # Sunday 22 June: a theft by Monday; a loss has lasted by Tuesday, and is reported by Wednesday.
    assert days == [(date(2003, 6, 24), date(2003, 6, 25)), (None, date(2003, 6, 23))]
    assert [report.rule for report in told if report] == ["17 CFR 240.17f-1(c)"] * 2
    day = date(2003, 6, 22)
    for kind in (StopRecordKind.LOSS_FILED, StopRecordKind.RECOVERED):
        done = StopDone(kind, day, "SIC 4711")
        record_done(theft, done, document=None, by=plan.maker, at=plan.tick())
    report = reads.loss_report(reads.stop_numbered(counter.press.agreement, 2), at=plan.at)
    assert report is not None
    assert (report.filed_on, report.recovery_due_on) == (day, date(2003, 6, 23))
    assert report.recovery_filed_on is None
    assert status(counter, 2) == "STOPPED"  # a report moves nothing


def test_what_is_recorded_about_a_stop_has_happened_and_fits_it(counter: Counter) -> None:
    plan, stop = counter.plan, place(counter, StopKind.HOUSE)
    day = plan.at.date() - timedelta(days=1)
    for done in (
        StopDone(StopRecordKind.LOSS_FILED, day),
        StopDone(StopRecordKind.ACKNOWLEDGED, day + timedelta(days=9)),
        StopDone(StopRecordKind.NOTED, day),
    ):
        with pytest.raises(RightsError) as refusal:
            record_done(stop, done, document=None, by=plan.maker, at=plan.tick())
        assert refusal.value.code == "STOP_PART_MISSING"
    assert not stop.records.exists()


def test_stops_cost_an_examination_no_query_of_their_own(counter: Counter) -> None:
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    with CaptureQueriesContext(connection) as asked_of:
        items.examine(item, at=counter.plan.at)
    told = [one["sql"] for one in asked_of.captured_queries]
    assert sum("read_item" in one for one in told) == 1
    assert not any("registry_stop" in one for one in told)
