"""Transfers over the counter: examined, posted as one entry with a second person, certificates cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agreement.certification import Answer
from agreement.errors import Conflict, RefusedByGround, RightsError
from agreement.examination import grounds_of
from agreement.workflow.items import ItemState, ReturnMeans, TaxStanding
from certificates.selectors.print_runs import entries_with_certificates
from certificates.services import print_runs
from registry.models import (
    BookEntry,
    CertificateEvent,
    Document,
    HolderSearch,
    Item,
    Lot,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
)
from registry.selectors.register import certificate_detail
from registry.selectors.requests import words_beside
from registry.services import approvals, item_refusals, items, transfers
from registry.services.paper_returns import ReturnTold, record_return
from registry.services.presentations import Presentation
from registry.services.transfers import LineReceived
from registry.verifier import verify
from tests.certificates.runs import make_press
from tests.registry.presented import CEDAR, Counter, countersigned


@pytest.fixture
def counter(db: None, settings: Any) -> Counter:
    """Four certificates of 100 to 103 Rights, countersigned; the books open."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def codes(item: Item, counter: Counter) -> list[str]:
    """The codes of all grounds, in the order of the checks."""
    return [found.code for found in grounds_of(items.examine(item, at=counter.plan.at))]


def second_paper(counter: Counter, **parts: Any) -> Document:
    """Another paper on file."""
    paper = Document.objects.get(pk=counter.plan.document.pk)
    paper.pk = None
    for name, told in parts.items():
        setattr(paper, name, told)
    paper.save(force_insert=True)
    return paper


@pytest.mark.row("R-6a-5", "R-6a-6", "R-8-1")
def test_a_clean_transfer_of_part_is_one_entry_with_a_balance_certificate(counter: Counter) -> None:
    item = counter.receive(1, rights=40)
    assert item.number == 1
    assert item.state == ItemState.EXAMINED
    entry = counter.post(item)
    item.refresh_from_db()
    assert (item.state, item.entry) == (ItemState.POSTED, entry)
    assert (entry.kind, entry.section, entry.item_number) == ("TRANSFER", "6(a)", 1)
    new = list(RightsCertificate.objects.filter(issued_by=entry).order_by("number"))
    old = counter.certificate(1)
    assert [(one.number, one.rights) for one in new] == [(5, 40), (6, 60)]
    assert new[0].holder.account == "T000001-1"
    assert new[0].registration == "Cedar Fund LP"
    assert (new[1].holder, new[1].registration) == (old.holder, old.registration)
    assert {one.dated for one in new} == {old.dated}
    events = CertificateEvent.objects.filter(entry=entry).order_by("id").values_list("kind", "first_number")
    assert list(events) == [("SURRENDERED", 1), ("CANCELLED", 1)]
    detail = certificate_detail(counter.press.agreement, number=1, at=counter.plan.at)
    assert detail.status == "CANCELLED"
    assert Lot.objects.filter(opened_by=entry, parent__certificate=old).count() == 2
    assert HolderSearch.objects.filter(holder=new[0].holder).exists()
    assert verify().findings == []


@pytest.mark.row("R-6a-13")
def test_the_new_certificates_are_locked_into_the_next_print_run(counter: Counter) -> None:
    entry = counter.post(counter.receive(1))
    assert entries_with_certificates(counter.press.agreement).last() == entry
    plan = counter.plan
    run = print_runs.lock_run(counter.press.agreement, entries=[entry], maker=plan.maker, at=plan.tick())
    assert (run.first_number, run.last_number, run.rights_total) == (5, 6, 100)


@pytest.mark.row("R-5b-4")
def test_what_was_handed_in_at_a_branch_is_received_at_the_designated_office(counter: Counter) -> None:
    arrived = counter.plan.at
    told = {"office": "San Francisco", "branch": "Oakland", "handed_in_at": arrived - timedelta(days=1)}
    plan = counter.plan
    item = transfers.receive_transfer(
        counter.press.agreement,
        replace(counter.presentation(1), **told),
        lines=[LineReceived("Cedar Fund LP", CEDAR, 40)],
        balance=60,
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )
    assert (item.received_at, item.office) == (arrived, "San Francisco, from Oakland")
    assert {one.surrendered_at for one in item.certificates.all()} == {arrived}
    with pytest.raises(RefusedByGround) as refused:
        transfers.receive_transfer(
            counter.press.agreement,
            replace(counter.presentation(2), office="Oakland"),
            lines=[LineReceived("Cedar Fund LP", CEDAR, 40)],
            balance=60,
            document=plan.document,
            by=plan.maker,
            at=plan.tick(),
        )
    assert refused.value.code == "NOT_DESIGNATED_OFFICE"
    assert counter.receive(3).office == "San Francisco"


