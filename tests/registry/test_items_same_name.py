"""Split-ups, combinations and exchanges of certificates: asked for in writing, posted by two people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.decisions import Effect
from agreement.errors import Conflict, InvalidRequest, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.workflow.items import ItemKind, ItemState, ReturnMeans, TaxStanding
from certificates.selectors.print_runs import entries_with_certificates
from registry.models import BookEntry, CertificateEvent, Item, Lot, RightsAgreement, RightsCertificate
from registry.selectors.register import certificate_detail, control_total
from registry.services import item_refusals, item_work, items, same_name
from registry.services.paper_returns import ReturnTold, record_return
from registry.services.presentations import ReverseReceived, SignatureReceived
from registry.verifier import verify
from tests.books.test_door_refusals import marked_lot
from tests.certificates.runs import SIGNED_ON, make_press
from tests.registry.presented import Counter, countersigned
from tests.registry.test_items_transfer import second_paper

ALL_KINDS = ["TRANSFER", "EXERCISE", "SPLIT_UP", "COMBINATION", "EXCHANGE_OF_CERTIFICATES"]


def counter_of(**terms: Any) -> Counter:
    """Three certificates of 100 to 102 Rights, countersigned; the books open."""
    press = make_press(certificates=3, **terms)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


@pytest.fixture
def counter(db: None) -> Counter:
    return counter_of()


def written(counter: Counter, number: int, signed: str | None = None) -> ReverseReceived:
    """A written request: signed by the registered holder unless told otherwise, guaranteed by nobody."""
    name = counter.certificate(number).registration if signed is None else signed
    return ReverseReceived(
        SignatureReceived(name), Answer.BLANK, Answer.BLANK, SignatureReceived(), TaxStanding.NONE_ASKED
    )


def receive(
    counter: Counter, kind: ItemKind, *numbers: int, asked: tuple[int, ...] = (), **parts: Any
) -> Item:
    """An item of a kind taken in with a written request."""
    whole = parts.pop("whole", None) or written(counter, numbers[0], parts.pop("signed", None))
    return same_name.receive(
        counter.press.agreement,
        counter.presentation(*numbers, whole=whole, **parts),
        kind=kind,
        asked=asked,
        document=counter.plan.document,
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )


def post(counter: Counter, item: Item) -> BookEntry:
    """Ask for the posting, and have the second person approve; what it issues is countersigned at once."""
    plan = counter.plan
    entry = counter.press.approve(same_name.request_posting(item, maker=plan.maker, at=plan.tick()))
    for one in entry.certificates.all():
        signed = {
            "kind": "COUNTERSIGNED", "first": one.number, "last": one.number,
            "happened_on": SIGNED_ON.isoformat(), "signatory": plan.signatory.pk,
        }  # fmt: skip
        plan.post(plan.entry("PAPER", "5(a)", events=[signed]))
    return entry


def codes(item: Item, counter: Counter) -> list[str]:
    return [found.code for found in grounds_of(items.examine(item, at=counter.plan.at))]


def faces(entry: BookEntry) -> list[tuple[int, int, date, str]]:
    """What an entry issued: number, Rights, date, class."""
    issued = RightsCertificate.objects.filter(issued_by=entry).order_by("number")
    return list(issued.values_list("number", "rights", "dated", "taint_class"))


def totals(counter: Counter) -> tuple[int, int, int]:
    """Rights authorised, live, and the record difference."""
    told = control_total(counter.press.agreement)
    return told.authorised, told.live, told.record_difference


@pytest.mark.row("R-6a-7", "R-6a-8", "R-6a-9", "R-8-1")
def test_a_certificate_is_split_up_combined_again_and_exchanged_and_the_books_prove(counter: Counter) -> None:
    before, old = totals(counter), counter.certificate(1)
    item = receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60))
    assert (item.number, item.state) == (1, ItemState.EXAMINED)
    split = post(counter, item)
    assert (split.kind, split.section, split.item_number) == ("SPLIT_UP", "6(a)", 1)
    assert faces(split) == [(4, 40, old.dated, ""), (5, 60, old.dated, "")]
    assert {one.registration for one in split.certificates.all()} == {old.registration}
    assert {one.holder for one in split.certificates.all()} == {old.holder}
    events = CertificateEvent.objects.filter(entry=split).order_by("id").values_list("kind", "first_number")
    assert list(events) == [("SURRENDERED", 1), ("CANCELLED", 1)]
    lots = Lot.objects.filter(certificate__issued_by=split)
    assert {lot.parent.certificate for lot in lots if lot.parent} == {old}

    combined = post(counter, receive(counter, ItemKind.COMBINE, 4, 5))
    assert faces(combined) == [(6, 100, old.dated, "")]
    exchanged = post(counter, receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 6))
    assert faces(exchanged) == [(7, 100, old.dated, "")]
    assert exchanged.kind == "EXCHANGE_CERTIFICATES"
    assert totals(counter) == before
    assert certificate_detail(counter.press.agreement, number=1, at=counter.plan.at).status == "CANCELLED"
    waiting = {entry.number for entry in entries_with_certificates(counter.press.agreement)}
    assert {split.number, combined.number, exchanged.number} <= waiting  # for the next print run
    assert verify().findings == []


@pytest.mark.refusal("RIGHTS_NOT_CONSERVED")
@pytest.mark.row("R-6a-5", "R-6a-7")
def test_a_split_up_that_does_not_add_up_stays_unposted_until_it_is_put_right(counter: Counter) -> None:
    entries = BookEntry.objects.count()
    item = receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 59))
    plan = counter.plan
    assert codes(item, counter) == ["RIGHTS_NOT_CONSERVED"]
    with pytest.raises(RefusedByGround, match="Surrendered 100, requested 99"):
        same_name.request_posting(item, maker=plan.maker, at=plan.tick())
    assert BookEntry.objects.count() == entries
    later = second_paper(counter)
    item = same_name.put_right(
        item, written(counter, 1), asked=(40, 60), document=later, by=plan.maker, at=plan.tick()
    )
    assert item.state == ItemState.EXAMINED
    assert [rights for _, rights, _, _ in faces(post(counter, item))] == [40, 60]


@pytest.mark.refusal("DIFFERENT_REGISTRATION")
@pytest.mark.row("R-6a-8")
def test_certificates_of_two_holders_are_not_combined_and_stay_as_they_are(counter: Counter) -> None:
    item = receive(counter, ItemKind.COMBINE, 1, 2)
    assert "DIFFERENT_REGISTRATION" in codes(item, counter)
    with pytest.raises(RefusedByGround):
        same_name.request_posting(item, maker=counter.plan.maker, at=counter.plan.tick())
    assert RightsCertificate.objects.count() == 3


@pytest.mark.refusal("COMBINATION_MIXED_STATUS")
@pytest.mark.row("R-6a-8", "R-4b-2")
def test_marked_rights_are_not_combined_with_others_and_keep_their_legend_on_a_split_up(
    counter: Counter,
) -> None:
    post(counter, receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60)))
    marked_lot(counter.plan, Lot.objects.get(certificate__number=4), void_from=None)
    mixed = receive(counter, ItemKind.COMBINE, 4, 5)
    assert codes(mixed, counter) == ["COMBINATION_MIXED_STATUS"]
    much_later = counter.plan.tick() + timedelta(days=90)
    with pytest.raises(InvalidRequest) as refused:  # a policy of the agent's own refuses nothing, ever
        item_refusals.request_refusal(mixed, reason="asks for two", maker=counter.plan.maker, at=much_later)
    assert refused.value.code == "REFUSAL_WITHOUT_GROUND"
    asked_back = {"document": counter.plan.document, "maker": counter.plan.maker, "at": counter.plan.tick()}
    counter.press.approve(item_work.request_withdrawal(mixed, **asked_back))
    given_back = ReturnTold(counter.plan.tick(), ReturnMeans.HAND, "P. Clerk")
    record_return(mixed, given_back, by=counter.plan.maker, at=counter.plan.tick())
    entry = post(counter, receive(counter, ItemKind.SPLIT_UP, 4, 5, asked=(40, 60)))
    assert [(rights, bool(taint)) for _, rights, _, taint in faces(entry)] == [(40, True), (60, False)]
    assert verify().findings == []


@pytest.mark.row("R-7e-9", "R-6a-12", "R-4b-2")
def test_a_certificate_some_of_whose_rights_are_void_is_divided_and_one_that_is_void_is_refused(
    counter: Counter,
) -> None:
    post(counter, receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60)))
    post(counter, receive(counter, ItemKind.COMBINE, 4, 5))
    some = Lot.objects.get(certificate__number=6, rights=40)
    marked_lot(counter.plan, some, void_from=counter.plan.at.isoformat())
    before = totals(counter)
    mixed = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 6)
    [warned] = grounds_of(items.examine(mixed, at=counter.plan.at))
    assert (warned.code, warned.effect) == ("MIXED_TAINT", Effect.WARN)
    assert warned.message.startswith("40 of 100 Rights are null and void")
    entry = post(counter, mixed)
    assert [(rights, taint) for _, rights, _, taint in faces(entry)] == [(40, "I"), (60, "")]
    assert totals(counter) == before
    void = entry.certificates.get(rights=40).number
    assert codes(receive(counter, ItemKind.SPLIT_UP, void, asked=(10, 30)), counter) == ["RIGHTS_VOID"]
    assert verify().findings == []


@pytest.mark.row("R-6a-2")
@pytest.mark.parametrize(
    ("signed", "code"), [("", "NOT_REGISTERED_HOLDER"), ("Somebody Else", "SIGNATURE_NAME_MISMATCH")]
)
def test_only_the_registered_holder_asks(counter: Counter, signed: str, code: str) -> None:
    assert codes(receive(counter, ItemKind.SPLIT_UP, 1, asked=(100,), signed=signed), counter) == [code]


@pytest.mark.row("R-6a-14", "R-20k-1")
def test_where_the_terms_ask_the_certification_a_blank_one_holds_a_split_up(db: None) -> None:
    counter = counter_of(certification_required_for=ALL_KINDS)
    item = receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60))
    assert item.state == ItemState.HELD_20K
    with pytest.raises(RightsError) as held:
        same_name.request_posting(item, maker=counter.plan.maker, at=counter.plan.tick())
    assert held.value.code == "CONSULTATION_MISSING"
    clean = receive(counter, ItemKind.SPLIT_UP, 2, asked=(41, 60), whole=counter.reverse(2))
    assert clean.state == ItemState.EXAMINED
    assert [rights for _, rights, _, _ in faces(post(counter, clean))] == [41, 60]


@pytest.mark.row("R-6a-1")
@pytest.mark.parametrize(
    ("received_at", "stands"),
    [
        (datetime(2010, 10, 26, 0, 0, 0, tzinfo=UTC), ItemState.EXAMINED),
        (datetime(2010, 10, 26, 0, 0, 0, 1, tzinfo=UTC), ItemState.DEFICIENT),
    ],
)
def test_the_last_instant_of_the_window_is_within_it(
    counter: Counter, received_at: datetime, stands: str
) -> None:
    counter.plan.at = received_at
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1, received_at=received_at)
    assert item.state == stands


def test_what_lies_with_one_item_comes_with_no_other_and_what_changed_is_not_posted(counter: Counter) -> None:
    item = receive(counter, ItemKind.SPLIT_UP, 1, asked=(40, 60))
    with pytest.raises(Conflict) as twice:
        receive(counter, ItemKind.COMBINE, 1)
    assert twice.value.code == "CERTIFICATE_WITH_ANOTHER_ITEM"
    plan = counter.plan
    asked = same_name.request_posting(item, maker=plan.maker, at=plan.tick())
    with pytest.raises(Conflict):
        same_name.request_posting(item, maker=plan.maker, at=plan.tick())
    marked_lot(plan, Lot.objects.get(certificate__number=1), void_from=plan.at.isoformat())
    with pytest.raises(RefusedByGround) as void:
        counter.press.approve(asked)
    assert void.value.code == "RIGHTS_VOID"
    assert RightsCertificate.objects.count() == 3
