"""Cancelled paper: delivered by the Company, imaged, listed, delivered to it, receipted (8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from psycopg.types.json import Jsonb

from agreement.cancellation import BroughtAs, Keeper
from agreement.errors import Conflict, InvalidRequest, NotOnTheBooks, RefusedByGround, RightsError
from agreement.replacement import LossCause
from agreement.stops import StopKind
from registry.models import (
    BookEntry,
    CancelledImage,
    CertificateEvent,
    CompanyDelivery,
    Document,
    Lot,
    Transmittal,
    TransmittalLine,
)
from registry.selectors import transmittals as reads
from registry.selectors.cancelled import (
    cancelled_counts,
    cancelled_numbered,
    cancelled_page,
)
from registry.selectors.register import certificate_detail, control_total
from registry.services import books, item_work, transmittals
from registry.verifier import verify
from tests.books.test_second_line import refused
from tests.registry.cancelled import (
    PNG,
    SEPTEMBER,
    ask_delivery,
    ask_receipt,
    deliver,
    image,
    make,
    receive,
    send,
    vault_of,
)
from tests.registry.company_desk import codes
from tests.registry.presented import Counter
from tests.registry.test_items_transfer import second_paper
from tests.registry.test_replaced_certificates import BOTH_ACCEPT, claim, take
from tests.registry.test_replaced_certificates import post as post_replacement
from tests.registry.test_stops import place


@pytest.fixture
def counter(db: None) -> Counter:
    return vault_of()


def status(counter: Counter, number: int) -> str:
    return certificate_detail(counter.plan.agreement, number=number, at=counter.plan.at).status


def written() -> tuple[int, ...]:
    """What a refused act must leave as it was."""
    kinds: tuple[Any, ...] = (
        BookEntry, CertificateEvent, Lot, Document, Transmittal, TransmittalLine, CancelledImage,
        CompanyDelivery,
    )  # fmt: skip
    return tuple(kind.objects.count() for kind in kinds)


@pytest.mark.row("R-8-1")
def test_a_surrendered_certificate_is_cancelled_with_its_item_day_and_people(
    counter: Counter,
) -> None:
    counter.post(counter.receive(1, rights=40))
    detail = certificate_detail(counter.plan.agreement, number=1, at=counter.plan.at)
    last = detail.history[-1]
    assert last.event is not None
    assert (detail.status, last.event.kind, last.event.reason) == ("CANCELLED", "CANCELLED", "item 1")
    assert last.event.happened_on == date(2003, 6, 22)
    assert (last.entry.item_number, str(last.entry.maker), str(last.entry.approver)) == (
        1,
        "maker",
        "approver",
    )
    paper = cancelled_numbered(counter.plan.agreement, 1)
    assert (paper.item, paper.entry, paper.rights) == (1, last.entry.number, 100)


@pytest.mark.refusal("NO_GROUND_FOR_REISSUE")
@pytest.mark.row("R-8-1")
@pytest.mark.parametrize("kind", ["CANCEL", "REDEEM", "EXPIRE"])
def test_nothing_is_issued_for_a_cancelled_certificate_without_a_ground(counter: Counter, kind: str) -> None:
    plan, before = counter.plan, written()
    holder = counter.certificate(1).holder
    request = plan.entry(kind, "8", certificates=[plan.certificate(holder, 100)])
    with pytest.raises(RefusedByGround) as asked:
        books.request_entry(plan.agreement, entry=request, summary="x", maker=plan.maker, at=plan.tick())
    assert codes(asked) == ["NO_GROUND_FOR_REISSUE"]
    approval = plan.approved(request)
    with connection.cursor() as cursor:
        statement = cursor.mogrify("SELECT post_entry(%s, %s, %s)", [approval, Jsonb(request), plan.tick()])
        assert refused(cursor, statement).startswith("RA001 NO_GROUND_FOR_REISSUE")
    assert written() == before


@pytest.mark.refusal("PURCHASE_RESTRICTED")
@pytest.mark.row("R-8-3", "R-23b-5")
def test_what_the_company_acquired_is_cancelled_and_retired_with_the_warning(counter: Counter) -> None:
    before = control_total(counter.plan.agreement)
    approval = ask_delivery(counter, 2, 3)
    assert approval.request["warnings"] == ["PURCHASE_RESTRICTED"]
    made = counter.press.approve(approval)
    after = control_total(counter.plan.agreement)
    assert (made.number, made.certificate_count, made.rights_retired) == (1, 2, 203)
    assert made.warning.startswith("The Company may acquire Rights only by redemption")
    assert (after.live, after.record_difference) == (before.live - 203, 0)
    assert dict(after.retired_by_kind)["CANCELLED"] == dict(before.retired_by_kind).get("CANCELLED", 0) + 203
    assert (made.entry.kind, made.entry.section) == ("CANCEL", "8")
    assert "23(b)" in made.entry.memorandum
    event = CertificateEvent.objects.filter(entry=made.entry, kind="CANCELLED").get()
    assert (event.first_number, event.last_number) == (2, 3)
    assert "COMPANY_ACQUIRED" in event.reason
    assert status(counter, 2) == "CANCELLED"
    assert verify().findings == []


@pytest.mark.row("R-8-2")
def test_what_the_company_passes_on_is_cancelled_once_its_rights_have_gone(counter: Counter) -> None:
    item = claim(counter, 1, LossCause.LOST)
    take(counter, item, *BOTH_ACCEPT)
    post_replacement(counter, item)
    assert status(counter, 1) == "REPLACED"
    made = deliver(counter, 1, brought_as=BroughtAs.FORWARDED)
    assert (made.rights_retired, made.warning, made.entry.kind) == (0, "", "PAPER")
    assert status(counter, 1) == "CANCELLED"
    assert verify().findings == []


@pytest.mark.refusal("ALREADY_CANCELLED")
@pytest.mark.row("R-8-2")
def test_a_certificate_is_cancelled_once_and_its_day_is_told(counter: Counter) -> None:
    deliver(counter, 2)
    before = written()
    with pytest.raises(RefusedByGround) as again:
        ask_delivery(counter, 2, brought_as=BroughtAs.FORWARDED, document=None)
    assert codes(again) == ["ALREADY_CANCELLED"]
    assert "Certificate 2 was cancelled on 2003-06-22" in str(again.value)
    assert written() == before


@pytest.mark.row("R-8-2", "R-8-3")
def test_a_delivery_is_refused_with_everything_that_stands_against_it(counter: Counter) -> None:
    counter.receive(4)
    place(counter, StopKind.HOUSE, certificate=5)
    before = written()
    with pytest.raises(RefusedByGround) as passed_on:
        ask_delivery(counter, 3, 4, brought_as=BroughtAs.FORWARDED, document=None)
    assert codes(passed_on) == [
        "RIGHTS_STAND_ON_CERTIFICATE", "CERTIFICATE_WITH_ANOTHER_ITEM", "RIGHTS_STAND_ON_CERTIFICATE",
    ]  # fmt: skip
    with pytest.raises(RefusedByGround) as acquired:
        ask_delivery(counter, 5, sender=" ", document=None)
    assert codes(acquired) == ["CANCELLATION_PART_MISSING", "STOPPED_BY_AGENT", "PURCHASE_RESTRICTED"]
    with pytest.raises(RightsError) as unknown:
        ask_delivery(counter, 999, document=None)
    assert codes(unknown) == ["CERTIFICATE_NOT_FOUND"]
    with pytest.raises(RightsError) as no_letter:
        ask_delivery(counter, 6, document=None)
    assert codes(no_letter) == ["NO_SUPPORTING_DOCUMENT"]
    assert written() == before


@pytest.mark.row("R-8-3")
def test_a_certificate_whose_refused_item_was_not_sent_back_is_not_the_companys(counter: Counter) -> None:
    item, plan = counter.receive(4), counter.plan
    paper = second_paper(counter)
    counter.press.approve(
        item_work.request_withdrawal(item, document=paper, maker=plan.maker, at=plan.tick())
    )
    before = written()
    with pytest.raises(RefusedByGround) as refusal:
        ask_delivery(counter, 4, document=None)
    assert "CERTIFICATE_WITH_ANOTHER_ITEM" in codes(refusal)
    assert written() == before


@pytest.mark.row("R-8-3")
def test_a_purchase_is_decided_again_when_the_second_person_approves(counter: Counter) -> None:
    asked = ask_delivery(counter, 2)
    counter.receive(2)
    before = written()
    with pytest.raises(RefusedByGround) as late:
        counter.press.approve(asked)
    assert codes(late) == ["CERTIFICATE_WITH_ANOTHER_ITEM", "PURCHASE_RESTRICTED"]
    assert written() == before


@pytest.mark.row("R-8-4")
def test_images_are_found_by_the_number_of_their_certificate(counter: Counter) -> None:
    deliver(counter, 2, 3)
    image(counter, "R-0000002.png", "r-2 reverse.png", "3.png")
    page = cancelled_page(counter.plan.agreement)
    assert [(one.number, one.images) for one in page.rows] == [(2, 2), (3, 1)]
    kept = CancelledImage.objects.filter(certificate__number=2).earliest("id")
    assert (kept.document.kind, kept.document.original_name) == ("CANCELLED_IMAGE", "R-0000002.png")
    assert len(kept.document.sha256) == 64


@pytest.mark.row("R-8-4")
def test_scans_that_are_none_or_of_other_paper_are_refused_all_together(counter: Counter) -> None:
    deliver(counter, 2)
    same = PNG + b"the same"
    image(counter, "2.png", content=same)
    before = written()
    wrong = {
        "IMAGE_NAMES_NO_CERTIFICATE": {"names": ("2.png", "scan.png")},
        "IMAGE_IS_NO_SCAN": {"names": ("2.txt",), "content": b"words"},
        "CERTIFICATE_NOT_CANCELLED": {"names": ("2.png", "3.png")},
        "CERTIFICATE_NOT_FOUND": {"names": ("99.png",)},
        "IMAGE_ON_FILE": {"names": ("2 again.png",), "content": same},
        "CANCELLATION_PART_MISSING": {"names": ()},
    }
    for code, told in wrong.items():
        names: Any = told.pop("names")
        with pytest.raises(RightsError) as error:
            image(counter, *names, **told)
        assert codes(error) == [code]
    assert written() == before


@pytest.mark.row("R-8-4")
def test_transmittal_3_of_148_certificates_is_receipted_on_2_september_2003(db: None) -> None:
    counter = vault_of(160)
    deliver(counter, 1)
    make(counter)
    deliver(counter, *range(2, 12))
    make(counter)
    deliver(counter, *range(13, 161))
    counter.plan.at = SEPTEMBER
    third = make(counter)
    assert (third.number, third.certificate_count) == (3, 148)
    send(counter, third)
    receipt = receive(counter, third, 148)
    assert (receipt.received_on, receipt.certificate_count) == (date(2003, 9, 2), 148)
    event = CertificateEvent.objects.get(entry=receipt.entry)
    assert (event.kind, event.first_number, event.last_number) == ("DELIVERED_TO_COMPANY", 13, 160)
    assert event.happened_on == date(2003, 9, 2)
    assert event.reason.startswith("Transmittal 3, receipt of M. K. Osgood, Secretary. The Company keeps")
    assert status(counter, 13) == status(counter, 160) == "DELIVERED_TO_COMPANY"
    assert reads.state_of(reads.transmittal_numbered(counter.plan.agreement, 3)) == reads.RECEIVED
    counts = cancelled_counts(counter.plan.agreement)
    assert (counts.total, counts.on_none, counts.listed, counts.delivered) == (159, 0, 11, 148)
    assert verify().findings == []


@pytest.mark.refusal("TRANSMITTAL_INCOMPLETE")
@pytest.mark.row("R-8-4")
def test_a_transmittal_lists_all_that_wait_or_says_why_not(counter: Counter) -> None:
    with pytest.raises(NotOnTheBooks) as none:
        make(counter)
    assert codes(none) == ["NOTHING_TO_TRANSMIT"]
    deliver(counter, 2, 3, 5)
    before = written()
    with pytest.raises(RefusedByGround) as incomplete:
        make(counter, 2)
    assert codes(incomplete) == ["TRANSMITTAL_INCOMPLETE"]
    assert "2 cancelled certificates are not on any transmittal" in str(incomplete.value)
    with pytest.raises(RefusedByGround) as live:
        make(counter, 2, 4)
    assert codes(live) == ["CERTIFICATE_NOT_CANCELLED"]
    assert written() == before
    first = make(counter, 2, why="3 and 5 lie with the auditors")
    assert (first.left_behind, first.certificate_count, first.rights_total) == (2, 1, 101)
    with pytest.raises(Conflict) as twice:
        make(counter, 2)
    assert codes(twice) == ["ON_A_TRANSMITTAL"]
    assert make(counter).certificate_count == 2


@pytest.mark.row("R-8-4")
def test_delivery_asks_who_keeps_the_paper_and_notes_a_departure_from_the_reading(counter: Counter) -> None:
    deliver(counter, 2)
    made, before = make(counter), written()
    wrong = {
        ("CANCELLATION_PART_MISSING", "IMAGE_MISSING"): {"means": "", "said": ""},
        ("KEEPER_DEPARTS_FROM_READING",): {"keeper": Keeper.AGENT, "said": ""},
        ("EVENT_NOT_YET_HAPPENED",): {"delivered_on": date(2003, 6, 30)},
        ("CANCELLATION_PART_MISSING",): {"delivered_on": date(2003, 6, 20)},
    }
    for expected, told in wrong.items():
        with pytest.raises(RightsError) as error:
            send(counter, made, **told)
        assert codes(error) == list(expected)
    with pytest.raises(Conflict) as early:
        ask_receipt(counter, made, 1)
    assert codes(early) == ["TRANSMITTAL_STATE"]
    delivery = send(counter, made, keeper=Keeper.AGENT, means="")
    assert (delivery.reading, delivery.keeper) == ("TO_COMPANY", "AGENT")
    assert delivery.keep_until == date(2009, 6, 22)
    assert "240.17Ad-7(d)" in delivery.keep_under
    assert written()[:3] == before[:3]
    with pytest.raises(Conflict) as again:
        send(counter, made)
    assert codes(again) == ["TRANSMITTAL_STATE"]
    assert reads.shown_state(reads.transmittal_numbered(counter.plan.agreement, 1)) == reads.KEPT_UNSIGNED
    asked = ask_receipt(counter, made, 1)
    assert asked.summary.endswith("that the Rights Agent keeps 1 cancelled certificates of transmittal 1")
    receipt = counter.press.approve(asked)
    event = CertificateEvent.objects.get(entry=receipt.entry)
    assert event.kind == "KEPT_FOR_COMPANY"
    assert "The Rights Agent keeps the paper for the Company" in event.reason
    assert status(counter, 2) == "KEPT_FOR_COMPANY"
    assert reads.shown_state(reads.transmittal_numbered(counter.plan.agreement, 1)) == reads.KEPT
    counts = cancelled_counts(counter.plan.agreement)
    assert (counts.delivered, counts.kept) == (0, 1)
    assert verify().findings == []


@pytest.mark.row("R-8-4")
def test_a_receipt_adds_up_and_what_was_not_received_waits_again(counter: Counter) -> None:
    deliver(counter, 2, 3, 4)
    made = make(counter)
    send(counter, made)
    before = written()
    for code, told in {
        "TRANSMITTAL_COUNT_DIFFERS": {"count": 2},
        "CANCELLATION_PART_MISSING": {"count": 2, "not_received": (7,)},
        "EVENT_NOT_YET_HAPPENED": {"count": 3, "received_on": date(2003, 6, 30)},
    }.items():
        with pytest.raises(RightsError) as error:
            ask_receipt(counter, made, **told, document=counter.plan.document)
        assert codes(error) == [code]
    for told in ({"received_by": " "}, {"received_on": date(2003, 6, 21)}):
        with pytest.raises(InvalidRequest):
            ask_receipt(counter, made, 3, document=counter.plan.document, **told)
    assert written() == before
    receipt = receive(counter, made, 2, not_received=(3,))
    ranges = CertificateEvent.objects.filter(entry=receipt.entry).values_list("first_number", "last_number")
    assert list(ranges) == [(2, 2), (4, 4)]
    assert reads.left_off(made) == [3]
    assert [one.number for one in reads.papers_on(made)] == [2, 4]
    assert [one.number for one in reads.papers_listed(made)] == [2, 3, 4]
    assert reads.numbers_waiting(counter.plan.agreement) == [3]
    assert status(counter, 3) == "CANCELLED"
    assert make(counter).certificate_count == 1


@pytest.mark.row("R-8-4")
def test_a_transmittal_not_delivered_is_withdrawn_and_its_certificates_wait_again(counter: Counter) -> None:
    deliver(counter, 2)
    made, plan = make(counter), counter.plan
    with pytest.raises(InvalidRequest):
        transmittals.withdraw_transmittal(made, reason=" ", by=plan.maker, at=plan.tick())
    transmittals.withdraw_transmittal(made, reason="Listed in error", by=plan.maker, at=plan.tick())
    assert reads.state_of(made) == reads.WITHDRAWN
    assert [one.number for one in reads.papers_listed(made)] == [2]
    assert make(counter).number == 2
    with pytest.raises(Conflict) as sent:
        send(counter, made)
    assert codes(sent) == ["TRANSMITTAL_STATE"]
