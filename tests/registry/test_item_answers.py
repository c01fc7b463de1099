"""Before a transfer is posted: inquiries about what is of value (17f-1), directions that conflict (6(a))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.delivery import DirectionSource
from agreement.errors import RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.inquiry import InquiryResult
from agreement.workflow.items import ItemState
from registry.models import (
    AuditRecord,
    CertificateInquiry,
    DeliveryDirection,
    Item,
    PaperDue,
    RightsAgreement,
    RightsCertificate,
    Stop,
)
from registry.selectors.addresses import Address
from registry.services import approvals, items, transfers
from registry.services.certificate_inquiries import InquiryAnswered, record_inquiry
from registry.services.delivery_directions import DirectionReceived, record_direction
from registry.services.stops import request_release
from tests.books.books import SEPARATION, make_notice
from tests.certificates.runs import make_press
from tests.registry.presented import CEDAR, Counter, countersigned

SALEM = Address("1 Elm Street", "Salem", "OR", "97301", "US")


@pytest.fixture
def counter(db: None, settings: Any) -> Counter:
    """Four certificates of 100 to 103 Rights, countersigned; the books open."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


@pytest.fixture
def dear(counter: Counter) -> Counter:
    """The Company certifies $100.00 for a Right: certificate 1 is worth $10,000, certificate 2 more."""
    make_notice(counter.plan, "RIGHT_PRICE", effective_at=SEPARATION, facts={"price": "100.00"})
    return counter


def codes(item: Item, counter: Counter) -> list[str]:
    return [found.code for found in grounds_of(items.examine(item, at=counter.plan.at))]


def answer(
    counter: Counter, item: Item, result: InquiryResult = InquiryResult.CLEAN, **parts: Any
) -> list[CertificateInquiry]:
    told: dict[str, Any] = {
        "inquired_by": "P. Clerk",
        "answered_at": counter.plan.at,
        "confirmation": "SIC-4711",
        **parts,
    }
    return record_inquiry(
        item,
        InquiryAnswered(result, **told),
        document=None,
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )


@pytest.mark.refusal("INQUIRY_MISSING")
def test_above_the_dated_value_nothing_is_transferred_before_the_inquiry_is_answered(dear: Counter) -> None:
    assert dear.receive(1, rights=40).state == ItemState.EXAMINED  # $10,000.00 is not above it
    item = dear.receive(2, rights=40)
    assert (item.state, codes(item, dear)) == (ItemState.HELD, ["INQUIRY_MISSING"])
    assert not PaperDue.objects.filter(item=item).exists()  # the agent asks the system, not the holder
    with pytest.raises(RefusedByGround):
        transfers.request_transfer(item, maker=dear.plan.maker, at=dear.plan.tick())

    (made,) = answer(dear, item)
    item.refresh_from_db()
    assert (made.certificate.number, made.stop, item.state) == (2, None, ItemState.EXAMINED)
    audited = AuditRecord.objects.get(act="CERTIFICATES_INQUIRED")
    assert audited.details["confirmation"] == "SIC-4711"
    dear.post(item)
    item.refresh_from_db()
    assert item.state == ItemState.POSTED


def test_without_a_certified_price_the_inquiry_is_asked_for(counter: Counter) -> None:
    item = counter.receive(1, rights=40)
    assert item.state == ItemState.EXAMINED
    make_notice(counter.plan, "RIGHT_PRICE", effective_at=SEPARATION, facts={"price": ""})
    (found,) = grounds_of(items.examine(item, at=counter.plan.at))
    assert found.code == "INQUIRY_MISSING"
    assert "No price of a Right is certified" in found.message


@pytest.mark.refusal("INQUIRY_ANSWERED_REPORTED", "STOPPED_BY_AGENT")
def test_what_is_reported_is_stopped_until_two_people_release_it_and_a_later_answer_is_clean(
    dear: Counter,
) -> None:
    plan = dear.plan
    item = dear.receive(2, rights=40)
    (made,) = answer(dear, item, InquiryResult.REPORTED, said="Reported stolen by Harbor Bank on 3 June.")
    item.refresh_from_db()
    stop = Stop.objects.get()
    assert (made.stop, stop.kind, stop.certificate) == (stop, "HOUSE", dear.certificate(2))
    assert item.state == ItemState.HELD
    assert codes(item, dear) == ["STOPPED_BY_AGENT", "INQUIRY_ANSWERED_REPORTED"]
    with pytest.raises(RefusedByGround):
        transfers.request_transfer(item, maker=plan.maker, at=plan.tick())

    dear.press.approve(
        request_release(
            stop, reason="The report was withdrawn", document=plan.document, maker=plan.maker, at=plan.tick()
        )
    )
    item.refresh_from_db()
    assert codes(item, dear) == ["INQUIRY_ANSWERED_REPORTED"]  # the answer stands as it was given
    answer(dear, item, confirmation="SIC-4712")
    item.refresh_from_db()
    assert (item.state, codes(item, dear)) == (ItemState.EXAMINED, [])


