"""A holder reports a certificate: the stop stands at once, the papers follow and are scanned, both accept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from agreement.errors import RightsError
from agreement.replacement import LossCause, ReplacementStep
from registry import clock
from registry.codes import shown_code
from registry.models import (
    AuditRecord,
    BookEntry,
    Item,
    PaperDue,
    RightsCertificate,
    Stop,
    StopRecordKind,
)
from registry.selectors.replacements import loss_stop
from registry.services import loss_reports, replacements
from registry.services.replacement_steps import StepTaken, record_step
from registry.services.stop_records import StopDone, record_done
from tests.certificates.drawing.samples import pages_of
from tests.journeys.stage import paper
from tests.journeys.test_thin_thread import local_now
from tests.portal.desk import Desk, spaced
from tests.portal.prepared import LOSS_ANSWERS, STORY, page, pdf_of, reported, tell_loss
from tests.portal.test_papers import field_of, marks_of

COMPANY, OFFICE = "Rowan T. Ellery", "President"


@pytest.mark.row("R-6b-1")
def test_a_report_stops_the_certificate_at_once_and_no_paper_comes_first(desk: Desk) -> None:
    before = BookEntry.objects.count()
    client = desk.claimed(1)
    account = page(desk, "portal_account", desk.access(1).pk)
    assert "A certificate is lost, stolen, destroyed or mutilated: report it now" in account
    address = reverse("portal_loss_report", args=[desk.access(1).pk])
    asked = client.get(address)
    assert "A stop stands as soon as you report it." in spaced(asked)
    assert b" checked" not in asked.content
    assert client.post(address, {}).status_code == 422
    item = reported(desk, 1)
    stop = Stop.objects.get()
    assert (stop.kind, stop.certificate, stop.capacity) == (
        "LOSS_REPORTED",
        desk.counter.certificate(1),
        "REGISTERED_HOLDER",
    )
    assert stop.placed_by == desk.access(1).user
    told = page(desk, "portal_loss_draft", item.cover_code)
    assert "Stop 1 stands on certificate R-0000001 since" in told
    assert "Stopped" in page(desk, "portal_account", desk.access(1).pk)
    assert (item.number, item.state) == (None, "DRAFT")
    assert BookEntry.objects.count() == before
    assert PaperDue.objects.get().paper_kind == "STOP_ACKNOWLEDGEMENT"
    acts = list(AuditRecord.objects.order_by("id").values_list("act", "actor__username"))
    assert ("LOSS_REPORTED", "alder") in acts
    assert ("STOP_PLACED", "alder") in acts


@pytest.mark.row("R-6b-1")
def test_what_was_on_its_way_with_the_certificate_goes_no_further(desk: Desk) -> None:
    desk.claimed(1)
    desk.counter.plan.at = clock.now() - timedelta(minutes=1)
    item = desk.counter.receive(1)
    assert item.state == "EXAMINED"
    address = reverse("portal_loss_report", args=[desk.access(1).pk])
    told = desk.holders["alder"].get(address)
    assert "No certificate to report" in spaced(told)  # it lies with the Rights Agent, and is not lost


@pytest.mark.row("R-6b-2")
def test_a_mutilated_certificate_is_not_stopped_and_asks_for_no_indemnity(desk: Desk) -> None:
    item = reported(desk, 1, "MUTILATED")
    assert not Stop.objects.exists()
    told = page(desk, "portal_loss_draft", item.cover_code)
    assert "No stop is needed: you send certificate R-0000001 in." in told
    assert told.count("Not started") == 1
    item = tell_loss(desk, item, "story")
    assert desk.holders["alder"].get(reverse("portal_loss_question", args=[item.cover_code, "security"]))[
        "Location"
    ] == reverse("portal_loss_draft", args=[item.cover_code])
    pages = pages_of(pdf_of(desk, item, "portal_loss_papers"))
    assert len(pages) == 2
    assert "surrenders the mutilated Rights Certificate R-0000001" in pages[1]
    assert "No indemnity is asked" in pages[1]


def test_a_report_made_again_is_the_same_one_and_a_theft_is_stopped_as_one(desk: Desk) -> None:
    item = reported(desk, 1, "MUTILATED")
    again = reported(desk, 1, "LOST")
    assert (again.pk, again.prepared["cause"]) == (item.pk, "LOST")
    reported(desk, 1, "DESTROYED")
    assert Stop.objects.count() == 1
    reported(desk, 1, "STOLEN")
    assert list(Stop.objects.order_by("number").values_list("kind", flat=True)) == [
        "LOSS_REPORTED",
        "THEFT_REPORTED",
    ]
    reported(desk, 1, "STOLEN")
    assert Stop.objects.count() == 2
    assert Item.objects.filter(kind="REPLACE").count() == 1


@pytest.mark.row("R-6b-1")
def test_the_papers_are_one_pdf_with_the_words_of_the_holder(desk: Desk) -> None:
    item = tell_loss(desk, reported(desk, 1))
    checked = page(desk, "portal_loss_check", item.cover_code)
    assert "It lay in a desk" in checked
    assert "You will swear to these words before a notary." in checked
    client = desk.holders["alder"]
    assert client.post(reverse("portal_loss_confirmed", args=[item.cover_code])).status_code == 302
    assert "Your papers are ready" in page(desk, "portal_loss_confirmed", item.cover_code)
    pdf = pdf_of(desk, item, "portal_loss_papers")
    pages, code = pages_of(pdf), shown_code(item.cover_code or "")
    assert len(pages) == 3
    assert all("each decide whether evidence and indemnity satisfy" in one and code in one for one in pages)
    for words in ("R-0000001, for 100 Rights", "was lost", "Stop 1 stands since"):
        assert words in pages[0], words
    for words in ("being duly sworn", "discovered on 20 June 2003", "It lay in a desk", "Notary, with seal"):
        assert words in pages[1], words
    assert "neither filled in nor signed" in pages[1]
    assert desk.agreement.company_name in pages[2]
    assert "A surety's bond" in pages[2]
    assert set(marks_of(pdf, 0).values()) == {item.cover_code}


def test_answers_are_asked_whole_and_of_days_that_have_come(desk: Desk) -> None:
    item = reported(desk, 1)
    client = desk.holders["alder"]
    asked = reverse("portal_loss_question", args=[item.cover_code, "story"])
    for told in (
        {},
        {**STORY, "circumstances": " "},
        {**STORY, "discovered_on": "2099-01-01"},
        {**STORY, "discovered_on": "soon"},
    ):
        assert client.post(asked, told).status_code == 422, told
    claimed = {"signed": "UNSURE", "claimed": "YES", "who": ""}
    ownership = reverse("portal_loss_question", args=[item.cover_code, "ownership"])
    assert "Say who may claim it" in spaced(client.post(ownership, claimed))
    early = client.get(reverse("portal_loss_papers", args=[item.cover_code]), follow=True)
    assert "is not answered" in spaced(early)
    assert client.get(reverse("portal_loss_confirmed", args=[item.cover_code])).status_code == 302
    odd = {**STORY, "circumstances": "信託 {x} ______ <b>gone</b>"}
    item = tell_loss(desk, item, story=odd, ownership={**claimed, "who": "A cousin, by his word"})
    assert b"<b>gone" not in client.get(reverse("portal_loss_check", args=[item.cover_code])).content
    assert "A cousin, by his word" in pages_of(pdf_of(desk, item, "portal_loss_papers"))[1]


def test_withdrawn_papers_leave_the_stop_and_a_later_report_begins_anew(desk: Desk) -> None:
    item = reported(desk, 1)
    client = desk.holders["alder"]
    answer = client.post(reverse("portal_loss_withdraw", args=[item.cover_code]), follow=True)
    assert "A stop that was placed stays" in spaced(answer)
    assert loss_stop(desk.counter.certificate(1)) is not None
    assert client.get(reverse("portal_loss_draft", args=[item.cover_code])).status_code == 404
    again = reported(desk, 1)
    assert again.pk != item.pk
    assert Stop.objects.count() == 1


@pytest.mark.row("R-6b-1")
def test_a_report_stands_at_the_top_of_the_work_of_staff_until_somebody_looked_at_it(desk: Desk) -> None:
    reported(desk, 1, "STOLEN")
    task = "Look at stop 1: theft reported by the holder of certificate 1"
    home = reverse("home")
    assert task in spaced(desk.staff.get(home))
    stop = Stop.objects.get()
    shown = spaced(desk.staff.get(reverse("stop", args=[desk.agreement.code, 1])))
    assert "Stolen, as the registered holder reported when signed in to the account" in shown
    done = StopDone(
        StopRecordKind.NOTED, stop.reported_at.date() - timedelta(days=1), said="The holder was called"
    )
    record_done(stop, done, document=None, by=desk.counter.plan.maker, at=clock.now())
    assert task not in spaced(desk.staff.get(home))


def taken_in(desk: Desk, item: Item, **changed: Any) -> Any:
    """What staff get who scan the cover sheet and take the claim in."""
    address = reverse("receive_replacement", args=[desk.agreement.code])
    answer = desk.staff.get(address, {"cover": shown_code(item.cover_code or "").lower()})
    shown = answer.content.decode()
    assert "Prepared by the holder; the paper governs." in spaced(answer)
    assert " checked" not in shown
    told = {
        "paper-received_at": local_now(),
        "paper-presenter": "By mail",
        "paper-certificates": field_of(shown, "paper-certificates"),
        "paper-cover_code": shown_code(item.cover_code or ""),
        "paper-document": paper("claim.txt", "Affidavit and indemnity"),
        "claim-cause": "LOST",
        "claim-discovered_on": field_of(shown, "claim-discovered_on"),
        "claim-circumstances": field_of(shown, "claim-circumstances"),
        "claim-capacity": "REGISTERED_HOLDER",
        "form-signed_name": desk.holder(1).registration,
        **changed,
    }
    return desk.staff.post(address, told)


@pytest.mark.row("R-6b-1", "R-6b-3")
def test_the_cover_sheet_opens_the_claim_with_the_stop_that_stands_and_the_holder_follows_it(
    desk: Desk,
) -> None:
    item = tell_loss(desk, reported(desk, 1))
    scan = desk.staff.get(reverse("scan"), {"words": item.cover_code})
    assert scan["Location"].startswith(reverse("receive_replacement", args=[desk.agreement.code]))
    answer = taken_in(desk, item)
    assert answer.status_code == 302, spaced(answer)
    taken = Item.objects.get(pk=item.pk)
    assert (taken.number, taken.state) == (1, "DEFICIENT")
    assert taken.replacement.stop == Stop.objects.get()
    assert taken.replacement.discovered_on.isoformat() == "2003-06-20"
    access, client = desk.access(1), desk.holders["alder"]
    follow = client.get(reverse("portal_loss_draft", args=[item.cover_code]), follow=True)
    assert follow.redirect_chain[0][0] == reverse("portal_loss", args=[access.pk, 1])
    assert spaced(follow).count("Not yet") == 4
    _accept(desk, taken)
    told = page(desk, "portal_loss", access.pk, 1)
    assert told.count("Accepted 22 June 2003") == 4
    new = RightsCertificate.objects.latest("number")
    assert (new.rights, new.holder) == (100, access.holder)
    assert f"R-{new.number:07d} for 100 Rights" in told
    assert "the old one is ended" in told
    refused = client.post(
        reverse("portal_loss_report", args=[access.pk]), {"certificate": 1, "cause": "LOST"}
    )
    assert refused.status_code == 422


def _accept(desk: Desk, item: Item) -> None:
    """Both accept evidence and indemnity, and two people post it."""
    plan, day = desk.counter.plan, clock.now()
    plan.at = clock.now()
    for kind in ("EVIDENCE_RECEIVED", "INDEMNITY_RECEIVED", "EVIDENCE_BY_COMPANY", "INDEMNITY_BY_COMPANY"):
        step = StepTaken(ReplacementStep(kind), (day - timedelta(hours=7)).date(), COMPANY, title=OFFICE)
        record_step(item, step, document=plan.document, by=plan.maker, at=plan.tick())
    for kind in ("EVIDENCE_BY_AGENT", "INDEMNITY_BY_AGENT"):
        step = StepTaken(ReplacementStep(kind), (day - timedelta(hours=7)).date())
        record_step(item, step, document=None, by=plan.approver, at=plan.tick())
    desk.counter.press.approve(replacements.request_replacement(item, maker=plan.maker, at=plan.tick()))


@pytest.mark.refusal("REPLACEMENT_WAITS_ALREADY", "LOSS_NOT_REPORTABLE")
def test_a_claim_that_waits_and_the_certificate_of_somebody_else_are_not_reported_anew(desk: Desk) -> None:
    item = tell_loss(desk, reported(desk, 1))
    taken_in(desk, item)
    access, at = desk.access(1), clock.now()
    for number, code in ((1, "REPLACEMENT_WAITS_ALREADY"), (2, "LOSS_NOT_REPORTABLE")):
        with pytest.raises(RightsError) as refused:
            loss_reports.report_loss(access, certificate=number, cause=LossCause.LOST, by=access.user, at=at)
        assert refused.value.code == code
    client = desk.holders["alder"]
    address = reverse("portal_loss_report", args=[access.pk])
    for number in (2, 999, "x", "1\x00"):
        answer = client.post(address, {"certificate": number, "cause": "LOST"})
        assert answer.status_code == 422
        assert "Choose a certificate of this account" in spaced(answer)
    assert Stop.objects.count() == 1
    assert set(LOSS_ANSWERS) <= set(item.prepared)
