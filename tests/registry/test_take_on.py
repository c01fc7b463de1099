"""A predecessor's open books are taken on by one entry, tied to the total the Company states (21)."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from agreement.errors import Conflict, InvalidRequest, RightsError
from registry.models import (
    BookEntry,
    CertificateDetailRow,
    CertificateEvent,
    Document,
    HolderSearch,
    Job,
    Lot,
    NumberCounter,
    RegisteredHolder,
    RightsCertificate,
    SeparationState,
)
from registry.services import approvals, holder_search
from registry.services.sealed_files import is_sealed
from registry.services.take_on import TakenOn, record_differences
from registry.verifier import verify
from tests.books.books import make_plan
from tests.registry.company_desk import codes
from tests.registry.taken_on import ADDRESS, HEAD, ROWS, SIGNER, TakingDesk, csv, make_taking_desk
from tests.registry.test_company_commands import CODE, Shell, shell

__all__ = ["shell"]


@pytest.fixture
def desk(db: None, tmp_path: Path) -> TakingDesk:
    """A plan taken over with its books open at the predecessor."""
    return make_taking_desk(tmp_path)


def refused(desk: TakingDesk, **parts: Any) -> RightsError:
    with pytest.raises(RightsError) as error:
        desk.ask(**parts)
    assert not BookEntry.objects.exists()
    assert not RegisteredHolder.objects.exists()
    assert not CertificateDetailRow.objects.exists()
    return error.value


@pytest.mark.row("R-21-8", "R-0-4")
def test_certificates_keep_their_numbers_and_one_entry_opens_their_lots(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    entry = desk.approve(desk.ask())
    desk.agreement.refresh_from_db()
    assert (entry.kind, entry.rights_created, entry.rights_opened) == ("TAKE_ON", 1_250, 1_250)
    found = RightsCertificate.objects.order_by("number").values_list("number", "rights", "holder__account")
    assert list(found) == [(3000, 600, "A-1"), (3001, 400, "A-2"), (3007, 250, "A-1")]
    assert set(Lot.objects.values_list("parent", flat=True)) == {None}
    events = CertificateEvent.objects.order_by("id").values_list("first_number", "last_number", "happened_on")
    assert list(events) == [(3000, 3001, date(2003, 6, 24)), (3007, 3007, date(2003, 7, 2))]
    assert NumberCounter.objects.get(kind="CERTIFICATE").last_number == 3_007
    assert desk.agreement.separation_state == SeparationState.BOOKS_OPEN
    job = Job.objects.get(kind="search_index")
    chunk = job.chunks.get()
    holder_search.run_chunk(job, chunk.first_item, chunk.last_item, fence=lambda: None)
    assert HolderSearch.objects.count() == RegisteredHolder.objects.count() == 2
    assert not CertificateDetailRow.objects.exists()
    report = verify([desk.agreement.code])
    assert [found for found in report.findings if found.table != "database"] == []
    assert (report.totals[0].held, report.totals[0].certificates) == (1_250, 3)


@pytest.mark.row("R-5b-3")
def test_the_next_certificate_follows_the_highest_and_the_books_go_on(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    desk.approve(desk.ask())
    plan = desk.plan()
    birch = Lot.objects.get(holder__account="A-2")
    plan.post(plan.transfer(birch, plan.holder("A-9")))
    assert RightsCertificate.objects.latest("number").number == 3_008
    findings = verify([desk.agreement.code]).findings
    assert [found for found in findings if found.table != "database"] == []


@pytest.mark.row("R-0-4")
def test_a_record_difference_ages_and_nothing_is_taken_on_until_two_explained_it(
    desk: TakingDesk,
) -> None:
    taken = desk.take_over(stated=1_300)
    desk.later(days=7)
    (found,) = record_differences(desk.agreement, at=desk.at)
    assert (found.rights, found.age_days, found.is_explained) == (50, 7, False)
    assert refused(desk).code == "TAKEOVER_NOT_RECONCILED"
    desk.sign_off(taken, reason="50 Rights exercised on the last day, to be entered by the Company's notice")
    desk.later(days=30)
    (found,) = record_differences(desk.agreement, at=desk.at)
    assert (found.age_days, found.is_explained) == (7, True)
    entry = desk.approve(desk.ask())
    assert "50 Rights exercised" in entry.memorandum


def test_equal_totals_too_are_signed_off_before_anything_is_taken_on(desk: TakingDesk) -> None:
    assert refused(desk).code == "TAKE_OVER_MISSING"
    desk.take_over()
    assert refused(desk).code == "TAKEOVER_NOT_SIGNED_OFF"


def test_a_detail_that_is_not_the_one_taken_over_is_refused(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over(inherited=1_251, stated=1_251))
    error = refused(desk)
    assert (error.code, error.facts["detail"], error.facts["inherited"]) == (
        "TAKE_ON_TOTAL_DIFFERS",
        1_250,
        1_251,
    )


def test_a_signatory_who_was_not_authorised_on_every_day_is_refused(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    late = csv(*ROWS[:2], ROWS[2].replace("2003-07-02", "2004-02-14"))
    assert refused(desk, content=late).code == "COUNTERSIGNER_NOT_LISTED"
    assert refused(desk, told=TakenOn(date(2003, 6, 16), "Somebody")).code == "COUNTERSIGNER_NOT_LISTED"


def test_a_distribution_date_to_come_is_refused(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    assert refused(desk, told=TakenOn(date(2004, 6, 16), SIGNER)).code == "DATE_ILL_FORMED"


def test_an_account_in_another_name_is_refused(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    RegisteredHolder.objects.create(
        agreement=desk.agreement, account="A-1", registration="Another", address="1", city="C", country="US"
    )
    with pytest.raises(Conflict) as error:
        desk.ask()
    assert error.value.code == "ACCOUNT_NAMED_OTHERWISE"
    assert not BookEntry.objects.exists()


def test_books_are_taken_on_once_and_by_another_person(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    asked = desk.ask()
    with pytest.raises(Conflict) as alone:
        approvals.approve(asked.request_hash, approver=desk.maker, at=desk.later())
    assert alone.value.code == "APPROVER_NOT_PERMITTED" or "NEEDS_ANOTHER" in alone.value.code
    desk.approve(asked)
    with pytest.raises(RightsError) as again:
        desk.ask()
    assert again.value.code == "ALREADY_OPENED"
    assert BookEntry.objects.count() == 1


def told_of(desk: TakingDesk, content: bytes) -> list[str]:
    with pytest.raises(InvalidRequest) as error:
        desk.read(content)
    assert error.value.code == "CERTIFICATE_DETAIL_INVALID"
    return [ground.message for ground in error.value.grounds]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            f"0,A-1,Alder,{ADDRESS},,600,2003-06-23,2003-06-24",
            "certificate 0 is not a whole number above nought",
        ),
        (
            f"1,A-1,Alder,{ADDRESS},,6.5,2003-06-23,2003-06-24",
            "rights 6.5 is not a whole number above nought",
        ),
        (
            f"1,A-1,Alder,{ADDRESS},,600,23.6.2003,2003-06-24",
            "dated 23.6.2003 is not a date written YYYY-MM-DD",
        ),
        (f"1,A-1,Alder,{ADDRESS},,600,2003-06-23,", "countersigned_on is not a date"),
        (f"1,A-1,,{ADDRESS},,600,2003-06-23,2003-06-24", "name"),
        ("1,A-1,Alder,1 Market Street,San Francisco,CA,94105,XX,,600,2003-06-23,2003-06-24", "XX"),
        ("1,A-1", "has another number of fields than the head"),
    ],
)
def test_each_wrong_row_is_told_with_its_line(desk: TakingDesk, row: str, why: str) -> None:
    told = told_of(desk, csv(ROWS[0], row))
    assert any(why in one for one in told), told
    assert all("3" in one for one in told)


def test_a_number_twice_and_an_account_in_two_names_are_told(desk: TakingDesk) -> None:
    told = told_of(desk, csv(*ROWS, ROWS[0], ROWS[1].replace("3001", "3002").replace("Birch", "Beech")))
    assert any("certificate 3000 stands on line" in one for one in told)
    assert any("account A-2 is named or addressed otherwise than on line 3" in one for one in told)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "LIST_FILE_EMPTY"),
        (csv(head=HEAD.replace("rights", "shares")), "LIST_COLUMN_UNKNOWN"),
        (csv(head=HEAD.replace(",dated", "")), "LIST_COLUMN_MISSING"),
        (csv(head=HEAD.replace("dated", "city")), "LIST_COLUMN_TWICE"),
        (csv() + b"\xff", "LIST_FILE_ENCODING"),
        (csv() + b"\0", "LIST_FILE_NUL"),
        (csv() + b'"open', "LIST_FILE_TRUNCATED"),
        (b"PK\x03\x04 no workbook", "LIST_FILE_TRUNCATED"),
    ],
)
def test_a_file_that_cannot_be_believed_is_refused_whole(desk: TakingDesk, content: bytes, code: str) -> None:
    with pytest.raises(RightsError) as error:
        desk.read(content)
    assert codes(error) == [code]


def test_a_workbook_is_read_like_the_same_csv(desk: TakingDesk) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate((HEAD, *ROWS)):
            for column, cell in enumerate(line.split(",")):
                is_number = place and column in (0, 9)
                sheet.write_number(place, column, int(cell)) if is_number else sheet.write_string(
                    place, column, cell
                )
    assert desk.read(file.getvalue(), name="detail.xlsx").totals == desk.read(csv()).totals


def test_a_taxpayer_number_is_sealed_as_it_comes(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over(inherited=600, stated=600))
    approval = desk.ask(csv(ROWS[0].replace(",,600", ",123-45-6789,600")))
    desk.approve(approval)
    holder = RegisteredHolder.objects.get()
    assert holder.taxpayer_id_last_four == "6789"
    assert b"123-45-6789" not in bytes(holder.taxpayer_id_encrypted)
    assert is_sealed(Document.objects.get(kind="CERTIFICATE_DETAIL").stored_as)


def test_the_detail_is_shown_by_the_command_and_asked_for_with_what_it_lacks(shell: Shell) -> None:
    file = shell.file("detail.csv", csv().decode())
    shown = shell.run("take_on_books", CODE, file)
    assert (shown["certificates"], shown["rights"], shown["record_differences"]) == (3, 1_250, [])
    _, lacking = shell.refuse("take_on_books", CODE, file, "--request")
    assert lacking["code"] == "INSTRUCTION_PART_MISSING"
    _, missing = shell.refuse("take_on_books", CODE, file, "--request", "--distribution-date", "2003-06-16")
    assert missing["code"] == "TAKE_OVER_MISSING"
    assert not BookEntry.objects.exists()


@pytest.mark.refusal("APPROVAL_OF_ANOTHER_KIND")
def test_the_door_of_single_entries_takes_no_predecessors_books_on(db: None) -> None:
    plan = make_plan()
    holder = plan.holder("1")
    opened = [{"parent": None, "rights": 10, "holder": holder.pk, "certificate": 0}]
    given = [plan.certificate(holder, 10, number=5)]
    with pytest.raises(RightsError) as error:
        plan.post(plan.entry("TAKE_ON", "21", rights_created=10, certificates=given, open=opened))
    assert error.value.code == "APPROVAL_OF_ANOTHER_KIND"
    assert not BookEntry.objects.exists()


def test_rows_that_changed_after_the_approval_are_not_taken_on(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    asked = desk.ask()
    CertificateDetailRow.objects.filter(number=3001).update(account="A-9")
    with pytest.raises(RightsError) as error:
        desk.approve(asked)
    assert error.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"
    assert not BookEntry.objects.exists()


def test_a_detail_asked_for_again_takes_the_place_of_the_one_that_waits(desk: TakingDesk) -> None:
    desk.sign_off(desk.take_over())
    former = desk.ask()
    corrected = csv(ROWS[0].replace(",600,", ",500,"), ROWS[1], ROWS[2].replace(",250,", ",350,"))
    later = desk.ask(corrected)
    with pytest.raises(RightsError) as error:
        desk.approve(former)
    assert error.value.code == "REQUEST_CHANGED_AFTER_APPROVAL"
    desk.approve(later)
    assert RightsCertificate.objects.get(number=3000).rights == 500
    assert desk.findings() == []
