"""The letters desk and status inquiries in the console: seen, printed, recorded as mailed, answered (§26)."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from certificates.models import LetterMailing, StatusInquiry
from certificates.selectors.letters import letters
from certificates.staff.runs import local_day
from registry import clock
from registry.models import Item, LetterKind, PaperDue, RightsAgreement
from registry.staff.words import day
from tests.certificates.runs import make_press
from tests.registry.console import Console, just_now, open_console, paper, papers_kept
from tests.registry.presented import Counter, countersigned

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(settings: Any) -> Counter:
    """Four certificates, countersigned; the books open."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


@pytest.fixture
def console(counter: Counter, settings: Any) -> Console:
    """The console, its clock an hour after the counter's."""
    plan = counter.plan
    settings.DEMO, settings.CLOCK_OFFSET = True, plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())


def deficient(counter: Counter, number: int = 1) -> PaperDue:
    """The deficiency letter of a transfer signed by somebody else."""
    item = counter.receive(number, form={"signed_name": "Somebody Else"})
    return PaperDue.objects.get(item=item)


def today(counter: Counter) -> str:
    """The day of the agreement."""
    return local_day(counter.press.agreement, at=clock.now()).isoformat()


def handed(counter: Counter, **changed: Any) -> dict[str, Any]:
    """The record as filled in."""
    return {"mailed_on": today(counter), "mail_class": "FIRST_CLASS", "mailed_by": "Mara Lindqvist"} | changed


def words(answer: Any) -> str:
    """The words of a PDF that was handed out."""
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.row("R-6a-3", "R-26-5")
def test_letters_wait_on_the_desk_until_a_person_records_them_as_mailed(
    counter: Counter, console: Console
) -> None:
    assert "No such letter" in console.see("letters")
    first, second = deficient(counter, 1), deficient(counter, 2)
    assert "Mail 2 letters" in console.home()
    desk = console.see("letters", by="ines")
    assert f"Letter {first.pk}" in desk
    assert "Record the chosen" not in desk
    assert "No such letter" in console.see("letters", kind="REFUSAL")
    item = first.item
    assert item is not None
    assert "Deficiency letter" in console.see("item_letters", item.number, by="ines")
    assert 'hx-get="/agreements' in console.see("item", item.number)
    said = words(console.get("letters_printed", by="ines"))
    assert f"letter {first.pk}" in said
    assert f"letter {second.pk}" in said
    assert "differs from the name" in words(console.get("letter_paper", first.pk))
    page = console.client("maker").get(
        f"/agreements/{console.code}/letters/mailed/?letter={first.pk}&letter={second.pk}"
    )
    assert f"Letter {second.pk}" in page.content.decode()
    address = f"/agreements/{console.code}/letters/mailed/?letter={first.pk}&letter={second.pk}"
    kept = papers_kept()
    early = console.client("maker").post(address, handed(counter, mailed_on="1999-01-01"))
    assert early.status_code == 400
    assert "LETTER_DAY_IMPOSSIBLE" in early.content.decode()
    assert papers_kept() == kept
    done = console.client("maker").post(address, handed(counter, document=paper("receipt.txt")))
    assert done.status_code == 302, done.content.decode()
    assert LetterMailing.objects.count() == 2
    assert {record.document_id for record in LetterMailing.objects.all()} != {None}
    again = console.client("maker").post(address, handed(counter))
    assert again.status_code == 409
    assert "No such letter" in console.see("letters")
    assert "Mara Lindqvist" in console.see("letters", show="MAILED")
    console.done("letter_taken_back", first.pk, reason="It was still in the tray")
    assert f"Letter {first.pk}" in console.see("letters")
    assert "LETTER_NOT_MAILED" in console.refused("letter_taken_back", first.pk, reason="Twice")


@pytest.mark.row("R-26-5")
def test_the_list_is_taken_as_csv_and_only_readers_see_letters(counter: Counter, console: Console) -> None:
    letter = deficient(counter)
    answer = console.get("letters_export", by="ines", show="ALL")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("letter,kind,about,to")
    assert lines[1].startswith(f"{letter.pk},Deficiency letter,Transfer 1,")
    for view, args in (("letters", ()), ("letter_paper", (letter.pk,)), ("letters_export", ())):
        assert console.get(view, *args, by="rowan").status_code == 403
    assert console.post("letter_taken_back", letter.pk, by="ines", reason="x").status_code == 403
    assert console.get("letter_paper", 999_999).status_code == 404