@pytest.mark.refusal("RIGHTS_NOT_SEVERABLE")
@pytest.mark.row("R-3a-2", "R-16a-1")
def test_rights_on_shares_kept_are_not_transferred_before_the_separation(counter: Counter) -> None:
    RightsAgreement.objects.update(distribution_known_from=None)
    counter.press.agreement.refresh_from_db()
    with pytest.raises(RefusedByGround) as refused:
        counter.receive(1)
    assert refused.value.code == "RIGHTS_NOT_SEVERABLE"
    assert not Item.objects.exists()


def test_two_certificates_to_two_persons_keep_their_lineage(counter: Counter) -> None:
    same = counter.certificate(1).holder
    entry = counter.plan.issue((same, 50))
    assert entry.kind == "ISSUE"
    countersign(counter, 5)
    lines = [LineReceived("Cedar Fund LP", CEDAR, 120), LineReceived("Dogwood Trust", CEDAR, 30)]
    posted = counter.post(counter.receive(1, 5, lines=lines))
    new = list(RightsCertificate.objects.filter(issued_by=posted).order_by("number"))
    assert [one.rights for one in new] == [120, 30]
    parts = (
        Lot.objects.filter(opened_by=posted)
        .order_by("id")
        .values_list("rights", "parent__certificate__number")
    )
    assert list(parts) == [(100, 1), (20, 5), (30, 5)]
    assert verify().findings == []


def countersign(counter: Counter, number: int) -> None:
    """One more certificate signed by hand."""
    plan = counter.plan
    signed = {"kind": "COUNTERSIGNED", "first": number, "last": number, "happened_on": "2003-06-22"}
    plan.post(plan.entry("PAPER", "5(a)", events=[{**signed, "signatory": plan.signatory.pk}]))


@pytest.mark.row("R-6a-5")
def test_more_rights_than_surrendered_are_never_posted(counter: Counter) -> None:
    item = counter.receive(1, lines=[LineReceived("Cedar Fund LP", CEDAR, 101)])
    assert item.state == ItemState.DEFICIENT
    assert codes(item, counter) == ["RIGHTS_NOT_CONSERVED"]
    before = BookEntry.objects.count()
    with pytest.raises(RefusedByGround, match="Surrendered 100, requested 101"):
        transfers.request_transfer(item, maker=counter.plan.maker, at=counter.plan.tick())
    assert BookEntry.objects.count() == before
    assert not RegisteredHolder.objects.filter(account__startswith="T").exists()


@pytest.mark.row("R-6a-1")
@pytest.mark.parametrize(
    ("received_at", "stands"),
    [
        (datetime(2010, 10, 26, 0, 0, 0, tzinfo=UTC), True),  # 17:00:00 in San Francisco, the last instant
        (datetime(2010, 10, 26, 0, 0, 1, tzinfo=UTC), False),
    ],
)
def test_the_last_instant_still_transfers(counter: Counter, received_at: datetime, stands: bool) -> None:
    counter.plan.at = received_at + timedelta(hours=1)
    item = counter.receive(1, received_at=received_at)
    assert (codes(item, counter) == []) is stands
    assert stands or codes(item, counter) == ["OUTSIDE_TRANSFER_WINDOW"]


