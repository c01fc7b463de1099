"""Losses told at the counter: theft claimed over a loss, papers left open, the old one presented (6(b))."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdf
import pytest

from agreement.errors import InvalidRequest
from agreement.replacement import LossCause
from agreement.stops import StopKind
from agreement.workflow.items import ItemKind
from registry.models import AuditRecord, BookEntry, Replacement, Stop, StopRecord, StopRecordKind
from registry.selectors.stops import loss_report
from registry.services import items, replacements
from registry.services.stop_records import StopDone, record_done
from registry.staff.stops import _form_facts
from registry.verifier import verify
from tests.registry.console import Console, open_console, paper
from tests.registry.presented import Counter
from tests.registry.test_items_same_name import counter_of, receive
from tests.registry.test_items_transfer import second_paper
from tests.registry.test_replaced_certificates import BOTH_ACCEPT, claim, post, replaced, status, take
from tests.registry.test_stops import place

ANSWERED = StopRecordKind.COMPANY_ANSWERED


@pytest.fixture
def counter(db: None, settings: Any) -> Counter:
    settings.DEMO = True
    return counter_of()


@pytest.fixture
def console(counter: Counter, settings: Any) -> Console:
    plan = counter.plan
    settings.CLOCK_OFFSET = plan.at + timedelta(minutes=30) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())


def words_of(answer: Any) -> str:
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


@pytest.mark.row("R-6b-1", "R-6b-5")
def test_a_theft_claimed_after_a_loss_was_reported_is_stopped_and_reported_as_a_theft(
    counter: Counter,
) -> None:
    lost = place(counter)
    item = claim(counter, cause=LossCause.STOLEN)
    stolen = Replacement.objects.get(item=item).stop
    assert stolen is not None
    assert (stolen.number, stolen.kind, stolen.certificate) == (2, "THEFT_REPORTED", lost.certificate)
    reported = [loss_report(one, at=counter.plan.at) for one in (lost, stolen)]
    assert reported[0] is not None
    assert reported[1] is not None
    # Sunday, 22 June: a loss waits two business days and is due on the third, a theft on the first.
    assert [one.due_on for one in reported if one] == [date(2003, 6, 25), date(2003, 6, 23)]
    assert dict(_form_facts(lost))["Criminal act suspected"] == "no"
    assert dict(_form_facts(stolen))["Criminal act suspected"] == "yes"
    take(counter, item, *BOTH_ACCEPT)
    assert post(counter, item).kind == "REPLACE"  # both stops pass, and both stay
    assert Stop.objects.filter(release__isnull=True).count() == 2
    assert verify().findings == []


def test_a_claim_of_a_loss_keeps_the_stop_for_the_theft_that_stands(counter: Counter) -> None:
    stolen = place(counter, StopKind.THEFT_REPORTED)
    item = claim(counter, cause=LossCause.LOST)
    assert Replacement.objects.get(item=item).stop == stolen
    assert Stop.objects.count() == 1


@pytest.mark.row("R-6b-1")
def test_the_papers_of_a_loss_are_handed_out_at_the_counter_with_what_is_not_told_left_open(
    counter: Counter, console: Console
) -> None:
    place(counter)
    item = claim(counter)
    assert "Affidavit and indemnity (PDF)" in console.see("stop", 1)
    assert "Affidavit and indemnity (PDF)" in console.see("replacement", item.number)
    blank, told = console.get("stop_papers", 1), console.get("replacement_papers", item.number, by="ines")
    assert (blank.status_code, blank["Content-Type"]) == (200, "application/pdf")
    said, open_words = words_of(told), words_of(blank)
    for words in ("Affidavit", "Indemnity", "R-0000001", "Stop 1 stands since", "Notary"):
        assert words.lower() in said.lower()
        assert words.lower() in open_words.lower()
    assert "Not in the safe" in said
    assert "Not in the safe" not in open_words
    assert "□ The reverse of the certificate was neither filled in nor signed." in open_words
    assert "5. The certificate was searched for with care" in open_words
    assert "As the holder told" not in open_words
    taken = AuditRecord.objects.filter(act="LOSS_PAPERS_TAKEN").order_by("pk")
    assert [(one.subject, one.actor.username) for one in taken] == [
        ("Stop 1", counter.plan.maker.username),
        (f"item {item.number}", "ines"),
    ]
    for view in (("stop_papers", 1), ("replacement_papers", item.number)):
        assert console.get(*view, by="rowan").status_code == 403
    place(counter, StopKind.HOUSE, certificate=2)
    assert console.get("stop_papers", 2).status_code == 404
    torn = claim(counter, 2, LossCause.MUTILATED)
    request = words_of(console.get("replacement_papers", torn.number))
    assert "request for a new certificate" in request.lower()
    assert "Affidavit" not in request


@pytest.mark.row("R-6b-5")
def test_the_companys_answer_about_who_presented_the_old_certificate_is_recorded_on_its_paper(
    counter: Counter,
) -> None:
    replaced(counter)
    plan, stop = counter.plan, Stop.objects.get()
    whole = StopDone(ANSWERED, date(2003, 6, 22), "Rowan T. Ellery, President", "We claim upon the bond.")

    def refused(done: StopDone, document: Any = None) -> str:
        with pytest.raises(InvalidRequest) as error:
            record_done(stop, done, document=document, by=plan.maker, at=plan.tick())
        return str(error.value)

    assert "replaced certificate that was presented" in refused(whole, plan.document)
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    [asked] = replacements.request_cancellation(item, maker=plan.maker, at=plan.tick())
    counter.press.approve(asked)
    entries = BookEntry.objects.count()
    assert "person who answered" in refused(StopDone(ANSWERED, whole.happened_on, "", whole.said))
    assert "words of the answer" in refused(StopDone(ANSWERED, whole.happened_on, whole.reference))
    assert "paper of the answer" in refused(whole)
    document = second_paper(counter)
    record_done(stop, whole, document=document, by=plan.maker, at=plan.tick())
    found = StopRecord.objects.get(kind=ANSWERED)
    assert (found.reference, found.recorded_by) == (whole.reference, plan.maker)
    items.examine_again(item, by=plan.maker, at=plan.tick())
    assert status(counter, 1) == "CANCELLED"  # the answer moves nothing by itself
    assert BookEntry.objects.count() == entries
    assert verify().findings == []


@pytest.mark.row("R-6b-5")
def test_the_answer_stands_in_the_history_of_the_stop(counter: Counter, console: Console) -> None:
    replaced(counter)
    item = receive(counter, ItemKind.EXCHANGE_CERTIFICATES, 1)
    console.done("replaced_cancelled", item.number)
    console.approve()
    told = {"happened_on": "2003-06-22", "reference": "Rowan T. Ellery", "said": "We claim upon the bond."}
    console.done("stop_recorded", 1, kind=ANSWERED.value, **told, document=paper())
    page = console.see("stop", 1)
    assert "answer on a replaced certificate presented (UCC 8-405)" in page
    assert "We claim upon the bond." in page