@pytest.mark.row("R-6a-10", "R-6a-11")
def test_a_tax_that_the_company_requires_holds_the_item_and_its_letter_states_the_sum(
    counter: Counter, console: Console
) -> None:
    item = counter.receive(1)
    told = {"tax": "stock transfer tax", "payable_to": "the Company", "demanded_on": today(counter)}
    refused = console.refused("item_tax_asked", item.number, **told, amount="0", document=paper())
    assert "ITEM_PART_MISSING" in refused
    console.done("item_tax_asked", item.number, **told, amount="12.50", document=paper())
    item.refresh_from_db()
    assert (item.state, item.tax_standing) == ("HELD", "ASKED")
    demand, deficiency = (
        PaperDue.objects.get(item=item, paper_kind=kind)
        for kind in (LetterKind.TAX_DEMAND, LetterKind.DEFICIENCY)
    )
    assert "Please pay $12.50 in US dollars for: stock transfer tax" in words(
        console.get("letter_paper", demand.pk)
    )
    assert [one["code"] for one in deficiency.facts["grounds"]] == ["TAX_PAYMENT_REQUIRED"]
    console.done("item_tax_asked", item.number, **told, amount="13.00", document=paper())
    demand.refresh_from_db()
    assert demand.superseded_by == PaperDue.objects.filter(paper_kind=LetterKind.TAX_DEMAND).latest("pk")


def inquiry(counter: Counter, **changed: Any) -> dict[str, Any]:
    """An inquiry as filled in."""
    told = {
        "received_at": just_now(),
        "asked_on": today(counter),
        "asked_by": "Cedar Brokers Inc.",
        "item": "1",
        "about": "the transfer of certificate 1",
        "address": "9 Cedar Road",
        "city": "Portland",
        "region": "OR",
        "postal_code": "97201",
        "country": "US",
        "document": paper("inquiry.txt"),
    }
    return told | changed


def test_an_inquiry_is_due_in_five_business_days_and_answered_by_a_letter(
    counter: Counter, console: Console
) -> None:
    deficient(counter)
    assert "Nothing to answer" in console.see("inquiries", by="ines")
    assert "ITEM_NOT_FOUND" in console.post("record_inquiry", **inquiry(counter, item="77")).content.decode()
    console.done("record_inquiry", **inquiry(counter))
    made = StatusInquiry.objects.get()
    assert made.due_on == date(2003, 6, 27)  # received on Sunday the 22nd in New Jersey
    assert made.rule == "17 CFR 240.17Ad-5(a)"
    assert "Not answered" in console.see("inquiries", by="ines")
    console.done("inquiry_answered", made.pk)
    made.refresh_from_db()
    assert made.answer is not None
    said = words(console.get("letter_paper", made.answer_id))
    assert "Cedar Brokers Inc. 9 Cedar Road Portland, OR 97201" in said
    assert "something is to be put right first" in said
    assert "differs from the name on the face of certificate 1" in said
    again = console.client("maker").post(
        f"/agreements/{console.code}/inquiries/{made.pk}/answer/", follow=True
    )
    assert f"is answered by letter {made.answer_id}" in again.content.decode()  # INQUIRY_ANSWERED_ALREADY
    assert letters(counter.press.agreement).filter(paper_kind=LetterKind.INQUIRY_REPLY).count() == 1
    item = Item.objects.get(number=1)
    assert "Reply to a status inquiry" in console.see("item_letters", item.number)


def test_an_inquiry_whose_day_has_passed_is_shown_as_overdue_until_its_answer_is_mailed(
    counter: Counter, console: Console, settings: Any
) -> None:
    item = counter.receive(1, rights=40)
    counter.post(item)
    console.done("record_inquiry", **inquiry(counter))
    assert "Overdue" not in console.see("inquiries")
    settings.CLOCK_OFFSET += timedelta(days=10)
    made = StatusInquiry.objects.get()
    assert "Overdue" in console.see("inquiries")
    assert "Answer the inquiry of Cedar Brokers Inc." in console.home()
    assert f"due {day(made.due_on)}, overdue" in console.home()
    console.done("inquiry_answered", made.pk)
    made.refresh_from_db()
    assert "Overdue" in console.see("inquiries")
    said = words(console.get("letter_paper", made.answer_id))
    assert "as entry" in said
    assert "New certificate 5 For 40 Rights in the name of Cedar Fund LP: not mailed yet." in said
    address = f"/agreements/{console.code}/letters/mailed/?letter={made.answer_id}"
    assert console.client("maker").post(address, handed(counter)).status_code == 302
    assert "Nothing to answer" in console.see("inquiries")
    assert "Mailed" in console.see("inquiries", show="all")