@pytest.mark.refusal(
    "GUARANTEE_MISSING",
    "GUARANTOR_NOT_ELIGIBLE",
    "SIGNATURE_NAME_MISMATCH",
    "TAX_NOT_SATISFIED",
    "TRANSFEREE_INCOMPLETE",
)
@pytest.mark.row("R-XB-13", "R-XB-14", "R-XB-10", "R-6a-11", "R-6a-2")
def test_everything_wrong_with_a_paper_is_told_at_once_in_the_order_of_the_checks(counter: Counter) -> None:
    item = counter.receive(
        1,
        form={"signed_name": "Alder Fund", "guarantor_kind": "", "guarantor_name": ""},
        certification={"guarantor_kind": "OTHER"},
        tax=TaxStanding.ASKED,
        lines=[LineReceived("", CEDAR, 40)],
    )
    assert codes(item, counter) == [
        "SIGNATURE_NAME_MISMATCH",
        "GUARANTEE_MISSING",
        "GUARANTOR_NOT_ELIGIBLE",
        "TAX_NOT_SATISFIED",
        "TRANSFEREE_INCOMPLETE",
    ]
    assert item.state == ItemState.DEFICIENT
    right = counter.reverse(1, tax=TaxStanding.PAID)
    lines = [LineReceived("Cedar Fund LP", CEDAR, 40)]
    cured = transfers.put_right(
        item,
        right,
        lines=lines,
        balance=60,
        document=second_paper(counter),
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )
    assert cured.state == ItemState.EXAMINED
    assert cured.received_at == item.received_at
    assert cured.papers.count() == 2


@pytest.mark.refusal("CERTIFICATE_STOPPED", "NOT_COUNTERSIGNED")
def test_a_certificate_not_countersigned_or_stopped_is_not_transferred(counter: Counter) -> None:
    counter.plan.issue((counter.certificate(2).holder, 5))
    unsigned = counter.receive(5, rights=5)
    assert codes(unsigned, counter) == ["NOT_COUNTERSIGNED"]
    plan = counter.plan
    stop = {"kind": "STOPPED", "first": 1, "last": 1, "happened_on": "2003-06-22", "reason": "reported lost"}
    plan.post(plan.entry("PAPER", "6(b)", events=[stop]))
    stopped = counter.receive(1)
    assert codes(stopped, counter) == ["CERTIFICATE_STOPPED"]
    assert stopped.state == ItemState.HELD


def test_one_paper_lies_with_one_item_only(counter: Counter) -> None:
    counter.receive(1)
    with pytest.raises(Conflict, match="was surrendered with item 1") as refused:
        counter.receive(1)
    assert refused.value.code == "CERTIFICATE_WITH_ANOTHER_ITEM"
    assert list(Item.objects.values_list("number", flat=True)) == [1]


def test_a_certificate_that_was_transferred_cannot_be_presented_again(counter: Counter) -> None:
    counter.post(counter.receive(1))
    with pytest.raises(Conflict):
        counter.receive(1)


def test_the_maker_does_not_approve_and_the_request_holds_no_words_about_people(counter: Counter) -> None:
    plan = counter.plan
    approval = transfers.request_transfer(counter.receive(1), maker=plan.maker, at=plan.tick())
    assert "Cedar" not in str(approval.request) + approval.summary
    assert "Alder" not in str(approval.request) + approval.summary
    line = words_beside(approval)["line 1"]
    assert isinstance(line, dict)
    assert line["registration"] == "Cedar Fund LP"
    with pytest.raises(RightsError, match="maker"):
        approvals.approve(approval.request_hash, approver=plan.maker, at=plan.tick())


def test_words_changed_after_they_were_asked_do_not_post(counter: Counter) -> None:
    plan = counter.plan
    item = counter.receive(1)
    approval = transfers.request_transfer(item, maker=plan.maker, at=plan.tick())
    item.lines.update(city="Elsewhere")
    with pytest.raises(Conflict) as refused:
        counter.press.approve(approval)
    assert refused.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"
    assert Item.objects.get(pk=item.pk).state == ItemState.EXAMINED


def test_a_stop_that_comes_after_the_request_keeps_it_from_posting(counter: Counter) -> None:
    plan = counter.plan
    approval = transfers.request_transfer(counter.receive(1), maker=plan.maker, at=plan.tick())
    stop = {"kind": "STOPPED", "first": 1, "last": 1, "happened_on": "2003-06-22", "reason": "reported lost"}
    plan.post(plan.entry("PAPER", "6(b)", events=[stop]))
    with pytest.raises(RefusedByGround) as refused:
        counter.press.approve(approval)
    assert refused.value.code == "CERTIFICATE_STOPPED"


