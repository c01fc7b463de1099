"""Holders in the console: one page of everything, addresses, copies, the register as a workbook (§5(b))."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from registry.models import (
    AddressChange,
    AuditRecord,
    CopyRequest,
    HolderAddress,
    RegisteredHolder,
    TakeOver,
)
from registry.services.taxpayer_ids import encrypt
from tests.books.books import Plan
from tests.certificates.runs import make_press
from tests.registry.console import Console, just_now, make_desk_console, open_console, paper, papers_kept
from tests.registry.opened import accept_list, listed, open_from
from tests.registry.presented import Counter, countersigned

pytestmark = pytest.mark.django_db

NUMBER = "512-34-8765"
NEW = {
    "address": "9 Cedar Lane\nUnit 4",
    "city": "Portland",
    "region": "OR",
    "postal_code": "97201",
    "country": "US",
}


@pytest.fixture
def console(plan: Plan, settings: Any) -> Console:
    """The books opened for two holders, each with half a Right left over; CEDAR has a taxpayer number."""
    settings.DEMO = True
    holders = [listed("CEDAR", "600.5", name="Cedar Fund"), listed("ELM", "399.5", name="=Elm & Co")]
    open_from(plan, accept_list(plan, holders))
    sealed = encrypt(NUMBER, agreement_code=plan.agreement.code, account="CEDAR")
    RegisteredHolder.objects.filter(account="CEDAR").update(
        taxpayer_id_encrypted=sealed.encrypted,
        taxpayer_id_index=sealed.keyed_index,
        taxpayer_id_last_four=sealed.last_four,
    )
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())


@pytest.fixture
def cedar(console: Console) -> RegisteredHolder:
    return RegisteredHolder.objects.get(account="CEDAR")


def signed(**changed: Any) -> dict[str, Any]:
    """A new address with its signed request."""
    return {
        "registration": "Cedar Fund",
        **NEW,
        "signed_by": "C. Fund, trustee",
        "capacity": "REGISTERED_HOLDER",
        "signed_on": "2003-07-18",
        "received_at": just_now(),
        "document": paper(),
    } | changed


@pytest.mark.row("R-5b-2", "R-14a-1")
def test_one_holder_shows_certificates_rights_fractions_and_a_masked_number(
    console: Console, cedar: RegisteredHolder
) -> None:
    assert f"/holders/{cedar.pk}/" in console.see("register") + console.see("certificate", 1)
    assert "Cedar Fund" in console.see("holders", words="cedar")
    assert "Cedar Fund" not in console.see("holders", words="elm")
    assert "Nobody found" in console.see("holders", words="no such name")
    page = console.see("holder", cedar.pk)
    for words in ("600", "1/2 of a Right", "Waits for the certified price", "•••••8765", "never changed"):
        assert words in page, words
    assert NUMBER not in page
    assert "Nothing mailed" in console.see("holder_post", cedar.pk)
    officer = console.see("holder", cedar.pk, by="rowan")
    assert "8765" not in officer
    assert "Items presented" not in officer
    assert "Change of address" not in officer + console.see("holder", cedar.pk, by="ines")
    assert "Show it in clear" not in page
    assert console.get("holder", cedar.pk + 9_999).status_code == 404


@pytest.mark.row("R-5b-2")
def test_a_number_is_shown_in_clear_to_few_once_for_a_reason_that_is_kept(
    console: Console, cedar: RegisteredHolder
) -> None:
    assert "Show it in clear" in console.see("holder", cedar.pk, by="approver")
    assert console.post("holder_number", cedar.pk, reason="form for the tax authority").status_code == 403
    assert "REVEAL_REASON_MISSING" in console.refused("holder_number", cedar.pk, by="approver", reason=" ")
    shown = console.post("holder_number", cedar.pk, by="approver", reason="form for the tax authority")
    assert NUMBER in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert AuditRecord.objects.get(act="TAXPAYER_ID_REVEALED").details == {
        "reason": "form for the tax authority"
    }
    assert NUMBER not in console.see("holder", cedar.pk, by="approver")


@pytest.mark.row("R-5b-5")
def test_a_new_address_on_its_signed_request_is_in_force_once_a_second_person_approved(
    console: Console, cedar: RegisteredHolder
) -> None:
    kept = papers_kept()
    assert "NAME_CHANGE_NEEDS_ITEM" in console.refused(
        "change_address", cedar.pk, **signed(registration="Elm")
    )
    assert "ADDRESS_CHANGE_UNSIGNED" in console.refused("change_address", cedar.pk, **signed(signed_by=""))
    page = console.refused("change_address", cedar.pk, **signed(city=""))
    assert "BOOK_ENTRY_INCOMPLETE" in page
    assert "9 Cedar Lane" in page
    assert (AddressChange.objects.count(), papers_kept()) == (0, kept)
    console.done("change_address", cedar.pk, **signed())
    cedar.refresh_from_db()
    assert cedar.city == "San Francisco"
    console.approve()
    cedar.refresh_from_db()
    assert (cedar.city, HolderAddress.objects.filter(holder=cedar).count()) == ("Portland", 2)
    page = console.see("holder", cedar.pk)
    assert "as it came on the books" in page
    assert "in force now" in page


@pytest.mark.row("R-5b-5")
def test_a_draft_waits_for_its_paper_and_may_be_withdrawn(console: Console, cedar: RegisteredHolder) -> None:
    draft = {"registration": "Cedar Fund", **NEW, "received_at": just_now()}
    console.done("change_address", cedar.pk, **draft)
    change = AddressChange.objects.get()
    assert f"change of address {change.pk}" in console.home()
    assert f"Change of address {change.pk}" in console.see("address_changes", by="ines")
    page = console.see("address_change", change.pk, by="ines")
    assert "9 Cedar Lane" in page
    assert "Ask for approval" not in page
    kept = papers_kept()
    paper_alone = {"received_at": just_now(), "capacity": "REGISTERED_HOLDER", "signed_by": "C. Fund"}
    refused = console.refused("address_signed", change.pk, **paper_alone, document=paper())
    assert "ADDRESS_CHANGE_UNSIGNED" in refused
    assert papers_kept() == kept
    told = paper_alone | {"signed_on": "2003-07-18", "document": paper()}
    console.done("address_signed", change.pk, **told)
    assert "Waits for a second person" in console.see("address_change", change.pk)
    console.done("address_withdrawn", change.pk, reason="sent twice")
    change.refresh_from_db()
    assert change.state == "WITHDRAWN"
    assert "REQUEST_ALREADY_DECIDED" in console.refused("address_withdrawn", change.pk, reason="again")
    assert "Nothing waits" in console.see("address_changes")


@pytest.mark.row("R-3c-4")
def test_a_copy_is_logged_given_free_and_one_of_a_stranger_passed_on(
    console: Console, cedar: RegisteredHolder
) -> None:
    asked = {"name": "Cedar Fund", "account": "CEDAR", "address": "", "received_at": just_now()}
    assert "is missing or not clear" in console.refused("log_copy", **asked)
    console.done("log_copy", **asked, document=paper())
    stranger = {"name": "Quill Stranger", "account": "", "address": "", "received_at": just_now()}
    console.done("log_copy", **stranger, document=paper())
    logged, passed = CopyRequest.objects.order_by("id")
    assert (logged.holder, passed.state) == (cedar, "PASSED_ON")
    assert "Give a copy of the agreement to Cedar Fund" in console.home()
    given = {"means": "MAIL|", "fulfilled_on": just_now()[:10]}
    assert "has not come yet" in console.refused(
        "copy_given", logged.pk, **given | {"fulfilled_on": "2999-01-01"}
    )
    assert "NOT_A_HOLDER" in console.refused("copy_given", passed.pk, **given)
    console.done("copy_given", logged.pk, **given)
    page = console.see("copies", by="ines")
    assert "by mail" in page
    assert "Log a request" not in page
    assert "Fulfilled" in console.see("holder", cedar.pk)


def test_the_items_of_a_holder_stand_on_its_page(settings: Any) -> None:
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    press = make_press()
    countersigned(press)
    item = Counter(press).receive(1)
    plan = press.plan
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())
    holder = item.holder
    assert holder is not None
    page = console.see("holder", holder.pk, by="ines")
    assert f"Transfer {item.number}" in page
    assert f"/holders/{holder.pk}/" in console.see("item", item.number)


@pytest.mark.row("R-0-4")
def test_a_take_over_is_recorded_with_its_papers_and_signed_off_by_two_people(settings: Any) -> None:
    desk, console = make_desk_console(settings)
    told = {
        "predecessor": "Juniper Stock Transfer Company", "served_from": "2000-09-15",
        "served_until": "2003-03-30", "inherited": "40000000", "stated": "39999900",
    }  # fmt: skip
    kept = papers_kept()
    backwards = told | {"served_until": "2000-01-01", "document": paper()}
    assert "INSTRUCTION_PART_MISSING" in console.refused("record_take_over", **backwards)
    assert (TakeOver.objects.count(), papers_kept()) == (0, kept)
    console.done("record_take_over", **told, document=paper(), papers=[paper("one.txt"), paper("two.txt")])
    taken = TakeOver.objects.get(agreement=desk.agreement)
    assert taken.papers.count() == 2
    assert "Ask for the sign-off of Records of Juniper" in console.home()
    assert "TAKEOVER_NOT_RECONCILED" in console.refused("take_over_signed_off", taken.pk, reason="")
    console.done("take_over_signed_off", taken.pk, reason="Shares cancelled in February")
    assert "Waits for a second person" in console.see("take_overs")
    console.approve()
    page = console.see("take_overs", by="ines")
    assert "Shares cancelled in February" in page
    assert "Record a take-over" not in page


@pytest.mark.row("R-5b-2")
def test_the_register_is_taken_as_a_workbook_of_text_and_figures_within_its_limit(
    console: Console, settings: Any
) -> None:
    taken = console.get("register_workbook", by="ines")
    assert taken["Cache-Control"] == "private, no-store"
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(taken.streaming_content)))
    head, *rows = book.get_sheet_by_index(0).to_python()
    csv = b"".join(console.get("register_export").streaming_content).decode().splitlines()
    assert ",".join(map(str, head)) == csv[0]
    by_account = {row[1]: row for row in rows}
    assert len(csv) == len(rows) + 1 == 3
    assert (by_account["CEDAR"][3], by_account["ELM"][2]) == (600, "=Elm & Co")
    assert "'=Elm & Co" in "".join(csv)
    narrowed = console.get("register_workbook", words="elm")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(narrowed.streaming_content)))
    assert len(rows.get_sheet_by_index(0).to_python()) == 2
    assert {one.details["form"] for one in AuditRecord.objects.filter(act="EXPORT_REGISTER")} == {
        "CSV",
        "XLSX",
    }
    settings.WORKBOOK_ROWS_MOST = 1
    assert "WORKBOOK_TOO_LARGE" in console.get("register_workbook").content.decode()
    assert console.get("register_workbook", by="rowan").status_code == 403
    assert re.search(r"register\.xlsx\?[^\"]*words=elm", console.see("register", words="elm"))


def test_the_pages_of_holders_ask_the_database_no_more_for_many_rows_than_for_few(
    console: Console, cedar: RegisteredHolder, django_assert_max_num_queries: Any
) -> None:
    for view, args, most in (("holders", (), 8), ("holder", (cedar.pk,), 14), ("address_changes", (), 8)):
        console.see(view, *args)
        with django_assert_max_num_queries(most):
            console.see(view, *args)
