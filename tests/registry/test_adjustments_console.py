"""The desk of adjustments: a certificate from paper to summary, a worksheet that binds nobody (12)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.models import AdjustmentWorksheet, AuditRecord, Notice, RightsAgreement
from registry.services.worksheets import lay_beside
from tests.registry.adjusted import MAY_3, certified, make_may, price, worked_out
from tests.registry.console import Console, just_now, local, open_console, paper
from tests.registry.nullity_scene import NullityDesk
from tests.registry.test_adjustment_drafts import OFFER, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> NullityDesk:
    settings.DEMO = True
    made = make_may()
    RightsAgreement.objects.update(
        distribution_effective_at=made.event_at, distribution_known_from=made.event_at
    )
    settings.CLOCK_OFFSET = made.plan.at + timedelta(hours=1) - datetime.now(UTC)
    return made


@pytest.fixture
def console(desk: NullityDesk) -> Console:
    plan = desk.plan
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def typed_certificate(**changed: Any) -> dict[str, Any]:
    """A certificate of adjustment as typed from its paper."""
    return {
        "authority-officer_name": "Rowan T. Ellery",
        "authority-officer_title": "President",
        "authority-channel": "FACSIMILE",
        "authority-signed_on": "2004-05-03",
        "authority-received_at": just_now(),
        "facts-adjusted_under": "RIGHTS_OFFERED",
        "facts-event": "Subscription rights offered to all holders of Preferred Shares",
        "facts-effective_from": local(MAY_3),
        "facts-statement_of_facts": "1,000 shares offered at $200.00",
        "facts-calculations": "$250.00 × 29 ÷ 30",
        "facts-price_of_unit": "241.76",
        **changed,
    }


WORKED = {
    "under": "RIGHTS_OFFERED",
    "event": "Subscription rights of May 2004",
    "working": "$250.00 × 29 ÷ 30",
    "price_of_unit": "$241.67",
}


@pytest.mark.row("R-20e-1", "R-11-1")
@pytest.mark.refusal("CERTIFICATE_REQUIRED")
def test_a_person_who_posts_a_worksheet_is_refused_and_the_price_stays(
    desk: NullityDesk, console: Console
) -> None:
    console.done("record_worksheet", **WORKED)
    page = console.see("worksheet", 1)
    for words in ("For comparison", "$241.67", "Make them effective"):
        assert words in page, words
    page = console.refused("worksheet_effective", 1)
    assert "CERTIFICATE_REQUIRED" in page
    assert "$250.00 a Right stays in force" in page
    assert "$250.00" in console.see("adjustments")
    assert str(price(desk)) == "250.00"
    assert console.get("worksheet", 1, by="rowan").status_code == 403
    assert "Worksheets" not in console.see("adjustments", by="rowan")


@pytest.mark.row("R-12-1", "R-12-2", "R-11-1")
def test_a_certificate_is_previewed_compared_accepted_by_two_and_its_summary_mailed(
    desk: NullityDesk, console: Console
) -> None:
    console.done("record_worksheet", **WORKED)
    seen = console.post("receive_notice", "ADJUSTMENT", **typed_certificate(), preview="yes").content.decode()
    for words in ("What accepting it does", "$250.00", "$241.76", "unchanged"):
        assert words in seen, words
    # The instant that the certificate states counts, whatever else is typed as the notice's own.
    typed = typed_certificate(**{"authority-effective_at": just_now(), "paper-document": paper()})
    console.done("receive_notice", "ADJUSTMENT", **typed)
    notice = Notice.objects.get(kind="ADJUSTMENT")
    assert notice.effective_at == MAY_3
    number = notice.number
    console.done("worksheet_beside", 1, certificate=str(number))
    assert AdjustmentWorksheet.objects.get().certificate is not None
    console.done("notice_called_back", number, note="Called the President, who confirmed it")
    page = console.see("adjustment", number)
    for words in ("What changes when two people accept it", "CERTIFICATE_DIFFERS", "For comparison"):
        assert words in page, words
    assert "CERTIFICATE_DIFFERS" not in console.see("adjustment", number, by="rowan")
    console.done("notice_acceptance", number)
    assert "certificate $241.76, worksheet 1 $241.67" in console.approve().summary
    page = console.see("adjustments", by="ines")
    for words in ("$241.76", f"Notice {number}", "Due", "Versions of the terms by certificate"):
        assert words in page, words
    assert "summary of the certificate of adjustment" in console.home()
    console.done("adjustment_mailed", number, mailed_on="2004-05-04", defect="", document=paper())
    assert "Mailed first-class on 4 May 2004" in console.see("adjustment", number)
    assert "summary of the certificate of adjustment" not in console.home()
    assert "As certified last" in console.see("agreement") or "as certified last" in console.see("agreement")


def test_a_certificate_that_lacks_its_facts_comes_back_with_what_was_typed(console: Console) -> None:
    typed = typed_certificate(**{"facts-statement_of_facts": "", "paper-document": paper()})
    page = console.refused("receive_notice", "ADJUSTMENT", **typed)
    assert "CERTIFICATE_INCOMPLETE" in page
    assert "Subscription rights offered" in page
    assert not Notice.objects.filter(kind="ADJUSTMENT").exists()


@pytest.mark.row("R-11-1")
def test_the_page_computes_our_own_figures_from_the_facts_of_the_event(
    desk: NullityDesk, console: Console
) -> None:
    facts = {
        "record_date": "2004-05-03", "expires_on": "2004-06-17", "preferred_outstanding": "52000",
        "company_held": "2000", "offered_shares": "10000", "offering_price": "8000.00",
        "current_per_share_market_price": "10000.00",
    }  # fmt: skip
    sent = SimpleUploadedFile("input.json", json.dumps({"facts": facts}).encode())
    told = {"topic": "adjust-rights-issue", "event": "Subscription rights", "certificate": ""}
    console.done("compute_worksheet", document=sent, **told)
    page = console.see("worksheet", 1)
    assert "$241.67" in page
    assert "price in force × factor" in page
    wrong = SimpleUploadedFile("input.json", b"[1]")
    assert "no input of the calculator" in console.refused("compute_worksheet", document=wrong, **told)
    facts["offered_shares"] = "many"
    bad = SimpleUploadedFile("input.json", json.dumps({"facts": facts}).encode())
    assert "offered_shares" in console.refused("compute_worksheet", document=bad, **told)


@pytest.mark.row("R-12-1", "R-11-1")
def test_a_worksheet_hands_out_the_draft_and_writes_the_letter_about_its_difference(
    desk: NullityDesk, console: Console
) -> None:
    notice, plan = certified(desk, price_of_unit="241.76"), desk.plan
    worksheet = lay_beside(worked_out(desk), notice, by=plan.maker, at=plan.tick())
    page = console.see("worksheet", worksheet.number)
    assert "Draft of the Company" in page
    assert "Write to the Company about it" in page
    drawn = console.get("worksheet_draft", worksheet.number)
    assert drawn["Content-Type"] == "application/pdf"
    assert "$241.67" in words_of(drawn.content)
    assert AuditRecord.objects.filter(act="CERTIFICATE_DRAFT_TAKEN").count() == 1
    console.done("worksheet_difference", worksheet.number)
    page = console.see("worksheet", worksheet.number)
    assert "The Company is told of it by" in page
    assert "Write to the Company about it" not in page
    assert "REQUEST_ALREADY_DECIDED" in console.refused("worksheet_difference", worksheet.number)
    assert console.get("worksheet_draft", worksheet.number, by="rowan").status_code == 403


@pytest.mark.row("R-12-1")
def test_an_officer_of_the_company_takes_a_draft_from_the_calculator(
    desk: NullityDesk, console: Console
) -> None:
    sent = {"json": json.dumps({"facts": OFFER})}
    page = console.post("calculator_topic", "adjust-rights-issue", by="rowan", **sent)
    assert "Draft of the certificate (PDF)" in page.content.decode()
    drawn = console.post("calculator_topic", "adjust-rights-issue", by="rowan", do="certificate", **sent)
    assert drawn["Content-Type"] == "application/pdf"
    assert "$241.67" in words_of(drawn.content)
    other = {"json": json.dumps({"facts": {"date": "2003-06-02"}}), "do": "certificate"}
    page = console.post("calculator_topic", "business-day", by="rowan", **other)
    assert "TOPIC_UNKNOWN" in page.content.decode()