def test_a_refused_item_gives_its_certificate_back_once_that_is_recorded(counter: Counter) -> None:
    plan = counter.plan
    item = counter.receive(1, lines=[LineReceived("Cedar Fund LP", CEDAR, 101)])
    approval = item_refusals.request_refusal(
        item, reason="number not cured", maker=plan.maker, at=plan.tick()
    )
    refused = counter.press.approve(approval)
    assert (refused.state, refused.end_reason) == (ItemState.REFUSED, "number not cured")
    told = ReturnTold(plan.tick(), ReturnMeans.HAND, "P. Clerk")
    record_return(refused, told, by=plan.maker, at=plan.tick())
    assert counter.receive(1).number == 2


def test_an_account_on_the_books_is_used_when_it_stands_in_the_same_name(counter: Counter) -> None:
    other = counter.certificate(2).holder
    line = LineReceived(other.registration, CEDAR, 100, account=other.account)
    entry = counter.post(counter.receive(1, lines=[line]))
    assert RightsCertificate.objects.get(issued_by=entry).holder == other
    wrong = LineReceived("Somebody Else", CEDAR, 10, account=other.account)
    with pytest.raises(RefusedByGround) as refused:
        counter.receive(3, lines=[wrong])
    assert refused.value.code == "TRANSFEREE_ACCOUNT_UNKNOWN"


@pytest.mark.row("R-6a-2")
@pytest.mark.refusal("CERTIFICATE_NOT_SURRENDERED")
def test_a_request_without_its_certificate_is_not_taken_in(counter: Counter) -> None:
    with pytest.raises(RightsError) as refused:
        counter.receive(whole=counter.reverse(1))
    assert refused.value.code == "CERTIFICATE_NOT_SURRENDERED"
    assert not Item.objects.exists()


@pytest.mark.parametrize("parts", [{"presenter": " "}, {"certificates": ()}, {"certificates": (77,)}])
def test_a_presentation_without_its_parts_is_not_taken_in(counter: Counter, parts: dict[str, Any]) -> None:
    whole = counter.presentation(1)
    told = {name: getattr(whole, name) for name in ("presenter", "received_at", "certificates", "reverse")}
    with pytest.raises(RightsError):
        transfers.receive_transfer(
            counter.press.agreement,
            Presentation(**{**told, **parts}),
            lines=[LineReceived("Cedar Fund LP", CEDAR, 40)],
            balance=60,
            document=counter.plan.document,
            by=counter.plan.maker,
            at=counter.plan.tick(),
        )
    assert not Item.objects.exists()


@pytest.mark.refusal("OUTSIDE_TRANSFER_WINDOW")
def test_affirmative_and_late_at_once_waits_for_the_company_first(counter: Counter) -> None:
    counter.plan.at = datetime(2010, 10, 27, tzinfo=UTC)
    item = counter.receive(1, first=Answer.YES)
    assert item.state == ItemState.HELD_20K
    assert codes(item, counter) == ["OUTSIDE_TRANSFER_WINDOW", "HELD_20K"]


def test_a_name_put_right_after_a_rejected_request_gets_an_account_of_its_own(counter: Counter) -> None:
    item, plan = counter.receive(1), counter.plan
    asked = transfers.request_transfer(item, maker=plan.maker, at=plan.tick())
    approvals.reject(asked.request_hash, rejecter=plan.approver, reason="misspelt", at=plan.tick())
    transfers.put_right(
        item,
        counter.reverse(1),
        lines=[LineReceived("Cedar Fund L.P.", CEDAR, 40)],
        balance=60,
        document=second_paper(counter),
        by=plan.maker,
        at=plan.tick(),
    )
    counter.post(Item.objects.get(pk=item.pk))
    new = RightsCertificate.objects.get(number=5)
    assert (new.registration, new.holder.account) == ("Cedar Fund L.P.", "T000001-1.2")


def test_a_tax_that_was_asked_is_shown_to_be_paid_and_not_taken_back_by_a_form(counter: Counter) -> None:
    item = counter.receive(1, tax=TaxStanding.ASKED)
    plan = counter.plan
    for tax, found in ((TaxStanding.NONE_ASKED, ["TAX_NOT_SATISFIED"]), (TaxStanding.PAID, [])):
        transfers.put_right(
            item,
            counter.reverse(1, tax=tax),
            lines=[LineReceived("Cedar Fund LP", CEDAR, 40)],
            balance=60,
            document=second_paper(counter),
            by=plan.maker,
            at=plan.tick(),
        )
        assert codes(Item.objects.get(pk=item.pk), counter) == found