def test_the_same_certificate_reported_again_keeps_the_stop_that_stands(dear: Counter) -> None:
    item = dear.receive(2, rights=40)
    for confirmation in ("SIC-1", "SIC-2"):
        answer(dear, item, InquiryResult.REPORTED, said="Reported stolen.", confirmation=confirmation)
    assert Stop.objects.count() == 1
    assert CertificateInquiry.objects.count() == 2


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"confirmation": " "}, "ITEM_PART_MISSING"),
        ({"inquired_by": ""}, "ITEM_PART_MISSING"),
        ({"result": InquiryResult.REPORTED}, "ITEM_PART_MISSING"),  # by whom and as what, is not said
        ({"certificates": (3,)}, "ITEM_PART_MISSING"),  # it did not come with the item
        ({"before": timedelta(days=3)}, "ASKED_BEFORE_RECEIPT"),
        ({"before": timedelta(days=-3)}, "RECEIVED_AFTER_RECORDED"),
    ],
)
def test_an_answer_that_is_not_whole_is_not_taken(dear: Counter, parts: dict[str, Any], code: str) -> None:
    item = dear.receive(2, rights=40)
    if "before" in parts:
        parts = {"answered_at": dear.plan.at - parts["before"]}
    with pytest.raises(RightsError) as refused:
        answer(dear, item, **parts)
    assert refused.value.code == code
    assert not CertificateInquiry.objects.exists()


def direct(
    counter: Counter,
    item: Item,
    address: Address,
    *,
    source: DirectionSource = DirectionSource.LETTER,
    place: int = 1,
    to: str = "Cedar Fund LP",
) -> DeliveryDirection:
    return record_direction(
        item,
        DirectionReceived(place, source, to, address),
        document=counter.plan.document,
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )


@pytest.mark.row("R-6a-13")
@pytest.mark.refusal("ENTITLED_PERSON_UNCLEAR")
def test_papers_that_send_a_certificate_to_two_places_hold_it_until_a_written_direction(
    counter: Counter,
) -> None:
    item = counter.receive(1, rights=40)
    direct(counter, item, CEDAR)  # the letter says what the assignment says
    item.refresh_from_db()
    assert item.state == ItemState.EXAMINED
    direct(counter, item, SALEM)
    item.refresh_from_db()
    assert (item.state, codes(item, counter)) == (ItemState.HELD, ["ENTITLED_PERSON_UNCLEAR"])
    (letter,) = PaperDue.objects.filter(item=item)  # the holder is told which papers conflict
    assert "1 Elm Street" in letter.facts["grounds"][0]["message"]
    with pytest.raises(RefusedByGround):
        transfers.request_transfer(item, maker=counter.plan.maker, at=counter.plan.tick())

    direct(counter, item, SALEM, source=DirectionSource.SETTLING)
    item.refresh_from_db()
    assert (item.state, codes(item, counter)) == (ItemState.EXAMINED, [])
    entry = counter.post(item)
    new = RightsCertificate.objects.filter(issued_by=entry).order_by("number")[0]
    assert (new.holder.address, new.holder.city) == ("1 Elm Street", "Salem")  # it goes where it was settled
    assert AuditRecord.objects.filter(act="DELIVERY_DIRECTED").count() == 3


def test_an_account_opened_for_the_words_before_is_not_where_the_settled_one_goes(counter: Counter) -> None:
    item, plan = counter.receive(1, rights=40), counter.plan
    asked = transfers.request_transfer(item, maker=plan.maker, at=plan.tick())
    with pytest.raises(RightsError) as refused:
        direct(counter, item, SALEM, source=DirectionSource.SETTLING)
    assert refused.value.code == "ITEM_ALREADY_ASKED"
    approvals.reject(
        asked.request_hash, rejecter=plan.approver, reason="The address is not settled", at=plan.tick()
    )
    direct(counter, item, SALEM, source=DirectionSource.SETTLING)
    entry = counter.post(item)
    new = RightsCertificate.objects.filter(issued_by=entry).order_by("number")[0]
    assert (new.holder.account, new.holder.city) == ("T000001-1.2", "Salem")


@pytest.mark.parametrize(
    "parts",
    [
        {"place": 2},
        {"source": DirectionSource.ASSIGNMENT},
        {"to": " "},
        {"address": Address("", "Salem", "OR", "97301", "US")},
    ],
)
def test_a_direction_that_is_not_whole_is_not_taken(counter: Counter, parts: dict[str, Any]) -> None:
    item = counter.receive(1, rights=40)
    with pytest.raises(RightsError) as refused:
        direct(counter, item, **{"address": SALEM, **parts})
    assert refused.value.code == "ITEM_PART_MISSING"
    assert not DeliveryDirection.objects.exists()
