"""Letters written at their event, and frozen (§6(a), §20(k), §26)."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from agreement.certification import Answer
from agreement.errors import RightsError
from agreement.stops import StopKind, StopReach
from agreement.workflow.items import CompanyAnswer, ItemState, TaxStanding
from certificates.selectors.letters import letters, letters_about
from certificates.services.letters import letter_bytes, letters_bytes
from registry.models import (
    Document,
    HolderAddress,
    Item,
    LetterKind,
    PaperDue,
    RegisteredHolder,
    RightsAgreement,
)
from registry.services import holds, item_refusals, items
from registry.services import letters as written
from registry.services.approvals import approve
from registry.services.holds import AnswerReceived
from registry.services.letters import StopPlaced
from registry.services.transfers import LineReceived, put_right
from tests.certificates.runs import make_press
from tests.registry.presented import CEDAR, Counter, countersigned
from tests.registry.test_items_transfer import second_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(settings: Any) -> Counter:
    """Six certificates, countersigned; the books open."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    press = make_press(certificates=6)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def about(item: Item) -> list[PaperDue]:
    """The letters about an item, the newest first."""
    return list(letters_about(item))


def words_of(paper: PaperDue) -> str:
    """What a letter says, over all its pages."""
    reader = PdfReader(io.BytesIO(letter_bytes(paper)))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def answered(counter: Counter, item: Item, answer: CompanyAnswer) -> Item:
    """The Company's answer recorded by two people."""
    told = AnswerReceived("Maren K. Osgood", "Secretary", counter.plan.at, "As discussed", answer)
    paper = Document.objects.get(pk=counter.plan.document.pk)
    asked = holds.request_consultation(
        item, told, document=paper, maker=counter.plan.maker, at=counter.plan.tick()
    )
    found = approve(asked.request_hash, approver=counter.plan.approver, at=counter.plan.tick())
    assert isinstance(found, Item)
    return found


@pytest.mark.row("R-6a-3", "R-6a-11", "R-26-2")
def test_a_deficient_item_gets_one_letter_with_every_ground_and_none_for_looking_again(
    counter: Counter,
) -> None:
    item = counter.receive(
        1, form={"signed_name": "Somebody Else", "guarantor_kind": ""}, tax=TaxStanding.ASKED
    )
    assert item.state == ItemState.DEFICIENT
    (paper,) = about(item)
    assert paper.paper_kind == LetterKind.DEFICIENCY
    words = words_of(paper)
    found = items.examine(item, at=counter.plan.at)
    for ground in (ground for check in found for ground in check.grounds):
        assert ground.message in words
        assert ground.cure[1:] in words
    assert "Rights Agreement §6(a)" in words
    assert "R-0000001, 100 Rights" in words
    assert "Notices to the Rights Agent (Section 26)" in words
    items.examine_again(item, by=counter.plan.maker, at=counter.plan.tick())
    assert about(item) == [paper]


@pytest.mark.row("R-6a-3")
def test_another_finding_supersedes_the_open_letter_and_an_item_in_order_closes_it(counter: Counter) -> None:
    item = counter.receive(1, form={"signed_name": "Somebody Else"})
    (first,) = about(item)
    put_right(
        item,
        counter.reverse(1, form={"guarantor_kind": ""}),
        lines=[counter_line()],
        balance=60,
        document=second_paper(counter),
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )
    second, first = about(item)
    assert (first.superseded_by, second.closed_at) == (second, None)
    assert first.closed_at is not None
    assert [one["code"] for one in second.facts["grounds"]] == ["GUARANTEE_MISSING"]
    put_right(
        item,
        counter.reverse(1),
        lines=[counter_line()],
        balance=60,
        document=second_paper(counter),
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )
    second.refresh_from_db()
    assert second.closed_at is not None
    assert second.superseded_by is None
    assert len(about(item)) == 2


def counter_line() -> LineReceived:
    """The line of the transfers that are put right here."""
    return LineReceived("Cedar Fund LP", CEDAR, 40)


@pytest.mark.row("R-6a-3", "R-26-6")
def test_a_letter_says_what_stood_when_it_was_written_whatever_happens_since(counter: Counter) -> None:
    item = counter.receive(1, form={"signed_name": "Somebody Else"})
    (paper,) = about(item)
    before = letter_bytes(paper)
    holder = item.holder
    assert holder is not None
    HolderAddress.objects.create(
        holder=holder, address="1 New Road", city="Salem", region="OR", postal_code="97301", country="US",
        in_force_from=counter.plan.tick(), document=counter.plan.document, recorded_at=counter.plan.at,
        recorded_by=counter.plan.maker,
    )  # fmt: skip
    RegisteredHolder.objects.filter(pk=holder.pk).update(city="Salem")
    put_right(
        item, counter.reverse(1), lines=[counter_line()], balance=60, document=second_paper(counter),
        by=counter.plan.maker, at=counter.plan.tick(),
    )  # fmt: skip
    paper.refresh_from_db()
    assert letter_bytes(paper) == before
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperDue.objects.filter(pk=paper.pk).update(facts={})
    with pytest.raises(DatabaseError), transaction.atomic():
        paper.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperDue.objects.filter(pk=paper.pk).update(closed_at=None)


@pytest.mark.row("R-20k-1", "R-20k-2")
def test_items_held_on_the_same_ground_on_one_day_stand_in_one_letter_and_one_schedule(
    counter: Counter,
) -> None:
    first = counter.receive(1, rights=40, first=Answer.BLANK)
    second = counter.receive(2, rights=40, second=Answer.BOTH)
    third = counter.receive(3, rights=40, first=Answer.BLANK, second=Answer.BLANK)
    assert {first.state, second.state, third.state} == {ItemState.HELD_20K}
    held_blank = letters(counter.press.agreement).filter(
        paper_kind=LetterKind.CONSULT, facts__ground="INCOMPLETE"
    )
    latest, earliest = held_blank
    assert [line["item"] for line in latest.facts["items"]] == [first.number, third.number]
    assert (earliest.superseded_by, latest.closed_at) == (latest, None)
    words = words_of(latest)
    assert "2 items, 202 Rights" in words
    assert "R-0000001" in words
    assert "R-0000003" in words
    assert "R-0000002" not in words
    assert f"takes the place of our letter {earliest.pk} of the same day" in words
    (affirmed,) = letters(counter.press.agreement).filter(facts__ground="AFFIRMATIVE")
    assert "answered affirmatively" in words_of(affirmed)
    assert about(first) == [latest, earliest]
    assert about(second) == [affirmed]
    assert not letters(counter.press.agreement).filter(paper_kind=LetterKind.DEFICIENCY).exists()


@pytest.mark.row("R-20k-1", "R-20k-2")
def test_the_letter_to_the_company_is_closed_once_no_item_of_it_waits(counter: Counter) -> None:
    first = counter.receive(1, first=Answer.BLANK)
    second = counter.receive(2, first=Answer.BLANK)
    answered(counter, first, CompanyAnswer.PROCEED)
    letter = about(second)[0]
    assert letter.closed_at is None
    refused = answered(counter, second, CompanyAnswer.REFUSE)
    letter.refresh_from_db()
    assert letter.closed_at is not None
    assert refused.state == ItemState.REFUSED
    assert about(second)[0].paper_kind == LetterKind.REFUSAL
    third = counter.receive(3, first=Answer.BLANK)
    assert [line["item"] for line in about(third)[0].facts["items"]] == [third.number]


@pytest.mark.row("R-6a-2", "R-7c-11")
def test_a_refusal_lists_the_certificates_and_the_papers_that_go_back(counter: Counter) -> None:
    item = counter.receive(1, form={"signed_name": "Somebody Else"})
    (deficiency,) = about(item)
    counter.plan.at += timedelta(days=31)  # left uncured for more than the days of the agreement
    asked = item_refusals.request_refusal(
        item,
        reason="The name was not put right",
        maker=counter.plan.maker,
        at=counter.plan.tick(),
    )
    counter.press.approve(asked)
    refusal, deficiency = about(item)
    assert refusal.paper_kind == LetterKind.REFUSAL
    assert refusal.recorded_by == counter.plan.approver
    assert deficiency.closed_at is not None
    words = words_of(refusal)
    assert "Rights Certificate R-0000001 for 100 Rights, the original" in words
    assert f"{counter.plan.document.title} (a copy stays with us as DOC-{counter.plan.document.pk})" in words
    assert "The name was not put right" in words
    assert "is returned to be completed; it is not refused" in words
    assert "differs from the name on the face of certificate 1" in words


@pytest.mark.row("R-6a-6", "R-8-1")
def test_what_was_posted_is_confirmed_with_its_entry_and_new_certificates(counter: Counter) -> None:
    item = counter.receive(1, rights=40)
    assert about(item) == []
    entry = counter.post(item)
    (paper,) = about(item)
    words = words_of(paper)
    assert f"as entry {entry.number:,}" in words
    assert "R-0000007 Cedar Fund LP 40" in words
    assert "R-0000008 Alder Fund LP 60" in words


@pytest.mark.row("R-6b-1")
def test_a_stop_is_acknowledged_to_the_holder_or_to_whoever_asked(counter: Counter) -> None:
    certificate = counter.certificate(2)
    stop = StopPlaced(
        kind=StopKind.LOSS_REPORTED,
        reach=StopReach.EVERYTHING,
        certificates=[(2, certificate.rights)],
        placed_at=counter.plan.at,
        asked_by="the registered holder",
        reason="lost on the way",
    )
    told = {"by": counter.plan.maker, "at": counter.plan.tick()}
    with transaction.atomic():
        mine = written.acknowledge_stop(counter.press.agreement, stop, holder=certificate.holder, **told)
        other = written.acknowledge_stop(counter.press.agreement, stop, to=("A Claimant", CEDAR), **told)
        with pytest.raises(ValueError, match="addressee"):
            written.acknowledge_stop(counter.press.agreement, stop, **told)
    assert "R-0000002, 101 Rights" in words_of(mine)
    assert "affidavit of the loss" in words_of(mine)
    assert "A Claimant 9 Cedar Road Portland, OR 97201" in words_of(other)


def test_of_several_letters_the_one_that_cannot_be_printed_is_named(counter: Counter) -> None:
    counter.receive(1, form={"signed_name": "Somebody Else"})
    item = counter.receive(2, form={"signed_name": "Somebody Else"})
    good, bad = letters(counter.press.agreement).order_by("pk")
    assert letters_bytes(counter.press.agreement, [good.pk, bad.pk]).startswith(b"%PDF")
    with transaction.atomic():
        unprintable = written.ask_for_paper(
            counter.press.agreement,
            kind=LetterKind.DEFICIENCY,
            facts={**bad.facts, "holder": "株式会社"},
            section="6(a)",
            item=item,
            by=counter.plan.maker,
            at=counter.plan.tick(),
        )
    with pytest.raises(RightsError) as found:
        letters_bytes(counter.press.agreement, [good.pk, unprintable.pk])
    assert found.value.code == "LETTER_NOT_PRINTABLE"
    assert f"Letter {unprintable.pk} " in found.value.message
